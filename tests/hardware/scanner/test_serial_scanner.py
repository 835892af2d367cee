"""The serial scanner as the settings build it, against a scanner at the end of a wire."""

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from hardware.build import build_scanner
from hardware.health import Fault, HealthState
from hardware.scanner.interface import ScannerUnplugged
from hardware.scanner.serial_scanner import SerialScanner
from hardware.scanner.simulator import SimulatedScanner
from hardware.scanner.wire_simulator import WireScanner
from hardware.transport.line import LineUnreachable, MemoryLine

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["tcp", "pty"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WireScanner]:
    with WireScanner(link=tmp_path / "ttySCAN" if request.param == "pty" else None) as scanner:
        yield scanner


@pytest.fixture
def driver(wire: WireScanner) -> Iterator[SerialScanner]:
    scanner = build_scanner(wire.url)
    assert isinstance(scanner, SerialScanner)
    with closing(scanner):
        assert scanner.poll() is None
        yield scanner


def scanned(driver: SerialScanner, seconds: float = 10) -> str:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        with suppress(Fault):
            code = driver.poll()
            if code is not None:
                return code.text
    raise AssertionError("nothing was scanned")


def until(wanted: Callable[[], bool], driver: SerialScanner) -> None:
    give_up = time.monotonic() + 10
    while not wanted():
        assert time.monotonic() < give_up
        with suppress(Fault):
            driver.poll()


def test_a_code_is_scanned_and_given_once(wire: WireScanner, driver: SerialScanner) -> None:
    wire.scan("YY20261124-0042")
    assert scanned(driver) == "YY20261124-0042"
    wire.scan("YY20261124-0042")
    assert [driver.poll(), driver.poll()] == [None, None]
    assert driver.health().state is HealthState.OK


def test_two_codes_in_one_breath_come_one_after_the_other(wire: WireScanner, driver: SerialScanner) -> None:
    wire.send(b"A001\rA002\r\n")
    assert [scanned(driver), scanned(driver)] == ["A001", "A002"]


def test_a_code_in_pieces_is_one_code(wire: WireScanner, driver: SerialScanner) -> None:
    for piece in (b"A0", b"0", b"1\r"):
        wire.send(piece)
    assert scanned(driver) == "A001"


def test_a_code_without_an_end_ends_by_silence(wire: WireScanner, driver: SerialScanner) -> None:
    wire.send(b"A001")
    assert scanned(driver) == "A001"


def test_a_cable_that_is_pulled_out_and_put_back(wire: WireScanner, driver: SerialScanner) -> None:
    wire.unplug()
    until(lambda: driver.health().state is HealthState.DOWN, driver)
    wire.plug()
    until(lambda: driver.health().state is HealthState.OK, driver)
    wire.scan("A001")
    assert scanned(driver) == "A001"


def test_prefix_and_suffix_come_from_the_settings(tmp_path: Path) -> None:
    with WireScanner(end=b"", prefix="\x02", suffix="\x03") as wire:
        scanner = build_scanner(wire.url + "?prefix=%02&suffix=%03&end=silence&silence=0.05")
        assert isinstance(scanner, SerialScanner)
        with closing(scanner):
            scanner.poll()
            wire.scan("A001")
            assert scanned(scanner) == "A001"


def test_faults_are_tried_again_with_growing_pauses() -> None:
    now, tried = [0.0], []

    def absent() -> MemoryLine:
        tried.append(now[0])
        raise LineUnreachable("serial:///dev/ttyACM0: there is no such port")

    scanner = SerialScanner(absent, clock=lambda: now[0])
    for _ in range(80):
        with pytest.raises(LineUnreachable, match="ttyACM0"):
            scanner.poll()
        now[0] += 0.5
    assert tried == [0.0, 0.5, 1.5, 3.5, 7.5, 15.5, 30.5]


class PieceByPiece(MemoryLine):
    """A slow scanner: each read brings one piece, and waiting for nothing takes its time."""

    def __init__(self, now: list[float], *pieces: bytes) -> None:
        super().__init__()
        self.now, self.pieces = now, list(pieces)

    def read(self, count: int, seconds: float) -> bytes:
        if self.pieces:
            return self.pieces.pop(0)
        self.now[0] += seconds
        return b""


def test_a_code_that_is_still_arriving_is_awaited_and_not_cut_at_the_next_look() -> None:
    now = [0.0]
    line = PieceByPiece(now, b"YY2026", b"-0042", b"\r")
    scanner = SerialScanner(lambda: line, clock=lambda: now[0])
    code = scanner.poll()
    assert code is not None
    assert code.text == "YY2026-0042"


def test_a_scanner_that_never_stops_does_not_hold_up_its_program() -> None:
    now = [0.0]

    class Endless(MemoryLine):
        def read(self, count: int, seconds: float) -> bytes:
            now[0] += 0.05
            return b"x"

    scanner = SerialScanner(Endless, clock=lambda: now[0])
    assert scanner.poll() is None
    assert now[0] <= scanner.bound


def test_a_line_that_breaks_is_an_unplugged_scanner() -> None:
    line = MemoryLine()
    scanner = SerialScanner(lambda: line)
    scanner.poll()
    line.close()
    with pytest.raises(ScannerUnplugged):
        scanner.poll()
    assert scanner.health().code == "scanner_unplugged"


def test_no_log_record_holds_a_code(
    wire: WireScanner, driver: SerialScanner, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        wire.scan("Yk3v9QdW2mXr7PzT")
        until(lambda: driver.poll() is not None, driver)
        wire.unplug()
        until(lambda: driver.health().state is HealthState.DOWN, driver)
    assert caplog.text
    assert "Yk3v9" not in caplog.text


def test_the_simulator_in_process_gives_what_is_scanned() -> None:
    scanner = SimulatedScanner()
    scanner.scan("A001")
    code = scanner.poll()
    assert code is not None
    assert code.text == "A001"
    assert scanner.poll() is None
    scanner.unplug()
    with pytest.raises(ScannerUnplugged):
        scanner.poll()
    assert scanner.health().state is HealthState.DOWN


def test_a_code_can_be_scanned_from_outside() -> None:
    scanner = build_scanner("sim://?control=0")
    assert isinstance(scanner, SimulatedScanner)
    with closing(scanner), socket.create_connection(("127.0.0.1", scanner.control_port), 5) as caller:
        caller.sendall(b"scan A001\n")
        assert caller.recv(100) == b"ok plugged 1 waiting\n"
        assert scanner.poll() is not None
        caller.sendall(b"eat A001\n")
        assert caller.recv(100).startswith(b"error expected scan CODE")


def test_the_wire_simulator_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "hardware.scanner.wire_simulator", "--port", "0", "--end", "crlf"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            words = program.stdout.readline().split()
            scanner = build_scanner(words[2])
            assert isinstance(scanner, SerialScanner)
            with closing(scanner):
                scanner.poll()
                with socket.create_connection(("127.0.0.1", int(words[4])), 5) as caller:
                    caller.sendall(b"scan A001\n")
                    assert caller.recv(100) == b"ok\n"
                assert scanned(scanner) == "A001"
        finally:
            program.terminate()


@pytest.mark.parametrize("order", ["", "scan", "raw zz", "eat"])
def test_a_wrong_order_is_refused(order: str) -> None:
    with WireScanner() as wire:
        assert wire.obey(order).startswith("error")
