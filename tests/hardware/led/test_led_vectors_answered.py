"""The same published bytes read by the simulated displays, which answer with the published answers."""

import pytest

from hardware.led import cpower_frames as cpower
from hardware.led import huidu_frames as huidu
from hardware.led import modbus_frames as modbus
from hardware.led import onbon_frames as onbon
from hardware.led.interface import Colour
from hardware.led.sim_cards import CpowerOnWire, HuiduFlash, HuiduOnWire
from hardware.led.sim_onbon import OnbonOnWire
from hardware.led.sim_screen import Screen
from hardware.led.sim_strips import A090OnBus, ModbusBus, StripsOnBus
from tests.hardware.led.test_led_vectors import HEAD, QUEUE, STRIP_CALL, WELCOME, raw

REPLY = "A5" * 9 + "00800100000000000000FE02"
ACK = REPLY + "0500A00000000064DC5A"


@pytest.mark.parametrize(
    ("order", "data"),
    [
        ("0D00A20301000026201123134900 0103A75A", "A2030100002620112313490001"),
        ("0D00A203010800132001251117260 5B03F5A", "A2030108001320012511172605"),
        ("0B00A3040100000001503030 30C2405A", "A304010000000150303030"),
    ],
)
def test_any_order_that_the_document_shows_can_be_framed(order: str, data: str) -> None:
    assert onbon.frame(raw(data)) == raw(HEAD + order)


@pytest.mark.parametrize(
    ("order", "answer"),
    [
        (HEAD + "0500A20001000068F85A", ACK),
        (HEAD + "0700A306010000FF0066745A", ACK),
        (HEAD + "0800A306010000010000A602EA5A", ACK),
        (HEAD + "0500A31001000051F85A", ACK),
        (HEAD + "0700A302010000010826565A", ACK),
        (HEAD + "0600A3000100000179EA5A", ACK),
        (HEAD + "0600A3000100000239EB5A", ACK),
        (QUEUE, ACK),
        # The last byte of the checksum is wrong.
        (HEAD + "0500A20001000068F95A", REPLY + "0500A00105000075215A"),
        (WELCOME, "A5" * 9 + "0080FEFF000000000000FE020500A00000000014AC5A"),
    ],
)
def test_an_onbon_card_answers_the_published_orders_with_the_published_answers(
    order: str, answer: str
) -> None:
    assert OnbonOnWire(Screen()).receive(raw(order)) == raw(answer)


def test_an_onbon_card_with_one_area_tells_the_published_status() -> None:
    screen = Screen()
    card = OnbonOnWire(screen)
    card.receive(raw(QUEUE))
    assert screen.text(1) == "A001请到3号窗口"
    assert screen.texts[1, 0].colours == "rrrrrrgggg"
    assert card.receive(raw(HEAD + "0500A1020100002D405A")) == raw(
        REPLY + "3400A102000000010F262011230113490000000000000000010053494D30"
        "303030303030303030303031000000000000000000000000AF295A"
    )


def test_a_cpower_card_answers_with_the_published_answer() -> None:
    screen = Screen()
    card = CpowerOnWire(screen)
    assert card.receive(raw("A56832017B0112000000010200000000004000100000001000400010DC01AE"))
    shown = card.receive(
        raw(
            "A56832017B011B0000001200000501000502FF000041303031C7EBB5BD33BAC5B4B0BFDA00F50AAE",
        )
    )
    assert shown == raw("A5E832017B000100000012A901AE")
    assert screen.text(1) == "A001请到3号窗口"
    assert cpower.read_serial(shown, 1) == 0


def test_a_huidu_card_answers_with_the_published_packets() -> None:
    card = HuiduOnWire(Screen(), HuiduFlash())
    assert card.receive(huidu.version_ask(0x1000005)) == raw("0A00022005000001 0000")
    assert card.receive(raw("04005F00")) == raw("04006000")
    wrong_session = huidu.sdk_ask(
        huidu.update_program_xml("0", "p", huidu.TextArea("a", "t", 0, 0, 1, 1), "", Colour.RED)
    )
    assert card.receive(wrong_session) == raw("060000202B00")


def test_a_digit_display_answers_with_the_published_frames() -> None:
    screen = Screen()
    bus = ModbusBus(screen)
    assert bus.receive(raw("01060000007BC9E9")) == raw("01060000007BC9E9")
    assert screen.text(1) == "123"
    assert bus.receive(raw("011000700003062020413030 31A3EB")) == raw("01100070000381D3")
    assert screen.text(1) == "  A001"
    assert bus.receive(raw("011000800003060000773F3F065B22"))
    assert screen.text(1) == "  A001"
    assert bus.receive(modbus.rtu(1, modbus.write_one(4, 1))) == raw("018602C3A1")


def test_strips_show_the_published_frames() -> None:
    screen = Screen()
    StripsOnBus(screen).receive(raw(STRIP_CALL))
    assert screen.text(3) == "请A001号到3号窗口"
    A090OnBus(screen).receive(raw("A09003A500084100300030003100DE"))
    assert screen.text(3) == "A001"
    assert screen.oddities == []
