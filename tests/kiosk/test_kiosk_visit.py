"""Cards, appointments, language and idle time: what belongs to one visit."""

from dataclasses import replace
from datetime import date

import pytest

from hall_server.wire.answers import AppointmentView, Person
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import DeviceView
from hall_server.wire.words import DeviceState, Language, PriorityClass, Role, TicketState
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from kiosk.caretaker import as_heartbeat, signal_of
from kiosk.journey import Page
from kiosk.nearby import nearest_working_kiosk
from kiosk.ui.look import Look
from kiosk.ui.wording import greeting
from tests.kiosk.kiosk_fakes import NINE, Machine, a_ticket, refused

ELDER, ADULT = SAMPLE_CARDS[0], SAMPLE_CARDS[1]


def known_person() -> Person:
    booked = AppointmentView(code="A7K2", item="U06-04", queue="BA", slot_at=NINE, state="booked")
    return Person(
        id_token="ab12",
        priority=PriorityClass.ELDERLY,
        tickets=(a_ticket("BD007", TicketState.WAITING), a_ticket("BD001", TicketState.FINISHED)),
        appointments=(booked, booked.model_copy(update={"code": "OLD", "state": "used"})),
    )


def test_a_card_greets_masked_and_goes_on() -> None:
    machine = Machine()
    machine.taps.started()
    machine.taps.with_card()
    machine.taps.card_polled(ADULT)
    assert machine.page() is Page.AUDIENCE
    assert machine.state.greeting is not None
    assert machine.state.greeting.name == "测*乙"
    assert ADULT.id_number not in repr(machine.state)
    assert ADULT.name not in repr(machine.state)


@pytest.mark.parametrize(("expires", "expired"), [(date(2026, 11, 23), True), (date(2026, 11, 24), False)])
def test_a_card_out_of_date_is_told_and_takes_a_number_all_the_same(expires: date, expired: bool) -> None:
    machine = Machine()
    machine.taps.started()
    machine.taps.with_card()
    machine.taps.card_polled(replace(ADULT, expires=expires))
    assert machine.page() is Page.AUDIENCE
    assert machine.state.greeting is not None
    assert machine.state.greeting.card_expired is expired
    told = "证件已过期" in greeting(machine.state, Look(1080, 1920, False, Language.ZH))
    assert told is expired


def test_who_holds_tickets_or_appointments_sees_them() -> None:
    machine = Machine()
    machine.hall.person = known_person()
    machine.taps.card_polled(ELDER)
    greeting = machine.state.greeting
    assert machine.page() is Page.WELCOME
    assert greeting is not None
    assert [t.number for t in greeting.tickets] == ["BD007"]
    assert [a.code for a in greeting.appointments] == ["A7K2"]


def test_a_held_ticket_is_printed_again() -> None:
    machine = Machine()
    machine.hall.person = known_person()
    machine.taps.card_polled(ELDER)
    machine.taps.reprint("20261124-BD007")
    assert machine.page() is Page.DONE
    assert "reprint" in machine.hall.intents()
    assert machine.hall.shown[-1].id_token


def test_an_appointment_of_the_card_is_checked_in() -> None:
    machine = Machine()
    machine.hall.person = known_person()
    machine.taps.card_polled(ELDER)
    machine.taps.check_in("A7K2")
    assert machine.page() is Page.CONFIRM
    machine.taps.confirmed()
    ask = machine.hall.asks[0]
    assert (ask.appointment, ask.item, ask.id_token) == ("A7K2", None, "ab12")
    assert ask.priority is PriorityClass.ELDERLY, "the hall grants what is better for them"


def test_an_appointment_code_may_be_typed() -> None:
    machine = Machine()
    machine.taps.started()
    machine.taps.with_appointment()
    machine.taps.typed("A7 K2")
    machine.taps.appointment_entered()
    assert machine.page() is Page.CONFIRM
    assert machine.state.item is not None
    assert machine.state.item.id == "U06-04"
    machine.taps.back()
    assert machine.page() is Page.IDENTIFY


