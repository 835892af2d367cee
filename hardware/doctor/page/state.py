"""What the technician's page shows at one moment. The PIN itself is never part of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.wire.words import Language
from hardware.doctor.findings import Finding

PIN_TRIES = 5
LOCKED_SECONDS = 60.0


class Sheet(Enum):
    """What lies on top of the program: nothing, a line that says how to set a PIN, the keys, the report."""

    CLOSED = "closed"
    NOT_SET = "not_set"
    SPOILT = "spoilt"
    PIN = "pin"
    REPORT = "report"


class Act(Enum):
    """What a technician may have the devices do."""

    PRINT = "print"
    SPEAK = "speak"


@dataclass(frozen=True, slots=True)
class About:
    """Which program on which machine this is: facts by the key of their name."""

    language: Language = Language.ZH
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """How an act ended."""

    act: Act
    finding: Finding


@dataclass(frozen=True, slots=True)
class PageState:
    """`typed` is how many digits stand on the line; `locked_seconds` how long no PIN is taken."""

    about: About
    sheet: Sheet = Sheet.CLOSED
    typed: int = 0
    trying: bool = False
    wrong: bool = False
    tries_left: int = PIN_TRIES
    locked_seconds: int = 0
    findings: tuple[Finding, ...] = ()
    checking: bool = False
    checked_at: datetime | None = None
    offered: tuple[Act, ...] = ()
    acting: Act | None = None
    done: Done | None = None


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs in a row; after PIN_TRIES of them nobody is asked for LOCKED_SECONDS."""

    wrong: int = 0
    locked_until: float | None = None

    @property
    def left(self) -> int:
        return PIN_TRIES - self.wrong

    def after_wrong(self, now: float) -> "Tries":
        if self.wrong + 1 >= PIN_TRIES:
            return Tries(0, now + LOCKED_SECONDS)
        return Tries(self.wrong + 1)

    def seconds_locked(self, now: float) -> float:
        return max(self.locked_until - now, 0.0) if self.locked_until is not None else 0.0
