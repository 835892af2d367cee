"""The citizen's path is the table, and nothing but the table."""

import itertools

import pytest

from kiosk.journey import JOURNEY, Page, Step, after, picture
from tests.kiosk.kiosk_fakes import Machine


def test_every_pair_of_page_and_step_is_in_the_table_or_does_nothing() -> None:
    assert set(JOURNEY) == set(Page)
    for page, step in itertools.product(Page, Step):
        assert after(page, step) is JOURNEY[page].get(step)


def test_every_step_leads_somewhere_from_some_page() -> None:
    used = {step for steps in JOURNEY.values() for step in steps}
    assert used == set(Step)


@pytest.mark.parametrize("page", list(Page))
def test_home_can_be_reached_from_every_page(page: Page) -> None:
    seen, ahead = {page}, [page]
    while ahead:
        for there in JOURNEY[ahead.pop()].values():
            if there not in seen:
                seen.add(there)
                ahead.append(there)
    assert Page.ATTRACT in seen


def test_every_page_can_be_reached() -> None:
    assert set(Page) - {Page.PAIRING} <= {there for steps in JOURNEY.values() for there in steps.values()}


@pytest.mark.parametrize("page", [p for p in Page if p not in (Page.PRINTING, Page.PAIRING)])
def test_idle_leads_home_from_every_page_of_a_citizen_but_printing(page: Page) -> None:
    assert after(page, Step.IDLE) is Page.ATTRACT


def test_nobody_is_sent_away_while_their_number_prints() -> None:
    assert after(Page.PRINTING, Step.IDLE) is None
    assert after(Page.PRINTING, Step.HOME) is None


def test_a_tap_that_means_nothing_on_a_page_changes_nothing() -> None:
    machine = Machine()
    before = machine.state
    for tap in (machine.taps.individual, machine.taps.by_unit, machine.taps.confirmed, machine.taps.back):
        tap()
    assert machine.state == before


def test_the_picture_shows_every_arrow_of_the_table() -> None:
    arrows = sum(len(steps) for steps in JOURNEY.values())
    assert picture().count("-->") == arrows + 1
    assert "confirm --> printing: confirm" in picture()