def test_an_unknown_appointment_code_is_refused_on_its_page() -> None:
    machine = Machine()
    machine.hall.refusals["appointment"] = refused("unknown_appointment", "没有这个预约码")
    machine.taps.started()
    machine.taps.with_appointment()
    machine.taps.typed("NO")
    machine.taps.appointment_entered()
    assert machine.page() is Page.APPOINTMENT
    assert machine.state.problem is not None
    machine.taps.typed("NO1")
    assert machine.state.problem is None


@pytest.mark.parametrize("typed", ["../hall/view", "码", "a/b", "..", "A?x=1"])
def test_what_cannot_be_a_code_is_never_sent(typed: str) -> None:
    machine = Machine()
    machine.taps.started()
    machine.taps.with_appointment()
    machine.taps.typed(typed)
    machine.taps.appointment_entered()
    assert machine.hall.said == []
    assert machine.state.problem is not None


def test_a_card_that_was_read_badly_is_never_sent() -> None:
    machine = Machine()
    machine.taps.card_polled(replace(ADULT, id_number="4312\x00?"))
    assert machine.hall.said == []
    assert machine.state.problem is not None
    assert machine.page() is Page.ATTRACT


def test_an_item_that_needs_a_card_waits_for_one() -> None:
    machine = Machine()
    machine.to_item("U06-04")
    machine.taps.confirmed()
    assert machine.page() is Page.NEEDS_CARD
    machine.taps.confirmed()
    assert machine.page() is Page.NEEDS_CARD
    machine.hall.person = Person(id_token="ab12", priority=PriorityClass.ELDERLY)
    machine.taps.card_polled(ELDER)
    assert machine.page() is Page.CONFIRM
    assert machine.state.priority is PriorityClass.ELDERLY
    machine.taps.confirmed()
    assert machine.hall.asks[0].id_token == "ab12"


def test_a_card_left_on_the_reader_does_not_greet_twice() -> None:
    machine = Machine()
    machine.taps.card_polled(ADULT)
    machine.taps.home()
    machine.taps.card_polled(ADULT)
    assert machine.page() is Page.ATTRACT
    machine.taps.card_polled(None)
    machine.taps.card_polled(ADULT)
    assert machine.page() is Page.AUDIENCE


def test_a_refused_card_is_asked_about_once_until_it_is_lifted() -> None:
    machine = Machine()
    machine.hall.refusals["find_person"] = refused("bad_id_number", "证件号码有误")
    machine.taps.started()
    machine.taps.with_card()
    for _ in range(5):
        machine.taps.card_polled(ADULT)
    assert machine.hall.intents() == ["find_person"]
    assert machine.state.problem is not None


def test_a_card_during_a_lost_link_is_looked_up_with_one_key() -> None:
    machine = Machine()
    machine.hall.broken["find_person"] = 2
    machine.taps.card_polled(ADULT)
    assert machine.state.asking_again
    machine.timer.advance(5)
    assert machine.page() is Page.AUDIENCE
    assert len(set(machine.hall.keys_of("find_person"))) == 1


def test_an_answer_for_someone_who_has_left_is_dropped() -> None:
    machine = Machine()
    machine.hall.broken["find_person"] = 1
    machine.taps.card_polled(ADULT)
    machine.taps.started()
    machine.taps.home()
    machine.timer.advance(10)
    assert machine.page() is Page.ATTRACT
    assert machine.state.greeting is None


def test_nothing_of_the_last_citizen_stays_after_home() -> None:
    machine = Machine()
    machine.hall.person = known_person()
    machine.taps.card_polled(ELDER)
    machine.taps.home()
    assert machine.state.greeting is None
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.hall.asks[0].id_token is None


