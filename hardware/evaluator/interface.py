"""What the hall needs from an evaluator (评价器): the citizen's judgement, or that there is none."""

from enum import IntEnum
from typing import Protocol

from hardware.health import Health


class Stars(IntEnum):
    """The five levels of GB/T 39734."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    FAIRLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1

    @property
    def is_bad(self) -> bool:
        """差评: a reason is asked for, and the hall must follow it up."""
        return self <= Stars.DISSATISFIED


class Evaluator(Protocol):
    """One evaluator, facing the citizen."""

    def ask(self, seconds: float) -> Stars | None:
        """Wait for a key; call it on a worker thread. None: not rated, which is never taken for satisfied.

        Does not raise: an evaluator that is away gives no rating, and says why in `health`.
        """

    def withdraw(self) -> None:
        """End the question that is being asked, from any thread: it is not rated."""

    def health(self) -> Health:
        """Does not raise."""

    def close(self) -> None:
        """Let go of the line; a question that is being asked ends."""
