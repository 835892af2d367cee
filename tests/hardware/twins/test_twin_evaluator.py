"""The evaluator's panel and the real driver that asks the question."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from hardware.build import build_evaluator
from hardware.evaluator.frames import Dialect, read_dialect
from hardware.evaluator.interface import Evaluator, Stars
from hardware.evaluator.wire_simulator import WireEvaluator
from hardware.transport.wire_end import TcpEnd
from hardware.twins.rating_keys import PRESSED_LOOKS, EvaluatorTwin
from hardware.twins.settings import FIVE_KEYS
from hardware.twins.status import CONNECTED, UNPLUGGED
from tests.hardware.twins.twin_bench import until

FIVE = read_dialect(FIVE_KEYS)


@contextmanager
def evaluator(dialect: Dialect = FIVE) -> Iterator[tuple[EvaluatorTwin, Evaluator]]:
    device = WireEvaluator(TcpEnd, start=dialect.start, stop=dialect.stop)
    twin = EvaluatorTwin(device, dialect, lambda state: None)
    driver = build_evaluator(twin.url)
    assert driver is not None
    try:
        assert until(twin, lambda: twin.state.status == CONNECTED)
        yield twin, driver
    finally:
        driver.close()
        twin.close()


def test_it_is_lit_while_the_citizen_is_asked_and_the_key_is_the_answer() -> None:
    with evaluator() as (twin, driver), ThreadPoolExecutor(1) as citizen:
        assert not twin.state.asks
        answer = citizen.submit(driver.ask, 10)
        assert until(twin, lambda: twin.state.asks)
        twin.key_tapped(Stars.DISSATISFIED)
        assert answer.result(5) is Stars.DISSATISFIED
        assert until(twin, lambda: not twin.state.asks)


def test_it_has_the_keys_of_its_dialect_from_the_best() -> None:
    with evaluator() as (twin, _):
        assert twin.state.keys == tuple(sorted(Stars, reverse=True))
    four = read_dialect({"keys": "31:5,32:4,33:3,34:2"})
    with evaluator(four) as (twin, driver), ThreadPoolExecutor(1) as citizen:
        assert Stars.VERY_DISSATISFIED not in twin.state.keys
        answer = citizen.submit(driver.ask, 10)
        # Nothing lights these keys, so that the press may come before the question.
        assert until(twin, lambda: twin.key_tapped(Stars.SATISFIED) or answer.done())
        assert answer.result(5) is Stars.SATISFIED


def test_a_pressed_key_stays_marked_for_a_moment() -> None:
    with evaluator() as (twin, _):
        twin.key_tapped(Stars.SATISFIED)
        assert twin.state.pressed is Stars.SATISFIED
        for _ in range(PRESSED_LOOKS):
            twin.look()
        assert twin.state.pressed is None


def test_without_its_cable_it_is_dark() -> None:
    with evaluator() as (twin, driver), ThreadPoolExecutor(1) as citizen:
        citizen.submit(driver.ask, 1)
        assert until(twin, lambda: twin.state.asks)
        twin.plug_tapped()
        assert (twin.state.status, twin.state.asks) == (UNPLUGGED, False)
        driver.withdraw()
