"""A hall behind HTTP for each test, on a copy of one ready database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hall_server.api.api_hall import (
    Browser,
    Served,
    build_template,
    configuration_in,
    copy_of,
    running,
    serving,
)
from tests.small_hall import TurnedClock


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    build_template(folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A hall's folder of the test's own."""
    return copy_of(template, tmp_path)


@pytest.fixture
async def web(folder: Path, clock: TurnedClock) -> AsyncIterator[Browser]:
    """The hall in this process."""
    async with running(configuration_in(folder), clock) as browser:
        yield browser


@pytest.fixture
async def served(folder: Path, clock: TurnedClock) -> AsyncIterator[Served]:
    """The hall on a loopback port."""
    async with serving(configuration_in(folder), clock) as browser:
        yield browser
