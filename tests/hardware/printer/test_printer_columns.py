"""Text in columns."""

from hypothesis import given
from hypothesis import strategies as st

from hardware.printer.columns import pair, width, wrap, wrap_evenly

printable = st.text(st.sampled_from("ABC 012-，。（）：请到窗口办理䶮𠮷é"), max_size=80)


def test_chinese_is_twice_as_wide() -> None:
    assert width("A01号") == 5


def test_a_short_text_stays_on_its_line() -> None:
    assert wrap("请到 12 号窗口", 48) == ["请到 12 号窗口"]


def test_an_empty_text_is_an_empty_line() -> None:
    assert wrap("", 48) == [""]


def test_chinese_breaks_anywhere() -> None:
    assert wrap("过号三次未到视为弃号", 8) == ["过号三次", "未到视为", "弃号"]


def test_a_number_is_not_torn() -> None:
    assert wrap("电话 0745-12345", 12) == ["电话", "0745-12345"]


def test_a_word_longer_than_the_paper_is_torn() -> None:
    assert wrap("0123456789", 4) == ["0123", "4567", "89"]


def test_no_line_begins_with_a_full_stop() -> None:
    assert wrap("一二三四。五", 8) == ["一二三", "四。五"]


def test_no_line_ends_with_an_opening_bracket() -> None:
    assert wrap("一二三（四）", 8) == ["一二三", "（四）"]


def test_two_words_stand_at_the_edges() -> None:
    assert pair("前面等候", "12 人", 20) == ["前面等候       12 人"]


def test_two_words_that_do_not_fit_get_a_line_each() -> None:
    assert pair("办理事项", "企业职工养老保险", 20) == ["办理事项", "    企业职工养老保险"]


def test_a_missing_word_leaves_no_empty_line() -> None:
    assert pair("", "12", 4) == ["  12"]
    assert pair("12", "", 4) == ["12"]


@given(printable, st.integers(2, 48))
def test_no_line_is_wider_than_the_paper(text: str, columns: int) -> None:
    assert all(width(line) <= columns for line in wrap(text, columns))


@given(printable, st.integers(2, 48))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


@given(printable, printable, st.integers(2, 48))
def test_no_pair_is_wider_than_the_paper(left: str, right: str, columns: int) -> None:
    assert all(width(line) <= columns for line in pair(left, right, columns))


def test_a_centred_title_leaves_no_single_character_on_its_last_line() -> None:
    assert wrap("测试市政务服务大厅", 16) == ["测试市政务服务大", "厅"]
    assert wrap_evenly("测试市政务服务大厅", 16) == ["测试市政务", "服务大厅"]
    assert wrap_evenly("短", 16) == ["短"]


@given(st.text(st.sampled_from("请到 AB12，（）"), max_size=40), st.integers(2, 48))
def test_even_lines_are_no_more_and_no_wider(text: str, columns: int) -> None:
    even = wrap_evenly(text, columns)
    assert len(even) == len(wrap(text, columns))
    assert all(width(line) <= columns for line in even)
