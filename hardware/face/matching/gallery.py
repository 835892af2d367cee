"""The enrolled templates of a hall, made ready for comparing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
LEAST_SPREAD = 1e-3
"""Of likenesses; smaller ones would make scores without bounds."""


@dataclass(frozen=True, slots=True, repr=False)
class Gallery:
    """Everybody with templates. Immutable: an enrolment makes another one, within milliseconds.

    Each person is one direction: the mean of the templates' directions as seen from the gallery's mean. The
    likenesses of a person to everybody else are known by their mean and spread alone, which follow from two
    sums over all directions and not from all pairs.
    """

    people: tuple[str, ...]
    templates: tuple[Vector, ...]
    """Of each person, one a row."""
    centre: Vector
    means: Vector
    """Of each person's templates, one a row."""
    directions: Vector
    """One a row, kept column by column: a product with one vector is a tenth faster so."""
    total: Vector
    """Sum of all directions."""
    squares: Vector
    """Sum of each direction's products with itself."""
    others_mean: Vector
    others_spread: Vector
    places: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, enrolled: Mapping[str, Sequence[Vector]]) -> "Gallery":
        """People without templates are left out. Raises ValueError for templates that cannot be compared."""
        people = tuple(sorted(person for person, templates in enrolled.items() if len(templates)))
        stacked = tuple(_checked(person, enrolled[person]) for person in people)
        if len({each.shape[1] for each in stacked}) > 1:
            raise ValueError("templates of different engines cannot stand in one gallery")
        if not people:
            none = np.zeros((0, 0), np.float32)
            flat = np.zeros(0, np.float32)
            return cls((), (), flat, none, none, flat, none, flat, flat)
        means = np.stack([each.mean(axis=0) for each in stacked])
        centre = means.mean(axis=0)
        directions = unit(np.stack([unit(each - centre).mean(axis=0) for each in stacked]))
        total, squares = directions.sum(axis=0), directions.T @ directions
        itself = (directions * directions).sum(axis=1)
        sums = directions @ total - itself
        square_sums = np.einsum("nd,nd->n", directions @ squares, directions) - itself**2
        mean, spread = mean_and_spread(sums, square_sums, len(people) - 1)
        places = {person: place for place, person in enumerate(people)}
        quick = np.asfortranarray(directions)
        return cls(people, stacked, centre, means, quick, total, squares, mean, spread, places)

    def __len__(self) -> int:
        return len(self.people)

    def __repr__(self) -> str:
        return f"Gallery({len(self)} people)"

    @property
    def size(self) -> int:
        """Numbers in a template; 0 when nobody is enrolled."""
        return int(self.means.shape[1])

    def with_person(self, person: str, templates: Sequence[Vector]) -> "Gallery":
        """With one more, or with somebody's new templates in place of the old."""
        return Gallery.of(self._enrolled() | {person: templates})

    def without(self, *people: str) -> "Gallery":
        return Gallery.of({who: each for who, each in self._enrolled().items() if who not in people})

    def _enrolled(self) -> dict[str, Sequence[Vector]]:
        return {person: list(each) for person, each in zip(self.people, self.templates, strict=True)}


def unit(vectors: Vector) -> Vector:
    """Brought to length 1; a vector without a direction stays nothing."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vector = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return scaled


def mean_and_spread(sums: Vector, square_sums: Vector, count: int) -> tuple[Vector, Vector]:
    """Mean and standard deviation of `count` likenesses, from their sums."""
    mean = sums / max(count, 1)
    variance = np.maximum(square_sums / max(count, 1) - mean * mean, LEAST_SPREAD**2)
    return mean.astype(np.float32, copy=False), np.sqrt(variance).astype(np.float32, copy=False)


def _checked(person: str, templates: Sequence[Vector]) -> Vector:
    try:
        stacked = np.asarray(templates, np.float32)
    except ValueError as error:
        raise ValueError(f"{person}: templates of different sizes") from error
    if stacked.ndim != 2 or not stacked.shape[1]:
        raise ValueError(f"{person}: templates are lists of numbers, all of one length")
    if not np.isfinite(stacked).all():
        raise ValueError(f"{person}: a template holds something that is no number")
    return stacked
