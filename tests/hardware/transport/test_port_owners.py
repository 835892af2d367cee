"""Several drivers of one program on one port: one owner, one job at a time, one opening of the line."""

import socket
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from hardware.build import build_led, build_light, check_led
from hardware.health import Fault
from hardware.led.interface import Look, Spot, Urgency
from hardware.led.wire_simulator import WirePanel
from hardware.light.interface import Colour, Signal
from hardware.transport.job_queue import Job
from hardware.transport.line import Line, MemoryLine
from hardware.transport.port_owner import PortClosed, PortRules, PortWork
from hardware.transport.port_owners import PortOwners
from hardware.transport.url import BadDeviceUrl, parse

BUS = parse("serial:///dev/ttyUSB0?baud=9600")
SECONDS = 10.0


class Bench:
    """A line in memory, how often it was opened, and who was greeted on it."""

    def __init__(self) -> None:
        self.owners = PortOwners()
        self.line, self.opened, self.greeted = MemoryLine(), 0, list[str]()

    def open(self) -> MemoryLine:
        self.opened += 1
        return self.line

    def work(self, name: str, rules: PortRules | None = None) -> PortWork:
        return PortWork(self.open, rules, lambda line: self.greeted.append(name))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def done_of(submit: Callable[[Job], None], key: object, data: bytes) -> threading.Event:
    ended = threading.Event()

    def run(line: Line) -> None:
        line.write(data)

    submit(Job(key, 0, run, lambda fault: ended.set()))
    return ended


def test_two_drivers_of_one_port_open_it_once_and_each_greets_its_devices(bench: Bench) -> None:
    one = bench.owners.of(BUS)(bench.work("strips"), "strips")
    other = bench.owners.of(BUS)(bench.work("lamps"), "lamps")
    assert done_of(one.submit, "key", b"a").wait(SECONDS)
    assert done_of(other.submit, "key", b"b").wait(SECONDS)
    assert (bench.opened, bench.line.written, bench.greeted) == (1, b"ab", ["strips", "lamps"])
    one.close()
    other.close()


def test_a_driver_that_comes_later_is_greeted_on_the_open_line(bench: Bench) -> None:
    one = bench.owners.of(BUS)(bench.work("strips"), "strips")
    assert done_of(one.submit, "key", b"a").wait(SECONDS)
    other = bench.owners.of(BUS)(bench.work("lamps"), "lamps")
    assert done_of(other.submit, "key", b"b").wait(SECONDS)
    assert (bench.opened, bench.greeted) == (1, ["strips", "lamps"])
    one.close()
    other.close()


def test_work_of_one_driver_never_replaces_work_of_another() -> None:
    opened = threading.Event()

    def open_late() -> MemoryLine:
        opened.wait(SECONDS)
        return line

    line, owners = MemoryLine(), PortOwners()
    one = owners.of(BUS)(PortWork(open_late), "one")
    other = owners.of(BUS)(PortWork(open_late), "other")
    ends = [done_of(share.submit, Spot(1), data) for share, data in ((one, b"a"), (other, b"b"))]
    opened.set()
    assert all(end.wait(SECONDS) for end in ends)
    assert line.written == b"ab"
    one.close()
    other.close()


def test_the_line_is_as_quiet_as_the_most_sensitive_device_wants() -> None:
    now, times = [0.0], list[float]()
    work = PortWork(MemoryLine, PortRules(gap=0.004, tries=1), clock=lambda: now[0])
    work.take_in(PortWork(MemoryLine, PortRules(gap=0.1, tries=3)))
    for key in "abc":
        work.submit(Job(key, 0, lambda line: times.append(now[0])))
    for _ in range(10):
        now[0] += work.step() or 0.0
    assert times == pytest.approx([0.0, 0.1, 0.2])


def test_the_port_is_let_go_of_by_the_last_one(bench: Bench) -> None:
    one = bench.owners.of(BUS)(bench.work("one"), "one")
    other = bench.owners.of(BUS)(bench.work("other"), "other")
    assert done_of(one.submit, "key", b"a").wait(SECONDS)
    one.close()
    one.close()
    refused: list[Fault | None] = []
    one.submit(Job("late", 0, lambda line: None, refused.append))
    assert isinstance(refused[0], PortClosed)
    assert done_of(other.submit, "key", b"b").wait(SECONDS)
    assert not bench.line.closed
    other.close()
    assert bench.line.closed


def test_two_ports_have_two_owners(bench: Bench) -> None:
    elsewhere = replace(BUS, path="/dev/ttyUSB1")
    one = bench.owners.of(BUS)(bench.work("one"), "one")
    other = bench.owners.of(elsewhere)(bench.work("other"), "other")
    assert done_of(one.submit, "key", b"a").wait(SECONDS)
    assert done_of(other.submit, "key", b"b").wait(SECONDS)
    assert bench.opened == 2
    one.close()
    other.close()


def test_one_line_has_one_speed() -> None:
    owners = PortOwners()
    check_led("strip+serial:///dev/ttyUSB0?baud=9600", owners)
    check_led("modbus+serial:///dev/ttyUSB0", owners)
    check_led("strip+serial:///dev/ttyUSB1?baud=19200", owners)
    with pytest.raises(BadDeviceUrl, match="another baud or echo"):
        check_led("modbus+serial:///dev/ttyUSB0?baud=19200", owners)


def test_two_kinds_of_displays_behind_one_serial_server_share_its_connection() -> None:
    with WirePanel("modbus", tcp_port=0) as bus:
        owners = PortOwners()
        panel = build_led(f"modbus+tcp://127.0.0.1:{bus.tcp_port}?framing=mbap", owners)
        second = build_led(
            f"modbus+tcp://127.0.0.1:{bus.tcp_port}?framing=mbap&register=80&encoding=segments", owners
        )
        assert panel is not None
        assert second is not None
        for shown, address in ((panel, 1), (second, 2)):
            shown.show(Spot(address), Look("", "A001", "3"), Urgency.CALL, lambda fault: None)
        assert bus.wait_for(lambda: (bus.screen.text(1), bus.screen.text(2)) == ("A001", "A001"))
        assert bus.connections == 1
        panel.close()
        second.close()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="a pty is needed: NOT RUN on Windows")
def test_a_relay_lamp_and_digit_displays_share_a_serial_line() -> None:
    with WirePanel("modbus", with_pty=True) as bus:
        assert bus.pty is not None
        owners = PortOwners()
        panel = build_led(f"modbus+serial://{bus.pty.name}?baud=9600", owners)
        lamp = build_light(f"template+serial://{bus.pty.name}?spec=relay&address=7&green=0&red=1", owners)
        assert panel is not None
        assert lamp is not None
        panel.show(Spot(1), Look("", "A001", "3"), Urgency.CALL, lambda fault: None)
        lamp.show(Signal(Colour.GREEN))
        assert bus.wait_for(lambda: (bus.screen.text(1), bus.screen.text(7, 0)) == ("A001", "on"))
        assert lamp.health().code == "ok"
        panel.close()
        lamp.show(Signal(Colour.RED))
        assert bus.wait_for(lambda: bus.screen.text(7, 1) == "on")
        lamp.close()  # type: ignore[attr-defined]
