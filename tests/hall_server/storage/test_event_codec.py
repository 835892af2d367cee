"""Events as text: read back to equal values, without a person's hash or a phone page's secret."""

from dataclasses import replace

import pytest
from hypothesis import given

from hall_server.domain.events import Actor, Event, Kind
from hall_server.storage.event_codec import decode, encode
from tests.values import SECRETS, a_ticket, events


def without_secrets(event: Event) -> Event:
    tickets = tuple(replace(t, person=None, token="") for t in event.tickets)
    return replace(event, tickets=tickets, leases=tuple(replace(x, token="") for x in event.leases))


@given(events)
def test_an_event_is_read_back_as_it_was_written(event: Event) -> None:
    assert decode(encode(event)) == without_secrets(event)


@given(events)
def test_a_persons_hash_and_a_pages_secret_are_never_in_the_text(event: Event) -> None:
    text = encode(event)
    assert not [secret for secret in SECRETS if secret in text]


@given(events)
def test_the_text_is_one_line(event: Event) -> None:
    assert "\n" not in encode(event)


def test_the_text_is_readable_and_leaves_out_what_is_as_usual() -> None:
    event = Event(kind=Kind.TICKET_CANCELLED, reason="print_failed", note="缺纸", actor=Actor("kiosk"))
    assert encode(event) == (
        '{"kind":"ticket.cancelled","reason":"print_failed","note":"缺纸","actor":{"role":"kiosk"}}'
    )


def test_moments_are_kept_to_the_millisecond() -> None:
    ticket = a_ticket()
    exact = replace(ticket, since=ticket.since.replace(microsecond=123_000))
    (read,) = decode(encode(Event(kind=Kind.TICKET_WAITING, tickets=(exact,)))).tickets
    assert read.since == exact.since


def test_a_rating_of_before_there_were_reasons_is_still_read() -> None:
    """Letter by letter as an older server wrote it."""
    text = (
        '{"kind":"ticket.rated","tickets":[{"id":"20261124-A001","day":"2026-11-24","number":"A001","queue":"A",'
        '"zone":"Z1","item":null,"unit":null,"audience":"individual","language":"zh","priority":"ordinary",'
        '"taken_at":1795482000000,"reference_at":1795482000000,"since":1795482900000,"state":"rated",'
        '"window":"W001","staff":"1001","stars":2}],"note":"慢","actor":{"role":"kiosk"}}'
    )
    (ticket,) = decode(text).tickets
    assert (ticket.stars, ticket.rating_reasons, ticket.rated_through) == (2, (), None)
    assert encode(decode(text)) == text


@pytest.mark.parametrize("text", ["", "{", '{"kind":"ticket.eaten"}', "{}"])
def test_a_text_that_is_no_event_is_not_read(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode(text)
