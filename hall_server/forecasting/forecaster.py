"""The forecaster: looks at the hall every few seconds, has each part played forward in a process beside the
server, and keeps what was foreseen for whoever asks. Its thread copies and compares; the arithmetic is the
worker's, and bounded to a share of one core."""

import logging
import pickle
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, Protocol, TypeVar

from hall_server.domain import calendar
from hall_server.domain.forecast.conformal import Raw
from hall_server.domain.forecast.habits import Habits
from hall_server.domain.forecast.told import moved
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import QueueId, TicketId, WindowId
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.window import Window
from hall_server.forecasting.jobs import Done, Job, send
from hall_server.forecasting.learnt import Learnt
from hall_server.forecasting.now import Asked, Seen, asked_of, at_windows
from hall_server.forecasting.parts import Part, parts_of
from hall_server.forecasting.window_days import WindowDays
from hall_server.operations.forecasts import Forecasts, Foreseen, Kind
from hall_server.operations.ports import UnitOfWork

T = TypeVar("T")
log = logging.getLogger("onehall.forecasts")

LOOK_SECONDS = 2.0
REFRESH = timedelta(seconds=30)
"""A part where nothing happened is played anew so often."""
RELEARN = timedelta(minutes=30)
PATIENCE_SECONDS = 20.0
"""How long the lane may take to answer; and how long a worker that ended is left alone."""


class Lane(Protocol):
    def ask(self, question: Callable[[UnitOfWork, datetime], T]) -> "Future[T]": ...


@dataclass(frozen=True, slots=True)
class Settings:
    paths: int = 50
    share: float = 0.2
    """Of one core, at the most."""


def look(uow: UnitOfWork, now: datetime) -> Seen:
    """A question for the lane: copies of what is frozen, nothing more."""
    local = now.astimezone(uow.zone_info)
    hours = {
        str(z): calendar.opening_hours(local.date(), z, None, uow.plan, uow.rules, uow.workdays)
        for z in uow.plan.zones
    }
    return Seen(
        now, uow.day, uow.plan, uow.rules, tuple(uow.tickets.today()), tuple(uow.windows.all()), hours
    )


