"""Domain values ⇄ rows, through each kind of database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, delete, insert, select

from hall_server.domain.events import Device, Notice
from hall_server.domain.issuing import Appointment
from hall_server.domain.leasing import Lease
from hall_server.domain.names import DeviceId, ItemId, PersonHash, QueueId, StaffNumber, WindowId
from hall_server.domain.ticket import Ticket
from hall_server.domain.window import Window
from hall_server.operations.ports import Failures, Login, Pairing
from hall_server.storage.columns import from_millis, to_millis
from hall_server.storage.engines import open_engines
from hall_server.storage.live_hall import LastNumber
from hall_server.storage.migrate import upgrade
from hall_server.storage.rows import from_row, table_of, to_row
from hall_server.storage.tables import (
    AppointmentRow,
    Base,
    CounterRow,
    DeviceRow,
    FailuresRow,
    LeaseRow,
    LoginRow,
    NoticeRow,
    PairingRow,
    TicketRow,
    WindowRow,
)
from tests.values import a_ticket, codes, days, devices, leases, moments, notices, tickets, windows, words

appointments = st.builds(
    Appointment,
    code=codes,
    item=codes.map(ItemId),
    queue=codes.map(QueueId),
    slot_at=moments,
    person=st.none() | st.just(PersonHash("p" * 64)),
    state=st.sampled_from(["booked", "arrived", "cancelled"]),
    ticket=st.none() | codes,
)
logins = st.builds(
    Login,
    digest=st.just("d" * 64),
    roles=st.lists(codes, max_size=3).map(tuple),
    expires_at=st.none() | moments,
    staff=st.none() | codes.map(StaffNumber),
    window=st.none() | codes.map(WindowId),
    device=st.none() | codes.map(DeviceId),
    ended=st.booleans(),
)
failures = st.builds(
    Failures, staff=codes.map(StaffNumber), count=st.integers(0, 99), locked_until=st.none() | moments
)
pairings = st.builds(
    Pairing,
    code=st.from_regex(r"[0-9]{6}", fullmatch=True),
    secret_digest=st.just("s" * 64),
    role=st.sampled_from(["kiosk", "board"]),
    name=words,
    zone=st.none() | codes,
    expires_at=moments,
    device=st.none() | codes.map(DeviceId),
    window=st.none() | codes,
)
counters = st.builds(LastNumber, queue=codes.map(QueueId), day=days, last=st.integers(1, 9999))
KINDS: dict[type, tuple[type[Base], st.SearchStrategy[Any]]] = {
    Ticket: (TicketRow, tickets.map(lambda t: replace(t, number=t.number[:12]))),
    Window: (WindowRow, windows),
    Appointment: (AppointmentRow, appointments),
    Notice: (NoticeRow, notices),
    Device: (DeviceRow, devices),
    Login: (LoginRow, logins),
    Failures: (FailuresRow, failures),
    Pairing: (PairingRow, pairings),
    LastNumber: (CounterRow, counters),
    Lease: (LeaseRow, leases),
}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engines = open_engines(database_url)
    upgrade(engines.write)
    yield engines.write
    engines.dispose()


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_value_is_read_back_as_it_was_written(engine: Engine, kind: type, data: st.DataObject) -> None:
    row, values = KINDS[kind]
    value = data.draw(values)
    table = table_of(row)
    with engine.begin() as connection:
        connection.execute(delete(table))
        connection.execute(insert(table), [to_row("small", value, row)])
        found = connection.execute(select(table)).mappings().one()
        assert from_row(kind, found, row) == value


def test_a_value_may_not_be_longer_than_its_column(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite does not look at lengths; the API's own limits are tested with the API")
    with pytest.raises(Exception, match="too long"), engine.begin() as connection:
        connection.execute(
            insert(table_of(TicketRow)), [to_row("small", a_ticket(number="A" * 13), TicketRow)]
        )


@given(moments)
def test_a_moment_is_kept_in_whole_milliseconds(moment: datetime) -> None:
    assert from_millis(to_millis(moment)) == moment


def test_smaller_parts_of_a_moment_are_cut_off() -> None:
    assert from_millis(to_millis(datetime(2026, 11, 24, 1, 0, 0, 123_999, UTC))).microsecond == 123_000


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    shanghai = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    assert to_millis(shanghai) == to_millis(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))


def test_each_row_has_its_halls_id_before_the_values_own_fields() -> None:
    row = to_row("small", a_ticket(), TicketRow)
    assert next(iter(row)) == "hall_id"
    assert set(row) == set(table_of(TicketRow).columns.keys())


def test_two_halls_keep_a_ticket_of_the_same_id_apart(engine: Engine) -> None:
    ticket = a_ticket()
    table = table_of(TicketRow)
    with engine.begin() as connection:
        for hall, token in (("one", "t1"), ("two", "t2")):
            connection.execute(insert(table), [to_row(hall, replace(ticket, token=token), TicketRow)])
        tokens = connection.execute(select(table.c.hall_id, table.c.token).order_by(table.c.hall_id)).all()
    assert [tuple(t) for t in tokens] == [("one", "t1"), ("two", "t2")]


def test_the_values_are_compared_on_a_database_that_is_really_there(database_url: str) -> None:
    url = database_url.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.dialect.name in database_url
    engine.dispose()
