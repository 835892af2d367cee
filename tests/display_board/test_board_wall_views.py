"""The wall of attendance as it is painted: whole, readable, and silent about people."""

import csv
from pathlib import Path

import pytest

from display_board.ui.frame import BoardFrame
from display_board.wall import shape_of, wall_of
from hall_server.client.device_settings import Screen
from hall_server.wire.attendance import EmptyWindowView, UnitPresence, Wall
from hall_server.wire.directory import UnitEntry
from tests.display_board.painted import assert_nothing_overlaps, assert_whole_and_readable, draw, texts

PLAN = Path(__file__).parents[2] / "hall_server" / "halls" / "huaihua"
LEAST_PIXELS = 13
"""Of the English words beside the Chinese ones."""


@pytest.fixture
def directory(samples):
    with (PLAN / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        units = tuple(
            UnitEntry(id=r["unit_id"], name_zh=r["name_zh"], name_en=r["name_en"])
            for r in csv.DictReader(file)
        )
    return samples.directory.model_copy(update={"units": units})


def presence(unit: str | None, due: int = 12) -> UnitPresence:
    return UnitPresence(unit=unit, due=due, here=due - 3, on_leave=1, away_on_work=1, not_here=1)


@pytest.fixture
def full(samples, directory):
    return Wall(
        at=samples.now,
        units=(*(presence(unit.id) for unit in directory.units), presence(None, 188)),
        empty_windows=tuple(
            EmptyWindowView(window=w.id, staff="1085", presence="not_here") for w in directory.windows
        ),
    )


@pytest.fixture(params=[(3840, 1080), (1920, 1080)], ids=["wide", "usual"])
def frame(qtbot, request):
    made = BoardFrame("attendance", Screen(width=request.param[0], height=request.param[1]))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()


@pytest.mark.parametrize("old", [False, True], ids=["live", "old"])
@pytest.mark.parametrize("crowded", [True, False], ids=["full", "empty"])
def test_the_wall_is_whole_readable_and_in_order(samples, directory, full, frame, crowded, old):
    wall = full if crowded else Wall(at=samples.now, units=(), empty_windows=())
    draw(frame, wall_of(wall, directory, shape_of(frame.width(), frame.height()), samples.now, old=old))
    assert_whole_and_readable(frame, LEAST_PIXELS)
    assert_nothing_overlaps(frame)
    assert ("数据截至" in "".join(texts(frame))) is old


def test_units_and_windows_are_published_as_words(samples, directory, full, frame):
    draw(frame, wall_of(full, directory, shape_of(frame.width(), frame.height()), samples.now, old=False))
    said = texts(frame)
    assert "应到 764" in said
    assert any(text.endswith(" 12 9 1 1 1") for text in said)
    assert not any("1085" in text for text in said)
