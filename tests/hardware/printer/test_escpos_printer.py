"""The real driver against a printer on a real port."""

import os
import pty
import socket
import threading
import tty
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from hardware.build import build_printer
from hardware.health import HealthState
from hardware.printer import frames
from hardware.printer.escpos_printer import EscposPrinter, Patience, Questions
from hardware.printer.interface import (
    CoverOpen,
    CoverOpened,
    CutterError,
    CutterFailed,
    OutOfPaper,
    Paper,
    PaperRanOut,
    PrinterFailed,
    PrinterLost,
    PrinterOffline,
    PrinterSilent,
    PrintInterrupted,
    TicketPrinter,
)
from hardware.printer.simulated_head import SimulatedHead
from hardware.printer.slip import Slip, Text
from hardware.printer.typeset import Typesetter
from hardware.printer.wire_simulator import WirePrinter
from hardware.transport.line import LineLost, MemoryLine

SHORT = Slip((Text("BG023"),))
QUICK = Patience(answer=0.02, slip=0.2, look=0.01)


def driver_of(printer: WirePrinter, options: str = "") -> TicketPrinter:
    host, port = printer.address
    driver = build_printer(f"tcp://{host}:{port}{options}")
    assert driver is not None
    return driver


def scanned(picture: Path) -> str:
    """What a telephone reads from the ticket."""
    photograph = cv2.imread(str(picture))
    assert photograph is not None
    return cv2.QRCodeDetector().detectAndDecode(photograph)[0]


def test_a_ticket_is_printed_and_its_qr_code_can_be_scanned(
    wire_printer: WirePrinter, ticket: Slip, address: str
) -> None:
    driver_of(wire_printer).print_slip(ticket)
    (picture,) = wire_printer.tickets
    assert scanned(picture) == address
    words = picture.with_suffix(".txt").read_text("utf-8")
    assert "BG023" in words
    assert "市人力资源和社会保障局" in words


@pytest.mark.parametrize("options", ["?text=raster", "?qr=native", "?rom=gb2312", "?confirm=sent"])
def test_every_way_of_printing_can_be_scanned(
    wire_printer: WirePrinter, ticket: Slip, address: str, options: str
) -> None:
    driver_of(wire_printer, options).print_slip(ticket)
    assert scanned(wire_printer.tickets[0]) == address


def test_the_status_of_a_well_printer(wire_printer: WirePrinter) -> None:
    status = driver_of(wire_printer).status()
    assert status.can_print
    assert status.health.state is HealthState.OK


@pytest.mark.parametrize(
    ("order", "fault"),
    [("paper out", OutOfPaper), ("cover open", CoverOpen), ("cutter error", CutterError)],
)
def test_nothing_is_begun_on_a_printer_in_trouble(
    wire_printer: WirePrinter, order: str, fault: type[Exception]
) -> None:
    wire_printer.obey(order)
    with pytest.raises(fault) as caught:
        driver_of(wire_printer).print_slip(SHORT)
    assert not isinstance(caught.value, PrintInterrupted)
    wire_printer.obey("paper ok")
    wire_printer.obey("cover closed")
    wire_printer.obey("cutter ok")
    assert wire_printer.tickets == []


def test_little_paper_is_a_warning_and_prints(wire_printer: WirePrinter) -> None:
    wire_printer.obey("paper near")
    driver = driver_of(wire_printer)
    assert driver.status().health.code == "paper_near_end_most_20"
    driver.print_slip(SHORT)
    assert len(wire_printer.tickets) == 1


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        ("jam after 500", PrinterFailed),
        ("paper out after 500", PaperRanOut),
        ("cover open after 500", CoverOpened),
        ("cutter error after 500", CutterFailed),
        ("silent on after 500", PrinterLost),
    ],
)
def test_trouble_half_way_is_an_interrupted_print_of_its_kind(
    wire_printer: WirePrinter, ticket: Slip, order: str, fault: type[PrintInterrupted]
) -> None:
    assert wire_printer.obey(order).startswith("ok")
    with pytest.raises(fault) as caught:
        driver_of(wire_printer, "?slip_seconds=1").print_slip(ticket)
    assert isinstance(caught.value, PrintInterrupted)


