"""What a kiosk asks when a citizen shows a ticket or an appointment."""

import pytest

from tests.hall_server.api.api_hall import ID_NUMBER, Browser, good, problem

STANDING, BOOKINGS = "/api/v1/tickets/standing", "/api/v1/appointments"


async def taken(web: Browser) -> tuple[str, str]:
    """Id and token of a number that waits."""
    issued = await web.take()
    return issued["ticket"]["id"], issued["url"].rpartition("/")[2]


async def test_the_holder_of_a_ticket_hears_how_it_stands(web: Browser) -> None:
    await web.open("W001")
    await taken(web)
    ticket, token = await taken(web)
    told = good(await web.post(STANDING, {"token": token}))
    assert (told["ticket"]["id"], told["ticket"]["state"]) == (ticket, "waiting")
    assert (told["estimate"]["ahead"], told["window"], 1 in told["windows"]) == (1, None, True)
    assert told["acts"] == ["reprint", "cancel"]


async def test_by_the_number_alone_nothing_may_be_done_and_no_token_is_told(web: Browser) -> None:
    _, token = await taken(web)
    answer = await web.post(STANDING, {"number": "a001"})
    assert good(answer)["acts"] == []
    assert token not in answer.text


async def test_a_called_ticket_says_where_to_go(web: Browser) -> None:
    await web.open("W001")
    _, token = await taken(web)
    await web.call_next("W001")
    told = good(await web.post(STANDING, {"token": token}))
    assert (told["ticket"]["state"], told["window"], told["estimate"]) == ("called", 1, None)


async def test_an_unknown_ticket_is_refused_with_a_cure(web: Browser) -> None:
    told = problem(await web.post(STANDING, {"token": "nobodys-token"}), 404, "unknown_ticket")
    assert told["cure"]


async def test_what_a_qr_code_says_gives_a_number_back(web: Browser) -> None:
    ticket, token = await taken(web)
    path = f"/api/v1/tickets/{ticket}/cancel"
    problem(await web.post(path, {"reason": "given_back"}), 403, "not_allowed")
    gone = good(await web.post(path, {"reason": "given_back", "token": token}, "kiosk 2"))
    assert gone["ticket"]["state"] == "cancelled"


async def test_a_slip_is_printed_again_for_whoever_shows_the_paper_or_the_card(web: Browser) -> None:
    person = good(await web.post("/api/v1/persons", {"id_number": ID_NUMBER}))["id_token"]
    issued = await web.take(queue="A", id_token=person)
    path, token = f"/api/v1/tickets/{issued['ticket']['id']}/reprint", issued["url"].rpartition("/")[2]
    problem(await web.post(path, {}), 403, "not_allowed")
    problem(await web.post(path, {"token": "nobodys-token"}, "kiosk 2"), 403, "not_allowed")
    for shown in ({"token": token}, {"id_token": person}):
        assert good(await web.post(path, shown, "kiosk 2"))["reprint"]


@pytest.mark.parametrize(
    ("slot", "minutes", "arrival"),
    [
        ("2026-11-24T09:10:00+08:00", 0, "on_time"),
        ("2026-11-24T09:00:00+08:00", 20, "late"),
        ("2026-11-24T10:30:00+08:00", 0, "early"),
        ("2026-11-25T09:00:00+08:00", 0, "later_day"),
        ("2026-11-24T09:00:00+08:00", 24 * 60, "over"),
    ],
)
async def test_a_booking_says_what_it_is_good_for_now(
    web: Browser, slot: str, minutes: int, arrival: str
) -> None:
    good(await web.post(BOOKINGS, {"code": "B1", "item": "I1", "slot_at": slot}, "manager"))
    web.clock.pass_(minutes=minutes)
    visit = good(await web.get(f"{BOOKINGS}/B1", "kiosk"))
    assert (visit["arrival"], visit["zone"], visit["ticket"]) == (arrival, "Z1", None)
    assert visit["opens_at"] < visit["slot_at"] < visit["closes_at"]


async def test_a_booking_that_has_its_number_names_it_while_it_is_good(web: Browser) -> None:
    booking = {"code": "B1", "item": "I1", "slot_at": "2026-11-24T09:00:00+08:00"}
    good(await web.post(BOOKINGS, booking, "manager"))
    ticket = (await web.take(appointment="B1"))["ticket"]
    visit = good(await web.get(f"{BOOKINGS}/B1", "kiosk"))
    assert (visit["arrival"], visit["ticket"], visit["number"]) == ("arrived", ticket["id"], ticket["number"])
    good(await web.post(f"/api/v1/tickets/{ticket['id']}/cancel", {}, "supervisor"))
    visit = good(await web.get(f"{BOOKINGS}/B1", "kiosk"))
    assert (visit["arrival"], visit["ticket"]) == ("arrived", None)


async def test_a_booking_without_a_name_for_an_item_that_needs_a_card_asks_for_one(web: Browser) -> None:
    person = good(await web.post("/api/v1/persons", {"id_number": ID_NUMBER}))["id_token"]
    slot = {"item": "I3", "slot_at": "2026-11-24T09:00:00+08:00"}
    good(await web.post(BOOKINGS, slot | {"code": "B1"}, "manager"))
    good(await web.post(BOOKINGS, slot | {"code": "B2", "id_token": person}, "manager"))
    needed = [good(await web.get(f"{BOOKINGS}/{code}", "kiosk"))["card_needed"] for code in ("B1", "B2")]
    assert needed == [True, False]


@pytest.mark.parametrize("by", ["W001", "unit_head"])
async def test_a_clerk_is_told_what_a_citizen_shows_at_the_window(web: Browser, by: str) -> None:
    await web.open("W001")
    ticket, token = await taken(web)
    for ask in ({"token": token}, {"number": "A001"}):
        told = good(await web.post(STANDING, ask, by))
        assert told["ticket"]["id"] == ticket
        assert "reprint" in told["acts"]


async def test_a_clerk_hears_whether_a_missed_ticket_may_still_come_back(web: Browser) -> None:
    await web.open("W001")
    ticket, token = await taken(web)
    seen = []
    for _ in range(2):
        called = await web.call_next("W001")
        for _ in range(2):
            web.clock.pass_(seconds=30)
            await web.act(called["ticket"]["id"], "recall", "W001")
        web.clock.pass_(seconds=30)
        await web.act(ticket, "no-show", "W001")
        told = good(await web.post(STANDING, {"token": token}, "W001"))
        seen.append((told["ticket"]["state"], "revive" in told["acts"]))
        if told["ticket"]["state"] == "missed":
            good(await web.post(f"/api/v1/tickets/{ticket}/revive", {}, "W001"))
    assert seen == [("missed", True), ("void", False)]


async def test_a_clerk_is_told_about_an_appointment(web: Browser) -> None:
    booking = {"code": "YY-1", "item": "I1", "slot_at": f"{web.clock():%Y-%m-%dT%H:%M:%S}+00:00"}
    good(await web.post(BOOKINGS, booking, "manager"))
    assert good(await web.get(f"{BOOKINGS}/YY-1", "W001"))["arrival"] == "on_time"
