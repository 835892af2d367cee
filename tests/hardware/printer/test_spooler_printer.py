"""A printer behind the spooler of Windows, against a stand-in for pywin32."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from hardware.build import build_printer
from hardware.health import HealthState, LibraryMissing
from hardware.printer.interface import (
    CoverOpen,
    OutOfPaper,
    PaperRanOut,
    PrinterError,
    PrinterFailed,
    PrinterLost,
    PrinterOffline,
    PrinterPaused,
    PrintInterrupted,
)
from hardware.printer.slip import Slip, Text
from hardware.printer.spooler_printer import SpoolerPrinter
from hardware.printer.talk import Patience
from hardware.printer.typeset import Typesetter
from hardware.transport.url import BadDeviceUrl

SHORT = Slip((Text("BG023"),))
URL = "spooler://XP-80C%20%E5%8F%96%E5%8F%B7"


class SpoolerError(Exception):
    """pywintypes.error: number, function, words."""

    def __init__(self, winerror: int, function: str) -> None:
        super().__init__(winerror, function, "…")
        self.winerror = winerror


class FakeSpooler(ModuleType):
    """What win32print does, for one printer. Its `job_states` are told in turn, then the job is gone."""

    def __init__(self) -> None:
        super().__init__("win32print")
        self.name = "XP-80C 取号"
        self.status = self.attributes = 0
        self.after_printing = 0
        self.job_states: list[int] = [0x10]
        self.spooled = b""
        self.takes = 1 << 30
        self.document: tuple[Any, ...] = ()
        self.deleted: list[int] = []
        self.calls: list[str] = []
        self.fails: dict[str, int] = {}

    def _call(self, function: str) -> None:
        self.calls.append(function)
        if function in self.fails:
            raise SpoolerError(self.fails[function], function)

    def OpenPrinter(self, name: str) -> object:
        self._call("OpenPrinter")
        if name != self.name:
            raise SpoolerError(1801, "OpenPrinter")
        return object()

    def ClosePrinter(self, handle: object) -> None:
        self._call("ClosePrinter")

    def GetPrinter(self, handle: object, level: int) -> dict[str, int]:
        self._call("GetPrinter")
        assert level == 2
        return {"Status": self.status, "Attributes": self.attributes}

    def StartDocPrinter(self, handle: object, level: int, document: tuple[Any, ...]) -> int:
        self._call("StartDocPrinter")
        self.document = document
        return 7

    def StartPagePrinter(self, handle: object) -> None:
        self._call("StartPagePrinter")

    def WritePrinter(self, handle: object, data: bytes) -> int:
        self._call("WritePrinter")
        self.spooled += data[: self.takes]
        return len(data[: self.takes])

    def EndPagePrinter(self, handle: object) -> None:
        self._call("EndPagePrinter")

    def EndDocPrinter(self, handle: object) -> None:
        self._call("EndDocPrinter")
        self.status |= self.after_printing

    def GetJob(self, handle: object, number: int, level: int) -> dict[str, int]:
        self._call("GetJob")
        assert (number, level) == (7, 1)
        if not self.job_states:
            raise SpoolerError(87, "GetJob")
        return {"Status": self.job_states.pop(0)}

    def SetJob(self, handle: object, number: int, level: int, info: None, command: int) -> None:
        self._call("SetJob")
        assert (level, info, command) == (0, None, 5)
        self.deleted.append(number)


@pytest.fixture
def spooler(monkeypatch: pytest.MonkeyPatch) -> FakeSpooler:
    fake = FakeSpooler()
    errors = ModuleType("pywintypes")
    errors.error = SpoolerError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "win32print", fake)
    monkeypatch.setitem(sys.modules, "pywintypes", errors)
    return fake


def test_elsewhere_than_on_windows_it_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "win32print", None)
    with pytest.raises(LibraryMissing) as caught:
        build_printer(URL)
    assert "needs Windows and pywin32" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_name_of_the_printer_is_needed() -> None:
    with pytest.raises(BadDeviceUrl, match="name of the printer"):
        build_printer("spooler://")


def test_its_status_is_not_asked_by_escpos(spooler: FakeSpooler) -> None:
    with pytest.raises(BadDeviceUrl, match="unknown option 'status'"):
        build_printer(f"{URL}?status=none")


def test_a_ticket_goes_to_the_spooler_byte_for_byte(spooler: FakeSpooler) -> None:
    driver = build_printer(URL)
    assert driver is not None
    driver.print_slip(SHORT)
    assert spooler.spooled == Typesetter().job(SHORT).data
    assert spooler.document == ("OneHall", None, "RAW")
    assert spooler.calls == [
        "OpenPrinter",
        "GetPrinter",
        "StartDocPrinter",
        "StartPagePrinter",
        "WritePrinter",
        "EndPagePrinter",
        "EndDocPrinter",
        "GetJob",
        "GetJob",
        "GetPrinter",
        "ClosePrinter",
    ]
    assert spooler.deleted == []


def test_a_quiet_spooler_is_not_taken_for_a_printer_with_paper(spooler: FakeSpooler) -> None:
    driver = build_printer(URL)
    assert driver is not None
    status = driver.status()
    assert status.can_print
    assert (status.health.state, status.health.code) == (HealthState.UNKNOWN, "status_from_spooler")


@pytest.mark.parametrize(
    ("flags", "attributes", "fault"),
    [
        (0x10, 0, OutOfPaper),
        (0x400000, 0, CoverOpen),
        (0x80, 0, PrinterOffline),
        (0x1000, 0, PrinterOffline),
        (0, 0x400, PrinterOffline),
        (0x1, 0, PrinterPaused),
        (0x2, 0, PrinterError),
        (0x8, 0, PrinterError),
        (0x100000, 0, PrinterError),
    ],
)
def test_a_printer_in_trouble_gets_no_job(
    spooler: FakeSpooler, flags: int, attributes: int, fault: type[Exception]
) -> None:
    spooler.status, spooler.attributes = flags, attributes
    driver = build_printer(URL)
    assert driver is not None
    assert not driver.status().can_print
    with pytest.raises(fault) as caught:
        driver.print_slip(SHORT)
    assert not isinstance(caught.value, PrintInterrupted)
    assert spooler.spooled == b""


@pytest.mark.parametrize(
    ("flags", "fault"),
    [
        (0x40, PaperRanOut),
        (0x20, PrinterLost),
        (0x1, PrinterLost),
        (0x2, PrinterFailed),
        (0x200, PrinterFailed),
        (0x100, PrintInterrupted),
    ],
)
def test_a_job_that_gets_stuck_is_taken_out_of_the_queue(
    spooler: FakeSpooler, flags: int, fault: type[Exception]
) -> None:
    spooler.job_states = [0x8, 0x10, flags]
    driver = quick(SpoolerPrinter)
    with pytest.raises(fault):
        driver.print_slip(SHORT)
    assert spooler.deleted == [7]


def quick(make: Callable[..., SpoolerPrinter]) -> SpoolerPrinter:
    times = iter(range(1000))
    return make(
        "XP-80C 取号", Typesetter(), Patience(slip=5), clock=lambda: next(times), sleep=lambda seconds: None
    )


def test_a_job_that_never_ends_is_given_up_and_deleted(spooler: FakeSpooler) -> None:
    spooler.job_states = [0x10] * 100
    with pytest.raises(PrintInterrupted, match="not printed within 5 s"):
        quick(SpoolerPrinter).print_slip(SHORT)
    assert spooler.deleted == [7]


@pytest.mark.parametrize("state", [0x80, 0x1000])
def test_a_job_that_is_kept_after_printing_is_printed(spooler: FakeSpooler, state: int) -> None:
    spooler.job_states = [state, state]
    quick(SpoolerPrinter).print_slip(SHORT)
    assert spooler.deleted == []


def test_paper_that_ends_with_the_ticket_is_noticed_afterwards(spooler: FakeSpooler) -> None:
    spooler.after_printing = 0x10
    with pytest.raises(PaperRanOut):
        quick(SpoolerPrinter).print_slip(SHORT)


def test_a_spooler_that_takes_only_a_part_is_an_interrupted_print(spooler: FakeSpooler) -> None:
    spooler.takes = 10
    with pytest.raises(PrinterLost, match="took 10 of"):
        quick(SpoolerPrinter).print_slip(SHORT)
    assert spooler.deleted == [7]


def test_a_printer_that_windows_does_not_know_is_offline(spooler: FakeSpooler) -> None:
    spooler.name = "another"
    driver = quick(SpoolerPrinter)
    assert driver.status().health.code == "printer_offline"
    with pytest.raises(PrinterOffline, match="knows no printer 'XP-80C 取号'"):
        driver.print_slip(SHORT)


@pytest.mark.parametrize(
    ("function", "fault"),
    [("StartDocPrinter", PrinterOffline), ("WritePrinter", PrinterLost), ("GetJob", PrinterLost)],
)
def test_a_spooler_that_fails_is_a_fault(spooler: FakeSpooler, function: str, fault: type[Exception]) -> None:
    spooler.fails[function] = 1722
    with pytest.raises(fault):
        quick(SpoolerPrinter).print_slip(SHORT)


def test_a_spooler_that_cannot_tell_is_unreachable(spooler: FakeSpooler) -> None:
    spooler.fails["GetPrinter"] = 1722
    assert not quick(SpoolerPrinter).status().can_print
