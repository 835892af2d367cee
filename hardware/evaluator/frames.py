"""The bytes of serial evaluators. Each vendor has its own, so they are a template: one key, one sequence."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from hardware.evaluator.interface import Stars

FOUR_KEYS = "31:5,32:4,33:3,34:2"
"""The characters 1 to 4. No vendor publishes its bytes: a setting."""


class BadKeys(ValueError):
    """The template of an evaluator cannot be understood."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What each key sends, and what the evaluator is told at the start and the end of a question."""

    keys: Mapping[bytes, Stars]
    start: bytes = b""
    stop: bytes = b""


def read_dialect(options: Mapping[str, str]) -> Dialect:
    """`keys=31:5,32:4…`, `start=`, `stop=`; bytes in hexadecimal, of any length. Raises BadKeys."""
    return Dialect(
        read_keys(options.get("keys", FOUR_KEYS)),
        _bytes(options.get("start", "")),
        _bytes(options.get("stop", "")),
    )


def read_keys(text: str) -> dict[bytes, Stars]:
    keys: dict[bytes, Stars] = {}
    for pair in text.split(","):
        sent, _, stars = pair.partition(":")
        code = _bytes(sent.strip())
        if not code or stars.strip() not in {"1", "2", "3", "4", "5"}:
            raise BadKeys(f"{pair!r} is not BYTES:STARS with stars from 1 to 5")
        if code in keys:
            raise BadKeys(f"{sent} is given twice")
        keys[code] = Stars(int(stars))
    for code in keys:
        if any(other != code and other.startswith(code) for other in keys):
            raise BadKeys(f"{code.hex()} is the beginning of another key")
    return keys


class KeyScanner:
    """Finds keys in a stream; other bytes are counted and passed over."""

    def __init__(self, keys: Mapping[bytes, Stars]) -> None:
        self._keys = keys
        self._held = b""
        self.unknown = 0

    def feed(self, data: bytes) -> list[Stars]:
        self._held += data
        found: list[Stars] = []
        while self._held:
            code = next((each for each in self._keys if self._held.startswith(each)), None)
            if code is not None:
                found.append(self._keys[code])
                self._held = self._held[len(code) :]
            elif any(each.startswith(self._held) for each in self._keys):
                break
            else:
                self.unknown += 1
                self._held = self._held[1:]
        return found

    def forget(self) -> None:
        """After a silence: half a key will never be whole."""
        self._held = b""


def _bytes(text: str) -> bytes:
    try:
        return binascii.unhexlify(text.replace(" ", ""))
    except (binascii.Error, ValueError) as error:
        raise BadKeys(f"{text!r} is not hexadecimal") from error
