"""What a look at a machine and its devices found."""

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.health import Health, HealthState


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `where` is its port or place; `answered` is what was seen, for a
    technician; `answered_zh` the same in Chinese, None for what a system says in English only."""

    what: str
    where: str
    health: Health
    answered: str = ""
    answered_zh: str | None = None

    @property
    def seen_zh(self) -> str:
        return self.answered if self.answered_zh is None else self.answered_zh

    def lines(self, seen: str) -> list[str]:
        """Its place and what was seen there; a place that stands in the latter is not said twice."""
        return [seen] if self.where and seen.startswith(self.where) else [w for w in (self.where, seen) if w]


ORDER = (HealthState.OK, HealthState.WARNING, HealthState.UNKNOWN, HealthState.DOWN)


def worst(findings: Iterable[Finding]) -> HealthState:
    """DOWN before UNKNOWN before WARNING before OK."""
    return max((f.health.state for f in findings), key=ORDER.index, default=HealthState.OK)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """What is to be looked at before what is well; otherwise in the order in which they were looked at."""
    return sorted(findings, key=lambda f: -ORDER.index(f.health.state))
