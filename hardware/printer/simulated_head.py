"""The machine behind the simulated printer port: takes bytes, moves paper, answers. No sockets here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hardware.printer import escpos_parser as op

Ticket = tuple[op.Operation, ...]
_STATUS_QUESTION = re.compile(rb"\x10\x04([\x01-\x04])")
_CLEAR_BUFFERS = re.compile(rb"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08|\x10\x05\x02")
NEAR_END_MM = 4000.0
"""Where the near-end sensor of the simulated printer sits."""
_CLEARED = b"\x37\x25\x00"
_INK = (op.Words, op.Raster, op.QrCommand)


@dataclass
class Condition:
    """What somebody may do to a printer."""

    paper: str = "ok"
    cover_open: bool = False
    cutter_error: bool = False
    jammed: bool = False
    silent: bool = False

    @property
    def stopped(self) -> bool:
        return self.paper == "out" or self.cover_open or self.cutter_error or self.jammed

    def told(self) -> str:
        return (
            f"{'offline' if self.stopped else 'online'} paper={self.paper}"
            f" cover={'open' if self.cover_open else 'closed'}"
            f" cutter={'error' if self.cutter_error else 'ok'}"
            f" jam={'yes' if self.jammed else 'no'} silent={'yes' if self.silent else 'no'}"
        )


class SimulatedHead:
    """One printer. Like a real one it keeps what it could not print and prints it when it is well again."""

    def __init__(self, on_cut: Callable[[Ticket], None]) -> None:
        self.condition = Condition()
        self.tickets_cut = 0
        self._on_cut = on_cut
        self.reports = False
        self._reported = b""
        self._roll_mm: float | None = None
        self._parser = op.EscposParser()
        self._ticket: list[op.Operation] = []
        self._held = b""
        self._trouble: Callable[[Condition], None] | None = None
        self._bytes_until_trouble = 0

    def receive(self, data: bytes) -> bytes:
        """Take what came over the wire; give what goes back."""
        answers = b""
        while data:
            if self.condition.stopped:
                answers += self._hold(data)
                break
            now, data = self._before_trouble(data)
            answers += self._print(now)
            self._let_trouble_come()
        return b"" if self.condition.silent else answers + self._pushed()

    def change(self, change: Callable[[Condition], None]) -> bytes:
        """Do something to the printer now. When that makes it well again, it prints what it holds.

        Gives what the printer says to whoever is connected.
        """
        was_jammed = self.condition.jammed
        change(self.condition)
        if was_jammed and not self.condition.jammed:
            # Whoever clears a jam switches the printer off and on.
            self._held = b""
            self._ticket.clear()
            self._parser = op.EscposParser()
        if not self.condition.stopped and self._held:
            held, self._held = self._held, b""
            return self._pushed() + self.receive(held)
        return self._pushed()

    def _pushed(self) -> bytes:
        """What the printer sends by itself now: its report, if it has changed since the last one."""
        report = self.report()
        if not self.reports or self.condition.silent or report == self._reported:
            return b""
        self._reported = report
        return report

    def report(self) -> bytes:
        """The four bytes of GS a."""
        now = self.condition
        return bytes(
            (
                0x10 | 0x08 * now.stopped | 0x20 * now.cover_open,
                0x08 * now.cutter_error | 0x04 * now.jammed,
                {"ok": 0x00, "near": 0x03, "out": 0x0F}[now.paper],
                0x0F,
            )
        )

    def change_after(self, byte_count: int, change: Callable[[Condition], None]) -> None:
        """Let something happen in the middle of the next job, after so many of its bytes."""
        self._bytes_until_trouble, self._trouble = byte_count, change

    def put_in_roll(self, length_mm: float) -> None:
        """From now on the paper gets less, and the near-end sensor speaks by itself."""
        self._roll_mm = length_mm
        self.use_paper(0.0)

    def use_paper(self, length_mm: float) -> None:
        """After a ticket."""
        if self._roll_mm is None:
            return
        self._roll_mm -= length_mm
        near = "near" if self._roll_mm <= NEAR_END_MM else "ok"
        self.condition.paper = "out" if self._roll_mm <= 0 else near

    def _before_trouble(self, data: bytes) -> tuple[bytes, bytes]:
        if self._trouble is None or not _STATUS_QUESTION.sub(b"", data):
            return data, b""
        now = data[: self._bytes_until_trouble]
        self._bytes_until_trouble -= len(now)
        return now, data[len(now) :]

    def _let_trouble_come(self) -> None:
        if self._trouble is not None and self._bytes_until_trouble == 0:
            self._trouble(self.condition)
            self._trouble = None

    def _print(self, data: bytes) -> bytes:
        answers = b""
        for operation in self._parser.feed(data):
            match operation:
                case op.AskStatus(number):
                    answers += self._status(number)
                case op.AskPrinted():
                    answers += b"\x00" if self.condition.paper == "ok" else b"\x03"
                case op.AskReports(mask):
                    self.reports, self._reported = mask != 0, self.report()
                    answers += self._reported if self.reports else b""
                case op.ClearBuffers(answered):
                    answers += _CLEARED if answered else b""
                case op.Cut():
                    self._cut()
                case op.Reset():
                    self.reports = False
                    self._ticket.append(operation)
                case _:
                    self._ticket.append(operation)
        return answers

    def _cut(self) -> None:
        """A strip without ink is not kept."""
        ticket = tuple(self._ticket)
        self._ticket.clear()
        if any(isinstance(operation, _INK) for operation in ticket):
            self.tickets_cut += 1
            self._on_cut(ticket)

    def _hold(self, data: bytes) -> bytes:
        """A stopped printer still obeys real-time commands, wherever in the stream they stand."""
        self._held += _STATUS_QUESTION.sub(b"", data)
        answers = b"".join(self._status(question[0]) for question in _STATUS_QUESTION.findall(data))
        cleared = list(_CLEAR_BUFFERS.finditer(self._held))
        if cleared:
            self._held = self._held[cleared[-1].end() :]
            self._parser = op.EscposParser()
            answers += _CLEARED if cleared[-1][0].startswith(b"\x10\x14") else b""
        return answers

    def _status(self, number: int) -> bytes:
        now = self.condition
        bits = {
            1: 0x08 * now.stopped,
            2: 0x04 * now.cover_open | 0x20 * (now.paper == "out") | 0x40 * (now.cutter_error or now.jammed),
            3: 0x08 * now.cutter_error | 0x04 * now.jammed,
            4: {"ok": 0x00, "near": 0x0C, "out": 0x6C}[now.paper],
        }
        return bytes((0x12 | bits[number],))
