"""What people are told of a call: what decided, the numbers, who was next, who was passed."""

from collections.abc import Sequence

import pytest

from hall_server.api import sentences
from hall_server.domain.call_policy import PROFILES, Band
from hall_server.domain.call_record import read_why
from hall_server.domain.dispatch import Candidate, Why, by_hand, choose_next, written
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority
from hall_server.wire.words import Language
from tests.small_hall import NINE
from tests.values import a_ticket

ELDERLY, DISABLED = Priority.ELDERLY, Priority.DISABLED
OWN_OR_BACKUP = [
    Candidate(a_ticket(1, 50, "B", priority=DISABLED), False, turn=1),
    Candidate(a_ticket(2, 5, priority=ELDERLY), True),
]


def both(why: Why) -> tuple[str, str]:
    """As it is told at the window, which the log tells in the same words."""
    told = tuple(sentences.why(why, Rules(), language) for language in (Language.ZH, Language.EN))
    again = read_why(written(why), why.reason, why.priority)
    assert told == tuple(sentences.why(again, Rules(), language) for language in (Language.ZH, Language.EN))
    return told[0], told[1]


@pytest.mark.parametrize(
    ("policy", "line", "zh", "en"),
    [
        pytest.param(
            "strict",
            [Candidate(a_ticket(1, 123), True), Candidate(a_ticket(2, 4, priority=ELDERLY), True)],
            "老年人优先：等候4分；先于A001，其已等123分",
            "Elderly first: waited 4 min; ahead of A001, which had waited 123 min",
            id="the runner-up was passed",
        ),
        pytest.param(
            "strict",
            [
                Candidate(a_ticket(1, 123), True),
                Candidate(a_ticket(2, 4, priority=ELDERLY), True),
                Candidate(a_ticket(3, 2, priority=ELDERLY), True),
            ],
            "老年人优先：等候4分；其次A003，已等2分；先于A001，其已等123分",
            "Elderly first: waited 4 min; next A003, which had waited 2 min; ahead of A001, which had waited "
            "123 min",
            id="the runner-up and the passed one",
        ),
        pytest.param(
            "strict",
            [Candidate(a_ticket(1, 9), True), Candidate(a_ticket(2, 4), True)],
            "最先到：等候9分；其次A002，已等4分",
            "The first to come: waited 9 min; next A002, which had waited 4 min",
            id="nobody was passed",
        ),
        pytest.param(
            "weighted",
            [Candidate(a_ticket(1, 30), True), Candidate(a_ticket(2, 20, priority=ELDERLY), True)],
            "老年人优先：等候20分，老年人×2，计40分；其次A001，少10分",
            "Elderly first: waited 20 min, Elderly ×2 makes 40; next A001, 10 less",
            id="the weight",
        ),
        pytest.param(
            "oldest",
            [Candidate(a_ticket(1, 30), True), Candidate(a_ticket(2, 20, priority=ELDERLY), True)],
            "最先到：等候30分；其次A002，少10分",
            "The first to come: waited 30 min; next A002, 10 less",
            id="minutes of waiting",
        ),
        pytest.param(
            "balanced",
            [Candidate(a_ticket(1, 30.7), True), Candidate(a_ticket(2, 5, priority=ELDERLY), True)],
            "老年人优先：等候5分，老年人+26，主办+12；其次A001，相差不到1分",
            "Elderly first: waited 5 min, Elderly +26, own line +12; next A001, less than 1 min behind",
            id="a lead of seconds",
        ),
        pytest.param(
            "balanced",
            [Candidate(a_ticket(1, 14), True, Band.LONG), Candidate(a_ticket(2, 5), True)],
            "A001办理耗时较长，稍后办理：等候5分，主办+12；其次A001，少3分",
            "The service of A001 is long and comes later: waited 5 min, own line +12; next A001, 3 less",
            id="the other is long",
        ),
        pytest.param(
            "strict_in_turn",
            OWN_OR_BACKUP,
            "按本窗口队列顺序：等候5分；先于B001，其已等50分",
            "By the order of this window's queues: waited 5 min; ahead of B001, which had waited 50 min",
            id="two classes of one rank",
        ),
    ],
)
def test_every_call_tells_what_decided_and_whom_it_was_before(
    policy: str, line: Sequence[Candidate], zh: str, en: str
) -> None:
    decision = choose_next(line, PROFILES[policy], NINE)
    assert decision
    assert both(decision.why) == (zh, en)


def test_a_call_by_hand_tells_how_long_the_passed_one_had_waited() -> None:
    line = [Candidate(a_ticket(1, 9), True), Candidate(a_ticket(2, 4), True)]
    why = by_hand(line[1], line, PROFILES["balanced"], "returning", NINE).why
    assert both(why)[0] == "指定叫号（补件返回）：等候4分；先于A001，其已等9分"


@pytest.mark.parametrize(
    ("in_the_log", "said"),
    [
        ("priority waited=4 next=BA011 passed=BA011", "Elderly first: waited 4 min; ahead of BA011"),
        (
            "priority waited=4 next=BA012 passed=BA011",
            "Elderly first: waited 4 min; next BA012; ahead of BA011",
        ),
        (
            "priority waited=4 head=26 lead=2.4 next=BA011 passed=BA011",
            "Elderly first: waited 4 min, Elderly +26; next BA011, 2 less",
        ),
    ],
)
def test_what_an_earlier_version_wrote_is_told_as_far_as_it_goes(in_the_log: str, said: str) -> None:
    assert sentences.why(read_why(in_the_log, None, ELDERLY), Rules(), Language.EN) == said
