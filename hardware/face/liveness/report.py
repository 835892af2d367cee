"""`python -m hardware.face.liveness.report`: plays every attack, and writes docs/liveness.md."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from hardware.camera.opencv import cv2
from hardware.face.dlib_engine import DlibEngine
from hardware.face.interface import Box, EngineMissing, FaceEngine, Picture
from hardware.face.liveness.replay.cost import measured
from hardware.face.liveness.replay.measuring import cues_on_photographs, drawn_people, measure
from hardware.face.liveness.replay.portrait import photographed
from hardware.face.liveness.replay.report_text import Findings, written
from hardware.face.liveness.replay.series import counted, read_clips

OUT = Path("docs/liveness.md")
PLAYS, PEOPLE, SEED = 24, 12, 1
MOST_PHOTOGRAPHS = 300
EVERY = (1, 2, 3)


def report(
    out: Path = OUT,
    faces: Path | None = None,
    engine: FaceEngine | None = None,
    plays: int = PLAYS,
    people: int = PEOPLE,
    seed: int = SEED,
    said: Callable[[str], None] = lambda _: None,
) -> None:
    """Measure, and write the document. `faces`: a folder of pictures, one folder a person, which are measured
    besides the drawn ones, with `engine`. Raises OSError where nothing can be written."""
    out.write_text(written(findings(faces, engine, plays, people, seed, said)), "utf-8")


def findings(
    faces: Path | None,
    engine: FaceEngine | None,
    plays: int,
    people: int,
    seed: int,
    said: Callable[[str], None],
) -> Findings:
    cost = measured(seed)
    sets = [measure(drawn_people(people, seed), plays, seed, "drawn faces", said=said)]
    if faces is None or engine is None:
        return Findings(seed, plays, tuple(sets), cost)
    heads = list(photographed(faces, engine, people))
    if heads:
        sets.append(measure(heads, plays, seed, "photographed faces", engine, said))
    clips = [tuple(counted(clip, every) for every in EVERY) for clip in read_clips(faces)]
    pictures = faces_in(faces, engine)
    spoke = len(pictures), cues_on_photographs(pictures)
    return Findings(seed, plays, tuple(sets), cost, tuple(clips), spoke)


def faces_in(folder: Path, engine: FaceEngine) -> list[tuple[Picture, Box]]:
    """Pictures of a folder, and where their largest face is; spread over the folder."""
    files = sorted(folder.rglob("*.jpg"))
    found = []
    for file in files[:: max(len(files) // MOST_PHOTOGRAPHS, 1)]:
        picture = cv2().imread(str(file))
        seen = engine.detect(picture) if picture is not None else ()
        if seen:
            found.append((picture, seen[0].box))
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=OUT, help="the document [%(default)s]")
    parser.add_argument("--faces", type=Path, help="also on heads from pictures, one folder a person")
    parser.add_argument("--plays", type=int, default=PLAYS, help="of each species [%(default)s]")
    parser.add_argument("--people", type=int, default=PEOPLE, help="different faces [%(default)s]")
    parser.add_argument("--seed", type=int, default=SEED)


def run(chosen: argparse.Namespace, engine: Callable[[], FaceEngine]) -> None:
    """`engine` is built only where pictures are to be looked at."""
    cv2().setNumThreads(1)
    found = engine() if chosen.faces is not None else None
    report(chosen.out, chosen.faces, found, chosen.plays, chosen.people, chosen.seed, _say)


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m hardware.face.liveness.report", description=__doc__)
    add_arguments(parser)
    try:
        run(parser.parse_args(words), DlibEngine)
    except (EngineMissing, OSError) as error:
        sys.exit(str(error))


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
