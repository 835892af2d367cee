"""All displays of a hall: takes what windows and rows should show, and sends what has to be sent."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from hardware.health import Fault, Health, HealthState
from hardware.led import wall_plan
from hardware.led.interface import LedPanel, Look, Spot, StripText, Urgency
from hardware.led.wall_plan import Flight, Place, WallRules
from hardware.transport.job_queue import Superseded

CLOSE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a display hangs: the name of its panel, and its spot there."""

    panel: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class _Message:
    mount: Mount
    look: Look
    urgency: Urgency
    token: int


class LedWall:
    """`show_windows` and `show_board` return at once. `start` begins the wall's own thread."""

    def __init__(
        self,
        panels: Mapping[str, LedPanel],
        windows: Mapping[str, Sequence[Mount]],
        board: Sequence[Mount] = (),
        rules: WallRules | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._panels = dict(panels)
        self._windows = {window: tuple(mounts) for window, mounts in windows.items()}
        self._board = tuple(board)
        self._rules = rules or WallRules()
        self._clock = clock
        self._lock = threading.Lock()
        self._quieter = threading.Condition(self._lock)
        self._bell = threading.Event()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._tokens = 0
        everywhere = [*self._board, *(mount for mounts in self._windows.values() for mount in mounts)]
        self._places = {mount: Place(self._panels[mount.panel].manner) for mount in everywhere}
        self._check_at = {
            name: clock() + panel.manner.check_seconds
            for name, panel in self._panels.items()
            if panel.manner.check_seconds is not None
        }
        for name, panel in self._panels.items():
            panel.when_blank(partial(self._forget, name))

    def show_windows(self, texts: Mapping[str, StripText]) -> None:
        """What windows show from now on, by window; those that are not named stay as they are."""
        now = self._clock()
        with self._lock:
            for window, text in texts.items():
                for mount in self._windows.get(window, ()):
                    self._want(mount, text, [self._places[mount]], now)
        self._bell.set()

    def show_board(self, rows: Sequence[StripText]) -> None:
        """All rows of the board, from the top; rows for which there is no text become blank."""
        now = self._clock()
        with self._lock:
            before = [self._places[mount] for mount in self._board]
            for number, mount in enumerate(self._board):
                text = rows[number] if number < len(rows) else StripText("")
                self._want(mount, text, before, now)
        self._bell.set()

    def health(self) -> dict[str, Health]:
        """By the name of the panel."""
        return {name: panel.health() for name, panel in self._panels.items()}

    def step(self) -> float | None:
        """Send what is due. Seconds until there may be more; None: not before something is said or heard."""
        now = self._clock()
        with self._lock:
            messages = [message for mount in self._places if (message := self._due(mount, now))]
            wakes = [wall_plan.wake_at(place, self._rules, now) for place in self._places.values()]
        for message in messages:
            done = partial(self._heard, message.mount, message.token)
            panel = self._panels[message.mount.panel]
            panel.show(message.mount.spot, message.look, message.urgency, done)
        self._check(now)
        wake = min([*wakes, *self._check_at.values()], default=inf)
        return None if wake == inf else max(wake - now, 0.0)

    def start(self) -> None:
        """Once."""
        self._thread = threading.Thread(target=self._serve, name="led-wall", daemon=True)
        self._thread.start()

    def settle(self, seconds: float) -> bool:
        """Wait until all that was said has been sent; displays that fail are not waited for."""
        with self._quieter:
            return self._quieter.wait_for(self._is_quiet, seconds)

    def close(self) -> None:
        """End the wall and its panels; the displays keep what they show."""
        self._ending.set()
        self._bell.set()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)
        # All at once: one port that hangs must not hold up the others.
        closing = [threading.Thread(target=panel.close, daemon=True) for panel in self._panels.values()]
        for thread in closing:
            thread.start()
        give_up = time.monotonic() + CLOSE_SECONDS
        for thread in closing:
            thread.join(max(give_up - time.monotonic(), 0.0))

    def _want(self, mount: Mount, text: StripText, among: Iterable[Place], now: float) -> None:
        """`among` are the places where the number may have been called before."""
        place = self._places[mount]
        here = (each for each in among if each.text and _same_call(each.text, text))
        self._places[mount] = wall_plan.wanted(place, text, next(here, None), self._rules, now)

    def _due(self, mount: Mount, now: float) -> _Message | None:
        place = self._places[mount]
        found = wall_plan.due(place, self._rules, now)
        if found is None or place.text is None:
            return None
        look, urgency = found
        self._tokens += 1
        flight = Flight(self._tokens, place.text, look, place.calling)
        self._places[mount] = replace(place, flight=flight)
        return _Message(mount, look, urgency, self._tokens)

    def _check(self, now: float) -> None:
        for name, at in self._check_at.items():
            if now >= at:
                self._check_at[name] = now + (self._panels[name].manner.check_seconds or inf)
                self._panels[name].check()

    def _heard(self, mount: Mount, token: int, fault: Fault | None) -> None:
        if isinstance(fault, Superseded):
            return
        now = self._clock()
        with self._lock:
            place = self._places[mount]
            if fault is None:
                self._places[mount] = wall_plan.sent(place, token, now)
            else:
                self._places[mount] = wall_plan.failed(place, token, self._rules, now)
            self._quieter.notify_all()
        self._bell.set()

    def _is_quiet(self) -> bool:
        down = {name for name, panel in self._panels.items() if panel.health().state is HealthState.DOWN}
        now = self._clock()
        return all(
            mount.panel in down or place.failures or wall_plan.at_rest(place, self._rules, now)
            for mount, place in self._places.items()
        )

    def _forget(self, panel: str, spots: frozenset[Spot] | None) -> None:
        with self._lock:
            for mount, place in self._places.items():
                if mount.panel == panel and (spots is None or mount.spot in spots):
                    self._places[mount] = wall_plan.forgotten(place)
        self._bell.set()

    def _serve(self) -> None:
        while not self._ending.is_set():
            self._bell.clear()
            self._bell.wait(self.step())


def _same_call(one: StripText, other: StripText) -> bool:
    return bool(one.number) and one.number == other.number and one.window == other.window
