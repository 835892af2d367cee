"""What the LED strips over the windows show, and the rows of a LED board of calls. Pure.

A strip holds few characters: of several sentences that say the same, it shows the first that fits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from display_board.board import (
    Both,
    Moment,
    both,
    call_rows,
    hall_time,
    reason_text,
    until_text,
)
from display_board.window_sign import MOODS, Mood, business_name, number_shown
from hall_server.wire.directory import Directory, WindowEntry
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import CallView, WindowView
from hall_server.wire.words import Language, WindowState
from hardware.led.interface import StripText


@dataclass(frozen=True, slots=True)
class StripPlan:
    """The displays of this board, and how many half-width characters fit on each."""

    windows: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    zone: str | None = None
    """The zone that this board follows; None for the whole hall."""
    language: Language = Language.ZH


@dataclass(frozen=True, slots=True)
class Story:
    """All that a board knows at a moment; None is what it has not heard yet."""

    view: HallView | None
    directory: Directory | None
    moment: Moment
    calls: tuple[CallView, ...] = ()
    """Those to show on a list of calls, oldest first."""


def still_news(moment: Moment, limit: timedelta) -> bool:
    """Whether what was heard last may be shown without a word about its age, which a strip has no room for.

    A clock that was put back while the link is broken makes no old number young.
    """
    if moment.as_of is None:
        return False
    age = moment.now - moment.as_of
    return age <= limit and not (moment.lost and age < timedelta(0))


def columns_of(words: str) -> int:
    """Half-width characters; on a font card everything but ASCII is twice as wide."""
    return sum(1 if character.isascii() else 2 for character in words)


def fitting(columns: int, *sentences: str) -> str:
    """The first that fits; else the last, cut."""
    last = ""
    for last in filter(None, sentences):
        if columns_of(last) <= columns:
            return last
    while columns_of(last) > columns:
        last = last[:-1]
    return last


def changed(before: HallView, after: HallView, plan: StripPlan) -> StripPlan:
    """The part of the plan whose windows stand otherwise than before, or whose tickets do."""

    def row(view: HallView, window: str) -> tuple[object, object]:
        there = view.windows.get(window)
        return there, view.tickets.get(there.ticket) if there and there.ticket else None

    # The fold keeps the rows that an event does not touch: the same object is the same row.
    moved = {
        window: columns
        for window, columns in plan.windows.items()
        if any(a is not b for a, b in zip(row(before, window), row(after, window), strict=True))
    }
    return replace(plan, windows=moved)


def strips_of(view: HallView, directory: Directory, now: datetime, plan: StripPlan) -> dict[str, StripText]:
    """What each strip of the plan shows, by window. Strips of windows that are not in sight stay neutral."""
    entries = {entry.id: entry for entry in directory.windows}
    counts = {(call.window, call.ticket): call.count for call in view.calls}
    texts = {}
    for window, columns in plan.windows.items():
        words = _Words(directory, columns, plan.language)
        there, entry = view.windows.get(window), entries.get(window)
        texts[window] = _strip(words, view, there, entry, counts, now) if there else words.neutral(entry)
    return texts


def neutral_strips(directory: Directory | None, plan: StripPlan) -> dict[str, StripText]:
    """What is true without news of the hall: whose window it is; 请稍候 while not even that is known."""
    entries = {entry.id: entry for entry in directory.windows} if directory else {}
    return {
        window: _Words(directory, columns, plan.language).neutral(entries.get(window))
        if directory
        else StripText(fitting(columns, _said("strip_wait", plan.language)))
        for window, columns in plan.windows.items()
    }


def rows_of(story: Story, plan: StripPlan, *, news: bool) -> tuple[StripText, ...]:
    """The rows of a board of calls, newest first and each ticket once. Old news begin with their time."""
    if not plan.rows:
        return ()
    rows = [] if news else [StripText(fitting(plan.rows[0], *_as_of(story, plan.language)))]
    if story.view is None or story.directory is None:
        return tuple(rows)
    seen = set()
    for call in call_rows(story.calls, story.directory, plan.zone, story.moment, len(story.calls)):
        if len(rows) < len(plan.rows) and (call.number, call.window) not in seen:
            seen.add((call.number, call.window))
            words = _Words(story.directory, plan.rows[len(rows)], plan.language)
            rows.append(words.call(call.number, call.window, call.count))
    return tuple(rows)


def not_followed(directory: Directory, plan: StripPlan) -> frozenset[str]:
    """Windows of the plan that the hall does not have, or that lie outside the zone of this board."""
    zones = {entry.id: entry.zone for entry in directory.windows}
    return frozenset(
        window
        for window in plan.windows
        if window not in zones or (plan.zone is not None and zones[window] != plan.zone)
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Finds words that fit."""

    directory: Directory
    columns: int
    language: Language

    def fit(self, *sentences: str) -> str:
        return fitting(self.columns, *sentences)

    def of(self, key: str, **places: object) -> str:
        return _said(key, self.language, **places)

    def call(self, number: str, window: int, count: int) -> StripText:
        keys = ("strip_call_long", "strip_call", "strip_call_short")
        words = self.fit(*(self.of(key, number=number, window=window) for key in keys), number)
        return StripText(words, number, str(window), max(count, 1))

    def neutral(self, entry: WindowEntry | None) -> StripText:
        """Window, business, unit: as much as there is room for."""
        if entry is None:
            return StripText(self.fit(self.of("unknown_window")))
        units = (Both(u.name_zh, u.name_en) for u in self.directory.units if u.id == entry.unit)
        unit = next((_in(name, self.language) for name in units), "")
        names = business_name(_in(Both(entry.name_zh, entry.name_en), self.language)), unit
        numbered = (self.of("strip_idle", window=entry.number, name=name) if name else "" for name in names)
        alone = zip(numbered, names, strict=True)
        words = self.fit(
            *(each for pair in alone for each in pair),
            self.of("strip_window", window=entry.number),
            str(entry.number),
        )
        return StripText(words, window=str(entry.number))


