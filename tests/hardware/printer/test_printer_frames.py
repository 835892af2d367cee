"""ESC/POS bytes, compared with published and computed vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hardware.printer import frames
from hardware.printer.drawing import bitmap
from hardware.printer.frames import Cut, Discard, FontRom
from hardware.printer.interface import Evidence, Paper
from hardware.printer.slip import Align

# Common in names: in GBK but not in GB2312. The rare ones have four bytes in GB18030, or a contested code.
GBK_NAMES = "镕喆堃昇珺玥"
RARE_NAMES = "䶮𠮷"


def test_a_native_qr_is_the_published_sequence() -> None:
    assert frames.native_qr(b"Q:A001:20250101", 6) == bytes.fromhex(
        "1D286B0400314132 00 1D286B03003143 06 1D286B0300314531 1D286B12003150 30"
        "513A413030313A3230323530313031 1D286B0300315130"
    )


def test_a_picture_is_the_published_sequence() -> None:
    assert frames.raster(2, bytes.fromhex("80000001")) == bytes.fromhex("1D763000020002008000 0001")


def test_a_picture_has_the_bytes_that_python_escpos_makes() -> None:
    from escpos.image import EscposImage

    picture = Image.new("L", (16, 2), 255)
    picture.putpixel((0, 0), 0)
    picture.putpixel((15, 1), 0)
    ours = bitmap(picture)
    assert ours.rows == EscposImage(picture).to_raster_format()


def test_a_tall_picture_goes_in_strips_of_256_rows() -> None:
    strips = frames.raster(1, b"\xff" * 600)
    assert strips == (
        b"\x1dv0\x00\x01\x00\x00\x01" + b"\xff" * 256
        + b"\x1dv0\x00\x01\x00\x00\x01" + b"\xff" * 256
        + b"\x1dv0\x00\x01\x00\x58\x00" + b"\xff" * 88
    )  # fmt: skip


def test_a_picture_must_be_whole_rows() -> None:
    with pytest.raises(ValueError, match="do not divide"):
        frames.raster(2, b"\x00" * 3)


@given(st.binary(max_size=400), st.integers(1, 3))
def test_no_picture_holds_a_command_that_printers_obey_at_once(dots: bytes, row_bytes: int) -> None:
    """DLE EOT, DLE ENQ and DLE DC4 are obeyed wherever they stand; a picture must not hold them."""
    rows = dots[: len(dots) // row_bytes * row_bytes]
    printed = frames.raster(row_bytes, rows)
    assert not any(bytes((0x10, second)) in printed[8:] for second in (0x04, 0x05, 0x14))


def test_a_picture_loses_no_dot_and_gains_at_most_one_beside_another() -> None:
    assert frames.raster(2, b"\x10\x04\x10\x06") == b"\x1dv0\x00\x02\x00\x02\x00" + b"\x30\x04\x10\x06"


@pytest.mark.parametrize(
    ("how", "lines", "expected"),
    [
        (Cut.FEED, 0, "1d 56 42 00"),
        (Cut.FEED_FULL, 0, "1d 56 41 00"),
        (Cut.PARTIAL, 4, "1b 64 04 1d 56 01"),
        (Cut.FULL, 4, "1b 64 04 1d 56 00"),
        (Cut.ESC_I, 0, "1b 69"),
        (Cut.ESC_M, 0, "1b 6d"),
        (Cut.NONE, 5, "1b 64 05"),
    ],
)
def test_every_way_of_cutting(how: Cut, lines: int, expected: str) -> None:
    assert frames.cut(how, lines).hex(" ") == expected


def test_the_ways_of_forgetting() -> None:
    assert frames.DISCARD[Discard.DLE_DC4].hex(" ") == "10 14 08 01 03 14 01 06 02 08"
    assert frames.DISCARD[Discard.DLE_ENQ].hex(" ") == "10 05 02"
    assert frames.DISCARD[Discard.NONE] == b""


def test_double_size_is_told_to_both_fonts() -> None:
    assert frames.size(2) == bytes.fromhex("1D21111C210C")
    assert frames.size(1) == bytes.fromhex("1D21001C2100")
    assert frames.size(4) == bytes.fromhex("1D21331C210C")


def test_short_commands() -> None:
    assert frames.start().hex() == "1b401c26"
    assert frames.start(report_changes=True, set_spacing=True).hex(" ") == (
        "1b 40 1d 61 0e 1c 26 1b 20 00 1c 53 00 00"
    )
    assert frames.align(Align.CENTRE) == bytes.fromhex("1B6101")
    assert frames.bold(True) == bytes.fromhex("1B4501")
    assert frames.feed(3) == bytes.fromhex("1B6403")
    assert frames.status_question(4) == bytes.fromhex("100404")


def test_hall_names_are_gb_bytes() -> None:
    assert frames.encode("业务：社保医保", FontRom.GB2312) == bytes.fromhex("D2B5CEF1A3BAC9E7B1A3D2BDB1A3")


def test_full_width_punctuation_is_in_every_rom() -> None:
    for rom in FontRom:
        assert frames.encode("（A001）：“请”、【号】～", rom) is not None


@pytest.mark.parametrize("character", GBK_NAMES)
def test_names_outside_gb2312_need_gbk(character: str) -> None:
    assert frames.encode(character, FontRom.GB2312) is None
    assert frames.encode(character, FontRom.GBK) == character.encode("gbk")


@pytest.mark.parametrize("character", RARE_NAMES)
@pytest.mark.parametrize("rom", list(FontRom))
def test_rarer_characters_are_in_no_rom(character: str, rom: FontRom) -> None:
    assert frames.encode(character, rom) is None


def test_private_characters_are_in_no_rom() -> None:
    assert frames.encode("\ue000", FontRom.GB18030) is None


def test_a_name_cannot_cut_the_paper() -> None:
    assert frames.clean("张\x1d\x56\x00三\x1b@\x10\x04\x01") == "张V三@"


def test_line_breaks_in_a_name_become_spaces() -> None:
    assert frames.clean("张\n三\t四") == "张 三 四"


def test_invisible_characters_go() -> None:
    assert frames.clean("A\u202e001\u200b\u2028\ud800\x9b") == "A001"


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_can_become_a_command(text: str) -> None:
    cleaned = frames.clean(text)
    for rom in FontRom:
        encoded = frames.encode(cleaned, rom)
        assert encoded is None or all(byte >= 0x20 and byte != 0x7F for byte in encoded)


@given(st.text(), st.sampled_from(FontRom))
def test_encoded_text_reads_back_as_itself(text: str, rom: FontRom) -> None:
    encoded = frames.encode(text, rom)
    assert encoded is None or encoded.decode("gb18030") == text


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(FontRom))
def test_even_uncleaned_text_is_never_encoded_as_a_command(text: str, rom: FontRom) -> None:
    encoded = frames.encode(text, rom)
    assert encoded is None or not any(byte < 0x20 for byte in encoded)


WELL = (0x12, 0x12, 0x12, 0x12)


def test_a_well_printer() -> None:
    status = frames.decode_status(WELL)
    assert status.can_print
    assert status.health.code == "ok"


@pytest.mark.parametrize(
    ("answers", "code", "can_print"),
    [
        ((0x1A, 0x12, 0x12, 0x12), "printer_offline", False),
        ((0x1A, 0x16, 0x12, 0x12), "cover_open", False),
        ((0x1A, 0x32, 0x12, 0x12), "paper_out", False),
        ((0x1A, 0x52, 0x12, 0x12), "printer_error", False),
        ((0x12, 0x12, 0x1A, 0x12), "cutter_error", False),
        ((0x12, 0x12, 0x32, 0x12), "printer_error", False),
        ((0x12, 0x12, 0x52, 0x12), "printer_error", False),
        ((0x12, 0x12, 0x12, 0x1E), "paper_near_end", True),
        ((0x12, 0x12, 0x12, 0x72), "paper_out", False),
        ((0x12, 0x12, 0x12, 0x7E), "paper_out", False),
    ],
)
def test_each_trouble_has_its_name(answers: tuple[int, ...], code: str, can_print: bool) -> None:
    status = frames.decode_status(answers)
    assert (status.health.code, status.can_print) == (code, can_print)


def test_the_feed_button_is_no_trouble() -> None:
    assert frames.decode_status((0x12, 0x1A, 0x12, 0x12)).can_print


@given(st.tuples(*[st.integers(0, 255)] * 4))
def test_a_status_that_makes_no_sense_is_unknown_and_never_well(answers: tuple[int, ...]) -> None:
    status = frames.decode_status(answers)
    if any(byte & 0x93 != 0x12 for byte in answers):
        assert status.evidence is Evidence.SILENT
        assert status.paper is Paper.UNKNOWN
        assert not status.can_print


def test_a_missing_answer_is_unknown() -> None:
    assert not frames.decode_status(WELL[:3]).can_print


@given(st.integers(0, 255))
def test_no_byte_is_both_a_status_and_the_mark_of_printing(byte: int) -> None:
    assert not (frames.is_status(byte) and frames.is_printed_mark(byte))
