"""How personal data looks on anything that somebody else may see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.wire.masking import COMPOUND_SURNAMES, masked_id_number, masked_name

surnames = st.sampled_from([*"王李张刘陈杨黄赵周吴", *sorted(COMPOUND_SURNAMES)])
given_names = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("张小小三", "张**三"),
        ("欧阳三", "欧阳*"),
        ("欧阳小三", "欧阳*三"),
        ("欧阳", "欧*"),
        ("张", "张*"),
        ("", ""),
        ("  张三 ", "张*"),
        ("John Smith", "J***"),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@given(surnames, given_names)
def test_no_more_than_the_surname_and_the_last_character_is_shown(surname: str, name: str) -> None:
    shown = masked_name(surname + name)
    assert shown.startswith(surname)
    assert set(shown[len(surname) :][:-1]) <= {"*"}
    assert "*" in shown
    assert len(name) == 1 or shown[-1] == name[-1]


@given(st.text(min_size=1, max_size=12))
def test_never_more_than_three_characters_of_any_name_are_shown(name: str) -> None:
    assert len(masked_name(name.replace("*", "")).replace("*", "")) <= 3


@pytest.mark.parametrize(
    ("number", "shown"),
    [("431202199001011234", "4312…1234"), ("123456789012345", "1234…2345"), ("12345", "…"), ("", "…")],
)
def test_an_id_number_is_masked(number: str, shown: str) -> None:
    assert masked_id_number(number) == shown


@given(st.text("0123456789X", max_size=18))
def test_an_id_number_never_shows_the_birth_date(number: str) -> None:
    assert len(masked_id_number(number).replace("…", "")) <= 8
