from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.hall_plan import Counter, HallPlan, Item, Queue, Staff, Unit, Zone
from hall_server.domain.names import HallId, ItemId, QueueId, StaffNumber, UnitId, WindowId, ZoneId
from hall_server.domain.plan_changes import (
    FIELD_WORDS,
    KIND_WORDS,
    TABLE_WORDS,
    UNTOLD,
    Change,
    Kind,
    Table,
    changes,
    removed_queues,
    removed_windows,
    successor,
)

Z1, U1, A, B = ZoneId("Z1"), UnitId("U1"), QueueId("A"), QueueId("B")
CLERK = Staff(StaffNumber("1001"), "样甲子", U1, "front", pin_hash="$secret", window=WindowId("W1"))
PLAN = HallPlan(
    hall=HallId("h"),
    name_zh="大厅",
    name_en="Hall",
    zones={Z1: Zone(Z1, "A", "一区", "Zone one", 1)},
    units={U1: Unit(U1, "民政局", "Civil affairs")},
    queues={A: Queue(A, Z1, "婚姻", "Marriage"), B: Queue(B, Z1, "收养", "Adoption", 12.5)},
    items={ItemId("M1"): Item(ItemId("M1"), U1, A, Z1, "结婚登记", "Marriage registration", "教育民政")},
    counters={WindowId("W1"): Counter(WindowId("W1"), 1, Z1, U1, "1号窗口", "Window 1", (A,), (B,))},
    staff={CLERK.number: CLERK},
    version=7,
    day_overrides={date(2026, 10, 1): True},
)


def the_only(old: HallPlan, new: HallPlan) -> Change:
    (one,) = changes(old, new)
    return one


def test_the_same_plan_has_no_changes_whatever_its_version_and_pins() -> None:
    forgotten = replace(CLERK, pin_hash="")
    assert changes(PLAN, replace(PLAN, version=8, staff={CLERK.number: forgotten})) == ()


def test_a_changed_field_tells_before_and_after() -> None:
    slower = replace(PLAN.queues[B], mean_service_minutes=15.0)
    one = the_only(PLAN, replace(PLAN, queues={**PLAN.queues, B: slower}))
    assert one == Change(
        Table.QUEUES, Kind.CHANGED, "B", "收养", "Adoption", "mean_service_minutes", "12.5", "15"
    )
    assert one.in_chinese() == "修改队列:B 收养:平均办理分钟由“12.5”改为“15”"
    assert one.in_english() == "Changed queue: B Adoption: mean minutes of service from “12.5” to “15”"


def test_each_changed_field_of_a_row_is_a_change_of_its_own() -> None:
    window = replace(PLAN.counters[WindowId("W1")], primary=(A, B), backups=(), accessible=True)
    found = changes(PLAN, replace(PLAN, counters={window.id: window}))
    assert [(c.field, c.before, c.after) for c in found] == [
        ("primary", "A", "A; B"),
        ("backups", "B", ""),
        ("accessible", "N", "Y"),
    ]
    assert found[1].in_chinese() == "修改窗口:W1 1号窗口:备用队列由“B”改为“空”"
    assert found[2].in_english() == "Changed window: W1 Window 1: accessible from “no” to “yes”"


def test_values_of_closed_lists_are_told_in_words() -> None:
    other = replace(CLERK, roles=("clerk", "unit_head"), kind="back")
    found = changes(PLAN, replace(PLAN, staff={CLERK.number: other}))
    assert [c.in_chinese() for c in found] == [
        "修改人员:1001 样甲子:类别由“前台”改为“后台”",
        "修改人员:1001 样甲子:角色由“窗口人员”改为“窗口人员; 首席代表”",
    ]


def test_rows_that_come_and_go_are_told_by_name() -> None:
    found = changes(PLAN, replace(PLAN, queues={A: PLAN.queues[A]}))
    assert [c.in_chinese() for c in found] == ["删除队列:B 收养"]
    back = changes(replace(PLAN, queues={A: PLAN.queues[A]}), PLAN)
    assert [c.in_english() for c in back] == ["Added queue: B Adoption"]


