"""Made-up people: templates that lie as a real engine's do, without a picture of anybody."""

import numpy as np
from numpy.typing import NDArray

SIZE = 128
PERSON, PICTURE, MEAN = 0.55, 0.2, 1.25
"""Two pictures of one person then lie about 0.3 apart, two people 0.8."""
Vector = NDArray[np.float32]


def direction(*seed: int) -> Vector:
    vector = np.random.default_rng(seed).standard_normal(SIZE)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def template(person: int, picture: int = 0, noise: float = PICTURE) -> Vector:
    own = direction(1, person) * PERSON + direction(2, person, picture) * noise
    return (direction(0) * MEAN + own).astype(np.float32)


def hall(people: int, pictures: int = 3, first: int = 0) -> dict[str, list[Vector]]:
    return {
        f"{person:04}": [template(person, picture) for picture in range(pictures)]
        for person in range(first, first + people)
    }
