"""Folders of pictures, one a person, and the templates of those pictures.

A population is a folder whose folders are people. Pictures are read where they lie and never copied;
templates are kept in a cache folder that the caller names, because making them costs minutes.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.interface import Face, FaceEngine, Picture
from hardware.face.matching.gallery import Vector

SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".pgm", ".ppm", ".webp"}
LEAST_SIDE = 240
"""Smaller pictures are enlarged before a face is looked for."""
SECOND_LOOK = 2
"""A picture without a face is looked at once more, enlarged."""
SAVE_EVERY = 100
Note = Callable[[str], None]


class NoPictures(ValueError):
    """A folder that is not laid out as one folder a person."""


@dataclass(slots=True, repr=False)
class Population:
    """People and the templates of their pictures, each in the order of the file names."""

    name: str
    people: dict[str, tuple[Vector, ...]] = field(default_factory=dict)
    without_face: list[str] = field(default_factory=list)
    """Pictures in whose middle no face was found."""

    @property
    def templates(self) -> int:
        return sum(map(len, self.people.values()))


def populations(folder: Path, engine: FaceEngine, cache: Path | None, note: Note) -> list[Population]:
    """Everything below `folder`. Raises NoPictures."""
    found = list(_folders(folder, folder))
    if not found:
        raise NoPictures(f"{folder}: holds no pictures of people; expected POPULATION/PERSON/PICTURE")
    kept = _Kept(cache, engine) if cache else None
    populations, count = [], 0
    total = sum(len(pictures) for _, people in found for pictures in people.values())
    for name, people in found:
        population = Population(name)
        for person, pictures in people.items():
            templates = []
            for picture in pictures:
                count += 1
                note(f"{count}/{total} {name}")
                template = kept.template(picture) if kept else _made(picture, engine)
                if template is None:
                    population.without_face.append(f"{person}/{picture.name}")
                else:
                    templates.append(template)
            if templates:
                population.people[person] = tuple(templates)
        populations.append(population)
    if kept:
        kept.save()
    return populations


def middle_face(engine: FaceEngine, picture: Picture) -> tuple[Picture, Face] | None:
    """The face that holds the middle of the picture, and the picture in which it stands, perhaps enlarged."""
    first = max(-(-LEAST_SIDE // min(picture.shape[:2])), 1)
    for times in (first, first * SECOND_LOOK):
        looked_at = picture
        if times > 1:
            cubic = cv2().INTER_CUBIC
            looked_at = cv2().resize(picture, None, fx=times, fy=times, interpolation=cubic)
        x, y = looked_at.shape[1] / 2, looked_at.shape[0] / 2
        for face in engine.detect(looked_at):
            box = face.box
            if box.left <= x <= box.left + box.width and box.top <= y <= box.top + box.height:
                return looked_at, face
    return None


def read_picture(file: Path) -> Picture | None:
    """None if it is no picture."""
    held = file.read_bytes()
    if not held:
        return None
    read: Picture | None = cv2().imdecode(np.frombuffer(held, np.uint8), cv2().IMREAD_COLOR)
    return read


def pictures_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES)


def _folders(folder: Path, root: Path) -> Iterator[tuple[str, Mapping[str, list[Path]]]]:
    inner = sorted(each for each in folder.iterdir() if each.is_dir())
    people = {each.name: pictures for each in inner if (pictures := pictures_of(each))}
    if people:
        yield folder.name if folder == root else folder.relative_to(root).as_posix(), people
    for each in inner:
        if each.name not in people:
            yield from _folders(each, root)


def _made(file: Path, engine: FaceEngine) -> Vector | None:
    picture = read_picture(file)
    found = middle_face(engine, picture) if picture is not None else None
    return engine.template(*found) if found else None


class _Kept:
    """Templates made earlier, by this engine, of the same bytes; None where there was no face."""

    def __init__(self, cache: Path, engine: FaceEngine) -> None:
        info = engine.info
        self._engine = engine
        self._file = cache / f"templates-{info.name}-{info.version}.npz"
        self._known: dict[str, Vector | None] = {}
        self._unsaved = 0
        if self._file.exists():
            with np.load(self._file, allow_pickle=False) as stored:
                rows = zip(stored["keys"].tolist(), stored["found"], stored["templates"], strict=True)
                self._known = {key: row if found else None for key, found, row in rows}

    def template(self, file: Path) -> Vector | None:
        key = hashlib.sha256(file.read_bytes()).hexdigest()[:32]
        if key not in self._known:
            self._known[key] = _made(file, self._engine)
            self._unsaved += 1
            if self._unsaved >= SAVE_EVERY:
                self.save()
        return self._known[key]

    def save(self) -> None:
        """By a new file in its place: an interrupted run leaves the old one."""
        if not self._unsaved:
            return
        none = np.zeros(self._engine.info.size, np.float32)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(".new.npz")
        new.touch(mode=0o600)
        np.savez(
            new,
            keys=np.array(list(self._known)),
            found=np.array([row is not None for row in self._known.values()]),
            templates=np.array([none if row is None else row for row in self._known.values()], np.float32),
        )
        new.replace(self._file)
        self._unsaved = 0
