"""What a call board says, from what is known of the hall. Pure: equal views give equal boards."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from display_board.paging import Page, fewest_rows, in_columns, page_at
from hall_server.wire.catalogue import text
from hall_server.wire.directory import Directory, ReasonEntry
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import CallView, WindowView
from hall_server.wire.words import Language, WindowState

SILENCE_LIMIT = timedelta(seconds=4)
"""The server says something every 2 s; a longer silence makes the board say how old it is."""
PAGE_SECONDS = 8
MISSED_PAGE = {"hall": 20, "zone": 10}
PAUSED_PAGE = {"hall": 6, "zone": 3}
QUEUE_COLUMNS, QUEUE_ROWS = {"hall": 4, "zone": 1}, {"hall": 20, "zone": 10}
CALL_ROWS = {"hall": 12, "zone": 8, "window": 1}
"""How many calls a layout shows."""


@dataclass(frozen=True, slots=True)
class Both:
    """One sentence in the two languages of the board."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """What this board is for."""

    layout: str
    """`hall`, `zone` or `window`."""
    zone: str | None = None
    window: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When the board is drawn, and how fresh its knowledge is."""

    now: datetime
    as_of: datetime | None
    """The last moment at which the server was heard."""
    lost: bool = False
    """The link is known to be broken."""
    fresh: frozenset[int] = frozenset()
    """Seqs of the calls that have just appeared here and flash."""

    @property
    def stale(self) -> bool:
        """The hall may have changed since; the board has to say so."""
        return self.lost or (self.as_of is not None and self.now - self.as_of > SILENCE_LIMIT)


@dataclass(frozen=True, slots=True)
class CallRow:
    seq: int
    number: str
    window: int
    at: str
    """Hour and minute in the hall's time zone."""
    where: Both
    """Floor and zone."""
    mark: Both
    """Short mark of a priority class; empty for ordinary tickets."""
    count: int
    """Which call of this ticket at this window it is."""
    fresh: bool

    @property
    def again(self) -> bool:
        """A recall."""
        return self.count > 1


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A queue and how many wait in it, or the heading of a zone with its sum."""

    code: str
    name: Both
    waiting: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class QueueColumns:
    """A page of columns, each of at most `rows` lines."""

    page: Page[tuple[QueueLine, ...]]
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class PausedRow:
    window: int
    reason: Both
    until: str | None
    """Hour and minute of the expected end."""


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int
    open_windows: int
    """Windows that call or serve now."""
    windows: int


@dataclass(frozen=True, slots=True)
class BoardState:
    """All that a hall board or a zone board shows."""

    title: Both
    subtitle: Both
    clock: str
    date: Both
    stale: Both | None
    calls: tuple[CallRow, ...]
    """Newest first."""
    queues: QueueColumns
    missed: Page[str]
    paused: Page[PausedRow]
    notice: Page[Both]
    counts: Counts

    @property
    def summary(self) -> Both:
        """People and windows in one line."""
        waiting = both("counts_waiting", n=self.counts.waiting)
        windows = both("counts_windows", open=self.counts.open_windows, all=self.counts.windows)
        return Both(f"{waiting.zh} · {windows.zh}", f"{waiting.en} · {windows.en}")


def board_of(
    view: HallView,
    directory: Directory,
    place: Place,
    moment: Moment,
    calls: Iterable[CallView] | None = None,
) -> BoardState:
    """The board at a moment. `calls` are those to show, oldest first; without them, the view's own."""
    zone = place.zone if place.layout == "zone" else None
    windows = [w for w in view.windows.values() if zone in (None, w.zone)]
    tickets = [t for t in view.tickets.values() if zone in (None, t.zone)]
    waiting = Counter(t.queue for t in tickets if t.state == "waiting")
    missed = sorted((t for t in tickets if t.state == "missed"), key=lambda t: (-t.since.timestamp(), t.id))
    title, subtitle = _titles(directory, zone)
    return BoardState(
        title=title,
        subtitle=subtitle,
        clock=clock_text(directory, moment.now),
        date=date_text(directory, moment.now),
        stale=stale_text(directory, moment),
        calls=call_rows(
            view.calls if calls is None else calls, directory, zone, moment, CALL_ROWS[place.layout]
        ),
        queues=_queue_columns(directory, place.layout, zone, waiting, moment.now),
        missed=page_at(tuple(t.number for t in missed), MISSED_PAGE[place.layout], moment.now, PAGE_SECONDS),
        paused=page_at(
            _paused(windows, directory, moment.now), PAUSED_PAGE[place.layout], moment.now, PAGE_SECONDS
        ),
        notice=page_at(_notices(view, zone, moment.now), 1, moment.now, PAGE_SECONDS),
        counts=Counts(sum(waiting.values()), sum(w.state in _OPEN for w in windows), len(windows)),
    )


_OPEN = frozenset({WindowState.IDLE, WindowState.CALLING, WindowState.SERVING, WindowState.WALK_IN})


def both(key: str, **places: object) -> Both:
    """A sentence of the board's own, in both languages."""
    return Both(
        text(f"board.{key}", Language.ZH, **places),
        text(f"board.{key}", Language.EN, **places),
    )


