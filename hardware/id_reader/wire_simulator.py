"""An ID card reader on a TCP port or a pty, for tests, demo and training. It speaks as a SAM_V module does.

    python -m hardware.id_reader.wire_simulator [--port 7001 | --pty /tmp/reader] [--control-port N]

Orders on the control port, one a line: `insert 1..5|hmt|foreign2017|foreign2023|wrong|expired|unreadable`,
`insert NAME NUMBER`, `remove`, `unplug`, `plug`, `silent on|off`, `noise on|off`, `split on|off`,
`checksum wrong [N]`, `late QUESTION S`, `cut N`, `stale`, `answer QUESTION HH [N]` (QUESTION: find, select,
read, status, id, addresses, management), `removal hold|find|ask`, `address TEXT`, `speed RATE` (of a pty),
`well`, `status`.
"""

import argparse
import contextlib
import os
import threading
import time
from pathlib import Path

from hardware.id_reader import sample_blocks
from hardware.id_reader.interface import is_valid_number
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.id_reader.simulated_sam import QUESTIONS, SimulatedSam, Trouble
from hardware.id_reader.simulator import card_named
from hardware.transport.control_port import run_simulator
from hardware.transport.wire_end import PtyEnd, TcpEnd, Wired

# The order itself is never repeated: it may hold a person's name and number.
_REFUSAL = "error no such order; see the head of hardware/id_reader/wire_simulator.py"


class WireSam(Wired):
    """A module at the end of a wire. `link` makes it a pty of that name."""

    def __init__(self, port: int = 0, link: Path | None = None, host: str = "127.0.0.1") -> None:
        self.sam = SimulatedSam()
        self._one_at_a_time = threading.Lock()
        self._split = False
        self._speed = 0
        self._link = link
        super().__init__(TcpEnd(self._receive, port, host) if link is None else PtyEnd(self._receive, link))

    @property
    def url(self) -> str:
        """What a driver's settings say."""
        return f"sam+{self._end.url}"

    @property
    def has_card(self) -> bool:
        return self.sam.has_card

    def insert(self, block: bytes) -> None:
        with self._one_at_a_time:
            self.sam.insert(block)

    def remove(self) -> None:
        with self._one_at_a_time:
            self.sam.remove()

    def obey(self, order: str) -> str:
        """One order of the control port; the answer begins with `ok` or `error`."""
        match order.split():
            case ["unplug"]:
                self.unplug()
                return "ok unplug"
            case ["plug"]:
                self.plug()
                return "ok plug"
            case words:
                with self._one_at_a_time:
                    done = self._obey_card(words) or self._obey_trouble(words)
                return f"ok {'card' if self.sam.has_card else 'no card'}" if done else _REFUSAL

    def _obey_card(self, words: list[str]) -> bool:
        match words:
            case ["insert", which] if which in sample_blocks.SAMPLES:
                self.sam.insert(sample_blocks.SAMPLES[which]())
            case ["insert", "unreadable"]:
                self.sam.insert(sample_blocks.UNREADABLE)
            case ["insert", which] if which.isdecimal() and 1 <= int(which) <= len(SAMPLE_CARDS):
                self.sam.insert(sample_blocks.resident(SAMPLE_CARDS[int(which) - 1]))
            case ["insert", name, number] if is_valid_number(number):
                self.sam.insert(sample_blocks.resident(card_named(name, number)))
            case ["remove"]:
                self.sam.remove()
            case ["address", text]:
                self.sam.addresses += sample_blocks.address(text)
            case ["removal", ("hold" | "find" | "ask") as how]:
                self.sam.removal = how
            case ["status"]:
                pass
            case _:
                return False
        return True

    def _obey_trouble(self, words: list[str]) -> bool:
        trouble = self.sam.trouble
        try:
            match words:
                case ["silent", ("on" | "off") as state]:
                    trouble.silent = state == "on"
                case ["noise", ("on" | "off") as state]:
                    trouble.noise = state == "on"
                case ["split", ("on" | "off") as state]:
                    self._split = state == "on"
                case ["checksum", "wrong", *times] if len(times) < 2:
                    trouble.wrong_checks = int(times[0]) if times else 1
                case ["late", question, seconds] if question in QUESTIONS.values():
                    trouble.late[question] = float(seconds)
                case ["cut", count]:
                    trouble.cut_after = int(count)
                case ["stale"]:
                    trouble.previous_first = True
                case ["answer", question, word, *times] if question in QUESTIONS.values() and len(times) < 2:
                    trouble.words[question] = bytes.fromhex(word)[0], int(times[0]) if times else 1
                case ["speed", rate]:
                    self._speed = int(rate)
                case ["well"]:
                    self.sam.trouble, self._split = Trouble(), False
                case _:
                    return False
        except (ValueError, IndexError):
            return False
        return True

    def _receive(self, data: bytes) -> None:
        with self._one_at_a_time:
            if self._hears_noise():
                return
            answers = self.sam.receive(data)
        for late, whole in answers:
            if late:
                timer = threading.Timer(late, self._end.send, [whole])
                timer.daemon = True
                timer.start()
            else:
                self._send(whole)

    def _send(self, whole: bytes) -> None:
        if not self._split:
            self._end.send(whole)
            return
        for byte in whole:
            self._end.send(bytes((byte,)))
            time.sleep(0.0005)

    def _hears_noise(self) -> bool:
        """Whether the driver talks at another speed than the module's."""
        if not self._speed or self._link is None:
            return False
        import termios

        with contextlib.suppress(OSError, termios.error):
            terminal = os.open(self._link, os.O_RDWR | os.O_NOCTTY)
            try:
                spoken: int = termios.tcgetattr(terminal)[5]
            finally:
                os.close(terminal)
            return spoken != getattr(termios, f"B{self._speed}", 0)
        return False


def main() -> None:
    arguments = argparse.ArgumentParser(description="A simulated ID card reader on a TCP port or a pty.")
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=7001, help="0 takes any free port")
    arguments.add_argument("--pty", type=Path, help="name for a serial port, instead of the TCP port")
    arguments.add_argument("--control-port", type=int, default=0, help="0 takes any free port")
    chosen = arguments.parse_args()
    with WireSam(chosen.port, chosen.pty, chosen.host) as reader:
        run_simulator(f"on {reader.url}", chosen.control_port, reader.obey)


if __name__ == "__main__":
    main()
