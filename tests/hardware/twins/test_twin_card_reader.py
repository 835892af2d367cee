"""Cards that are laid on the reader's panel, as the real driver reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from hardware.build import build_id_reader
from hardware.health import Fault, HealthState
from hardware.id_reader.interface import Document, IdCard, IdCardReader
from hardware.id_reader.wire_simulator import WireSam
from hardware.twins.card_reader import CARDS, ReaderState, ReaderTwin
from hardware.twins.status import CONNECTED, UNPLUGGED, WAITING
from tests.hardware.twins.twin_bench import until

READABLE = {
    "elder": Document.RESIDENT,
    "adult": Document.RESIDENT,
    "rare_name": Document.RESIDENT,
    "hmt": Document.HK_MACAO_TAIWAN,
    "foreign2017": Document.FOREIGN_2017,
    "foreign2023": Document.FOREIGN_2023,
    "expired": Document.RESIDENT,
}


@contextmanager
def reader() -> Iterator[tuple[ReaderTwin, IdCardReader]]:
    shown: list[ReaderState] = []
    twin = ReaderTwin(WireSam(), shown.append)
    driver = build_id_reader(f"{twin.url}?removal=find")
    assert driver is not None
    try:
        yield twin, driver
    finally:
        twin.close()


def read(driver: IdCardReader) -> IdCard | None:
    """What lies there, as soon as the reader has settled."""
    for _ in range(5):
        card = driver.poll()
        if card is not None:
            return card
    return None


def read_often(driver: IdCardReader) -> None:
    """A line that breaks may be opened anew once before it is a fault."""
    for _ in range(5):
        driver.poll()


def test_every_card_is_either_readable_or_the_damaged_one() -> None:
    assert set(CARDS) == {*READABLE, "unreadable"}


@pytest.mark.parametrize(("card", "kind"), READABLE.items())
def test_a_card_that_is_laid_down_is_read_as_what_it_is(card: str, kind: Document) -> None:
    with reader() as (twin, driver):
        twin.card_tapped(card)
        found = read(driver)
        assert found is not None
        assert found.kind is kind
        assert twin.state.lying == card
        assert until(twin, lambda: twin.state.status == CONNECTED)


def test_the_expired_card_is_the_only_one_that_has_expired() -> None:
    with reader() as (twin, driver):
        expired = {}
        for card in READABLE:
            twin.card_tapped(card)
            found = read(driver)
            assert found is not None
            expired[card] = found.is_expired(date(2026, 11, 24))
        assert {card for card, is_so in expired.items() if is_so} == {"expired"}


def test_a_damaged_card_is_no_card_and_the_citizen_is_told_to_put_it_again() -> None:
    with reader() as (twin, driver):
        twin.card_tapped("unreadable")
        assert read(driver) is None
        assert driver.health().code == "card_put_again"


def test_one_card_lies_there_at_a_time_and_a_second_tap_takes_it_off() -> None:
    with reader() as (twin, _):
        twin.card_tapped("elder")
        twin.card_tapped("adult")
        assert twin.state.lying == "adult"
        twin.card_tapped("adult")
        assert twin.state.lying is None


def test_a_card_that_is_taken_off_is_not_found_any_more() -> None:
    with reader() as (twin, driver):
        twin.card_tapped("elder")
        assert read(driver) is not None
        twin.take_off_tapped()
        assert driver.poll() is None


def test_a_pulled_cable_is_a_fault_and_a_card_that_lies_there_stays() -> None:
    with reader() as (twin, driver):
        assert twin.state.status == WAITING
        twin.card_tapped("elder")
        read(driver)
        twin.plug_tapped()
        assert twin.state.status == UNPLUGGED
        assert twin.state.lying == "elder"
        with pytest.raises(Fault):
            read_often(driver)
        assert driver.health().state is HealthState.DOWN
