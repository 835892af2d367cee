"""A window whose evaluator has a line of its own: it is asked beside the keys."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hardware.evaluator.interface import Evaluator


class Asking:
    """`answered` gets the stars, on this thread; nobody hears of a citizen who did not answer."""

    def __init__(self, evaluator: Evaluator, seconds: float, answered: Callable[[int], object]) -> None:
        self._evaluator, self._seconds, self._answered = evaluator, seconds, answered
        self._worker = ThreadPoolExecutor(max_workers=1)

    def ask(self) -> None:
        """Returns at once. A question to the citizen before is over."""
        self._evaluator.withdraw()
        self._worker.submit(self._ask)

    def close(self) -> None:
        self._evaluator.close()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _ask(self) -> None:
        stars = self._evaluator.ask(self._seconds)
        if stars is not None:
            self._answered(int(stars))
