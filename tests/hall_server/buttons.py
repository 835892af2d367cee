"""The buttons of a clerk's window, as operations: all can be pressed, few make sense at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hall_server.domain.events import Actor
from hall_server.domain.ticket import HoldKind
from hall_server.domain.window import WindowState
from hall_server.operations import calling, people, serving, windows
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.serving import Target

Act = Callable[[UnitOfWork, Actor, datetime], Any]

TARGETS = (
    Target(queue="A"),
    Target(queue="BG"),
    Target(item="I2"),
    Target(window="W003"),
    Target(window="W085"),
)
SENSIBLE: dict[WindowState, tuple[str, ...]] = {
    WindowState.CLOSED: ("open",),
    WindowState.IDLE: ("call", "call", "call", "resume", "call number", "stop", "walk in"),
    WindowState.CALLING: ("start", "start", "start", "recall", "no show", "transfer", "stop"),
    WindowState.SERVING: ("finish", "finish", "hold", "transfer"),
    WindowState.WALK_IN: ("walk in done",),
    WindowState.PAUSED: ("go on", "go on", "close"),
    WindowState.INTERNAL_TASK: ("go on",),
}
BUTTONS = ("close", "sign out", *dict.fromkeys(b for row in SENSIBLE.values() for b in row))


@dataclass(frozen=True)
class Desk:
    """What a clerk may press on: the window, the ticket there, one that is held, any other, and a choice."""

    window: str
    here: str
    held: str
    some: str
    n: int
    now: datetime

    def act(self, button: str) -> Act:
        w, ticket, n = self.window, self.here, self.n
        number, kind, to = self.some.rsplit("-", 1)[1], list(HoldKind)[n % 3], TARGETS[n % len(TARGETS)]
        until = self.now + timedelta(minutes=n - 1)
        stop = windows.pause if n % 2 else windows.internal_task
        acts: dict[str, Act] = {
            "open": lambda u, a, now: windows.open_window(u, a, w, now),
            "close": lambda u, a, now: windows.close_window(u, a, w, now),
            "stop": lambda u, a, now: stop(u, a, w, "training", until, None, now),
            "go on": lambda u, a, now: windows.resume_window(u, a, w, now),
            "walk in": lambda u, a, now: windows.start_walk_in(u, a, w, "enquiry", None, now),
            "walk in done": lambda u, a, now: windows.finish_walk_in(u, a, w, now),
            "call": lambda u, a, now: calling.call_next(u, a, w, now),
            "call number": lambda u, a, now: calling.call_by_number(u, a, w, number, "returning", None, now),
            "recall": lambda u, a, now: calling.recall(u, a, ticket, w, now),
            "no show": lambda u, a, now: calling.no_show(u, a, ticket, w, now),
            "start": lambda u, a, now: serving.start(u, a, ticket, w, now),
            "finish": lambda u, a, now: serving.finish(u, a, ticket, w, (), now),
            "hold": lambda u, a, now: serving.hold(u, a, ticket, w, kind, None, now),
            "resume": lambda u, a, now: serving.resume(u, a, self.held, w, now),
            "transfer": lambda u, a, now: serving.transfer(u, a, ticket, w, to, "next_step", None, now),
        }
        return acts[button]


def sign_out(token: str | None) -> Act:
    return lambda u, a, now: people.sign_out(u, a, token or "", now)
