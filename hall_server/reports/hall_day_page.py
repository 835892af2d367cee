"""The managers' page of one day: one file without scripts or pictures, for a screen and for A4 paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from html import escape

from hall_server.domain.call_policy import Band
from hall_server.domain.call_record import CallMade
from hall_server.domain.forecast.drift import ALARM, Drift
from hall_server.domain.forecast.record import Score
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority
from hall_server.domain.walk_ins import WalkIn
from hall_server.reports.hall_day import HallDay, ZoneDay, telling
from hall_server.reports.hall_day_look import (
    NOTHING,
    Cell,
    document,
    drift_words,
    figure,
    reason_words,
    share,
    table,
)
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language

SIMPLE = ("people_ahead", "last_wait", "head_of_line", "peer")
MOST_JUMPS = 200
BANDED = (Priority.ORDINARY, Priority.ELDERLY, Priority.APPOINTMENT)
"""Classes whose own bound is shown beside the zone's."""


@dataclass(frozen=True)
class Shown:
    """What the page is of."""

    day: HallDay
    before: HallDay | None
    """The business day in front of it."""
    today: date
    plan: HallPlan
    rules: Rules
    at: datetime
    zone: tzinfo
    language: Language
    path: str
    """Address of the page, without anything behind it."""
    why: str = ""
    """Answer to the question that was asked of two numbers."""
    asked: tuple[str, str] = ("", "")


def hall_day_page(shown: Shown) -> str:
    words = _Words(shown)
    name = shown.plan.name_zh if shown.language is Language.ZH else shown.plan.name_en
    body = "".join(
        [
            _top(shown, words, name),
            _alarms(shown, words),
            _summary(shown, words),
            _waits(shown, words),
            _bounds(shown, words),
            _jumps(shown, words),
            _walk_ins(shown, words),
            _manual(shown, words),
            _queues(shown, words),
            f'<p class="note screen">{words("print")}</p>',
        ]
    )
    return document(shown.language, f"{words('title')} {shown.day.day}", body)


