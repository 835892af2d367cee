"""What a rating needs: a level, reasons that are offered at it, and a source that is the teller's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.rating import SOURCES, WITHOUT_REASONS, Rating, at_level, judge
from hall_server.domain.refusals import RatingReasonNeeded, ReasonNeeded, Refusal, WrongSource
from hall_server.domain.rules import BAD_LEVELS, RATING_REASONS
from hall_server.domain.ticket import Source

CODES = [reason.code for reason in RATING_REASONS]


@pytest.mark.parametrize("stars", [3, 4, 5])
def test_a_good_level_needs_no_reason(stars: int) -> None:
    assert judge(stars, (), None, "public", RATING_REASONS) == Rating(stars, (), Source.PHONE)


@pytest.mark.parametrize("stars", BAD_LEVELS)
@pytest.mark.parametrize("role", sorted(SOURCES))
def test_a_bad_level_needs_a_reason_from_whoever_can_give_one(role: str, stars: int) -> None:
    with pytest.raises(RatingReasonNeeded) as refused:
        judge(stars, (), None, role, RATING_REASONS)
    assert refused.value.field == "reasons"


@pytest.mark.parametrize("stars", BAD_LEVELS)
def test_keys_cannot_give_a_reason_and_need_none(stars: int) -> None:
    assert judge(stars, (), Source.KEYED, "evaluator", RATING_REASONS).reasons == ()


def test_a_reason_that_is_not_in_the_list_is_named() -> None:
    with pytest.raises(ReasonNeeded) as refused:
        judge(1, ("attitude", "weather"), None, "public", RATING_REASONS)
    assert (refused.value.field, refused.value.places) == ("reasons", {"reason": "weather"})


def test_keys_that_do_give_a_reason_give_one_of_the_list() -> None:
    with pytest.raises(ReasonNeeded):
        judge(1, ("weather",), Source.KEYED, "evaluator", RATING_REASONS)


def test_a_reason_belongs_to_its_level() -> None:
    assert judge(1, ("turned_away",), None, "public", RATING_REASONS).reasons == ("turned_away",)
    for stars in (2, 3, 5):
        with pytest.raises(ReasonNeeded):
            judge(stars, ("turned_away",), None, "public", RATING_REASONS)


def test_reasons_are_kept_once_in_the_order_of_the_list() -> None:
    said = judge(2, ("other", "attitude", "other"), None, "public", RATING_REASONS)
    assert said.reasons == ("attitude", "other")


@pytest.mark.parametrize(
    ("role", "source"),
    [
        ("public", Source.KEYED),
        ("public", Source.TOUCH),
        ("kiosk", Source.KEYED),
        ("kiosk", Source.PHONE),
        ("evaluator", Source.PHONE),
        ("clerk", Source.PHONE),
        ("clerk", Source.TOUCH),
        ("manager", Source.PHONE),
    ],
)
def test_nobody_tells_a_rating_as_another_source(role: str, source: Source) -> None:
    with pytest.raises(WrongSource) as refused:
        judge(5, (), source, role, RATING_REASONS)
    assert refused.value.field == "source"


@pytest.mark.parametrize("role", ["board", "clock", "auditor", "system", ""])
def test_a_role_that_hears_no_citizen_tells_no_rating(role: str) -> None:
    for source in (None, *Source):
        with pytest.raises(WrongSource):
            judge(5, (), source, role, RATING_REASONS)


@pytest.mark.parametrize("stars", BAD_LEVELS)
def test_each_bad_level_offers_about_as_many_reasons_as_fit_on_a_screen(stars: int) -> None:
    offered = at_level(stars, RATING_REASONS)
    assert 5 <= len(offered) <= 8
    assert "other" in [reason.code for reason in offered]


def test_the_words_of_reasons_differ_in_both_languages() -> None:
    for words in ([r.text_zh for r in RATING_REASONS], [r.text_en for r in RATING_REASONS], CODES):
        assert len({*words}) == len(RATING_REASONS)


@given(
    stars=st.integers(1, 5),
    reasons=st.lists(st.sampled_from([*CODES, "weather"]), max_size=6).map(tuple),
    source=st.none() | st.sampled_from(Source),
    role=st.sampled_from([*SOURCES, "board"]),
)
def test_whatever_is_told_a_bad_level_that_stands_says_why_unless_keys_told_it(
    stars: int, reasons: tuple[str, ...], source: Source | None, role: str
) -> None:
    try:
        said = judge(stars, reasons, source, role, RATING_REASONS)
    except Refusal:
        return
    assert {*said.reasons} == {*reasons} <= {r.code for r in at_level(stars, RATING_REASONS)}
    assert said.source in SOURCES[role]
    if stars in BAD_LEVELS:
        assert said.reasons or said.source in WITHOUT_REASONS
