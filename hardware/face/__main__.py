"""Faces at the command line: how well they are told apart, and with which thresholds.

    python -m hardware.face evaluate DIR --cache DIR [--out FILE.md]
    python -m hardware.face calibrate TEMPLATES [--strangers TEMPLATES] [--target 0.01] [--out DIR]
    python -m hardware.face check DIR
    python -m hardware.face templates DIR
    python -m hardware.face liveness [--faces DIR] [--out FILE.md]

TEMPLATES is a file of templates (npz, json), - for JSON on standard input, or a folder of pictures, one
folder a person. `templates` writes such JSON, to be handed to another program and not to be kept. `hall
faces` is the same, and reads the hall's own templates.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from hardware.build_face import USUAL, build_face_engine
from hardware.face.evaluation.checking import looked_at
from hardware.face.evaluation.pictures import NoPictures, populations
from hardware.face.evaluation.report import kept, markdown, tables
from hardware.face.interface import EngineMissing, FaceEngine
from hardware.face.liveness import report as liveness
from hardware.face.matching import template_files
from hardware.face.matching.calibration import Calibration, Target, TooFew, calibrate
from hardware.face.matching.calibration_file import Dated, to_json
from hardware.face.matching.curves import svg
from hardware.face.matching.template_files import BadTemplates, Enrolled, enrolled_of, read_enrolled
from hardware.face.matching.thresholds import usual, usual_of_model
from hardware.transport.url import BadDeviceUrl

FOR_PICTURES = "dlib://?width=0"
"""Pictures in a folder may be smaller than a camera's: they are searched as they are."""
STANDARD_INPUT = Path("-")
JSON_NAME, CURVES_NAME = "calibration.json", "calibration.svg"
TROUBLES = (BadDeviceUrl, BadTemplates, EngineMissing, NoPictures, TooFew, OSError)


def main(words: Sequence[str] | None = None) -> None:
    chosen = _arguments().parse_args(words)
    try:
        chosen.run(chosen)
    except TROUBLES as error:
        _fail(str(error))


def _evaluate(chosen: argparse.Namespace) -> None:
    engine = build_face_engine(chosen.engine)
    note = _noting()
    found = populations(chosen.folder, engine, chosen.cache, note)
    name = engine.info.name
    made = tables(found, name, chosen.draws, chosen.seed, note)
    calibrated = kept(found, name, note)
    command = f"hall faces evaluate {chosen.folder.name} --draws {chosen.draws} --seed {chosen.seed}"
    told = markdown(found, made, calibrated, engine.info, command, datetime.now(UTC).date())
    note("")
    if chosen.out is None:
        sys.stdout.write(told)
        return
    chosen.out.write_text(told, "utf-8")


def _calibrate(chosen: argparse.Namespace) -> None:
    engine = _Once(chosen.engine)
    hall = _templates(chosen.templates, engine, chosen.cache)
    strangers = _templates(chosen.strangers, engine, chosen.cache) if chosen.strangers else None
    if strangers and (strangers.model, strangers.version) != (hall.model, hall.version):
        made_by = f"{strangers.model} {strangers.version}"
        raise BadTemplates(f"{chosen.strangers}: templates of {made_by}, not of {hall.model} {hall.version}")
    named = chosen.engine != FOR_PICTURES
    calibration = calibrate(
        hall.people,
        strangers.people if strangers else None,
        Target(chosen.target, chosen.claimed),
        chosen.frames,
        usual(chosen.engine.partition(":")[0]) if named else usual_of_model(hall.model),
    )
    dated = Dated(datetime.now(UTC), hall.model, hall.version, calibration)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / JSON_NAME).write_text(to_json(dated), "utf-8")
    caption = f"{dated.made_at:%Y-%m-%d}  {calibration.people} 人 people  {hall.model}"
    (chosen.out / CURVES_NAME).write_text(svg(calibration, caption), "utf-8")
    sys.stdout.write(to_json(dated) if chosen.json else _told(calibration, chosen.out))


