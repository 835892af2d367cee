"""Real faces: skipped, loudly, where the pictures are not. They are read where they lie and never copied."""

import os
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from hardware.face.dlib_engine import DlibEngine, Look
from hardware.face.evaluation.counts import Count, Measure, measure
from hardware.face.evaluation.pictures import middle_face, pictures_of, populations, read_picture
from hardware.face.evaluation.rules import Matched, PlainDistance
from hardware.face.evaluation.trials import Setting, draws
from hardware.face.interface import Template
from hardware.face.matching.decision import Recognised
from hardware.face.matching.gallery import Gallery
from hardware.face.matching.matcher import Matcher
from hardware.face.quality import Flaw, QualityLimits, flaws, pose

FACES = Path(os.environ.get("ONEHALL_FACES", Path(__file__).parents[4] / "shared" / "faces"))
STUDIO, EAST_ASIAN = FACES / "orl", FACES / "lfw" / "east_asian"
if not FACES.is_dir():
    warnings.warn(f"NO PICTURES OF REAL FACES at {FACES}: nothing is measured on them", stacklevel=1)
pytestmark = pytest.mark.skipif(not FACES.is_dir(), reason=f"no pictures of real faces at {FACES}")


@pytest.fixture(scope="module")
def engine() -> DlibEngine:
    return DlibEngine(look=Look(width=0))


def templates(engine: DlibEngine, folder: Path, count: int, first: int = 0) -> list[Template]:
    made: list[Template] = []
    for file in pictures_of(folder)[first:]:
        read = read_picture(file)
        found = middle_face(engine, read) if read is not None else None
        if found is not None:
            made.append(engine.template(*found))
        if len(made) == count:
            break
    return made


def folders(population: Path, least: int) -> list[Path]:
    people = sorted(each for each in population.iterdir() if each.is_dir())
    return [each for each in people if len(pictures_of(each)) >= least]


def test_a_face_and_its_points_are_found(engine: DlibEngine) -> None:
    picture = read_picture(pictures_of(folders(EAST_ASIAN, 5)[0])[0])
    assert picture is not None
    found = middle_face(engine, picture)
    assert found is not None
    outer_right, inner_right, outer_left, inner_left, nose = found[1].points.tolist()
    assert outer_right[0] > inner_right[0] > nose[0] > inner_left[0] > outer_left[0]
    assert nose[1] > inner_right[1]
    turn, tilt = pose(found[1].points)
    assert abs(turn) < 0.3
    assert abs(tilt) < 20
    quality = engine.quality(*found)
    assert quality.size > 60
    assert 0.1 < quality.light < 0.9
    assert Flaw.TOO_DARK not in flaws(quality, QualityLimits())


def test_a_camera_s_frame_is_searched_in_a_smaller_copy(engine: DlibEngine) -> None:
    """A wide frame with the same face, enlarged: box and points come out in the frame's own pixels."""
    import cv2

    small = read_picture(pictures_of(folders(EAST_ASIAN, 5)[0])[0])
    assert small is not None
    frame = np.full((480, 640, 3), 128, np.uint8)
    frame[:, 80:560] = cv2.resize(small, (480, 480), interpolation=cv2.INTER_CUBIC)
    clock = DlibEngine()
    (face, *_) = clock.detect(frame)
    assert 150 < face.box.width < 300
    alone = middle_face(engine, small)
    assert alone is not None
    apart = np.linalg.norm(clock.template(frame, face) - engine.template(*alone))
    assert apart < 0.3


def test_people_of_a_studio_are_told_apart_and_strangers_stay_outside(engine: DlibEngine) -> None:
    people = folders(STUDIO, 6)[:34]
    inside, outside = people[:26], people[26:]
    matcher = Matcher(Gallery.of({each.name: templates(engine, each, 2) for each in inside}))
    for each in inside[:8]:
        frames = templates(engine, each, 2, first=4)
        decision = matcher.identify(frames)
        assert not isinstance(decision, Recognised) or decision.staff == each.name
        assert isinstance(matcher.verify(each.name, frames), Recognised)
    for each in outside:
        assert not isinstance(matcher.identify(templates(engine, each, 2)), Recognised)


def test_a_part_of_the_east_asian_pictures_reaches_the_gate(engine: DlibEngine) -> None:
    """Ten people with several pictures among sixty; the whole is in docs/face-accuracy.md."""
    tried = folders(EAST_ASIAN, 5)
    known = {each.name: templates(engine, each, 6) for each in tried}
    others = [each for each in folders(EAST_ASIAN, 1) if each not in tried][:50]
    known |= {each.name: templates(engine, each, 1) for each in others}
    found = measured({who: each for who, each in known.items() if each}, draws_of=8)
    assert found[Measure.IDENTIFIED].found().rate >= 0.93
    assert found[Measure.WRONG_IDENTITY].found().events == 0
    assert found[Measure.NON_MATCH].found().rate <= 0.02
    assert found[Measure.COLLEAGUE].found().rate <= 0.001


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_whole_reaches_the_gate(engine: DlibEngine, tmp_path: Path) -> None:
    """ONEHALL_FACES_CACHE names a folder in which templates are kept from run to run."""
    cache = Path(os.environ.get("ONEHALL_FACES_CACHE", tmp_path))
    for population in populations(FACES, engine, cache, lambda said: None):
        if population.name == "lfw/strangers":
            continue
        found = measured(population.people, draws_of=20)
        assert found[Measure.IDENTIFIED].found().rate >= 0.95, population.name
        assert found[Measure.WRONG_IDENTITY].found().rate <= 0.0015, population.name
        assert found[Measure.STRANGER_ACCEPTED].found().rate <= 0.03, population.name
        assert found[Measure.NON_MATCH].found().rate <= 0.006, population.name
        assert found[Measure.COLLEAGUE].found().rate <= 0.0005, population.name
        plain = measured(population.people, draws_of=3, rule=PlainDistance)
        assert plain[Measure.STRANGER_ACCEPTED].found().rate > 0.3, population.name


def measured(
    people: dict[str, Sequence[Template]], draws_of: int, rule: type = Matched
) -> dict[Measure, Count]:
    counts: dict[Measure, Count] = defaultdict(Count)
    for draw in draws(people, Setting(3, 2), draws_of):
        measure(rule(draw.enrolled), draw, counts)
    return counts
