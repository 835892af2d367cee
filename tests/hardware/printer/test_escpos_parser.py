"""The independent reader of ESC/POS."""

from hypothesis import given
from hypothesis import strategies as st

from hardware.printer import escpos_parser as op
from hardware.printer.slip import Slip
from hardware.printer.ticket_picture import draw, words_of
from hardware.printer.typeset import QrMode, Typesetter


def read(data: bytes) -> list[op.Operation]:
    return list(op.EscposParser().feed(data))


def test_chinese_is_read_in_chinese_mode_only() -> None:
    assert read(b"\x1c&\xba\xc5") == [op.ChineseMode(True), op.Words("号")]
    assert read(b"\xba\xc5") != [op.Words("号")]


def test_a_reset_leaves_chinese_mode() -> None:
    assert read(b"\x1c&\x1b@\xba\xc5")[-1] != op.Words("号")


def test_a_four_byte_character_is_a_box_as_on_real_printers() -> None:
    assert read(b"\x1c&" + "𠮷".encode("gb18030"))[-1] == op.Words("□")


def test_a_status_question_is_no_text() -> None:
    assert read(b"A\x10\x04\x01B") == [op.Words("A"), op.AskStatus(1), op.Words("B")]


def test_every_kind_of_cut_is_read() -> None:
    assert read(b"\x1dV\x00\x1dV\x42\x00\x1bi\x1bmA") == [
        op.Cut(),
        op.Cut(feeds=True),
        op.Cut(),
        op.Cut(),
        op.Words("A"),
    ]


def test_an_unknown_command_is_told() -> None:
    assert read(b"\x1bZ") == [op.Unknown(b"\x1bZ")]


def test_half_a_command_waits() -> None:
    parser = op.EscposParser()
    assert list(parser.feed(b"\x1dv0\x00\x01\x00\x02\x00\xff")) == []
    assert parser.holds_half
    assert list(parser.feed(b"\x01")) == [op.Raster(1, 2, b"\xff\x01")]
    assert not parser.holds_half


def test_the_stream_may_come_in_any_pieces(ticket: Slip) -> None:
    job = Typesetter(qr_mode=QrMode.NATIVE).job(ticket).data
    parser = op.EscposParser()
    bytewise = [each for byte in job for each in parser.feed(bytes((byte,)))]
    whole = read(job)
    assert words_of(bytewise) == words_of(whole)
    assert draw(bytewise, 576).tobytes() == draw(whole, 576).tobytes()


@given(st.binary(max_size=300))
def test_any_noise_can_be_read(noise: bytes) -> None:
    read(noise)