class Worker:
    """The process that plays; started when it is needed, and anew when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def do(self, job: Job) -> Done:
        """Raises OSError or EOFError when the process ended over it."""
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "hall_server.forecasting.worker"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        send(self._process.stdin, job)  # type: ignore[arg-type]
        done: Done = pickle.load(self._process.stdout)  # from a process of our own
        return done

    def stop(self) -> None:
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process.terminate()
            self._process.wait(5)


@dataclass
class Forecaster:
    """One thread. `past` gives the tickets of earlier days, in the order of the days; `past_windows` the
    windows as they opened, paused and closed, in their order."""

    lane: Lane
    forecasts: Forecasts
    past: Callable[[], Iterable[Ticket]]
    zone: tzinfo
    settings: Settings = Settings()
    do: Callable[[Job], Done] | None = None
    """Plays a scene; a process of its own unless told otherwise."""
    past_windows: Callable[[], Iterable[Window]] = tuple
    habits: Habits = field(default_factory=Habits)
    plays: int = 0
    seconds: float = 0.0
    """Of a core, spent on plays."""
    _worker: Worker = field(default_factory=Worker)
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.learnt = Learnt(self.zone, self.habits)
        self._window_days = WindowDays(self.habits, self.zone)
        self._plan: HallPlan | None = None
        self._parts: tuple[Part, ...] = ()
        self._names: dict[QueueId, str] = {}
        self._known: dict[TicketId, Ticket] = {}
        self._played: dict[str, tuple[datetime, Any]] = {}
        self._shown: dict[str, dict[TicketId, Foreseen]] = {}
        self._relearn_at: datetime | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="forecasts", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(5)
        self._worker.stop()

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                self.round(pause=self._ended.wait)
            except Exception:
                log.exception("waits could not be played forward; the formula answers until they can")
                self._ended.wait(PATIENCE_SECONDS)
            self._ended.wait(LOOK_SECONDS)

    def round(self, pause: Callable[[float], object] = lambda _: None) -> None:
        """Look once, learn, and play every part that needs it."""
        seen = self.lane.ask(look).result(PATIENCE_SECONDS)
        self._take_plan(seen)
        self._learn(seen)
        self.forecasts.seconds = self.seconds
        waiting: defaultdict[str, list[Ticket]] = defaultdict(list)
        for ticket in seen.tickets:
            if ticket.state is State.WAITING and ticket.queue in self._names:
                waiting[self._names[ticket.queue]].append(ticket)
        windows = {w.id: w for w in seen.windows}
        serving = at_windows(seen.tickets)
        for part in sorted(self._parts, key=lambda p: self._age(p, seen.at), reverse=True):
            mark = self._mark(part, waiting[part.name], windows)
            if self._ended.is_set() or not self._due(part, mark, seen.at):
                continue
            asked = asked_of(seen, part, waiting[part.name], windows, self.learnt, serving, self.zone)
            spent = self._play(asked)
            self._played[part.name] = seen.at, mark
            pause(spent * (1 / self.settings.share - 1))

    def _take_plan(self, seen: Seen) -> None:
        if seen.plan is self._plan:
            return
        first = self._plan is None
        self._plan, self._parts = seen.plan, parts_of(seen.plan, seen.rules)
        self._names = {q: part.name for part in self._parts for q in part.queues}
        self._played.clear()
        if first:
            self.learnt.note(self.past(), seen.plan, self._names)
            self._window_days.see(self.past_windows(), seen.rules)
            self.learnt.relearn()

    def _learn(self, seen: Seen) -> None:
        if self.learnt.day is not None and seen.day > self.learnt.day:
            self._known.clear()
        fresh = [t for t in seen.tickets if self._known.get(t.id) is not t]
        self._known.update((t.id, t) for t in fresh)
        self.learnt.note(fresh, seen.plan, self._names)
        self._window_days.see(seen.windows, seen.rules)
        if self._relearn_at is None or seen.at >= self._relearn_at:
            self._relearn_at = seen.at + RELEARN
            self.learnt.relearn()

    @staticmethod
    def _mark(part: Part, waiting: list[Ticket], windows: dict[WindowId, Any]) -> Any:  # noqa: ANN401 - compared only
        """Equal for two looks between which nothing happened in a part."""
        return tuple(map(id, waiting)), tuple(id(windows.get(c.id)) for c in part.counters)

    def _age(self, part: Part, now: datetime) -> timedelta:
        played = self._played.get(part.name)
        return now - played[0] if played else timedelta.max

    def _due(self, part: Part, mark: object, now: datetime) -> bool:
        played = self._played.get(part.name)
        return played is None or played[1] != mark or now - played[0] >= REFRESH

    def _play(self, asked: Asked) -> float:
        """Have a scene played and keep what it showed; the core's seconds that it took."""
        job = Job(asked.scene, asked.part.name, self.settings.paths)
        begun = time.monotonic()
        done = (self.do or self._worker.do)(job)
        self.plays += 1
        self.seconds += done.seconds
        tickets = zip(asked.tickets, asked.scene.standing, done.standing, strict=True)
        shown = self._shown.get(asked.part.name, {})
        found = {
            name: self._steady(shown.get(name), self._foreseen(asked.at, raw, one.priority))
            for name, one, raw in tickets
        }
        kinds = zip(asked.newcomers, asked.ahead, asked.each, done.newcomers, strict=True)
        newcomers: dict[Kind, Foreseen] = {
            kind: self._foreseen(asked.at, raw, kind[1], ahead, each) for kind, ahead, each, raw in kinds
        }
        self._shown[asked.part.name] = found
        self.forecasts.put(asked.part.name, asked.part.queues, found, newcomers)
        return min(done.seconds, time.monotonic() - begun)

    def _foreseen(
        self, at: datetime, raw: Raw, priority: Priority, ahead: int = 0, each: float = 0.0
    ) -> Foreseen:
        found = self.learnt.calibration.of(raw, priority is not Priority.ORDINARY)
        return Foreseen(at, raw, found, ahead, each)

    @staticmethod
    def _steady(before: Foreseen | None, now: Foreseen) -> Foreseen:
        """A number that people watch changes only when it has moved; the clock runs on meanwhile."""
        if before is None:
            return now
        left = before.since(now.at)
        return now if moved(left, now.found) else Foreseen(now.at, now.raw, left)
