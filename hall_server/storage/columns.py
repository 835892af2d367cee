"""Column types that keep domain values exact in SQLite and PostgreSQL alike."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC; smaller parts are cut off."""
    return (moment - EPOCH) // MILLISECOND


def from_millis(millis: int) -> datetime:
    return EPOCH + timedelta(milliseconds=millis)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as whole milliseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_millis(value)


class Word(TypeDecorator[Enum]):
    """A member of a closed vocabulary, stored by its value."""

    impl = String(20)
    cache_ok = True

    def __init__(self, vocabulary: type[Enum]) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._members: dict[str, Enum] = {member.value: member for member in vocabulary}

    def process_bind_param(self, value: Enum | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Enum | None:
        # A word that is none of them is told by the vocabulary itself.
        return None if value is None else self._members.get(value) or self._vocabulary(value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A short list of strings, stored as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str:
        return json.dumps(list(value or ()), ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:  # noqa: ANN401 - driver value
        return tuple(json.loads(value)) if value and value != "[]" else ()
