"""The reader on which a test or a demo puts a card."""

import socket
from contextlib import closing

import pytest

from hardware.build import build_id_reader
from hardware.health import HealthState
from hardware.id_reader.interface import ReaderUnplugged
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.id_reader.simulator import SimulatedIdReader


def test_no_card_is_none() -> None:
    assert SimulatedIdReader().poll() is None


def test_a_card_is_read_for_as_long_as_it_lies_there() -> None:
    reader = SimulatedIdReader()
    reader.insert(SAMPLE_CARDS[0])
    assert [reader.poll(), reader.poll()] == [SAMPLE_CARDS[0]] * 2
    reader.remove()
    assert reader.poll() is None


def test_an_unplugged_reader_is_a_fault_and_says_so() -> None:
    reader = SimulatedIdReader()
    reader.unplug()
    assert reader.health().state is HealthState.DOWN
    with pytest.raises(ReaderUnplugged):
        reader.poll()
    reader.plug()
    assert reader.health().state is HealthState.OK


def test_a_card_can_be_inserted_from_outside() -> None:
    reader = build_id_reader("sim://?control=0")
    assert isinstance(reader, SimulatedIdReader)
    with (
        closing(reader),
        socket.create_connection(("127.0.0.1", reader.control_port), 5) as caller,
        caller.makefile("rw", encoding="utf-8") as orders,
    ):
        orders.write("insert 2\n")
        orders.flush()
        assert orders.readline() == "ok plugged IdCard(测*乙, 4312…0028)\n"
        assert reader.poll() == SAMPLE_CARDS[1]
        orders.write("remove\n")
        orders.flush()
        assert orders.readline() == "ok plugged no card\n"
        assert reader.poll() is None


def test_any_valid_person_can_be_inserted() -> None:
    reader = SimulatedIdReader()
    assert reader.obey(f"insert 测试己 {SAMPLE_CARDS[0].id_number}").startswith("ok")
    card = reader.poll()
    assert card is not None
    assert (card.name, card.birth) == ("测试己", SAMPLE_CARDS[0].birth)


@pytest.mark.parametrize("order", ["insert 99", "insert 0", "insert 张三 123", "eject", ""])
def test_a_wrong_order_is_not_repeated_in_the_answer(order: str) -> None:
    answer = SimulatedIdReader().obey(order)
    assert answer.startswith("error expected insert 1..")
    assert "张三" not in answer
