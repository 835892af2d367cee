"""Faces: kept encrypted with a consent, gone for good when it is withdrawn or somebody leaves."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from struct import pack

import pytest
from sqlalchemy import text

from hall_server.domain.attendance.refusals import (
    ConsentMissing,
    FacesDiffer,
    FaceTooClose,
    StaffHasLeft,
    UnknownStaff,
)
from hall_server.domain.attendance.rules import AttendanceRules, ClockPolicy
from hall_server.domain.events import Kind
from hall_server.history.lane import TICK
from hall_server.operations.calibrations import NewCalibration, store
from hall_server.operations.enrolment import Agreement, NewFace, enrol, withdraw
from hall_server.operations.rosters import set_employment
from tests.at_the_clock import ADMINISTRATOR, CLERK, COLLEAGUE, turn_to
from tests.attendance import TUESDAY
from tests.conftest import RunningHall
from tests.hall_server.operations.conftest import HallWith
from tests.visits import last_event

FACE = b64encode(pack("<4f", 0.25, -1.5, 3.0, 0.125)).decode()
OTHER_FACE = b64encode(pack("<4f", 1.0, 2.0, 3.0, 4.0)).decode()
MARK = "档案柜3-017"
GIVEN = Agreement("2026-09", TUESDAY, MARK)


def enrolled(hall: RunningHall, staff: str = CLERK, *values: str, given: Agreement = GIVEN):
    faces = [NewFace("dlib", "1", v) for v in values or (FACE,)]
    return hall.do(enrol, ADMINISTRATOR, staff, faces, given)


def faces_of(hall: RunningHall, staff: str = CLERK) -> list[str]:
    return sorted(t.values for t in hall.store.records.templates() if t.staff == staff)


def rows(hall: RunningHall, query: str) -> list:
    with hall.engines.read.connect() as connection:
        return list(connection.execute(text(query)))


def test_a_face_is_kept_encrypted_with_its_consent(any_hall: RunningHall) -> None:
    consent = enrolled(any_hall)
    assert faces_of(any_hall) == [FACE]
    (sealed,) = rows(any_hall, "SELECT sealed FROM face_templates")[0]
    assert FACE not in sealed
    (mark, version) = rows(any_hall, "SELECT signature_mark, version FROM face_consents")[0]
    assert MARK not in mark
    assert version == "2026-09"
    assert [c.signature_mark for c in any_hall.store.records.consents()] == [MARK]
    event = last_event(any_hall).event
    assert (event.kind, event.subject) == (Kind.FACE_ENROLLED, consent.id)


def test_a_new_enrolment_takes_the_place_of_the_earlier_one(any_hall: RunningHall) -> None:
    enrolled(any_hall, CLERK, FACE, OTHER_FACE)
    enrolled(any_hall, CLERK, OTHER_FACE)
    assert faces_of(any_hall) == [OTHER_FACE]


class Comparing:
    """Finds whatever a test wants it to, and remembers what it was asked."""

    threshold_names = ("verify",)

    def __init__(self, close: str | None = None, differ: bool = False) -> None:
        self.close, self.found_different = close, differ
        self.asked: list[tuple[list[str], dict[str, float]]] = []

    def differ(self, faces):
        return self.found_different

    def closest(self, faces, others, thresholds):
        self.asked.append((sorted(t.staff for t in others), dict(thresholds)))
        return self.close


def compared(hall: RunningHall, comparing: Comparing, despite: str | None = None):
    def act(uow, now):
        faces = [NewFace("dlib", "1", OTHER_FACE)]
        return enrol(uow, ADMINISTRATOR, CLERK, faces, GIVEN, now, comparing, despite)

    return hall.do(act)


def test_a_face_that_is_close_to_a_colleagues_changes_nothing(any_hall: RunningHall) -> None:
    enrolled(any_hall)
    enrolled(any_hall, COLLEAGUE)
    before = any_hall.store.last_seq()
    with pytest.raises(FaceTooClose) as no:
        compared(any_hall, Comparing(close=COLLEAGUE))
    assert no.value.places == {"colleague": COLLEAGUE}
    assert (faces_of(any_hall), any_hall.store.last_seq()) == ([FACE], before)


def test_a_reason_enrols_it_all_the_same_and_is_kept(any_hall: RunningHall) -> None:
    enrolled(any_hall, COLLEAGUE)
    compared(any_hall, Comparing(close=COLLEAGUE), "双胞胎")
    assert faces_of(any_hall) == [OTHER_FACE]
    assert last_event(any_hall).event.note == "close to 1002: 双胞胎"


def test_a_reason_without_anybody_close_is_not_kept(hall: RunningHall) -> None:
    compared(hall, Comparing(), "双胞胎")
    assert last_event(hall).event.note is None


def test_faces_that_differ_are_not_enrolled(hall: RunningHall) -> None:
    with pytest.raises(FacesDiffer):
        compared(hall, Comparing(differ=True), "双胞胎")
    assert faces_of(hall) == []


def test_a_face_is_compared_with_everybody_elses_by_the_halls_own_thresholds(hall_with: HallWith) -> None:
    by_hand = ClockPolicy(thresholds={"verify": 4.0})
    hall = hall_with(attendance=AttendanceRules(clock=by_hand))
    for staff in (CLERK, COLLEAGUE):
        enrolled(hall, staff)
    told = NewCalibration(
        made_at=hall.clock.now,
        model="dlib",
        version="1",
        thresholds={"verify": 3.0, "identify": 6.0},
        report="{}",
    )
    hall.do(store, ADMINISTRATOR, told, ("verify", "identify"))
    comparing = Comparing()
    compared(hall, comparing)
    assert comparing.asked == [([COLLEAGUE], {"verify": 4.0, "identify": 6.0})]


def test_a_consent_of_tomorrow_is_none(hall: RunningHall) -> None:
    with pytest.raises(ConsentMissing):
        enrolled(hall, given=Agreement("2026-09", TUESDAY + timedelta(days=1), MARK))
    assert faces_of(hall) == []


def test_nobody_unknown_is_enrolled(hall: RunningHall) -> None:
    with pytest.raises(UnknownStaff):
        enrolled(hall, "4711")


def test_nobody_who_has_left_is_enrolled(hall: RunningHall) -> None:
    hall.do(set_employment, ADMINISTRATOR, CLERK, TUESDAY - timedelta(days=9), TUESDAY - timedelta(days=1))
    with pytest.raises(StaffHasLeft):
        enrolled(hall)


def test_a_withdrawal_deletes_every_template_and_gives_a_receipt(any_hall: RunningHall) -> None:
    enrolled(any_hall, CLERK, FACE, OTHER_FACE)
    enrolled(any_hall, COLLEAGUE)
    receipt = any_hall.do(withdraw, ADMINISTRATOR, CLERK)
    assert (receipt.staff, receipt.deleted, receipt.why) == (CLERK, 2, "withdrawn")
    assert (faces_of(any_hall), faces_of(any_hall, COLLEAGUE)) == ([], [FACE])
    assert [c.staff for c in any_hall.store.records.consents()] == [COLLEAGUE]
    (kept,) = rows(any_hall, "SELECT withdrawn_at FROM face_consents WHERE staff = '1001'")
    assert kept[0] is not None
    assert rows(any_hall, "SELECT id, deleted FROM template_deletions") == [(receipt.id, 2)]
    assert last_event(any_hall).event.kind is Kind.FACE_DELETED


def test_a_withdrawal_without_a_face_deletes_nothing_and_still_gives_a_receipt(hall: RunningHall) -> None:
    assert hall.do(withdraw, ADMINISTRATOR, CLERK).deleted == 0


def test_enrolled_and_withdrawn_in_one_group_leaves_nothing(hall: RunningHall) -> None:
    def both(uow, now):
        enrol(uow, ADMINISTRATOR, CLERK, [NewFace("dlib", "1", FACE)], GIVEN, now)
        return withdraw(uow, ADMINISTRATOR, CLERK, now)

    assert hall.do(both).deleted == 1
    assert faces_of(hall) == []
    assert hall.store.records.consents() == []


def test_what_is_deleted_is_overwritten_in_the_file(hall: RunningHall, tmp_path: Path) -> None:
    enrolled(hall)
    (sealed,) = rows(hall, "SELECT sealed FROM face_templates")[0]
    hall.do(withdraw, ADMINISTRATOR, CLERK)
    with hall.engines.write.connect() as connection:
        connection.execute(text("COMMIT"))
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert sealed.encode() not in (tmp_path / "hall.db").read_bytes()


def test_the_faces_of_those_who_left_are_deleted_when_the_day_ends(any_hall: RunningHall) -> None:
    enrolled(any_hall)
    enrolled(any_hall, COLLEAGUE)
    any_hall.do(set_employment, ADMINISTRATOR, CLERK, TUESDAY, TUESDAY)
    assert faces_of(any_hall) == [FACE]
    turn_to(any_hall, "0:01", TUESDAY + timedelta(days=1))
    any_hall.lane.submit(TICK).result(10)
    assert (faces_of(any_hall), faces_of(any_hall, COLLEAGUE)) == ([], [FACE])
    assert rows(any_hall, "SELECT staff, deleted, why FROM template_deletions") == [(CLERK, 1, "left")]
