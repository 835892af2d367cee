from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.face.liveness.challenge import CHALLENGES
from hardware.face.liveness.interface import Act, Observation, Policy, Why
from hardware.face.liveness.session import LiveLimits, Liveness, Session
from tests.hardware.face.liveness.live_people import (
    BOW,
    LEFT,
    RIGHT,
    STRAIGHT,
    WITHOUT_DEPTH,
    Fixed,
    Held,
    look,
    playing,
)

LIVENESS = Liveness(limits=WITHOUT_DEPTH)
HELD = {
    "straight": STRAIGHT,
    "left": Held(turn=LEFT),
    "right": Held(turn=RIGHT),
    "bowed": Held(bow=BOW),
    "closed": Held(eyes=False),
}
NEEDS = {
    Act.TURN_LEFT: "left",
    Act.TURN_RIGHT: "right",
    Act.NOD: "bowed",
    Act.BLINK: "closed",
    Act.BLINK_TWICE: "closed",
}
moments = st.lists(
    st.tuples(st.floats(0.03, 0.9), st.sampled_from(sorted(HELD)), st.integers(1, 12)), max_size=30
)


def challenge(random: Random) -> Session:
    return LIVENESS.begin(Policy.CHALLENGE, random)


def stream(found: list[tuple[float, str, int]]) -> list[tuple[float, str]]:
    """Each of the moments held for so many pictures."""
    at, looks = 0.0, []
    for apart, name, times in found:
        for _ in range(times):
            at += apart
            looks.append((at, name))
    return looks


@settings(max_examples=150)
@given(st.integers(0, 999), moments)
def test_nobody_passes_without_each_act_seen_in_order_and_in_time(
    seed: int, found: list[tuple[float, str, int]]
) -> None:
    session = challenge(Random(seed))
    step, asked_at, shown, done = session.see(look(0.0)), 0.0, set[str](), list[int]()
    for at, name in stream(found):
        before, step = step, session.see(look(at, HELD[name]))
        shown.add(name)
        if (before.attempt, before.number) == (step.attempt, step.number):
            continue
        if before.number and step.attempt == before.attempt and not step.failed:
            assert NEEDS[before.act] in shown
            assert at - asked_at <= WITHOUT_DEPTH.step
            done.append(before.number)
        if step.attempt != before.attempt:
            done.clear()
        asked_at, shown = at, set()
    assert not step.passed or done == [1, 2]
    assert step.attempt <= 2


@settings(max_examples=100)
@given(st.integers(0, 999), moments)
def test_after_the_end_nothing_changes(seed: int, found: list[tuple[float, str, int]]) -> None:
    session = challenge(Random(seed))
    ended = None
    for at, name in stream(found):
        step = session.see(look(at, HELD[name]))
        assert ended is None or step == ended
        assert not (step.passed and step.failed)
        ended = step if step.passed or step.failed else None


@settings(max_examples=60)
@given(st.integers(0, 999), st.lists(st.floats(0.02, 0.5), min_size=5, max_size=200))
def test_a_still_picture_never_passes(seed: int, apart: list[float]) -> None:
    session, at = challenge(Random(seed)), 0.0
    for each in apart:
        at += each
        assert not session.see(look(at)).passed


@settings(max_examples=60)
@given(st.integers(0, 999), st.floats(8, 30), st.floats(0.25, 3.0))
def test_who_does_as_asked_passes_at_the_first_attempt(seed: int, rate: float, reaction: float) -> None:
    last = playing(challenge(Random(seed)), rate, reaction)[-1]
    assert last.passed
    assert last.attempt == 1
    assert last.why is None


@pytest.mark.parametrize("left_out", [0, 1])
@pytest.mark.parametrize("pair", CHALLENGES)
def test_whoever_leaves_an_act_out_does_not_pass(pair: tuple[Act, Act], left_out: int) -> None:
    session = Liveness(limits=replace(WITHOUT_DEPTH, attempts=1)).begin("challenge", Fixed(pair))
    last = playing(session, does={pair[left_out]: Act.LOOK_STRAIGHT})[-1]
    assert last.failed
    assert last.why is Why.LATE


@pytest.mark.parametrize("pair", [pair for pair in CHALLENGES if Act.BLINK_TWICE not in pair])
def test_the_acts_in_the_other_order_do_not_pass(pair: tuple[Act, Act]) -> None:
    session = Liveness(limits=replace(WITHOUT_DEPTH, attempts=1)).begin("challenge", Fixed(pair))
    assert playing(session, does={pair[0]: pair[1], pair[1]: pair[0]})[-1].failed


TURNS = [pair for pair in CHALLENGES if {Act.TURN_LEFT, Act.TURN_RIGHT} & set(pair)]
MIRRORED = {Act.TURN_LEFT: Act.TURN_RIGHT, Act.TURN_RIGHT: Act.TURN_LEFT}


