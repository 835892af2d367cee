"""How many tickets are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.health import HealthState
from hardware.printer.interface import Paper, PrinterStatus, TicketsLeft
from hardware.printer.paper_left import PaperLeft

OK, NEAR, OUT = (PrinterStatus(online=True, paper=each) for each in (Paper.OK, Paper.NEAR_END, Paper.OUT))
OPEN = PrinterStatus(online=False, paper=Paper.OUT, cover_open=True)


def left(paper: PaperLeft) -> TicketsLeft | None:
    return paper.tickets


def test_while_the_sensor_is_silent_nothing_is_guessed() -> None:
    assert left(PaperLeft().seen(OK).printed(160)) is None


def test_from_the_sensor_on_it_is_counted_down_by_what_is_printed() -> None:
    roll = PaperLeft(near_end_mm=4000).seen(OK).printed(200).seen(NEAR)
    assert left(roll) == TicketsLeft(20)
    assert left(roll.printed(200).printed(200)) == TicketsLeft(18)


def test_the_length_of_the_recent_tickets_counts() -> None:
    roll = PaperLeft(near_end_mm=4000).seen(OK)
    for _ in range(30):
        roll = roll.printed(100)
    assert left(roll.seen(NEAR)) == TicketsLeft(40)
    for _ in range(20):
        roll = roll.printed(400)
    assert left(roll.seen(NEAR)) == TicketsLeft(10)


def test_after_a_restart_the_end_may_be_nearer_and_that_is_said() -> None:
    roll = PaperLeft(near_end_mm=4000).seen(NEAR)
    assert left(roll) == TicketsLeft(25, at_most=True)
    assert left(roll.printed(160)) == TicketsLeft(24, at_most=True)


def test_a_new_roll_ends_the_count() -> None:
    roll = PaperLeft(near_end_mm=4000).seen(OK).seen(NEAR).printed(3000)
    for how in (OUT, OPEN):
        fresh = roll.seen(how).seen(OK)
        assert left(fresh) is None
        assert fresh.seen(NEAR).left_mm == 4000


def test_a_roll_that_was_begun_elsewhere_is_counted_with_caution() -> None:
    assert left(PaperLeft().seen(OK).seen(OUT).seen(NEAR)) == TicketsLeft(25, at_most=True)


def test_the_sensor_is_not_believed_while_the_cover_is_open() -> None:
    roll = PaperLeft().seen(OK).seen(NEAR)
    assert roll.seen(OPEN).left_mm == roll.left_mm


def test_a_sensor_that_flickers_does_not_begin_anew() -> None:
    roll = PaperLeft(near_end_mm=4000).seen(OK).seen(NEAR).printed(500).seen(OK).printed(200).seen(NEAR)
    assert roll.left_mm == 3300


def test_a_sensor_that_is_well_for_a_metre_means_another_roll() -> None:
    roll = PaperLeft(near_end_mm=4000).seen(OK).seen(NEAR).printed(500).seen(OK)
    for _ in range(5):
        roll = roll.printed(200)
    assert roll.seen(NEAR).left_mm == 4000


def test_a_look_that_told_nothing_changes_nothing() -> None:
    roll = PaperLeft().seen(OK).seen(NEAR).printed(160)
    assert roll.seen(PrinterStatus.silent()) == roll.seen(PrinterStatus.unreachable()) == roll


@given(st.lists(st.floats(50, 400), min_size=1, max_size=60))
def test_the_count_never_grows_while_tickets_of_one_length_are_printed(lengths: list[float]) -> None:
    length = lengths[0]
    roll = PaperLeft().seen(OK).printed(length).seen(NEAR)
    before = left(roll)
    for _ in lengths:
        roll = roll.printed(length).seen(NEAR)
        now = left(roll)
        assert before is not None
        assert now is not None
        assert 0 <= now.count <= before.count
        before = now


@pytest.mark.parametrize(
    ("tickets", "code", "cause", "english"),
    [
        (
            TicketsLeft(47),
            "paper_near_end_40",
            "打印纸即将用尽，约可再打印 40 张号票",
            "The paper is running low: enough for about 40 tickets",
        ),
        (
            TicketsLeft(25, at_most=True),
            "paper_near_end_most_20",
            "打印纸即将用尽，最多约可再打印 20 张号票",
            "The paper is running low: enough for about 20 tickets at most",
        ),
        (TicketsLeft(3), "paper_near_end_0", "打印纸随时可能用尽", "The paper may end at any moment"),
        (TicketsLeft(0, True), "paper_near_end_0", "打印纸随时可能用尽", "The paper may end at any moment"),
    ],
)
def test_it_is_told_in_words_and_in_a_code(tickets: TicketsLeft, code: str, cause: str, english: str) -> None:
    health = PrinterStatus(online=True, paper=Paper.NEAR_END, tickets_left=tickets).health
    assert (health.state, health.code, health.cause) == (HealthState.WARNING, code, cause)
    assert health.in_english().cause == english


def test_what_is_told_changes_a_few_times_only() -> None:
    told = {TicketsLeft(count).told for count in range(120)}
    assert len(told) <= 12
    assert all(TicketsLeft(count).told <= count for count in range(400))
