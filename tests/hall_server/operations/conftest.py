"""A small hall whose settings a test chooses."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningHall, build_hall
from tests.small_hall import RULES, TurnedClock

HallWith = Callable[..., RunningHall]


@pytest.fixture
def hall_with(tmp_path: Path, clock: TurnedClock) -> Iterator[HallWith]:
    """Makes the small hall on SQLite with some of its rules changed."""
    made: list[RunningHall] = []

    def make(**changes: Any) -> RunningHall:
        made.append(build_hall(f"sqlite:///{tmp_path}/hall.db", clock, replace(RULES, **changes)))
        return made[-1]

    yield make
    for hall in made:
        hall.lane.stop()
        hall.engines.dispose()
