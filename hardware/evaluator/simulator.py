"""An evaluator that is only values: what the next citizens press is said beforehand."""

from collections import deque
from dataclasses import dataclass, field

from hardware.evaluator.interface import Stars
from hardware.health import Health


@dataclass
class SimulatedEvaluator:
    """`presses` are the answers to come; when there is none, nobody presses in time."""

    presses: deque[Stars | None] = field(default_factory=deque)
    asked: list[float] = field(default_factory=list)
    broken: bool = False

    def ask(self, seconds: float) -> Stars | None:
        self.asked.append(seconds)
        return None if self.broken or not self.presses else self.presses.popleft()

    def withdraw(self) -> None:
        """Nobody is ever kept waiting here."""

    def health(self) -> Health:
        return Health.down("line_unreachable") if self.broken else Health.ok()

    def close(self) -> None:
        """There is no line."""
