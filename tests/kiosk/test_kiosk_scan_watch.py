"""Listening to the code scanner, and what the hall hears of it."""

from dataclasses import dataclass, field

from hall_server.client.background import Inline, ManualTimer
from hall_server.wire.answers import Done
from hall_server.wire.words import DeviceState
from hardware.health import Health
from hardware.printer.simulator import SimulatedPrinter
from hardware.scanner.interface import ScannerUnplugged
from hardware.scanner.simulator import SimulatedScanner
from kiosk.caretaker import Caretaker
from kiosk.scan_watch import FAULT_SECONDS, POLL_SECONDS, ScanWatch


def listened() -> tuple[SimulatedScanner, ManualTimer, list[str], list[Health]]:
    scanner, timer = SimulatedScanner(), ManualTimer()
    codes: list[str] = []
    seen: list[Health] = []
    ScanWatch(scanner, Inline(), timer, codes.append, seen.append).start()
    return scanner, timer, codes, seen


def test_a_code_is_handed_over_once() -> None:
    scanner, timer, codes, _ = listened()
    scanner.scan("A7K2")
    timer.advance(10 * POLL_SECONDS)
    assert codes == ["A7K2"]


def test_a_scanner_that_is_unplugged_is_told_and_comes_back_by_itself() -> None:
    scanner, timer, codes, seen = listened()
    scanner.unplug()
    timer.advance(POLL_SECONDS)
    assert seen == [Health.ok(), Health.down("scanner_unplugged")]
    scanner.plug()
    scanner.scan("A7K2")
    timer.advance(FAULT_SECONDS)
    assert seen[-1] == Health.ok()
    assert codes == ["A7K2"]


@dataclass
class Ear:
    """Hears heartbeats."""

    heard: list[tuple[DeviceState, str]] = field(default_factory=list)

    def heartbeat(self, state: DeviceState, code: str = "") -> Done:
        self.heard.append((state, code))
        return Done(seq=1)


def cared_for(printer: SimulatedPrinter) -> tuple[Caretaker, Ear]:
    ear = Ear()
    care = Caretaker(ear, printer, Inline(), Inline(), ManualTimer(), lambda: True, lambda _: None)
    care.start()
    return care, ear


def test_the_hall_hears_at_once_that_the_scanner_is_gone_and_that_it_is_back() -> None:
    care, ear = cared_for(SimulatedPrinter())
    gone = ScannerUnplugged().health
    for health in (Health.ok(), gone, gone, Health.ok()):
        care.seen("scanner", health)
    ok = (DeviceState.OK, "")
    assert ear.heard == [ok, (DeviceState.WARNING, "scanner_unplugged__scanner"), ok]


def test_a_broken_printer_is_the_greater_trouble() -> None:
    printer = SimulatedPrinter()
    printer.sheets_left = 0
    care, ear = cared_for(printer)
    care.seen("scanner", ScannerUnplugged().health)
    assert ear.heard == [(DeviceState.DOWN, "paper_out")] * 2


def test_a_reader_that_is_gone_is_more_than_paper_that_runs_low() -> None:
    printer = SimulatedPrinter()
    printer.sheets_left = printer.near_end_sheets
    care, ear = cared_for(printer)
    care.seen("id_reader", Health.down("line_lost"))
    care.seen("id_reader", Health.ok())
    low, (state, code), again = ear.heard
    assert low == again
    assert low[1].startswith("paper_near_end")
    assert (state, code) == (DeviceState.WARNING, "line_lost__id_reader")
