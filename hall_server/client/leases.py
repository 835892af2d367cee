"""Numbers that the hall lent to this kiosk, in a file: each is printed once, whatever the machine suffers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock

from pydantic import ValidationError

from hall_server.client.outbox import NotKept
from hall_server.client.whole_file import write_whole
from hall_server.wire.answers import LeasedNumber, Leases


@dataclass(frozen=True, slots=True)
class _Page:
    """What the file says."""

    numbers: tuple[LeasedNumber, ...] = ()
    """Those that may still be printed."""
    used: frozenset[str] = frozenset()
    """Tickets that were printed, or may have been; never printed again, though the hall still offers them."""
    ahead: timedelta = timedelta()
    """The hall's clock before this machine's."""
    trusted: bool = True
    """False when a file was there that cannot be read: nobody knows what it had marked as used."""


class LeaseBook:
    """One kiosk's leased numbers. Any thread."""

    def __init__(self, path: Path, machine_clock: Callable[[], datetime]) -> None:
        self._path, self._machine_clock = path, machine_clock
        self._lock = Lock()
        self._page = _read(path)

    def now(self) -> datetime:
        """On the hall's clock, as it was when the numbers were fetched."""
        return self._machine_clock() + self._page.ahead

    def renew(self, leases: Leases) -> None:
        """Put what the hall lends now in place of what it lent before. Raises NotKept.

        After a file that could not be read, the numbers of the first renewal may have been printed: they
        are left alone.
        """
        offered = {number.ticket for number in leases.numbers}
        with self._lock:
            used = self._page.used
            if leases.numbers:
                newest = max(number.day for number in leases.numbers)
                used = frozenset(ticket for ticket in used if ticket.startswith(f"{newest:%Y%m%d}-"))
            if not self._page.trusted:
                used |= offered
            rest = tuple(number for number in leases.numbers if number.ticket not in used)
            self._keep(_Page(rest, used, leases.at - self._machine_clock()))

    def has(self, queue: str, day: date) -> bool:
        """Whether a number of a queue is left for a day."""
        return self._first(queue, day) is not None

    def has_any(self, day: date) -> bool:
        return any(number.day == day for number in self._page.numbers)

    def take(self, queue: str, day: date) -> LeasedNumber | None:
        """The lowest number that is left; used up, on disk, when this returns. Raises NotKept."""
        with self._lock:
            taken = self._first(queue, day)
            if taken is not None:
                page = self._page
                rest = tuple(number for number in page.numbers if number is not taken)
                self._keep(replace(page, numbers=rest, used=page.used | {taken.ticket}))
            return taken

    def _first(self, queue: str, day: date) -> LeasedNumber | None:
        return next((n for n in self._page.numbers if (n.queue, n.day) == (queue, day)), None)

    def _keep(self, page: _Page) -> None:
        try:
            _write(self._path, page)
        except OSError as error:
            raise NotKept(f"{self._path}: {error.strerror}") from error
        self._page = page


def _read(path: Path) -> _Page:
    if not path.exists():
        return _Page()
    try:
        found = json.loads(path.read_text("utf-8"))
        numbers = tuple(LeasedNumber.model_validate(number) for number in found["numbers"])
        return _Page(numbers, frozenset(found["used"]), timedelta(seconds=found["ahead_seconds"]))
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return _Page(trusted=False)


def _write(path: Path, page: _Page) -> None:
    said = {
        "numbers": [number.model_dump(mode="json") for number in page.numbers],
        "used": sorted(page.used),
        "ahead_seconds": page.ahead.total_seconds(),
    }
    write_whole(path, json.dumps(said, ensure_ascii=False))
