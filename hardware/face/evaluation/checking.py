"""Pictures looked at before enrolment, and their templates. For administrators: colleagues who are close are
named."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hardware.face.evaluation.pictures import NoPictures, middle_face, pictures_of, read_picture
from hardware.face.interface import FaceEngine
from hardware.face.matching.enrolment import MOST_SPREAD, spread, too_close
from hardware.face.matching.gallery import Gallery, Vector
from hardware.face.matching.thresholds import Thresholds, usual
from hardware.face.quality import flaws, limits_of

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against a picture, or against all of a person's (`picture` is None)."""

    person: str
    picture: str | None
    what: str


@dataclass(slots=True, repr=False)
class Looked:
    """Templates of the pictures that are good enough, by person, and what was found."""

    people: dict[str, list[Vector]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def looked_at(folder: Path, engine: FaceEngine) -> Looked:
    """`folder` holds one folder a person. Raises NoPictures."""
    people = sorted(each for each in folder.iterdir() if each.is_dir() and pictures_of(each))
    if not people:
        raise NoPictures(f"{folder}: holds no folder of a person with pictures")
    found = Looked()
    for each in people:
        templates: list[Vector] = []
        found.findings += _pictures(each, engine, templates)
        found.people[each.name] = templates
        if len(templates) < FEWEST:
            told = f"{len(templates)} usable pictures; {FEWEST} are needed"
            found.findings.append(Finding(each.name, None, told))
        if spread(templates) > MOST_SPREAD:
            told = f"pictures differ too much ({spread(templates):.2f})"
            found.findings.append(Finding(each.name, None, told))
    found.findings += _alike(found.people, usual(engine.info.name))
    return found


def _alike(people: dict[str, list[Vector]], limits: Thresholds) -> Iterator[Finding]:
    gallery = Gallery.of(people)
    for person, templates in people.items():
        if templates and (close := too_close(templates, gallery, limits, besides=person)):
            yield Finding(person, None, f"too close to {close.staff} ({close.figures.distance:.2f})")


def _pictures(folder: Path, engine: FaceEngine, templates: list[Vector]) -> Iterator[Finding]:
    for file in pictures_of(folder):
        picture = read_picture(file)
        found = middle_face(engine, picture) if picture is not None else None
        if found is None:
            what = "no picture" if picture is None else "no face in the middle"
            yield Finding(folder.name, file.name, what)
            continue
        wrong = flaws(engine.quality(*found), limits_of(engine.info.name))
        if wrong:
            yield Finding(folder.name, file.name, ", ".join(wrong))
        else:
            templates.append(engine.template(*found))