def test_days_of_the_halls_own_calendar_are_told_with_their_value() -> None:
    new = replace(PLAN, day_overrides={date(2026, 12, 7): False})
    found = changes(PLAN, new)
    assert [c.in_chinese() for c in found] == [
        "删除日期:2026-10-01(开放:是)",
        "新增日期:2026-12-07(开放:否)",
    ]
    closed = the_only(PLAN, replace(PLAN, day_overrides={date(2026, 10, 1): False}))
    assert closed.in_english() == "Changed day: 2026-10-01: open from “yes” to “no”"


def test_another_hall_or_another_name_of_the_hall_is_a_change() -> None:
    assert the_only(PLAN, replace(PLAN, name_zh="新大厅")).in_chinese() == (
        "修改大厅:h 大厅:中文名称由“大厅”改为“新大厅”"
    )
    assert the_only(PLAN, replace(PLAN, hall=HallId("other"))).field == "hall"


def test_removed_queues_and_windows_are_listed_for_the_checks() -> None:
    found = changes(PLAN, replace(PLAN, queues={A: PLAN.queues[A]}, counters={}))
    assert removed_queues(found) == {B}
    assert removed_windows(found) == {WindowId("W1")}
    assert removed_queues(changes(PLAN, PLAN)) == frozenset()


def test_the_successor_keeps_the_pins_of_those_who_stay() -> None:
    newcomer = Staff(StaffNumber("1002"), "样甲丑", U1, "front")
    read = replace(
        PLAN,
        version=1,
        staff={CLERK.number: replace(CLERK, pin_hash="", name="样甲寅"), newcomer.number: newcomer},
    )
    new = successor(PLAN, read)
    assert new.version == 8
    assert new.staff[CLERK.number].name == "样甲寅"
    assert new.staff[CLERK.number].pin_hash == "$secret"
    assert new.staff[newcomer.number].pin_hash == ""


def test_no_pin_is_ever_told() -> None:
    other = replace(CLERK, pin_hash="$other", name="样甲丑")
    told = repr(changes(PLAN, replace(PLAN, staff={CLERK.number: other})))
    assert "secret" not in told
    assert "other" not in told


@pytest.mark.parametrize("row", [Zone, Unit, Queue, Item, Counter, Staff])
def test_every_field_has_a_name_in_both_languages(row: type) -> None:
    for field in fields(row):
        assert field.name in UNTOLD or all(FIELD_WORDS[field.name])
    assert set(TABLE_WORDS) == set(Table)
    assert set(KIND_WORDS) == set(Kind)


queues = st.dictionaries(
    st.sampled_from([A, B, QueueId("C")]),
    st.tuples(st.sampled_from("甲乙"), st.sampled_from([5.0, 7.5])),
).map(lambda found: {q: Queue(q, Z1, name, name, minutes) for q, (name, minutes) in found.items()})


@given(queues, queues)
def test_there_are_changes_exactly_where_plans_differ(
    old: dict[QueueId, Queue], new: dict[QueueId, Queue]
) -> None:
    found = changes(replace(PLAN, queues=old), replace(PLAN, queues=new))
    assert {c.id for c in found} == {q for q in old.keys() | new.keys() if old.get(q) != new.get(q)}
    assert removed_queues(found) == old.keys() - new.keys()
    assert {c.id for c in found if c.kind is Kind.ADDED} == new.keys() - old.keys()


def test_the_reference_hall_compares_with_itself_in_no_time() -> None:
    from hall_server.halls.reading import read_hall

    folder = Path(__file__).parents[3] / "hall_server" / "halls" / "huaihua"
    one, other = read_hall(folder).plan, read_hall(folder).plan
    assert one is not None
    assert other is not None
    assert changes(one, other) == ()
