"""What the page says, in the program's language."""

from dataclasses import dataclass

from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language
from hardware.doctor.findings import Finding, worst_first
from hardware.doctor.page.state import PageState, Sheet
from hardware.health import HealthState

SIGNS = {
    HealthState.OK: "✓",
    HealthState.WARNING: "!",
    HealthState.UNKNOWN: "?",
    HealthState.DOWN: "✕",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One finding in words."""

    state: HealthState
    sign: str
    word: str
    what: str
    cause: str
    cure: str
    detail: str
    """Its port or place, and what was seen there."""


def row(finding: Finding, language: Language) -> Row:
    health = finding.health if language is Language.ZH else finding.health.in_english()
    well = health.state is HealthState.OK
    return Row(
        health.state,
        SIGNS[health.state],
        said(f"state_{health.state.value}", language),
        name_of(finding.what, language),
        "" if well else health.cause,
        said("cure", language, cure=health.cure) if health.cure and not well else "",
        "   ".join(finding.lines(_seen(finding, language))),
    )


def name_of(what: str, language: Language) -> str:
    """The name of what was looked at; a device that has no name here yet keeps its own."""
    key = f"technician.what_{what}"
    return text(key, language) if key in sentences() else what


def rows(state: PageState) -> tuple[Row, ...]:
    return tuple(row(finding, state.about.language) for finding in worst_first(state.findings))


def facts(state: PageState) -> tuple[tuple[str, str], ...]:
    """Name and value; what is not set says so."""
    language = state.about.language
    return tuple(
        (said(f"fact_{name}", language), value or said("fact_none", language))
        for name, value in state.about.facts
    )


def pin_line(state: PageState) -> str:
    """What stands under the title of the keys."""
    language = state.about.language
    if state.locked_seconds:
        return said("pin_locked", language, seconds=state.locked_seconds)
    if state.trying:
        return said("pin_trying", language)
    if state.wrong:
        return said("pin_wrong", language, left=state.tries_left)
    return said("pin_typed", language, count=state.typed)


def notice(state: PageState) -> tuple[str, str]:
    """Title and line of the sheet that stands there when no PIN can be asked for."""
    key = "spoilt" if state.sheet is Sheet.SPOILT else "not_set"
    return said(f"{key}_title", state.about.language), said(key, state.about.language)


def progress(state: PageState) -> str:
    """How far the check is, and what came of it."""
    language = state.about.language
    if state.checking:
        return said("checking", language)
    if state.checked_at is None:
        return ""
    troubles = sum(f.health.state is not HealthState.OK for f in state.findings)
    verdict = said("summary_worst", language, count=troubles) if troubles else said("summary_ok", language)
    return f"{said('checked', language, time=state.checked_at.strftime('%H:%M:%S'))}   {verdict}"


def outcome(state: PageState) -> tuple[HealthState, str]:
    """What has become of the last act, or that it is under way; empty words for none."""
    language = state.about.language
    if state.acting is not None:
        return HealthState.UNKNOWN, said("acting", language, act=said(state.acting.value, language))
    if state.done is None:
        return HealthState.OK, ""
    act, finding = said(state.done.act.value, language), state.done.finding
    health = finding.health if language is Language.ZH else finding.health.in_english()
    if health.state is HealthState.DOWN:
        return health.state, said("failed", language, act=act, cause=health.cause, cure=health.cure)
    seen = _seen(finding, language)
    return health.state, said("done", language, act=act, seen=seen or health.cause)


def _seen(finding: Finding, language: Language) -> str:
    return finding.seen_zh if language is Language.ZH else finding.answered


def said(key: str, language: Language, **places: object) -> str:
    return text(f"technician.{key}", language, **places)
