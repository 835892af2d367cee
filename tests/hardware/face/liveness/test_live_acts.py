import pytest

from hardware.face.liveness.acts import ActLimits, Judge, Look, Outcome, Rest
from hardware.face.liveness.eyes import Blinks
from hardware.face.liveness.interface import Act, Why
from hardware.face.liveness.pose import pose_of
from tests.hardware.face.liveness.live_people import BOW, LEFT, Held, look

LIMITS = ActLimits()
REST = Rest.of([pose_of(look(0.0).points)])
DEEP, FLAT = 0.08, 0.01


def judge(act: Act) -> Judge:
    return Judge(act, 10.0, REST, LIMITS, 0)


def seen(at: float, held: Held, depth: float | None = DEEP, blinks: Blinks | None = None) -> Look:
    return Look(at, pose_of(look(at, held).points), blinks or Blinks(), depth)


def test_a_turn_counts_with_the_depth_of_a_head() -> None:
    assert judge(Act.TURN_LEFT).see(seen(11.0, Held(turn=LEFT))) is Outcome.DONE


@pytest.mark.parametrize("depth", [FLAT, None])
def test_a_flat_turn_is_none(depth: float | None) -> None:
    asked = judge(Act.TURN_LEFT)
    assert asked.see(seen(11.0, Held(turn=LEFT), depth)) is Outcome.NOT_YET
    assert asked.why_late is (Why.LATE if depth is None else Why.FLAT)


def test_a_flat_nod_is_none() -> None:
    asked = judge(Act.NOD)
    asked.see(seen(11.0, Held(bow=BOW), FLAT))
    assert asked.see(seen(11.3, Held(), FLAT)) is Outcome.NOT_YET
    assert asked.why_late is Why.FLAT


def test_a_nod_goes_down_and_comes_back() -> None:
    asked = judge(Act.NOD)
    assert asked.see(seen(11.0, Held(bow=BOW))) is Outcome.NOT_YET
    assert asked.see(seen(11.3, Held(bow=0.2))) is Outcome.NOT_YET
    assert asked.see(seen(11.5, Held())) is Outcome.DONE


def test_sinking_slowly_is_no_nod() -> None:
    asked = judge(Act.NOD)
    asked.see(seen(11.0, Held(bow=BOW)))
    assert asked.see(seen(13.5, Held())) is Outcome.NOT_YET


def test_what_begins_before_anybody_can_have_read_the_order_is_a_recording() -> None:
    assert judge(Act.TURN_LEFT).see(seen(10.1, Held(turn=LEFT))) is Outcome.WRONG_ACT
    assert judge(Act.NOD).see(seen(10.1, Held(bow=BOW))) is Outcome.WRONG_ACT


def test_a_blink_that_began_before_the_order_does_not_count() -> None:
    asked = judge(Act.BLINK)
    early = Blinks(count=1, began=10.1, ended=10.3)
    assert asked.see(seen(10.3, Held(), blinks=early)) is Outcome.NOT_YET
    later = Blinks(count=2, began=10.6, ended=10.8)
    assert asked.see(seen(10.8, Held(), blinks=later)) is Outcome.DONE


def test_two_blinks_far_apart_are_not_a_pair() -> None:
    asked = judge(Act.BLINK_TWICE)
    asked.see(seen(10.8, Held(), blinks=Blinks(count=1, began=10.6, ended=10.8)))
    assert asked.see(seen(13.0, Held(), blinks=Blinks(count=2, began=12.8, ended=13.0))) is Outcome.NOT_YET
    assert asked.see(seen(13.6, Held(), blinks=Blinks(count=3, began=13.4, ended=13.6))) is Outcome.DONE


@pytest.mark.parametrize("act", [Act.BLINK, Act.BLINK_TWICE, Act.NOD])
def test_turning_the_head_is_another_act(act: Act) -> None:
    assert judge(act).see(seen(11.0, Held(turn=LEFT))) is Outcome.WRONG_ACT


@pytest.mark.parametrize("act", [Act.BLINK, Act.TURN_LEFT, Act.TURN_RIGHT])
def test_nodding_is_another_act(act: Act) -> None:
    assert judge(act).see(seen(11.0, Held(bow=BOW))) is Outcome.WRONG_ACT


def test_leaning_over_is_not_nodding() -> None:
    assert judge(Act.TURN_LEFT).see(seen(11.0, Held(bow=BOW), FLAT)) is Outcome.NOT_YET


def test_depth_that_mostly_is_a_bend_is_none() -> None:
    asked = judge(Act.TURN_LEFT)
    bent = Look(11.0, pose_of(look(11.0, Held(turn=LEFT)).points), Blinks(), DEEP, solid=0.5)
    assert asked.see(bent) is Outcome.NOT_YET
    assert asked.why_late is Why.FLAT


def test_a_head_held_to_one_side_at_rest_turns_from_there() -> None:
    rest = Rest.of([pose_of(look(0.0, Held(turn=0.1)).points)])
    asked = Judge(Act.TURN_LEFT, 10.0, rest, LIMITS, 0)
    assert asked.see(seen(11.0, Held(turn=0.2))) is Outcome.NOT_YET
    assert asked.see(seen(11.2, Held(turn=0.3))) is Outcome.DONE
