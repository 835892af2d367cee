"""Sentences about calls on record: one number against another."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from hall_server.api import sentences
from hall_server.domain.call_record import Compared, Order
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import State
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

MINUTE = timedelta(minutes=1)


def compared(found: Compared, rules: Rules, language: Language, zone: tzinfo) -> str:
    """The call that is asked about, with the reason on record; why not the other; when that one was called
    then; and, of a number that was called several times, which of its calls this is."""
    first, stood = found.first, found.stood

    def clock(*moments: datetime) -> str:
        return _clocks(moments, zone, language)

    parts = [
        text(
            "why.called",
            language,
            at=clock(first.at),
            number=first.call.number,
            window=first.call.window_number,
            why=sentences.why(first.why, rules, language),
        ),
        text(
            f"why.compare_{found.order.value}",
            language,
            other=found.other,
            number=first.call.number,
            window=first.call.window_number,
            minutes=max(int((first.at - stood.reference_at) / MINUTE), 0) if stood else 0,
            priority=text(f"words.priority_{stood.priority.value}", language) if stood else "",
            state=text(f"words.state_{stood.state.value}", language) if stood else "",
            taken=clock(found.taken_at),
            sent_to=found.sent_to,
        ),
    ]
    before = found.other_called_at
    if before and stood:
        key = "why.compare_again" if stood.state is State.WAITING else "why.compare_before"
        parts.append(text(key, language, other=found.other, times=clock(*before)))
    if found.second is not None:
        at, window = clock(found.second.at), found.second.call.window_number
        parts.append(text("why.compare_second", language, other=found.other, at=at, window=window))
    elif before:
        parts.append(text("why.compare_not_called_again", language, other=found.other))
    elif found.order is not Order.NOT_TAKEN:
        parts.append(text("why.compare_not_called", language, other=found.other))
    if len(found.called_at) > 1:
        times, count = clock(*found.called_at), len(found.called_at)
        which = {"number": first.call.number, "count": count, "times": times, "at": clock(first.at)}
        parts.append(text("why.compare_several", language, **which))
    return text("why.compare_between", language).join(parts) + text("why.compare_end", language)


def _clocks(moments: Iterable[datetime], zone: tzinfo, language: Language) -> str:
    shown = [f"{moment.astimezone(zone):%H:%M}" for moment in moments]
    return text("why.between_times", language).join(shown)
