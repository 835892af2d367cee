"""Bytes of a scanner, cut into codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner.code_lines import CodeLines, CodeRules, End, Repeats, code_in
from hardware.scanner.interface import ScannedCode


def cut(rules: CodeRules, *pieces: bytes, gap: float = 0.01) -> list[str]:
    lines, found = CodeLines(rules), []
    for turn, piece in enumerate(pieces):
        found += lines.feed(piece, turn * gap)
    return [code.text for code in found]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_any_usual_end_ends_a_code(end: bytes) -> None:
    assert cut(CodeRules(), b"A001" + end + b"A002" + end) == ["A001", "A002"]


def test_silence_ends_a_code_of_a_scanner_that_sends_no_end() -> None:
    assert cut(CodeRules(end=End.SILENCE), b"A001", b"", gap=0.3) == ["A001"]
    assert cut(CodeRules(), b"A001", b"", gap=0.3) == ["A001"]


def test_a_short_pause_inside_a_code_is_no_end() -> None:
    assert cut(CodeRules(), b"A0", b"01\r", gap=0.1) == ["A001"]


@pytest.mark.parametrize(
    ("end", "sent", "codes"),
    [
        (End.CR, b"A\r\nB\r", ["A", "B"]),
        (End.LF, b"A\nB", ["A"]),
        (End.CRLF, b"A\r\nB\r", ["A"]),
        (End.CR, b"A\nB\r", []),
    ],
)
def test_a_named_end_is_the_only_one(end: End, sent: bytes, codes: list[str]) -> None:
    assert cut(CodeRules(end=end), sent, b"", gap=9) == codes


def test_a_piece_without_its_end_is_dropped_and_not_glued_to_the_next_code() -> None:
    assert cut(CodeRules(end=End.CR), b"A0", b"B001\r", gap=9) == ["B001"]


def test_prefix_and_suffix_are_taken_off() -> None:
    rules = CodeRules(prefix="\x02", suffix="\x03")
    assert cut(rules, b"\x02A001\x03\r") == ["A001"]


@pytest.mark.parametrize("sent", [b"A001\r", b"\x02A001\r", b"A001\x03\r", b"\x02\x03\r", b"\x02\r"])
def test_without_them_it_is_no_code(sent: bytes) -> None:
    assert cut(CodeRules(prefix="\x02", suffix="\x03"), sent) == []


def test_a_prefix_and_a_suffix_may_not_share_a_character() -> None:
    assert code_in("--", CodeRules(prefix="--", suffix="-")) is None


@pytest.mark.parametrize("sent", [b"\r\n\r\n", b"  \r", b"A\x1b@\r", b"\xff\xfe\r", b"\x00\r"])
def test_nothing_and_control_characters_and_other_letters_are_no_code(sent: bytes) -> None:
    assert cut(CodeRules(), sent) == []


def test_chinese_may_come_in_either_encoding() -> None:
    assert cut(CodeRules(), "预约·001\r".encode()) == ["预约·001"]
    assert cut(CodeRules(encoding="gb18030"), "预约001\r".encode("gb18030")) == ["预约001"]


def test_endless_noise_is_not_kept() -> None:
    lines = CodeLines(CodeRules(end=End.CR))
    for turn in range(100):
        lines.feed(b"x" * 1000, turn * 0.01)
    assert len(lines._held) <= 2000


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_any_bytes_in_any_pieces_are_survived(pieces: list[bytes]) -> None:
    assert cut(CodeRules(), *pieces, gap=0) == cut(CodeRules(), b"".join(pieces))


@given(st.from_regex(r"[A-Za-z0-9_\-]{1,40}", fullmatch=True))
def test_every_code_comes_out_as_it_was_printed(code: str) -> None:
    assert cut(CodeRules(), code.encode() + b"\r\n") == [code]


def test_a_code_held_before_the_scanner_is_one_scan() -> None:
    repeats, code = Repeats(3), ScannedCode("A001")
    assert [repeats.is_new(code, at) for at in (0, 1, 3.5, 6.4, 9.5)] == [True, False, False, False, True]


def test_another_code_in_between_makes_it_new() -> None:
    repeats = Repeats(3)
    assert [repeats.is_new(ScannedCode(text), 0) for text in ("A", "B", "A")] == [True] * 3


def test_a_code_is_masked_in_every_way_of_writing_it() -> None:
    code = ScannedCode("Yk3v9QdW2mXr7PzT")
    assert f"{code} {code!r} {[code]}" == " ".join(
        ["ScannedCode(Yk…, 16 characters)"] * 2 + ["[ScannedCode(Yk…, 16 characters)]"]
    )


@pytest.mark.parametrize("size", [2001, 5000])
def test_the_tail_of_a_code_that_is_too_long_is_no_code(size: int) -> None:
    lines = CodeLines(CodeRules())
    codes = [code for n in range(0, size, 500) for code in lines.feed(b"9" * 500, n / 10_000)]
    assert codes + lines.feed(b"8888\rA001\r", size / 10_000) == [ScannedCode("A001")]
    assert lines.feed(b"7" * size + b"\r", 2.0) == []
