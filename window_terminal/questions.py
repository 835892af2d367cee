"""The inline pages: what is asked before an act that needs words, and what was answered so far."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from hall_server.wire.answers import Desk
from hall_server.wire.catalogue import text
from hall_server.wire.directory import Directory, ItemEntry, QueueEntry, ReasonEntry, WindowEntry
from hall_server.wire.views import TicketView
from hall_server.wire.words import HoldKind, Language
from window_terminal.allowed import Act
from window_terminal.names import name_of, window_name

TARGETS_SHOWN = 12
USUAL_MINUTES = 15
LONGEST_MINUTES = 600


class TargetKind(StrEnum):
    QUEUE = "queue"
    ITEM = "item"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    text: str
    detail: str = ""
    minutes: int | None = None
    keys: tuple[str, ...] = ()
    """Lower-case words that find it."""
    local: bool = False
    """In the window's own zone; listed first."""


@dataclass(frozen=True, slots=True)
class Question:
    """One page, with the clerk's answers; they stay when the hall refuses."""

    act: Act
    choices: tuple[Choice, ...]
    subject: str = ""
    """Number of the ticket that it is about."""
    chosen: str | None = None
    note: str = ""
    has_note: bool = True
    minutes: int | None = None
    """Expected length, on the pages of a pause."""
    number: str | None = None
    """Typed ticket number, on the page of a call by number."""
    target_kind: TargetKind | None = None
    filter: str = ""
    target: str | None = None

    @property
    def ready(self) -> bool:
        return (
            self.chosen is not None
            and self.minutes != 0
            and self.number != ""
            and (self.target_kind is None or self.target is not None)
        )

    def choose(self, code: str) -> "Question":
        """With another choice; a reason brings its usual minutes along."""
        found = next((c for c in self.choices if c.code == code), None)
        if found is None:
            return self
        minutes = self.minutes if self.minutes is None else (found.minutes or USUAL_MINUTES)
        return replace(self, chosen=code, minutes=minutes)


def question_for(act: Act, directory: Directory, desk: Desk, language: Language) -> Question | None:
    """The page of an act, or None for an act that needs no words."""
    subject = desk.serving.number if desk.serving else ""
    match act:
        case Act.HOLD:
            return Question(act, hold_kinds(language), subject)
        case Act.TRANSFER:
            reasons = _reasons(directory.transfer_reasons, language)
            return Question(act, reasons, subject, target_kind=TargetKind.QUEUE)
        case Act.CALL_BY_NUMBER:
            return Question(act, _reasons(directory.call_reasons, language), number="")
        case Act.PAUSE:
            return Question(act, _reasons(directory.pause_reasons, language), minutes=USUAL_MINUTES)
        case Act.INTERNAL_TASK:
            return Question(act, _reasons(directory.task_reasons, language), minutes=USUAL_MINUTES)
        case Act.WALK_IN:
            return Question(act, _reasons(directory.walk_in_reasons, language))
        case Act.RESUME_TICKET:
            return _about_tickets(act, desk.held, directory, language)
        case Act.REVIVE:
            return _about_tickets(act, desk.missed, directory, language)
    return None


def hold_kinds(language: Language) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            kind.value,
            text(f"terminal.hold_{kind.value}", language),
            text(f"terminal.hold_{kind.value}_detail", language),
        )
        for kind in HoldKind
    )


def targets(
    directory: Directory, desk: Desk, kind: TargetKind, words: str, language: Language
) -> tuple[tuple[Choice, ...], int]:
    """Where a ticket can go: the first dozen that match the typed words, own zone first; how many match."""
    wanted = words.strip().lower().split()
    every = _all_targets(directory, desk, kind, language)
    matching = [c for c in every if all(any(w in key for key in c.keys) for w in wanted)]
    matching.sort(key=lambda c: not c.local)
    return tuple(matching[:TARGETS_SHOWN]), len(matching)


def target_text(directory: Directory, desk: Desk, question: Question, language: Language) -> str:
    """Name of the chosen target, also while the filter hides it."""
    if question.target_kind is None or question.target is None:
        return ""
    every = _all_targets(directory, desk, question.target_kind, language)
    return next((c.text for c in every if c.code == question.target), question.target)


def _all_targets(directory: Directory, desk: Desk, kind: TargetKind, language: Language) -> list[Choice]:
    """Every place but the one where the ticket is."""
    here, zone = desk.serving, desk.window.zone
    match kind:
        case TargetKind.QUEUE:
            return [
                Choice(q.id, f"{q.id} {name_of(q, language)}", keys=_keys(q.id, q), local=q.zone == zone)
                for q in directory.queues
                if here is None or q.id != here.queue
            ]
        case TargetKind.ITEM:
            return [
                Choice(i.id, name_of(i, language), keys=_keys(i.id, i, *i.search), local=i.zone == zone)
                for i in directory.items
                if here is None or i.id != here.item
            ]
        case TargetKind.WINDOW:
            return [
                Choice(
                    w.id,
                    f"{w.number} {window_name(w, language)}",
                    keys=_keys(str(w.number), w),
                    local=w.zone == zone,
                )
                for w in directory.windows
                if w.id != desk.window.id
            ]


def _keys(code: str, entry: QueueEntry | ItemEntry | WindowEntry, *more: str) -> tuple[str, ...]:
    return tuple(w.lower() for w in (code, entry.name_zh, entry.name_en, *more))


def _reasons(entries: Iterable[ReasonEntry], language: Language) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            r.code,
            r.text_zh if language is Language.ZH else r.text_en,
            text("terminal.usual_minutes", language, minutes=r.minutes) if r.minutes else "",
            minutes=r.minutes,
        )
        for r in entries
    )


def _about_tickets(
    act: Act, tickets: tuple[TicketView, ...], directory: Directory, language: Language
) -> Question:
    names = {q.id: name_of(q, language) for q in directory.queues}
    choices = tuple(Choice(t.number, t.number, names.get(t.queue, t.queue)) for t in tickets)
    chosen = choices[0].code if len(choices) == 1 else None
    return Question(act, choices, chosen=chosen, has_note=False)
