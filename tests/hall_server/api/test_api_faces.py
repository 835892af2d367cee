"""Over HTTP: thresholds with their date, greetings that were denied, what clocks tell, cards and PINs."""

import json
from base64 import b64encode
from struct import pack
from typing import Any

import pytest

from hall_server.api import translate
from tests.hall_server.api.api_hall import PIN, Browser, good, problem
from tests.hall_server.api.test_api_roles import CALIBRATION, CLOCK_EVENT, ENROL, PUNCH

BASE = "/api/v1/attendance"
ROSTER, EVENTS = f"{BASE}/roster", "/api/v1/clock-events"


def face(staff: str, *numbers: float, **more: Any) -> dict[str, Any]:
    values = b64encode(pack(f"<{len(numbers)}f", *numbers)).decode()
    return (
        ENROL | {"staff": staff, "templates": [{"model": "painted", "version": "1", "values": values}]} | more
    )


async def enrolled(web: Browser, ask: dict[str, Any]) -> Any:
    return await web.post(f"{BASE}/enrolments", ask, "administrator", accept_language="en")


# Faces that are alike


async def test_a_face_too_close_to_a_colleagues_is_refused_and_the_administrator_told_whose(
    web: Browser,
) -> None:
    good(await enrolled(web, face("1001", 0.1, 0.2, 0.3)))
    before = web.seq
    told = problem(await enrolled(web, face("1002", 0.1, 0.2, 0.31)), 409, "face_too_close")
    assert "1001" in told["detail"]
    assert "twins" in told["cure"]
    assert web.seq == before
    people = {p["staff"]: p["templates"] for p in good(await web.get(ROSTER, "clock"))["people"]}
    assert (len(people["1001"]), people["1002"]) == (1, [])


async def test_nobody_but_an_administrator_is_told_who_is_close(web: Browser) -> None:
    good(await enrolled(web, face("1001", 0.1, 0.2, 0.3)))
    for role in ("manager", "supervisor", "unit_head", "clerk", "clock", "auditor"):
        response = await web.post(f"{BASE}/enrolments", face("1002", 0.1, 0.2, 0.3), role)
        assert "1001" not in problem(response, 403, "not_allowed")["detail"]


async def test_twins_are_enrolled_with_a_reason_that_is_kept(web: Browser) -> None:
    good(await enrolled(web, face("1001", 0.1, 0.2, 0.3)))
    good(await enrolled(web, face("1002", 0.1, 0.2, 0.31, despite="双胞胎，已当面核对")))
    (recorded,) = web.app.state.hall.log.read_after(web.seq - 1)
    assert recorded.event.note == "close to 1001: 双胞胎，已当面核对"


async def test_ones_own_earlier_face_is_no_colleague(web: Browser) -> None:
    good(await enrolled(web, face("1001", 0.1, 0.2, 0.3)))
    good(await enrolled(web, face("1001", 0.1, 0.2, 0.3)))


async def test_faces_of_another_model_are_not_compared(web: Browser) -> None:
    good(await enrolled(web, face("1001", 0.1, 0.2, 0.3)))
    other = face("1002", 0.1, 0.2, 0.3)
    other["templates"][0]["version"] = "2"
    good(await enrolled(web, other))


async def test_templates_of_two_faces_are_no_enrolment(web: Browser) -> None:
    two = face("1001", 0.1, 0.2, 0.3)
    two["templates"] += face("1001", 1.1, 0.2, 0.3)["templates"]
    problem(await enrolled(web, two), 409, "faces_differ")


# Thresholds


