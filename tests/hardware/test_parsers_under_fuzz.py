"""Anything a wire may bring, for a second in all in every run, and for a minute each in the slow one."""

import logging
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hardware.parsers import SILENCE, SUBJECTS, Subject

MOST_CPU_SECONDS = 5.0
"""For one example: a parser whose work grows with the square of the noise needs minutes."""
ROUND = 400


def streams(parser: Subject) -> st.SearchStrategy[list[bytes]]:
    """Noise, beginnings, whole and spoilt frames, long runs and silences, in pieces of any size."""
    frames = st.sampled_from(sorted(parser.good))
    part = st.one_of(
        st.binary(max_size=40),
        st.just(SILENCE),
        frames,
        st.builds(spoilt, frames, st.integers(0, 10_000), st.binary(max_size=4), st.integers(0, 4)),
        st.builds(bytes.__add__, st.sampled_from(parser.heads), st.binary(max_size=16)),
        st.builds(lambda byte, count: bytes([byte]) * count, st.integers(0, 255), st.integers(1, 3000)),
    )
    return st.builds(chopped, st.lists(part, max_size=10), st.sampled_from([0, 0, 1, 7, 64]))


def spoilt(frame: bytes, at: int, put: bytes, take: int) -> bytes:
    at %= len(frame)
    return frame[:at] + put + frame[at + take :]


def chopped(parts: list[bytes], size: int) -> list[bytes]:
    if not size:
        return parts
    return [part[n : n + size] for part in parts for n in range(0, len(part) or 1, size)]


def survive(parser: Subject, examples: int) -> None:
    """Nothing is raised, nothing hangs, and a good frame after the silence is read. More is asserted inside
    `read`: what the parser keeps is bounded."""

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(streams(parser), st.sampled_from(sorted(parser.good)))
    def one_stream(pieces: list[bytes], frame: bytes) -> None:
        began = time.thread_time()
        assert parser.read([*pieces, SILENCE, frame])[-1] == parser.good[frame]
        assert time.thread_time() - began < MOST_CPU_SECONDS

    one_stream()


@pytest.mark.parametrize("parser", SUBJECTS, ids=str)
def test_no_stream_is_too_much(parser: Subject) -> None:
    survive(parser, 30)


def for_a_while(seconds: float, one_round: Callable[[], None]) -> None:
    """Round after round, each with other streams."""
    give_up, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < give_up:
        one_round()
        rounds += 1
    logging.getLogger(__name__).info("%d streams", rounds * ROUND)


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("parser", SUBJECTS, ids=str)
def test_no_stream_is_too_much_for_a_minute(parser: Subject) -> None:
    for_a_while(60, lambda: survive(parser, ROUND))
