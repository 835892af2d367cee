import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_server.domain.hall_plan import HallPlan
from hall_server.halls.reading import read_hall

HUAIHUA = Path(__file__).parents[3] / "hall_server" / "halls" / "huaihua"


@pytest.fixture(scope="session")
def huaihua() -> Path:
    return HUAIHUA


@pytest.fixture(scope="session")
def reference_plan() -> HallPlan:
    plan = read_hall(HUAIHUA).plan
    assert plan is not None
    return plan


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The reference hall's files, to be spoilt."""
    folder = tmp_path / "copy"
    folder.mkdir()
    for source in HUAIHUA.glob("*.csv"):
        shutil.copyfile(source, folder / source.name)
    return folder


@pytest.fixture
def spoil(copy: Path) -> Callable[[str, str, str], int]:
    """Replaces a piece of text that stands in exactly one row of a file, and tells that row's number."""

    def change(file: str, old: str, new: str) -> int:
        path = copy / file
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
        rows = [number for number, line in enumerate(lines) if old in line]
        assert len(rows) == 1, f"{old!r} is in {len(rows)} rows of {file}"
        lines[rows[0]] = lines[rows[0]].replace(old, new)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return rows[0] + 1

    return change


@pytest.fixture
def append(copy: Path) -> Callable[[str, str], int]:
    """Adds a row to a file, and tells its number."""

    def add(file: str, line: str) -> int:
        path = copy / file
        lines = [*path.read_bytes().decode("utf-8-sig").splitlines(), line]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return len(lines)

    return add


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A hall of one zone, one unit, one queue, one item, one window and one clerk."""
    folder = tmp_path / "small"
    folder.mkdir()
    for file, text in SMALL.items():
        (folder / file).write_text(text, "utf-8")
    return folder


SMALL = {
    "zones.csv": "zone_id,letter,name_zh,name_en,floor\nZ1,A,大厅,Hall,1\n",
    "units.csv": "unit_id,name_zh,name_en\nU1,民政局,Civil affairs\n",
    "queues.csv": "ticket_prefix,zone_id,name_zh,name_en\nA,Z1,婚姻登记,Marriage\n",
    "items.csv": (
        "item_id,unit_id,item_zh,item_en,ticket_prefix,zone_id\nM1,U1,结婚登记,Marriage registration,A,Z1\n"
    ),
    "windows.csv": (
        "window_id,window_no,zone_id,name_zh,name_en,primary_queue\nW1,1,Z1,1号窗口,Window 1,A\n"
    ),
    "staff.csv": "staff_no,name_zh,class,roles,unit_id,window_id\n1001,样甲子,front,clerk,U1,W1\n",
}
