"""The citizen's judgement, with a fake hall and a clock that is turned."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Changed, Problem
from hall_server.wire.asks import Rate
from hall_server.wire.catalogue import sentences
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import TicketView, WindowView
from hall_server.wire.words import EventKind, Language, TicketState, WindowState
from hardware.evaluator.interface import Stars
from hardware.evaluator.touch.state import REASONS, Page, TouchState
from hardware.evaluator.touch.view_model import ASK_SECONDS, REASON_SECONDS, TouchViewModel

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)


def a_ticket(number: str = "BG023", state: TicketState = TicketState.FINISHED) -> TicketView:
    return TicketView(
        id=f"20261124-{number}",
        number=number,
        day=NINE.date(),
        zone="Z2",
        queue="BG",
        state=state,
        since=NINE,
        taken_at=NINE,
        reference_at=NINE,
        window="W085",
    )


def a_window(
    state: WindowState = WindowState.IDLE, ticket: str | None = None, number: int = 85
) -> WindowView:
    return WindowView(id=f"W{number:03}", number=number, zone="Z2", state=state, since=NINE, ticket=ticket)


@dataclass
class FakeHall:
    errors: list[Exception] = field(default_factory=list)
    asked: list[tuple[str, Rate, str]] = field(default_factory=list)

    def rate(self, ticket: str, ask: Rate, key: str) -> Changed:
        self.asked.append((ticket, ask, key))
        if self.errors:
            raise self.errors.pop(0)
        return Changed(ticket=a_ticket())


class Touch:
    """A page at window 85."""

    def __init__(self) -> None:
        self.hall, self.timer = FakeHall(), ManualTimer()
        self.shown: list[TouchState] = []
        keys = iter(f"key{n}" for n in range(99))
        self.page = TouchViewModel(
            "W085", Language.ZH, self.hall, Inline(), self.timer, lambda: next(keys), self.shown.append
        )
        self.page.link_live()

    @property
    def at(self) -> Page:
        return self.page.state.page

    def happens(self, kind: EventKind, ticket: TicketView, window: WindowView | None = None) -> None:
        window = window or a_window()
        view = HallView(
            seq=1,
            at=NINE,
            day=NINE.date(),
            tickets={ticket.id: ticket} if ticket.state is TicketState.SERVING else {},
            windows={window.id: window},
        )
        event = Event(seq=1, at=NINE, day=NINE.date(), kind=kind, tickets=(ticket,), windows=(window,))
        self.page.hall_changed(view, (event,))

    def finishes(self, number: str = "BG023") -> None:
        self.happens(EventKind.TICKET_FINISHED, a_ticket(number))


@pytest.fixture
def touch() -> Touch:
    return Touch()


def test_a_finished_service_asks_its_citizen(touch: Touch) -> None:
    touch.finishes()
    assert (touch.at, touch.page.state.asks_number) == (Page.FACES, "BG023")
    assert touch.page.state.seconds_left == ASK_SECONDS


def test_a_service_that_finished_at_another_window_asks_nobody_here(touch: Touch) -> None:
    touch.happens(EventKind.TICKET_FINISHED, a_ticket(), a_window(number=86))
    assert touch.at is Page.WELCOME


@pytest.mark.parametrize("stars", [Stars.VERY_SATISFIED, Stars.SATISFIED, Stars.FAIRLY_SATISFIED])
def test_a_good_level_is_one_tap(touch: Touch, stars: Stars) -> None:
    touch.finishes()
    touch.page.face_tapped(stars)
    assert touch.hall.asked == [("20261124-BG023", Rate(stars=int(stars)), "key0")]
    assert touch.at is Page.THANKS
    touch.timer.advance(5)
    assert touch.at is Page.WELCOME


@pytest.mark.parametrize("stars", [Stars.DISSATISFIED, Stars.VERY_DISSATISFIED])
def test_a_bad_level_needs_a_reason(touch: Touch, stars: Stars) -> None:
    touch.finishes()
    touch.page.face_tapped(stars)
    assert (touch.at, touch.page.state.may_submit) == (Page.REASONS, False)
    touch.page.submit_tapped()
    assert touch.hall.asked == []
    for reason in ("slow", "attitude", "slow", "slow"):
        touch.page.reason_tapped(reason)
    assert touch.page.state.reasons == ("attitude", "slow")
    touch.page.submit_tapped()
    ((_, ask, _),) = touch.hall.asked
    assert (ask.stars, ask.comment) == (int(stars), "服务态度不好；办理时间过长")


def test_a_reason_can_be_taken_back_and_so_can_the_level(touch: Touch) -> None:
    touch.finishes()
    touch.page.face_tapped(Stars.DISSATISFIED)
    touch.page.reason_tapped("slow")
    touch.page.reason_tapped("slow")
    assert not touch.page.state.may_submit
    touch.page.back_tapped()
    assert (touch.at, touch.page.state.stars) == (Page.FACES, None)
    touch.page.face_tapped(Stars.SATISFIED)
    assert touch.hall.asked[0][1].stars == 4


def test_all_reasons_together_fit_into_a_comment(touch: Touch) -> None:
    touch.finishes()
    touch.page.face_tapped(Stars.VERY_DISSATISFIED)
    for reason in REASONS:
        touch.page.reason_tapped(reason)
    touch.page.submit_tapped()
    assert (touch.hall.asked[0][1].comment or "").count("；") == len(REASONS) - 1


def test_silence_is_not_rated(touch: Touch) -> None:
    touch.finishes()
    touch.timer.advance(ASK_SECONDS - 1)
    assert (touch.at, touch.page.state.seconds_left) == (Page.FACES, 1)
    touch.timer.advance(1)
    assert touch.at is Page.WELCOME
    touch.finishes("BG024")
    touch.page.face_tapped(Stars.DISSATISFIED)
    touch.page.reason_tapped("slow")
    touch.timer.advance(REASON_SECONDS)
    assert touch.at is Page.WELCOME
    assert touch.hall.asked == []


def test_nobody_is_forced(touch: Touch) -> None:
    touch.finishes()
    touch.page.decline_tapped()
    assert (touch.at, touch.hall.asked) == (Page.WELCOME, [])
    touch.timer.advance(100)
    assert touch.at is Page.WELCOME


def test_the_next_citizen_does_not_judge_the_service_before(touch: Touch) -> None:
    touch.finishes()
    touch.happens(EventKind.TICKET_CALLED, a_ticket("BG024", TicketState.CALLED))
    assert touch.at is Page.FACES
    serving = a_ticket("BG024", TicketState.SERVING)
    touch.happens(EventKind.TICKET_STARTED, serving, a_window(WindowState.SERVING, serving.id))
    assert touch.at is Page.WELCOME
    assert touch.page.state.at_window == "BG024"


def test_a_ticket_rated_elsewhere_is_not_asked_any_more(touch: Touch) -> None:
    touch.finishes()
    touch.happens(EventKind.TICKET_RATED, a_ticket())
    assert touch.at is Page.WELCOME


def test_a_second_tap_sends_nothing(touch: Touch) -> None:
    touch.finishes()
    touch.page.face_tapped(Stars.VERY_SATISFIED)
    touch.page.face_tapped(Stars.VERY_DISSATISFIED)
    assert len(touch.hall.asked) == 1


def test_a_lost_link_keeps_the_answer_and_its_key(touch: Touch) -> None:
    touch.hall.errors = [LinkLost("x")] * 3
    touch.finishes()
    touch.page.face_tapped(Stars.SATISFIED)
    assert touch.at is Page.SENDING
    touch.timer.advance(4)
    assert touch.at is Page.THANKS_LATER
    assert touch.page.unsent == 1
    touch.timer.advance(20)
    assert (touch.at, touch.page.unsent) == (Page.WELCOME, 0)
    assert {key for _, _, key in touch.hall.asked} == {"key0"}
    assert len(touch.hall.asked) == 4


def test_answers_of_several_citizens_wait_in_order(touch: Touch) -> None:
    touch.hall.errors = [LinkLost("x")]
    for number in ("BG023", "BG024"):
        touch.finishes(number)
        touch.page.face_tapped(Stars.SATISFIED)
    touch.timer.advance(10)
    assert [ticket for ticket, _, _ in touch.hall.asked] == [
        "20261124-BG023",
        "20261124-BG023",
        "20261124-BG024",
    ]
    assert touch.page.unsent == 0


def test_a_refusal_is_told_in_the_halls_words(touch: Touch) -> None:
    problem = Problem(type="", title="", status=409, detail="该号已评价", code="not_rateable")
    touch.hall.errors = [Refused(problem)]
    touch.finishes()
    touch.page.face_tapped(Stars.SATISFIED)
    assert (touch.at, touch.page.state.refusal) == (Page.REFUSED, "该号已评价")
    assert touch.page.unsent == 0


def test_the_language_lasts_for_one_citizen(touch: Touch) -> None:
    touch.finishes()
    touch.page.language_tapped()
    assert touch.page.state.language is Language.EN
    assert touch.page.state.seconds_left == ASK_SECONDS
    touch.timer.advance(ASK_SECONDS)
    assert touch.page.state.language is Language.ZH


def test_a_lost_link_is_told_with_its_time(touch: Touch) -> None:
    touch.page.link_lost(NINE)
    assert (touch.page.state.connected, touch.page.state.as_of) == (False, NINE)
    touch.page.link_live()
    assert touch.page.state.connected


def test_pairing_shows_its_code(touch: Touch) -> None:
    touch.page.pairing_code_arrived("123456")
    assert (touch.at, touch.page.state.pairing_code) == (Page.PAIRING, "123456")
    touch.page.paired()
    assert touch.at is Page.WELCOME


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_words(reason: str) -> None:
    words: Any = sentences()[f"evaluator.reason_{reason}"]
    assert words[Language.ZH]
    assert words[Language.EN]
