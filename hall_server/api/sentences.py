"""Sentences about what the hall decided, from the one catalogue."""

from datetime import datetime, tzinfo
from typing import Any

from hall_server.domain.dispatch import Why
from hall_server.domain.rules import Rules
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language

WORDED = ("state", "action", "thing", "priority", "source", "waits_for")
"""Places whose value is a code; the sentence takes its word."""


def refusal(code: str, places: dict[str, Any], language: Language, zone: tzinfo) -> tuple[str, str | None]:
    """What to say, and what to do about it if something helps."""
    said = {name: _place(name, value, language, zone) for name, value in places.items()}
    cure = f"refusals.{code}_cure"
    return text(f"refusals.{code}", language, **said), text(cure, language) if cure in sentences() else None


def why(reason: Why, rules: Rules, language: Language) -> str:
    """One sentence on why this ticket was called: what decided, its minutes, who would have been next."""
    listed = next((r for r in rules.call_reasons if r.code == reason.reason), None)
    named = listed and (listed.text_zh if language is Language.ZH else listed.text_en)
    priority = text(f"words.priority_{reason.priority.value}", language)
    head = text(
        f"why.{reason.because.value}", language, priority=priority, reason=named or reason.reason or ""
    )
    terms = text("why.between_terms", language).join(_terms(reason, priority, language))
    parts = [head + text("why.after_head", language) + terms]
    if reason.runner_up and round(reason.lead):
        number, minutes = reason.runner_up, round(reason.lead)
        parts.append(text("why.runner_up", language, number=number, minutes=minutes))
    if reason.passed and reason.passed != reason.runner_up:
        parts.append(text("why.passed", language, number=reason.passed))
    if reason.beyond_bound:
        parts.append(text("why.beyond_bound", language, count=reason.beyond_bound))
    return text("why.between_parts", language).join(parts)


def _terms(reason: Why, priority: str, language: Language) -> list[str]:
    """The waiting, and every term that is not nothing, in whole minutes."""
    credit = reason.credit
    shown = [("waited", max(credit.waited, 0.0)), ("head_start", credit.head_start)]
    shown.append(("quick", credit.band) if credit.band >= 0 else ("long", -credit.band))
    shown += [("primary", credit.primary), ("pressure", credit.pressure)]
    return [
        text(f"why.term_{name}", language, minutes=int(minutes), priority=priority)
        for name, minutes in shown
        if name == "waited" or int(minutes)
    ]


def _place(name: str, value: Any, language: Language, zone: tzinfo) -> Any:  # noqa: ANN401 - fills a format
    if name == "roles":
        return ", ".join(text(f"words.role_{role}", language) for role in str(value).split(", "))
    if name in WORDED and f"words.{name}_{value}" in sentences():
        return text(f"words.{name}_{value}", language)
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        value = datetime.fromisoformat(value)
    return f"{value.astimezone(zone):%m-%d %H:%M}" if isinstance(value, datetime) else value
