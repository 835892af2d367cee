"""A thread that does one thing again and again: the screen waits neither for a face nor for a card."""

import logging
import threading
from collections.abc import Callable

AFTER_MISTAKE_SECONDS = 2.0


class Loop:
    """`step` answers how many seconds to wait before the next; it runs on the loop's own thread."""

    def __init__(self, name: str, step: Callable[[], float]) -> None:
        self._step = step
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, seconds: float = 5.0) -> None:
        """After the step in hand. One that hangs is left to its thread."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _serve(self) -> None:
        while not self._ending.is_set():
            try:
                wait = self._step()
            except Exception:
                # A mistake over one picture must not make the clock blind for ever.
                logging.getLogger(__name__).exception("a step of %s failed", self._thread.name)
                wait = AFTER_MISTAKE_SECONDS
            self._ending.wait(wait)
