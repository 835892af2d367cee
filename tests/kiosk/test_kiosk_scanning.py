"""A scanned code: the citizen's own ticket, an appointment, or a sentence about neither."""

import pytest

from hall_server.wire.answers import Person
from hall_server.wire.words import Arrival, PriorityClass, TicketAct, TicketState
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.printer.interface import Paper, PrinterStatus
from kiosk.journey import Page
from kiosk.own_ticket_desk import REFRESH_SECONDS
from tests.kiosk.kiosk_fakes import TOKEN, Later, Machine, a_standing, a_visit, refused

SLIP = f"http://hall.test/t/{TOKEN}"
ADULT = SAMPLE_CARDS[1]
UNKNOWN_TICKET = refused("unknown_ticket", "没有找到这张号票", status=404)
UNKNOWN_VISIT = refused("unknown_appointment", "没有找到这个预约码", status=404)


def scanned(code: str = SLIP, **hall: object) -> Machine:
    """A kiosk on its first page before which a code was held."""
    machine = Machine()
    machine.taps.scanner_seen(True)
    for name, value in hall.items():
        setattr(machine.hall, name, value)
    machine.taps.code_scanned(code)
    return machine


# The citizen's own ticket


def test_the_qr_code_of_a_slip_shows_the_ticket() -> None:
    machine = scanned()
    assert machine.page() is Page.TICKET
    assert machine.state.standing is not None
    assert machine.state.standing.ticket.number == "BA023"
    assert machine.hall.said == [("standing", TOKEN, "")]


def test_the_token_of_a_ticket_never_stands_in_the_state() -> None:
    assert TOKEN not in repr(scanned().state)


def test_a_shown_ticket_is_printed_again() -> None:
    machine = scanned()
    machine.taps.reprint("20261124-BA023")
    assert machine.page() is Page.DONE
    assert machine.hall.intents() == ["standing", "reprint"]
    assert [shown.token for shown in machine.hall.shown] == [TOKEN]


def test_a_missed_ticket_is_revived_by_one_tap_and_says_so() -> None:
    machine = scanned(ticket=a_standing(TicketState.MISSED, *TicketAct))
    machine.taps.revive()
    assert machine.page() is Page.TICKET
    assert machine.state.told is TicketAct.REVIVE
    assert machine.state.standing is not None
    assert machine.state.standing.ticket.state is TicketState.WAITING
    machine.taps.revive()
    assert machine.hall.intents() == ["standing", "revive", "standing"]
    assert machine.hall.shown[-1].token == TOKEN


def test_a_number_is_given_back_only_after_a_second_tap() -> None:
    machine = scanned()
    machine.taps.give_back()
    machine.taps.give_back_asked()
    assert machine.page() is Page.GIVE_BACK
    assert "give_back" not in machine.hall.intents()
    machine.taps.give_back()
    assert machine.page() is Page.TICKET
    assert machine.state.told is TicketAct.CANCEL
    assert ("give_back", f"20261124-BA023 {TOKEN}", "key-1") in machine.hall.said


def test_who_thinks_better_of_it_keeps_the_number() -> None:
    machine = scanned()
    machine.taps.give_back_asked()
    machine.taps.back()
    assert machine.page() is Page.TICKET
    assert machine.hall.intents() == ["standing"]


def test_what_the_hall_does_not_allow_cannot_be_tapped() -> None:
    machine = scanned(ticket=a_standing(TicketState.CALLED, TicketAct.REPRINT))
    machine.taps.revive()
    machine.taps.give_back_asked()
    assert (machine.page(), machine.hall.intents()) == (Page.TICKET, ["standing"])


def test_an_act_over_a_broken_link_is_done_once() -> None:
    machine = scanned(ticket=a_standing(TicketState.MISSED, *TicketAct), broken={"revive": 2})
    machine.taps.revive()
    assert machine.state.asking_again
    machine.timer.advance(5)
    assert machine.state.told is TicketAct.REVIVE
    assert len(machine.hall.keys_of("revive")) == 3
    assert len(set(machine.hall.keys_of("revive"))) == 1


def test_an_act_that_comes_too_late_is_told_beside_the_ticket_as_it_is_now() -> None:
    machine = scanned()
    machine.taps.give_back_asked()
    machine.hall.refusals["give_back"] = refused("not_allowed", "正在叫号")
    machine.hall.ticket = a_standing(TicketState.CALLED, TicketAct.REPRINT)
    machine.taps.give_back()
    assert machine.page() is Page.TICKET
    assert machine.state.problem is not None
    assert machine.state.standing is not None
    assert machine.state.standing.ticket.state is TicketState.CALLED


