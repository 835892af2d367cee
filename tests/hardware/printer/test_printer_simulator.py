"""The printer that is only values."""

import pytest

from hardware.printer.interface import CoverOpen, OutOfPaper, Paper, PaperRanOut, PrinterStatus, TicketsLeft
from hardware.printer.simulator import SimulatedPrinter
from hardware.printer.slip import Slip, Text

SLIP = Slip((Text("A001"),))


def test_it_keeps_what_it_printed() -> None:
    printer = SimulatedPrinter()
    printer.print_slip(SLIP)
    assert printer.printed == [SLIP]


def test_the_last_sheets_are_a_warning_and_then_there_is_none() -> None:
    printer = SimulatedPrinter(sheets_left=1)
    assert printer.status().paper is Paper.NEAR_END
    printer.print_slip(SLIP)
    assert printer.status().paper is Paper.OUT
    with pytest.raises(OutOfPaper):
        printer.print_slip(SLIP)


def test_little_paper_is_counted_in_tickets() -> None:
    printer = SimulatedPrinter(sheets_left=12, near_end_sheets=20)
    assert printer.status().tickets_left == TicketsLeft(12)
    assert printer.status().health.code == "paper_near_end_10"


def test_a_condition_that_forbids_printing_prints_nothing() -> None:
    printer = SimulatedPrinter(condition=PrinterStatus(online=False, paper=Paper.OK, cover_open=True))
    with pytest.raises(CoverOpen):
        printer.print_slip(SLIP)
    assert printer.printed == []


def test_a_fault_can_be_ordered_for_one_slip() -> None:
    printer = SimulatedPrinter(next_fault=CoverOpen())
    with pytest.raises(CoverOpen):
        printer.print_slip(SLIP)
    printer.print_slip(SLIP)
    assert printer.printed == [SLIP]


def test_paper_that_runs_out_mid_slip_is_gone() -> None:
    printer = SimulatedPrinter(next_fault=PaperRanOut())
    with pytest.raises(PaperRanOut):
        printer.print_slip(SLIP)
    assert printer.status().paper is Paper.OUT
