"""What the codes mean."""

import pytest

from hardware.id_reader.codes import NATIONS, STATUSES, Action, nation_of, sex_of, status_of
from hardware.id_reader.interface import Sex


@pytest.mark.parametrize(
    ("word", "action"),
    [
        (0x90, Action.GO_ON),
        (0x9F, Action.GO_ON),
        (0x91, Action.EMPTY),
        (0x80, Action.NO_CARD),
        (0x81, Action.AGAIN),
        (0x10, Action.RESEND),
        (0x11, Action.RESEND),
        (0x21, Action.SKIP),
        (0x23, Action.AGAIN),
        (0x24, Action.AGAIN),
        (0x31, Action.REPLACE),
        (0x32, Action.REPLACE),
        (0x33, Action.REPLACE),
        (0x40, Action.NOT_AN_ID_CARD),
        (0x41, Action.AGAIN),
        (0x47, Action.AGAIN),
        (0x60, Action.UNWELL),
        (0x66, Action.UNAUTHORISED),
    ],
)
def test_every_status_word_has_its_action(word: int, action: Action) -> None:
    assert status_of(word).action is action


def test_no_status_word_is_left_out_above() -> None:
    assert len(STATUSES) == 18


def test_an_unknown_status_word_is_a_failed_try_that_names_it() -> None:
    assert status_of(0x77).action is Action.AGAIN
    assert "77" in status_of(0x77).meaning


@pytest.mark.parametrize(
    ("code", "name"),
    [("01", "汉"), ("15", "土家"), ("46", "德昂"), ("56", "基诺"), ("97", "其他"), ("98", "外国血统中国籍")],
)
def test_nations_are_the_ones_of_the_standard(code: str, name: str) -> None:
    assert nation_of(code) == name


def test_there_are_56_nations_each_once() -> None:
    assert len(NATIONS) == 58
    assert len(set(NATIONS.values())) == 58


@pytest.mark.parametrize("code", ["57", "00", "", "??"])
def test_an_unknown_nation_is_shown_as_its_code(code: str) -> None:
    assert nation_of(code) == code


def test_an_unknown_sex_is_unknown() -> None:
    assert [sex_of(code) for code in "0129x"] == [
        Sex.UNKNOWN,
        Sex.MALE,
        Sex.FEMALE,
        Sex.UNSPECIFIED,
        Sex.UNKNOWN,
    ]
