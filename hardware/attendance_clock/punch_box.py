"""Punches on their way to the hall: sealed and on disk before anybody is greeted, sent in order, each once.

The file survives the program, a power cut and days without a server. A punch keeps its id as its idempotency
key and its words letter by letter, so one that had arrived before the answer was lost does not count twice.
"""

import logging
import sqlite3
import threading
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hall_server.client.clock_hall import PUNCHES, undo_path
from hall_server.client.outbox import NotKept, Outbox
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Problem
from hall_server.wire.attendance import Punch, Punched, UndoPunch
from hall_server.wire.clock_events import CLOCK_EVENTS_PATH, ClockEvent
from hardware.attendance_clock.punching import Sent
from hardware.attendance_clock.sealing import Seal, Unreadable, own_key

ONLY_LATER = frozenset({403, 408, 413, 425, 429})
"""The server will not have it now; nothing is wrong with the punch."""
NEWS_LATER = frozenset({408, 425, 429})
MOST_EVENTS = 2000
UNKNOWN_ROUTE = "not_found"
"""A server that knows no attendance yet."""
UNREADABLE = "unreadable"
"""Code of a punch that this clock cannot open: its key was lost, or the file was altered."""

log = logging.getLogger(__name__)


class Deliverer(Protocol):
    """The part of ClockHall that takes what was kept."""

    def deliver(self, path: str, body: str, key: str) -> Punched:
        """Raises Refused, LinkLost."""

    def post_stored(self, path: str, body: str, key: str) -> None:
        """Raises Refused, LinkLost."""


class PunchBox:
    """One clock's file. Any thread; every method waits for the disk or the server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._opened: tuple[Outbox, Seal] | None = None

    def keep(self, punch: Punch) -> None:
        """On disk when this returns. Raises NotKept: then nobody has punched."""
        self._put(PUNCHES, punch.model_dump_json(), punch.id, punch.device_at)

    def undo(self, punch: str, ask: UndoPunch) -> None:
        """It follows its punch. Raises NotKept."""
        body = ask.model_dump_json(exclude_none=True)
        self._put(undo_path(punch), body, _undo_key(punch), ask.undone_at)

    def note(self, event: ClockEvent) -> None:
        """News of what happened here, in its place among the punches; left out when very many wait. Raises
        NotKept."""
        if self._count(CLOCK_EVENTS_PATH) >= MOST_EVENTS:
            log.warning("too much news waits; left out: %s", event.kind.value)
            return
        self._put(CLOCK_EVENTS_PATH, event.model_dump_json(exclude_none=True), event.id, event.device_at)

    def waiting(self) -> int:
        """How many punches wait to be sent. Raises NotKept when the file cannot be opened."""
        return self._count(PUNCHES)

    def _count(self, path: str) -> int:
        outbox, _ = self._open()
        try:
            return sum(stored.path == path for stored in outbox.waiting())
        except sqlite3.Error as error:
            raise NotKept(str(error)) from error

    def send(self, hall: Deliverer) -> Sent:
        """Send what waits, oldest first. Raises NotKept when the file cannot be read or written."""
        outbox, seal = self._open()
        carrier = _Carrier(hall, seal)
        try:
            with self._sending:
                delivery = outbox.send(carrier)
        except sqlite3.Error as error:
            # What had arrived is sent once more with the same key.
            raise NotKept(str(error)) from error
        left = self.waiting() if delivery.left else 0
        return Sent(carrier.answers, carrier.refused, left, delivery.left > 0, delivery.unauthorised)

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened[0].close()
                self._opened = None

    def _put(self, path: str, body: str, key: str, at: datetime) -> None:
        outbox, seal = self._open()
        outbox.put(path, seal.close(body.encode(), key), key, at)

    def _open(self) -> tuple[Outbox, Seal]:
        """Anew after a failure: somebody may have made room."""
        with self._lock:
            if self._opened is None:
                try:
                    seal = Seal(own_key(self._folder / "punches.key"))
                    self._opened = Outbox(self._folder / "punches.db"), seal
                except (OSError, sqlite3.Error, Unreadable) as error:
                    raise NotKept(f"{self._folder}: {error}") from error
            return self._opened


class _Carrier:
    """Opens each body on its way, and remembers what was said about it."""

    def __init__(self, hall: Deliverer, seal: Seal) -> None:
        self._hall, self._seal = hall, seal
        self.answers: dict[str, Punched] = {}
        self.refused: dict[str, Problem] = {}

    def post_stored(self, path: str, body: str, key: str) -> None:
        if path == CLOCK_EVENTS_PATH:
            self._tell(path, body, key)
            return
        try:
            answer = self._hall.deliver(path, self._plain(body, key), key)
        except Refused as no:
            if no.problem.status in ONLY_LATER or no.problem.code == UNKNOWN_ROUTE:
                raise LinkLost(no.problem.code) from no
            if no.problem.status != 401:
                log.error("a punch was refused: %s", no.problem.code)
                self.refused[key] = no.problem
            raise
        self.answers[key] = answer

    def _tell(self, path: str, body: str, key: str) -> None:
        """News that the hall will not have is no reason to hold back the punches behind it."""
        try:
            self._hall.post_stored(path, self._plain(body, key), key)
        except Refused as no:
            if no.problem.status in NEWS_LATER:
                raise LinkLost(no.problem.code) from no
            log.warning("news of the clock was refused: %s", no.problem.code)
            raise

    def _plain(self, body: str, key: str) -> str:
        try:
            return self._seal.open(body, key).decode()
        except Unreadable:
            raise Refused(
                Problem(
                    type=f"urn:onehall:problem:{UNREADABLE}", title="", status=422, detail="", code=UNREADABLE
                )
            ) from None


def _undo_key(punch: str) -> str:
    return f"undo-{punch}"
