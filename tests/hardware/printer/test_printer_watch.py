"""A printer that reports by itself, between the tickets and during one."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.build import build_printer
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.interface import CoverOpened, PrinterOffline, TellsByItself
from hardware.printer.slip import Slip, Text
from hardware.printer.talk import Patience, Talk
from hardware.printer.typeset import Head, Typesetter
from hardware.printer.wire_simulator import WirePrinter
from hardware.transport.line import MemoryLine

SHORT = Slip((Text("BG023"),))
WAIT_SECONDS = 10.0


class Watched:
    """A driver whose news are kept."""

    def __init__(self, printer: WirePrinter, options: str = "model=epson-tm-t88vi") -> None:
        host, port = printer.address
        driver = build_printer(f"tcp://{host}:{port}?{options}")
        assert isinstance(driver, EscposPrinter)
        self.driver = driver
        self.news: queue.Queue[str] = queue.Queue()
        driver.watch(lambda: self.news.put("news"))

    def wait_for(self, code: str) -> None:
        """Until a look after a piece of news finds this."""
        while True:
            self.news.get(timeout=WAIT_SECONDS)
            if self.driver.status().health.code == code:
                return


@pytest.fixture
def watched(wire_printer: WirePrinter) -> Iterator[Watched]:
    found = Watched(wire_printer)
    yield found
    found.driver.close()


def held(printer: WirePrinter) -> None:
    """Until the driver has asked for reports: from then on nothing is missed."""
    pause = threading.Event()
    assert any(printer.reports or pause.wait(0.01) for _ in range(1000))


def test_an_open_cover_and_missing_paper_are_noticed_between_tickets(
    wire_printer: WirePrinter, watched: Watched
) -> None:
    held(wire_printer)
    wire_printer.obey("cover open")
    watched.wait_for("cover_open")
    wire_printer.obey("cover closed")
    watched.wait_for("ok")
    wire_printer.obey("paper out")
    watched.wait_for("paper_out")


def test_little_paper_is_news(wire_printer: WirePrinter, watched: Watched) -> None:
    held(wire_printer)
    watched.driver.status()
    wire_printer.obey("paper near")
    watched.wait_for("paper_near_end_15")


def test_tickets_are_printed_on_the_connection_that_is_held(
    wire_printer: WirePrinter, watched: Watched
) -> None:
    held(wire_printer)
    for _ in range(3):
        watched.driver.print_slip(SHORT)
    assert len(wire_printer.tickets) == 3
    wire_printer.obey("paper out")
    watched.wait_for("paper_out")


def test_a_printer_that_goes_away_is_news_and_is_found_again(
    wire_printer: WirePrinter, watched: Watched
) -> None:
    held(wire_printer)
    wire_printer.unplug()
    watched.wait_for("printer_offline")
    with pytest.raises(PrinterOffline):
        watched.driver.print_slip(SHORT)
    wire_printer.plug()
    watched.wait_for("ok")
    watched.driver.print_slip(SHORT)


def test_after_the_end_nobody_holds_the_printer(wire_printer: WirePrinter) -> None:
    watched = Watched(wire_printer)
    held(wire_printer)
    watched.driver.close()
    assert watched.driver.status().can_print
    wire_printer.obey("cover open")
    assert watched.news.empty()


def test_a_model_that_does_not_report_is_not_held(wire_printer: WirePrinter) -> None:
    watched = Watched(wire_printer, "asb=off")
    assert isinstance(watched.driver, TellsByItself)
    watched.driver.print_slip(SHORT)
    assert not wire_printer.reports
    watched.driver.close()


@pytest.mark.parametrize("ill", ["noise", "split"])
def test_reports_are_understood_over_a_bad_line(
    wire_printer: WirePrinter, watched: Watched, ill: str
) -> None:
    held(wire_printer)
    wire_printer.obey(f"{ill} on")
    watched.driver.print_slip(SHORT)
    wire_printer.obey("cover open")
    watched.wait_for("cover_open")


def test_a_report_is_believed_when_the_questions_wait_behind_the_job() -> None:
    """A full buffer answers no question, but the printer says by itself that its cover was opened."""
    sent_job = False

    def machine(data: bytes) -> bytes:
        nonlocal sent_job
        if data.startswith(b"\x10\x04"):
            return b"" if sent_job else b"\x12"
        sent_job = True
        return bytes.fromhex("38 00 00 0F")

    driver = EscposPrinter(
        lambda: MemoryLine(machine),
        Typesetter(head=Head(report_changes=True)),
        patience=Patience(answer=0.02, slip=5, look=0.01),
    )
    with pytest.raises(CoverOpened):
        driver.print_slip(SHORT)


def test_a_report_among_answers_does_not_disturb_them() -> None:
    def machine(data: bytes) -> bytes:
        return bytes.fromhex("10 00 03 0F") + b"\x12" if data == b"\x10\x04\x02" else b"\x12"

    talk = Talk(MemoryLine(machine), Patience(), lambda: 0.0, reports=True)
    assert talk.status().can_print
    assert talk.reported is not None


def test_a_serial_printer_reports_too(tmp_path: Path) -> None:
    link = tmp_path / "tty"
    with WirePrinter(tmp_path / "tickets", pty_link=link) as printer:
        driver = build_printer(f"serial://{link}?baud=115200&model=epson-tm-t88vi")
        assert isinstance(driver, EscposPrinter)
        news: queue.Queue[str] = queue.Queue()
        driver.watch(lambda: news.put("news"))
        held(printer)
        driver.print_slip(SHORT)
        printer.obey("cover open")
        news.get(timeout=WAIT_SECONDS)
        assert driver.status().health.code == "cover_open"
        driver.close()
        assert len(printer.tickets) == 1


def test_a_held_line_that_has_gone_dumb_is_opened_anew() -> None:
    lines: list[MemoryLine] = []

    def open_line() -> MemoryLine:
        number = len(lines)
        lines.append(MemoryLine(lambda data: b"\x12" if number and data[:2] == b"\x10\x04" else b""))
        return lines[-1]

    head = Head(report_changes=True)
    driver = EscposPrinter(open_line, Typesetter(head=head), patience=Patience(answer=0.02))
    driver.watch(lambda: None)
    while not lines:
        threading.Event().wait(0.01)
    assert driver.status().can_print
    assert lines[0].closed
    driver.close()
    assert lines[-1].closed
