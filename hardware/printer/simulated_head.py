"""The machine behind the simulated printer port: takes bytes, moves paper, answers. No sockets here."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hardware.printer import escpos_parser as op

Ticket = tuple[op.Operation, ...]
_STATUS_QUESTION = re.compile(rb"\x10\x04([\x01-\x04])")


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
        return b"" if self.condition.silent else answers

    def change(self, change: Callable[[Condition], None]) -> None:
        """Do something to the printer now. When that makes it well again, it prints what it holds."""
        was_jammed = self.condition.jammed
        change(self.condition)
        if was_jammed and not self.condition.jammed:
            # Whoever clears a jam switches the printer off and on.
            self._held = b""
            self._ticket.clear()
            self._parser = op.EscposParser()
        if not self.condition.stopped and self._held:
            held, self._held = self._held, b""
            self.receive(held)

    def change_after(self, byte_count: int, change: Callable[[Condition], None]) -> None:
        """Let something happen in the middle of the next job, after so many of its bytes."""
        self._bytes_until_trouble, self._trouble = byte_count, change

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
                case op.Cut():
                    self.tickets_cut += 1
                    self._on_cut(tuple(self._ticket))
                    self._ticket.clear()
                case _:
                    self._ticket.append(operation)
        return answers

    def _hold(self, data: bytes) -> bytes:
        """A stopped printer still answers DLE EOT, wherever in the stream it stands."""
        self._held += _STATUS_QUESTION.sub(b"", data)
        return b"".join(self._status(question[0]) for question in _STATUS_QUESTION.findall(data))

    def _status(self, number: int) -> bytes:
        now = self.condition
        bits = {
            1: 0x08 * now.stopped,
            2: 0x04 * now.cover_open | 0x20 * (now.paper == "out") | 0x40 * (now.cutter_error or now.jammed),
            3: 0x08 * now.cutter_error | 0x04 * now.jammed,
            4: {"ok": 0x00, "near": 0x0C, "out": 0x6C}[now.paper],
        }
        return bytes((0x12 | bits[number],))