def test_after_a_jam_the_next_ticket_is_whole(wire_printer: WirePrinter, ticket: Slip) -> None:
    wire_printer.obey("jam after 500")
    driver = driver_of(wire_printer)
    with pytest.raises(PrintInterrupted):
        driver.print_slip(ticket)
    assert wire_printer.tickets == []
    wire_printer.obey("jam cleared")
    driver.print_slip(SHORT)
    assert wire_printer.tickets[0].with_suffix(".txt").read_text("utf-8") == "BG023\n"


def test_a_silent_printer_is_unknown_and_gets_no_ticket(wire_printer: WirePrinter) -> None:
    wire_printer.obey("silent on")
    driver = driver_of(wire_printer)
    status = driver.status()
    assert (status.paper, status.can_print, status.health.state) == (
        Paper.UNKNOWN,
        False,
        HealthState.UNKNOWN,
    )
    with pytest.raises(PrinterSilent):
        driver.print_slip(SHORT)
    assert wire_printer.tickets == []


def test_a_printer_that_is_never_asked_prints_in_silence(wire_printer: WirePrinter) -> None:
    wire_printer.obey("silent on")
    driver = driver_of(wire_printer, "?status=none")
    assert driver.status().can_print
    driver.print_slip(SHORT)


def test_a_printer_that_is_switched_off_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    driver = build_printer(f"tcp://127.0.0.1:{port}")
    assert driver is not None
    assert driver.status().health.code == "printer_offline"
    with pytest.raises(PrinterOffline) as caught:
        driver.print_slip(SHORT)
    assert not isinstance(caught.value, PrintInterrupted)


def test_a_printer_that_takes_its_time_is_waited_for(tmp_path: Path) -> None:
    with WirePrinter(tmp_path, print_seconds=0.9) as slow:
        driver_of(slow).print_slip(SHORT)
        assert len(slow.tickets) == 1


