"""What the screen above one window says: the number it serves, or why it does not. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from display_board.board import (
    Both,
    Moment,
    Place,
    both,
    clock_text,
    date_text,
    reason_text,
    stale_text,
    until_text,
)
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import CallView, WindowView
from hall_server.wire.words import WindowState


class Mood(Enum):
    """How the sign looks; its words say the same."""

    CALLING = "calling"
    SERVING = "serving"
    READY = "ready"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class WindowSign:
    """All that a window screen shows."""

    window: int | None
    name: Both
    staff: str | None
    """Staff number of the clerk."""
    mood: Mood
    number: str
    """The ticket that is called or served; empty when there is none."""
    headline: Both
    detail: Both
    """The reason of a pause, or what to do."""
    until: Both | None
    """When a pause is expected to end."""
    fresh: bool
    """A call has just come and flashes."""
    clock: str
    date: Both
    stale: Both | None


MOODS = {
    WindowState.CLOSED: Mood.CLOSED,
    WindowState.IDLE: Mood.READY,
    WindowState.CALLING: Mood.CALLING,
    WindowState.SERVING: Mood.SERVING,
    WindowState.WALK_IN: Mood.SERVING,
    WindowState.PAUSED: Mood.PAUSED,
    WindowState.INTERNAL_TASK: Mood.PAUSED,
}


def sign_of(
    view: HallView,
    directory: Directory,
    place: Place,
    moment: Moment,
    calls: Iterable[CallView] | None = None,
) -> WindowSign:
    """The sign at a moment. A window that the hall does not know says so."""
    window = view.windows.get(place.window or "")
    entry = next((w for w in directory.windows if w.id == place.window), None)
    mood = MOODS[window.state] if window else Mood.CLOSED
    number = number_shown(view, window) if window and mood in (Mood.CALLING, Mood.SERVING) else ""
    headline, detail, until = _words(directory, window, number, moment)
    fresh = {
        c.seq for c in (view.calls if calls is None else calls) if c.window == place.window
    } & moment.fresh
    return WindowSign(
        window=window.number if window else entry.number if entry else None,
        name=Both(business_name(entry.name_zh), business_name(entry.name_en))
        if entry
        else both("unknown_window"),
        staff=window.staff if window else None,
        mood=mood,
        number=number,
        headline=headline,
        detail=detail,
        until=until,
        fresh=bool(fresh) and mood is Mood.CALLING,
        clock=clock_text(directory, moment.now),
        date=date_text(directory, moment.now),
        stale=stale_text(directory, moment),
    )


def _words(
    directory: Directory, window: WindowView | None, number: str, moment: Moment
) -> tuple[Both, Both, Both | None]:
    if window is None:
        return both("window_closed"), Both("", ""), None
    match MOODS[window.state]:
        case Mood.PAUSED:
            until = until_text(directory, window, moment.now)
            headline = both("paused" if window.state == WindowState.PAUSED else "internal_task")
            return (
                headline,
                reason_text(directory, window),
                both("expected_back", time=until) if until else None,
            )
        case Mood.CALLING:
            return both("please_come", number=number), both("please_come_detail"), None
        case Mood.SERVING if number:
            return both("serving"), Both("", ""), None
        case Mood.SERVING:
            return both("serving_walk_in"), Both("", ""), None
        case Mood.READY:
            return both("ready"), both("ready_detail"), None
        case _:
            return both("window_closed"), both("window_closed_detail"), None


def number_shown(view: HallView, window: WindowView) -> str:
    """The number on the slip; from the id when the ticket itself is not in sight."""
    if window.ticket is None:
        return ""
    ticket = view.tickets.get(window.ticket)
    return ticket.number if ticket else window.ticket.rpartition("-")[2]


def business_name(name: str) -> str:
    """The directory's window names begin with the number, which the sign shows by itself, larger."""
    for mark in ("号窗口", ":"):
        number, found, rest = name.partition(mark)
        if found and number.removeprefix("Window").strip().isdigit() and rest.strip():
            return rest.strip()
    return name
