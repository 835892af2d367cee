"""What is to be said aloud, where, in which order. Pure: functions of the queue and the time.

Laws, and tests: every call is said once (its repeats counted as one), in the order of its seq, one utterance
at a time in each sound zone; a call that came late over a broken link is said only while it is still true.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from hall_server.wire.catalogue import text
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hall_server.wire.spoken import call_en, call_zh, chinese_number, spoken_ticket_zh
from hall_server.wire.views import CallView
from hall_server.wire.words import EventKind, Language, TicketState
from hardware.speech.interface import Utterance

WHOLE_HALL = "hall"
"""The sound zone of a board that speaks for all zones through one loudspeaker."""


@dataclass(frozen=True, slots=True)
class SpeechRules:
    """How this board speaks."""

    repeats: int = 2
    recall_repeats: int = 1
    hurry_at: int = 3
    """With so many more announcements in line each is said once only."""
    too_old: timedelta = timedelta(minutes=3)
    settle: timedelta = timedelta(seconds=1)
    """How long what came late waits, so that later news can still take it back."""
    sound_zones: frozenset[str] | None = None
    """Zones with a loudspeaker of their own here; None sends every call to the one of the whole hall."""
    only_window: str | None = None
    """A window screen speaks for its window alone."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing to say, `times` times."""

    seq: int
    sound_zone: str
    words: Utterance
    times: int
    offered_at: datetime
    not_before: datetime
    call: CallView | None = None
    """None for an announcement that is not a call."""
    late: bool = False
    """It was replayed after a broken link."""

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """What the loudspeaker is given, one after another: English comes once, with the first Chinese."""
        return (self.words, *(Utterance(self.words.zh) for _ in range(self.times - 1)))


@dataclass(frozen=True, slots=True)
class Announcements:
    """The lines of all sound zones, and what each is saying now."""

    rules: SpeechRules = SpeechRules()
    heard: int = 0
    """The highest seq offered so far; nothing at or below it is taken in again."""
    lines: Mapping[str, tuple[Announcement, ...]] = field(default_factory=lambda: MappingProxyType({}))
    speaking: Mapping[str, Announcement] = field(default_factory=lambda: MappingProxyType({}))


def begun(queue: Announcements, view: HallView) -> Announcements:
    """The board has just learnt of the hall: nothing of what was before is said."""
    return replace(queue, heard=view.seq, lines=MappingProxyType({}))


def happened(queue: Announcements, event: Event, now: datetime, *, late: bool = False) -> Announcements:
    """One event more. An event seen before changes nothing."""
    if event.seq <= queue.heard:
        return queue
    queue = replace(queue, heard=event.seq)
    if event.kind == EventKind.DAY_CLOSED:
        return replace(queue, lines=MappingProxyType({}))
    for announcement in _of_event(queue.rules, event, now, late):
        queue = _in_line(queue, announcement)
    return queue


def asked_for(queue: Announcements, sound_zone: str, words: Utterance, now: datetime) -> Announcements:
    """Words that belong to no event, once and in their turn: somebody wants to hear the voice."""
    return _in_line(queue, Announcement(queue.heard, sound_zone, words, 1, now, now))


def returned(queue: Announcements, view: HallView, now: datetime) -> Announcements:
    """A snapshot after a gap: calls that were not seen yet are taken in, in order."""
    unseen = sorted((c for c in view.calls if c.seq > queue.heard), key=lambda c: c.seq)
    for call in unseen:
        announcement = _of_call(queue.rules, call, now, late=True)
        queue = _in_line(queue, announcement) if announcement else queue
    return replace(queue, heard=max(queue.heard, view.seq, *(c.seq for c in unseen)))


def taken_next(
    queue: Announcements, sound_zone: str, view: HallView, now: datetime
) -> tuple[Announcements, Announcement | None]:
    """The next thing to say in a zone, or None: the zone is still speaking, or nothing is due.

    What no longer tells the truth is dropped on the way. Say `finished` before taking another.
    """
    line = queue.lines.get(sound_zone, ())
    if sound_zone in queue.speaking:
        return queue, None
    while line and not still_true(line[0], view, now, queue.rules):
        line = line[1:]
    if not line or _seconds_to_wait(line[0], now, queue.rules) > 0:
        return _with_line(queue, sound_zone, line), None
    first, rest = line[0], line[1:]
    if len(rest) >= queue.rules.hurry_at:
        first = replace(first, times=1)
    speaking = MappingProxyType({**queue.speaking, sound_zone: first})
    return replace(_with_line(queue, sound_zone, rest), speaking=speaking), first