def test_a_ticket_on_the_screen_is_kept_true() -> None:
    machine = scanned()
    machine.taps.give_back_asked()
    machine.hall.ticket = a_standing(TicketState.CALLED, TicketAct.REPRINT)
    machine.timer.advance(REFRESH_SECONDS)
    assert machine.page() is Page.TICKET
    assert machine.state.standing is not None
    assert machine.state.standing.window == 48


def test_nobody_is_asked_about_a_ticket_that_is_no_longer_looked_at() -> None:
    machine = scanned()
    machine.taps.home()
    machine.timer.advance(3 * REFRESH_SECONDS)
    assert machine.hall.intents() == ["standing"]
    assert machine.state.standing is None


def test_looking_at_a_ticket_does_not_keep_an_empty_kiosk_busy() -> None:
    machine = scanned()
    machine.timer.advance(61)
    assert machine.page() is Page.ATTRACT


def test_a_number_alone_is_looked_up_as_a_number() -> None:
    machine = scanned("BA023", ticket=a_standing(TicketState.WAITING))
    assert machine.page() is Page.TICKET
    assert machine.hall.said == [("standing", "BA023", "")]


def test_a_code_that_looks_like_a_number_may_be_an_appointment() -> None:
    machine = scanned("BA023", refusals={"standing": UNKNOWN_TICKET})
    assert machine.hall.intents()[:2] == ["standing", "appointment"]
    assert machine.page() is Page.DONE


def test_no_paper_for_one_more_print_leaves_the_ticket_as_it_is() -> None:
    machine = scanned()
    machine.printer.condition = PrinterStatus(online=True, paper=Paper.OUT)
    machine.taps.reprint("20261124-BA023")
    assert machine.page() is Page.OUT_OF_ORDER
    assert machine.state.standing is not None
    assert machine.hall.intents() == ["standing"]


# An appointment


def test_an_appointment_on_time_is_checked_in_and_printed_without_a_tap() -> None:
    machine = scanned("A7K2")
    assert machine.page() is Page.DONE
    assert machine.hall.intents() == ["appointment", "take_ticket", "confirm_print"]
    assert machine.hall.asks[0].appointment == "A7K2"


@pytest.mark.parametrize(
    "facts", [{"arrival": Arrival.LATE}, {"zone": "Z5"}], ids=["late", "of another zone"]
)
def test_what_the_citizen_should_know_comes_before_the_number(facts: dict[str, object]) -> None:
    machine = scanned("A7K2", visit=a_visit(**facts))  # type: ignore[arg-type]
    assert machine.page() is Page.CONFIRM
    assert machine.hall.asks == []
    machine.taps.confirmed()
    assert machine.page() is Page.DONE
    assert machine.hall.asks[0].appointment == "A7K2"


@pytest.mark.parametrize(
    ("arrival", "words"),
    [
        (Arrival.EARLY, "您预约的是今天 09:00，08:45 起可以报到取号"),
        (Arrival.LATER_DAY, "您预约的是 11月24日 09:00，不是今天"),
        (Arrival.OVER, "您预约的是 11月24日 09:00，已经过期"),
        (Arrival.ARRIVED, "这个预约已经使用过"),
        (Arrival.CANCELLED, "这个预约已经取消"),
    ],
)
def test_an_appointment_that_is_not_good_now_says_why_and_what_helps(arrival: Arrival, words: str) -> None:
    machine = scanned("A7K2", visit=a_visit(arrival=arrival))
    problem = machine.state.problem
    assert machine.page() is Page.NO_NUMBER
    assert problem is not None
    assert (problem.detail, bool(problem.cure)) == (words, True)
    machine.taps.again()
    assert machine.page() is Page.NO_NUMBER
    machine.taps.without_card()
    assert machine.page() is Page.AUDIENCE
    assert machine.hall.asks == []


def test_an_appointment_that_has_its_number_offers_it_once_more() -> None:
    machine = scanned("A7K2", visit=a_visit(arrival=Arrival.ARRIVED, ticket="20261124-BA007", number="BA007"))
    problem = machine.state.problem
    assert problem is not None
    assert (problem.ticket, "BA007" in problem.detail) == ("20261124-BA007", True)
    machine.taps.reprint("20261124-BA007")
    assert machine.page() is Page.DONE


def test_after_an_appointment_that_was_no_good_an_ordinary_number_is_ordinary() -> None:
    machine = scanned("A7K2", visit=a_visit(arrival=Arrival.OVER))
    machine.taps.without_card()
    machine.taps.enterprise()
    machine.taps.by_search()
    machine.taps.item_chosen("U06-01")
    machine.taps.confirmed()
    machine.taps.confirmed()
    ask = machine.hall.asks[0]
    assert (ask.appointment, ask.item, ask.priority) == (None, "U06-01", PriorityClass.ORDINARY)


