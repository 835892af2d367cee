"""Tells the LED displays of a board what the screen beside them is told, and when to stop believing it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from display_board.strips import (
    Story,
    StripPlan,
    changed,
    neutral_strips,
    not_followed,
    rows_of,
    still_news,
    strips_of,
)
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import CallView
from hardware.health import Health, HealthState
from hardware.heartbeat import Part
from hardware.led.interface import StripText

SETTLE = timedelta(seconds=1)
"""After a broken link the missed events come in one by one: numbers return when they have had the time to."""
FAREWELL_SECONDS = 5.0
"""A full bus at 9600 baud needs 4 s."""

log = logging.getLogger(__name__)


class Wall(Protocol):
    """The displays themselves; every method but `settle` and `close` returns at once."""

    def show_windows(self, texts: Mapping[str, StripText]) -> None: ...
    def show_board(self, rows: Sequence[StripText]) -> None: ...
    def health(self) -> Mapping[str, Health]: ...
    def settle(self, seconds: float) -> bool: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class BusName:
    """What people call a bus, and the windows whose strips it serves."""

    port: str
    windows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Told:
    """What the wall was last told from."""

    view: HallView | None
    directory: Directory | None
    calls: tuple[CallView, ...]
    news: bool

    def differs_from(self, other: "_Told") -> bool:
        """The same objects say the same: a tick of the clock costs nothing."""
        return (
            self.view is not other.view
            or self.directory is not other.directory
            or self.calls is not other.calls
            or self.news != other.news
        )


class LedDisplays:
    """One wall of displays, by the story of its board. Used on one thread."""

    def __init__(
        self, wall: Wall, plan: StripPlan, buses: Mapping[str, BusName], stale_after: timedelta
    ) -> None:
        self._wall, self._plan, self._buses, self._stale_after = wall, plan, buses, stale_after
        self._began: datetime | None = None
        self._doubted: datetime | None = None
        self._told: _Told | None = None
        self._health: dict[str, Health] = {}

    @property
    def rows(self) -> int:
        """How many calls the row board holds; 0 when there is none."""
        return len(self._plan.rows)

    def tell(self, story: Story) -> None:
        """A number that may be over is not shown: a strip cannot say from when it is."""
        news = self._is_news(story)
        if not news and self._begins(story):
            return
        before, self._told = self._told, _Told(story.view, story.directory, story.calls, news)
        if before is None or before.differs_from(self._told):
            self._wall.show_windows(self._texts(story, before, news))
            if self._plan.rows:
                self._wall.show_board(rows_of(story, self._plan, news=news))

    def health(self) -> list[Part]:
        """Of each bus, in the order of the settings. A change is logged with its port."""
        directory = self._told.directory if self._told else None
        unknown = not_followed(directory, self._plan) if directory else frozenset()
        found = {name: self._worse(name, health, unknown) for name, health in self._wall.health().items()}
        for name, health in found.items():
            if health != self._health.get(name):
                ill = health.state in (HealthState.DOWN, HealthState.WARNING)
                level = logging.WARNING if ill else logging.INFO
                log.log(level, "%s %s: %s %s", name, self._buses[name].port, health.code, health.cause)
        self._health = found
        return [Part(health, name) for name, health in found.items()]

    def health_of(self, bus: str) -> Health:
        """Of one bus, `led1` for the first of the settings; may be called on any thread."""
        return self._wall.health()[bus]

    def close(self) -> None:
        """Nobody speaks to the displays any more, perhaps for a night: no number is left on them."""
        self._wall.show_windows(neutral_strips(self._told.directory if self._told else None, self._plan))
        if self._plan.rows:
            self._wall.show_board(())
        self._wall.settle(FAREWELL_SECONDS)
        self._wall.close()

    def _texts(self, story: Story, before: "_Told | None", news: bool) -> dict[str, StripText]:
        if not news or story.view is None or story.directory is None:
            return neutral_strips(story.directory, self._plan)
        plan = self._plan
        if before and before.news and before.view and before.directory is story.directory:
            plan = changed(before.view, story.view, plan)
        return strips_of(story.view, story.directory, story.moment.now, plan)

    def _is_news(self, story: Story) -> bool:
        now = story.moment.now
        known = story.view is not None and story.directory is not None
        if not known or not still_news(story.moment, self._stale_after):
            self._doubted = now if self._told is not None else None
            return False
        if self._doubted is not None and timedelta(0) <= now - self._doubted < SETTLE:
            return False
        self._doubted = None
        return True

    def _begins(self, story: Story) -> bool:
        """Just started: the displays keep what they show while the first news are on their way."""
        self._began = self._began or story.moment.now
        waited = story.moment.now - self._began
        return self._told is None and timedelta(0) <= waited <= self._stale_after

    def _worse(self, name: str, health: Health, unknown: frozenset[str]) -> Health:
        strangers = sorted(self._buses[name].windows & unknown)
        if not strangers or health.state in (HealthState.DOWN, HealthState.WARNING):
            return health
        return Health.warning("led_window_unknown")
