"""Counts the seconds since the last touch."""

import math
from collections.abc import Callable

from hall_server.client.background import Timer

WARN_SECONDS = 15


class IdleWatch:
    """Says how many seconds are left once they are few, and when none is.

    `limit` may change from page to page; None means that nobody is hurried now.
    """

    def __init__(
        self,
        timer: Timer,
        limit: Callable[[], float | None],
        on_left: Callable[[int | None], None],
        on_idle: Callable[[], None],
    ) -> None:
        self._timer, self._limit = timer, limit
        self._on_left, self._on_idle = on_left, on_idle
        self._quiet_seconds = 0.0

    def start(self) -> None:
        self._timer.after(1.0, self._tick)

    def touched(self) -> None:
        self._quiet_seconds = 0.0
        self._on_left(None)

    def _tick(self) -> None:
        self._timer.after(1.0, self._tick)
        limit = self._limit()
        if limit is None:
            self._quiet_seconds = 0.0
            return
        self._quiet_seconds += 1.0
        left = math.ceil(limit - self._quiet_seconds)
        if left <= 0:
            self._quiet_seconds = 0.0
            self._on_idle()
        else:
            self._on_left(left if left <= WARN_SECONDS else None)
