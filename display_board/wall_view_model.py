"""Asks the hall for the live wall of attendance, again and again, and says so when the answer is old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from display_board.board import Both, both
from display_board.view_model import Starting
from display_board.wall import WallShape, WallState, strangers, wall_of
from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done
from hall_server.wire.attendance import Wall
from hall_server.wire.directory import Directory
from hall_server.wire.words import DeviceState

POLL_SECONDS = 10.0
TICK_SECONDS = 0.5
OLD_AFTER = timedelta(seconds=25)
"""Two answers that did not come."""
PLAN_POLLS = 30
"""So often the plan is asked for again: names change, units come."""

Shown = WallState | Starting


class Hall(Protocol):
    """What the wall asks of the hall."""

    def directory(self) -> Directory: ...
    def attendance_wall(self) -> Wall: ...
    def heartbeat(self, state: DeviceState, code: str = "") -> Done: ...


class WallViewModel:
    """One frozen state for the screen."""

    def __init__(
        self,
        hall: Hall,
        shape: WallShape,
        background: Background,
        timer: Timer,
        clock: Callable[[], datetime],
        show: Callable[[Shown], None],
    ) -> None:
        self._hall, self._shape = hall, shape
        self._background, self._timer, self._clock, self._show = background, timer, clock, show
        self._directory: Directory | None = None
        self._wall: Wall | None = None
        self._heard_at: datetime | None = None
        self._lost = False
        self._refusal: str | None = None
        self._polls = 0
        self._shown: Shown | None = None

    def start(self) -> None:
        """Begin to ask, and to let time pass on the screen."""
        self._poll()
        self._tick()

    def _poll(self) -> None:
        plan = None if self._polls % PLAN_POLLS == 0 else self._directory
        self._polls += 1
        self._background.run(lambda: self._ask(plan), self._answered, self._failed)

    def _ask(self, plan: Directory | None) -> tuple[Directory, Wall]:
        """On a worker thread. The beat comes along: a wall that is told of is alive."""
        self._hall.heartbeat(DeviceState.OK)
        wall = self._hall.attendance_wall()
        if plan is None or strangers(wall, plan):
            plan = self._hall.directory()
        return plan, wall

    def _answered(self, answer: tuple[Directory, Wall]) -> None:
        self._directory, self._wall = answer
        self._heard_at, self._lost, self._refusal = self._clock(), False, None
        self._again()

    def _failed(self, error: Exception) -> None:
        match error:
            case LinkLost():
                self._refusal = None
            case Refused():
                self._refusal = error.problem.detail
            case _:
                raise error
        self._lost = True
        self._again()

    def _again(self) -> None:
        """Only after an answer, so that questions never pile up before a hall that is slow."""
        self._redraw()
        self._timer.after(POLL_SECONDS, self._poll)

    def _tick(self) -> None:
        self._redraw()
        self._timer.after(TICK_SECONDS, self._tick)

    def _redraw(self) -> None:
        state = self._state()
        if state != self._shown:
            self._shown = state
            self._show(state)

    def _state(self) -> Shown:
        now = self._clock()
        if self._wall is None or self._directory is None or self._heard_at is None:
            words = Both(self._refusal, self._refusal) if self._refusal else both("connecting")
            return Starting(words, f"{now.astimezone():%H:%M:%S}")
        old = self._lost or now - self._heard_at > OLD_AFTER
        return wall_of(self._wall, self._directory, self._shape, now, old=old)
