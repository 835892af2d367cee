"""Who stands before the clock in a replay: people, and what somebody holds up instead of a person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.liveness.challenge import ACTS, CHALLENGES
from hardware.face.liveness.interface import Act, Step
from hardware.face.liveness.replay import scene
from hardware.face.liveness.replay.body import REACTION, Body
from hardware.face.liveness.replay.portrait import Portrait
from hardware.face.liveness.replay.scene import Dots, Shot
from hardware.face.liveness.replay.surface import Lens, Placing

Random = np.random.Generator
HAND_SPEED = 90.0
"""Degrees a second at which a sheet is tilted."""
TILT, BEND = (22.0, 42.0), (0.15, 0.4)


class Actor(Protocol):
    def shot(self, at: float, step: Step) -> Shot:
        """What the camera would see at this moment, after the clock has shown this step."""


class Person:
    """A member of staff who does as asked."""

    def __init__(self, portrait: Portrait, random: Random, lens: Lens) -> None:
        self._portrait, self._lens, self._body = portrait, lens, Body(random)
        self._behind = scene.room(random, lens)

    def shot(self, at: float, step: Step) -> Shot:
        held = self._body.do(at, step.act, (step.attempt, step.number, step.act))
        return scene.of_person(self._portrait, held.at, held.eyes, self._behind, self._lens)


@dataclass(frozen=True, slots=True)
class Trick:
    """What is done with a print. Each answers to the orders of the clock, as an impostor would."""

    shakes: float = 1.0
    tilts: bool = False
    bends: bool = False
    pencil: bool = False


class Print:
    """A photograph on paper, held up by hand or standing still."""

    def __init__(self, portrait: Portrait, random: Random, lens: Lens, trick: Trick) -> None:
        self._portrait, self._lens, self._trick, self._random = portrait, lens, trick, random
        self._behind = scene.room(random, lens)
        self._picture = scene.printed(portrait, scene.backdrop(random))
        self._tilt, self._most_bend = float(random.uniform(*TILT)), float(random.uniform(*BEND))
        self._phases = random.uniform(0, 2 * np.pi, 6)
        self._asked: object = None
        self._begin = self._last = self._yaw = self._pitch = self._y = self._bend = 0.0

    def shot(self, at: float, step: Step) -> Shot:
        if (step.attempt, step.number) != self._asked:
            self._asked = step.attempt, step.number
            self._begin = at + float(self._random.uniform(*REACTION))
        self._answer(at, step.act if at >= self._begin else Act.LOOK_STRAIGHT)
        sheet = scene.sheet_of(self._picture, self._bend)
        shot = scene.on_sheet(sheet, self._portrait.points, self._placing(at), self._behind, self._lens)
        wiping = self._trick.pencil and step.act in (Act.BLINK, Act.BLINK_TWICE) and at >= self._begin
        return _wiped(shot, (at - self._begin) % 0.9) if wiping else shot

    def _answer(self, at: float, act: Act) -> None:
        most, self._last = HAND_SPEED * (at - self._last), at
        side = {Act.TURN_LEFT: 1, Act.TURN_RIGHT: -1}.get(act, 0)
        turned = side * (self._tilt if self._trick.tilts or self._trick.bends else 0.0)
        bowed = act is Act.NOD and (at - self._begin) % 1.5 < 0.5 and self._trick.tilts
        self._yaw += float(np.clip(turned - self._yaw, -most, most))
        self._pitch += float(np.clip(self._tilt * 0.7 * bowed - self._pitch, -most, most))
        self._y += float(np.clip(0.5 * bowed - self._y, -most / 40, most / 40))
        bend = self._most_bend if self._trick.bends and act is not Act.LOOK_STRAIGHT else 0.0
        self._bend += float(np.clip(bend - self._bend, -most / 60, most / 60))

    def _placing(self, at: float) -> Placing:
        waves = np.sin(np.array([5.1, 4.3, 1.1, 2.9, 3.7, 0.8]) * at + self._phases) * self._trick.shakes
        return Placing(
            yaw=self._yaw + 1.5 * waves[0],
            pitch=self._pitch + 1.5 * waves[1],
            roll=1.5 * waves[2],
            x=0.05 * waves[3],
            y=self._y + 0.05 * waves[4],
            z=0.15 * waves[5],
        )


Director = Callable[[float, Step], tuple[Act, object]]
"""What the person on a recording does at a moment, whatever the clock asks for."""


class Screen:
    """A telephone or a tablet that plays a recording of the person."""

    def __init__(self, portrait: Portrait, random: Random, lens: Lens, directed: Director) -> None:
        self._portrait, self._lens, self._directed, self._body = portrait, lens, directed, Body(random)
        self._behind, self._backdrop = scene.room(random, lens), scene.backdrop(random)
        angle, fine = random.uniform(0, np.pi / 2), random.uniform(0.12, 0.46)
        seen = random.random() < 2 / 3
        strength = float(random.uniform(0.01, 0.08)) * seen
        self._dots = Dots(float(fine * np.cos(angle)), float(fine * np.sin(angle)), strength)
        self._edge = int(random.choice([8, 22]))
        self._glare = random.uniform(-70, 70, 2) if random.random() < 1 / 3 else None
        self._phases = random.uniform(0, 2 * np.pi, 4)

    def shot(self, at: float, step: Step) -> Shot:
        held = self._body.do(at, *self._directed(at, step))
        shown = scene.filmed(self._portrait, held.at, held.eyes, self._backdrop)
        sheet = scene.sheet_of(shown.picture, 0.0, self._edge, 12)
        waves = np.sin(np.array([4.9, 4.1, 2.7, 3.3]) * at + self._phases)
        how = Placing(yaw=waves[0], pitch=waves[1], x=0.03 * waves[2], y=0.03 * waves[3])
        shot = scene.on_sheet(sheet, shown.points, how, self._behind, self._lens)
        if self._dots.strength:
            shot = scene.with_dots(shot, self._dots, scene.corners(sheet, how, self._lens))
        if self._glare is None:
            return shot
        nose = shot.points[4] + self._glare
        return scene.with_glare(shot, float(nose[0]), float(nose[1]), 18.0)


def _unaware(_: float, step: Step) -> tuple[Act, object]:
    return Act.LOOK_STRAIGHT, None


def _all_in_turn(random: Random) -> Director:
    """Every act, one after the other, over and over: five seconds with pauses, begun anywhere."""
    order, start, each = list(random.permutation(len(ACTS))), float(random.uniform(0, 15)), 3.0

    def directed(at: float, _: Step) -> tuple[Act, object]:
        turn, within = divmod(at + start, each)
        act = ACTS[order[int(turn) % len(ACTS)]]
        return (act, (turn, True)) if within < 2.0 else (Act.LOOK_STRAIGHT, (turn, False))

    return directed


def _one_pair(random: Random) -> Director:
    """A recording of one challenge, stopped and started at the right moments."""
    pair = CHALLENGES[int(random.integers(len(CHALLENGES)))]

    def directed(_: float, step: Step) -> tuple[Act, object]:
        act = pair[step.number - 1] if step.number else Act.LOOK_STRAIGHT
        return act, (step.attempt, step.number)

    return directed


def _on_demand(_: float, step: Step) -> tuple[Act, object]:
    return step.act, (step.attempt, step.number, step.act)


def _wiped(shot: Shot, since: float) -> Shot:
    """A pencil, level, wiped down over both eyes within 0.4 s."""
    share = since / 0.4
    if share > 1:
        return shot
    right, left = shot.points[0:2].mean(axis=0), shot.points[2:4].mean(axis=0)
    across = right - left
    apart = float(np.hypot(*across))
    down = np.array([-across[1], across[0]]) / apart * (share * 1.4 - 0.7) * apart
    start, end = left - across + down, right + across + down
    picture = shot.picture.copy()
    ends = [tuple(round(float(v)) for v in end) for end in (start, end)]
    cv2().line(picture, *ends, (40, 120, 210), max(round(0.24 * apart), 2))
    return replace(shot, picture=picture)


@dataclass(frozen=True, slots=True)
class Species:
    """One kind of presentation. `name`: as the report tells it; `label`: for people."""

    name: str
    label: str
    build: Callable[[Portrait, Random, Lens], Actor]


def _print(trick: Trick) -> Callable[[Portrait, Random, Lens], Actor]:
    return lambda portrait, random, lens: Print(portrait, random, lens, trick)


def _screen(directed: Callable[[Random], Director]) -> Callable[[Portrait, Random, Lens], Actor]:
    return lambda portrait, random, lens: Screen(portrait, random, lens, directed(random))


BONA_FIDE = Species("bona_fide", "a person who does as asked", Person)
ATTACKS = (
    Species("print_still", "a print on a stand", _print(Trick(shakes=0.0))),
    Species("print_shaken", "a print shaken by hand", _print(Trick(shakes=2.5))),
    Species("print_tilted", "a print tilted to the side asked, lowered for a nod", _print(Trick(tilts=True))),
    Species("print_bent", "a print bent and tilted", _print(Trick(tilts=True, bends=True))),
    Species(
        "print_pencil", "a print, tilted, and a pencil over its eyes", _print(Trick(tilts=True, pencil=True))
    ),
    Species("screen_unaware", "a recording of somebody looking about", _screen(lambda _: _unaware)),
    Species("screen_loop", "a recording of all acts, over and over", _screen(_all_in_turn)),
    Species("screen_one_pair", "a recording of one challenge, begun in time", _screen(_one_pair)),
    Species("screen_on_demand", "recordings of each act, chosen as asked", _screen(lambda _: _on_demand)),
)
