"""What a scanned code can be, before anybody is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.wire.asks import AskStanding
from kiosk.codes import readings_of
from tests.kiosk.kiosk_fakes import TOKEN
from tests.kiosk.kiosk_sample_hall import sample_directory

HALL = sample_directory()
TOKENS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", min_size=8, max_size=64)


@given(TOKENS)
@settings(max_examples=50)
def test_the_address_on_a_slip_is_its_ticket_whatever_its_token(token: str) -> None:
    assert readings_of(f"http://hall.test/t/{token}", HALL) == (AskStanding(token=token),)


@pytest.mark.parametrize(
    "address",
    [
        f"HTTPS://hall.test:8700/t/{TOKEN}",
        f"http://hall.test/queue/t/{TOKEN}/",
        f" http://hall.test/t/{TOKEN}?lang=en \r",
        f"http://hall.test/t/{TOKEN}#now",
    ],
)
def test_the_address_may_have_a_port_a_path_and_a_language(address: str) -> None:
    assert readings_of(address, HALL) == (AskStanding(token=TOKEN),)


@pytest.mark.parametrize("number", ["BA023", "ba023", "BA1000", "BA901"])
def test_a_number_of_the_hall_is_sought_first_and_an_appointment_after_it(number: str) -> None:
    assert readings_of(number, HALL) == (AskStanding(number=number), number)


@pytest.mark.parametrize("code", ["A7K2", "ZZ023", "YY20261124001", "B-2026.1", "BA1"])
def test_anything_else_that_can_be_a_code_is_an_appointment(code: str) -> None:
    assert readings_of(code, HALL) == (code,)


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "码",
        "../hall/view",
        "https://pay.test/x?code=1",
        "http://hall.test/t/",
        "WIFI:S:hall;;",
        "a b",
        "x" * 41,
    ],
)
def test_what_no_hall_hands_out_is_nothing(scanned: str) -> None:
    assert readings_of(scanned, HALL) == ()


@given(st.text(max_size=80))
@settings(max_examples=150)
def test_nothing_that_is_scanned_can_break_it(scanned: str) -> None:
    for reading in readings_of(scanned, HALL):
        assert isinstance(reading, str | AskStanding)
