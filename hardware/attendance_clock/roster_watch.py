"""Keeps the clock's roster as the hall has it: at the start from the disk, then from the hall."""

import logging
from collections.abc import Callable
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.attendance import ClockRoster
from hall_server.wire.words import EventKind
from hardware.attendance_clock.sealing import Unreadable
from hardware.attendance_clock.staff import Staff

AGAIN_SECONDS, RETRY_SECONDS = 60.0, 5.0
UNAUTHORISED = 401
CHANGES = frozenset(
    (
        EventKind.ROSTER_CHANGED,
        EventKind.FACE_ENROLLED,
        EventKind.FACE_DELETED,
        EventKind.FACE_CALIBRATED,
        EventKind.PLAN_CHANGED,
    )
)

log = logging.getLogger(__name__)


class Hall(Protocol):
    def roster(self) -> ClockRoster:
        """Blocks. Raises Refused, LinkLost."""


class Kept(Protocol):
    """`KeptRoster`, in service."""

    def read(self) -> ClockRoster | None: ...

    def write(self, roster: ClockRoster) -> None:
        """Raises OSError, Unreadable."""


class Faces(Protocol):
    """`KnownFaces`, in service; a clock without an engine knows nobody's."""

    def use(self, roster: ClockRoster, token: str) -> None: ...

    @property
    def people(self) -> frozenset[str]: ...


class RosterWatch:
    """`told` gets each roster that differs from the one before, on the screen's thread."""

    def __init__(
        self,
        hall: Hall,
        kept: Kept,
        faces: Faces,
        token: Callable[[], str | None],
        background: Background,
        timer: Timer,
        told: Callable[[Staff], None],
        unauthorised: Callable[[], None],
    ) -> None:
        self._hall, self._kept, self._faces, self._token = hall, kept, faces, token
        self._background, self._timer = background, timer
        self._told, self._unauthorised = told, unauthorised
        self._now: ClockRoster | None = None
        self._under_way = self._once_more = self._unkept = False
        self._wait: Callable[[], None] = lambda: None

    def start(self) -> None:
        """There is a token."""
        self._now = None
        self._background.run(self._read, self._arrived, self._failed)
        self.fetch()

    def fetch(self) -> None:
        """Something has changed; the change counts at once, also while a fetch is under way."""
        self._wait()
        if self._under_way:
            self._once_more = True
            return
        self._under_way = True
        self._background.run(self._fetch, self._fetched, self._failed_fetch)

    def _read(self) -> Staff | None:
        roster = self._kept.read()
        return self._used(roster) if roster is not None else None

    def _fetch(self) -> Staff | None:
        roster = self._hall.roster()
        known = self._now is not None and _told_by(roster) == _told_by(self._now)
        staff = None if known else self._used(roster)
        if not known or self._unkept:
            self._keep(roster)
        return staff

    def _keep(self, roster: ClockRoster) -> None:
        """A full disk is tried again with the next answer."""
        try:
            self._kept.write(roster)
        except (OSError, Unreadable) as error:
            self._unkept = True
            log.error("the roster could not be kept: %s", error)
        else:
            self._unkept = False

    def _used(self, roster: ClockRoster) -> Staff:
        self._faces.use(roster, self._token() or "")
        self._now = roster
        return Staff(roster, self._faces.people)

    def _fetched(self, staff: Staff | None) -> None:
        self._arrived(staff)
        self._ended(AGAIN_SECONDS)

    def _arrived(self, staff: Staff | None) -> None:
        if staff is not None:
            self._told(staff)

    def _failed_fetch(self, error: Exception) -> None:
        self._ended(RETRY_SECONDS)
        if isinstance(error, Refused) and error.problem.status == UNAUTHORISED:
            self._unauthorised()
        elif isinstance(error, Refused):
            log.warning("the roster was refused: %s", error.problem.code)
        elif not isinstance(error, LinkLost):
            raise error

    @staticmethod
    def _failed(error: Exception) -> None:
        raise error

    def _ended(self, seconds: float) -> None:
        self._under_way = False
        if self._once_more:
            self._once_more = False
            self.fetch()
        else:
            self._wait = self._timer.after(seconds, self.fetch)


def _told_by(roster: ClockRoster) -> tuple[object, ...]:
    """What a clock acts on. The seals of templates are new in each answer, and do not count."""
    return (
        roster.version,
        roster.policy,
        roster.liveness,
        roster.card_key,
        roster.undo_seconds,
        tuple(sorted(roster.thresholds.items())),
    )
