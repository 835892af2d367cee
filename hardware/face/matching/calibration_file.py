"""A calibration with its date, as JSON: what the hall keeps, and what its clocks are given."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from hardware.face.matching.calibration import Calibration, Caution, Estimate, Target
from hardware.face.matching.rates import Share
from hardware.face.matching.thresholds import Thresholds


class BadCalibration(ValueError):
    """Not a calibration."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Valid for templates of this model only."""

    made_at: datetime
    model: str
    version: str
    calibration: Calibration


def to_json(dated: Dated) -> str:
    calibration = dated.calibration
    told = asdict(calibration) | {
        "made_at": dated.made_at.isoformat(),
        "model": dated.model,
        "version": dated.version,
        "thresholds": calibration.thresholds.numbers(),
        "cautions": [caution.value for caution in calibration.cautions],
    }
    return json.dumps(told, indent=1) + "\n"


def from_json(text: str) -> Dated:
    """Raises BadCalibration."""
    try:
        told = json.loads(text)
        return Dated(datetime.fromisoformat(told["made_at"]), told["model"], told["version"], _read(told))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadCalibration(f"no calibration: {error!r}") from error


def _read(told: dict[str, Any]) -> Calibration:
    return Calibration(
        people=told["people"],
        templates=told["templates"],
        frames=told["frames"],
        target=Target(**told["target"]),
        identify=_estimate(told["identify"]),
        verify=_estimate(told["verify"]),
        identify_curve=_curve(told["identify_curve"]),
        verify_curve=_curve(told["verify_curve"]),
        cautions=tuple(Caution(word) for word in told["cautions"]),
        thresholds=Thresholds.of(told["thresholds"]),
    )


def _estimate(told: dict[str, Any]) -> Estimate:
    shares = {name: Share(**told[name]) for name in ("missed", "colleagues", "strangers")}
    return Estimate(threshold=float(told["threshold"]), **shares)


def _curve(told: list[list[float]]) -> tuple[tuple[float, float, float], ...]:
    return tuple((float(x), float(y), float(z)) for x, y, z in told)
