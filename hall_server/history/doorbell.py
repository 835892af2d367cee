"""A doorbell between servers that share one PostgreSQL: it says that something was written, never what."""

import logging
import threading
from collections.abc import Callable

import psycopg

RETRY_SECONDS = 2.0
PATIENCE_SECONDS = 1.0

log = logging.getLogger("onehall.doorbell")


class Doorbell:
    """Listens in its own thread; a lost connection is made again, and the bell rings in case something was
    missed."""

    def __init__(self, url: str, bell: Callable[[], None]) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._bell = bell
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="doorbell", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    connection.execute("LISTEN onehall")
                    self._bell()
                    while not self._stop.is_set():
                        for _ in connection.notifies(timeout=PATIENCE_SECONDS):
                            self._bell()
            except psycopg.Error as error:
                log.warning("the doorbell is out: %s", type(error).__name__)
                self._stop.wait(RETRY_SECONDS)
