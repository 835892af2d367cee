"""Whether it lives, whether it can work, how it does: for machines, and without a word about anybody."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hall_server.config import EstimatesSection
from tests.hall_server.api.api_hall import (
    ID_NUMBER,
    NAMES,
    Browser,
    Served,
    configuration_in,
    good,
    running,
    token_of,
)
from tests.small_hall import TurnedClock


def counts(text: str) -> dict[str, float]:
    """Each sample by its name, and its state if it has one."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_hall_that_works_is_alive_and_ready(web: Browser) -> None:
    for path in ("/healthz", "/readyz"):
        response = await web.get(path, None)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_a_hall_without_its_database_lives_but_is_not_ready(web: Browser, folder: Path) -> None:
    with sqlite3.connect(folder / "hall.db") as database:
        database.execute("ALTER TABLE halls RENAME TO gone")
    assert (await web.get("/healthz", None)).status_code == 200
    response = await web.get("/readyz", None)
    assert (response.status_code, response.json()) == (503, {"status": "not ready"})


async def test_a_hall_is_ready_again_when_its_database_is_back(web: Browser, folder: Path) -> None:
    with sqlite3.connect(folder / "hall.db") as database:
        database.execute("ALTER TABLE halls RENAME TO gone")
        assert (await web.get("/readyz", None)).status_code == 503
        database.execute("ALTER TABLE gone RENAME TO halls")
    assert (await web.get("/readyz", None)).status_code == 200


async def test_a_hall_whose_lane_has_ended_is_not_ready(web: Browser) -> None:
    web.app.state.hall.lane.stop()
    assert (await web.get("/readyz", None)).status_code == 503


async def test_metrics_count_what_is_in_the_hall(served: Served) -> None:
    await served.open("W001", "W003")
    await served.take()
    await served.take()
    await served.call_next("W001")
    good(await served.get("/api/v1/hall/view"))
    response = await served.get("/metrics", None)
    assert response.headers["content-type"].startswith("text/plain")
    found = counts(response.text)
    assert found["onehall_tickets waiting"] == 1
    assert found["onehall_tickets called"] == 1
    assert found["onehall_windows calling"] == 1
    assert found["onehall_windows idle"] == 1
    assert found["onehall_events"] == served.seq
    assert found["onehall_lane_backlog"] == 0


async def test_metrics_hold_nothing_of_a_person(web: Browser) -> None:
    person = good(await web.post("/api/v1/persons", {"id_number": ID_NUMBER}))["id_token"]
    await web.open("W085")
    issued = await web.served("W085", item="I3", id_token=person, by="kiosk 2")
    text = (await web.get("/metrics", None)).text
    token = issued["url"].rsplit("/", 1)[1]
    secrets = [ID_NUMBER, person, token, token_of("W085"), "1085", issued["ticket"]["number"], *NAMES]
    assert [s for s in secrets if s in text] == []


async def test_the_waits_of_the_formula_are_in_the_metrics_too(
    folder: Path, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is played forward; the first was told a range and called much later."""
    monkeypatch.setattr("hall_server.bootstrap.WATCH_SECONDS", 0.02)
    settings = configuration_in(folder)
    formula = settings.model_copy(update={"estimates": EstimatesSection(engine="formula")})
    async with running(formula, clock) as web:
        await web.open("W001")
        await web.take()
        clock.pass_(minutes=200)
        await web.call_next("W001")
        for _ in range(500):
            found = counts((await web.get("/metrics", None)).text)
            if "onehall_waits_coverage" in found:
                break
            await asyncio.sleep(0.02)
    assert (found["onehall_waits_coverage"], found["onehall_waits_drift"]) == (0.0, 0.0)
