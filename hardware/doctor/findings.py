"""What a look at a machine and its devices found."""

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.health import Health, HealthState


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `where` is its port or place; `answered` is what was seen, for a
    technician."""

    what: str
    where: str
    health: Health
    answered: str = ""


def worst(findings: Iterable[Finding]) -> HealthState:
    """DOWN before UNKNOWN before WARNING before OK."""
    order = (HealthState.OK, HealthState.WARNING, HealthState.UNKNOWN, HealthState.DOWN)
    return max((f.health.state for f in findings), key=order.index, default=HealthState.OK)
