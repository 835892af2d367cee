"""A ticket or an appointment held before the scanner, from the code to what the clerk can do."""

from datetime import timedelta

import pytest

from hall_server.wire.answers import BookedVisit
from hall_server.wire.asks import AskStanding, CallByNumber
from hall_server.wire.events import Event
from hall_server.wire.views import TicketView
from hall_server.wire.words import Arrival, EventKind, Language, TicketState, WindowState
from tests.window_terminal.terminal_alone import cut
from tests.window_terminal.terminal_devices import HELD, MISSED, Site, desk_with
from tests.window_terminal.terminal_fakes import DAY, NINE, WINDOW, Later, a_ticket
from window_terminal.allowed import Act
from window_terminal.finding import asked_by, ways
from window_terminal.side_words import found_advice, found_lines, found_title

PAGE = "https://hall.example/t/tok_EN-12345"


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        (PAGE, AskStanding(token="tok_EN-12345")),
        (f"{PAGE}?lang=en", AskStanding(token="tok_EN-12345")),
        ("BG023", AskStanding(number="BG023")),
        ("bg023", AskStanding(number="bg023")),
        ("YY-2026.77", "YY-2026.77"),
        ("https://elsewhere/x", None),
        ("北京", None),
        ("https://hall.example/t/short", None),
    ],
)
def test_a_code_names_a_ticket_an_appointment_or_nothing(code: str, asked: AskStanding | str | None) -> None:
    assert asked_by(code) == asked


def a_visit(**fields: object) -> BookedVisit:
    row: dict[str, object] = {
        "code": "YY-77",
        "item": "I102",
        "queue": "BG",
        "slot_at": NINE + timedelta(minutes=20),
        "state": "booked",
        "arrival": Arrival.ON_TIME,
        "opens_at": NINE,
        "closes_at": NINE + timedelta(hours=1),
        "zone": "B",
        "card_needed": False,
    }
    return BookedVisit.model_validate(row | fields)


def scanned(ticket: TicketView, state: WindowState = WindowState.IDLE, **desk: object) -> Site:
    """The QR code of this ticket was held before the scanner."""
    site = Site(desk=desk_with(state, **desk)).signed_in()
    site.terminal.hall.shown["tok_EN-12345"] = ticket
    site.scan(PAGE)
    return site


def told(site: Site) -> tuple[str, str]:
    state = site.terminal.state
    assert state.found is not None
    return found_title(state, state.found), found_advice(state, state.found)


def test_a_missed_ticket_is_revived_and_then_called_with_a_reason() -> None:
    site = scanned(MISSED, missed=(MISSED,))
    title, advice = told(site)
    assert title == "BG015 · 已过号"
    assert "可复号一次" in advice
    assert ways(site.terminal.state) == (Act.REVIVE,)
    site.terminal.model.confirm_pressed()
    assert [what for what, _, _ in site.terminal.hall.asked] == ["revive"]
    assert told(site)[0] == "BG015 · 等候中"
    site.terminal.model.confirm_pressed()
    question = site.terminal.state.question
    assert question is not None
    assert (question.act, question.number) == (Act.CALL_BY_NUMBER, "BG015")
    site.terminal.model.pages.choose("returning")
    site.terminal.model.confirm_pressed()
    assert site.terminal.hall.asked[-1][1] == CallByNumber(number="BG015", reason="returning")
    assert site.terminal.state.found is None


ELSEWHERE = [
    (a_ticket("BI007", queue="BI"), "本窗口不办理这项业务，请到“房产交易契税申报”的窗口"),
    (a_ticket("BG031", window="W086"), "请到 86 号窗口"),
    (a_ticket("BG031", state=TicketState.SERVING, window="W086"), "请到 86 号窗口"),
    (a_ticket("BG031", state=TicketState.HELD, window="W086"), "请到 86 号窗口"),
    (a_ticket("BG031", state=TicketState.FINISHED, window=WINDOW), "这张号已经办结；再次办理请重新取号"),
    (a_ticket("BG031", state=TicketState.CANCELLED), "这张号已失效，请重新取号"),
    (a_ticket("BG031", day=DAY - timedelta(days=1)), "这不是今天的号票，请重新取号"),
]


@pytest.mark.parametrize(("ticket", "advice"), ELSEWHERE)
def test_a_ticket_that_cannot_be_served_here_is_told_where_to_go(ticket: TicketView, advice: str) -> None:
    site = scanned(ticket)
    assert told(site)[1] == advice
    if ticket.day == DAY:
        assert ways(site.terminal.state) == ()


def test_a_held_ticket_goes_on() -> None:
    site = scanned(HELD, held=(HELD,))
    site.terminal.model.confirm_pressed()
    assert [what for what, _, _ in site.terminal.hall.asked] == ["resume_ticket"]
    assert site.terminal.state.found is None


def test_the_ticket_that_was_called_here_starts() -> None:
    here = desk_with(WindowState.CALLING).serving
    assert here is not None
    site = scanned(here, WindowState.CALLING)
    assert told(site)[1].startswith("正是本窗口呼叫的号")
    site.terminal.model.confirm_pressed()
    assert [what for what, _, _ in site.terminal.hall.asked] == ["start"]


def test_a_waiting_ticket_must_wait_for_a_busy_window() -> None:
    site = scanned(a_ticket("BG024"), WindowState.SERVING)
    assert told(site)[1].startswith("正在等候，还没有轮到。本窗口空闲后")
    site.terminal.model.confirm_pressed()
    assert site.terminal.hall.asked == []


