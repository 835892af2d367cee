"""Domain values for tests that need no hall, and strategies that make many of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from hall_server.domain.events import Actor, Call, Device, Event, Kind, Notice
from hall_server.domain.leasing import Lease
from hall_server.domain.names import (
    DeviceId,
    ItemId,
    PersonHash,
    QueueId,
    StaffNumber,
    TicketId,
    UnitId,
    WindowId,
    ZoneId,
)
from hall_server.domain.ticket import HoldKind, Priority, Source, State, Ticket, number_of, ticket_id
from hall_server.domain.window import Window, WindowState
from tests.small_hall import NINE, TUESDAY


def a_ticket(counter: int = 1, minutes_ago: float = 0.0, queue: str = "A", **changes: Any) -> Ticket:
    """A waiting ticket whose seniority is counted from some minutes before nine."""
    number = number_of(QueueId(queue), counter)
    taken = NINE - timedelta(minutes=minutes_ago)
    facts: dict[str, Any] = {
        "id": ticket_id(TUESDAY, number),
        "day": TUESDAY,
        "number": number,
        "queue": QueueId(queue),
        "zone": ZoneId("Z1"),
        "item": None,
        "unit": None,
        "audience": "individual",
        "language": "zh",
        "priority": Priority.ORDINARY,
        "token": f"token-{number}",
        "taken_at": taken,
        "reference_at": taken,
        "since": taken,
        "state": State.WAITING,
    }
    return Ticket(**facts | changes)


def a_window(number: int = 1, **changes: Any) -> Window:
    facts: dict[str, Any] = {
        "id": WindowId(f"W{number:03d}"),
        "number": number,
        "zone": ZoneId("Z1"),
        "since": NINE,
    }
    return Window(**facts | changes)


def a_call_of(ticket: Ticket, number: int = 1) -> Call:
    """To a window."""
    return Call(
        ticket=ticket.id,
        number=ticket.number,
        window=WindowId(f"W{number:03d}"),
        window_number=number,
        zone=ticket.zone,
        count=1,
        priority=ticket.priority,
    )


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 - made aware just below
    lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000, tzinfo=UTC)
)
"""Whole milliseconds, as everything that the hall keeps."""
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
words = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=20)
codes = st.from_regex(r"[A-Za-z0-9_.\-]{1,20}", fullmatch=True)
seconds = st.floats(0, 1e6, allow_nan=False)
windows_named = codes.map(WindowId)
SECRETS = (PersonHash("p3rs0n" * 8), "s3cr3t-token-of-a-phone-page")

tickets = st.builds(
    Ticket,
    id=codes,
    day=days,
    number=codes,
    queue=codes.map(QueueId),
    zone=codes.map(ZoneId),
    item=st.none() | codes.map(ItemId),
    unit=st.none() | codes.map(UnitId),
    audience=st.sampled_from(["individual", "enterprise"]),
    language=st.sampled_from(["zh", "en"]),
    priority=st.sampled_from(Priority),
    token=st.just(SECRETS[1]),
    taken_at=moments,
    reference_at=moments,
    since=moments,
    state=st.sampled_from(State),
    person=st.none() | st.just(SECRETS[0]),
    kiosk=st.none() | codes.map(DeviceId),
    appointment=st.none() | codes,
    window=st.none() | windows_named,
    staff=st.none() | codes.map(StaffNumber),
    calls=st.integers(0, 9),
    called_at=st.none() | moments,
    last_called_at=st.none() | moments,
    started_at=st.none() | moments,
    finished_at=st.none() | moments,
    served_seconds=seconds,
    hold=st.none() | st.sampled_from(HoldKind),
    revivals=st.integers(0, 3),
    misses=st.integers(0, 3),
    estimate_low=st.none() | st.integers(0, 500),
    estimate_high=st.none() | st.integers(0, 500),
    estimate_mid=st.none() | st.floats(0, 500),
    estimate_scale=st.none() | st.floats(1, 500),
    estimate_basis=st.none() | st.sampled_from(["recent", "forecast"]),
    estimate_windows=st.none() | st.integers(0, 50),
    items_done=st.lists(codes.map(ItemId), max_size=3).map(tuple),
    stars=st.none() | st.integers(1, 5),
    rating_reasons=st.lists(codes, max_size=3).map(tuple),
    rated_through=st.none() | st.sampled_from(Source),
    reason=st.none() | codes,
)
windows = st.builds(
    Window,
    id=windows_named,
    number=st.integers(1, 999),
    zone=codes.map(ZoneId),
    since=moments,
    state=st.sampled_from(WindowState),
    ticket=st.none() | codes,
    staff=st.none() | codes.map(StaffNumber),
    reason=st.none() | codes,
    note=st.none() | words,
    until=st.none() | moments,
)
calls = st.builds(
    Call,
    ticket=codes,
    number=codes,
    window=windows_named,
    window_number=st.integers(1, 999),
    zone=codes.map(ZoneId),
    count=st.integers(1, 9),
    priority=st.sampled_from(Priority),
)
notices = st.builds(
    Notice,
    id=codes,
    text_zh=words,
    text_en=words,
    posted_at=moments,
    zone=st.none() | codes.map(ZoneId),
    until=st.none() | moments,
    withdrawn=st.booleans(),
)
devices = st.builds(
    Device,
    id=codes.map(DeviceId),
    role=st.sampled_from(["kiosk", "board", "clock", "evaluator"]),
    name=words,
    since=moments,
    zone=st.none() | codes.map(ZoneId),
    state=st.sampled_from(["ok", "warning", "down", "silent"]),
    code=codes,
    window=st.none() | windows_named,
)
actors = st.builds(
    Actor,
    role=codes,
    staff=st.none() | codes.map(StaffNumber),
    window=st.none() | windows_named,
    device=st.none() | codes.map(DeviceId),
)
leases = st.builds(
    Lease,
    ticket=codes.map(TicketId),
    day=days,
    queue=codes.map(QueueId),
    counter=st.integers(1, 9999),
    device=codes.map(DeviceId),
    token=st.just(SECRETS[1]),
    granted_at=moments,
)
events = st.builds(
    Event,
    kind=st.sampled_from(Kind),
    tickets=st.lists(tickets, max_size=2).map(tuple),
    windows=st.lists(windows, max_size=2).map(tuple),
    call=st.none() | calls,
    notice=st.none() | notices,
    device=st.none() | devices,
    leases=st.lists(leases, max_size=2).map(tuple),
    reason=st.none() | words,
    note=st.none() | words,
    why=st.none() | words,
    actor=actors,
)
