"""Column types of attendance: exact fractions, signed lines, chains of approval."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import Enum
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from hall_server.domain.attendance.month import COLUMNS, Line
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.whereabouts import Approval, Approver
from hall_server.storage.columns import MILLISECOND, from_millis, to_millis


class Span(TypeDecorator[timedelta]):
    """A length of time in whole milliseconds; may be negative."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else value // MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(milliseconds=value)


class MonthName(TypeDecorator[tuple[int, int]]):
    """`2026-11`."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: tuple[int, int] | None, dialect: Dialect) -> str | None:
        return None if value is None else "{}-{:02}".format(*value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, int] | None:
        return None if value is None else (int(value[:4]), int(value[5:]))


class UnitOrCentre(TypeDecorator[UnitId]):
    """A unit in a key; the centre itself, which is none, is the empty text."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: UnitId | None, dialect: Dialect) -> str:
        return value or ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> UnitId | None:
        return UnitId(value) if value else None


def exact(value: Fraction | int) -> str | int:
    """As JSON: a count is a number, days are a text such as `1/2`, so that the two stay apart."""
    return str(value) if isinstance(value, Fraction) else value


def from_exact(value: str | int) -> Fraction | int:
    return Fraction(value) if isinstance(value, str) else value


class Exact(TypeDecorator[Fraction]):
    """A count or an exact number of days."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Fraction | int | None, dialect: Dialect) -> str:
        return json.dumps(exact(value or 0))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 - two kinds
        return from_exact(json.loads(value or "0"))


class Figures(TypeDecorator[Mapping[str, float]]):
    """Numbers by name."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, float] | None, dialect: Dialect) -> str:
        return json.dumps(dict(value or {}), separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, float]:
        return {name: float(number) for name, number in json.loads(value or "{}").items()}


class SignedLines(TypeDecorator[Mapping[StaffNumber, Line]]):
    """Lines by person, as they were signed; columns that are zero are left out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[StaffNumber, Line] | None, dialect: Dialect) -> str:
        lines = {
            staff: {c: exact(getattr(line, c)) for c in COLUMNS if getattr(line, c)}
            for staff, line in (value or {}).items()
        }
        return json.dumps(lines, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[StaffNumber, Line]:
        return {
            StaffNumber(staff): Line(**{c: from_exact(v) for c, v in columns.items()})  # type: ignore[arg-type]
            for staff, columns in json.loads(value or "{}").items()
        }


class WordList(TypeDecorator[tuple[Enum, ...]]):
    """A short list out of a closed vocabulary."""

    impl = Text
    cache_ok = True

    def __init__(self, vocabulary: type[Enum]) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def process_bind_param(self, value: Iterable[Enum] | None, dialect: Dialect) -> str:
        return json.dumps([each.value for each in value or ()])

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Enum, ...]:
        return tuple(self._vocabulary(each) for each in json.loads(value or "[]"))


class Approvals(TypeDecorator[tuple[Approval, ...]]):
    """Who has agreed, in which office, when."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Approval] | None, dialect: Dialect) -> str:
        return json.dumps([[a.by, a.as_.value, to_millis(a.at)] for a in value or ()])

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Approval, ...]:
        return tuple(
            Approval(StaffNumber(by), Approver(as_), from_millis(at))
            for by, as_, at in json.loads(value or "[]")
        )
