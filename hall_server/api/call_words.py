"""Sentences about calls on record: one number against another."""

from datetime import timedelta, tzinfo

from hall_server.api import sentences
from hall_server.domain.call_record import Compared, Order
from hall_server.domain.rules import Rules
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

MINUTE = timedelta(minutes=1)


def compared(found: Compared, rules: Rules, language: Language, zone: tzinfo) -> str:
    """Who was called first, with the reason on record; why not the other; and when that one was called."""
    first, stood = found.first, found.stood
    parts = [
        text(
            "why.called",
            language,
            at=f"{first.at.astimezone(zone):%H:%M}",
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
            taken=f"{found.taken_at.astimezone(zone):%H:%M}" if found.taken_at else "",
        ),
    ]
    if found.second is not None:
        at, window = found.second.at.astimezone(zone), found.second.call.window_number
        second = text("why.compare_second", language, other=found.other, at=f"{at:%H:%M}", window=window)
        parts.append(second)
    elif found.order is not Order.NOT_TAKEN:
        parts.append(text("why.compare_not_called", language, other=found.other))
    return text("why.compare_between", language).join(parts) + text("why.compare_end", language)