@pytest.mark.parametrize("pair", TURNS)
def test_the_side_matters(pair: tuple[Act, Act]) -> None:
    other = next(each for each in TURNS if each != pair)
    last = playing(challenge(Fixed(pair, other)), does=MIRRORED)[-1]
    assert last.failed
    assert last.why is Why.WRONG_ACT


@pytest.mark.parametrize("act", [Act.TURN_LEFT, Act.NOD, Act.BLINK])
def test_what_is_done_too_late_is_not_done(act: Act) -> None:
    pair = (act, Act.TURN_RIGHT)
    steps = playing(challenge(Fixed(pair, pair)), reaction=5.3)
    assert steps[-1].failed
    assert steps[-1].why is Why.LATE


def test_there_is_one_retry_with_another_challenge() -> None:
    first, second = (Act.TURN_LEFT, Act.NOD), (Act.BLINK, Act.TURN_RIGHT)
    slow = playing(challenge(Fixed(first, second)), reaction=6.0)
    asked = [step.act for step in slow if step.number]
    assert set(asked) == {Act.TURN_LEFT, Act.BLINK}
    assert {step.attempt for step in slow} == {1, 2}
    assert next(step for step in slow if step.attempt == 2).why is Why.LATE
    assert slow[-1].failed


def test_two_blinks_want_two() -> None:
    session = challenge(Fixed((Act.BLINK_TWICE, Act.NOD), (Act.TURN_LEFT, Act.NOD)))
    step, at = session.see(look(0.0)), 0.0
    while step.number != 1:
        at += 0.1
        step = session.see(look(at))
    for since in range(1, 49):
        step = session.see(look(at + since / 10, Held(eyes=since not in (5, 6))))
    assert (step.attempt, step.number) == (1, 1)


def test_the_seconds_that_are_left_run_down() -> None:
    steps = [
        step for step in playing(challenge(Random(1)), reaction=4.0) if step.number == 1 and step.attempt == 1
    ]
    left = [step.seconds_left for step in steps]
    assert left[0] == pytest.approx(5.0)
    assert left == sorted(left, reverse=True)
    assert left[-1] < 2.0


def test_who_goes_away_begins_again() -> None:
    session = challenge(Random(1))
    session.see(look(0.0))
    step = session.see(look(1.2))
    assert (step.attempt, step.why) == (2, Why.LOST)


def test_another_face_elsewhere_is_not_the_same_visit() -> None:
    session = challenge(Random(1))
    session.see(look(0.0))
    step = session.see(look(0.1, Held(x=120)))
    assert (step.attempt, step.why) == (2, Why.LOST)


def test_a_picture_seen_twice_counts_once() -> None:
    session = challenge(Random(1))
    for _ in range(50):
        step = session.see(look(1.0))
    assert step.number == 0
    assert session.see(look(0.5)).seconds_left == step.seconds_left


def test_whoever_is_somebody_else_afterwards_fails() -> None:
    compared: list[tuple[Observation, Observation]] = []

    def same_person(before: Observation, after: Observation) -> bool:
        compared.append((before, after))
        return False

    last = playing(Liveness(same_person, WITHOUT_DEPTH).begin("challenge", Random(2)))[-1]
    assert last.failed
    assert last.why is Why.OTHER_PERSON
    assert len(compared) == 2
    assert all(before.at < after.at for before, after in compared)


def test_the_same_person_before_and_after_passes() -> None:
    session = Liveness(lambda before, after: True, WITHOUT_DEPTH).begin("challenge", Random(2))
    assert playing(session)[-1].passed


def test_nothing_is_looked_at_where_liveness_is_off() -> None:
    assert Liveness().begin("off", Random(1)).see(look(0.0, Held(turn=LEFT))).passed


@pytest.mark.parametrize("policy", [Policy.PASSIVE, Policy.NUMBER_AND_FACE])
def test_the_passive_policy_asks_nothing_and_takes_a_moment(policy: Policy) -> None:
    session = Liveness().begin(policy, Random(1))
    steps = [session.see(look(number / 10)) for number in range(8)]
    assert {step.act for step in steps} == {Act.LOOK_STRAIGHT}
    assert [step.passed for step in steps] == [False] * 6 + [True] * 2


def test_only_the_policy_with_the_number_wants_it() -> None:
    assert [policy for policy in Policy if policy.wants_number] == [Policy.NUMBER_AND_FACE]


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="lenient"):
        LIVENESS.begin("lenient", Random(1))


def test_a_slow_camera_is_waited_for() -> None:
    session = Liveness().begin("passive", Random(1))
    assert [session.see(look(number * 0.8)).passed for number in range(4)] == [False, False, False, True]


def test_limits_are_those_of_the_hall() -> None:
    quick = LiveLimits(step=1.0, attempts=1, acts=WITHOUT_DEPTH.acts)
    last = playing(Liveness(limits=quick).begin("challenge", Random(1)), reaction=1.5)[-1]
    assert last.failed
    assert last.attempt == 1