def test_an_untouched_kiosk_goes_home_and_counts_down_before() -> None:
    machine = Machine()
    machine.taps.started()
    machine.timer.advance(44)
    assert machine.state.seconds_left is None
    machine.timer.advance(5)
    assert machine.state.seconds_left == 11
    machine.taps.touched()
    assert machine.state.seconds_left is None
    machine.timer.advance(59)
    assert machine.page() is Page.IDENTIFY
    machine.timer.advance(1)
    assert machine.page() is Page.ATTRACT


def test_the_kiosk_waits_for_the_hall_however_long_it_takes() -> None:
    machine = Machine()
    machine.hall.broken["take_ticket"] = 10_000
    machine.to_confirm()
    machine.taps.confirmed()
    machine.timer.advance(300)
    assert machine.page() is Page.PRINTING


def test_elders_are_not_hurried_at_the_end() -> None:
    machine = Machine()
    machine.taps.elder_switched()
    machine.to_confirm()
    machine.taps.confirmed()
    machine.timer.advance(40)
    assert machine.page() is Page.DONE
    machine.timer.advance(20)
    assert machine.page() is Page.ATTRACT
    assert not machine.state.elder


def test_one_tap_changes_the_language_of_screen_and_hall() -> None:
    machine = Machine()
    machine.taps.language_switched()
    assert machine.state.language == Language.EN
    assert machine.hall.language is Language.EN
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.hall.asks[0].language is Language.EN
    machine.taps.home()
    assert machine.state.language != Language.EN


def test_back_returns_to_the_list_and_its_page() -> None:
    machine = Machine()
    machine.taps.started()
    machine.taps.without_card()
    machine.taps.individual()
    machine.taps.by_unit()
    machine.taps.unit_chosen("U06")
    machine.taps.page_turned(1)
    machine.taps.item_chosen("U06-04")
    machine.taps.back()
    assert (machine.state.page, machine.state.list_page) == (Page.UNIT_ITEMS, 1)
    machine.taps.back()
    assert (machine.state.page, machine.state.list_page) == (Page.UNITS, 0)


def test_a_fault_of_the_program_leaves_nobody_before_a_dead_page() -> None:
    machine = Machine()
    machine.hall.broken["take_ticket"] = 1
    machine.to_confirm()
    machine.taps.confirmed()
    machine.taps.start_over()
    assert machine.page() is Page.ATTRACT


def a_kiosk(name: str, zone: str, state: DeviceState = DeviceState.OK, role: Role = Role.KIOSK) -> DeviceView:
    return DeviceView(id=name, role=role, name=name, zone=zone, state=state, since=NINE)


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        ([a_kiosk("far", "Z5"), a_kiosk("near", "Z2")], "near"),
        (
            [a_kiosk("near", "Z2", DeviceState.DOWN), a_kiosk("same floor", "Z4"), a_kiosk("far", "Z1")],
            "same floor",
        ),
        ([a_kiosk("一号取号机", "Z2"), a_kiosk("far", "Z1")], "far"),
        ([a_kiosk("board", "Z2", role=Role.BOARD)], None),
    ],
)
def test_the_nearest_working_kiosk_is_named(devices: list[DeviceView], expected: str | None) -> None:
    machine = Machine()
    view = HallView(seq=1, at=NINE, day=date(2026, 11, 24), devices={d.id: d for d in devices})
    machine.taps.view_arrived(view)
    nearest = machine.state.nearest
    assert (nearest.name if nearest else None) == expected
    assert nearest_working_kiosk(devices, machine.state.directory, "Z2", "一号取号机") == nearest


def test_a_broken_printer_turns_the_lamp_red_and_is_told_as_down() -> None:
    machine = Machine()
    machine.printer.sheets_left = 0
    state, code = as_heartbeat(machine.printer.status())
    assert (state, code) == (DeviceState.DOWN, "paper_out")
    machine.taps.printer_seen(code)
    colour = signal_of(machine.state).colour
    assert colour is not None
    assert colour.value == "red"
