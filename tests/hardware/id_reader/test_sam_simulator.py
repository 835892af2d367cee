"""The simulated module itself, against published bytes: a driver that is tested on it is tested on these."""

import pytest

from hardware.id_reader import frames, sample_blocks
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.id_reader.simulated_sam import SimulatedSam, answer
from hardware.id_reader.wire_simulator import WireSam
from tests.hardware.id_reader.golden_cards import ONE_ADDRESS, RESIDENT, read_answer


def ask(sam: SimulatedSam, request: str) -> str:
    return b"".join(sent for _, sent in sam.receive(bytes.fromhex(request))).hex(" ").upper()


def test_a_whole_reading_is_the_published_bytes() -> None:
    sam = SimulatedSam()
    assert ask(sam, "AA AA AA 96 69 00 03 11 FF ED") == "AA AA AA 96 69 00 04 00 00 90 94"
    assert ask(sam, "AA AA AA 96 69 00 03 12 FF EE").endswith("B1 68 DE 3A C1")
    assert ask(sam, "AA AA AA 96 69 00 03 20 01 22") == "AA AA AA 96 69 00 04 00 00 80 84"
    sam.insert(RESIDENT)
    assert ask(sam, "AA AA AA 96 69 00 03 20 01 22") == "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"
    assert ask(sam, "AA AA AA 96 69 00 03 20 02 21") == (
        "AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"
    )
    assert bytes.fromhex(ask(sam, "AA AA AA 96 69 00 03 30 01 32")) == read_answer(RESIDENT)
    assert ask(sam, "AA AA AA 96 69 00 03 30 03 30") == "AA AA AA 96 69 00 04 00 00 91 95"
    assert ask(sam, "AA AA AA 96 69 00 03 20 01 22") == "AA AA AA 96 69 00 04 00 00 80 84"


def test_a_read_without_a_select_is_out_of_order() -> None:
    sam = SimulatedSam()
    sam.insert(RESIDENT)
    assert ask(sam, "AA AA AA 96 69 00 03 30 01 32") == "AA AA AA 96 69 00 04 00 00 23 27"


def test_a_damaged_request_and_an_unknown_one_are_told() -> None:
    sam = SimulatedSam()
    assert ask(sam, "AA AA AA 96 69 00 03 11 FF EE") == "AA AA AA 96 69 00 04 00 00 10 14"
    assert ask(sam, "AA AA AA 96 69 00 03 77 01 75") == "AA AA AA 96 69 00 04 00 00 21 25"


@pytest.mark.parametrize(("size", "check"), [(0, "23"), (512, "23"), (1024, "2B")])
def test_a_read_with_a_fingerprint_is_the_published_bytes(size: int, check: str) -> None:
    sam = SimulatedSam()
    sam.fingerprint = bytes(size)
    sam.insert(RESIDENT)
    ask(sam, frames.FIND.frame.hex())
    ask(sam, frames.SELECT.frame.hex())
    assert ask(sam, "AA AA AA 96 69 00 03 30 10 23")[-2:] == check


def test_an_appended_address_is_the_published_bytes() -> None:
    sam = SimulatedSam()
    sam.addresses = sample_blocks.address("上海市浦东新区世纪大道100号")
    assert bytes.fromhex(ask(sam, frames.READ_ADDRESSES.frame.hex())) == ONE_ADDRESS


@pytest.mark.parametrize("word", [0x80, 0x90, 0x10])
def test_its_frames_are_its_own(word: int) -> None:
    assert answer(word)[-1] == word ^ 4


@pytest.mark.parametrize("make", sample_blocks.SAMPLES.values())
def test_every_sample_fills_the_block(make: object) -> None:
    assert callable(make)
    assert len(make()) == 256
    assert all(len(sample_blocks.resident(card)) == 256 for card in SAMPLE_CARDS)


@pytest.mark.parametrize(
    "order",
    ["", "insert", "insert 0", "insert 张三 123", "late find soon", "answer find", "answer find ZZ", "cut x"],
)
def test_a_wrong_order_is_refused_and_not_repeated(order: str) -> None:
    with WireSam() as sam:
        assert sam.obey(order).startswith("error")
        assert "张三" not in sam.obey(order)
