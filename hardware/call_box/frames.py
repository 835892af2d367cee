"""The bytes of the RS-485 "21-key LCD" keypad: values to bytes and back. Nothing here touches a wire.

`FF 68 | LEN LEN | 68 | ADDR CMD DATA… | CS | 16`. LEN counts ADDR to the last of DATA; CS is their sum. Data
and CS may themselves be 16 or 68, so LEN is trusted and the terminator only checked.
"""

from dataclasses import dataclass

from hardware.call_box.interface import Display, Heard, Key, KeyPress, Score

START, MIDDLE, END = b"\xff\x68", 0x68, 0x16
KEY, DISPLAY, BEEP, SCORE = 0x01, 0x02, 0x03, 0x11
_START_EVALUATION, _STARS, _BLANK = 0x0B, 0x05, 0x0A
_AROUND = 7
"""Bytes of a frame that LEN does not count."""
LONGEST_SCORE = 3

KEYS = {
    0x0B: Key.EVALUATE,
    0x0C: Key.NEXT,
    0x0D: Key.RECALL,
    0x0E: Key.CANCEL,
    0x0F: Key.CONFIRM,
    0x11: Key.LINE,
    0x12: Key.PAUSE,
    0x13: Key.TRANSFER,
}
CODES = {key: code for code, key in KEYS.items()}


@dataclass(frozen=True, slots=True)
class Frame:
    """One message on the bus, in either direction."""

    address: int
    command: int
    data: bytes = b""


def encode(frame: Frame) -> bytes:
    counted = bytes((frame.address, frame.command)) + frame.data
    return START + bytes((len(counted), len(counted), MIDDLE)) + counted + bytes((sum(counted) & 0xFF, END))


class Unframer:
    """Finds frames in a stream that may hold noise. `shortest` and `longest` bound LEN.

    A frame that fails any check costs only its first byte, so that a good one inside it is still found.
    """

    def __init__(self, shortest: int = 3, longest: int = 5) -> None:
        self._shortest, self._longest = shortest, longest
        self._held = b""
        self.rejected = 0
        """Frames that began well and were not."""

    def feed(self, data: bytes) -> list[Frame]:
        self._held += data
        found: list[Frame] = []
        while (start := self._held.find(START)) >= 0:
            self._held = self._held[start:]
            verdict = self._first()
            if verdict is None:
                return found
            if isinstance(verdict, Frame):
                found.append(verdict)
                self._held = self._held[len(verdict.data) + 2 + _AROUND :]
            else:
                self.rejected += 1
                self._held = self._held[1:]
        # A lone FF at the end may be the start of the next frame.
        self._held = self._held[-1:] if self._held.endswith(START[:1]) else b""
        return found

    def forget(self) -> None:
        """The line was silent: what is half here will never be whole."""
        self._held = b""

    def _first(self) -> Frame | bool | None:
        """The frame that begins here; False if none does, None if that cannot be told yet."""
        held = self._held
        if len(held) < 3:
            return None
        length = held[2]
        if not self._shortest <= length <= self._longest:
            return False
        if (len(held) > 3 and held[3] != length) or (len(held) > 4 and held[4] != MIDDLE):
            return False
        if len(held) < length + _AROUND:
            return None
        counted, check, end = held[5 : 5 + length], held[5 + length], held[6 + length]
        if sum(counted) & 0xFF != check or end != END:
            return False
        return Frame(counted[0], counted[1], counted[2:])


def heard(frame: Frame) -> Heard | None:
    """What a frame from a keypad means; None for a key that nobody knows. Any CMD but 11 carries keys."""
    if not frame.data:
        return None
    if frame.command == SCORE:
        score = frame.data[-1]
        return Score(frame.address, score) if score <= LONGEST_SCORE else None
    *before, last = frame.data
    if any(digit > 9 for digit in before):
        return None
    digits = "".join(map(str, before))
    if last <= 9:
        return KeyPress(frame.address, Key.DIGITS, digits + str(last))
    key = KEYS.get(last)
    return KeyPress(frame.address, key, digits) if key else None


def acknowledgement(frame: Frame) -> Frame:
    """The same frame, but a score is acknowledged with CMD 01."""
    return Frame(frame.address, KEY, frame.data) if frame.command == SCORE else frame


def display(address: int, shown: Display) -> Frame:
    return Frame(address, DISPLAY, _places(_at_most_999(shown.waiting)) + _places(shown.number))


def beep(address: int) -> Frame:
    return Frame(address, BEEP)


def stars(address: int) -> Frame:
    """Shows stars in place of what is typed: a secret."""
    return Frame(address, DISPLAY, bytes((_STARS,)))


def start_evaluation(address: int) -> Frame:
    return Frame(address, KEY, bytes((_START_EVALUATION,)))


def shown_by(data: bytes) -> Display | None:
    """What a keypad shows after CMD 02 with six places; None if the data is something else."""
    if len(data) != 6 or any(digit > _BLANK for digit in data):
        return None
    return Display(_number(data[:3]), _number(data[3:]))


def _number(places: bytes) -> int | None:
    written = "".join(str(digit) for digit in places if digit != _BLANK)
    return int(written) if written else None


def _places(number: int | None) -> bytes:
    """Three digits, the last ones of a longer number."""
    return bytes((_BLANK,) * 3) if number is None else bytes(map(int, f"{number % 1000:03}"))


def _at_most_999(people: int | None) -> int | None:
    return None if people is None else min(people, 999)
