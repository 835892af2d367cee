"""Sending one act at a time: one key for it, kept until the hall has answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import uuid4

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Problem
from window_terminal.allowed import Act
from window_terminal.state import Pending

RETRY_SECONDS = 2.0

A = TypeVar("A")


def fresh_key() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Command(Generic[A]):
    """What to ask the hall with a key, and where each kind of answer goes."""

    act: Act
    ask: Callable[[str], A]
    done: Callable[[A], None]
    refused: Callable[[Problem], None]
    broken: Callable[[Exception], None]
    lost: Callable[[str], None] | None = None
    """Takes the key when the first try got no answer, and goes on without one; absent: ask until there is
    one."""


class Commands:
    """At most one command is under way. A lost link is no answer: the same key is asked again and again,
    unless the command has another way to go on."""

    def __init__(
        self,
        background: Background,
        timer: Timer,
        pending_changed: Callable[[Pending | None], None],
        new_key: Callable[[], str] = fresh_key,
    ) -> None:
        self._background, self._timer = background, timer
        self._pending_changed, self._new_key = pending_changed, new_key
        self._busy = False

    def fresh(self) -> str:
        """A key for a command that goes another way."""
        return self._new_key()

    def send(self, command: Command[A]) -> bool:
        """Start it; False while another one is under way."""
        if self._busy:
            return False
        self._busy = True
        self._pending_changed(Pending(command.act))
        self._try(command, self._new_key())
        return True

    def _try(self, command: Command[A], key: str) -> None:
        self._background.run(
            lambda: command.ask(key),
            lambda answer: self._answered(command, answer),
            lambda error: self._failed(command, key, error),
        )

    def _answered(self, command: Command[A], answer: A) -> None:
        self._free()
        command.done(answer)

    def _failed(self, command: Command[A], key: str, error: Exception) -> None:
        match error:
            case LinkLost() if command.lost:
                self._free()
                command.lost(key)
            case LinkLost():
                self._pending_changed(Pending(command.act, retrying=True))
                self._timer.after(RETRY_SECONDS, lambda: self._try(command, key))
            case Refused():
                self._free()
                command.refused(error.problem)
            case _:
                self._free()
                command.broken(error)

    def _free(self) -> None:
        self._busy = False
        self._pending_changed(None)
