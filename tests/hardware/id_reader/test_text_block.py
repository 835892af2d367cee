"""The text on each kind of document."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.id_reader import sample_blocks
from hardware.id_reader.interface import Document, Sex
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.id_reader.text_block import UnreadableCard, card_of, plain_text
from tests.hardware.id_reader.golden_cards import FOREIGN_2017, FOREIGN_2023, HMT, RESIDENT


def changed(block: bytes, at: int, text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return block[:at] + encoded + block[at + len(encoded) :]


def test_the_published_resident() -> None:
    card = card_of(RESIDENT)
    assert (card.kind, card.name, card.sex, card.nation) == (Document.RESIDENT, "张三", Sex.MALE, "汉")
    assert (card.birth, card.id_number) == (date(1949, 12, 31), "11010519491231002X")
    assert (card.address, card.issuer) == ("北京市朝阳区建国路甲1号", "北京市公安局朝阳分局")
    assert (card.valid_from, card.expires) == (date(2020, 1, 1), None)
    assert (card.permit_number, card.country, card.photo) == ("", "", b"")


def test_a_resident_of_hong_kong_macao_or_taiwan() -> None:
    card = card_of(HMT)
    assert (card.kind, card.name, card.sex) == (Document.HK_MACAO_TAIWAN, "李明", Sex.FEMALE)
    assert (card.id_number, card.birth, card.expires) == (
        "810000199408230021",
        date(1994, 8, 23),
        date(2024, 7, 31),
    )
    assert (card.nation, card.permit_number, card.times_issued) == ("", "H12345678", "01")


def test_a_foreign_permanent_resident_of_2017() -> None:
    card = card_of(FOREIGN_2017)
    assert (card.kind, card.name, card.foreign_name) == (Document.FOREIGN_2017, "史密斯", "SMITH, JOHN")
    assert (card.id_number, card.country, card.birth) == ("USA110100000000", "USA", date(1970, 1, 1))
    assert (card.valid_from, card.expires, card.issuer) == (date(2017, 6, 16), date(2027, 6, 15), "1500")


def test_a_foreign_permanent_resident_of_2023() -> None:
    card = card_of(FOREIGN_2023)
    assert (card.kind, card.name, card.foreign_name) == (Document.FOREIGN_2023, "史密斯", "SMITH, JOHN")
    assert (card.id_number, card.country, card.sex) == ("911124198108030024", "USA", Sex.MALE)
    assert (card.valid_from, card.expires) == (date(2023, 12, 1), date(2033, 11, 30))


def test_a_long_english_name_comes_in_two_parts() -> None:
    card = card_of(sample_blocks.foreign_2023())
    assert card.foreign_name == "TEST, WITH A NAME THAT NEEDS BOTH OF ITS PARTS"


def test_without_a_chinese_name_the_english_one_is_the_name() -> None:
    assert card_of(changed(FOREIGN_2017, 158, " " * 15)).name == "SMITH, JOHN"


@pytest.mark.parametrize("card", SAMPLE_CARDS)
def test_the_sample_cards_come_back_from_their_blocks(card: object) -> None:
    assert repr(card_of(sample_blocks.resident(card))) == repr(card)  # type: ignore[arg-type]


def test_a_card_is_expired_after_its_last_day() -> None:
    card = card_of(HMT)
    assert not card.is_expired(date(2024, 7, 31))
    assert card.is_expired(date(2024, 8, 1))
    assert not card_of(RESIDENT).is_expired(date(2099, 1, 1))


def test_a_sex_that_the_number_contradicts_is_the_one_on_the_card() -> None:
    """The published sample itself is such a card."""
    card = card_of(RESIDENT)
    assert (card.sex, int(card.id_number[16]) % 2) == (Sex.MALE, 0)


@pytest.mark.parametrize(
    ("block", "why"),
    [
        (RESIDENT[:-1], "255 bytes of text"),
        (changed(RESIDENT, 248, "Q"), "unknown kind of document"),
        (changed(RESIDENT, 122, "110105194912310021"), "the number is not valid"),
        (changed(HMT, 122, "810000199408230022"), "the number is not valid"),
        (changed(FOREIGN_2017, 122, "US1110100000000"), "the number is not valid"),
        (changed(FOREIGN_2023, 122, "811124198108030024"), "the number is not valid"),
        (changed(RESIDENT, 36, "19491230"), "number and date of birth differ"),
        (changed(RESIDENT, 36, "19491331"), "birth is not a date"),
        (changed(RESIDENT, 36, "1949123X"), "birth is not a date"),
        (changed(RESIDENT, 204, "永久"), "end of validity is not a date"),
        (changed(RESIDENT, 188, "20200230"), "begin of validity is not a date"),
        (changed(RESIDENT, 0, " " * 15), "there is no name"),
        (bytes(256), "unknown kind of document"),
        (b" \0" * 128, "birth is not a date"),
    ],
)
def test_a_block_that_contradicts_itself_is_no_card(block: bytes, why: str) -> None:
    with pytest.raises(UnreadableCard, match=why) as caught:
        card_of(block)
    shown = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert "1949" not in shown
    assert "2020" not in shown


def test_rare_characters_stay_and_control_characters_go() -> None:
    field = "䶮\ue123𠮷\x1b@\u202e·A B\0\0".encode("utf-16-le")
    assert plain_text(field) == "䶮\ue123𠮷@·A B"


def test_half_a_character_at_the_end_of_a_field_is_shown_as_unknown() -> None:
    assert plain_text("张𠮷".encode("utf-16-le")[:-2]) == "张\ufffd"


@given(st.binary(min_size=256, max_size=256))
def test_any_block_is_a_card_or_unreadable(block: bytes) -> None:
    try:
        card_of(block)
    except UnreadableCard:
        return


@given(st.sampled_from([RESIDENT, HMT, FOREIGN_2017, FOREIGN_2023]), st.data())
def test_any_damage_to_a_real_block_is_survived(block: bytes, data: st.DataObject) -> None:
    damaged = bytearray(block)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, 255))] = data.draw(st.integers(0, 255))
    try:
        card_of(bytes(damaged))
    except UnreadableCard:
        return
