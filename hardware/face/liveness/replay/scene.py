"""What stands before the camera in a replay: a person, a print, a screen; the room behind; the noise."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.interface import Picture, Points
from hardware.face.liveness.replay.portrait import APART, HIGH, ORIGIN, WIDE, Portrait, head_of
from hardware.face.liveness.replay.surface import Lens, Map, Placing, Surface, project, render

EDGE = 34
"""Pixels of white paper, or of a screen's rim, around the picture on it."""
NOISE, GRAIN = 2.5, 1024


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shot:
    """One picture of a replay. `points`: where the five truly are."""

    picture: Picture
    points: Points


@dataclass(frozen=True, slots=True)
class Dots:
    """The grid of a screen as the camera sees it: waves in cycles a pixel, and how much they modulate."""

    across: float
    down: float
    strength: float


def room(random: np.random.Generator, lens: Lens) -> Picture:
    """A wall, light from one side, and a few shapes behind, some of them with sharp edges."""
    tone = random.uniform(70, 190)
    whole = np.full((lens.height, lens.width, 3), tone, np.float32)
    whole += np.linspace(-1, 1, lens.width, dtype=np.float32)[None, :, None] * random.uniform(-35, 35)
    library = cv2()
    for _ in range(int(random.integers(2, 6))):
        corner = random.uniform(0, 1, 2) * (lens.width, lens.height)
        size = random.uniform(0.1, 0.5, 2) * (lens.width, lens.height)
        ends = tuple(map(int, corner)), tuple(map(int, corner + size))
        colour = tuple(map(float, np.clip(tone + random.uniform(-50, 50, 3), 0, 255)))
        library.rectangle(whole, *ends, colour, -1)
    blurred = library.GaussianBlur(whole, (0, 0), float(random.choice([1.0, 2.5, 5.0])))
    wall: Picture = np.clip(blurred, 0, 255).astype(np.uint8)
    return wall


def of_person(portrait: Portrait, at: Placing, eyes: float, behind: Picture, lens: Lens) -> Shot:
    head = head_of(portrait, eyes)
    return Shot(render(head, at, behind, lens), project(head, at, portrait.points, lens))


def sheet_of(picture: Picture, bend: float = 0.0, edge: int = EDGE, rim: int = 235) -> Surface:
    """A picture as flat as paper, with a border. `bend`: 0 flat; 0.3 as a sheet held at both sides."""
    texture = cv2().copyMakeBorder(picture, edge, edge, edge, edge, cv2().BORDER_CONSTANT, value=(rim,) * 3)
    high, wide = texture.shape[:2]
    origin = ORIGIN[0] + edge, ORIGIN[1] + edge
    across = (np.arange(wide, dtype=np.float32) - origin[0]) / APART
    depth: Map = np.broadcast_to(-bend * across**2, (high, wide)).astype(np.float32)
    return Surface(texture, depth, np.ones((high, wide), np.float32), APART, origin, flat=bend == 0)


def on_sheet(sheet: Surface, points: Points, at: Placing, behind: Picture, lens: Lens) -> Shot:
    """`points`: in the picture that the sheet shows."""
    moved = points + np.array(sheet.origin, np.float32) - np.array(ORIGIN, np.float32)
    return Shot(render(sheet, at, behind, lens), project(sheet, at, moved.astype(np.float32), lens))


def printed(portrait: Portrait, backdrop: Picture) -> Picture:
    """What a print shows: the person before some wall, with the narrower range of ink on paper."""
    shown = _portrait_on(portrait, 1.0, Placing(), backdrop).picture
    ink: Picture = np.clip(shown * 0.82 + 28, 0, 255).astype(np.uint8)
    return ink


def filmed(portrait: Portrait, at: Placing, eyes: float, backdrop: Picture) -> Shot:
    """One picture of a recording, as the screen shows it."""
    return _portrait_on(portrait, eyes, at, backdrop)


def backdrop(random: np.random.Generator) -> Picture:
    """The wall of a portrait."""
    return room(random, Lens(WIDE, HIGH, APART, ORIGIN))


def with_dots(shot: Shot, dots: Dots, blank: Points) -> Shot:
    """The dots of a screen, as they interfere with those of the camera. `blank`: the screen's corners."""
    high, wide = shot.picture.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    grid = 1 + dots.strength * np.cos(2 * np.pi * (dots.across * x + dots.down * y))
    grid *= 1 + dots.strength * np.cos(2 * np.pi * (-dots.down * x + dots.across * y))
    where = np.zeros((high, wide), np.uint8)
    cv2().fillConvexPoly(where, blank.astype(np.int32), 1)
    factor = np.where(where > 0, grid, 1.0)[..., None]
    return replace(shot, picture=np.clip(shot.picture * factor, 0, 255).astype(np.uint8))


def corners(sheet: Surface, at: Placing, lens: Lens) -> Points:
    high, wide = sheet.mask.shape
    edge = [(0, 0), (wide - 1, 0), (wide - 1, high - 1), (0, high - 1)]
    return project(sheet, at, np.array(edge, np.float32), lens)


def with_glare(shot: Shot, x: float, y: float, size: float) -> Shot:
    """Light reflected by glass, at a place of the picture."""
    high, wide = shot.picture.shape[:2]
    row, column = np.mgrid[0:high, 0:wide].astype(np.float32)
    light = 330 * np.exp(-((((column - x) / size) ** 2 + ((row - y) / (0.6 * size)) ** 2) ** 2))
    return replace(shot, picture=np.clip(shot.picture + light[..., None], 0, 255).astype(np.uint8))


def taken(shot: Shot, random: np.random.Generator) -> Shot:
    """As a camera takes it: with noise."""
    grain, (high, wide) = _grain(), shot.picture.shape[:2]
    top, left = int(random.integers(GRAIN - high)), int(random.integers(GRAIN - wide))
    noisy = cv2().add(shot.picture, grain[top : top + high, left : left + wide], dtype=cv2().CV_8U)
    return replace(shot, picture=noisy)


@cache
def _grain() -> Map:
    """Drawn once; each picture has another part of it."""
    grain = np.random.default_rng(1).normal(0, NOISE, (GRAIN, GRAIN, 1)).astype(np.float32)
    return np.repeat(grain, 3, axis=2)


def _portrait_on(portrait: Portrait, eyes: float, at: Placing, behind: Picture) -> Shot:
    head, lens = head_of(portrait, eyes), Lens(WIDE, HIGH, APART, ORIGIN)
    return Shot(render(head, at, behind, lens), project(head, at, portrait.points, lens))