def finished(queue: Announcements, sound_zone: str) -> Announcements:
    """The zone has said, or has given up, what it was saying."""
    others = {zone: said for zone, said in queue.speaking.items() if zone != sound_zone}
    return replace(queue, speaking=MappingProxyType(others))


def due_in(queue: Announcements, sound_zone: str, now: datetime) -> float | None:
    """Seconds until the first in line may be said; None when nobody is in line."""
    line = queue.lines.get(sound_zone, ())
    return _seconds_to_wait(line[0], now, queue.rules) if line else None


def deadline_seconds(utterance: Utterance) -> float:
    """When to give an utterance up: about twice the time that a slow voice needs."""
    return 5.0 + 0.5 * len(utterance.zh) + 0.15 * len(utterance.en)


def still_true(announcement: Announcement, view: HallView, now: datetime, rules: SpeechRules) -> bool:
    """Saying it now helps somebody and misleads nobody.

    A late call must still stand, ticket and window, and be young. A call that only waited for its turn is
    said unless its ticket has been sent elsewhere, or it has waited so long that it must still stand as well.
    """
    call = announcement.call
    if call is None:
        return now - announcement.offered_at <= rules.too_old
    ticket = view.tickets.get(call.ticket)
    stands = ticket is not None and ticket.state == TicketState.CALLED and ticket.window == call.window
    if announcement.late:
        return stands and now - call.at <= rules.too_old
    if now - announcement.offered_at > rules.too_old:
        return stands
    return ticket is None or (ticket.window == call.window and ticket.state != TicketState.WAITING)


def _of_event(rules: SpeechRules, event: Event, now: datetime, late: bool) -> Iterable[Announcement]:
    if event.call is not None:
        announcement = _of_call(rules, event.call, now, late)
        return [announcement] if announcement else []
    if event.kind in _RE_POOLING and not late:
        return _of_pause(rules, event, now)
    return []


_RE_POOLING = frozenset({EventKind.WINDOW_PAUSED, EventKind.WINDOW_INTERNAL_TASK, EventKind.WINDOW_CLOSED})


def _of_call(rules: SpeechRules, call: CallView, now: datetime, late: bool) -> Announcement | None:
    sound_zone = _sound_zone(rules, call.zone, call.window)
    if sound_zone is None:
        return None
    again = call.count > 1
    return Announcement(
        seq=call.seq,
        sound_zone=sound_zone,
        words=Utterance(
            call_zh(call.number, call.window_number, recall=again),
            call_en(call.number, call.window_number, recall=again),
        ),
        times=rules.recall_repeats if again else rules.repeats,
        offered_at=now,
        not_before=now + rules.settle if late else now,
        call=call,
        late=late,
    )


def _of_pause(rules: SpeechRules, event: Event, now: datetime) -> Iterable[Announcement]:
    """Holders of tickets that went back to their queues are told to listen for another window."""
    numbers = [t.number for t in event.tickets if t.state == TicketState.WAITING]
    if not numbers or not event.windows:
        return []
    window = event.windows[0]
    sound_zone = _sound_zone(rules, window.zone, window.id)
    if sound_zone is None:
        return []
    zh = text(
        "board.say_re_pooled",
        Language.ZH,
        window=chinese_number(window.number),
        numbers="、".join(f"{spoken_ticket_zh(n)} 号" for n in numbers),
    )
    en = text(
        "board.say_re_pooled",
        Language.EN,
        window=window.number,
        numbers=", ".join(" ".join(n) for n in numbers),
    )
    return [Announcement(event.seq, sound_zone, Utterance(zh, en), 1, now, now)]


def _sound_zone(rules: SpeechRules, zone: str, window: str) -> str | None:
    """Where it is said; None when it is not for this board to say."""
    if rules.only_window is not None and window != rules.only_window:
        return None
    if rules.sound_zones is None:
        return WHOLE_HALL
    return zone if zone in rules.sound_zones else None


def _seconds_to_wait(announcement: Announcement, now: datetime, rules: SpeechRules) -> float:
    """A clock that was put back must not make the board mute: nothing waits longer than the settling time."""
    wait = announcement.not_before - now
    return wait.total_seconds() if timedelta(0) < wait <= rules.settle else 0.0


def _in_line(queue: Announcements, announcement: Announcement) -> Announcements:
    zone = announcement.sound_zone
    return _with_line(queue, zone, (*queue.lines.get(zone, ()), announcement))


def _with_line(queue: Announcements, zone: str, line: tuple[Announcement, ...]) -> Announcements:
    if queue.lines.get(zone, ()) == line:
        return queue
    return replace(queue, lines=MappingProxyType({**queue.lines, zone: line}))