def test_a_printer_that_hangs_up_during_a_slip_is_lost() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def answer_the_first_status_then_hang_up() -> None:
        peer, _ = listener.accept()
        with peer:
            for _ in frames.STATUS_QUESTIONS:
                peer.recv(3)
                peer.sendall(b"\x12")
            peer.recv(1)

    thread = threading.Thread(target=answer_the_first_status_then_hang_up)
    thread.start()
    driver = build_printer(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    assert driver is not None
    with pytest.raises(PrinterLost):
        driver.print_slip(SHORT)
    thread.join(5)
    listener.close()
    assert not thread.is_alive()


def test_two_threads_take_turns_on_one_printer(wire_printer: WirePrinter) -> None:
    driver = driver_of(wire_printer)
    threads = [threading.Thread(target=driver.print_slip, args=(SHORT,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    texts = [each.with_suffix(".txt").read_text("utf-8") for each in wire_printer.tickets]
    assert texts == ["BG023\n"] * 4


def test_a_file_takes_the_job_when_it_need_not_answer(tmp_path: Path) -> None:
    port = tmp_path / "lp0"
    driver = build_printer(f"file://{port}?status=none")
    assert driver is not None
    driver.print_slip(SHORT)
    assert port.read_bytes() == Typesetter().job(SHORT).data


def test_a_serial_printer_answers_and_prints() -> None:
    machine, host = pty.openpty()
    tty.setraw(machine)
    tty.setraw(host)
    cut: list[int] = []
    head = SimulatedHead(lambda ticket: cut.append(len(ticket)))

    def serve() -> None:
        # The last reader of a pty whose other end has closed gets an OSError: the end of the test.
        try:
            while data := os.read(machine, 4096):
                os.write(machine, head.receive(data))
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    driver = build_printer(f"serial://{os.ttyname(host)}?baud=115200")
    assert driver is not None
    assert driver.status().can_print
    driver.print_slip(SHORT)
    os.close(host)
    thread.join(5)
    os.close(machine)
    assert not thread.is_alive()
    assert len(cut) == 1


def memory_driver(answer: Callable[[bytes], bytes], questions: Questions | None = None) -> EscposPrinter:
    return EscposPrinter(lambda: MemoryLine(answer), Typesetter(), questions, QUICK)


def test_a_printer_that_never_says_printed_is_interrupted() -> None:
    well = memory_driver(lambda data: b"\x12" if data.startswith(b"\x10\x04") else b"")
    with pytest.raises(PrintInterrupted, match=r"not printed within 0\.2 s"):
        well.print_slip(SHORT)


def test_a_printer_without_that_answer_can_be_told_so() -> None:
    line = MemoryLine(lambda data: b"\x12" if data.startswith(b"\x10\x04") else b"")
    EscposPrinter(lambda: line, Typesetter(), Questions(printed=False), QUICK).print_slip(SHORT)
    assert frames.ASK_WHEN_PRINTED not in line.written
    assert line.closed


def test_noise_before_the_job_is_not_the_mark_of_printing() -> None:
    noise = iter(b"\x00\x00\x00\x00")

    def answer(data: bytes) -> bytes:
        return bytes((next(noise, 0x12), 0x12)) if data.startswith(b"\x10\x04") else b""

    with pytest.raises(PrintInterrupted):
        memory_driver(answer).print_slip(SHORT)


def test_a_line_that_breaks_while_sending_may_have_printed() -> None:
    class BreakingLine(MemoryLine):
        def write(self, data: bytes) -> None:
            if not data.startswith(b"\x10\x04"):
                raise LineLost("cable pulled")
            super().write(data)

    driver = EscposPrinter(lambda: BreakingLine(lambda data: b"\x12"), Typesetter(), None, QUICK)
    with pytest.raises(PrinterLost, match="cable pulled"):
        driver.print_slip(SHORT)


def test_a_line_that_breaks_before_sending_has_not_printed() -> None:
    class BrokenLine(MemoryLine):
        def write(self, data: bytes) -> None:
            raise LineLost("cable pulled")

    driver = EscposPrinter(BrokenLine, Typesetter(), None, QUICK)
    assert not driver.status().can_print
    with pytest.raises(PrinterOffline) as caught:
        driver.print_slip(SHORT)
    assert not isinstance(caught.value, PrintInterrupted)


class BusyPrinter:
    """Answers nothing while its buffer is full, then everything at once, in order."""

    def __init__(self, silent_questions: int, answers: dict[int, int]) -> None:
        self._silent_questions = silent_questions
        self._answers = answers
        self._late = b""
        self._printing = False

    def __call__(self, data: bytes) -> bytes:
        if not data.startswith(b"\x10\x04"):
            self._printing = True
            return b""
        answer = bytes((self._answers.get(data[2], 0x12) if self._printing else 0x12,))
        if self._printing and self._silent_questions:
            self._silent_questions -= 1
            self._late += answer
            if self._silent_questions:
                return b""
            late, self._late = self._late + b"\x00", b""
            return late
        return answer


def test_a_printer_too_busy_to_answer_for_a_while_is_waited_for() -> None:
    driver = EscposPrinter(
        lambda: MemoryLine(BusyPrinter(4, {})), Typesetter(), None, Patience(answer=0.01, slip=10, look=0.01)
    )
    driver.print_slip(SHORT)


def test_late_answers_are_not_taken_for_others() -> None:
    driver = EscposPrinter(
        lambda: MemoryLine(BusyPrinter(3, {4: 0x72})),
        Typesetter(),
        None,
        Patience(answer=0.01, slip=10, look=0.01),
    )
    with pytest.raises(PaperRanOut):
        driver.print_slip(SHORT)