async def test_clocks_are_given_the_newest_thresholds_of_the_model_that_is_enrolled(web: Browser) -> None:
    good(await enrolled(web, ENROL))
    before = good(await web.get(ROSTER, "clock"))
    stricter = CALIBRATION | {"thresholds": {"identify": 6.0, "verify": 3.5}}
    for ask in (CALIBRATION, stricter):
        web.clock.pass_(minutes=1)
        good(await web.post(f"{BASE}/calibrations", ask, "administrator"))
    roster = good(await web.get(ROSTER, "clock"))
    assert (before["calibration"], roster["version"] != before["version"]) == (None, True)
    assert roster["calibration"] == {
        "model": "dlib",
        "version": "1",
        "made_at": "2026-11-23T12:00:00Z",
        "thresholds": {"identify": 6.0, "verify": 3.5},
    }
    kept = good(await web.get(f"{BASE}/calibrations", "auditor"))["calibrations"]
    assert [(c["in_force"], c["thresholds"]["identify"], c["by"]) for c in kept] == [
        (True, 6.0, "9002"),
        (False, 5.1, "9002"),
    ]
    assert kept[0]["identify"]["strangers"] == {"events": 1, "trials": 400}


async def test_thresholds_of_a_model_that_nobody_is_enrolled_with_are_refused(web: Browser) -> None:
    good(await enrolled(web, ENROL))
    response = await web.post(f"{BASE}/calibrations", CALIBRATION | {"version": "2"}, "administrator")
    problem(response, 409, "no_faces_of_model")


async def test_a_threshold_that_no_clock_understands_is_refused(web: Browser) -> None:
    ask = CALIBRATION | {"thresholds": {"identify": 5.0, "guess": 1.0}}
    response = await web.post(f"{BASE}/calibrations", ask, "administrator", accept_language="en")
    assert "threshold: guess" in problem(response, 404, "unknown_thing")["detail"]


async def test_thresholds_end_with_the_last_face_of_their_model(web: Browser) -> None:
    good(await enrolled(web, ENROL))
    good(await web.post(f"{BASE}/calibrations", CALIBRATION, "administrator"))
    good(await web.post(f"{BASE}/consents/withdraw", {"staff": "1001"}, "administrator"))
    assert good(await web.get(ROSTER, "clock"))["calibration"] is None
    (kept,) = good(await web.get(f"{BASE}/calibrations", "manager"))["calibrations"]
    assert not kept["in_force"]


# Greetings


async def test_greetings_that_were_denied_are_counted_by_clock_and_means(web: Browser) -> None:
    for number, means in enumerate(("face", "face", "number_and_face", "card")):
        told = PUNCH | {"id": f"punch-000{number}", "means": means}
        good(await web.post("/api/v1/punches", told, "clock"))
    figures = {"distance": 0.43, "score": 3.4, "margin": 1.2}
    for name in ("punch-0000", "punch-0003"):
        undone = {"undone_at": "2026-11-24T08:29:03+08:00", "means": "face", "figures": figures}
        good(await web.post(f"/api/v1/punches/{name}/undo", undone, "clock"))
    counts = good(await web.get(f"{BASE}/greetings?month=2026-11", "manager"))
    assert [(c["clock"], c["name"], c["means"], c["greeted"], c["taken_back"]) for c in counts["clocks"]] == [
        ("clock-001", "clock 1", "face", 2, 1),
        ("clock-001", "clock 1", "number_and_face", 1, 0),
    ]
    assert (counts["greeted"], counts["taken_back"]) == (3, 1)
    assert good(await web.get(f"{BASE}/greetings?month=2026-10", "manager"))["clocks"] == []


# What clocks tell


async def test_what_a_clock_told_is_listed_for_managers(web: Browser) -> None:
    good(await web.post(EVENTS, CLOCK_EVENT, "clock"))
    dark = {"id": "event-0002", "kind": "dark", "figures": None, "staff": None}
    good(await web.post(EVENTS, CLOCK_EVENT | dark | {"at": "2026-11-24T08:00:00+08:00"}, "clock"))
    first, second = good(await web.get(f"{BASE}/clock-events?month=2026-11", "manager"))["events"]
    assert (first["kind"], first["staff"], first["figures"]) == ("dark", None, None)
    assert (second["clock"], second["kind"], second["staff"]) == ("clock-001", "other_person", "1001")
    assert second["figures"] == {"distance": 0.61, "score": 0.4, "margin": None}
    assert (second["at"], second["received_at"]) == ("2026-11-24T00:29:00Z", "2026-11-24T01:00:00Z")
    assert good(await web.get(f"{BASE}/clock-events?month=2026-12", "manager"))["events"] == []


