"""Follows the hall for one board: what to show and to say, in order, nothing lost over a broken link."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from display_board.board import CALL_ROWS, BoardState, Both, Moment, Place, board_of, both
from display_board.strips import Story
from display_board.window_sign import WindowSign, sign_of
from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done
from hall_server.wire.directory import Directory
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import CallView
from hall_server.wire.words import DeviceState, EventKind
from hardware.health import Health
from hardware.heartbeat import Part, reported

FLASH_SECONDS = 3.0
TICK_SECONDS = 0.5
RETRY_SECONDS = 2.0
HEARTBEAT_SECONDS = 10.0
CATCHING_UP = timedelta(seconds=3)
"""Events that come so soon after the link's return are taken for replays."""


class Hall(Protocol):
    """What a board asks of the hall, beside the feed."""

    def directory(self) -> Directory: ...
    def heartbeat(self, state: DeviceState, code: str = "") -> Done: ...


class Update(Protocol):
    """A step of the feed: the view, and the events that led to it (none for a snapshot)."""

    @property
    def view(self) -> HallView: ...
    @property
    def events(self) -> tuple[Event, ...]: ...


class Ears(Protocol):
    """The announcer, as far as it has to know what happens."""

    def begun(self, view: HallView) -> None: ...
    def happened(self, events: Iterable[Event], view: HallView, *, late: bool) -> None: ...
    def returned(self, view: HallView) -> None: ...


class Displays(Protocol):
    """The LED strips and rows beside the screen. `rows` is how many calls they hold, 0 for none."""

    @property
    def rows(self) -> int: ...
    def tell(self, story: Story) -> None: ...
    def health(self) -> Sequence[Part]: ...


class NoDisplays:
    """For a board that is nothing but its screen."""

    rows = 0

    def tell(self, story: Story) -> None:
        """There is nobody to tell."""

    def health(self) -> Sequence[Part]:
        return ()


@dataclass(frozen=True, slots=True)
class Starting:
    """Nothing is known of the hall yet."""

    words: Both
    clock: str


Shown = BoardState | WindowSign | Starting


