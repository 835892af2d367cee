"""Real clips, as far as they are numbers: how many of their blinks are found at several rates."""

import json
from dataclasses import dataclass
from pathlib import Path

from hardware.face.liveness.eyes import BlinkLimits, Blinks

SERIES = "liveness_series.json"


@dataclass(frozen=True, slots=True)
class Clip:
    """Per picture: how each eye is alike to the open one, and the nose's place. `blinks`: pictures from and
    to which people saw one."""

    rate: float
    alike: tuple[tuple[float, float], ...]
    turns: tuple[float, ...]
    blinks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """`found` of `there`, and `false` ones, at about `rate` pictures a second; over all ways to leave out."""

    rate: float
    found: int
    there: int
    false: int


def read_clips(folder: Path) -> list[Clip]:
    """The clips of a folder, if any. Raises KeyError or ValueError where the file is broken."""
    file = folder / SERIES
    if not file.is_file():
        return []
    return [
        Clip(
            float(clip["fps"]),
            tuple((float(right), float(left)) for right, left in clip["ncc"]),
            tuple(map(float, clip["nose_ratio"])),
            tuple((int(a), int(b)) for a, b in clip["blinks_frames_seen_in_plot_and_detector"]),
        )
        for clip in json.loads(file.read_text("utf-8")).values()
    ]


def counted(clip: Clip, every: int, limits: BlinkLimits | None = None) -> Counted:
    """Each `every`-th picture only, begun at each of the first ones."""
    found = false = 0
    for first in range(every):
        began = _begun(clip, first, every, limits or BlinkLimits())
        hit = [blink for blink in clip.blinks if any(_within(frame, blink, every) for frame in began)]
        found += len(hit)
        false += sum(not any(_within(frame, blink, every) for blink in clip.blinks) for frame in began)
    return Counted(clip.rate / every, found, every * len(clip.blinks), false)


def _begun(clip: Clip, first: int, every: int, limits: BlinkLimits) -> list[float]:
    blinks, began = Blinks(limits), []
    for number in range(first, len(clip.alike), every):
        if blinks.see(number / clip.rate, *clip.alike[number], clip.turns[number]):
            began.append(blinks.began * clip.rate)
    return began


def _within(frame: float, blink: tuple[int, int], every: int) -> bool:
    return blink[0] - every - 1 <= frame <= blink[1] + every
