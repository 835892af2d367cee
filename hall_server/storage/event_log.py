"""The hall's history: appended in one transaction with the rows, read by number, linked by digests."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Engine, and_, bindparam, func, or_, select

from hall_server.domain.events import Event, Kind
from hall_server.domain.window import Window
from hall_server.storage.event_codec import decode, encode
from hall_server.storage.row_writer import writer_of
from hall_server.storage.tables import EventRow, HallRow

GENESIS = "0" * 64
TURNS = (
    Kind.WINDOW_OPENED,
    Kind.WINDOW_PAUSED,
    Kind.WINDOW_INTERNAL_TASK,
    Kind.WINDOW_RESUMED,
    Kind.WINDOW_CLOSED,
    Kind.DAY_CLOSED,
)
AFTER = (
    select(EventRow.seq, EventRow.at, EventRow.day, EventRow.body)
    .where(EventRow.hall_id == bindparam("hall"), EventRow.seq > bindparam("after"))
    .order_by(EventRow.seq)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place."""

    seq: int
    at: datetime
    day: date
    event: Event


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as its row holds it."""

    seq: int
    at: datetime
    day: date
    kind: str
    body: str
    chain: str


def link(before: str, seq: int, body: str) -> str:
    """Digest of an event and all before it: altering or removing one breaks all that follow."""
    return hashlib.sha256(f"{before}{seq}{body}".encode()).hexdigest()


def append(
    connection: Connection,
    hall_id: str,
    events: Iterable[tuple[Event, datetime, date]],
    after: int,
    chain: str,
) -> tuple[int, str]:
    """Append events behind number `after`; the new last number and digest."""
    entries = []
    for event, at, day in events:
        after, body = after + 1, encode(event)
        chain = link(chain, after, body)
        entries.append(Entry(after, at, day, event.kind.value, body, chain))
    writer_of(connection.dialect, EventRow, Entry, False).write(connection, hall_id, entries)
    return after, chain


def read_after(engine: Engine, hall_id: str, seq: int, most: int = 500) -> list[Recorded]:
    """Events with numbers above `seq`, in order."""
    wanted = {"hall": hall_id, "after": seq, "most": most}
    with engine.connect() as connection:
        return [Recorded(r.seq, r.at, r.day, decode(r.body)) for r in connection.execute(AFTER, wanted)]


def last_of(engine: Engine, hall_id: str, kinds: Collection[Kind], day: date, most: int) -> list[Recorded]:
    """The newest events of some kinds on one day, oldest first; a closing of the day hides what was before
    it."""
    closed = select(func.max(EventRow.seq)).where(
        EventRow.hall_id == hall_id, EventRow.day == day, EventRow.kind == Kind.DAY_CLOSED.value
    )
    query = (
        select(EventRow.seq, EventRow.at, EventRow.day, EventRow.body)
        .where(
            EventRow.hall_id == hall_id,
            EventRow.day == day,
            EventRow.kind.in_([k.value for k in kinds]),
            EventRow.seq > func.coalesce(closed.scalar_subquery(), 0),
        )
        .order_by(EventRow.seq.desc())
        .limit(most)
    )
    with engine.connect() as connection:
        newest = [Recorded(r.seq, r.at, r.day, decode(r.body)) for r in connection.execute(query)]
    return newest[::-1]


def calls_of(engine: Engine, hall_id: str, day: date, after: int = 0) -> list[Recorded]:
    """Every call of a ticket to a window on one day behind event number `after`, oldest first; calls again
    are left out."""
    called = EventRow.kind == Kind.TICKET_CALLED.value
    return _some_of(engine, hall_id, day, and_(called, EventRow.seq > after))


def until_walk_ins(engine: Engine, hall_id: str, day: date) -> list[Recorded]:
    """Every event of one day up to the last start of a service without a ticket; none if there was none."""
    last = select(func.max(EventRow.seq)).where(
        EventRow.hall_id == hall_id,
        EventRow.day == day,
        EventRow.kind == Kind.WINDOW_WALK_IN_STARTED.value,
    )
    return _some_of(engine, hall_id, day, EventRow.seq <= func.coalesce(last.scalar_subquery(), 0))


def events_naming(engine: Engine, hall_id: str, day: date, numbers: Collection[str]) -> list[Recorded]:
    """Every event of one day that a ticket with one of these numbers has a part in, oldest first."""
    named = [EventRow.body.contains(f'"number":"{number}"', autoescape=True) for number in numbers]
    return _some_of(engine, hall_id, day, or_(*named))


def windows_turned(engine: Engine, hall_id: str, most: int) -> list[Window]:
    """Windows as they opened, paused, resumed and closed, the last `most` events of these, oldest first."""
    query = (
        select(EventRow.body)
        .where(EventRow.hall_id == hall_id, EventRow.kind.in_([k.value for k in TURNS]))
        .order_by(EventRow.seq.desc())
        .limit(most)
    )
    with engine.connect() as connection:
        bodies = list(connection.scalars(query))
    return [window for body in reversed(bodies) for window in decode(body).windows]


def _some_of(engine: Engine, hall_id: str, day: date, which: ColumnElement[bool]) -> list[Recorded]:
    query = (
        select(EventRow.seq, EventRow.at, EventRow.day, EventRow.body)
        .where(EventRow.hall_id == hall_id, EventRow.day == day, which)
        .order_by(EventRow.seq)
    )
    with engine.connect() as connection:
        return [Recorded(r.seq, r.at, r.day, decode(r.body)) for r in connection.execute(query)]


def entries_of(engine: Engine, hall_id: str, day: date) -> tuple[str, list[Entry]]:
    """The rows of one business day as they are, and the digest of the event before the first of them."""
    columns = (EventRow.seq, EventRow.at, EventRow.day, EventRow.kind, EventRow.body, EventRow.chain)
    ours = select(*columns).where(EventRow.hall_id == hall_id, EventRow.day == day)
    with engine.connect() as connection:
        found = [Entry(*row) for row in connection.execute(ours.order_by(EventRow.seq))]
        first = found[0].seq if found else 0
        before = connection.scalar(
            select(EventRow.chain).where(EventRow.hall_id == hall_id, EventRow.seq == first - 1)
        )
    return before or GENESIS, found


def last_seq(engine: Engine, hall_id: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.max(EventRow.seq)).where(EventRow.hall_id == hall_id)) or 0


def last_moment(engine: Engine, hall_id: str, day: date | None = None) -> datetime | None:
    """When the newest event was, of one business day if asked; None before the first."""
    query = select(EventRow.at).where(EventRow.hall_id == hall_id)
    query = query if day is None else query.where(EventRow.day == day)
    with engine.connect() as connection:
        return connection.scalar(query.order_by(EventRow.seq.desc()).limit(1))


def breaks(engine: Engine, hall_id: str) -> Iterator[str]:
    """What is wrong with the chain: gaps, altered events, and an end that is not the one that the hall's own
    row knows, in words. Nothing, if all is well."""
    query = (
        select(EventRow.seq, EventRow.body, EventRow.chain)
        .where(EventRow.hall_id == hall_id)
        .order_by(EventRow.seq)
    )
    hall = select(HallRow.seq, HallRow.chain).where(HallRow.hall_id == hall_id)
    expected, before = 1, GENESIS
    with engine.connect() as connection:
        last_seq, last_chain = connection.execute(hall).one()
        for row in connection.execute(query.execution_options(yield_per=1000)):
            if row.seq != expected:
                yield f"event {expected} is missing, {row.seq} follows"
            if link(before, row.seq, row.body) != row.chain:
                yield f"event {row.seq} does not fit its digest"
            if row.seq == last_seq and row.chain != last_chain:
                yield f"event {row.seq} is not the one that the hall ended with"
            expected, before = row.seq + 1, row.chain
    if expected <= last_seq:
        yield f"event {expected} is missing, and all after it to {last_seq}"
