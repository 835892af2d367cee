"""How a call is said, checked against another rule for Chinese numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.wire.spoken import call_en, call_zh, chinese_number, spoken_ticket_zh

UNITS = ("", "十", "百", "千")


def by_another_rule(n: int) -> str:
    """Write every place with its unit, then tidy up as a teacher would."""
    if n == 0:
        return "零"
    written = "".join(
        "零一二三四五六七八九"[int(d)] + (UNITS[place] if d != "0" else "")
        for place, d in zip(range(len(str(n)) - 1, -1, -1), str(n), strict=True)
    )
    tidy = re.sub("零+", "零", written).rstrip("零")
    return re.sub("^一十", "十", tidy)


def value_of(said: str) -> int:
    """Read a Chinese number back."""
    total, digit = 0, 0
    for c in said:
        if c in UNITS:
            total += (digit or 1) * 10 ** UNITS.index(c)
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(c)
    return total + digit


def test_every_number_to_9999_is_said_as_another_rule_says_it() -> None:
    assert [n for n in range(10_000) if chinese_number(n) != by_another_rule(n)] == []


def test_every_number_to_9999_is_understood() -> None:
    assert [n for n in range(10_000) if value_of(chinese_number(n)) != n] == []


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (85, "八十五"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (207, "二百零七"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (9999, "九千九百九十九"),
    ],
)
def test_a_number_is_said(n: int, said: str) -> None:
    assert chinese_number(n) == said


@pytest.mark.parametrize("n", [-1, 10_000])
def test_a_number_outside_the_range_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match=str(n)):
        chinese_number(n)


def test_a_ticket_is_said_digit_by_digit() -> None:
    assert spoken_ticket_zh("BG023") == "B G 零 二 三"


@given(st.from_regex(r"[A-Z]{1,2}[0-9]{3,4}", fullmatch=True))
def test_every_character_of_a_number_is_said_apart(number: str) -> None:
    assert len(spoken_ticket_zh(number).split(" ")) == len(number)
    assert not re.search("[0-9]", spoken_ticket_zh(number))


def test_a_call_in_chinese() -> None:
    assert call_zh("BG023", 85) == "请 B G 零 二 三 号到八十五号窗口办理业务"
    assert call_zh("A1000", 7, recall=True) == "请 A 一 零 零 零 号到七号窗口办理业务。重呼"


def test_a_call_in_english() -> None:
    assert call_en("BG023", 85) == "Ticket B G 0 2 3, please go to window 85."
    assert call_en("A001", 7, recall=True) == "Calling again: ticket A 0 0 1, please go to window 7."
