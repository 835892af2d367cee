"""What the server and the process that plays say to each other."""

import pickle
import time
from typing import BinaryIO, NamedTuple

from hall_server.domain.forecast.conformal import Raw, raw_of
from hall_server.domain.forecast.forward import forecast
from hall_server.domain.forecast.scene import Scene


class Job(NamedTuple):
    scene: Scene
    seed: str
    paths: int


class Done(NamedTuple):
    """Forecasts in the order of the scene's own lists, and what they cost."""

    standing: tuple[Raw, ...]
    newcomers: tuple[Raw, ...]
    seconds: float
    """Of one core."""


def do(job: Job) -> Done:
    begun = time.process_time()
    found = forecast(job.scene, job.seed, job.paths)
    scene = job.scene
    attended = [scene.attended(queue) for queue in range(len(scene.lines))]
    standing = (raw_of(w, attended[s.queue]) for s, w in zip(scene.standing, found.standing, strict=True))
    newcomers = (raw_of(w, attended[n.queue]) for n, w in zip(scene.newcomers, found.newcomers, strict=True))
    return Done(tuple(standing), tuple(newcomers), time.process_time() - begun)


def send(stream: BinaryIO, value: object) -> None:
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()
