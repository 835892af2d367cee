"""Listens to a printer between the tickets, on a thread of its own."""

import logging
import threading
from collections.abc import Callable

from hardware.health import Fault

MOMENT_SECONDS = 0.1
"""So long the listener keeps the printer from others at a time."""
# Whoever wants to print takes the printer in this pause, for a lock of Python knows no queue.
_BREATH_SECONDS = 0.02
_AWAY_SECONDS = 5.0
_STOP_SECONDS = 2.0

log = logging.getLogger(__name__)


class Listener:
    """Calls `on_news` for every report that matters, and when the printer goes away or comes back."""

    def __init__(self, listen: Callable[[float], bool], on_news: Callable[[], None]) -> None:
        self._listen = listen
        self._on_news = on_news
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printer-listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Not to be called by `on_news`. A slip that is being printed is not waited for."""
        self._stopping.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        away = False
        while not self._stopping.is_set():
            try:
                news = self._listen(MOMENT_SECONDS)
            except Fault as fault:
                if not away:
                    log.info("the printer cannot be heard: %s", fault)
                    self._on_news()
                away = True
                self._stopping.wait(_AWAY_SECONDS)
                continue
            if news or away:
                self._on_news()
            away = False
            self._stopping.wait(_BREATH_SECONDS)
