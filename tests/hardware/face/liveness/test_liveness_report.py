"""The report: counted right, said plainly, and the same for the same seed."""

import os
import re
import warnings
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from hardware.face.__main__ import main as hall_faces
from hardware.face.liveness import report
from hardware.face.liveness.interface import Act, Why
from hardware.face.liveness.replay.actors import ATTACKS, BONA_FIDE
from hardware.face.liveness.replay.cost import Cost
from hardware.face.liveness.replay.measuring import Measured, Tally, drawn_people, measure
from hardware.face.liveness.replay.play import Played
from hardware.face.liveness.replay.report_text import Findings, written
from hardware.face.liveness.replay.series import counted, read_clips

FACES = Path(os.environ.get("ONEHALL_FACES", Path(__file__).parents[5] / "shared" / "faces"))
if not FACES.is_dir():
    warnings.warn(f"NO PICTURES OF REAL FACES at {FACES}: blinks of real clips are not counted", stacklevel=1)
with_faces = pytest.mark.skipif(not FACES.is_dir(), reason=f"no pictures of real faces at {FACES}")


def played(passed: bool, score: float = 0.0, why: Why | None = None) -> Played:
    signs = ("moire",) if score else ()
    return Played(passed, why, 1, 6.0, score, signs, ((Act.BLINK, True), (Act.NOD, passed)))


def told(passes: int, of: int, flagged: int = 0) -> Findings:
    """Of people who all pass, and of one attack."""
    good = Tally(BONA_FIDE, (played(True),) * of, (played(True),) * of)
    plays = (played(True),) * passes + (played(False, why=Why.FLAT),) * (of - passes)
    watched = (played(True, 0.8),) * flagged + (played(True),) * (of - flagged)
    measured = Measured("drawn faces", "", 4, good, (Tally(ATTACKS[0], plays, watched),))
    return Findings(1, of, (measured,), Cost(150, 0.004, 0.005, 0.009))


def test_the_error_of_an_attack_is_told_with_its_limits() -> None:
    text = written(told(2, 20))
    assert "| `print_still` | a print on a stand | 2/20 | 10.0% | 2.8%–30.1% | flat 18 |" in text
    assert "BPCER 0.0% (0.0%–16.1%)" in text


def test_what_passive_cues_miss_is_told() -> None:
    assert "| `print_still` | 15/20 | 75.0% | 53.1%–88.8% | moire 5 |" in written(told(0, 20, flagged=5))


def test_each_act_is_told_by_itself() -> None:
    text = written(told(2, 20))
    assert re.search(r"\| `print_still` \| 20/20 \| 0/0 \| 0/0 \| 0/0 \| 2/20 \|", text)


def test_the_report_claims_no_level_and_says_what_it_does_not_stop() -> None:
    text = written(told(0, 5))
    assert "No level of presentation attack detection is claimed" in text
    assert "What this does not stop" in text
    for word in ("mask of three", "by chance", "infrared", "Recordings chosen as asked"):
        assert word in text


def test_the_cost_of_a_look_is_told() -> None:
    assert "4.0 ms of the processor (mean); by the wall clock 5.0 ms in the middle" in written(told(0, 5))


def test_chance_is_that_of_the_challenges() -> None:
    assert "one attempt of 18, and with the retry in\n  11%" in written(told(0, 5))


def test_the_same_seed_gives_the_same_numbers() -> None:
    few = (ATTACKS[1],)
    once, again = (measure(drawn_people(1, 3), 1, 3, "drawn faces", attacks=few) for _ in range(2))

    def numbers(measured: Measured) -> list[tuple[object, ...]]:
        tallies = (measured.bona_fide, *measured.attacks)
        return [
            (one.passed, one.why, one.seconds, one.score, one.signs, one.acts)
            for one in chain.from_iterable((*tally.played, *tally.watched) for tally in tallies)
        ]

    assert numbers(once) == numbers(again)


@pytest.mark.parametrize("command", [report.main, lambda words: hall_faces(["liveness", *words])])
def test_the_command_writes_the_document(
    command: Callable[[list[str]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def measured(*wanted: object) -> Findings:
        asked.extend(wanted)
        return told(1, 4)

    monkeypatch.setattr(report, "findings", measured)
    command(["--out", str(tmp_path / "liveness.md"), "--plays", "4", "--people", "2", "--seed", "9"])
    assert (tmp_path / "liveness.md").read_text("utf-8").startswith("# Liveness")
    assert asked[:5] == [None, None, 4, 2, 9]


def test_a_folder_without_clips_has_none(tmp_path: Path) -> None:
    assert read_clips(tmp_path) == []


@with_faces
def test_the_blinks_of_real_clips_are_found_and_no_others() -> None:
    clips = read_clips(FACES)
    full = [counted(clip, 1) for clip in clips]
    assert [each.there for each in full] == [10, 4, 2, 0]
    assert [each.found for each in full] == [9, 2, 2, 0]
    slow = [counted(clip, every) for clip in clips for every in (1, 2, 3)]
    assert sum(each.false for each in slow) == 0
    assert sum(each.found for each in slow) >= 0.75 * sum(each.there for each in slow if each.there)