def _strip(
    words: _Words,
    view: HallView,
    window: WindowView,
    entry: WindowEntry | None,
    counts: Mapping[tuple[str, str], int],
    now: datetime,
) -> StripText:
    number = number_shown(view, window)
    match MOODS[window.state]:
        case Mood.CALLING if number:
            ticket = view.tickets.get(window.ticket or "")
            count = counts.get((window.id, window.ticket or ""), ticket.calls if ticket else 1)
            return words.call(number, window.number, count)
        case Mood.SERVING if number:
            shown = words.fit(words.of("strip_serving", number=number), number)
            return StripText(shown, number, str(window.number))
        case Mood.SERVING:
            shown = words.fit(words.of("serving_walk_in"), words.of("strip_serving_short"))
        case Mood.PAUSED:
            shown = words.fit(*_pause(words, window, now))
        case Mood.CLOSED:
            shown = words.fit(words.of("window_closed"), words.of("strip_closed_short"))
        case _:
            return words.neutral(entry)
    return StripText(shown, window=str(window.number))


def _pause(words: _Words, window: WindowView, now: datetime) -> list[str]:
    """Why comes before when, if there is room for one only. An internal task has no room for its reason."""
    until = until_text(words.directory, window, now)
    if window.state == WindowState.INTERNAL_TASK:
        ended = [words.of("strip_task_until", time=until)] if until else []
        return [*ended, words.of("strip_task"), words.of("strip_task_short")]
    why = _in(reason_text(words.directory, window), words.language)
    ended = [words.of("strip_paused_why_until", reason=why, time=until)] if until else []
    short = [words.of("strip_paused_until", time=until)] if until else []
    return [*ended, words.of("strip_paused_why", reason=why), *short, words.of("strip_paused")]


def _as_of(story: Story, language: Language) -> tuple[str, ...]:
    at, wait = story.moment.as_of, _said("strip_wait", language)
    if at is None or story.directory is None:
        return (wait,)
    clock = hall_time(story.directory, at)
    times = (f"{clock:%H:%M:%S}", f"{clock:%H:%M}")
    return (*(_said("strip_as_of", language, time=time) for time in times), wait)


def _said(key: str, language: Language, **places: object) -> str:
    return _in(both(key, **places), language)


def _in(words: Both, language: Language) -> str:
    return words.zh if language is Language.ZH else words.en
