"""Has the hall's plan: asked for at the start and whenever it may have changed, kept for a start without the
hall."""

import logging
from collections.abc import Callable
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.outbox import NotKept
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.directory import Directory

RETRY_SECONDS = 2.0
RENEW_SECONDS = 3600.0
"""A plan that is asked for so often is at most that much older than the last sign of the hall."""

log = logging.getLogger(__name__)


class Hall(Protocol):
    def directory(self) -> Directory: ...


class Kept(Protocol):
    """The plan on disk. Both block."""

    def keep(self, directory: Directory) -> None:
        """Raises NotKept."""

    def read(self) -> Directory | None: ...


class PlanWatch:
    def __init__(
        self,
        hall: Hall,
        kept: Kept,
        background: Background,
        timer: Timer,
        on_plan: Callable[[Directory], None],
        on_no_hall: Callable[[], None],
        on_refused: Callable[[Refused], None],
    ) -> None:
        """`on_no_hall`: there is no plan, neither in the hall nor on disk; it is asked for again and again.
        `on_refused`: the hall was heard and said no, while there was no plan yet."""
        self._hall, self._kept, self._background, self._timer = hall, kept, background, timer
        self._on_plan, self._on_no_hall, self._on_refused = on_plan, on_no_hall, on_refused
        self._has_plan = self._busy = self._wanted = False
        self._stale = False
        """The hall was silent since the plan came, or it came from the disk."""

    def start(self) -> None:
        self.fetch()
        self._timer.after(RENEW_SECONDS, self._hourly)

    def fetch(self) -> None:
        """Ask the hall, now or after the question that is under way."""
        self._wanted = self._busy
        if not self._busy:
            self._busy = True
            self._background.run(self._hall.directory, self._fetched, self._failed)

    def link_lost(self) -> None:
        self._stale = True

    def link_live(self) -> None:
        """The hall is heard: a plan that may have changed in a silence is asked for."""
        if self._stale and not self._busy:
            self.fetch()

    def _hourly(self) -> None:
        self._timer.after(RENEW_SECONDS, self._hourly)
        self.fetch()

    def _fetched(self, directory: Directory) -> None:
        self._busy, self._stale, self._has_plan = False, False, True
        self._on_plan(directory)
        self._background.run(lambda: self._kept.keep(directory), lambda _: None, _not_kept)
        if self._wanted:
            self.fetch()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, (LinkLost, Refused)):
            raise error
        if self._has_plan:
            # The next sign of the hall asks anew.
            self._stale = True
        elif isinstance(error, Refused):
            self._on_refused(error)
        else:
            self._background.run(self._kept.read, self._read, _let_fly)

    def _read(self, directory: Directory | None) -> None:
        if self._has_plan:
            return
        if directory is None:
            self._on_no_hall()
            self._timer.after(RETRY_SECONDS, self.fetch)
        else:
            log.warning("the hall cannot be reached: the plan on disk is used")
            self._has_plan = self._stale = True
            self._on_plan(directory)


def _not_kept(error: Exception) -> None:
    if not isinstance(error, NotKept):
        raise error
    log.error("the plan cannot be kept: %s", error)


def _let_fly(error: Exception) -> None:
    raise error
