from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hardware.face.liveness.challenge import ACTING, CHALLENGES, EYES_ONLY, LIFE, Happening, Stage, drawn


def test_there_are_eighteen_challenges_of_two_different_acts() -> None:
    assert len(set(CHALLENGES)) == 18
    assert all(first is not second for first, second in CHALLENGES)


def test_every_challenge_moves_the_head() -> None:
    assert not any(EYES_ONLY.issuperset(pair) for pair in CHALLENGES)


@given(st.integers(0, 10_000))
def test_a_second_challenge_is_another_one(seed: int) -> None:
    random = Random(seed)
    first = drawn(random)
    assert drawn(random, avoid=first) != first


def test_each_challenge_is_as_likely_as_the_others() -> None:
    random = Random(4)
    counts = Counter(drawn(random) for _ in range(18_000))
    assert set(counts) == set(CHALLENGES)
    assert min(counts.values()) > 850
    assert max(counts.values()) < 1150


def ways_to(
    goal: Stage, stage: Stage = Stage.READY, seen: frozenset[Stage] = frozenset()
) -> list[list[Stage]]:
    if stage is goal:
        return [[stage]]
    onward = [after for after in LIFE[stage].values() if after not in seen]
    return [[stage, *way] for after in onward for way in ways_to(goal, after, seen | {stage})]


def test_the_only_way_to_pass_a_challenge_leads_through_both_acts() -> None:
    assert ways_to(Stage.PASSED) == [
        [Stage.READY, Stage.FIRST, Stage.BETWEEN, Stage.SECOND, Stage.CLOSING, Stage.PASSED]
    ]


def test_every_stage_of_a_challenge_can_be_spoilt_and_every_end_is_one() -> None:
    assert all(LIFE[stage] == {} for stage in (Stage.PASSED, Stage.FAILED))
    asked = {Stage.READY, Stage.BETWEEN, Stage.CLOSING, *ACTING}
    assert all(LIFE[stage][Happening.SPOILT] is Stage.BROKEN for stage in asked)
    assert set(LIFE) == set(Stage)
