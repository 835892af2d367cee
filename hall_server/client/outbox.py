"""Store and forward: commands that could not be sent wait in a file, and go out in order when the hall is
back.

A device puts a command here when the link is lost and the act has happened all the same: a number was
printed, a service was finished. The file survives the program and a power cut. Each command keeps its
idempotency key and its text letter by letter, so one that had reached the hall before the link broke is not
done twice.
"""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from hall_server.client.trouble import LinkLost, Refused

UNAUTHORISED = 401


class NotKept(Exception):
    """The file could not be written: no room, or no right to."""


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
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A command that the hall would not carry out, and the hall's own sentence about it."""

    stored: Stored
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the commands that were due."""

    sent: int
    refused: tuple[SetAside, ...]
    """Those that the hall would not carry out; they are kept aside."""
    left: int
    unauthorised: bool = False
    """The hall does not know the token any more. It has judged nothing: the rest is left as it was."""


class Outbox:
    """One device's file of unsent commands. Any thread.

    An owner is whoever must be signed in when a command is sent; a device that acts in its own name has one
    owner, the empty one.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS commands (place INTEGER PRIMARY KEY AUTOINCREMENT,"
            " path TEXT NOT NULL, body TEXT NOT NULL, key TEXT NOT NULL UNIQUE, at TEXT NOT NULL,"
            " owner TEXT NOT NULL, refused TEXT, detail TEXT, seen INTEGER NOT NULL DEFAULT 0)"
        )

    def put(self, path: str, body: str, key: str, at: datetime, owner: str = "") -> None:
        """Keep a command; on disk when this returns. The same key again changes nothing. Raises NotKept."""
        try:
            with self._lock:
                self._file.execute(
                    "INSERT OR IGNORE INTO commands (path, body, key, at, owner) VALUES (?, ?, ?, ?, ?)",
                    (path, body, key, at.isoformat(), owner),
                )
        except sqlite3.Error as error:
            raise NotKept(str(error)) from error

    def waiting(self, owner: str = "") -> list[Stored]:
        """An owner's commands that wait to be sent, oldest first."""
        return [stored for stored, _, _ in self._rows("refused IS NULL AND owner = ?", owner)]

    def owners(self) -> dict[str, int]:
        """Who has commands waiting, and how many; the one who has waited longest first."""
        return dict(Counter(stored.owner for stored, _, _ in self._rows("refused IS NULL")))

    def aside(self, owner: str = "") -> list[SetAside]:
        """An owner's refused commands that nobody has seen yet, oldest first."""
        return [SetAside(*row) for row in self._rows("refused IS NOT NULL AND NOT seen AND owner = ?", owner)]

    def seen(self, owner: str = "") -> None:
        """Somebody has read about the refused commands. They stay in the file."""
        with self._lock:
            self._file.execute(
                "UPDATE commands SET seen = 1 WHERE refused IS NOT NULL AND owner = ?", (owner,)
            )

    def send(self, hall: Posts, owner: str = "") -> Delivery:
        """Send what waits, in order, until all is sent, the link is lost or the token is no longer good."""
        sent, due, unauthorised = 0, self.waiting(owner), False
        refused: list[SetAside] = []
        for stored in due:
            try:
                hall.post_stored(stored.path, stored.body, stored.key)
            except Refused as no:
                if no.problem.status == UNAUTHORISED:
                    unauthorised = True
                    break
                refused.append(SetAside(stored, no.problem.code, no.problem.detail))
                self._set_aside(refused[-1])
            except LinkLost:
                break
            else:
                sent += 1
                self._forget(stored)
        return Delivery(sent, tuple(refused), len(due) - sent - len(refused), unauthorised)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _rows(self, which: str, *values: str) -> list[tuple[Stored, str, str]]:
        with self._lock:
            rows = self._file.execute(
                f"SELECT place, path, body, key, at, owner, refused, detail FROM commands WHERE {which}"
                " ORDER BY place",
                values,
            ).fetchall()
        return [
            (Stored(r[0], r[1], r[2], r[3], datetime.fromisoformat(r[4]), r[5]), r[6], r[7]) for r in rows
        ]

    def _forget(self, stored: Stored) -> None:
        with self._lock:
            self._file.execute("DELETE FROM commands WHERE place = ?", (stored.place,))

    def _set_aside(self, no: SetAside) -> None:
        with self._lock:
            self._file.execute(
                "UPDATE commands SET refused = ?, detail = ? WHERE place = ?",
                (no.code, no.detail, no.stored.place),
            )
