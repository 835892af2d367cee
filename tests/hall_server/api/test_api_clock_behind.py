"""The whole server, started again with the computer's clock behind."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from hall_server import bootstrap
from hall_server.bootstrap import build_app, build_parts
from hall_server.history.steady_clock import SteadyClock
from hall_server.simulation.replay import read_day
from hall_server.storage.event_log import entries_of
from tests.hall_server.api.api_hall import Browser, configuration_in, running
from tests.small_hall import NINE, TUESDAY, TurnedClock


async def test_nobody_is_passed_after_a_restart_with_the_clock_behind(
    folder: Path, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    configuration = configuration_in(folder)
    async with running(configuration, clock) as web:
        first = await web.take()
        clock.pass_(minutes=5)
        await web.take()
    monkeypatch.setattr(bootstrap, "wall_clock", TurnedClock(NINE - timedelta(hours=4)))
    app = build_app(configuration)
    async with app.router.lifespan_context(app):
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall.test")
        again = Browser(app, http, clock)
        await again.take()
        await again.open("W001")
        called = await again.call_next("W001")
        await http.aclose()
    assert called["ticket"]["number"] == first["ticket"]["number"]
    assert (
        "set back from 2026-11-24 01:05:00 UTC (the hall's last event) to 2026-11-23 21:00:00" in caplog.text
    )
    parts = build_parts(configuration)
    steps = read_day(TUESDAY, *entries_of(parts.engines.read, "small", TUESDAY))
    parts.engines.dispose()
    assert steps[-1].at >= NINE + timedelta(minutes=5)


def test_commands_beside_the_server_use_the_same_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "wall_clock", TurnedClock(NINE - timedelta(days=30)))
    parts = build_parts(configuration_in(folder))
    clock = bootstrap.hall_clock(parts.store)
    parts.engines.dispose()
    assert isinstance(clock, SteadyClock)
    assert clock() >= NINE
