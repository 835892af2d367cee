"""Keeping the desk fresh: at most one question to the hall in flight and one more wanted."""

from collections.abc import Callable

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Desk, Problem

RETRY_SECONDS = 2.0
REST_SECONDS = 0.3
"""Pause after an answer before the feed may ask again; a busy zone has many events a second."""
IDLE_SECONDS = 30.0
"""Ask also when nothing happens: who is next depends on the time."""


class DeskWatch:
    """Asks for the desk when told that something changed."""

    def __init__(
        self,
        background: Background,
        timer: Timer,
        fetched: Callable[[Desk], None],
        lost: Callable[[], None],
        refused: Callable[[Problem], None],
    ) -> None:
        self._background, self._timer = background, timer
        self._fetched, self._lost, self._refused = fetched, lost, refused
        self._fetch: Callable[[], Desk] | None = None
        self._round = 0
        self._in_flight = self._wanted = self._stale = self._resting = False
        self._cancel_later: Callable[[], object] = lambda: None

    def follow(self, fetch: Callable[[], Desk]) -> None:
        """Begin with a window; answers of an earlier one are dropped from now on."""
        self.stop()
        self._fetch = fetch
        self.refresh()

    def stop(self) -> None:
        self._fetch = None
        self._round += 1
        self._in_flight = self._wanted = self._stale = self._resting = False
        self._cancel_later()

    def refresh(self) -> None:
        """Ask now. An answer already under way may be older than what the caller knows: it is dropped."""
        if self._in_flight:
            self._wanted = self._stale = True
        else:
            self._ask()

    def touched(self) -> None:
        """Something happened in the zone: ask soon."""
        if self._in_flight or self._resting:
            self._wanted = True
        else:
            self._ask()

    def _ask(self) -> None:
        if self._fetch is None:
            return
        self._cancel_later()
        self._in_flight, self._wanted, self._stale, self._resting = True, False, False, False
        now = self._round
        self._background.run(
            self._fetch, lambda desk: self._answered(now, desk), lambda error: self._failed(now, error)
        )

    def _answered(self, asked_in: int, desk: Desk) -> None:
        if asked_in != self._round:
            return
        self._in_flight = False
        if self._stale:
            self._ask()
            return
        self._rest()
        self._fetched(desk)

    def _rest(self) -> None:
        self._resting = True
        self._cancel_later = self._timer.after(REST_SECONDS, self._rested)

    def _rested(self) -> None:
        self._resting = False
        if self._wanted:
            self._ask()
        else:
            self._cancel_later = self._timer.after(IDLE_SECONDS, self._ask)

    def _failed(self, asked_in: int, error: Exception) -> None:
        if asked_in != self._round:
            return
        self._in_flight = False
        match error:
            case LinkLost():
                self._cancel_later = self._timer.after(RETRY_SECONDS, self._ask)
                self._lost()
            case Refused():
                self._cancel_later = self._timer.after(IDLE_SECONDS, self._ask)
                self._refused(error.problem)
            case _:
                self._cancel_later = self._timer.after(IDLE_SECONDS, self._ask)
                raise error
