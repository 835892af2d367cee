"""What `hall verify` looks at."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select

from hall_server.api import translate
from hall_server.bootstrap import Parts
from hall_server.history.lane import Lane
from hall_server.storage import event_log
from hall_server.storage.tables import TicketRow
from hall_server.wire.hall_view import HallView, apply


def mistakes_in(parts: Parts, lane: Lane) -> list[str]:
    """Everything that is wrong, in words; empty when all is well."""
    return [
        *event_log.breaks(parts.engines.read, parts.store.hall_id),
        *_fold_against_tables(parts, lane),
        *_doubles(parts),
    ]


def _fold_against_tables(parts: Parts, lane: Lane) -> Iterator[str]:
    """The law of the feed, on the real history: nothing folded with every event is what the tables hold."""
    calls = parts.store.last_calls()
    now = lane.ask(lambda uow, now: translate.hall_view(uow, calls, now)).result()
    view = HallView(seq=0, at=now.at, day=now.day)
    while recorded := parts.store.read_after(view.seq):
        for one in recorded:
            view = apply(view, translate.event(one))
    if view.seq != now.seq:
        yield f"the history ends at {view.seq}, the hall's row says {now.seq}"
    for name in ("tickets", "notices", "devices"):
        folded, kept = getattr(view, name), getattr(now, name)
        for key in sorted(folded.keys() | kept.keys()):
            if folded.get(key) != kept.get(key):
                yield f"{name} {key}: the tables hold {kept.get(key)}, the history says {folded.get(key)}"
    for key, window in now.windows.items():
        if view.windows.get(key, window) != window:
            yield f"window {key}: the tables hold {window}, the history says {view.windows[key]}"
    if view.calls != now.calls:
        yield "the last calls of the history are not those of the snapshot"


def _doubles(parts: Parts) -> Iterator[str]:
    """Numbers given twice on a day, and tickets at two windows."""
    twice = (
        select(TicketRow.day, TicketRow.number)
        .where(TicketRow.hall_id == parts.store.hall_id)
        .group_by(TicketRow.day, TicketRow.number)
        .having(func.count() > 1)
    )
    windows = _tickets_at_windows(parts)
    with parts.engines.read.connect() as connection:
        for day, number in connection.execute(twice):
            yield f"number {number} was given twice on {day}"
    for ticket, count in Counter(windows).items():
        if count > 1:
            yield f"ticket {ticket} stands at {count} windows"


def _tickets_at_windows(parts: Parts) -> list[str]:
    with parts.engines.write.begin() as connection:
        live = parts.store.load(connection)
    return [w.ticket for w in live.windows.all() if w.ticket]
