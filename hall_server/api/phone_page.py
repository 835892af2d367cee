"""The citizen's page as plain HTML that an old phone can read; works without scripts and pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from hall_server.api import phone_rating, translate
from hall_server.api.phone_look import SCRIPT, STYLE
from hall_server.api.phone_rating import Filled
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import State
from hall_server.operations.citizen import Standing
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.waits import is_rough, wait_words
from hall_server.wire.words import Language

REFRESH_SECONDS = 15
"""Without scripts the page loads itself anew this often."""
OVER = frozenset({State.RATED, State.CANCELLED, State.VOID})
"""Nothing more will come for such a ticket."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the ticket."""

    language: Language
    path: str
    """Address of the page, without the language."""
    hall_zh: str
    hall_en: str
    at: str
    """Time of day in the hall's zone."""
    until: Mapping[str, str]
    """Expected ends of paused windows, by id; empty when that time has passed."""
    filled: Filled | None = None
    """The bad level whose reasons are asked for now."""
    wrong: str = ""
    """What is still missing there."""


def page(standing: Standing, rules: Rules, frame: Frame) -> str:
    """The page of one ticket."""
    ticket, language = standing.ticket, frame.language
    if ticket.state is not State.FINISHED:
        frame = replace(frame, filled=None)
    # What a citizen is filling in must not be drawn anew.
    live = ticket.state not in OVER and frame.filled is None
    body = "".join(
        [
            _call(standing, language) if ticket.state is State.CALLED else _card(standing, language),
            *_pauses(standing, rules, frame),
            _rating(standing, rules, frame),
            _footer(rules, frame),
        ]
    )
    marks = " data-live" if live else ""
    if ticket.state is State.CALLED:
        marks += f' data-call="{ticket.window}/{ticket.calls}"'
    script = live or frame.filled is not None
    return _document(frame, _title(standing, language), f"<main{marks}>{body}</main>", live, script)


def not_found_page(frame: Frame) -> str:
    said = text("phone.unknown", frame.language)
    main = f'<main><div class="card quiet"><p class="state">{said}</p></div></main>'
    return _document(frame, said, main, live=False, script=False)


def _document(frame: Frame, title: str, main: str, live: bool, script: bool) -> str:
    language = frame.language
    lang, name = ("zh-CN", frame.hall_zh) if language is Language.ZH else ("en", frame.hall_en)
    other = Language.EN if language is Language.ZH else Language.ZH
    refresh = f'<noscript><meta http-equiv="refresh" content="{REFRESH_SECONDS}"></noscript>' if live else ""
    lost = text("phone.lost", language, at=f'<span class="at">{frame.at}</span>')
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex">{refresh}'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f"<header><div><b>{escape(name)}</b>"
        f'<a href="{frame.path}?lang={other}">{text("phone.other_language", language)}</a></div></header>'
        f'<p id="lost" role="alert" hidden>{lost}</p>{main}'
        f"{f'<script>{SCRIPT}</script>' if script else ''}</body></html>"
    )


def _title(standing: Standing, language: Language) -> str:
    """A call is told in the browser's tab too."""
    number = text("phone.title", language, number=standing.ticket.number)
    return f"{_state(standing, language)} · {number}" if standing.ticket.state is State.CALLED else number


def _call(standing: Standing, language: Language) -> str:
    """Where to go, as large as the screen allows."""
    ticket, window = standing.ticket, standing.counter.number if standing.counter else ""
    go, behind = text("phone.called_go", language), text("phone.called_behind", language)
    return (
        '<div class="card call" role="alert">'
        f'<p class="go">{go}</p><p class="window">{window}</p>'
        + (f'<p class="go">{behind}</p>' if behind else "")
        + f'<p class="label">{text("phone.number", language)}</p>'
        f'<p class="number">{escape(ticket.number)}</p>'
        f'<p class="note">{text("phone.called_note", language, calls=ticket.calls)}</p></div>'
    )


