"""Finding an item by what a citizen may type."""

import pytest

from hall_server.wire.words import Audience
from kiosk.finding import find_items, items_for, themes_of, units_of
from tests.kiosk.kiosk_sample_hall import sample_directory

ITEMS = sample_directory().items


@pytest.mark.parametrize("typed", ["bdc", "BDC", " ｂｄｃ "])
def test_pinyin_initials_find_real_estate(typed: str) -> None:
    found = find_items(ITEMS, typed)
    assert found
    assert {item.unit for item in found} >= {"U06"}


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("clfzydj", "U06-04"),
        ("cunliangfangzhuanyi", "U06-04"),
        ("二手房", "U06-04"),
        ("passport", "U12-01"),
        ("home second-hand", "U06-04"),
        ("pthz", "U12-01"),
    ],
)
def test_pinyin_characters_and_english_find_the_item(typed: str, item: str) -> None:
    assert item in [found.id for found in find_items(ITEMS, typed)]


def test_the_exact_name_stands_first() -> None:
    assert find_items(ITEMS, "抵押权登记")[0].id == "U06-05"


def test_a_beginning_stands_before_a_middle() -> None:
    found = [item.name_zh for item in find_items(ITEMS, "登记")]
    beginnings = [name.startswith("登记") for name in found]
    assert beginnings == sorted(beginnings, reverse=True)


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "\x00", "😀" * 30])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert find_items(ITEMS, typed) == ()


def test_an_individual_is_not_shown_what_only_enterprises_need() -> None:
    shown = items_for(sample_directory(), Audience.INDIVIDUAL, "Z2")
    assert {item.audience for item in shown} == {Audience.INDIVIDUAL, Audience.BOTH}


def test_the_kiosks_own_zone_comes_first() -> None:
    zones = [item.zone == "Z2" for item in items_for(sample_directory(), None, "Z2")]
    assert zones == sorted(zones, reverse=True)


def test_units_without_a_fitting_item_are_not_shown() -> None:
    directory = sample_directory()
    own = units_of(directory, (i for i in directory.items if i.zone == "Z2"))
    assert "U12" not in {unit.id for unit in own}
    assert "U06" in {unit.id for unit in own}


def test_themes_are_named_once() -> None:
    names = [zh for zh, _ in themes_of(sample_directory())]
    assert len(names) == len(set(names)) == 5
