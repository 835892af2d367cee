"""ID cards: masked wherever they show themselves."""

import dataclasses
import logging
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.id_reader.interface import (
    IdCard,
    Sex,
    check_character,
    is_valid_number,
    mask_name,
    mask_number,
)
from hardware.id_reader.sample_cards import SAMPLE_CARDS, sample_card

CARD = IdCard("测试三", "11010519491231002X", Sex.FEMALE, date(1949, 12, 31), None)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳小三", "欧**三"),
        ("𠮷", "*"),
        ("", ""),
        ("𠮷䶮喆", "𠮷*喆"),
    ],
)
def test_a_name_shows_its_ends_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_number_shows_region_and_end_only() -> None:
    assert mask_number("43120019900101123X") == "4312…123X"


def test_a_number_too_short_to_mask_is_hidden() -> None:
    assert mask_number("12345678") == "…"


def test_a_card_is_masked_in_every_way_of_writing_it() -> None:
    written = f"{CARD} {CARD!r} {[CARD]} {(CARD,)} %s" % CARD
    assert "测试三" not in written
    assert "19491231" not in written
    assert str(CARD) == "IdCard(测*三, 1101…002X)"


def test_a_logged_card_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("kiosk").info("read %s", CARD)
    assert caplog.messages == ["read IdCard(测*三, 1101…002X)"]


def test_the_error_of_a_wrong_change_does_not_show_the_person() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError) as caught:
        CARD.name = "x"  # type: ignore[misc]
    assert "测试三" not in str(caught.value)


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "810000199408230021", "830000199201300022"]
)
def test_published_numbers_are_valid(number: str) -> None:
    assert is_valid_number(number)


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519491331002X", "1101051949123100２X", "11010519491231002x", "", "1" * 17],
)
def test_wrong_numbers_are_not(number: str) -> None:
    assert not is_valid_number(number)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, shift: int) -> None:
    digits = "43120019900101123"
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert check_character(wrong) != check_character(digits)


def test_sample_cards_are_valid_and_plainly_made_up() -> None:
    for card in SAMPLE_CARDS:
        assert is_valid_number(card.id_number)
        assert card.name.startswith("测试")
        assert card.id_number.startswith("431200")


def test_the_number_tells_sex_and_birth() -> None:
    card = sample_card("测试", date(2000, 1, 2), 12)
    assert (card.sex, card.id_number[6:14]) == (Sex.FEMALE, "20000102")
