"""The evaluator's panel: its keys with faces, lit while the citizen is asked."""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.evaluator.frames import Dialect
from hardware.evaluator.interface import Stars
from hardware.evaluator.wire_simulator import WireEvaluator
from hardware.twins.changes import Changes
from hardware.twins.status import Status, pull_or_push, status_of

PRESSED_LOOKS = 10
"""For so many looks the pressed key stays marked."""


@dataclass(frozen=True, slots=True)
class EvaluatorState:
    """`keys` are those that the device has, from the best. `asks`: it is lit."""

    status: Status
    keys: tuple[Stars, ...]
    plugged: bool = True
    asks: bool = False
    pressed: Stars | None = None


class EvaluatorTwin:
    """`dialect`: what each key sends, and what lights them. `show` gets every new state."""

    def __init__(
        self, evaluator: WireEvaluator, dialect: Dialect, show: Callable[[EvaluatorState], None]
    ) -> None:
        self._evaluator, self._dialect = evaluator, dialect
        self._sends = {stars: sent for sent, stars in dialect.keys.items()}
        self._keys = tuple(sorted(self._sends, reverse=True))
        self._pressed: Stars | None = None
        self._looks_left = 0
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        """With what its keys send, so that it can be copied as it is."""
        return f"{self._evaluator.end.url}?{written(self._dialect)}"

    @property
    def state(self) -> EvaluatorState:
        return self._changes.state

    def look(self) -> None:
        self._looks_left -= 1
        if self._looks_left <= 0:
            self._pressed = None
        self._changes.draw()

    def key_tapped(self, stars: Stars) -> None:
        """A key may be pressed at any time; the window listens only while it asks."""
        self._evaluator.send(self._sends[stars])
        self._pressed, self._looks_left = stars, PRESSED_LOOKS
        self._changes.draw()

    def plug_tapped(self) -> None:
        pull_or_push(self._evaluator.end)
        self._changes.draw()

    def close(self) -> None:
        self._evaluator.close()

    def _seen(self) -> EvaluatorState:
        end = self._evaluator.end
        lit = end.plugged and self._evaluator.lit
        return EvaluatorState(status_of(end), self._keys, end.plugged, lit, self._pressed)


def written(dialect: Dialect) -> str:
    """A dialect as the options of a URL."""
    keys = ",".join(f"{sent.hex()}:{stars.value}" for sent, stars in dialect.keys.items())
    return f"keys={keys}&start={dialect.start.hex()}&stop={dialect.stop.hex()}"
