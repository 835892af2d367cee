"""What a program tells the hall about its devices."""

import pytest

from hall_server.wire.asks import Heartbeat
from hall_server.wire.words import DeviceState
from hardware.health import ADVICE, Health
from hardware.heartbeat import Part, reported


def test_a_program_whose_parts_are_well_is_well():
    assert reported([]) == (DeviceState.OK, "")
    assert reported([Part(Health.ok()), Part(Health.ok(), "led1")]) == (DeviceState.OK, "")


def test_displays_that_never_answer_and_those_not_used_yet_are_in_their_usual_state():
    usual = [Part(Health.unknown("led_never_answers"), "led1"), Part(Health.unknown("not_tried"), "led2")]
    assert reported(usual) == (DeviceState.OK, "")


def test_the_worst_is_told_with_its_place():
    parts = [
        Part(Health.warning("speech_replaced")),
        Part(Health.warning("led_silent"), "led1"),
        Part(Health.down("line_unreachable"), "led2"),
    ]
    assert reported(parts) == (DeviceState.WARNING, "line_unreachable__led2")


def test_of_equal_ills_the_first_is_told():
    parts = [Part(Health.down("speech_silent")), Part(Health.down("line_lost"), "led1")]
    assert reported(parts) == (DeviceState.WARNING, "speech_silent")


@pytest.mark.parametrize("code", ADVICE)
def test_every_code_with_its_place_fits_into_a_heartbeat(code):
    state, told = reported([Part(Health.down(code), "led99")])
    assert Heartbeat(state=state, code=told).code == f"{code}__led99"
