"""How a device says that it is well, what is wrong, and what to do about it."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from hardware.advice import ADVICE as ADVICE
from hardware.advice import advice_of as advice_of


class HealthState(Enum):
    """How much the hall may rely on a device now."""

    OK = "ok"
    WARNING = "warning"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """One device's condition. `code` is stable and for programs; the texts are for people."""

    state: HealthState
    code: str
    cause: str
    cure: str

    @classmethod
    def of(cls, state: HealthState, code: str) -> "Health":
        """In Chinese; `in_english` gives the same news to others. A code without advice is an error."""
        advice = advice_of(code)
        return cls(state, code, advice.cause_zh, advice.cure_zh)

    @classmethod
    def ok(cls) -> "Health":
        return cls.of(HealthState.OK, "ok")

    @classmethod
    def warning(cls, code: str) -> "Health":
        return cls.of(HealthState.WARNING, code)

    @classmethod
    def down(cls, code: str) -> "Health":
        return cls.of(HealthState.DOWN, code)

    @classmethod
    def unknown(cls, code: str) -> "Health":
        return cls.of(HealthState.UNKNOWN, code)

    def in_english(self) -> "Health":
        advice = advice_of(self.code)
        return Health(self.state, self.code, advice.cause_en, advice.cure_en)


class Fault(Exception):
    """A device could not do its work; somebody must go and look at it."""

    code: ClassVar[str] = "device_fault"

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail

    @property
    def health(self) -> Health:
        return Health.down(self.code)


class LibraryMissing(Fault):
    """A driver was chosen whose library is not installed."""

    code = "library_missing"
