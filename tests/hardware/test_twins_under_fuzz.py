"""Simulated devices read bytes too, in demos and training for weeks: no stream ends or fills them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.call_box.frames import Unframer
from hardware.id_reader import frames as sam
from hardware.id_reader.simulated_sam import SimulatedSam
from hardware.led import cpower_frames as cpower
from hardware.led import huidu_frames as huidu
from hardware.led import modbus_frames as modbus
from hardware.led import onbon_frames as onbon
from hardware.led.interface import Colour, Look, Spot
from hardware.led.sim_cards import CpowerOnWire, HuiduFlash, HuiduOnWire
from hardware.led.sim_onbon import OnbonOnWire
from hardware.led.sim_screen import Screen
from hardware.led.sim_strips import A090OnBus, ModbusBus, StripsOnBus
from hardware.led.strip_frames import strip_frame
from hardware.led.template import spec_named
from hardware.led.template_frames import template_frame
from hardware.printer import frames as printer
from hardware.printer.simulated_head import SimulatedHead
from tests.hardware.led.test_led_vectors import queue_frame
from tests.hardware.parsers import held_by
from tests.hardware.test_parsers_under_fuzz import MOST_CPU_SECONDS, ROUND, chopped, for_a_while, spoilt


@dataclass(frozen=True)
class Twin:
    """A simulated device: `make` gives its `receive` and the part of it that keeps bytes, `most` of them.

    `seal` puts what a checksum needs around any bytes, or they would all be turned away at the door.
    """

    name: str
    make: Callable[[], tuple[Callable[[bytes], object], object]]
    orders: tuple[bytes, ...]
    seal: Callable[[bytes], bytes] = bytes
    most: int = 70_000

    def __str__(self) -> str:
        return self.name


def _led(device: Callable[[], object]) -> Callable[[], tuple[Callable[[bytes], object], object]]:
    def make() -> tuple[Callable[[bytes], object], object]:
        made = device()
        return made.receive, made  # type: ignore[attr-defined]

    return make


def _head() -> tuple[Callable[[bytes], object], object]:
    head = SimulatedHead(lambda ticket: None)
    return head.receive, head._parser


def _unframer() -> tuple[Callable[[bytes], object], object]:
    unframer = Unframer(2, 8)
    return unframer.feed, unframer


_AREA = huidu.TextArea("a", "t", 0, 0, 64, 16)
_SESSION = "0123456789abcdef" * 2
TWINS = [
    Twin(
        "printer",
        _head,
        (b"\x1b@\x1c&", printer.native_qr(b"x", 4), printer.raster(2, bytes(8)), b"\x1dVB\x00"),
        lambda body: b"\x1d(k" + len(body).to_bytes(2, "little") + body,
        most=2_100_000,
    ),
    Twin(
        "id card reader",
        _led(SimulatedSam),
        (sam.FIND.frame, sam.SELECT.frame, sam.READ.frame, sam.SAM_ID.frame),
        lambda body: sam.request(0x20, 0x01, body),
    ),
    Twin("keypads", _unframer, (bytes.fromhex("FF6802026803030616"),)),
    Twin(
        "onbon",
        _led(lambda: OnbonOnWire(Screen())),
        (queue_frame(), onbon.frame(onbon.status()), onbon.frame(onbon.delete_areas(0))),
        lambda body: onbon.frame(b"\xa3\x06\x01" + body),
    ),
    Twin(
        "huidu",
        _led(lambda: HuiduOnWire(Screen(), HuiduFlash())),
        (
            huidu.version_ask(1),
            huidu.sdk_ask(huidu.add_program_xml(_SESSION, "p", [(_AREA, "x", Colour.RED)])),
            huidu.sdk_ask(huidu.update_program_xml(_SESSION, "p", _AREA, "x", Colour.RED)),
        ),
        lambda body: huidu.version_ask(1) + huidu.packet(huidu.SDK_ASK, body),
    ),
    Twin(
        "cpower",
        _led(lambda: CpowerOnWire(Screen())),
        (cpower.on_serial(cpower.packet(cpower.one_packet(cpower.split([])), 1)),),
        lambda body: cpower.on_serial(cpower.packet(cpower.one_packet(body), 1)),
    ),
    Twin(
        "cpower tcp",
        _led(lambda: CpowerOnWire(Screen(), over_tcp=True)),
        (cpower.on_tcp(cpower.packet(cpower.one_packet(cpower.split([])), 1)),),
        lambda body: cpower.on_tcp(cpower.packet(cpower.one_packet(body), 1)),
    ),
    Twin("strips", _led(lambda: StripsOnBus(Screen())), (strip_frame(3, "请A001号"),)),
    Twin(
        "a0-90",
        _led(lambda: A090OnBus(Screen())),
        (template_frame(spec_named("a0-90"), Spot(3), Look("x", "A001")),),
    ),
    Twin(
        "modbus",
        _led(lambda: ModbusBus(Screen())),
        (modbus.rtu(1, modbus.number_order("A001", modbus.RegisterMap())),),
        lambda body: modbus.rtu(1, b"\x10" + body),
    ),
    Twin(
        "modbus tcp",
        _led(lambda: ModbusBus(Screen(), over_tcp=True)),
        (modbus.mbap(1, modbus.number_order("A001", modbus.RegisterMap()), 1),),
        lambda body: modbus.mbap(1, b"\x10" + body, 1),
    ),
]


def streams(twin: Twin) -> st.SearchStrategy[list[bytes]]:
    orders = st.sampled_from(twin.orders)
    part = st.one_of(
        st.binary(max_size=40),
        orders,
        st.builds(spoilt, orders, st.integers(0, 10_000), st.binary(max_size=4), st.integers(0, 4)),
        st.builds(twin.seal, st.binary(max_size=40)),
        st.builds(lambda byte, count: bytes([byte]) * count, st.integers(0, 255), st.integers(1, 3000)),
    )
    return st.builds(chopped, st.lists(part, max_size=10), st.sampled_from([0, 0, 1, 7, 64]))


def survive(twin: Twin, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(streams(twin))
    def one_stream(pieces: list[bytes]) -> None:
        receive, keeper = twin.make()
        began = time.thread_time()
        for piece in pieces:
            receive(piece)
            assert held_by(keeper) <= twin.most
        assert time.thread_time() - began < MOST_CPU_SECONDS

    one_stream()


@pytest.mark.parametrize("twin", TWINS, ids=str)
def test_no_stream_ends_a_twin(twin: Twin) -> None:
    survive(twin, 30)


@pytest.mark.parametrize("twin", TWINS, ids=str)
@pytest.mark.parametrize("byte", [0x00, 0x1D, 0xA0, 0xA5, 0xAA, 0xFF])
def test_an_endless_noise_does_not_fill_a_twin(twin: Twin, byte: int) -> None:
    receive, keeper = twin.make()
    for beginning in (b"", *(order[: len(order) // 2] for order in twin.orders)):
        for piece in (beginning, *[bytes([byte]) * 4096] * 20):
            receive(piece)
            assert held_by(keeper) <= twin.most


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("twin", TWINS, ids=str)
def test_no_stream_ends_a_twin_in_a_minute(twin: Twin) -> None:
    for_a_while(60, lambda: survive(twin, ROUND))