def _check(chosen: argparse.Namespace) -> None:
    engine = build_face_engine(chosen.engine)
    findings = looked_at(chosen.folder, engine).findings
    if chosen.json:
        told = {"model": engine.info.model, "findings": [asdict(each) for each in findings]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        lines = [f"{each.person}  {each.picture or '-'}  {each.what}" for each in findings]
        sys.stdout.write("\n".join([f"{engine.info}", *lines, f"{len(findings)} findings"]) + "\n")
    sys.exit(1 if findings else 0)


def _make_templates(chosen: argparse.Namespace) -> None:
    engine = build_face_engine(chosen.engine)
    found = looked_at(chosen.folder, engine)
    people = {person: tuple(rows) for person, rows in found.people.items()}
    told = template_files.to_json(Enrolled(engine.info.model, engine.info.version, people))
    sys.stdout.write(json.dumps(told | {"findings": [asdict(each) for each in found.findings]}) + "\n")


def _liveness(chosen: argparse.Namespace) -> None:
    liveness.run(chosen, lambda: build_face_engine(USUAL))


class _Once:
    """The engine, built when the first picture wants it: files of templates need none."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: FaceEngine | None = None

    def engine(self) -> FaceEngine:
        self._engine = self._engine or build_face_engine(self._url)
        return self._engine


def _templates(path: Path, once: _Once, cache: Path | None) -> Enrolled:
    if path == STANDARD_INPUT:
        return enrolled_of(sys.stdin.read())
    if not path.is_dir():
        return read_enrolled(path)
    engine = once.engine()
    found = populations(path, engine, cache, _noting())
    people = {f"{each.name}/{person}": rows for each in found for person, rows in each.people.items()}
    return Enrolled(engine.info.model, engine.info.version, people)


def _told(calibration: Calibration, out: Path) -> str:
    lines = [f"{calibration.people} people, {calibration.templates} templates, {calibration.frames} frames"]
    for name, found in (("1:N", calibration.identify), ("1:1", calibration.verify)):
        shares = {"missed": found.missed, "colleagues": found.colleagues, "strangers": found.strangers}
        told = ", ".join(
            f"{word} {each.rate:.3%} ({each.limits()[0]:.3%}-{each.limits()[1]:.3%}, {each.trials} trials)"
            for word, each in shares.items()
        )
        lines.append(f"{name} at {found.threshold:g}: {told}")
    lines += [f"note: {caution.value}" for caution in calibration.cautions]
    return "\n".join([*lines, f"{out / JSON_NAME}, {out / CURVES_NAME}"]) + "\n"


def _noting() -> Callable[[str], None]:
    """One line that is written over, where a person watches; nothing in a log."""
    if not sys.stderr.isatty():
        return lambda said: None
    return lambda said: print(f"\r{said[:100]:100}", end="", file=sys.stderr, flush=True)  # noqa: T201


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hall faces", description="Faces: evaluation, calibration, check.")
    commands = parser.add_subparsers(required=True, metavar="evaluate|calibrate|check|templates|liveness")

    evaluate = commands.add_parser("evaluate", help="measure on folders of pictures, write the table")
    evaluate.add_argument("folder", type=Path, help="POPULATION/PERSON/PICTURE")
    evaluate.add_argument("--out", type=Path, help="a file.md; else standard output")
    evaluate.add_argument("--draws", type=int, default=10, help="halls drawn by chance [10]")
    evaluate.add_argument("--seed", type=int, default=1)
    evaluate.set_defaults(run=_evaluate)

    calibrating = commands.add_parser("calibrate", help="thresholds from the hall's own templates")
    calibrating.add_argument("templates", type=Path, help="file.npz, file.json or a folder of pictures")
    calibrating.add_argument("--strangers", type=Path, help="the same, of people who are not enrolled")
    calibrating.add_argument("--target", type=_share, default=0.01, help="strangers let in, 1:N [0.01]")
    calibrating.add_argument("--claimed", type=_share, default=0.0005, help="others let in, 1:1 [0.0005]")
    calibrating.add_argument("--frames", type=int, default=2, choices=(1, 2, 3, 4, 5), help="of a probe [2]")
    calibrating.add_argument("--out", type=Path, default=Path("."), help="a folder [.]")
    calibrating.set_defaults(run=_calibrate)

    check = commands.add_parser("check", help="look at pictures before they are enrolled")
    check.add_argument("folder", type=Path, help="one folder a person")
    check.set_defaults(run=_check)

    making = commands.add_parser("templates", help="of pictures, as JSON on standard output")
    making.add_argument("folder", type=Path, help="one folder a person")
    making.set_defaults(run=_make_templates)

    proving = commands.add_parser("liveness", help="play attacks with pictures, write what passes")
    liveness.add_arguments(proving)
    proving.set_defaults(run=_liveness)
    for each, engine in (
        (evaluate, FOR_PICTURES),
        (calibrating, FOR_PICTURES),
        (check, USUAL),
        (making, USUAL),
    ):
        each.add_argument("--engine", default=engine, help=f"also of a file of templates [{engine}]")
    for each in (evaluate, calibrating):
        each.add_argument("--cache", type=Path, help="folder where templates of pictures are kept")
    for each in (calibrating, check):
        each.add_argument("--json", action="store_true", help="for a program")
    return parser


def _share(word: str) -> float:
    share = float(word)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{word} is no share between 0 and 1")
    return share


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