def hall_time(directory: Directory, at: datetime) -> datetime:
    """A moment on the hall's own clock; on the machine's when it does not know the hall's time zone."""
    try:
        return at.astimezone(ZoneInfo(directory.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        return at.astimezone()


def clock_text(directory: Directory, now: datetime) -> str:
    return hall_time(directory, now).strftime("%H:%M:%S")


def date_text(directory: Directory, now: datetime) -> Both:
    day = hall_time(directory, now)
    weekday = both(f"weekday_{day.isoweekday()}")
    return Both(f"{day.year}年{day.month}月{day.day}日 {weekday.zh}", f"{weekday.en} {day:%Y-%m-%d}")


def stale_text(directory: Directory, moment: Moment) -> Both | None:
    """数据截至 10:32:05, when the hall has not been heard for too long."""
    if not moment.stale:
        return None
    if moment.as_of is None:
        return both("never_heard")
    return both("data_as_of", time=clock_text(directory, moment.as_of))


def reason_text(directory: Directory, window: WindowView) -> Both:
    """The public reason of a pause or an internal task; the bare state when the directory lacks the code."""
    paused = window.state == WindowState.PAUSED
    known = directory.pause_reasons if paused else directory.task_reasons
    entry: ReasonEntry | None = next((r for r in known if r.code == window.reason), None)
    return Both(entry.text_zh, entry.text_en) if entry else both("paused" if paused else "internal_task")


def until_text(directory: Directory, window: WindowView, now: datetime) -> str | None:
    """The expected end: 10:45, or with its day when that is not today."""
    if window.until is None:
        return None
    until = hall_time(directory, window.until)
    return until.strftime("%H:%M" if until.date() == hall_time(directory, now).date() else "%m-%d %H:%M")


def floor_and_zone(directory: Directory, zone: str) -> Both:
    entry = next((z for z in directory.zones if z.id == zone), None)
    if entry is None:
        return Both(zone, zone)
    return Both(f"{entry.floor}楼 {entry.letter}区 {entry.name_zh}", f"{entry.floor}F Zone {entry.letter}")


def _titles(directory: Directory, zone: str | None) -> tuple[Both, Both]:
    hall = Both(directory.name_zh, directory.name_en)
    entry = next((z for z in directory.zones if z.id == zone), None)
    if entry is None:
        return hall, both("hall_board")
    return Both(f"{entry.letter}区 {entry.name_zh}", f"Zone {entry.letter} · {entry.name_en}"), hall


def call_rows(
    calls: Iterable[CallView], directory: Directory, zone: str | None, moment: Moment, most: int
) -> tuple[CallRow, ...]:
    """At most so many calls, newest first."""
    marks = {c.code: Both(c.mark_zh, c.mark_en) for c in directory.classes if c.code != "ordinary"}
    newest_first = sorted((c for c in calls if zone in (None, c.zone)), key=lambda c: -c.seq)
    return tuple(
        CallRow(
            seq=call.seq,
            number=call.number,
            window=call.window_number,
            at=hall_time(directory, call.at).strftime("%H:%M"),
            where=floor_and_zone(directory, call.zone),
            mark=marks.get(call.priority.value, Both("", "")),
            count=call.count,
            fresh=call.seq in moment.fresh,
        )
        for call in newest_first[:most]
    )


def _queue_columns(
    directory: Directory, layout: str, only: str | None, waiting: Counter[str], now: datetime
) -> QueueColumns:
    groups = []
    for zone in directory.zones:
        lines = [
            QueueLine(q.id, Both(q.name_zh, q.name_en), waiting[q.id])
            for q in directory.queues
            if q.zone == zone.id
        ]
        total = sum(line.waiting for line in lines)
        if lines and only in (None, zone.id):
            groups.append([QueueLine(zone.letter, Both(zone.name_zh, zone.name_en), total, True), *lines])
    columns, most = QUEUE_COLUMNS[layout], QUEUE_ROWS[layout]
    if only is not None:
        lines = [line for group in groups for line in group if not line.heading]
        page = page_at(lines, most, now, PAGE_SECONDS)
        one = Page((page.rows,), page.number, page.of, page.total)
        return QueueColumns(one, columns, max(_LEAST_ROWS, min(most, len(lines))))
    rows = fewest_rows(groups, columns, _LEAST_ROWS, most)
    return QueueColumns(page_at(in_columns(groups, rows), columns, now, PAGE_SECONDS), columns, rows)


_LEAST_ROWS = 6


def _paused(windows: Iterable[WindowView], directory: Directory, now: datetime) -> tuple[PausedRow, ...]:
    away = (w for w in windows if w.state in (WindowState.PAUSED, WindowState.INTERNAL_TASK))
    return tuple(
        PausedRow(w.number, reason_text(directory, w), until_text(directory, w, now))
        for w in sorted(away, key=lambda w: (w.number, w.id))
    )


def _notices(view: HallView, zone: str | None, now: datetime) -> tuple[Both, ...]:
    there = (n for n in view.notices.values() if zone is None or n.zone in (None, zone))
    valid = (n for n in there if not n.withdrawn and (n.until is None or n.until > now))
    return tuple(Both(n.text_zh, n.text_en) for n in sorted(valid, key=lambda n: (n.posted_at, n.id)))