def _card(standing: Standing, language: Language) -> str:
    ticket = standing.ticket
    lines = [
        f'<p class="label">{text("phone.number", language)}</p>',
        f'<p class="number">{escape(ticket.number)}</p>',
        f'<p class="state">{_state(standing, language)}</p>',
        *(f'<p class="note">{note}</p>' for note in _notes(standing, language)),
        _facts(standing, language),
    ]
    quiet = " quiet" if ticket.state in OVER or ticket.state is State.MISSED else ""
    return f'<div class="card{quiet}">{"".join(lines)}</div>'


def _state(standing: Standing, language: Language) -> str:
    ticket = standing.ticket
    number = standing.counter.number if standing.counter else ""
    key = ticket.state.value
    if ticket.state is State.HELD and standing.counter:
        key = "held_at"
    return text(f"phone.{key}", language, window=number)


def _notes(standing: Standing, language: Language) -> list[str]:
    ticket = standing.ticket
    if ticket.state is State.MISSED:
        return [text("phone.missed_note", language)]
    if ticket.state is State.VOID and f"phone.void_{ticket.reason}" in sentences():
        return [text(f"phone.void_{ticket.reason}", language)]
    if ticket.state is State.RATED and ticket.stars:
        return [text("phone.rated_note", language, stars=text(f"phone.rate_{ticket.stars}", language))]
    return []


def _facts(standing: Standing, language: Language) -> str:
    """What there is to know, a line each: how many ahead, how long, where, what for."""
    rows = _waiting(standing, language)
    thing = standing.item or standing.queue
    if thing is not None:
        rows.append(("item", thing.name_zh if language is Language.ZH else thing.name_en))
    cells = "".join(
        f"<tr><th>{text(f'phone.label_{label}', language)}</th><td>{escape(said)}</td></tr>"
        for label, said in rows
    )
    return f"<table>{cells}</table>" if cells else ""


def _waiting(standing: Standing, language: Language) -> list[tuple[str, str]]:
    estimate = standing.estimate
    if estimate is None:
        return []
    count = {0: "ahead_none", 1: "ahead_one"}.get(estimate.ahead, "ahead")
    rows = [("ahead", text(f"phone.{count}", language, ahead=estimate.ahead))]
    told = translate.estimate(estimate)
    label = "wait_rough" if is_rough(told) else "wait"
    rows.append((label, wait_words(told, language, "phone.wait_")))
    numbers = "、" if language is Language.ZH else ", "
    windows = numbers.join(str(c.number) for c in standing.counters)
    return [*rows, ("windows", text("phone.windows", language, windows=windows))]


def _pauses(standing: Standing, rules: Rules, frame: Frame) -> list[str]:
    if standing.ticket.state not in (State.WAITING, State.HELD):
        return []
    language = frame.language
    words = {r.code: r for r in (*rules.pause_reasons, *rules.task_reasons)}
    notes = []
    for window in standing.paused:
        reason = words.get(window.reason or "")
        said = (reason.text_zh if language is Language.ZH else reason.text_en) if reason else ""
        until = frame.until.get(window.id, "")
        key = "phone.paused" if until else "phone.paused_longer"
        note = text(key, language, window=window.number, reason=said, until=until)
        notes.append(f'<p class="pause">{escape(note)}</p>')
    return notes


def _rating(standing: Standing, rules: Rules, frame: Frame) -> str:
    if standing.ticket.state is not State.FINISHED:
        return ""
    if frame.filled is not None:
        return phone_rating.reasons(frame.path, frame.language, rules, frame.filled, frame.wrong)
    return phone_rating.levels(frame.path, frame.language)


def _footer(rules: Rules, frame: Frame) -> str:
    language, phone = frame.language, escape(rules.complaint_phone)
    at = text("phone.as_of", language, at=f'<span class="at">{frame.at}</span>')
    link = f'<a href="tel:{phone}">{phone}</a>'
    again = f'<a class="button" href="{frame.path}?lang={language}">{text("phone.refresh", language)}</a>'
    return (
        f"{again if frame.filled is None else ''}"
        f"<footer><p>{at}</p>"
        f"<p>{text('phone.complaint', language, phone=link)}</p></footer>"
    )
