"""Store and forward: commands that could not be sent wait in a file, and go out in order when the hall is back.

A device puts a command here when the link is lost and the act has happened all the same: a number was printed, a
service was finished. The file survives the program and a power cut. Each command keeps its idempotency key, so one
that had reached the hall before the link broke is not done twice.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from hall_server.client.trouble import LinkLost, Refused


class Posts(Protocol):
    """The part of HttpHall that the outbox needs."""

    def post_stored(self, path: str, body: str, key: str) -> None:
        """Raises Refused and LinkLost."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A command that waits to be sent."""

    place: int
    path: str
    body: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the commands that were due."""

    sent: int
    refused: tuple[tuple[Stored, str], ...]
    """Commands that the hall would not carry out, each with the code of its refusal; they are kept aside."""
    left: int


class Outbox:
    """One device's file of unsent commands. Any thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS commands (place INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL,"
            " body TEXT NOT NULL, key TEXT NOT NULL UNIQUE, at TEXT NOT NULL, refused TEXT)"
        )

    def put(self, path: str, body: str, key: str, at: datetime) -> None:
        """Keep a command; on disk when this returns. The same key again changes nothing."""
        with self._lock:
            self._file.execute(
                "INSERT OR IGNORE INTO commands (path, body, key, at) VALUES (?, ?, ?, ?)",
                (path, body, key, at.isoformat()),
            )

    def waiting(self) -> list[Stored]:
        """Commands that wait to be sent, oldest first."""
        with self._lock:
            rows = self._file.execute(
                "SELECT place, path, body, key, at FROM commands WHERE refused IS NULL ORDER BY place"
            ).fetchall()
        return [Stored(r[0], r[1], r[2], r[3], datetime.fromisoformat(r[4])) for r in rows]

    def send(self, hall: Posts) -> Delivery:
        """Send what waits, in order, until all is sent or the link is lost."""
        sent, refused, due = 0, [], self.waiting()
        for stored in due:
            try:
                hall.post_stored(stored.path, stored.body, stored.key)
            except Refused as no:
                refused.append((stored, no.problem.code))
                self._set_aside(stored, no.problem.code)
            except LinkLost:
                break
            else:
                sent += 1
                self._forget(stored)
        return Delivery(sent, tuple(refused), len(due) - sent - len(refused))

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _forget(self, stored: Stored) -> None:
        with self._lock:
            self._file.execute("DELETE FROM commands WHERE place = ?", (stored.place,))

    def _set_aside(self, stored: Stored, code: str) -> None:
        with self._lock:
            self._file.execute("UPDATE commands SET refused = ? WHERE place = ?", (code, stored.place))
