"""The printer's panel, as the real driver at the other end of the wire sees what is done to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.build import build_printer
from hardware.printer.interface import Evidence, Paper, PrinterStatus, TicketPrinter
from hardware.printer.slip import Slip, Text
from hardware.printer.wire_simulator import WirePrinter
from hardware.twins.printer import MOST_HANGING, PrinterState, PrinterTwin
from hardware.twins.status import READY, UNPLUGGED, Lamp, Status


@contextmanager
def printer(folder: Path) -> Iterator[tuple[PrinterTwin, TicketPrinter, list[PrinterState]]]:
    shown: list[PrinterState] = []
    twin = PrinterTwin(WirePrinter(folder), shown.append)
    driver = build_printer(f"{twin.url}&text=raster")
    assert driver is not None
    try:
        twin.look()
        yield twin, driver, shown
    finally:
        twin.close()


def a_slip(words: str = "BG001") -> Slip:
    return Slip((Text(words),))


@pytest.mark.parametrize(
    ("act", "word", "seen"),
    [
        (PrinterTwin.pull_paper_tapped, "paper_out", lambda status: status.paper is Paper.OUT),
        (PrinterTwin.near_out_tapped, "paper_near", lambda status: status.paper is Paper.NEAR_END),
        (PrinterTwin.cover_tapped, "cover_open", lambda status: status.cover_open),
        (PrinterTwin.cutter_tapped, "cutter_error", lambda status: status.cutter_error),
        (PrinterTwin.jam_tapped, "jammed", lambda status: status.error),
    ],
)
def test_what_is_done_to_the_printer_is_what_its_driver_hears(
    tmp_path: Path,
    act: Callable[[PrinterTwin], None],
    word: str,
    seen: Callable[[PrinterStatus], bool],
) -> None:
    with printer(tmp_path) as (twin, driver, _):
        assert not seen(driver.status())
        act(twin)
        assert seen(driver.status())
        assert twin.state.status.word == word


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        (PrinterTwin.pull_paper_tapped, PrinterTwin.new_roll_tapped),
        (PrinterTwin.near_out_tapped, PrinterTwin.new_roll_tapped),
        (PrinterTwin.cover_tapped, PrinterTwin.cover_tapped),
        (PrinterTwin.cutter_tapped, PrinterTwin.cutter_tapped),
        (PrinterTwin.jam_tapped, PrinterTwin.jam_tapped),
        (PrinterTwin.plug_tapped, PrinterTwin.plug_tapped),
    ],
)
def test_what_was_done_can_be_undone(
    tmp_path: Path, broken: Callable[[PrinterTwin], None], mended: Callable[[PrinterTwin], None]
) -> None:
    with printer(tmp_path) as (twin, driver, _):
        broken(twin)
        assert twin.state.status != READY
        mended(twin)
        assert twin.state.status == READY
        assert driver.status().can_print


def test_a_pulled_cable_makes_the_printer_unreachable(tmp_path: Path) -> None:
    with printer(tmp_path) as (twin, driver, _):
        twin.plug_tapped()
        assert twin.state.status == UNPLUGGED
        assert driver.status().evidence is Evidence.UNREACHABLE


def test_the_worst_trouble_is_the_one_that_is_told(tmp_path: Path) -> None:
    with printer(tmp_path) as (twin, _, _):
        twin.pull_paper_tapped()
        twin.cover_tapped()
        assert twin.state.status == Status(Lamp.RED, "cover_open")
        twin.cover_tapped()
        assert twin.state.status == Status(Lamp.RED, "paper_out")


def test_a_printed_slip_hangs_there_until_it_is_taken(tmp_path: Path) -> None:
    with printer(tmp_path) as (twin, driver, _):
        driver.print_slip(a_slip())
        assert [slip.name for slip in twin.state.hanging] == ["ticket-0001.png"]
        assert twin.state.printed == 1
        twin.take_slips_tapped()
        assert twin.state.hanging == ()
        assert twin.state.printed == 1


def test_only_the_newest_slips_hang_there(tmp_path: Path) -> None:
    with printer(tmp_path) as (twin, driver, _):
        for number in range(MOST_HANGING + 1):
            driver.print_slip(a_slip(f"BG{number:03}"))
        assert [slip.name for slip in twin.state.hanging][-1] == f"ticket-{MOST_HANGING + 1:04}.png"
        assert len(twin.state.hanging) == MOST_HANGING


def test_a_slip_whose_picture_is_not_finished_is_not_shown(tmp_path: Path) -> None:
    with printer(tmp_path) as (twin, driver, _):
        driver.print_slip(a_slip())
        twin.state.hanging[0].with_suffix(".txt").unlink()
        assert twin.state.hanging == ()


def test_nothing_is_drawn_again_that_has_not_changed(tmp_path: Path) -> None:
    with printer(tmp_path) as (twin, _, shown):
        twin.look()
        twin.look()
        assert len(shown) == 1
        twin.near_out_tapped()
        twin.look()
        assert [state.paper for state in shown] == ["ok", "near"]
