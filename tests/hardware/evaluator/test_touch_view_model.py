"""The citizen's judgement, with a fake hall and a clock that is turned."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from hall_server.client.background import Background, Inline, ManualTimer
from hall_server.wire.asks import Rate
from hall_server.wire.directory import Directory, ReasonEntry
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import TicketView, WindowView
from hall_server.wire.words import EventKind, Language, RatingSource, TicketState, WindowState
from hardware.evaluator.interface import Stars
from hardware.evaluator.touch.state import Page, TouchState
from hardware.evaluator.touch.unsent import Fate, Outcome
from hardware.evaluator.touch.view_model import ASK_SECONDS, REASON_SECONDS, TouchViewModel

T = TypeVar("T")
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


def a_reason(code: str, *levels: int) -> ReasonEntry:
    return ReasonEntry(code=code, text_zh=code, text_en=code, levels=levels or (1, 2))


REASONS = (a_reason("attitude"), a_reason("slow"), a_reason("place", 2), a_reason("refused", 1))
DIRECTORY = Directory.model_construct(rating_reasons=REASONS)


@dataclass
class FakeRatings:
    """Keeps what was given; `fates` are what becomes of it, `left` what still waits at each further try."""

    fates: list[Outcome] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    given: list[tuple[str, Rate, str]] = field(default_factory=list)
    tries: int = 0

    def give(self, ticket: str, ask: Rate, key: str) -> Outcome:
        self.given.append((ticket, ask, key))
        return self.fates.pop(0) if self.fates else Outcome(Fate.ON_RECORD)

    def send_kept(self) -> int:
        self.tries += 1
        return self.left.pop(0) if self.left else 0


class Slow(Inline):
    """A worker whose jobs end when the test says so."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []

    def run(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self.jobs.append(lambda: Inline.run(self, job, done, failed))


class Touch:
    """A page at window 85."""

    def __init__(self, background: Background | None = None) -> None:
        self.hall, self.timer = FakeRatings(), ManualTimer()
        self.shown: list[TouchState] = []
        keys = iter(f"key{n}" for n in range(99))
        self.page = TouchViewModel(
            "W085",
            Language.ZH,
            self.hall,
            background or Inline(),
            self.timer,
            lambda: next(keys),
            self.shown.append,
        )
        self.page.directory_arrived(DIRECTORY)
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


def rating(stars: int, *reasons: str) -> Rate:
    return Rate(stars=int(stars), reasons=reasons, source=RatingSource.TOUCH)


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
    assert touch.hall.given == [("20261124-BG023", rating(stars), "key0")]
    assert touch.at is Page.THANKS
    touch.timer.advance(5)
    assert touch.at is Page.WELCOME


@pytest.mark.parametrize("stars", [Stars.DISSATISFIED, Stars.VERY_DISSATISFIED])
def test_a_bad_level_needs_a_reason(touch: Touch, stars: Stars) -> None:
    touch.finishes()
    touch.page.face_tapped(stars)
    assert (touch.at, touch.page.state.may_submit) == (Page.REASONS, False)
    touch.page.submit_tapped()
    assert touch.hall.given == []
    for reason in ("slow", "attitude", "slow", "slow"):
        touch.page.reason_tapped(reason)
    assert touch.page.state.reasons == ("attitude", "slow")
    touch.page.submit_tapped()
    ((_, ask, _),) = touch.hall.given
    assert ask == rating(stars, "attitude", "slow")
    assert ask.comment is None


def test_a_reason_can_be_taken_back_and_so_can_the_level(touch: Touch) -> None:
    touch.finishes()
    touch.page.face_tapped(Stars.DISSATISFIED)
    touch.page.reason_tapped("slow")
    touch.page.reason_tapped("slow")
    assert not touch.page.state.may_submit
    touch.page.back_tapped()
    assert (touch.at, touch.page.state.stars) == (Page.FACES, None)
    touch.page.face_tapped(Stars.SATISFIED)
    assert touch.hall.given[0][1].stars == 4


@pytest.mark.parametrize(("stars", "offered"), [(2, "attitude slow place"), (1, "attitude slow refused")])
def test_each_bad_level_offers_the_halls_own_reasons_for_it(touch: Touch, stars: int, offered: str) -> None:
    touch.finishes()
    touch.page.face_tapped(Stars(stars))
    assert [reason.code for reason in touch.page.state.offered] == offered.split()
    for code in ("attitude", "slow", "place", "refused", "weather"):
        touch.page.reason_tapped(code)
    assert list(touch.page.state.reasons) == offered.split()


def test_other_reasons_of_the_hall_are_offered_from_the_next_level_on(touch: Touch) -> None:
    touch.page.directory_arrived(Directory.model_construct(rating_reasons=(a_reason("queue_jump"),)))
    touch.finishes()
    touch.page.face_tapped(Stars.DISSATISFIED)
    assert [reason.code for reason in touch.page.state.offered] == ["queue_jump"]


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
    assert touch.hall.given == []


def test_nobody_is_forced(touch: Touch) -> None:
    touch.finishes()
    touch.page.decline_tapped()
    assert (touch.at, touch.hall.given) == (Page.WELCOME, [])
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
    assert len(touch.hall.given) == 1


def test_an_answer_that_waits_is_promised_and_tried_until_it_is_sent(touch: Touch) -> None:
    touch.hall.fates, touch.hall.left = [Outcome(Fate.KEPT)], [1, 1, 0]
    touch.finishes()
    touch.page.face_tapped(Stars.SATISFIED)
    assert touch.at is Page.THANKS_LATER
    touch.timer.advance(60)
    assert (touch.at, touch.hall.tries) == (Page.WELCOME, 3)
    assert len(touch.hall.given) == 1


def test_many_answers_that_wait_are_tried_together(touch: Touch) -> None:
    touch.hall.fates, touch.hall.left = [Outcome(Fate.KEPT)] * 3, [3, 0]
    for number in ("BG023", "BG024", "BG025"):
        touch.finishes(number)
        touch.page.face_tapped(Stars.SATISFIED)
    touch.timer.advance(60)
    assert touch.hall.tries == 2


def test_what_the_last_run_kept_is_sent_when_the_page_is_let_in(touch: Touch) -> None:
    touch.hall.left = [2, 0]
    touch.page.let_in()
    touch.timer.advance(30)
    assert touch.hall.tries == 2


def test_nobody_stands_before_a_slow_answer_for_long() -> None:
    slow = Slow()
    touch = Touch(slow)
    touch.finishes()
    touch.page.face_tapped(Stars.SATISFIED)
    assert touch.at is Page.SENDING
    touch.timer.advance(4)
    assert touch.at is Page.THANKS_LATER
    touch.timer.advance(4)
    assert touch.at is Page.WELCOME
    slow.jobs[0]()
    assert touch.at is Page.WELCOME


def test_a_late_answer_says_nothing_to_the_next_citizen() -> None:
    slow = Slow()
    touch = Touch(slow)
    touch.hall.fates = [Outcome(Fate.REFUSED, "该号已评价")]
    for number in ("BG023", "BG024"):
        touch.finishes(number)
        touch.page.face_tapped(Stars.SATISFIED)
    slow.jobs[0]()
    assert touch.at is Page.SENDING
    slow.jobs[1]()
    assert touch.at is Page.THANKS


def test_a_refusal_is_told_in_the_halls_words(touch: Touch) -> None:
    touch.hall.fates = [Outcome(Fate.REFUSED, "该号已评价")]
    touch.finishes()
    touch.page.face_tapped(Stars.SATISFIED)
    assert (touch.at, touch.page.state.refusal) == (Page.REFUSED, "该号已评价")
    touch.timer.advance(60)
    assert touch.hall.tries == 0


def test_an_answer_that_could_be_neither_sent_nor_kept_is_not_thanked_for(touch: Touch) -> None:
    touch.hall.fates = [Outcome(Fate.LOST)]
    touch.finishes()
    touch.page.face_tapped(Stars.SATISFIED)
    assert touch.at is Page.REFUSED
    assert "手机" in touch.page.state.refusal


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
    touch.page.let_in()
    assert touch.at is Page.WELCOME
