"""`hall attendance check`, `reopen`, `lock` against a hall that runs: a person signs with their own PIN."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hall_server.cli.main import app
from tests.hall_server.api.api_hall import (
    PIN,
    Served,
    build_template,
    configuration_in,
    copy_of,
    good,
    serving,
)
from tests.small_hall import TurnedClock

MONTH = "2026-10"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signing")
    build_template(folder)
    return folder


@pytest.fixture
async def served(template: Path, tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(configuration_in(copy_of(template, tmp_path)), TurnedClock()) as hall:
        yield hall


async def signed(served: Served, act: str, staff: str = "9001", unit: str = "U1", pin: str = PIN) -> Result:
    """As typed; the PIN is asked for, and not on the line."""
    line = ["attendance", act, "--month", MONTH, "--unit", unit, "--staff", staff, "--server", served.url]
    return await asyncio.to_thread(CliRunner().invoke, app, line, input=f"{pin}\n")


async def state_of(served: Served, unit: str | None = "U1") -> str:
    """As an administrator reads it: a session of the signing person ends when they sign in anew."""
    sheets = good(await served.get(f"/api/v1/attendance/months/{MONTH}", "administrator"))["units"]
    return next((sheet["state"] for sheet in sheets if sheet["unit"] == unit), "draft")


async def test_a_sheet_is_checked_opened_again_checked_and_locked(served: Served) -> None:
    for act, state in (("check", "checked"), ("reopen", "draft"), ("check", "checked"), ("lock", "locked")):
        done = await signed(served, act)
        assert done.exit_code == 0, done.output
        assert f"{MONTH} U1: {state}" in done.output
        assert PIN not in done.output
        assert await state_of(served) == state


async def test_a_locked_sheet_is_not_opened_again(served: Served) -> None:
    for act in ("check", "lock"):
        assert (await signed(served, act)).exit_code == 0
    refused = await signed(served, "reopen")
    assert refused.exit_code == 2
    assert "已锁定" in refused.output
    assert await state_of(served) == "locked"


async def test_the_centre_goes_by_its_name(served: Served) -> None:
    done = await signed(served, "check", unit="CENTER")
    assert f"{MONTH} CENTER: checked" in done.output
    assert await state_of(served, None) == "checked"


async def test_a_wrong_pin_signs_nothing(served: Served) -> None:
    refused = await signed(served, "check", pin="0000")
    assert refused.exit_code == 2
    assert await state_of(served) == "draft"


@pytest.mark.parametrize(("act", "staff"), [("lock", "9003"), ("check", "1001"), ("reopen", "1001")])
async def test_whoever_may_not_sign_is_told_so(served: Served, act: str, staff: str) -> None:
    """A supervisor locks nothing, a clerk signs nothing."""
    await signed(served, "check")
    refused = await signed(served, act, staff)
    assert refused.exit_code == 2
    assert await state_of(served) == "checked"


async def test_an_unknown_unit_is_named(served: Served) -> None:
    refused = await signed(served, "check", unit="U9")
    assert refused.exit_code == 2
    assert "U9" in refused.output
