"""Names come from ID cards and from bookings on the network: no text may become an order to a display."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hardware.led import cpower_frames as cpower
from hardware.led import huidu_frames as huidu
from hardware.led import onbon_frames as onbon
from hardware.led.interface import Colour, Look, Spot
from hardware.led.led_text import Charset, cleaned, encoded
from hardware.led.sim_cards import CpowerOnWire, HuiduFlash, HuiduOnWire
from hardware.led.sim_onbon import OnbonOnWire
from hardware.led.sim_screen import Screen
from hardware.led.sim_strips import A090OnBus, StripsOnBus
from hardware.led.strip_frames import StripVariant, strip_frame
from hardware.led.template import spec_named
from hardware.led.template_frames import template_frame

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\\[]\x00\x01\r\n\x1b\xff\xa5\xaaZ[<>&\"'䶮𠮷丂籕乗QT〓　"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    max_size=60,
)
# 籕 is BB 51 in GBK: with a T it is the middle of a strip's head.
HEAD_IN_TEXT = bytes.fromhex("81AA23BB5154").decode("gbk") + "请A9"
CHARSETS = st.sampled_from(list(Charset))


def as_the_card_knows_it(text: str, charset: str) -> str:
    return encoded(text, Charset(charset), 4096).decode(charset)


@given(NASTY, CHARSETS, st.integers(0, 40))
def test_encoded_text_is_never_too_long_nor_cut_in_a_character(
    text: str, charset: Charset, longest: int
) -> None:
    done = encoded(text, charset, longest)
    assert len(done) <= longest
    assert all(byte >= 0x20 and byte != 0x7F for byte in done)
    done.decode(charset.value)


def test_what_the_card_does_not_know_is_a_mark_and_not_a_gap() -> None:
    assert encoded("张䶮\ud842", Charset.GB2312, 99).decode("gb2312") == "张〓"
    assert encoded("镕", Charset.GB2312, 99).decode("gb2312") == "〓"
    assert encoded("镕", Charset.GBK, 99).decode("gbk") == "镕"
    assert encoded("䶮", Charset.GB18030, 99).decode("gb18030") == "䶮"
    assert cleaned("张\r\n三\x00\x1b\\") == "张 三\\"


@given(NASTY, st.integers(1, 32), st.sampled_from([Charset.GB2312, Charset.GBK]), st.booleans())
@example(HEAD_IN_TEXT, 3, Charset.GBK, False)
def test_a_strip_shows_the_text_and_no_other_strip_anything(
    text: str, address: int, charset: Charset, with_end: bool
) -> None:
    screen = Screen()
    bus = StripsOnBus(screen, end_in_checksum=with_end)
    variant = StripVariant(charset=charset, checksum_includes_end=with_end, longest=2000)
    bus.receive(strip_frame(address, text, variant))
    assert screen.oddities == []
    assert list(screen.texts) == [(address, 0)]
    if text != HEAD_IN_TEXT:
        assert screen.text(address) == as_the_card_knows_it(text, charset.value)


def test_a_strip_of_another_address_finds_no_head_inside_the_text() -> None:
    """It may look for one anywhere, once it has missed the beginning."""
    screen = Screen()
    bus = StripsOnBus(screen)
    bus.receive(strip_frame(3, HEAD_IN_TEXT, StripVariant(charset=Charset.GBK))[1:])
    assert screen.texts == {}
    assert "〓" in strip_frame(3, HEAD_IN_TEXT, StripVariant(charset=Charset.GBK))[11:-1].decode("gbk")


@given(NASTY, st.sampled_from([Charset.GB2312, Charset.GBK]), st.sampled_from(list(Colour)))
def test_an_onbon_card_finds_no_order_in_the_text(text: str, charset: Charset, colour: Colour) -> None:
    screen = Screen()
    card = OnbonOnWire(screen)
    data = onbon.dynamic_areas(
        [(onbon.Area(2, 0, 0, 64, 16), onbon.coloured([(colour, text)], charset, 512))]
    )
    reply = onbon.read_reply(card.receive(onbon.frame(data, 7)))
    assert reply is not None
    assert reply.accepted
    assert screen.oddities == []
    shown = screen.texts[7, 2]
    assert set(shown.colours) <= {colour.value[0]}
    assert not set(shown.text) & set("\\[]")
    harmless = text.translate({ord("\\"): "＼", ord("["): "［", ord("]"): "］"})
    known = as_the_card_knows_it(harmless, charset.value)
    if charset is Charset.GB2312 and len(known.encode("gb2312")) < 500:
        assert shown.text == known


@given(st.binary(max_size=300))
def test_any_bytes_survive_onbons_escapes_wherever_the_stream_is_cut(data: bytes) -> None:
    frame = onbon.frame(b"\xa3\x07\x01\x00\x00" + data)
    assert frame[:8] == b"\xa5" * 8
    assert frame[-1] == 0x5A
    assert not set(frame[8:-1]) & {0xA5, 0x5A}
    screen = Screen()
    card = OnbonOnWire(screen)
    answers = b"".join(card.receive(frame[n : n + 1]) for n in range(len(frame)))
    assert screen.oddities == []
    assert onbon.read_reply(answers) == onbon.Reply(0xA0, 0, 0)


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=40))
def test_a_flipped_byte_in_an_onbon_answer_is_never_taken_for_an_answer(at: int, data: bytes) -> None:
    answer = bytearray(OnbonOnWire(Screen()).receive(onbon.frame(onbon.ping())))
    place = 9 + at % (len(answer) - 10)
    answer[place] ^= data[0] or 1
    assert onbon.read_reply(bytes(answer)) is None


@given(NASTY, st.sampled_from(list(Colour)), st.integers(60, 9000), st.integers(1, 50))
@example('</string><string>9</string>&amp;]]><a b="', Colour.RED, 8000, 7)
def test_a_huidu_card_reads_the_text_as_text(text: str, colour: Colour, piece: int, chunk: int) -> None:
    screen, flash = Screen(), HuiduFlash()
    card = HuiduOnWire(screen, flash)
    area = huidu.TextArea("a0", "t0", 0, 0, 64, 16)
    card.receive(huidu.version_ask(0x1000005))
    answer = huidu.sdk_answer(huidu.packets_of(card.receive(huidu.sdk_ask(huidu.get_version_xml("1"))))[0])
    assert answer is not None
    order = huidu.sdk_ask(huidu.add_program_xml(answer.session, "p", [(area, text, colour)]), piece)
    heard = b"".join(card.receive(order[n : n + chunk]) for n in range(0, len(order), chunk))
    result = huidu.sdk_answer(huidu.packets_of(heard)[0])
    assert result is not None
    assert result.result == huidu.SUCCESS
    assert screen.oddities == []
    allowed = "".join(c for c in cleaned(text) if not 0xD800 <= ord(c) < 0xE000)
    assert screen.text(1, 0) == allowed
    assert flash.writes == 1


@given(NASTY, st.sampled_from(list(Colour)), st.booleans())
def test_a_cpower_card_shows_the_whole_text_and_no_control_byte(
    text: str, colour: Colour, over_tcp: bool
) -> None:
    screen = Screen()
    card = CpowerOnWire(screen, over_tcp)
    split = cpower.split([cpower.Rectangle(0, 0, 64, 16)])
    put = cpower.pure_text(0, encoded(text, Charset.GBK, 200), colour, cpower.TextStyle())
    for call in (split, put):
        whole = cpower.packet(cpower.one_packet(call), 9)
        if over_tcp:
            assert cpower.read_tcp(card.receive(cpower.on_tcp(whole)), 9) == 0
        else:
            assert cpower.read_serial(card.receive(cpower.on_serial(whole)), 9) == 0
    assert screen.oddities == []
    assert screen.text(9) == encoded(text, Charset.GBK, 200).decode("gbk")


@given(NASTY, st.integers(0, 255))
def test_the_template_strip_is_the_strip(text: str, address: int) -> None:
    assert template_frame(spec_named("strip"), Spot(address), Look(text)) == strip_frame(address, text or " ")


@given(NASTY)
def test_the_second_template_is_read_by_its_own_description(number: str) -> None:
    screen = Screen()
    A090OnBus(screen).receive(template_frame(spec_named("a0-90"), Spot(5), Look("x", number)))
    assert screen.oddities == []
    assert screen.text(5) == as_the_card_knows_it(number or " ", "gb2312")


@pytest.mark.parametrize("address", [-1, 256])
def test_an_address_must_fit(address: int) -> None:
    with pytest.raises(ValueError, match="not a byte"):
        strip_frame(address, "x")
