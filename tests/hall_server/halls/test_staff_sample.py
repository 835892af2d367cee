from collections import Counter
from pathlib import Path

from hall_server.domain.hall_plan import HallPlan
from hall_server.halls.staff_sample import FIRST, sample_staff, write_sample_staff


def test_the_file_of_the_reference_hall_is_what_the_generator_writes(huaihua: Path, copy: Path) -> None:
    (copy / "staff.csv").unlink()
    write_sample_staff(copy)
    assert (copy / "staff.csv").read_bytes() == (huaihua / "staff.csv").read_bytes()


def test_the_reference_staff_are_the_generated_ones(reference_plan: HallPlan) -> None:
    assert tuple(reference_plan.staff.values()) == sample_staff(reference_plan)


def test_there_are_423_people_with_names_that_nobody_bears(reference_plan: HallPlan) -> None:
    people = sample_staff(reference_plan)
    assert len(people) == len({p.number for p in people}) == len({p.name for p in people}) == 423
    assert all(p.name[0] in FIRST and len(p.name) == 3 for p in people)


def test_every_post_of_the_hall_is_filled(reference_plan: HallPlan) -> None:
    people = sample_staff(reference_plan)
    roles = Counter(role for p in people for role in p.roles)
    assert (roles["supervisor"], roles["manager"], roles["administrator"], roles["auditor"]) == (4, 3, 1, 1)
    assert Counter(p.kind for p in people) == {"front": 267, "back": 156}
    assert {p.window for p in people if p.window} == set(reference_plan.counters)
    heads = [p.unit for p in people if "unit_head" in p.roles]
    assert sorted(map(str, heads)) == sorted(reference_plan.units)
    assert min(roles["approval"], roles["field"], roles["archive"]) > 30


def test_the_clerk_of_window_85_belongs_to_the_housing_bureau(reference_plan: HallPlan) -> None:
    clerk = {p.number: p for p in sample_staff(reference_plan)}["1085"]  # type: ignore[index]
    assert (clerk.window, clerk.unit, clerk.roles) == ("W085", "U05", ("clerk",))
