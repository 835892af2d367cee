"""`hall bench --clock`: the face part of a clock on this machine.

    python -m hardware.face.bench [--engine dlib://] [--people 423,5000] [--pictures DIR] [--json]

Without pictures frames are painted; no detector of real faces finds anybody there, so their known place is
used, and detection costs what it costs on an empty frame. numpy runs with one thread, as in a clock: two lose
more by waiting for each other than they win.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardware.face.evaluation.speed import Speed

BUSY = 1.5
"""So many times its CPU time a frame takes where other programs compute as well."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def main() -> None:
    chosen = _arguments().parse_args()
    if any(os.environ.get(name) != number for name, number in ONE_THREAD.items()):
        # numpy reads them when it is loaded; a process of its own has them from the start.
        again = [sys.executable, "-m", "hardware.face.bench", *sys.argv[1:]]
        ended = subprocess.run(again, env=os.environ | ONE_THREAD, check=False)
        sys.exit(ended.returncode)
    _measure(chosen)


def _measure(chosen: argparse.Namespace) -> None:
    from hardware.build_face import build_face_engine
    from hardware.face.evaluation.speed import FRAMES, frames_from, measured_speed, painted_frames
    from hardware.face.interface import EngineMissing

    try:
        engine = build_face_engine(chosen.engine)
    except (EngineMissing, ValueError) as error:
        sys.exit(str(error))
    frames = frames_from(chosen.pictures, FRAMES) if chosen.pictures else painted_frames(FRAMES)
    if not frames:
        sys.exit(f"{chosen.pictures}: holds no pictures")
    speed = measured_speed(engine, frames, chosen.people)
    told = asdict(speed) | {"aims": [asdict(aim) | {"met": aim.met} for aim in speed.aims]}
    sys.stdout.write(f"{json.dumps(told) if chosen.json else _told(speed)}\n")


def _told(speed: "Speed") -> str:
    lines = [
        f"{speed.engine} {speed.model}: {speed.frames} frames of 640 x 480, {speed.detected} with a face",
        f"detect {speed.detect.told}, quality {speed.quality.told}, template {speed.template.told}",
    ]
    for each in speed.searches:
        lines.append(f"{each.people} people: frame to name {each.frame_to_name.told}")
        lines.append(f"    of it the search {each.identify.told}; gallery built in {each.build_ms} ms")
    lines += [
        f"CPU time of a frame, all steps: {speed.cpu_ms} ms; memory {speed.memory_mb} MB",
        f"{speed.frames_per_second} frames/s with a template of each, {speed.watching_per_second} watching",
        *(f"{aim.name}: {aim.value} (aim {aim.limit}): {'yes' if aim.met else 'NO'}" for aim in speed.aims),
    ]
    if speed.waited > BUSY:
        lines.append(f"NOTE: a frame took {speed.waited} times its CPU time; measure on an idle machine")
    return "\n".join(lines)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hardware.face.bench", description="Faces of a clock.")
    parser.add_argument("--engine", default="dlib://")
    parser.add_argument("--people", type=_counts, default=[423, 5000], help="enrolled [423,5000]")
    parser.add_argument("--pictures", type=Path, help="pictures of people, to be pasted into frames")
    parser.add_argument("--json", action="store_true", help="for a program")
    return parser


def _counts(words: str) -> list[int]:
    counts = [int(word) for word in words.split(",") if word.strip().isdigit()]
    if not counts or min(counts) < 20:
        raise argparse.ArgumentTypeError(f"{words}: whole numbers from 20, with commas between them")
    return counts


if __name__ == "__main__":
    main()