def test_a_page_of_a_found_ticket_goes_back_to_it_and_then_away() -> None:
    site = scanned(a_ticket("BG024"))
    site.terminal.model.found_pressed(Act.CALL_BY_NUMBER)
    site.terminal.model.pages.cancel()
    assert site.terminal.state.found is not None
    site.terminal.model.pages.cancel()
    assert site.terminal.state.found is None


def test_a_scan_fills_the_number_of_an_open_call_by_number() -> None:
    site = Site().signed_in()
    site.terminal.hall.shown["tok_EN-12345"] = a_ticket("BG025")
    site.terminal.model.act_pressed(Act.CALL_BY_NUMBER)
    site.scan(PAGE)
    question = site.terminal.state.question
    assert question is not None
    assert question.number == "BG025"
    assert site.terminal.state.found is None


def test_a_scan_does_not_disturb_another_page() -> None:
    site = Site().signed_in()
    site.terminal.model.act_pressed(Act.PAUSE)
    site.scan("BG024")
    assert site.terminal.state.found is None
    assert site.complaint == "请先确定或取消当前页面"


def test_an_appointment_without_a_number_is_sent_to_a_kiosk() -> None:
    site = Site().signed_in()
    site.terminal.hall.visits["YY-77"] = a_visit()
    site.scan("YY-77")
    assert told(site) == ("预约 YY-77", "预约有效，尚未取号：请到取号机凭预约码取号")
    state = site.terminal.state
    assert state.found is not None
    assert found_lines(state, state.found) == ("存量房网签备案", "预约时间 2026-11-24 09:20")


@pytest.mark.parametrize("arrival", Arrival)
@pytest.mark.parametrize("language", Language)
def test_every_kind_of_booking_has_its_advice(arrival: Arrival, language: Language) -> None:
    site = Site(language=language).signed_in()
    site.terminal.hall.visits["YY-77"] = a_visit(arrival=arrival)
    site.scan("YY-77")
    assert told(site)[1]


@pytest.mark.parametrize("life", TicketState)
@pytest.mark.parametrize("language", Language)
def test_every_state_of_a_ticket_has_its_words(life: TicketState, language: Language) -> None:
    site = Site(language=language).signed_in()
    site.terminal.hall.shown["BG044"] = a_ticket("BG044", state=life)
    site.scan("BG044")
    assert all(told(site))


def test_an_appointment_that_has_its_number_shows_the_ticket() -> None:
    site = Site().signed_in()
    site.terminal.hall.visits["YY-77"] = a_visit(arrival=Arrival.ARRIVED, number="BG024")
    site.terminal.hall.shown["BG024"] = a_ticket("BG024")
    site.scan("YY-77")
    assert told(site)[0] == "BG024 · 等候中"
    assert ways(site.terminal.state) == (Act.CALL_BY_NUMBER,)


def test_a_booking_code_that_looks_like_a_number_is_found_too() -> None:
    site = Site().signed_in()
    site.terminal.hall.visits["YY77"] = a_visit(code="YY77")
    site.scan("YY77")
    assert told(site)[0] == "预约 YY77"


def test_a_number_that_nobody_has_is_told_as_the_hall_says_it() -> None:
    site = Site().signed_in()
    site.scan("BG999")
    assert site.complaint == "查无此号"


def test_a_code_of_somebody_else_is_told() -> None:
    site = Site().signed_in()
    site.scan("https://pay.example/123")
    assert site.complaint.startswith("这个码不是本大厅")


def test_nobody_signed_in_means_no_look_up() -> None:
    site = Site()
    site.terminal.model.start()
    site.scan("BG024")
    assert site.terminal.state.found is None


def test_without_the_link_a_number_on_the_desk_is_still_found() -> None:
    site = Site().signed_in()
    cut(site.terminal)
    site.scan("BG025")
    assert told(site)[0] == "BG025 · 等候中"
    site.terminal.model.pages.cancel()
    site.scan(PAGE)
    assert site.complaint.startswith("连接中断")


def test_only_the_last_scan_counts() -> None:
    hall = Later()
    site = Site().signed_in()
    site.terminal.model.finding._background = hall
    for number in ("BG024", "BG025"):
        site.terminal.hall.shown[number] = a_ticket(number)
        site.scan(number)
    hall.work()
    assert told(site)[0] == "BG025 · 等候中"


def test_a_found_ticket_follows_what_happens_to_it() -> None:
    site = scanned(a_ticket("BG024"))
    called = a_ticket("BG024", state=TicketState.CALLED, window="W086")
    event = Event(seq=9, at=NINE, day=DAY, kind=EventKind.TICKET_CALLED, zones=("B",), tickets=(called,))
    site.terminal.model.hall_changed([event])
    assert told(site) == ("BG024 · 呼叫中", "请到 86 号窗口")


def test_a_scanner_that_is_unplugged_is_told_and_comes_back_by_itself() -> None:
    site = Site().signed_in()
    site.scanner.unplug()
    site.terminal.clock.advance(5)
    assert site.sign("scanner")[0] == "down"
    site.scanner.plug()
    site.terminal.hall.shown["BG024"] = a_ticket("BG024")
    site.scan("BG024")
    site.terminal.clock.advance(5)
    assert site.sign("scanner")[0] == "ok"
    assert told(site)[0] == "BG024 · 等候中"
