"""Measuring on folders of pictures: what is read, who is tried, how events are counted."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.face.evaluation.aims import aims_told
from hardware.face.evaluation.checking import looked_at
from hardware.face.evaluation.counts import Count, Found, Measure, measure
from hardware.face.evaluation.pictures import NoPictures, Population, middle_face, populations
from hardware.face.evaluation.report import kept, markdown, tables
from hardware.face.evaluation.rules import Matched, NearestCohort, PlainDistance, score_alone
from hardware.face.evaluation.trials import Draw, Probe, Setting, draws, halves
from hardware.face.fake_engine import FakeEngine
from hardware.face.interface import Face, Picture, Template
from hardware.face.painted import PaintedFace, paint
from tests.hardware.face.face_people import hall, template
from tests.hardware.face.painted_people import hall_of, person

ENGINE = FakeEngine()
RULES = [PlainDistance, NearestCohort, Matched, score_alone]


def silent(said: str) -> None:
    """Nobody watches."""


class CountingEngine(FakeEngine):
    def __init__(self) -> None:
        self.made = 0

    def template(self, picture: Picture, face: Face) -> Template:
        self.made += 1
        return super().template(picture, face)


def test_every_folder_of_people_is_a_population(tmp_path: Path) -> None:
    hall_of(tmp_path / "lfw" / "east", 2, 2)
    hall_of(tmp_path / "studio", 1, 3)
    (tmp_path / "README.md").write_text("not a picture")
    found = populations(tmp_path, ENGINE, None, silent)
    assert [(each.name, each.templates) for each in found] == [("lfw/east", 4), ("studio", 3)]
    (alone,) = populations(tmp_path / "studio", ENGINE, None, silent)
    assert alone.name == "studio"


def test_a_folder_without_people_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoPictures, match="POPULATION/PERSON/PICTURE"):
        populations(tmp_path, ENGINE, None, silent)


def test_a_second_run_makes_no_template_again(tmp_path: Path) -> None:
    folder, cache = hall_of(tmp_path / "hall", 3, 2), tmp_path / "cache"
    engine = CountingEngine()
    first = populations(folder, engine, cache, silent)
    assert engine.made == 6
    second = populations(folder, engine, cache, silent)
    assert engine.made == 6
    assert all(
        np.array_equal(a, b) for a, b in zip(first[0].people["0002"], second[0].people["0002"], strict=True)
    )
    person(folder / "0009", 9, 1)
    populations(folder, engine, cache, silent)
    assert engine.made == 7
    assert all(file.stat().st_mode & 0o077 == 0 for file in cache.iterdir())


def test_a_picture_without_a_face_is_counted_and_not_looked_for_twice(tmp_path: Path) -> None:
    folder = hall_of(tmp_path / "hall", 1, 1)
    cv2.imwrite(str(folder / "0001" / "empty.png"), paint([]))
    (folder / "0001" / "broken.jpg").write_bytes(b"nothing")
    for _ in range(2):
        (population,) = populations(folder, ENGINE, tmp_path / "cache", silent)
        assert population.without_face == ["0001/broken.jpg", "0001/empty.png"]
        assert population.templates == 1


def test_the_face_in_the_middle_counts_and_not_the_largest() -> None:
    picture = paint([PaintedFace(1, left=10, top=10, size=260), PaintedFace(2, left=290, top=210, size=90)])
    found = middle_face(ENGINE, picture)
    assert found is not None
    assert found[1].box.left == pytest.approx(290, abs=2)
    assert middle_face(ENGINE, paint([PaintedFace(1, left=10, top=10)])) is None


def test_a_small_picture_is_enlarged() -> None:
    small = cv2.resize(paint([PaintedFace(1)], 640, 480), (160, 120), interpolation=cv2.INTER_AREA)
    found = middle_face(ENGINE, small)
    assert found is not None
    assert found[0].shape[0] == 240


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 7), min_size=3, max_size=20),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(0, 9),
)
def test_no_picture_serves_twice_and_no_outsider_is_enrolled(
    counts: list[int], enrolled: int, frames: int, seed: int
) -> None:
    people = {str(who): [template(who, n) for n in range(count)] for who, count in enumerate(counts)}
    for draw in draws(people, Setting(enrolled, frames), 2, seed):
        outside = {probe.person for probe in draw.outsiders}
        assert outside
        assert not outside & set(draw.enrolled)
        assert outside | set(draw.enrolled) == set(people)
        for who, templates in draw.enrolled.items():
            used = [
                *templates,
                *(frame for probe in draw.own if probe.person == who for frame in probe.frames),
            ]
            assert len({each.tobytes() for each in used}) == len(used)
            assert 1 <= len(templates) <= enrolled
        assert all(len(probe.frames) == frames for probe in (*draw.own, *draw.outsiders))


def test_where_nobody_has_pictures_enough_nothing_is_drawn() -> None:
    assert list(draws(hall(5, pictures=3), Setting(3, 1), 4)) == []


def test_halves_share_nobody() -> None:
    one, other = halves(hall(11), 3)
    assert len(one) + len(other) == 11
    assert not set(one) & set(other)


@pytest.mark.parametrize("make", RULES)
def test_each_rule_knows_its_people_and_not_a_stranger_s_number(make: type) -> None:
    rule = make(hall(40))
    verdict = rule.judge([template(5, 50), template(5, 51)])
    assert verdict.who == "0005"
    assert verdict.accepted[list(rule.people).index("0005")]
    assert verdict.accepted.sum() <= 2
    assert rule.judge([template(500, 1)]).accepted.sum() <= 2


def test_events_are_counted_by_person() -> None:
    enrolled = hall(40)
    own = [Probe("0005", [template(5, 50)]), Probe("0005", [template(6, 50)])]
    counts: dict[Measure, Count] = defaultdict(Count)
    measure(Matched(enrolled), Draw(enrolled, own, [Probe("out", [template(7, 50)])]), counts)
    assert counts[Measure.IDENTIFIED].of == {"0005": [1, 2]}
    assert counts[Measure.WRONG_IDENTITY].of == {"0005": [1, 2]}
    assert counts[Measure.NON_MATCH].of == {"0005": [1, 2]}
    assert counts[Measure.COLLEAGUE].of == {"0005": [1, 78]}
    assert counts[Measure.STRANGER_ACCEPTED].of == {"out": [1, 1]}
    assert counts[Measure.OUTSIDER].of == {"out": [1, 40]}


def test_limits_follow_from_people_and_not_from_pictures() -> None:
    few, many = Count(), Count()
    for number in range(300):
        few.add(str(number % 3), 0, 1)
        many.add(str(number), 0, 1)
    assert few.found().high == pytest.approx(0.63, abs=0.01)
    assert many.found().high == pytest.approx(0.01, abs=0.001)
    pairs = Count()
    for number in range(10):
        pairs.add(str(number), 0, 100)
    assert pairs.found().high == pytest.approx(0.26 / 100, abs=0.001)
    mixed = Count()
    for number in range(20):
        mixed.add(str(number), number % 2, 1)
    found = mixed.found()
    assert found.low < found.rate == 0.5 < found.high
    assert Count().found().trials == 0


def test_the_report_tells_every_population_and_everybody_together() -> None:
    one = Population("one", {who: tuple(each) for who, each in hall(30, 5).items()}, ["0001/a.png"])
    two = Population("two", {who: tuple(each) for who, each in hall(12, 2, first=200).items()})
    made = tables([one, two], "fake", 1, 1, silent)
    assert [table.population for table in made] == ["one", "two", "everybody together"]
    ours = next(row for row in made[0].rows if row.setting == Setting(3, 2) and row.rule == "**ours**")
    assert ours.found[Measure.IDENTIFIED].rate > 0.9
    told = markdown(
        [one, two], made, kept([one, two], "fake", silent), ENGINE.info, "hall …", date(2026, 11, 24)
    )
    assert "## one: 30 people, 150 pictures" in told
    assert "Without a face in the middle, and left out: 1 of one." in told
    assert "Nobody has pictures enough for 1 × 2, 1 × 3, 3 × 1" in told
    assert "0001/a.png" not in told
    assert "What was to be reached" not in told


def test_the_report_tells_which_aims_were_reached() -> None:
    there = Population("lfw/east_asian", {who: tuple(each) for who, each in hall(30, 5).items()})
    made = tables([there], "fake", 1, 1, silent)
    told = markdown([there], made, [], ENGINE.info, "hall …", date(2026, 11, 24))
    assert "## What was to be reached: lfw/east_asian, 3 × 2" in told
    (ours,) = [line for line in told.splitlines() if line.startswith("| **ours** | 100 yes |")]
    assert ours == "| **ours** | 100 yes | 0 yes | 0 yes | 0 yes |"


def test_an_aim_that_was_missed_is_told_as_plainly() -> None:
    missed = Found(90, 100, 10, 0.8, 0.95)
    (*_, row) = aims_told({"some rule": dict.fromkeys(Measure, missed)})
    assert row == "| some rule | 90 NO | 90 NO | 90 NO | 90 NO |"


def test_pictures_are_looked_at_before_enrolment(tmp_path: Path) -> None:
    hall_of(tmp_path, 2, 3)
    person(tmp_path / "again", 1, 3)
    person(tmp_path / "dim", 8, 1)
    cv2.imwrite(str(tmp_path / "dim" / "dark.png"), paint([PaintedFace(8)], light=0.12))
    cv2.imwrite(str(tmp_path / "dim" / "empty.png"), paint([]))
    (tmp_path / "dim" / "broken.png").write_bytes(b"")
    for picture in range(2):
        cv2.imwrite(
            str(tmp_path / "0002" / f"x{picture}.png"), paint([PaintedFace(99 + picture)], seed=picture)
        )
    found = [(each.person, each.picture, each.what) for each in looked_at(tmp_path, ENGINE).findings]
    assert ("dim", "empty.png", "no face in the middle") in found
    assert ("dim", "broken.png", "no picture") in found
    assert ("dim", "dark.png", "too_dark, flat, blurred") in found
    assert ("dim", None, "1 usable pictures; 3 are needed") in found
    assert any(who == "0002" and "differ too much" in what for who, _, what in found)
    assert any(who == "again" and "too close to 0001" in what for who, _, what in found)
    assert not any(who == "0001" and "differ" in what for who, _, what in found)
    with pytest.raises(NoPictures):
        looked_at(tmp_path / "dim", ENGINE)
