"""Pictures looked at before enrolment. For administrators: colleagues who are close are named."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hardware.face.evaluation.pictures import NoPictures, middle_face, pictures_of, read_picture
from hardware.face.interface import FaceEngine
from hardware.face.matching.enrolment import MOST_SPREAD, spread, too_close
from hardware.face.matching.gallery import Gallery, Vector
from hardware.face.matching.thresholds import usual
from hardware.face.quality import flaws, limits_of

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against a picture, or against all of a person's (`picture` is None)."""

    person: str
    picture: str | None
    what: str


def looked_at(folder: Path, engine: FaceEngine) -> Iterator[Finding]:
    """`folder` holds one folder a person. Raises NoPictures."""
    people = sorted(each for each in folder.iterdir() if each.is_dir() and pictures_of(each))
    if not people:
        raise NoPictures(f"{folder}: holds no folder of a person with pictures")
    enrolled: dict[str, list[Vector]] = {}
    for each in people:
        templates: list[Vector] = []
        yield from _pictures(each, engine, templates)
        enrolled[each.name] = templates
        if len(templates) < FEWEST:
            yield Finding(each.name, None, f"{len(templates)} usable pictures; {FEWEST} are needed")
        if spread(templates) > MOST_SPREAD:
            yield Finding(each.name, None, f"pictures differ too much ({spread(templates):.2f})")
    gallery = Gallery.of(enrolled)
    for person, templates in enrolled.items():
        if templates and (close := too_close(templates, gallery, usual(engine.info.name), besides=person)):
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
