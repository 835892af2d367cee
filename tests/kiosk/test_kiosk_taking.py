"""A number from the confirmation to paper, and all the ways in which it may fail."""

from datetime import timedelta

from hall_server.wire.words import PriorityClass, TicketState
from hardware.printer.interface import Paper, PaperRanOut, PrinterStatus
from kiosk.issuing import Stage
from kiosk.journey import Page
from tests.kiosk.kiosk_fakes import NINE, FakeHall, Later, Machine, a_ticket, an_estimate, issued, refused

OUT_OF_PAPER = PrinterStatus(online=True, paper=Paper.OUT)


def test_a_citizen_without_a_card_takes_a_number() -> None:
    machine = Machine()
    machine.to_confirm()
    assert machine.page() is Page.CONFIRM
    assert machine.state.outlook is not None
    assert machine.state.outlook.estimate == an_estimate()
    machine.taps.confirmed()
    assert machine.page() is Page.DONE
    assert machine.state.issued is not None
    assert machine.state.issued.ticket.number == "BA023"
    assert machine.state.issued.ticket.state is TicketState.WAITING
    assert machine.hall.intents() == ["queue_outlook", "take_ticket", "confirm_print"]
    assert len(machine.printer.printed) == 1


def test_without_paper_no_number_is_taken_and_the_hall_is_told() -> None:
    machine = Machine()
    machine.printer.condition = OUT_OF_PAPER
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.page() is Page.OUT_OF_ORDER
    assert machine.state.printer_code == "paper_out"
    assert "take_ticket" not in machine.hall.intents()
    assert machine.reports == ["paper_out"]
    assert not machine.state.voided


def test_with_a_new_roll_the_citizen_may_try_again() -> None:
    machine = Machine()
    machine.printer.condition = OUT_OF_PAPER
    machine.to_confirm()
    machine.taps.confirmed()
    machine.printer.condition = PrinterStatus(online=True, paper=Paper.OK)
    machine.taps.again()
    machine.taps.confirmed()
    assert machine.page() is Page.DONE
    assert machine.state.printer_code == ""


def test_a_print_that_stops_half_way_gives_the_number_back() -> None:
    machine = Machine()
    machine.printer.next_fault = PaperRanOut()
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.page() is Page.OUT_OF_ORDER
    assert machine.state.voided
    assert machine.state.printer_code == "paper_out"
    assert [subject for name, subject, _ in machine.hall.said if name == "cancel"] == [
        "20261124-BA023 print_failed"
    ]
    assert "confirm_print" not in machine.hall.intents()


def test_a_failed_print_that_cannot_be_cancelled_is_left_to_lapse() -> None:
    machine = Machine()
    machine.printer.next_fault = PaperRanOut()
    machine.hall.broken["cancel"] = 1
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.page() is Page.OUT_OF_ORDER


def test_a_lost_link_is_said_and_the_same_question_is_asked_again() -> None:
    machine = Machine()
    machine.hall.broken["take_ticket"] = 2
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.page() is Page.PRINTING
    assert machine.state.progress is not None
    assert machine.state.progress.link_lost
    assert machine.state.issued is None
    machine.timer.advance(5)
    assert machine.page() is Page.DONE
    assert len(machine.hall.keys_of("take_ticket")) == 3
    assert len(set(machine.hall.keys_of("take_ticket"))) == 1
    assert len(machine.printer.printed) == 1


def test_a_lost_confirmation_is_repeated_and_the_slip_is_printed_once() -> None:
    machine = Machine()
    machine.hall.broken["confirm_print"] = 3
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.state.progress is not None
    assert machine.state.progress.stage is Stage.CONFIRMING
    machine.timer.advance(10)
    assert machine.page() is Page.DONE
    assert len(set(machine.hall.keys_of("confirm_print"))) == 1
    assert len(machine.printer.printed) == 1


def test_a_number_that_ran_out_during_a_long_silence_is_not_put_on_paper() -> None:
    machine = Machine()
    machine.hall.broken["take_ticket"] = 20
    machine.to_confirm()
    machine.taps.confirmed()
    machine.timer.advance(50)
    first, last = machine.hall.keys_of("take_ticket")[0], machine.hall.keys_of("take_ticket")[-1]
    assert first != last
    assert machine.page() is Page.DONE
    assert len(machine.printer.printed) == 1


