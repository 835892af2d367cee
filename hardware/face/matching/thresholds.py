"""How much a decision needs. Measured on templates of dlib's own model: docs/face-accuracy.md."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`identify` and `verify` are in units of strength, `margin` of score, the others of distance.

    strength = score + weight_margin * margin + weight_likeness * likeness - weight_distance * distance; the
    margin counts in identification only. See `Figures` for the four.
    """

    identify: float = 5.5
    """Least strength with which one person out of all is recognised."""
    margin: float = 0.5
    """Least lead over the second, whatever the strength: brothers and sisters."""
    verify: float = 3.3
    """Least strength with which somebody is who the number or the card says."""
    nobody: float = 0.0
    """Below this strength the face is like nobody's, and a number is not asked for in vain."""
    farthest: float = 0.5
    """Nobody is recognised at a greater distance."""
    agree: float = 0.66
    """Share of single frames that must put the same person first."""
    small: float = 20
    """With fewer people there is nobody to compare with, and the distance alone decides:"""
    small_identify: float = 0.38
    small_margin: float = 0.05
    small_verify: float = 0.40
    weight_margin: float = 0.8
    weight_likeness: float = 8.4
    weight_distance: float = 12.0

    @classmethod
    def of(cls, numbers: Mapping[str, float]) -> "Thresholds":
        """The usual ones, with some replaced. Raises ValueError for a name that nobody knows."""
        known = {field.name for field in fields(cls)}
        if strange := sorted(set(numbers) - known):
            raise ValueError(f"unknown thresholds {', '.join(strange)}; known are {', '.join(sorted(known))}")
        return replace(cls(), **{name: float(number) for name, number in numbers.items()})

    def numbers(self) -> dict[str, float]:
        return {name: float(number) for name, number in asdict(self).items()}


UNMEASURED = Thresholds(
    identify=12.0,
    verify=10.0,
    nobody=5.0,
    farthest=float("inf"),
    small_identify=0.0,
    small_verify=0.0,
    weight_likeness=9.0,
    weight_distance=0.0,
)
"""For templates whose distances nobody has measured: by score and likeness alone, which mean the same for any
engine, stricter than for dlib, and never in a small gallery. To be replaced by calibration."""


MEASURED = ("face_recognition_resnet", "painted")
"""In the names of models whose distances are those of dlib's networks."""


def usual_of_model(model: str) -> Thresholds:
    """For templates of a model by its name, where the engine is not at hand."""
    return Thresholds() if any(name in model for name in MEASURED) else UNMEASURED


def usual(engine: str) -> Thresholds:
    """For an engine by its name, before the hall has been calibrated."""
    return Thresholds() if engine in ("dlib", "fake") else UNMEASURED
