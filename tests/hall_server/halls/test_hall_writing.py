import string
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.domain.hall_plan import Counter, HallPlan, Item, Queue, Staff, Unit, Zone
from hall_server.domain.names import HallId, ItemId, QueueId, StaffNumber, UnitId, WindowId, ZoneId
from hall_server.halls.layout import AUDIENCES, CLASSES_OF_STAFF, KINDS_OF_UNIT, LAYOUTS, ROLES
from hall_server.halls.reading import read_hall
from hall_server.halls.themes import THEMES
from hall_server.halls.writing import empty_plan, write_hall

SIGNS = string.ascii_letters + string.digits + "中心窗口办理,\"“”、:()'-"
texts = st.text(SIGNS, min_size=1, max_size=20)
names = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=8)
prefixes = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=4)
minutes = st.floats(0.001, 480, allow_nan=False)


@st.composite
def plans(draw: st.DrawFn) -> HallPlan:
    def some(ids: st.SearchStrategy[str], least: int = 0) -> list[str]:
        return draw(st.lists(ids, unique=True, min_size=least, max_size=4))

    letters = iter("ABCD")
    zones = [
        Zone(
            ZoneId(z),
            next(letters),
            draw(texts),
            draw(texts),
            draw(st.integers(-3, 9)),
            draw(st.integers(0, 5)),
        )
        for z in some(names, 1)
    ]
    kinds = st.sampled_from(KINDS_OF_UNIT)
    units = [
        Unit(UnitId(u), draw(texts), draw(texts), draw(kinds), draw(texts | st.just("")))
        for u in some(names.filter(lambda n: n != "CENTER"), 1)
    ]
    zone = st.sampled_from([z.id for z in zones])
    queues = [
        Queue(QueueId(q), draw(zone), draw(texts), draw(texts), draw(minutes)) for q in some(prefixes, 1)
    ]
    queue, unit = st.sampled_from(queues), st.sampled_from([u.id for u in units])
    items = [a_item(draw, ItemId(i), draw(queue), draw(unit)) for i in some(names)]
    counters = []
    for number, window in enumerate(some(names), start=draw(st.integers(1, 900))):
        served = draw(st.lists(st.sampled_from([q.id for q in queues]), unique=True))
        cut = draw(st.integers(0, len(served)))
        counters.append(
            Counter(
                WindowId(window), number, draw(zone), draw(st.none() | unit), draw(texts), draw(texts),
                tuple(served[:cut]), tuple(served[cut:]), draw(st.booleans()),
            )
        )  # fmt: skip
    usual = st.none() | st.sampled_from([c.id for c in counters]) if counters else st.none()
    roles = st.lists(st.sampled_from(ROLES), min_size=1, unique=True)
    staff = [
        Staff(
            StaffNumber(n), draw(texts), draw(st.none() | unit), draw(st.sampled_from(CLASSES_OF_STAFF)),
            tuple(draw(roles)), window=draw(usual),
        )
        for n in some(names)
    ]  # fmt: skip
    return HallPlan(
        hall=HallId(draw(names)),
        name_zh=draw(texts),
        name_en=draw(texts),
        zones={z.id: z for z in zones},
        units={u.id: u for u in units},
        queues={q.id: q for q in queues},
        items={i.id: i for i in items},
        counters={c.id: c for c in counters},
        staff={s.number: s for s in staff},
        day_overrides=draw(
            st.dictionaries(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.booleans(), max_size=3)
        ),
    )


def a_item(draw: st.DrawFn, name: ItemId, queue: Queue, unit: UnitId) -> Item:
    lines = draw(st.lists(st.tuples(texts, texts), max_size=3))
    return Item(
        id=name,
        unit=unit,
        queue=queue.id,
        zone=queue.zone,
        name_zh=draw(texts),
        name_en=draw(texts),
        theme_zh=draw(st.sampled_from(sorted(THEMES))),
        audience=draw(st.sampled_from(AUDIENCES)),
        id_card_required=draw(st.booleans()),
        mean_service_minutes=draw(minutes),
        appointment=draw(st.booleans()),
        promised_workdays=draw(st.integers(0, 99)),
        bring_zh=tuple(zh for zh, _ in lines),
        bring_en=tuple(en for _, en in lines),
    )


@given(plans())
@settings(max_examples=60, deadline=None)
def test_a_plan_that_is_written_and_read_again_is_the_same(plan: HallPlan) -> None:
    with TemporaryDirectory() as folder:
        write_hall(plan, Path(folder))
        reading = read_hall(Path(folder))
    assert reading.mistakes == ()
    assert reading.plan == plan


def test_the_reference_hall_survives_writing_and_reading(reference_plan: HallPlan, tmp_path: Path) -> None:
    write_hall(reference_plan, tmp_path / "new" / "folder")
    reading = read_hall(tmp_path / "new" / "folder")
    assert (reading.mistakes, reading.warnings) == ((), ())
    assert reading.plan == reference_plan


def test_an_empty_hall_gives_templates_with_every_column(tmp_path: Path) -> None:
    write_hall(empty_plan(HallId("new"), "新大厅", "New hall"), tmp_path)
    reading = read_hall(tmp_path)
    assert reading.plan == empty_plan(HallId("new"), "新大厅", "New hall")
    for layout in LAYOUTS:
        if layout.name != "themes":
            heading = (tmp_path / f"{layout.name}.csv").read_text("utf-8-sig").splitlines()[0]
            assert heading == ",".join(layout.written)


def test_files_open_in_spreadsheet_programs_and_hold_no_pin(reference_plan: HallPlan, tmp_path: Path) -> None:
    clerk = replace(reference_plan.staff[StaffNumber("1085")], pin_hash="$argon2id$secret")
    write_hall(replace(reference_plan, staff={clerk.number: clerk}), tmp_path)
    assert (tmp_path / "zones.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not any(b"argon2" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_line_that_would_fall_apart_is_not_written(reference_plan: HallPlan, tmp_path: Path) -> None:
    item = replace(reference_plan.item("U01-01"), bring_zh=("甲;乙",), bring_en=("A and B",))
    with pytest.raises(ValueError, match="甲;乙"):
        write_hall(replace(reference_plan, items={item.id: item}), tmp_path)
