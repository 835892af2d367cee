"""What a status means."""

import pytest

from hardware.health import HealthState
from hardware.printer.interface import (
    CoverOpen,
    OutOfPaper,
    Paper,
    PaperRanOut,
    PrinterSilent,
    PrinterStatus,
    PrintInterrupted,
)
from hardware.printer.slip import Feed, Qr, Text


def test_a_silent_printer_is_unknown_and_cannot_print() -> None:
    status = PrinterStatus.silent()
    assert not status.can_print
    assert status.health.state is HealthState.UNKNOWN
    assert isinstance(status.fault, PrinterSilent)


def test_unknown_paper_is_not_paper() -> None:
    status = PrinterStatus(online=True, paper=Paper.UNKNOWN)
    assert not status.can_print
    assert (status.health.state, status.health.code) == (HealthState.UNKNOWN, "paper_unknown")


def test_a_printer_that_is_never_asked_may_print_but_is_not_called_well() -> None:
    status = PrinterStatus.not_asked()
    assert status.can_print
    assert (status.health.state, status.health.code) == (HealthState.UNKNOWN, "status_not_asked")


def test_an_unreachable_printer_is_down() -> None:
    assert PrinterStatus.unreachable().health.state is HealthState.DOWN


def test_an_open_cover_comes_before_the_paper_that_cannot_be_seen() -> None:
    assert isinstance(PrinterStatus(online=False, paper=Paper.OUT, cover_open=True).fault, CoverOpen)


def test_paper_that_ran_out_mid_slip_is_both_news() -> None:
    assert issubclass(PaperRanOut, OutOfPaper)
    assert issubclass(PaperRanOut, PrintInterrupted)
    assert PaperRanOut().health.code == "paper_out"


@pytest.mark.parametrize("size", [0, 5])
def test_a_text_has_a_size_that_printers_have(size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        Text("A001", size=size)


def test_a_qr_code_is_neither_empty_nor_endless() -> None:
    for data in ("", "x" * 1001):
        with pytest.raises(ValueError, match="QR"):
            Qr(data)


def test_a_qr_module_has_a_size_that_can_be_scanned() -> None:
    with pytest.raises(ValueError, match="module"):
        Qr("x", module_dots=0)


def test_empty_lines_are_counted_in_one_byte() -> None:
    with pytest.raises(ValueError, match="256"):
        Feed(256)
