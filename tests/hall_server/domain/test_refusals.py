"""Refusals: each has a code of its own and says what it is about."""

from hall_server.domain.refusals import AlreadyWaiting, NobodyWaiting, WindowNotReady, every_refusal


def test_every_refusal_has_a_code_of_its_own() -> None:
    assert len({kind.code for kind in every_refusal()}) == len(every_refusal())


def test_a_code_is_the_name_in_words() -> None:
    assert (NobodyWaiting.code, WindowNotReady.code) == ("nobody_waiting", "window_not_ready")


def test_a_refusal_carries_its_places_the_field_and_the_ticket_in_the_way() -> None:
    no = AlreadyWaiting(number="A007", ticket="20261124-A007", field="queue")
    assert (no.places, no.ticket, no.field) == ({"number": "A007"}, "20261124-A007", "queue")


def test_a_refusal_tells_a_log_what_it_is() -> None:
    assert str(AlreadyWaiting(number="A007")) == "already_waiting {'number': 'A007'}"
    assert str(NobodyWaiting()) == "nobody_waiting"
