"""How a wait is said: a range for people, soon without a number, no number where no window is open."""

import pytest

from hall_server.wire.answers import Estimate
from hall_server.wire.waits import wait_label, wait_words
from hall_server.wire.words import Language


@pytest.mark.parametrize(
    ("low", "high", "basis", "zh", "en"),
    [
        (15, 25, "forecast", "约 15–25 分钟", "about 15–25 min"),
        (0, 3, "forecast", "马上", "any moment now"),
        (0, 3, "recent", "马上", "any moment now"),
        (0, 8, "recent", "8 分钟以内", "within 8 min"),
        (4, 9, "catalogue", "约 4–9 分钟", "about 4–9 min"),
        (0, 0, "closed", "窗口暂未开放", "no window open now"),
    ],
)
def test_a_wait_in_words(low: int, high: int, basis: str, zh: str, en: str) -> None:
    told = Estimate(low=low, mid=(low + high) // 2, high=high, ahead=2, windows_open=1, basis=basis)
    assert (wait_words(told, Language.ZH), wait_words(told, Language.EN)) == (zh, en)


@pytest.mark.parametrize("language", list(Language))
def test_a_phone_has_a_sentence_for_each_of_them(language: Language) -> None:
    for low, high, basis in ((15, 25, "forecast"), (0, 3, "forecast"), (0, 8, "recent"), (0, 0, "closed")):
        told = Estimate(low=low, mid=low, high=high, ahead=2, windows_open=1, basis=basis)
        assert wait_words(told, language, "phone.wait_")


@pytest.mark.parametrize(
    ("high", "basis", "zh", "en"),
    [
        (25, "forecast", "预计等候", "Estimated wait"),
        (25, "recent", "粗略预计等候", "Rough estimate"),
        (25, "catalogue", "粗略预计等候", "Rough estimate"),
        (3, "recent", "预计等候", "Estimated wait"),
        (25, "closed", "预计等候", "Estimated wait"),
    ],
)
def test_a_number_of_the_cheap_formula_says_that_it_is_rough(high: int, basis: str, zh: str, en: str) -> None:
    told = Estimate(low=0, mid=2, high=high, ahead=2, windows_open=1, basis=basis)
    assert (wait_label(told, Language.ZH), wait_label(told, Language.EN)) == (zh, en)
