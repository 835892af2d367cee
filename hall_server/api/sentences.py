"""Sentences about what the hall decided, from the one catalogue."""

from datetime import datetime, tzinfo
from typing import Any

from hall_server.domain.dispatch import Because, Why
from hall_server.domain.rules import Rules
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language

WORDED = ("state", "action", "thing", "priority")
"""Places whose value is a code; the sentence takes its word."""


def refusal(code: str, places: dict[str, Any], language: Language, zone: tzinfo) -> tuple[str, str | None]:
    """What to say, and what to do about it if something helps."""
    said = {name: _place(name, value, language, zone) for name, value in places.items()}
    cure = f"refusals.{code}_cure"
    return text(f"refusals.{code}", language, **said), text(cure, language) if cure in sentences() else None


def why(reason: Why, rules: Rules, language: Language) -> str:
    """One sentence on why this ticket was called."""
    key = reason.because.value
    if reason.because is Because.BY_HAND and reason.passed:
        key = "by_hand_passed"
    listed = next((r for r in rules.call_reasons if r.code == reason.reason), None)
    said = listed and (listed.text_zh if language is Language.ZH else listed.text_en)
    return text(
        f"why.{key}",
        language,
        waited=reason.waited_minutes,
        head=reason.head_start_minutes,
        priority=text(f"words.priority_{reason.priority.value}", language),
        passed=reason.passed or "",
        reason=said or reason.reason or "",
    )


def _place(name: str, value: Any, language: Language, zone: tzinfo) -> Any:  # noqa: ANN401 - fills a format
    if name == "roles":
        return ", ".join(text(f"words.role_{role}", language) for role in str(value).split(", "))
    if name in WORDED and f"words.{name}_{value}" in sentences():
        return text(f"words.{name}_{value}", language)
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        value = datetime.fromisoformat(value)
    return f"{value.astimezone(zone):%m-%d %H:%M}" if isinstance(value, datetime) else value