def test_a_slip_confirmed_too_late_is_declared_void() -> None:
    machine = Machine()
    machine.hall.refusals["confirm_print"] = refused("print_too_late", "已失效")
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.page() is Page.NO_NUMBER
    assert machine.state.lapsed
    machine.hall.refusals.clear()
    machine.taps.again()
    assert machine.page() is Page.CONFIRM
    assert not machine.state.lapsed


def test_who_already_waits_is_told_why_and_offered_a_reprint() -> None:
    machine = Machine()
    machine.hall.refusals["take_ticket"] = refused("already_waiting", "您已有号码 BA011", "20261124-BA011")
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.page() is Page.NO_NUMBER
    assert machine.state.problem is not None
    assert machine.state.problem.detail == "您已有号码 BA011"
    machine.taps.reprint("20261124-BA011")
    assert machine.page() is Page.DONE
    assert machine.state.issued is not None
    assert machine.state.issued.reprint
    assert "confirm_print" not in machine.hall.intents()


def test_a_reprint_that_fails_leaves_the_waiting_number_alone() -> None:
    machine = Machine()
    machine.hall.refusals["take_ticket"] = refused("already_waiting", "您已有号码", "20261124-BA011")
    machine.to_confirm()
    machine.taps.confirmed()
    machine.printer.next_fault = PaperRanOut()
    machine.taps.reprint("20261124-BA011")
    assert machine.page() is Page.OUT_OF_ORDER
    assert not machine.state.voided
    assert "cancel" not in machine.hall.intents()


def test_a_citizen_who_stops_waiting_goes_home_and_is_not_asked_for_again() -> None:
    machine = Machine()
    machine.hall.broken["take_ticket"] = 1
    machine.to_confirm()
    machine.taps.confirmed()
    machine.taps.home()
    assert machine.page() is Page.ATTRACT
    machine.timer.advance(10)
    assert machine.page() is Page.ATTRACT
    assert machine.hall.intents().count("take_ticket") == 1
    assert not machine.printer.printed


def test_a_number_that_arrives_after_the_citizen_has_left_is_given_back() -> None:
    later = Later()
    machine = Machine(background=later)
    machine.to_confirm()
    later.catch_up()
    machine.hall.broken["take_ticket"] = 1
    machine.taps.confirmed()
    later.catch_up()
    machine.timer.advance(2)
    assert len(later.jobs) == 1
    machine.taps.home()
    later.catch_up()
    assert machine.hall.intents()[-2:] == ["take_ticket", "cancel"]
    assert machine.page() is Page.ATTRACT
    assert not machine.printer.printed


def test_home_does_nothing_while_the_slip_prints_well() -> None:
    machine = Machine()
    machine.hall.broken["confirm_print"] = 0
    pages: list[Page] = []

    class Watching(FakeHall):
        def take_ticket(self, ask, key):  # type: ignore[no-untyped-def]
            machine.taps.home()
            pages.append(machine.state.page)
            return super().take_ticket(ask, key)

    machine.hall.__class__ = Watching
    machine.to_confirm()
    machine.taps.confirmed()
    assert pages == [Page.PRINTING]
    assert machine.page() is Page.DONE


def test_a_closed_queue_cannot_be_confirmed() -> None:
    machine = Machine()
    machine.hall.outlook_open = False
    machine.to_confirm()
    machine.taps.confirmed()
    assert machine.page() is Page.CONFIRM
    assert "take_ticket" not in machine.hall.intents()


def test_a_class_may_be_declared_only_if_the_hall_lets_citizens_do_so() -> None:
    machine = Machine()
    machine.to_confirm()
    machine.taps.class_chosen(PriorityClass.URGENT)
    assert machine.state.priority is PriorityClass.ORDINARY
    machine.taps.class_chosen(PriorityClass.DISABLED)
    machine.taps.confirmed()
    assert machine.hall.asks[0].priority is PriorityClass.DISABLED


def test_an_outlook_that_does_not_come_is_asked_for_again() -> None:
    machine = Machine()
    machine.hall.broken["queue_outlook"] = 2
    machine.to_confirm()
    assert machine.state.asking_again
    assert machine.state.outlook is None
    machine.timer.advance(5)
    assert machine.state.outlook is not None
    assert not machine.state.asking_again


def test_a_ticket_says_when_it_lapses() -> None:
    assert issued(a_ticket()).expires_at - NINE == timedelta(seconds=30)
