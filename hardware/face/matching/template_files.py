"""Enrolled templates in a file, for calibrating away from the server: npz, or JSON.

npz: `staff` (n numbers of staff, as text), `templates` (n × size), `model`, `version`. JSON: `model`,
`version`, `people`: {number: [template, …]}. Such a file is as sensitive as the people's pictures.
"""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hardware.face.matching.gallery import Gallery, Vector


class BadTemplates(ValueError):
    """A file of templates that cannot be used; says which and why."""


@dataclass(frozen=True, slots=True, repr=False)
class Enrolled:
    """Templates of some people, all by one model."""

    model: str
    version: str
    people: dict[str, tuple[Vector, ...]]

    def __repr__(self) -> str:
        return f"Enrolled({len(self.people)} people, {self.model} {self.version})"


def read_enrolled(file: Path) -> Enrolled:
    """Raises BadTemplates."""
    return _read(
        str(file), lambda: _from_npz(file) if file.suffix == ".npz" else _from_json(file.read_text("utf-8"))
    )


def enrolled_of(text: str) -> Enrolled:
    """The same JSON, as another program hands it over without a file. Raises BadTemplates."""
    return _read("standard input", lambda: _from_json(text))


def to_json(enrolled: Enrolled) -> dict[str, Any]:
    people = {person: [row.tolist() for row in rows] for person, rows in enrolled.people.items()}
    return {"model": enrolled.model, "version": enrolled.version, "people": people}


def _read(name: str, read: Callable[[], Enrolled]) -> Enrolled:
    try:
        found = read()
        Gallery.of(found.people)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise BadTemplates(f"{name}: no templates ({error})") from error
    return found


def write_enrolled(file: Path, enrolled: Enrolled) -> None:
    """As npz, readable by this account only."""
    staff = [person for person, templates in enrolled.people.items() for _ in templates]
    rows = [template for templates in enrolled.people.values() for template in templates]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    np.savez(
        file,
        model=np.array(enrolled.model),
        version=np.array(enrolled.version),
        staff=np.array(staff, np.str_),
        templates=np.array(rows, np.float32),
    )


def _from_npz(file: Path) -> Enrolled:
    with np.load(file, allow_pickle=False) as stored:
        staff, templates = stored["staff"].astype(str).tolist(), stored["templates"].astype(np.float32)
        if len(staff) != len(templates):
            raise ValueError(f"{len(staff)} numbers of staff for {len(templates)} templates")
        people: dict[str, list[Vector]] = {}
        for person, template in zip(staff, templates, strict=True):
            people.setdefault(person, []).append(template)
        return Enrolled(str(stored["model"]), str(stored["version"]), _frozen(people))


def _from_json(text: str) -> Enrolled:
    told = json.loads(text)
    people = {
        str(person): [np.array(template, np.float32) for template in templates]
        for person, templates in told["people"].items()
    }
    return Enrolled(str(told["model"]), str(told["version"]), _frozen(people))


def _frozen(people: dict[str, list[Vector]]) -> dict[str, tuple[Vector, ...]]:
    return {person: tuple(templates) for person, templates in people.items()}