def test_an_appointment_that_needs_a_card_asks_for_it_and_goes_on() -> None:
    machine = scanned("A7K2", visit=a_visit(card_needed=True))
    assert machine.page() is Page.NEEDS_CARD
    machine.hall.person = Person(id_token="ab12", priority=PriorityClass.ORDINARY)
    machine.taps.card_polled(ADULT)
    assert machine.page() is Page.CONFIRM
    machine.taps.confirmed()
    ask = machine.hall.asks[0]
    assert (ask.appointment, ask.id_token) == ("A7K2", "ab12")


def test_back_from_the_card_of_an_appointment_leads_to_the_start() -> None:
    machine = scanned("A7K2", visit=a_visit(card_needed=True))
    machine.taps.back()
    assert machine.page() is Page.IDENTIFY


def test_a_typed_code_meets_the_same_rules() -> None:
    machine = Machine()
    machine.hall.visit = a_visit(arrival=Arrival.EARLY)
    machine.taps.started()
    machine.taps.with_appointment()
    machine.taps.typed("A7K2")
    machine.taps.appointment_entered()
    assert machine.page() is Page.NO_NUMBER


# Neither, and when nobody listens


@pytest.mark.parametrize("code", ["码", "https://pay.test/x?code=1"])
def test_what_no_hall_hands_out_is_never_sent_and_told_with_its_cure(code: str) -> None:
    machine = scanned(code)
    problem = machine.state.problem
    assert machine.page() is Page.SCAN
    assert machine.hall.said == []
    assert problem is not None
    assert (problem.code, bool(problem.cure)) == ("unknown_code", True)


@pytest.mark.parametrize(
    ("code", "expected"), [("A7K2", "unknown_code"), (SLIP, "unknown_page"), ("BA023", "unknown_code")]
)
def test_what_the_hall_does_not_know_is_told_and_the_next_scan_is_heard(code: str, expected: str) -> None:
    machine = scanned(code, refusals={"standing": UNKNOWN_TICKET, "appointment": UNKNOWN_VISIT})
    assert machine.page() is Page.SCAN
    assert machine.state.problem is not None
    assert machine.state.problem.code == expected
    machine.hall.refusals.clear()
    machine.taps.code_scanned(SLIP)
    assert machine.page() is Page.TICKET


def test_a_scan_over_a_lost_link_waits_and_a_new_one_takes_its_place() -> None:
    machine = scanned("A7K2", broken={"appointment": 10_000})
    assert machine.page() is Page.SCAN
    assert machine.state.asking_again
    machine.taps.code_scanned(SLIP)
    assert machine.page() is Page.TICKET
    machine.hall.broken.clear()
    machine.timer.advance(10)
    assert machine.page() is Page.TICKET


def test_a_page_says_scan_and_hears_a_scan() -> None:
    machine = Machine()
    machine.taps.started()
    machine.taps.with_code()
    assert machine.page() is Page.SCAN
    machine.taps.code_scanned(SLIP)
    assert machine.page() is Page.TICKET


def test_a_scan_never_breaks_into_the_visit_of_who_showed_a_card() -> None:
    machine = Machine()
    machine.taps.card_polled(ADULT)
    for _ in range(2):
        before = machine.state
        machine.taps.code_scanned(SLIP)
        assert machine.state == before
        machine.taps.back()
    assert machine.hall.intents() == ["find_person"]


def test_a_scan_while_a_card_is_looked_up_is_not_heard() -> None:
    later = Later()
    machine = Machine(background=later)
    machine.taps.card_polled(ADULT)
    machine.taps.code_scanned(SLIP)
    later.catch_up()
    assert machine.page() is Page.AUDIENCE
    assert machine.hall.intents() == ["find_person"]


@pytest.mark.parametrize("page", [Page.ITEM, Page.CONFIRM, Page.DONE])
def test_a_scan_is_not_heard_on_the_way_to_a_number(page: Page) -> None:
    machine = Machine()
    machine.to_item()
    if page is not Page.ITEM:
        machine.taps.confirmed()
    if page is Page.DONE:
        machine.taps.confirmed()
    assert machine.page() is page
    machine.taps.code_scanned(SLIP)
    assert machine.page() is page
    assert "standing" not in machine.hall.intents()


def test_the_next_citizen_finds_nothing_of_a_scan() -> None:
    machine = scanned("A7K2", visit=a_visit(arrival=Arrival.LATE))
    machine.taps.home()
    state = machine.state
    assert (state.visit, state.appointment, state.standing, state.told) == (None, None, None, None)
    assert state.scanner
