"""The laws of every parser: split, noisy, damaged, cut and endless streams, and what is read after them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hardware.parsers import SILENCE, SUBJECTS, Subject, each_boundary

every_parser = pytest.mark.parametrize("parser", SUBJECTS, ids=str)
FEW = settings(max_examples=25, deadline=None)


@every_parser
def test_a_frame_split_at_any_boundary_is_read_once(parser: Subject) -> None:
    for frame, meaning in parser.good.items():
        for pieces in each_boundary(frame):
            assert parser.read(pieces) == [meaning]


@every_parser
@FEW
@given(st.data())
def test_noise_and_a_silence_cost_no_frame(parser: Subject, data: st.DataObject) -> None:
    frame, meaning = data.draw(st.sampled_from(sorted(parser.good.items(), key=repr)))
    noise = data.draw(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(parser.heads)), max_size=6))
    assert parser.read([*noise, SILENCE, frame])[-1:] == [meaning]


@pytest.mark.parametrize("parser", [each for each in SUBJECTS if each.marks is not None], ids=str)
@FEW
@given(st.data())
def test_noise_that_is_no_beginning_needs_no_silence(parser: Subject, data: st.DataObject) -> None:
    assert parser.marks is not None
    frame, meaning = data.draw(st.sampled_from(sorted(parser.good.items(), key=repr)))
    noise = data.draw(st.binary(max_size=200)).translate(None, parser.marks)
    assert parser.read([noise + frame]) == [meaning]
    assert parser.read([piece for piece in (noise, frame) if piece]) == [meaning]


@pytest.mark.parametrize("parser", [each for each in SUBJECTS if each.checked], ids=str)
@FEW
@given(st.data(), st.integers(1, 255))
def test_a_frame_with_one_wrong_byte_never_says_something_else(
    parser: Subject, data: st.DataObject, change: int
) -> None:
    frame, meaning = data.draw(st.sampled_from(sorted(parser.good.items(), key=repr)))
    damaged = bytearray(frame)
    damaged[data.draw(st.integers(0, len(frame) - 1))] ^= change
    assert parser.read([bytes(damaged)]) in ([], [meaning])
    assert parser.read([bytes(damaged), SILENCE, frame])[-1] == meaning


@every_parser
def test_half_a_frame_says_nothing_and_costs_nothing(parser: Subject) -> None:
    for frame, meaning in parser.good.items():
        for half, _ in list(each_boundary(frame))[:-1]:
            assert parser.read([half]) == []
            assert parser.read([half, SILENCE, frame]) == [meaning]


@every_parser
def test_a_promise_of_more_than_a_frame_may_have_is_not_waited_for_longer_than_a_silence(
    parser: Subject,
) -> None:
    for beginning in parser.overlong:
        for frame, meaning in parser.good.items():
            assert parser.read([beginning, SILENCE, frame])[-1] == meaning
