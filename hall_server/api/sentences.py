"""Sentences about what the hall decided, from the one catalogue."""

from datetime import datetime, tzinfo
from typing import Any

from hall_server.domain.dispatch import Why
from hall_server.domain.rules import Rules
from hall_server.reports.hall_day_look import reason_words
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
    """One sentence on why this ticket was called: what decided, its minutes, who would have been next and how
    much less that one had, and whom it passed."""
    priority = text(f"words.priority_{reason.priority.value}", language)
    head = text(
        f"why.{reason.because.value}",
        language,
        priority=priority,
        reason=call_reason(reason.reason, rules, language),
        passed=reason.passed or "",
    )
    terms = text("why.between_terms", language).join(_terms(reason, priority, language))
    parts = [head + text("why.after_head", language) + terms]
    compares = reason.lead is not None or reason.runner_up != reason.passed
    next_told = reason.runner_up if compares else None
    if next_told:
        parts.append(_runner_up(reason, next_told, language))
    if reason.passed and reason.passed != next_told:
        parts.append(_passed(reason, reason.passed, language))
    if reason.beyond_bound:
        parts.append(text("why.beyond_bound", language, count=reason.beyond_bound))
    return text("why.between_parts", language).join(parts)


def call_reason(code: str | None, rules: Rules, language: Language) -> str:
    """The hall's words for the reason of a call by hand; the code where the hall no longer lists it."""
    return reason_words(code, rules.call_reasons, language) if code else ""


def _runner_up(reason: Why, number: str, language: Language) -> str:
    if reason.lead is not None:
        key = "why.runner_up" if reason.lead >= 1 else "why.runner_up_close"
        return text(key, language, number=number, minutes=round(reason.lead))
    if reason.next_waited is None:
        return text("why.runner_up_plain", language, number=number)
    return text("why.runner_up_waited", language, number=number, minutes=_whole(reason.next_waited))


def _passed(reason: Why, number: str, language: Language) -> str:
    if reason.passed_waited is None:
        return text("why.passed", language, number=number)
    return text("why.passed_waited", language, number=number, minutes=_whole(reason.passed_waited))


def _whole(minutes: float) -> int:
    return int(max(minutes, 0.0))


def _terms(reason: Why, priority: str, language: Language) -> list[str]:
    """The waiting, and every term that is not nothing, in whole minutes."""
    credit = reason.credit
    shown = [("waited", max(credit.waited, 0.0)), ("head_start", credit.head_start)]
    shown.append(("quick", credit.band) if credit.band >= 0 else ("long", -credit.band))
    shown += [("primary", credit.primary), ("pressure", credit.pressure)]
    if reason.weight:
        shown.append(("weight", max(credit.waited, 0.0) * (1 + reason.weight)))
    factor = f"{1 + reason.weight:g}"
    return [
        text(f"why.term_{name}", language, minutes=int(minutes), priority=priority, factor=factor)
        for name, minutes in shown
        if name in ("waited", "weight") or int(minutes)
    ]


def _place(name: str, value: Any, language: Language, zone: tzinfo) -> Any:  # noqa: ANN401 - fills a format
    if name == "roles":
        return ", ".join(text(f"words.role_{role}", language) for role in str(value).split(", "))
    if name in WORDED and f"words.{name}_{value}" in sentences():
        return text(f"words.{name}_{value}", language)
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        value = datetime.fromisoformat(value)
    return f"{value.astimezone(zone):%m-%d %H:%M}" if isinstance(value, datetime) else value
