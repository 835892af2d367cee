"""Bytes of published documents and device captures, and of an independent calculation, one by one."""

import subprocess
import sys
from pathlib import Path

import pytest

from hardware.led import cpower_frames as cpower
from hardware.led import huidu_frames as huidu
from hardware.led import modbus_frames as modbus
from hardware.led import onbon_frames as onbon
from hardware.led.checksums import crc16_arc, crc16_ccitt, crc16_modbus
from hardware.led.interface import Colour, Look, Spot
from hardware.led.led_text import Charset
from hardware.led.strip_frames import StripVariant, strip_frame
from hardware.led.template import spec_named
from hardware.led.template_frames import template_frame

SCRIPT = Path(__file__).parents[4] / "shared" / "examples" / "hw_vectors.py"
A5x8 = "A5A5A5A5A5A5A5A5"
HEAD = A5x8 + "0100008000000000 0000FE02"
WELCOME = (
    A5x8 + "FEFF0080000000000000FE022C00A306010000000123000000800000808020000000000A00"
    "0000000201010002 0A08000000BBB6D3ADB9E2C1D93C495A"
)
QUEUE = (
    HEAD + "3900A306010000000130000000800000808010000000000000 00000A010201000 20A15000000"
    "5C4331413030 31C7EBB5BD5C433233BAC5B4B0BFDA0F3F5A"
)
STRIP_CALL = "AA03BB515421010099 0063C7EB41303031BAC5B5BD33BAC5B4B0BFDAFF"


