"""Shows a state when it is not the one that was shown last."""

from collections.abc import Callable
from typing import Generic, TypeVar

S = TypeVar("S")


class Changes(Generic[S]):
    """`seen` is the device as it is now; `show` gets every state that differs from the one before."""

    def __init__(self, seen: Callable[[], S], show: Callable[[S], None]) -> None:
        self._seen, self._show = seen, show
        self._shown: S | None = None

    @property
    def state(self) -> S:
        """Fresh from the device."""
        return self._seen()

    def draw(self) -> None:
        seen = self._seen()
        if seen != self._shown:
            self._shown = seen
            self._show(seen)
