"""The one state that is shown, and how long a page waits for somebody who has gone."""

from collections.abc import Callable
from dataclasses import replace

from hall_server.client.background import Timer
from hall_server.wire.words import Language
from hardware.attendance_clock.glances import Hint, Rest, Task
from hardware.attendance_clock.state import ClockState, Page, Trouble, task_of


class Screen:
    """Every change of what is shown goes through here, and with it what the eyes are to look for."""

    def __init__(
        self,
        language: Language,
        timer: Timer,
        show: Callable[[ClockState], None],
        look_for: Callable[[Task], None],
    ) -> None:
        self._home_language, self._timer, self._show, self._look_for = language, timer, show, look_for
        self._task: Task = Rest()
        self.state = ClockState(language)
        self._left: Callable[[], None] = lambda: None
        self._stop: Callable[[], None] = lambda: None

    def become(self, **changes: object) -> None:
        after = replace(self.state, **changes)  # type: ignore[arg-type]
        if after == self.state:
            return
        self.state = after
        task = task_of(after)
        if task != self._task:
            self._task = task
            self._look_for(task)
        self._show(after)

    def open(
        self, page: Page, seconds: int = 0, left: Callable[[], None] | None = None, **changes: object
    ) -> None:
        """A page that closes by itself after so many seconds; 0: never. `left` is called then.

        Whoever is greeted keeps their 不是我 beside it, as long as they may tap it.
        """
        self._stop()
        self._left = left or self.home
        greeting = self.state.greeting
        if greeting is not None and "greeting" not in changes:
            changes |= {"greeting": None, "before": greeting}
        self.become(page=page, seconds_left=seconds, **changes)
        if seconds:
            self._stop = self._timer.after(1.0, self._second_passed)

    def stay(self, seconds: int) -> None:
        """Somebody touched the page: its time begins anew."""
        if self.state.seconds_left:
            self.open(self.state.page, seconds, self._left)

    def home(self) -> None:
        """Whatever was typed and shown is gone."""
        self.open(
            Page.WAITING,
            language=self._home_language,
            hint=Hint.GOOD,
            spot=None,
            act="",
            greeting=None,
            before=None,
            typed="",
            staff="",
            name="",
            notice=None,
            words="",
            enrolment=None,
        )

    def trouble(self, what: Trouble, there: bool) -> None:
        """In a fixed order, so that the band does not dance."""
        found = {*self.state.troubles} - {what} | ({what} if there else set())
        self.become(troubles=tuple(each for each in Trouble if each in found))

    def _second_passed(self) -> None:
        left = self.state.seconds_left - 1
        if left <= 0:
            self._left()
            return
        self.become(seconds_left=left)
        self._stop = self._timer.after(1.0, self._second_passed)
