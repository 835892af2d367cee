"""A slip that broke off comes out whole or not at all, and never together with the next one."""

from pathlib import Path

import pytest

from hardware.build import build_printer
from hardware.printer.interface import PaperRanOut, PrintInterrupted, TicketPrinter
from hardware.printer.slip import Slip, Text
from hardware.printer.wire_simulator import WirePrinter

SHORT = Slip((Text("BG024"),))


def driver_of(printer: WirePrinter, options: str) -> TicketPrinter:
    host, port = printer.address
    driver = build_printer(f"tcp://{host}:{port}?slip_seconds=2&{options}")
    assert driver is not None
    return driver


def words(picture: Path) -> str:
    return picture.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("options", ["discard=dle-dc4", "discard=dle-enq", "model=sprt-sp-pos88"])
def test_the_rest_of_a_slip_is_forgotten_when_the_paper_ran_out(
    wire_printer: WirePrinter, ticket: Slip, options: str
) -> None:
    driver = driver_of(wire_printer, options)
    wire_printer.obey("paper out after 700")
    with pytest.raises(PaperRanOut):
        driver.print_slip(ticket)
    wire_printer.obey("paper ok")
    assert wire_printer.tickets == []
    driver.print_slip(SHORT)
    torn, whole = wire_printer.tickets
    assert "BG024" not in words(torn)
    assert "监督电话" not in words(torn)
    assert words(whole) == "BG024\n"


def test_without_such_a_command_the_printer_ends_the_slip_and_the_next_is_apart(
    wire_printer: WirePrinter, ticket: Slip
) -> None:
    driver = driver_of(wire_printer, "discard=none")
    wire_printer.obey("paper out after 700")
    with pytest.raises(PaperRanOut):
        driver.print_slip(ticket)
    wire_printer.obey("paper ok")
    driver.print_slip(SHORT)
    old, new = wire_printer.tickets
    assert "监督电话" in words(old)
    assert words(new) == "BG024\n"


def test_half_a_slip_is_cut_off_before_the_next(wire_printer: WirePrinter, ticket: Slip) -> None:
    """A printer that was switched off has forgotten everything, but the paper still hangs in it."""
    driver = driver_of(wire_printer, "confirm=sent")
    wire_printer.obey("cover open after 700")
    with pytest.raises(PrintInterrupted):
        driver.print_slip(ticket)
    wire_printer.obey("cover closed")
    driver.print_slip(SHORT)
    driver.print_slip(SHORT)
    assert [words(each) for each in wire_printer.tickets[-2:]] == ["BG024\n"] * 2


def test_a_slip_after_a_whole_one_is_not_preceded_by_a_cut(wire_printer: WirePrinter, ticket: Slip) -> None:
    driver = driver_of(wire_printer, "model=generic")
    driver.print_slip(ticket)
    driver.print_slip(SHORT)
    assert len(wire_printer.tickets) == 2


def test_an_estimate_of_the_roll_agrees_with_the_roll(tmp_path: Path, ticket: Slip) -> None:
    """From the near-end sensor to the last ticket: what is told is never far from what is there."""
    with WirePrinter(tmp_path) as printer:
        driver = driver_of(printer, "near_end=4")
        printer.obey("roll 4.3")
        told: list[int] = []
        while driver.status().can_print:
            try:
                driver.print_slip(ticket)
            except PaperRanOut:
                break
            left = driver.status().tickets_left
            told.append(left.count if left else -1)
        printed = len(printer.tickets)
    near = [count for count in told if count >= 0]
    assert near == sorted(near, reverse=True)
    assert len(near) > 10
    truth = [printed - number for number, count in enumerate(told, 1) if count >= 0]
    assert all(abs(count - real) <= 3 for count, real in zip(near, truth, strict=True))