class _Words:
    """The page's sentences, escaped."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self.language = shown.language

    def __call__(self, key: str, **places: object) -> str:
        return escape(text(f"managers.{key}", self.language, **places))

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._shown.zone):%H:%M}"

    def drift(self, found: Drift) -> str:
        return escape(drift_words(found, self.language, self._shown.zone))

    def reason(self, code: str | None) -> str:
        """Of a call by hand."""
        return reason_words(code, self._shown.rules.call_reasons, self.language)

    def walk_in_reason(self, code: str | None) -> str:
        return reason_words(code, self._shown.rules.walk_in_reasons, self.language)

    def group(self, kind: str, key: str) -> str:
        if kind == "by_class":
            return text(f"words.priority_{key}", self.language)
        if kind == "by_basis":
            known = f"managers.basis_{key}"
            return text(known, self.language) if known in sentences() else key
        queue = next((q for q in self._shown.plan.queues.values() if q.id == key), None)
        if queue is None:
            return key
        return f"{key} {queue.name_zh if self.language is Language.ZH else queue.name_en}"

    def zone(self, found: ZoneDay) -> str:
        zone = found.zone
        return f"{zone.letter} {zone.name_zh if self.language is Language.ZH else zone.name_en}"

    def policy(self, name: str) -> str:
        return text(f"managers.policy_{name}", self.language)


def _top(shown: Shown, words: _Words, name: str) -> str:
    day, language = shown.day.day, shown.language.value
    other = Language.EN if shown.language is Language.ZH else Language.ZH
    links = []
    if day != shown.today:
        links.append(f'<a href="{shown.path}?lang={language}">{words("today")}</a>')
    if shown.before is not None:
        before = shown.before.day
        label = words("earlier_day", day=before)
        links.append(f'<a href="{shown.path}?lang={language}&amp;day={before}">{label}</a>')
    links.append(
        f'<a href="{shown.path}?lang={other.value}&amp;day={day}">{words("other_language")}</a>'
        f'<form method="post" action="{shown.path}/sign-out"><button id="sign_out">{words("sign_out")}'
        "</button></form>"
    )
    answer = f'<p id="why" class="answer">{escape(shown.why)}</p>' if shown.why else ""
    one, two = (escape(number) for number in shown.asked)
    return (
        f'<header><p class="hall">{escape(name)}</p><h1>{words("title")}</h1>'
        f"<p>{words('as_of', day=day, at=words.clock(shown.at))}</p></header>"
        f'<nav class="screen">{"".join(links)}</nav>'
        f'<form class="ask screen" method="get" action="{shown.path}"><b>{words("why_title")}</b>'
        f'<input type="hidden" name="lang" value="{language}"><input type="hidden" name="day" value="{day}">'
        f'<label>{words("why_one")} <input name="one" value="{one}" size="8" maxlength="12"></label>'
        f'<label>{words("why_other")} <input name="other" value="{two}" size="8" maxlength="12"></label>'
        f'<button id="ask_why">{words("why_ask")}</button></form>{answer}'
    )


def _alarms(shown: Shown, words: _Words) -> str:
    said = [words.drift(drift) for drift in shown.day.drifts]
    said += [
        words(
            "alarm_beyond",
            at=words.clock(made.at),
            window=made.call.window_number,
            number=made.call.number,
            count=made.why.beyond_bound,
            staff=made.staff or NOTHING,
            reason=words.reason(made.by_hand),
        )
        for made in shown.day.broken[:MOST_JUMPS]
    ]
    if not said:
        return f'<section><h2>{words("alarms")}</h2><p class="calm">✓ {words("no_alarms")}</p></section>'
    rows = "".join(f"<li>⚠ {line}</li>" for line in said)
    return f'<section><h2>{words("alarms")}</h2><ul class="alarms">{rows}</ul></section>'


def _summary(shown: Shown, words: _Words) -> str:
    days = [d for d in (shown.day, shown.before) if d is not None]
    rows: list[list[Cell]] = [
        [words("calls"), *(str(d.calls) for d in days)],
        [words("told"), *(str(d.all.count) if d.all else "0" for d in days)],
        [words("told_range"), *(str(d.all.ranged) if d.all else "0" for d in days)],
        [words("coverage"), *(_covered(d.all, words) for d in days)],
        [words("mean_wait"), *(figure(d.all.wait) if d.all else NOTHING for d in days)],
        [words("error"), *(figure(d.all.error) if d.all else NOTHING for d in days)],
        [words("bias"), *(figure(d.all.bias) if d.all else NOTHING for d in days)],
        [words("share_by_hand"), *(share(d.share_by_hand, 1) for d in days)],
        [words("beyond"), *(str(len(d.broken)) for d in days)],
        [words("walk_ins_count"), *(str(len(d.walk_ins)) for d in days)],
    ]
    head = [words("figure"), *(str(d.day) for d in days)]
    return f"<section><h2>{words('summary')}</h2>{table('summary', head, rows)}</section>"


def _covered(found: Score | None, words: _Words) -> str:
    """With a word where it is out of its bounds, as colour alone tells nobody on paper."""
    if found is None or found.coverage is None:
        return NOTHING
    said = share(found.coverage)
    if ALARM[0] <= found.coverage <= ALARM[1] or not telling(found):
        return said
    return f"<strong>{said} {words('low' if found.coverage < ALARM[0] else 'high')}</strong>"


def _waits(shown: Shown, words: _Words) -> str:
    day = shown.day
    closed = f'<p class="note">{words("told_closed", count=day.told_closed)}</p>' if day.told_closed else ""
    if day.all is None:
        return f"<section><h2>{words('waits')}</h2><p>{words('no_waits')}</p>{closed}</section>"
    rows: list[list[Cell] | str] = [_score_row(words("all"), day.all, words)]
    for kind, found in (("by_basis", day.by_basis), ("by_class", day.by_class)):
        rows.append(words(kind))
        rows += _score_rows(kind, found, words)
    note = f'<p class="note">{words("waits_note")}</p>'
    return f"<section><h2>{words('waits')}</h2>{table('waits', _head(words), rows)}{note}{closed}</section>"


def _queues(shown: Shown, words: _Words) -> str:
    if not shown.day.by_queue:
        return ""
    rows = _score_rows("by_queue", shown.day.by_queue, words)
    return f"<section><h2>{words('waits_by_queue')}</h2>{table('waits', _head(words), rows)}</section>"


def _head(words: _Words) -> list[Cell]:
    names = ("group", "tickets", "col_ranged", "col_coverage", "col_wait", "col_error", "col_bias")
    return [words(name) for name in (*names, *(f"simple_{s}" for s in SIMPLE))]


def _score_rows(kind: str, found: Mapping[str, Score], words: _Words) -> list[list[Cell] | str]:
    return [_score_row(escape(words.group(kind, key)), one, words) for key, one in found.items()]


def _score_row(name: str, one: Score, words: _Words) -> list[Cell]:
    figures = [figure(x) for x in (one.wait, one.error, one.bias)]
    simple = [figure(one.simple[s]) if s in one.simple else NOTHING for s in SIMPLE]
    return [name, str(one.count), str(one.ranged), _covered(one, words), *figures, *simple]


def _bounds(shown: Shown, words: _Words) -> str:
    terms = ("classes", "bands", "primary", "pressure")
    head = [words("zone"), words("policy"), *(words(f"term_{t}") for t in terms), words("bound")]
    head += [escape(text(f"words.priority_{p.value}", words.language)) for p in BANDED]
    rows: list[list[Cell] | str] = []
    for found in shown.day.zones:
        policy, whole = found.policy, found.policy.bound_minutes
        parts = policy.bound_terms if whole else {}
        cells = [figure(parts[t], 0) if parts else NOTHING for t in terms]
        cells.append(words("no_bound") if whole is None else f"<b>{figure(whole, 0)}</b>")
        own = [policy.bound_of(p, Band.USUAL) for p in BANDED]
        cells += [NOTHING if bound is None else figure(bound, 0) for bound in own]
        rows.append([escape(words.zone(found)), escape(words.policy(found.policy_name)), *cells])
    note = f'<p class="note">{words("bounds_note")}</p>'
    return f"<section><h2>{words('bounds')}</h2>{table('bounds', head, rows, 2)}{note}</section>"


def _jumps(shown: Shown, words: _Words) -> str:
    made = shown.day.jumps
    if not made:
        return f"<section><h2>{words('jumps')}</h2><p>{words('no_jumps')}</p></section>"
    names = ("at", "window_head", "number", "by_whom", "reason", "passed", "beyond_column")
    rows = [_jump_row(one, words) for one in made[:MOST_JUMPS]]
    more = len(made) - MOST_JUMPS
    note = f'<p class="note">{words("jumps_more", count=more)}</p>' if more > 0 else ""
    listed = table("jumps", [words(n) for n in names], rows, len(names))
    return f"<section><h2>{words('jumps')}</h2>{listed}{note}</section>"


def _jump_row(made: CallMade, words: _Words) -> list[Cell]:
    reason = words.reason(made.by_hand) + (f" ({made.note})" if made.note else "")
    beyond = made.why.beyond_bound
    return [
        words.clock(made.at),
        str(made.call.window_number),
        escape(made.call.number),
        escape(made.staff or NOTHING),
        escape(reason),
        escape(made.why.passed or NOTHING),
        f"<strong>⚠ {words('count_beyond', count=beyond)}</strong>" if beyond else NOTHING,
    ]


def _walk_ins(shown: Shown, words: _Words) -> str:
    made = shown.day.walk_ins
    if not made:
        return f"<section><h2>{words('walk_ins')}</h2><p>{words('no_walk_ins')}</p></section>"
    names = ("at", "window_head", "by_whom", "reason", "waited_then", "oldest_then")
    rows = [_walk_in_row(one, words) for one in made[:MOST_JUMPS]]
    more = len(made) - MOST_JUMPS
    note = words("walk_ins_note") + (" " + words("jumps_more", count=more) if more > 0 else "")
    listed = table("walk_ins", [words(n) for n in names], rows, 4)
    return f'<section><h2>{words("walk_ins")}</h2>{listed}<p class="note">{note}</p></section>'


def _walk_in_row(one: WalkIn, words: _Words) -> list[Cell]:
    reason = words.walk_in_reason(one.reason) + (f" ({one.note})" if one.note else "")
    oldest = (
        words("oldest_waited", number=one.oldest, minutes=figure(one.oldest_minutes)) if one.oldest else ""
    )
    return [
        words.clock(one.at),
        str(one.window_number),
        escape(one.staff or NOTHING),
        escape(reason),
        str(one.waiting),
        oldest or NOTHING,
    ]


def _manual(shown: Shown, words: _Words) -> str:
    names = (
        "zone",
        "calls",
        "by_hand",
        "share_by_hand",
        "walk_ins_column",
        "shadow_policy",
        "shadow_changed",
        "shadow_gap",
    )
    rows = [_manual_row(found, words) for found in shown.day.zones]
    note = f'<p class="note">{words("manual_note")}</p>'
    listed = table("manual", [words(n) for n in names], rows)
    return f"<section><h2>{words('manual')}</h2>{listed}{note}</section>"


def _manual_row(found: ZoneDay, words: _Words) -> list[Cell]:
    shadow = found.shadow
    changed, gap = NOTHING, NOTHING
    if shadow is not None and shadow.calls:
        changed = f"{shadow.other}/{shadow.calls} ({share(shadow.other / shadow.calls)})"
        key = "gap_later" if shadow.later_minutes >= 0 else "gap_earlier"
        gap = words(key, minutes=figure(abs(shadow.later_minutes))) if shadow.other else NOTHING
    return [
        escape(words.zone(found)),
        str(found.calls),
        str(found.by_hand),
        share(found.share_by_hand, 1) if found.calls else NOTHING,
        str(found.walk_ins),
        escape(words.policy(found.shadow_name)) if found.shadow_name else NOTHING,
        changed,
        gap,
    ]
