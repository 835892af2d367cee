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
    standing, newcomers = tuple(map(raw_of, found.standing)), tuple(map(raw_of, found.newcomers))
    return Done(standing, newcomers, time.process_time() - begun)


def send(stream: BinaryIO, value: object) -> None:
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()