async def test_an_event_told_again_counts_once(web: Browser) -> None:
    for key in ("event-0001", "another-key"):
        good(await web.post(EVENTS, CLOCK_EVENT, "clock", key))
    assert len(good(await web.get(f"{BASE}/clock-events?month=2026-11", "auditor"))["events"]) == 1


async def test_another_event_cannot_take_an_id(web: Browser) -> None:
    good(await web.post(EVENTS, CLOCK_EVENT, "clock"))
    problem(await web.post(EVENTS, CLOCK_EVENT | {"kind": "dark"}, "clock"), 409, "key_reused")


async def test_an_event_of_a_clock_tells_other_devices_nothing(web: Browser) -> None:
    good(await web.post(EVENTS, CLOCK_EVENT, "clock"))
    (recorded,) = web.app.state.hall.log.read_after(web.seq - 1)
    assert "1001" not in json.dumps(translate.event(recorded).model_dump(mode="json"))


@pytest.mark.parametrize("kind", ["unknown_face", "pin_locked", "not_alive", "not_kept", "unpaired"])
async def test_each_kind_of_event_is_taken(web: Browser, kind: str) -> None:
    bare = {k: CLOCK_EVENT[k] for k in ("id", "at", "device_at")}
    good(await web.post(EVENTS, bare | {"kind": kind}, "clock"))


# Cards and PINs


async def cards(web: Browser) -> dict[str, list[str]]:
    return {p["staff"]: p["cards"] for p in good(await web.get(ROSTER, "clock"))["people"]}


async def test_a_card_is_given_and_withdrawn(web: Browser) -> None:
    good(await web.post(f"{BASE}/cards", {"staff": "1001", "card": "04a1b2c3"}, "administrator"))
    (hashed,) = (await cards(web))["1001"]
    assert hashed == web.app.state.hall.cipher.card("04A1B2C3")
    good(await web.post(f"{BASE}/cards", {"staff": "1001", "card": None}, "administrator"))
    assert (await cards(web))["1001"] == []


async def test_the_number_of_a_card_is_nowhere_in_the_history(web: Browser) -> None:
    before = web.seq
    good(await web.post(f"{BASE}/cards", {"staff": "1001", "card": "04A1B2C3"}, "administrator"))
    recorded = web.app.state.hall.log.read_after(before)
    assert [r.event.kind.value for r in recorded] == ["plan.changed", "roster.card_set"]
    assert "04A1B2C3" not in repr(recorded)


async def test_the_card_of_a_colleague_is_refused(web: Browser) -> None:
    good(await web.post(f"{BASE}/cards", {"staff": "1001", "card": "04A1B2C3"}, "administrator"))
    good(await web.post(f"{BASE}/cards", {"staff": "1001", "card": "04A1B2C3"}, "administrator"))
    response = await web.post(f"{BASE}/cards", {"staff": "1002", "card": "04a1b2c3"}, "administrator")
    assert "1001" in problem(response, 409, "card_taken")["detail"]


async def test_a_pin_is_changed_and_withdrawn(web: Browser) -> None:
    async def opens(pin: str) -> bool:
        response = await web.post("/api/v1/attendance/pin", {"staff": "1001", "pin": pin}, "clock")
        return response.status_code == 200

    assert await opens(PIN)
    good(await web.post(f"{BASE}/pins", {"staff": "1001", "pin": "135790"}, "administrator"))
    assert [await opens(pin) for pin in (PIN, "135790")] == [False, True]
    good(await web.post(f"{BASE}/pins", {"staff": "1001", "pin": None}, "administrator"))
    assert not await opens("135790")


async def test_nobody_unknown_gets_a_card(web: Browser) -> None:
    response = await web.post(f"{BASE}/cards", {"staff": "4711", "card": "04A1B2C3"}, "administrator")
    problem(response, 404, "unknown_staff")
