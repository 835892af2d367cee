"""One command to the hall and its key, kept until the hall has answered."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from hall_server.client.trouble import LinkLost, Refused

WAITS = (0.5, 1.0, 2.0)
"""Seconds before each further try."""

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class _Unanswered:
    """Whether the hall has done it is not known."""

    name: str
    ask: Callable[[str], object]
    key: str


def fresh_key() -> str:
    return uuid4().hex


class Sender:
    """Asks again with the same key when the link is lost, a few times; what is still unanswered then is asked
    once more before anything else is."""

    def __init__(
        self,
        new_key: Callable[[], str] = fresh_key,
        sleep: Callable[[float], None] = time.sleep,
        waits: tuple[float, ...] = WAITS,
    ) -> None:
        self._new_key, self._sleep, self._waits = new_key, sleep, waits
        self._unanswered: _Unanswered | None = None

    def send(self, name: str, ask: Callable[[str], A]) -> A:
        """Raises Refused, and LinkLost when all tries were in vain."""
        key = self._new_key()
        for wait in (*self._waits, None):
            try:
                return ask(key)
            except LinkLost:
                if wait is None:
                    self._unanswered = _Unanswered(name, ask, key)
                    raise
                self._sleep(wait)
        raise AssertionError("the last try answers or raises")

    def settle(self) -> str | None:
        """Learn what became of the command that got no answer; its name if the hall has now done it.

        Raises LinkLost: it is still not known.
        """
        before = self._unanswered
        if before is None:
            return None
        try:
            before.ask(before.key)
        except Refused:
            self._unanswered = None
            return None
        self._unanswered = None
        return before.name
