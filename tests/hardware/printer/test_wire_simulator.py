"""The simulated printer as a program of its own, and its orders."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from hardware.build import build_printer
from hardware.printer.interface import OutOfPaper
from hardware.printer.simulated_head import SimulatedHead
from hardware.printer.slip import Slip, Text
from hardware.printer.wire_simulator import WirePrinter

ROOT = Path(__file__).parents[3]
SHORT = Slip((Text("BG023"),))


def test_it_runs_as_a_program_prints_obeys_and_ends_cleanly(tmp_path: Path, ticket: Slip) -> None:
    command = [sys.executable, "-m", "hardware.printer.wire_simulator", "--port", "0", "--out", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        ready = re.fullmatch(r"listening on (\S+):(\d+) control (\d+)\n", program.stdout.readline())
        assert ready is not None
        driver = build_printer(f"tcp://{ready[1]}:{ready[2]}")
        assert driver is not None
        driver.print_slip(ticket)
        with (
            socket.create_connection(("127.0.0.1", int(ready[3])), 10) as control,
            control.makefile("rw") as orders,
        ):
            orders.write("tickets\npaper out\n")
            orders.flush()
            assert orders.readline() == f"ok 1 {tmp_path}/ticket-0001.png\n"
            assert orders.readline() == "ok paper out\n"
        with pytest.raises(OutOfPaper):
            driver.print_slip(ticket)
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0


def test_the_picture_is_as_wide_as_the_paper(wire_printer: WirePrinter) -> None:
    host, port = wire_printer.address
    driver = build_printer(f"tcp://{host}:{port}")
    assert driver is not None
    driver.print_slip(SHORT)
    with Image.open(wire_printer.tickets[0]) as picture:
        assert picture.width == 80 * 8 + 2 * 36


def test_the_status_is_told_in_words(wire_printer: WirePrinter) -> None:
    wire_printer.obey("cover open")
    assert wire_printer.obey("status") == "ok offline paper=ok cover=open cutter=ok jam=no silent=no"


@pytest.mark.parametrize("order", ["", "paper", "paper full", "jam after x", "explode after 3"])
def test_a_wrong_order_is_answered_with_the_right_ones(wire_printer: WirePrinter, order: str) -> None:
    assert wire_printer.obey(order).startswith(f"error cannot {order!r}; orders: paper out, ")


def test_a_new_roll_finishes_the_ticket_that_ran_out(wire_printer: WirePrinter, ticket: Slip) -> None:
    wire_printer.obey("paper out after 300")
    host, port = wire_printer.address
    driver = build_printer(f"tcp://{host}:{port}")
    assert driver is not None
    with pytest.raises(OutOfPaper):
        driver.print_slip(ticket)
    assert wire_printer.tickets == []
    wire_printer.obey("paper ok")
    assert "监督电话" in wire_printer.tickets[0].with_suffix(".txt").read_text("utf-8")


def test_it_is_a_serial_printer_too(tmp_path: Path) -> None:
    link = tmp_path / "tty"
    with WirePrinter(tmp_path / "tickets", pty_link=link) as printer:
        driver = build_printer(f"serial://{link}?baud=115200")
        assert driver is not None
        driver.print_slip(SHORT)
        assert len(printer.tickets) == 1
    assert not link.exists()


def test_a_roll_gets_shorter_until_it_ends(wire_printer: WirePrinter) -> None:
    host, port = wire_printer.address
    driver = build_printer(f"tcp://{host}:{port}")
    assert driver is not None
    assert wire_printer.obey("roll 4.005") == "ok roll 4.005"
    assert driver.status().health.code == "ok"
    driver.print_slip(SHORT)
    assert driver.status().health.code.startswith("paper_near_end")
    wire_printer.obey("roll 0.01")
    with pytest.raises(OutOfPaper):
        driver.print_slip(SHORT)


@pytest.mark.parametrize("ill", ["noise", "split", "late"])
def test_a_bad_line_is_borne_with(wire_printer: WirePrinter, ill: str) -> None:
    host, port = wire_printer.address
    driver = build_printer(f"tcp://{host}:{port}")
    assert driver is not None
    assert wire_printer.obey(f"{ill} on") == f"ok {ill} on"
    # An answer that comes too late is no answer: nothing is known, and nothing is begun.
    assert driver.status().can_print is (ill != "late")
    wire_printer.obey(f"{ill} off")
    assert driver.status().can_print


def test_it_forgets_on_request_and_says_so() -> None:
    cut: list[int] = []
    head = SimulatedHead(lambda ticket: cut.append(len(ticket)))
    head.change(lambda condition: setattr(condition, "paper", "out"))
    assert (
        head.receive(b"BG023\n\x1dV\x00" + bytes.fromhex("10 14 08 01 03 14 01 06 02 08")) == b"\x37\x25\x00"
    )
    head.change(lambda condition: setattr(condition, "paper", "ok"))
    assert cut == []


def test_a_strip_without_ink_is_no_ticket() -> None:
    cut: list[int] = []
    head = SimulatedHead(lambda ticket: cut.append(len(ticket)))
    head.receive(b"\x1b@\x1dV\x42\x00")
    assert (cut, head.tickets_cut) == ([], 0)


def test_reports_are_sent_once_for_each_change() -> None:
    head = SimulatedHead(lambda ticket: None)
    assert head.change(lambda condition: setattr(condition, "paper", "near")) == b""
    assert head.receive(b"\x1da\x0e").hex(" ") == "10 00 03 0f"
    assert head.change(lambda condition: setattr(condition, "cover_open", True)).hex(" ") == "38 00 03 0f"
    assert head.change(lambda condition: setattr(condition, "cover_open", True)) == b""
    head.change(lambda condition: setattr(condition, "cover_open", False))
    assert head.receive(b"\x1b@") == b""
    assert head.change(lambda condition: setattr(condition, "paper", "ok")) == b""
