"""Answers that are not for us, not from whom we asked, not of this world, or that never end."""

import pytest

from hardware.led import huidu_frames as huidu
from hardware.led import onbon_frames as onbon
from hardware.led.exchange import MOST_BYTES, answer_to
from hardware.led.interface import LedSilent, Look, Spot
from hardware.led.onbon import OnbonCard, rows_of
from hardware.led.sim_onbon import OnbonOnWire
from hardware.led.sim_screen import Screen
from hardware.transport.line import MemoryLine

CARD = OnbonCard(rows_of(128, 16, 1))


def answer_of(card: int) -> bytes:
    return OnbonOnWire(Screen()).receive(onbon.frame(onbon.ping(), card))


def test_the_answer_of_another_card_is_not_taken_for_the_one_that_was_asked() -> None:
    assert onbon.read_reply(answer_of(9), asked=1) is None
    assert onbon.read_reply(answer_of(9) + answer_of(1), asked=1) == onbon.Reply(0xA0, 0, 0)
    assert onbon.read_reply(answer_of(9)) == onbon.Reply(0xA0, 0, 0)


def test_a_card_may_answer_by_the_address_that_all_answer_to() -> None:
    assert onbon.read_reply(answer_of(onbon.BROADCAST_ANSWERED), asked=1) == onbon.Reply(0xA0, 0, 0)


def test_an_adapter_that_hears_itself_is_not_taken_for_a_card_that_refuses() -> None:
    card = OnbonOnWire(Screen())
    CARD.show(MemoryLine(lambda asked: asked + card.receive(asked)), Spot(1), Look("请A001号"))


@pytest.mark.parametrize("encoding", ["gb2312", "utf-7", "nonsense", "utf-16"])
def test_an_answer_in_an_encoding_that_nobody_knows_is_an_answer_that_is_not_xml(encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><sdk guid="s"><out method="m" result="r"/></sdk>'
    body = len(xml).to_bytes(4, "little") + bytes(4) + xml.encode()
    answer = huidu.sdk_answer([huidu.Packet(huidu.SDK_ANSWER, body)])
    assert answer is not None
    assert answer.result == "an answer that is not XML"


def test_a_device_that_babbles_is_silent_and_does_not_keep_its_owner_reading() -> None:
    class Babbling(MemoryLine):
        given = 0

        def read(self, count: int, seconds: float) -> bytes:
            if not seconds:
                return b""
            self.given += count
            return b"\x01" * count

    line = Babbling()
    with pytest.raises(LedSilent):
        answer_to(line, b"?", lambda heard: None, seconds=3600.0)
    assert line.given <= MOST_BYTES + 4096
