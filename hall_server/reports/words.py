"""The words of the sheets in one language; figures as people write them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hall_server.domain.attendance.day import Note
from hall_server.domain.attendance.month import SheetState
from hall_server.domain.names import UnitId
from hall_server.domain.roster import DutyKind
from hall_server.reports.month import MonthFacts
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language

NOTHING = "–"
"""Stands for a nought, so that what is not nought is seen."""
WORDED_NOTES = (Note, DutyKind)


@dataclass(frozen=True, slots=True)
class Words:
    language: Language = Language.ZH

    def __call__(self, key: str, **places: object) -> str:
        return text(f"sheets.{key}", self.language, **places)

    def listed(self, parts: Iterable[str]) -> str:
        return self("list_mark").join(part for part in parts if part)

    def month(self, month: tuple[int, int]) -> str:
        return self("month_name", year=month[0], month=month[1])

    def unit(self, unit: UnitId | None, names: Mapping[UnitId | None, str]) -> str:
        """The unit's name; its id where it has none."""
        return names.get(unit) or (self("centre") if unit is None else str(unit))

    def kind(self, kind: str) -> str:
        key = f"sheets.kind_{kind}"
        return text(key, self.language) if key in sentences() else kind

    def remark(self, remark: Note | DutyKind) -> str:
        prefix = "note" if isinstance(remark, Note) else "duty"
        return self(f"{prefix}_{remark.value}")

    def state(self, facts: MonthFacts) -> str:
        """Of the whole sheet: one word, or how many units are how far."""
        units = list(dict.fromkeys(one.line.unit for one in facts.people))
        states = [facts.state(unit) for unit in units] or [SheetState.DRAFT]
        if len(set(states)) == 1:
            return self(f"state_{states[0].value}")
        return self.listed(
            self("state_of_units", state=self(f"state_{state.value}"), units=states.count(state))
            for state in SheetState
            if state in states
        )


def days(value: Fraction) -> str:
    """Hundredths of a day without noughts at the end: 21, 20.5, 0.36."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def percent(rate: Fraction | None) -> str:
    """98.81%; nothing where nobody was due."""
    return NOTHING if rate is None else f"{float(rate * 100):.2f}%"
