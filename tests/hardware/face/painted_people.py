"""Folders of painted people, laid out as folders of real ones."""

from pathlib import Path

import cv2

from hardware.face.painted import PaintedFace, paint


def person(folder: Path, number: int, pictures: int, face: PaintedFace | None = None) -> None:
    folder.mkdir(parents=True)
    for picture in range(pictures):
        painted = paint([face or PaintedFace(number)], seed=100 * number + picture)
        cv2.imwrite(str(folder / f"{picture}.png"), painted)


def hall_of(folder: Path, people: int, pictures: int, first: int = 1) -> Path:
    for number in range(first, first + people):
        person(folder / f"{number:04}", number, pictures)
    return folder
