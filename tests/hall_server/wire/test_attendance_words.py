"""The words of attendance on the wire are those of the domain, and each has its sentence."""

from enum import Enum

import pytest

from hall_server.domain import roster, whereabouts
from hall_server.domain.attendance import day, month, punch
from hall_server.wire import attendance, rosters
from hall_server.wire.catalogue import sentences


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (punch.Means, attendance.PunchMeans),
        (day.Side, attendance.PunchSide),
        (whereabouts.Kind, attendance.WhereaboutsKind),
        (roster.DutyKind, rosters.DutyWord),
    ],
    ids=["means", "sides", "kinds of absence", "duties"],
)
def test_a_vocabulary_is_the_same_on_both_sides(ours: type[Enum], theirs: type[Enum]) -> None:
    assert {m.value for m in ours} == {m.value for m in theirs}


@pytest.mark.parametrize(
    ("vocabulary", "key"),
    [
        (day.Verdict, "attendance.mark_{}"),
        (day.Side, "attendance.side_{}"),
        (punch.Doubt, "attendance.doubt_{}"),
        (roster.Ground, "attendance.ground_{}"),
        (day.Status, "sheets.status_{}"),
        (day.Note, "sheets.note_{}"),
        (whereabouts.Kind, "sheets.away_{}"),
        (whereabouts.State, "words.state_{}"),
        (whereabouts.Approver, "words.waits_for_{}"),
        (month.SheetState, "words.state_{}"),
    ],
    ids=lambda v: v.__name__ if isinstance(v, type) else None,
)
def test_every_word_has_its_sentence(vocabulary: type[Enum], key: str) -> None:
    assert [m.value for m in vocabulary if key.format(m.value) not in sentences()] == []
