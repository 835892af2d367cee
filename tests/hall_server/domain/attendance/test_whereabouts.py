"""The form of whereabouts: who has to agree, who stands in, how an entry lives."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.attendance.refusals import (
    ApprovalOutOfTurn,
    BadStretch,
    StandInAway,
    StandInMissing,
    WhereaboutsNotOpen,
)
from hall_server.domain.names import StaffNumber
from hall_server.domain.whereabouts import (
    LIFE,
    Action,
    Approval,
    ApprovalRules,
    Approver,
    Kind,
    State,
    agreed,
    approval_chain,
    requested,
    returned,
)
from tests.attendance import WHO, at, away

RULES = ApprovalRules()
B = StaffNumber("1086")
CHIEF, SECTION, LEADERSHIP = Approver.CHIEF, Approver.SECTION, Approver.LEADERSHIP


@pytest.mark.parametrize(
    ("half_days", "asker", "chain"),
    [
        (1, None, [Approver.DUTY_OFFICER]),
        (2, None, [CHIEF]),
        (3, None, [CHIEF, SECTION]),
        (4, None, [CHIEF, SECTION]),
        (5, None, [CHIEF, SECTION, LEADERSHIP]),
        (1, CHIEF, [SECTION]),
        (2, CHIEF, [SECTION]),
        (5, CHIEF, [SECTION, LEADERSHIP]),
        (2, LEADERSHIP, [LEADERSHIP]),
    ],
)
def test_the_longer_the_absence_the_higher_the_last_word_and_nobody_agrees_to_his_own(
    half_days, asker, chain
):
    assert approval_chain(Kind.PERSONAL, half_days, asker, RULES) == tuple(chain)


def test_what_the_centre_itself_arranges_needs_nobodys_word():
    assert approval_chain(Kind.MEETING, 9, None, RULES) == ()
    entry = away("9:00", "10:00", Kind.MEETING, state=State.REQUESTED)
    assert requested(entry, [], False, 1, RULES).state is State.AGREED


def test_front_staff_name_a_stand_in_who_is_there_and_is_somebody_else():
    entry = replace(away("8:30", "12:00", state=State.REQUESTED), chain=(CHIEF,))
    with pytest.raises(StandInMissing):
        requested(entry, [], True, 1, RULES)
    with pytest.raises(StandInMissing):
        requested(replace(entry, stand_in=WHO), [], True, 1, RULES)
    assert requested(entry, [], False, 1, RULES) == entry
    theirs = replace(away("11:00", "15:00"), id="b", staff=B)
    with pytest.raises(StandInAway):
        requested(replace(entry, stand_in=B), [theirs], True, 1, RULES)
    back_by_then = returned(theirs, at("11:00"))
    assert requested(replace(entry, stand_in=B), [back_by_then], True, 1, RULES).stand_in == B


def test_an_absence_ends_after_it_begins():
    with pytest.raises(BadStretch):
        requested(away("12:00", "12:00", state=State.REQUESTED), [], False, 0, RULES)


def test_each_agrees_in_turn_and_the_last_word_settles_it():
    entry = replace(away("8:30", "12:00", state=State.REQUESTED), chain=(CHIEF, SECTION))
    with pytest.raises(ApprovalOutOfTurn):
        agreed(entry, Approval(B, SECTION, at("8:00")))
    with pytest.raises(ApprovalOutOfTurn):
        agreed(entry, Approval(WHO, CHIEF, at("8:00")))
    once = agreed(entry, Approval(B, CHIEF, at("8:00")))
    assert (once.state, once.waits_for) == (State.REQUESTED, SECTION)
    twice = agreed(once, Approval(StaffNumber("6001"), SECTION, at("8:01")))
    assert (twice.state, twice.waits_for) == (State.AGREED, None)
    with pytest.raises(WhereaboutsNotOpen):
        agreed(twice, Approval(B, SECTION, at("8:02")))


@given(st.lists(st.sampled_from(Action), max_size=8))
def test_an_entry_lives_by_its_table_alone(actions):
    entry, state = away("8:30", "12:00", state=State.REQUESTED), State.REQUESTED
    for action in actions:
        step = LIFE.get(state, {}).get(action)
        if step is None:
            with pytest.raises(WhereaboutsNotOpen):
                entry.after(action)
        else:
            entry, state = entry.after(action), step
        assert entry.state is state


def test_a_return_never_makes_an_absence_longer():
    entry = away("8:30", "12:00")
    assert returned(entry, at("15:00")).until == entry.end
    assert returned(entry, at("8:00")).until == entry.start


def test_a_reason_stays_out_of_whatever_prints_an_entry():
    assert "化疗" not in repr(replace(away("8:30", "12:00"), reason="化疗"))