def raw(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


def queue_frame() -> bytes:
    area = onbon.Area(0, 0, 0, 128, 16)
    runs = [(Colour.RED, "A001请到"), (Colour.GREEN, "3号窗口")]
    return onbon.frame(onbon.dynamic_areas([(area, onbon.coloured(runs, Charset.GBK, 512))]))


def escaped_frame() -> bytes:
    area = onbon.Area(0, 0, 0, 64, 16, single_line=False, speed=0x0A, stay=8, timeout=10)
    return onbon.frame(onbon.dynamic_areas([(area, b"Z[\xa5\xa6")]))


def welcome_frame() -> bytes:
    area = onbon.Area(
        0, 0, 0, 128, 32, alignment=0, single_line=False, wrap=False, speed=2, stay=10, timeout=10
    )
    return onbon.frame(onbon.dynamic_areas([(area, "欢迎光临".encode("gbk"))]), onbon.BROADCAST_ANSWERED)


@pytest.mark.parametrize(
    ("made", "published"),
    [
        (onbon.frame(onbon.ping()), HEAD + "0500A20001000068F85A"),
        (welcome_frame(), WELCOME),
        (queue_frame(), QUEUE),
        (onbon.frame(onbon.delete_areas()), HEAD + "0700A306010000FF0066745A"),
        (onbon.frame(onbon.delete_areas(0)), HEAD + "0800A306010000010000A602EA5A"),
        (onbon.frame(onbon.clear_screen()), HEAD + "0500A31001000051F85A"),
        (onbon.frame(onbon.brightness(8)), HEAD + "0700A302010000010826565A"),
        (onbon.frame(onbon.power(on=True)), HEAD + "0600A300010000 0179EA5A"),
        (onbon.frame(onbon.power(on=False)), HEAD + "0600A300010000 0239EB5A"),
        (onbon.frame(onbon.status()), HEAD + "0500A1020100002D405A"),
        (
            escaped_frame(),
            HEAD + "2800A30601000000011F000000800000408010000000000A000000 0A02020100 0A08"
            "040000005B025B01A602A601D05F5A",
        ),
    ],
)
def test_onbon_frames_are_the_published_ones(made: bytes, published: str) -> None:
    assert made == raw(published)


@pytest.mark.parametrize(
    ("heard", "reply"),
    [
        ("A5" * 9 + "0080FEFF000000000000FE020500A00000000014AC5A", onbon.Reply(0xA0, 0, 0)),
        ("A5" * 9 + "00800100000000000000FE020500A00000000064DC5A", onbon.Reply(0xA0, 0, 0)),
        ("A5" * 9 + "00800100000000000000FE020500A00105000075215A", onbon.Reply(0xA0, 1, 5)),
        ("A5" + "00800100000000000000FE020500A00000000064DC5A", onbon.Reply(0xA0, 0, 0)),
        ("13A55A" + "A5" * 9 + "00800100000000000000FE020500A00000000064DC5A", onbon.Reply(0xA0, 0, 0)),
        ("A5" * 9 + "00800100000000000000FE020500A00000000064DD5A", None),
        ("A5" * 9 + "00800100000000000000FE020500A000", None),
    ],
)
def test_onbon_answers_are_read(heard: str, reply: onbon.Reply | None) -> None:
    assert onbon.read_reply(raw(heard)) == reply


def test_an_onbon_status_names_the_areas_that_are_alive() -> None:
    status = (
        "A5" * 9 + "00800100000000000000FE023400A102000000010F262011230113490000000000000000010053494D30"
        "303030303030303030303031000000000000000000000000AF295A"
    )
    reply = onbon.read_reply(raw(status))
    assert reply is not None
    assert onbon.areas_alive(reply) == frozenset({0})
    assert onbon.areas_alive(onbon.Reply(0xA0, 0, 0)) is None


@pytest.mark.parametrize(
    ("text", "check", "with_end", "frame"),
    [
        ("请A001号到3号窗口", 0x21, 0x20, STRIP_CALL),
        ("欢迎光临", 0x23, 0x22, "AA03BB5154230100990063BBB6D3ADB9E2C1D9FF"),
        ("暂停服务", 0x92, 0x91, "AA03BB5154920100990063D4DDCDA3B7FECEF1FF"),
    ],
)
def test_strip_frames_are_the_published_ones(text: str, check: int, with_end: int, frame: str) -> None:
    assert strip_frame(3, text) == raw(frame)
    assert strip_frame(3, text)[5] == check
    assert strip_frame(3, text, StripVariant(checksum_includes_end=True))[5] == with_end


def test_the_template_driver_speaks_the_strip_and_two_more() -> None:
    look = Look("请A001号到3号窗口", "A001", "3")
    assert template_frame(spec_named("strip"), Spot(3), look) == raw(STRIP_CALL)
    assert template_frame(spec_named("a0-90"), Spot(3), look) == raw("A09003A500084100300030003100DE")
    # Coil 0 of unit 1 on, as in the Modbus specification's own examples of function 5.
    assert template_frame(spec_named("relay"), Spot(1, 0), look, on=True) == raw("01050000FF008C3A")


@pytest.mark.parametrize(
    ("order", "published"),
    [
        (modbus.write_one(0, 123), "01060000007BC9E9"),
        (modbus.write_one(0, -5), "01060000FFFB89B9"),
        (modbus.write_one(4, 1), "01060004000109CB"),
        (modbus.number_order("A001", modbus.RegisterMap(width=6)), "0110007000030620204130 3031A3EB"),
        (
            modbus.number_order("A001", modbus.RegisterMap(0x80, modbus.Encoding.SEGMENTS, 6)),
            "011000800003060000773F3F065B22",
        ),
        (modbus.number_order("A123", modbus.RegisterMap(0, modbus.Encoding.VALUE)), "01060000007BC9E9"),
    ],
)
def test_modbus_frames_are_the_published_ones(order: bytes, published: str) -> None:
    assert modbus.rtu(1, order) == raw(published)


def test_modbus_answers_are_read() -> None:
    assert modbus.read_rtu(raw("0110007000 0381D3"), 1, 0x10) == modbus.Answer(1, 0x10)
    assert modbus.read_rtu(raw("00FF018602C3A1"), 1, 6) == modbus.Answer(1, 6, 2)
    assert modbus.read_rtu(raw("018602C3A2"), 1, 6) is None
    assert modbus.read_mbap(raw("0007000000060106000000 7B"), 7, 6) == modbus.Answer(1, 6)
    assert modbus.read_mbap(raw("0006000000060106000000 7B"), 7, 6) is None


def test_cpower_frames_are_the_published_ones() -> None:
    published = "A56832017B0113000000120000010000030 2FF00006162630D636261009A04AE"
    call = cpower.pure_text(0, b"abc\rcba", Colour.RED, cpower.TextStyle(alignment=1, speed=0, stay=3))
    assert cpower.on_serial(cpower.packet(cpower.one_packet(call), 1)) == raw(published)
    assert cpower.on_serial(cpower.packet(b"\x01", 1, cpower.POWER)) == raw("A56832017601011301AE")
    windows = [cpower.Rectangle(0, 0, 64, 16), cpower.Rectangle(0, 16, 64, 16)]
    assert cpower.on_serial(cpower.packet(cpower.one_packet(cpower.split(windows)), 1)) == raw(
        "A56832017B01120000000102000000000040001000000010 00400010DC01AE"
    )
    text = "A001请到3号窗口".encode("gbk")
    whole = cpower.packet(cpower.one_packet(cpower.pure_text(0, text, Colour.RED, cpower.TextStyle())), 1)
    tail = "6832017B011B0000001200000501000502FF000041303031C7EBB5BD33BAC5B4B0BFDA00F50A"
    assert cpower.on_serial(whole) == raw("A5" + tail + "AE")
    assert cpower.on_tcp(whole) == raw("FFFFFFFF26000000" + tail)
    assert cpower.on_tcp(whole, big_endian=True) == raw("FFFFFFFF00260000" + tail)
    assert cpower.read_serial(raw("A5E832017B0001000000 12A901AE"), 1) == 0
    assert cpower.read_serial(raw("A5E832017B0001000000 12AA01AE"), 1) is None


def test_huidu_packets_are_the_published_ones() -> None:
    assert huidu.version_ask(0x1000005) == raw("0800012005000001")
    assert huidu.packet(huidu.HEARTBEAT_ASK) == raw("04005F00")
    xml = huidu.get_version_xml("1000000")
    assert xml == (
        '<?xml version="1.0" encoding="utf-8"?><sdk guid="##GUID"><in method="GetIFVersion">'
        '<version value="1000000"/></in></sdk>'
    )
    assert huidu.sdk_ask(xml)[:12] == raw("840003207800000000000000")
    area = huidu.TextArea("a1", "t1", 0, 0, 128, 32)
    session = "0123456789abcdef" * 2
    update = huidu.update_program_xml(session, "win03", area, "A001请到3号窗口", Colour.RED)
    assert update == (
        f'<?xml version="1.0" encoding="utf-8"?><sdk guid="{session}"><in method="UpdateProgram">'
        '<program guid="win03" type="normal"><area guid="a1" alpha="255">'
        '<rectangle x="0" y="0" width="128" height="32"/><resources><text guid="t1" singleLine="true">'
        '<style valign="middle" align="center"/><string>A001请到3号窗口</string>'
        '<font name="SimSun" size="16" color="#ff0000" bold="false" italic="false" underline="false"/>'
        "</text></resources></area></program></in></sdk>"
    )
    assert huidu.sdk_ask(update)[:12] == raw("EF010320E301000000000000")


def test_huidu_error_packets_are_answers() -> None:
    packets, rest = huidu.packets_of(raw("060000202B000A0002"))
    assert rest == raw("0A0002")
    assert huidu.sdk_answer(packets) == huidu.SdkAnswer("", "", "error 43")


def test_checksums_of_the_usual_nine_digits() -> None:
    digits = b"123456789"
    assert (crc16_arc(digits), crc16_modbus(digits), crc16_ccitt(digits)) == (0xBB3D, 0x4B37, 0x29B1)


def test_the_script_with_the_reference_vectors_prints_the_same_bytes() -> None:
    if not SCRIPT.is_file():
        pytest.skip(f"{SCRIPT} is not here: only the copies in this file were compared")
    told = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True).stdout
    for frame in (queue_frame(), welcome_frame(), strip_frame(3, "欢迎光临"), onbon.frame(onbon.ping())):
        assert frame.hex(" ").upper() in told