class BoardViewModel:
    """One frozen state for the screen; the announcer and the LED displays hear the same story."""

    def __init__(
        self,
        hall: Hall,
        place: Place,
        announcer: Ears,
        background: Background,
        timer: Timer,
        clock: Callable[[], datetime],
        show: Callable[[Shown], None],
        displays: Displays | None = None,
    ) -> None:
        self._hall, self._place, self._announcer = hall, place, announcer
        self._background, self._timer, self._clock, self._show = background, timer, clock, show
        self._directory: Directory | None = None
        self._view: HallView | None = None
        self._calls: tuple[CallView, ...] = ()
        self._arrived: deque[CallView] = deque()
        self._fresh: frozenset[int] = frozenset()
        self._as_of: datetime | None = None
        self._lost = False
        self._back_at: datetime | None = None
        self._fetching = False
        self._refusal: str | None = None
        self._displays = displays or NoDisplays()
        at_once = CALL_ROWS[place.layout]
        self._at_once = min(at_once, self._displays.rows or at_once)
        self._voices: dict[str, Health] = {}
        self._shown: Shown | None = None

    def start(self) -> None:
        """Begin: fetch the plan of the hall, tick, tell the hall that this board lives."""
        self._fetch_directory()
        self._tick()
        self._beat()

    def updated(self, update: Update) -> None:
        """The feed has a snapshot or events."""
        before, view = self._view, update.view
        self._view = view
        if before is None or view.seq < before.seq:
            self._begin(view)
        elif not update.events:
            self._return(before, view)
        else:
            self._follow(update.events, view)
        self._admit()
        self._redraw()

    def heard(self, as_of: datetime | None) -> None:
        """The link is live."""
        if self._lost:
            self._back_at = self._clock()
        self._lost, self._as_of = False, as_of
        self._redraw()

    def lost(self, as_of: datetime | None) -> None:
        """The link is broken; what is shown was true at `as_of`."""
        self._lost, self._as_of = True, as_of
        self._redraw()

    def voice_changed(self, part: str, health: Health) -> None:
        """A part of what speaks works, or does not; the hall learns it with the next heartbeat."""
        self._voices[part] = health

    def _begin(self, view: HallView) -> None:
        """First sight of the hall, or of one whose history was put back: what is there is old."""
        self._calls = view.calls
        self._arrived.clear()
        self._fresh = frozenset()
        self._announcer.begun(view)

    def _return(self, before: HallView, view: HallView) -> None:
        """A snapshot after a gap."""
        self._calls = tuple(c for c in view.calls if c.seq <= before.seq)
        kept = [c for c in self._arrived if view.day == before.day]
        unseen = sorted(
            (c for c in view.calls if c.seq > before.seq and self._concerns(c)), key=lambda c: c.seq
        )
        self._arrived = deque([*kept, *unseen])
        self._announcer.returned(view)
        self._fetch_directory()

    def _follow(self, events: Sequence[Event], view: HallView) -> None:
        for event in events:
            if event.kind == EventKind.DAY_CLOSED:
                self._begin_day()
            elif event.kind == EventKind.PLAN_CHANGED:
                self._fetch_directory()
            if event.call is not None and self._concerns(event.call):
                self._arrived.append(event.call)
        late = self._back_at is not None and self._clock() - self._back_at < CATCHING_UP
        self._announcer.happened(events, view, late=late)

    def _concerns(self, call: CallView) -> bool:
        """Whether the call belongs on this board."""
        if self._place.layout == "window":
            return call.window == self._place.window
        return self._place.layout == "hall" or self._place.zone in (None, call.zone)

    def _begin_day(self) -> None:
        self._calls, self._fresh = (), frozenset()
        self._arrived.clear()

    def _admit(self) -> None:
        """Put arrived calls on the board; none pushes off one that has not been seen for its full flash."""
        while self._arrived and len(self._fresh) < self._at_once:
            call = self._arrived.popleft()
            self._calls = (*self._calls, call)[-_CALLS_KEPT:]
            self._fresh |= {call.seq}
            self._timer.after(FLASH_SECONDS, partial(self._settle, call.seq))

    def _settle(self, seq: int) -> None:
        self._fresh -= {seq}
        self._admit()
        self._redraw()

    def _tick(self) -> None:
        self._redraw()
        self._timer.after(TICK_SECONDS, self._tick)

    def _redraw(self) -> None:
        moment = Moment(self._clock(), self._as_of, self._lost, self._fresh)
        state = self._state(moment)
        if state != self._shown:
            self._shown = state
            self._show(state)
        self._displays.tell(Story(self._view, self._directory, moment, self._calls))

    def _state(self, moment: Moment) -> Shown:
        if self._view is None or self._directory is None:
            words = Both(self._refusal, self._refusal) if self._refusal else both("connecting")
            return Starting(words, f"{moment.now.astimezone():%H:%M:%S}")
        draw = sign_of if self._place.layout == "window" else board_of
        return draw(self._view, self._directory, self._place, moment, self._calls)

    def _fetch_directory(self) -> None:
        if self._fetching:
            return
        self._fetching = True
        self._background.run(self._hall.directory, self._have_directory, self._no_directory)

    def _have_directory(self, directory: Directory) -> None:
        self._fetching = False
        self._directory, self._refusal = directory, None
        self._redraw()

    def _no_directory(self, error: Exception) -> None:
        self._fetching = False
        self._timer.after(RETRY_SECONDS, self._fetch_directory)
        match error:
            case LinkLost():
                pass
            case Refused():
                self._refusal = error.problem.detail
            case _:
                raise error
        self._redraw()

    def _beat(self) -> None:
        state, code = reported([*map(Part, self._voices.values()), *self._displays.health()])
        self._background.run(lambda: self._hall.heartbeat(state, code), lambda _: None, self._no_beat)
        self._timer.after(HEARTBEAT_SECONDS, self._beat)

    @staticmethod
    def _no_beat(error: Exception) -> None:
        """The feed shows a broken link; a refusal shows with the directory."""
        if not isinstance(error, LinkLost | Refused):
            raise error


_CALLS_KEPT = 200
