"""Running slow work off the screen's thread."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Background(Protocol):
    """Runs jobs one after another and hands each result back on the screen's thread."""

    def run(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None: ...


class Timer(Protocol):
    """Calls back on the screen's thread after some seconds; the answer cancels it."""

    def after(self, seconds: float, act: Callable[[], None]) -> Callable[[], None]: ...


class Inline:
    """For tests: the job is finished when run() returns."""

    def run(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        try:
            result = job()
        except Exception as error:  # noqa: BLE001 - the caller decides what it can act on
            failed(error)
        else:
            done(result)


class ManualTimer:
    """For tests: time passes when `advance` is called."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, Callable[[], None]]] = []

    def after(self, seconds: float, act: Callable[[], None]) -> Callable[[], None]:
        entry = (self.now + seconds, act)
        self._due.append(entry)
        return lambda: self._due.remove(entry) if entry in self._due else None

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [entry for entry in self._due if entry[0] <= end]:
            entry = min(due, key=lambda e: e[0])
            self._due.remove(entry)
            self.now = entry[0]
            entry[1]()
        self.now = end
