"""Waits played forward while a day is simulated, by the forecaster of a hall, under the day's clock."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from hall_server.domain.forecast.habits import Habits
from hall_server.domain.ticket import Ticket
from hall_server.forecasting.forecaster import Forecaster, Settings
from hall_server.forecasting.jobs import do
from hall_server.operations.ports import UnitOfWork
from hall_server.simulation.memory_hall import MemoryHall

T = TypeVar("T")
EVERY = timedelta(minutes=2)
"""A hall plays every part that changed anew within seconds; here that would take longer than the day."""
ALL_OF_A_CORE = 1.0


@dataclass
class Estimating:
    """For the days of one replication, one after another: each learns from those before it."""

    paths: int = 20
    past: list[Ticket] = field(default_factory=list)
    habits: Habits = field(default_factory=Habits)

    def beside(self, hall: MemoryHall) -> Callable[[datetime], None]:
        """What is to be told the time of a day in this hall, again and again."""
        settings = Settings(self.paths, ALL_OF_A_CORE)
        zone = ZoneInfo(hall.rules.time_zone)
        forecaster = Forecaster(
            _Now(hall), hall.forecasts, lambda: self.past, zone, settings, habits=self.habits, do=do
        )
        due: datetime | None = None

        def passes(now: datetime) -> None:
            nonlocal due
            if due is None or now >= due:
                hall.moment, due = now, now + EVERY
                forecaster.round()

        return passes

    def learn(self, hall: MemoryHall) -> None:
        """The day is over."""
        self.past += hall.tickets.today()


class _Now:
    """Answers as the lane of a server does, at once."""

    def __init__(self, hall: MemoryHall) -> None:
        self._hall = hall

    def ask(self, question: Callable[[UnitOfWork, datetime], T]) -> "Future[T]":
        answer: Future[T] = Future()
        answer.set_result(question(self._hall, self._hall.moment))
        return answer
