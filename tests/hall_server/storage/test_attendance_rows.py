"""Values of attendance ⇄ rows, through each kind of database: exact, and with personal texts encrypted."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import IntegrityError

from hall_server.domain.attendance.correction_request import CorrectionRequest, RequestState
from hall_server.domain.attendance.day import Correction, Side
from hall_server.domain.attendance.month import COLUMNS, Adjustment, Line, Sheet, SheetState
from hall_server.domain.attendance.punch import Doubt, Means, Punch
from hall_server.domain.names import DeviceId, StaffNumber, UnitId, WindowId
from hall_server.domain.roster import DutyKind
from hall_server.domain.whereabouts import Approval, Approver, Kind, State, Whereabouts
from hall_server.operations.attendance_ports import (
    Calibration,
    ClockEvent,
    Consent,
    Deletion,
    Employed,
    PaperSheet,
    Seen,
    SetDay,
    SetDuty,
    Template,
    Undone,
)
from hall_server.storage.attendance_rows import RAW, ROWS, SEALED, KeptPunch, kept, opened, sealed
from hall_server.storage.cipher import Cipher
from hall_server.storage.engines import open_engines
from hall_server.storage.migrate import upgrade
from hall_server.storage.row_writer import writer_of
from hall_server.storage.rows import from_row, table_of
from tests.values import codes, days, moments, words

CIPHER = Cipher(b"k" * 32)
staff = codes.map(StaffNumber)
somebody = st.none() | staff
spans = st.integers(-(10**10), 10**10).map(lambda n: timedelta(milliseconds=n))
units = st.none() | codes.map(UnitId)
months = st.tuples(st.integers(2000, 2099), st.integers(1, 12))
parts = st.fractions(0, 31, max_denominator=540)
counts = st.integers(0, 99)
figures = st.none() | st.floats(-1000, 1000)
lines = st.builds(
    Line,
    **{c: counts if c.endswith(("times", "minutes")) or c == "missing" else parts for c in COLUMNS},
)
chains = st.lists(st.sampled_from(Approver), max_size=3).map(tuple)
punches = st.builds(
    Punch,
    id=codes,
    staff=staff,
    device_at=moments,
    offset=spans,
    received_at=moments,
    means=st.sampled_from(Means),
    device=st.none() | codes.map(DeviceId),
    doubt=st.none() | st.sampled_from(Doubt),
    signed_by=st.lists(codes, max_size=2).map(tuple),
)
KINDS: dict[type, st.SearchStrategy[Any]] = {
    KeptPunch: punches.map(kept),
    Undone: st.builds(
        Undone,
        punch=codes,
        undone_at=moments,
        received_at=moments,
        distance=figures,
        score=figures,
        margin=figures,
    ),
    ClockEvent: st.builds(
        ClockEvent,
        id=codes,
        device=st.none() | codes.map(DeviceId),
        kind=codes,
        at=moments,
        device_at=moments,
        received_at=moments,
        staff=somebody,
        distance=figures,
        score=figures,
        margin=figures,
    ),
    Calibration: st.builds(
        Calibration,
        id=codes,
        made_at=moments,
        stored_at=moments,
        by=somebody,
        model=codes,
        version=codes,
        thresholds=st.dictionaries(codes, st.floats(-100, 100), max_size=3),
        report=words,
    ),
    Whereabouts: st.builds(
        Whereabouts,
        id=codes,
        staff=staff,
        kind=st.sampled_from(Kind),
        start=moments,
        end=moments,
        reason=words,
        place=st.just("") | words,
        stand_in=somebody,
        chain=chains,
        approvals=st.lists(
            st.builds(Approval, by=staff, as_=st.sampled_from(Approver), at=moments), max_size=2
        ).map(tuple),
        state=st.sampled_from(State),
        returned_at=st.none() | moments,
    ),
    Correction: st.builds(
        Correction,
        id=codes,
        staff=staff,
        day=days,
        span=st.integers(0, 3),
        side=st.sampled_from(Side),
        at=moments,
        reason=words,
        by=staff,
        agreed_by=staff,
        recorded_at=moments,
    ),
    CorrectionRequest: st.builds(
        CorrectionRequest,
        id=codes,
        staff=staff,
        day=days,
        span=st.integers(0, 5),
        side=st.sampled_from(Side),
        at=moments,
        reason=words,
        asked_at=moments,
        state=st.sampled_from(RequestState),
        vouched_by=somebody,
        settled_by=somebody,
        settled_at=st.none() | moments,
    ),
    PaperSheet: st.builds(
        PaperSheet,
        id=codes,
        day=days,
        by=staff,
        agreed_by=staff,
        reason=words,
        entries=counts,
        entered_at=moments,
    ),
    SetDay: st.builds(
        SetDay,
        staff=staff,
        day=days,
        shift=st.none() | codes,
        why=codes,
        by=somebody,
        at=moments,
        withdrawn=st.booleans(),
    ),
    SetDuty: st.builds(
        SetDuty,
        staff=staff,
        day=days,
        kind=st.sampled_from(DutyKind),
        first_minute=st.integers(0, 1439),
        last_minute=st.integers(0, 1439),
        by=somebody,
        at=moments,
        withdrawn=st.booleans(),
    ),
    Employed: st.builds(Employed, staff=staff, first=days, last=st.none() | days, by=somebody, at=moments),
    Sheet: st.builds(
        Sheet,
        month=months,
        unit=units,
        state=st.sampled_from(SheetState),
        locked=st.dictionaries(staff, lines, max_size=3),
    ),
    Adjustment: st.builds(
        Adjustment,
        month=months,
        unit=units,
        staff=staff,
        column=st.sampled_from(COLUMNS),
        signed=parts | counts,
        computed=parts | counts,
        found_at=moments,
    ),
    Seen: st.builds(Seen, staff=staff, at=moments, window=codes.map(WindowId)),
    Consent: st.builds(
        Consent,
        id=codes,
        staff=staff,
        version=codes,
        signed_on=days,
        signature_mark=words,
        by=somebody,
        recorded_at=moments,
        withdrawn_at=st.none() | moments,
    ),
    Template: st.builds(
        Template,
        id=codes,
        staff=staff,
        model=codes,
        version=codes,
        values=st.binary(min_size=4, max_size=64).map(bytes.hex),
        enrolled_at=moments,
    ),
    Deletion: st.builds(Deletion, id=codes, staff=staff, deleted=counts, why=codes, at=moments),
}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engines = open_engines(database_url)
    upgrade(engines.write)
    yield engines.write
    engines.dispose()


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == set(ROWS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_value_is_read_back_as_it_was_written(engine: Engine, kind: type, data: st.DataObject) -> None:
    value = data.draw(KINDS[kind])
    table = table_of(ROWS[kind])
    with engine.begin() as connection:
        connection.execute(delete(table))
        writer = writer_of(connection.dialect, ROWS[kind], kind, kind not in RAW)
        writer.write(connection, "small", [sealed(value, CIPHER)])
        found = connection.execute(select(table)).mappings().one()
        assert opened(from_row(kind, found, ROWS[kind]), CIPHER) == value


@pytest.mark.parametrize("kind", SEALED, ids=lambda k: k.__name__)
@given(data=st.data())
def test_a_personal_text_is_not_in_the_row(kind: type, data: st.DataObject) -> None:
    value = data.draw(KINDS[kind])
    hidden = sealed(value, CIPHER)
    for name in SEALED[kind]:
        text = getattr(value, name)
        assert getattr(hidden, name) != text
        assert len(text) < 4 or text not in getattr(hidden, name)


@given(data=st.data())
def test_a_personal_text_is_in_no_repr(data: st.DataObject) -> None:
    """What is logged by mistake says nothing of it."""
    for kind, names in SEALED.items():
        value = data.draw(KINDS[kind])
        for name in names:
            assert f"{name}=" not in repr(value)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=punches, second=punches)
def test_a_raw_punch_cannot_be_written_over(engine: Engine, first: Punch, second: Punch) -> None:
    writer = writer_of(engine.dialect, ROWS[KeptPunch], KeptPunch, replace=False)
    again = kept(Punch(**{n: getattr(second, n) for n in Punch.__slots__} | {"id": first.id}))
    with engine.begin() as connection:
        connection.execute(delete(table_of(ROWS[KeptPunch])))
        writer.write(connection, "small", [kept(first)])
    with pytest.raises(IntegrityError), engine.begin() as connection:
        writer.write(connection, "small", [again])


def test_a_third_of_a_day_stays_a_third(engine: Engine) -> None:
    sheet = Sheet((2026, 11), None, SheetState.LOCKED, {StaffNumber("1"): Line(due=Fraction(1, 3))})
    with engine.begin() as connection:
        writer_of(connection.dialect, ROWS[Sheet], Sheet, replace=True).write(connection, "small", [sheet])
        found = connection.execute(select(table_of(ROWS[Sheet]))).mappings().one()
        assert from_row(Sheet, found, ROWS[Sheet]).locked[StaffNumber("1")].due * 3 == 1


def test_the_sheets_of_two_units_are_kept_apart(engine: Engine) -> None:
    month = (2026, 11)
    sheets = [Sheet(month, None), Sheet(month, UnitId("U1")), Sheet((2026, 12), None)]
    with engine.begin() as connection:
        writer_of(connection.dialect, ROWS[Sheet], Sheet, replace=True).write(connection, "small", sheets)
        found = connection.execute(select(table_of(ROWS[Sheet]))).mappings().all()
    assert {(r["month"], r["unit"]) for r in found} == {(s.month, s.unit) for s in sheets}
