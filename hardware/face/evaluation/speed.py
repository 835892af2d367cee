"""How long it takes from a frame to a name, and how many frames a second are looked at."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.evaluation.pictures import pictures_of, read_picture
from hardware.face.interface import Face, FaceEngine, Picture
from hardware.face.matching.gallery import Gallery, Vector
from hardware.face.matching.matcher import Matcher
from hardware.face.painted import PaintedFace, paint, points_of

WIDTH, HEIGHT = 640, 480
FRAMES, SEARCHES, WARM = 40, 2000, 3
TEMPLATES_EACH = 5
FILLED = 0.75
"""Height of a pasted picture in that of the frame: a face of a person at half a metre."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    median: float
    p95: float

    @property
    def told(self) -> str:
        return f"{self.median:g} ms (p95 {self.p95:g})"


@dataclass(frozen=True, slots=True)
class Aim:
    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Search:
    """`identify`: of one template; `build`: the gallery made anew, as after an enrolment; `frame_to_name`:
    everything, from the picture to the decision."""

    people: int
    build_ms: float
    identify: Times
    frame_to_name: Times


@dataclass(frozen=True, slots=True)
class Speed:
    """`detected`: of all frames, those in which the detector itself found the face. In the others the face's
    known place is used instead, so that all steps are timed in every frame."""

    engine: str
    model: str
    frames: int
    detected: int
    detect: Times
    quality: Times
    template: Times
    searches: tuple[Search, ...]
    cpu_ms: float
    """Median of a frame, all steps: what an idle machine would need."""
    frames_per_second: float
    """One thread, every frame with a face and every face encoded."""
    watching_per_second: float
    """One thread, detection and quality alone."""
    memory_mb: float | None
    """The most that the process has held, models included; None where the system does not tell."""

    @property
    def waited(self) -> float:
        """How many times longer a frame took than it computed; far above 1 the machine had other work."""
        return round(max(each.frame_to_name.median for each in self.searches) / max(self.cpu_ms, 0.01), 1)

    @property
    def aims(self) -> tuple[Aim, ...]:
        """A machine with other work misses them without fault; CPU time tells."""
        largest = max(self.searches, key=lambda search: search.people)
        return (
            Aim("frame to name, ms", largest.frame_to_name.median, 150.0),
            Aim("search, ms", largest.identify.median, 0.1),
            Aim("frames/s", self.frames_per_second, 8.0, at_least=True),
        )


def measured_speed(engine: FaceEngine, frames: Sequence[Picture], counts: Sequence[int]) -> Speed:
    """`frames` are 640 × 480; `counts`: how many people are enrolled."""
    clock = _Clock()
    for frame in frames[:WARM]:
        engine.template(frame, _seen(engine, frame, _Clock())[1])
    vectors, found, began = [], 0, time.perf_counter()
    used = []
    for frame in frames:
        busy = time.thread_time()
        detected, face = _seen(engine, frame, clock)
        found += detected
        with clock("quality"):
            engine.quality(frame, face)
        with clock("template"):
            vectors.append(engine.template(frame, face))
        used.append(time.thread_time() - busy)
    whole = time.perf_counter() - began
    began = time.perf_counter()
    for frame in frames:
        engine.quality(frame, _seen(engine, frame, _Clock())[1])
    watching = time.perf_counter() - began
    each = clock.sums(len(frames))
    info = engine.info
    return Speed(
        engine=info.name,
        model=info.model,
        frames=len(frames),
        detected=found,
        detect=_times(clock.taken["detect"]),
        quality=_times(clock.taken["quality"]),
        template=_times(clock.taken["template"]),
        searches=tuple(_search(count, vectors, each) for count in counts),
        cpu_ms=_times(used).median,
        frames_per_second=round(len(frames) / whole, 1),
        watching_per_second=round(len(frames) / watching, 1),
        memory_mb=_memory(),
    )


def painted_frames(count: int) -> list[Picture]:
    """What a camera would see if people were painted; a detector of real faces finds none in them."""
    return [paint([PaintedFace(number, size=200)], WIDTH, HEIGHT, seed=number) for number in range(count)]


def frames_from(folder: Path, count: int) -> list[Picture]:
    """Pictures of people, each pasted into a grey frame; the first ones below `folder`."""
    folders = sorted({folder, *(each for each in folder.rglob("*") if each.is_dir())})
    files = [file for each in folders for file in pictures_of(each)]
    frames = []
    for file in files[:count]:
        picture = read_picture(file)
        if picture is None:
            continue
        frame = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
        side = round(HEIGHT * FILLED)
        wide = min(round(picture.shape[1] * side / picture.shape[0]), WIDTH)
        left, top = (WIDTH - wide) // 2, (HEIGHT - side) // 2
        frame[top : top + side, left : left + wide] = cv2().resize(picture, (wide, side))
        frames.append(frame)
    return frames


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.taken.setdefault(step, []).append(time.perf_counter() - began)

    def sums(self, count: int) -> list[float]:
        """Of each frame, all steps together."""
        return [sum(times[number] for times in self.taken.values()) for number in range(count)]


def _seen(engine: FaceEngine, frame: Picture, clock: _Clock) -> tuple[bool, Face]:
    with clock("detect"):
        faces = engine.detect(frame)
    if faces:
        return True, faces[0]
    box = PaintedFace(0).box
    nose = (box.left + box.width / 2, box.top + 0.56 * box.height)
    return False, Face(box, 0.0, points_of(box, nose))


def _search(people: int, vectors: Sequence[Vector], frames: Sequence[float]) -> Search:
    """Among people who are spread as templates are; whose they are does not matter for the time."""
    chance = np.random.default_rng(people)
    size, centre = len(vectors[0]), np.mean(vectors, axis=0)
    spread = float(np.linalg.norm(vectors[0] - centre)) / size**0.5 or 0.05
    persons = chance.normal(0, spread, (people, 1, size)) + centre
    rows = (persons + chance.normal(0, spread / 2, (people, TEMPLATES_EACH, size))).astype(np.float32)
    enrolled = {f"{number:05}": list(each) for number, each in enumerate(rows)}
    began = time.perf_counter()
    matcher = Matcher(Gallery.of(enrolled))
    build = time.perf_counter() - began
    probes = rows[chance.integers(0, people, SEARCHES), 0]
    for probe in probes[:50]:
        matcher.identify((probe,))
    taken = [_timed(matcher, probe) for probe in probes]
    whole = [frame + taken[number] for number, frame in enumerate(frames)]
    return Search(people, round(build * 1000, 1), _times(taken, 4), _times(whole))


def _timed(matcher: Matcher, probe: Vector) -> float:
    began = time.perf_counter()
    matcher.identify((probe,))
    return time.perf_counter() - began


def _times(seconds: Sequence[float], digits: int = 2) -> Times:
    middle, high = np.percentile(np.asarray(seconds) * 1000, (50, 95))
    return Times(round(float(middle), digits), round(float(high), digits))


def _memory() -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
