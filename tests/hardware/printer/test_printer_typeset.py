"""Slips to bytes, read back by the independent parser."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.printer import escpos_parser as op
from hardware.printer.fonts import FontFace, FontMissing
from hardware.printer.frames import FontRom
from hardware.printer.slip import Align, Feed, Pair, Qr, Rule, Slip, Text
from hardware.printer.ticket_picture import draw, words_of
from hardware.printer.typeset import Head, PaperWidth, QrMode, TextMode, Typesetter


def operations(typesetter: Typesetter, *lines: Text | Pair | Rule | Qr | Feed) -> list[op.Operation]:
    parser = op.EscposParser()
    read = list(parser.feed(typesetter.job(Slip(lines)).data))
    assert not parser.holds_half
    assert not any(isinstance(each, op.Unknown) for each in read)
    return read


def pictures(read: list[op.Operation]) -> list[op.Raster]:
    return [each for each in read if isinstance(each, op.Raster)]


def test_a_ticket_is_the_computed_sequence() -> None:
    slip = Slip(
        (
            Text("XX市政务服务大厅", align=Align.CENTRE),
            Text("A001", size=2, align=Align.CENTRE),
            Text("业务：社保医保"),
            Text("等候人数：12"),
        )
    )
    assert Typesetter(rom=FontRom.GB2312).job(slip).data == bytes.fromhex(
        "1B401C261B6101 5858CAD0D5FECEF1B7FECEF1B4F3CCFC0A"
        "1D21111C210C413030310A1D21001C21001B6100"
        "D2B5CEF1A3BAC9E7B1A3D2BDB1A30A"
        "B5C8BAF2C8CBCAFDA3BA31320A1D564200"
    )


@pytest.mark.parametrize("name", ["张镕基", "李喆", "王堃", "赵昇", "钱珺", "孙玥"])
def test_a_name_outside_the_rom_is_drawn(name: str) -> None:
    assert len(pictures(operations(Typesetter(rom=FontRom.GB2312), Text(name)))) == 1
    assert pictures(operations(Typesetter(rom=FontRom.GBK), Text(name))) == []


@pytest.mark.parametrize("name", ["䶮女士", "𠮷先生"])
def test_a_rarer_name_is_drawn_on_every_printer(name: str) -> None:
    for rom in FontRom:
        assert len(pictures(operations(Typesetter(rom=rom), Text(name)))) == 1


def test_only_the_line_that_needs_it_is_drawn() -> None:
    read = operations(Typesetter(), Text("办理事项"), Text("𠮷"), Text("请到窗口"))
    assert words_of(read) == "办理事项\n[picture 576 x 30]\n请到窗口\n"


def test_raster_mode_prints_no_text_at_all() -> None:
    read = operations(Typesetter(text_mode=TextMode.RASTER), Text("A001"), Pair("a", "b"))
    assert not any(isinstance(each, op.Words) for each in read)
    assert len(pictures(read)) == 2


def test_large_chinese_is_drawn_because_printers_only_double_it() -> None:
    assert len(pictures(operations(Typesetter(), Text("号", size=3)))) == 1
    assert pictures(operations(Typesetter(), Text("号", size=2))) == []
    assert pictures(operations(Typesetter(), Text("A001", size=4))) == []


def test_a_narrow_roll_has_fewer_columns_and_dots() -> None:
    read = operations(Typesetter(paper=PaperWidth.MM58), Pair("左", "右"), Rule())
    assert words_of(read) == "左" + " " * 28 + "右\n[picture 384 x 24]\n"


def test_a_pair_fills_48_columns_on_the_wide_roll() -> None:
    words = words_of(operations(Typesetter(), Pair("前面等候", "12 人")))
    assert words == "前面等候" + " " * 35 + "12 人\n"


def test_a_native_qr_is_left_to_the_printer() -> None:
    read = operations(Typesetter(qr_mode=QrMode.NATIVE), Qr("Q:A001"))
    assert pictures(read) == []
    assert [each.function for each in read if isinstance(each, op.QrCommand)] == list(b"ACEPQ")


def test_a_long_qr_gets_modules_that_fit_the_paper() -> None:
    read = operations(Typesetter(paper=PaperWidth.MM58), Qr("x" * 1000, module_dots=16))
    assert draw(read, 384).height <= 384
    assert {each.row_bytes * 8 for each in pictures(read)} == {384}


def test_a_long_native_qr_gets_modules_that_fit_the_paper_too() -> None:
    read = operations(Typesetter(qr_mode=QrMode.NATIVE, paper=PaperWidth.MM58), Qr("x" * 300, module_dots=16))
    (module,) = [each.parameters for each in read if isinstance(each, op.QrCommand) and each.function == 0x43]
    assert module == b"\x04"


def test_bold_ends_with_its_line() -> None:
    read = operations(Typesetter(), Text("粗", bold=True), Text("细"))
    assert [each for each in read if isinstance(each, op.Bold)] == [op.Bold(True), op.Bold(False)]


def test_a_long_text_is_wrapped_by_its_size() -> None:
    assert words_of(operations(Typesetter(), Text("请" * 13, size=2))) == "请" * 12 + "\n请\n"


def test_a_name_cannot_command_the_printer() -> None:
    read = operations(Typesetter(), Text("张\x1dV\x00三\x1b@"), Pair("\x10\x04\x01", "\x1ci"))
    assert sum(isinstance(each, op.Cut) for each in read) == 1
    assert sum(isinstance(each, op.Reset) for each in read) == 1
    assert not any(isinstance(each, op.AskStatus) for each in read)


def test_a_font_that_is_not_there_is_a_fault_that_names_it() -> None:
    typesetter = Typesetter(face=FontFace(Path("/no/such/font.ttc")))
    with pytest.raises(FontMissing, match="/no/such/font"):
        typesetter.job(Slip((Text("𠮷"),)))


def test_without_a_font_the_printer_s_own_characters_still_print() -> None:
    typesetter = Typesetter(face=FontFace(Path("/no/such/font.ttc")))
    assert typesetter.job(Slip((Text("办理事项"),)))


any_text = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(deadline=None)
@given(any_text, st.sampled_from(FontRom), st.integers(1, 4))
def test_any_text_prints_and_reads_back_without_a_stray_command(text: str, rom: FontRom, size: int) -> None:
    read = operations(Typesetter(rom=rom), Text(text, size=size))
    allowed = (
        op.Reset,
        op.ChineseMode,
        op.LatinSize,
        op.ChineseSize,
        op.Words,
        op.LineEnd,
        op.Raster,
        op.Cut,
    )
    assert all(isinstance(each, allowed) for each in read)
    assert isinstance(read[-1], op.Cut)


@settings(deadline=None)
@given(st.text(st.sampled_from("AB01 号票（）：。请到窗口"), max_size=60))
def test_text_in_the_rom_reads_back_as_it_was(text: str) -> None:
    words = words_of(operations(Typesetter(), Text(text)))
    assert words.replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_a_job_knows_how_much_paper_it_takes() -> None:
    """As the simulated roll of paper measures it, plus the strip between head and knife."""
    slip = Slip(
        (
            Text("BG023", size=4),
            Rule(),
            Text("𠮷"),
            Pair("左", "右"),
            Feed(2),
            Qr("Q:A001"),
            Text("号", size=2),
        )
    )
    for qr_mode in QrMode:
        job = Typesetter(qr_mode=qr_mode).job(slip)
        drawn = draw(op.EscposParser().feed(job.data), 576)
        assert abs(job.length_mm - 15.0 - drawn.height / 8) < 5


def test_a_qr_code_carries_no_control_characters() -> None:
    read = operations(Typesetter(qr_mode=QrMode.NATIVE), Qr("https://h/t/\x10\x04\x01x"))
    (stored,) = [each.parameters for each in read if isinstance(each, op.QrCommand) and each.function == 0x50]
    assert stored == b"0https://h/t/x"
    assert pictures(operations(Typesetter(), Qr("\x1b"))) == []


def test_a_head_with_fewer_dots_has_fewer_columns() -> None:
    narrow = Typesetter(head=Head(dots=512, set_spacing=True))
    read = operations(narrow, Pair("左", "右"), Rule())
    assert words_of(read) == "左" + " " * 38 + "右\n[picture 512 x 24]\n"
    assert [each for each in read if isinstance(each, op.Spacing)] == [op.Spacing(0, 0)] * 2
