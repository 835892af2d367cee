"""Evaluators with keys: their bytes, and the driver against one at the far end of a wire."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.evaluator.frames import BadKeys, KeyScanner, read_dialect, read_keys
from hardware.evaluator.interface import Stars
from hardware.evaluator.serial_evaluator import MANY_UNKNOWN, SerialEvaluator
from hardware.evaluator.simulator import SimulatedEvaluator
from hardware.evaluator.wire_simulator import WireEvaluator
from hardware.health import HealthState
from hardware.transport.opening import line_opener
from hardware.transport.port_owner import PortRules
from hardware.transport.url import parse
from hardware.transport.wire_end import PtyEnd, TcpEnd

QUICK = PortRules(back_off=(0.02,))
FRAMED = "AA0155:5,AA0255:4,AA0355:3,AA0455:2,AA0555:1"


def test_four_keys_are_mapped_to_the_five_levels_by_the_settings() -> None:
    assert read_keys("00:5, 01:4, 02:2, 03:1") == {
        b"\x00": Stars.VERY_SATISFIED,
        b"\x01": Stars.SATISFIED,
        b"\x02": Stars.DISSATISFIED,
        b"\x03": Stars.VERY_DISSATISFIED,
    }


def test_only_the_last_two_levels_are_bad() -> None:
    assert [stars.is_bad for stars in sorted(Stars)] == [True, True, False, False, False]


@pytest.mark.parametrize("text", ["", "31", "31:6", "31:0", "zz:5", ":5", "31:5,31:4", "31:5,3132:4", "3:5"])
def test_a_map_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(BadKeys):
        read_keys(text)


@given(st.lists(st.sampled_from(sorted(Stars)), max_size=6), st.integers(1, 5))
def test_keys_are_found_in_whatever_pieces_they_come(pressed: list[Stars], size: int) -> None:
    keys = read_keys(FRAMED)
    codes = {stars: code for code, stars in keys.items()}
    stream, scanner = b"".join(codes[stars] for stars in pressed), KeyScanner(keys)
    pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
    assert [stars for piece in pieces for stars in scanner.feed(piece)] == pressed
    assert scanner.unknown == 0


@given(st.binary(max_size=30).map(lambda noise: noise.replace(b"\xaa", b"")), st.sampled_from(sorted(Stars)))
def test_noise_is_passed_over_and_counted(noise: bytes, stars: Stars) -> None:
    scanner, keys = KeyScanner(read_keys(FRAMED)), read_keys(FRAMED)
    code = next(code for code, each in keys.items() if each is stars)
    assert scanner.feed(noise + code) == [stars]
    assert scanner.unknown == len(noise)


class Bench:
    def __init__(self, far: WireEvaluator) -> None:
        self.far = far
        dialect = read_dialect({"keys": "31:5,32:4,33:3,34:2", "start": "AA B0 55", "stop": "AAB155"})
        self.driver = SerialEvaluator(line_opener(parse(far.end.url)), dialect, QUICK)
        self._workers = ThreadPoolExecutor(2)

    def ask(self, seconds: float = 10) -> Future[Stars | None]:
        """Ask; back when the evaluator has been told so."""
        self.far.received = b""
        asked = self._workers.submit(self.driver.ask, seconds)
        assert self.far.wait_until_received(b"\xaa\xb0\x55")
        return asked

    def until(self, so: Callable[[], bool]) -> bool:
        return any(so() or threading.Event().wait(0.01) for _ in range(500))


@pytest.fixture(params=["pty", "tcp"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    connect = (lambda r: PtyEnd(r, tmp_path / "evaluator")) if request.param == "pty" else TcpEnd
    made = Bench(WireEvaluator(connect))
    yield made
    made.driver.close()
    made.far.close()


@pytest.mark.parametrize(("key", "stars"), [(b"1", 5), (b"2", 4), (b"3", 3), (b"4", 2)])
def test_a_key_answers_the_question(bench: Bench, key: bytes, stars: int) -> None:
    asked = bench.ask()
    bench.far.send(key)
    assert asked.result(5) == stars
    assert bench.far.wait_until_received(b"\xaa\xb1\x55")


def test_no_key_in_time_is_not_rated_and_never_five_stars(bench: Bench) -> None:
    assert bench.ask(0.05).result(5) is None


def test_a_key_that_nobody_asked_for_is_no_rating(bench: Bench) -> None:
    assert bench.until(lambda: bench.driver.health().state is HealthState.OK)
    bench.far.send(b"1")
    threading.Event().wait(0.2)
    asked = bench.ask(10)
    bench.far.send(b"4")
    assert asked.result(5) is Stars.DISSATISFIED


def test_only_the_first_key_counts(bench: Bench) -> None:
    asked = bench.ask()
    bench.far.send(b"2111")
    assert asked.result(5) is Stars.SATISFIED


def test_a_question_can_be_withdrawn(bench: Bench) -> None:
    asked = bench.ask()
    bench.driver.withdraw()
    assert asked.result(5) is None


def test_a_pulled_cable_is_reported_and_gives_no_rating_and_comes_back(bench: Bench) -> None:
    assert bench.ask(0.05).result(5) is None
    bench.far.end.unplug()
    assert bench.until(lambda: bench.driver.health().state is HealthState.DOWN)
    assert bench.driver.ask(0.05) is None
    bench.far.end.plug()
    assert bench.until(lambda: bench.driver.health().state is HealthState.OK)
    asked = bench.ask()
    bench.far.send(b"1")
    assert asked.result(5) is Stars.VERY_SATISFIED


def test_keys_that_are_not_in_the_map_are_worth_a_look(bench: Bench) -> None:
    asked = bench.ask()
    bench.far.send(b"ABCDEF")
    assert bench.until(lambda: bench.driver.health().code == "evaluator_unknown_key")
    bench.far.send(b"1")
    assert asked.result(5) is Stars.VERY_SATISFIED


def test_the_one_at_the_far_end_takes_orders() -> None:
    far = WireEvaluator(TcpEnd)
    assert far.obey("send 31") == "ok send 31"
    assert far.obey("send zz").startswith("error")
    assert far.obey("received") == "ok "
    assert far.obey("sing").startswith("error")
    far.close()


def test_the_simulated_one_rates_as_told_and_otherwise_not() -> None:
    evaluator = SimulatedEvaluator()
    evaluator.presses.append(Stars.SATISFIED)
    assert [evaluator.ask(30), evaluator.ask(30)] == [Stars.SATISFIED, None]
    evaluator.broken = True
    evaluator.presses.append(Stars.SATISFIED)
    assert evaluator.ask(30) is None
    assert evaluator.health().state is HealthState.DOWN


def test_noise_is_forgiven_when_a_known_key_comes(bench: Bench) -> None:
    assert bench.until(lambda: bench.driver.health().state is HealthState.OK)
    bench.far.send(b"\x01" * MANY_UNKNOWN)
    assert bench.until(lambda: bench.driver.health().code == "evaluator_unknown_key")
    bench.far.send(b"\x31")
    assert bench.until(lambda: bench.driver.health().state is HealthState.OK)
