"""Finding a Chinese font."""

import shutil
from collections.abc import Iterator

import pytest

from hardware.printer import fonts
from hardware.printer.fonts import FontMissing, find_chinese_font


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    find_chinese_font.cache_clear()
    yield
    find_chinese_font.cache_clear()


def test_this_machine_has_a_font_that_draws_rare_names() -> None:
    font = find_chinese_font().at(24)
    missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
    for character in "镕喆堃昇珺玥䶮𠮷":
        mask = font.getmask(character)
        assert (mask.getbbox(), bytes(mask)) != missing


def test_the_bold_face_is_another_one() -> None:
    assert find_chinese_font(bold=True) != find_chinese_font()


def test_fontconfig_is_asked_when_no_known_place_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("fc-list") is None:
        pytest.skip("fontconfig is not installed")
    monkeypatch.setattr(fonts, "_KNOWN", ())
    assert find_chinese_font().path.is_file()


def test_no_font_at_all_is_a_fault_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_KNOWN", ())
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(FontMissing) as caught:
        find_chinese_font()
    assert "fonts-noto-cjk" in caught.value.health.cure
