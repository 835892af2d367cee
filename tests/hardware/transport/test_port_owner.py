"""One thread owns a port; nobody else waits for it, and it survives everything."""

import threading
from collections.abc import Callable

import pytest

from hardware.health import Fault
from hardware.transport.echo_line import EchoLine
from hardware.transport.job_queue import Job, JobQueue, Superseded
from hardware.transport.line import Line, LineLost, LineUnreachable, MemoryLine
from hardware.transport.opening import line_opener
from hardware.transport.port_owner import PortClosed, PortOwner, PortRules, PortWork
from hardware.transport.url import BadDeviceUrl, parse


def writing(data: bytes) -> Callable[[Line], None]:
    return lambda line: line.write(data)


class Bench:
    """A port in stepped time, whose cable a test holds."""

    def __init__(self, rules: PortRules | None = None) -> None:
        self.now = 0.0
        self.plugged = True
        self.lines: list[MemoryLine] = []
        self.heard: list[tuple[str, Fault | None]] = []
        self.work = PortWork(self.open, rules or PortRules(), clock=lambda: self.now)

    def open(self) -> MemoryLine:
        if not self.plugged:
            raise LineUnreachable("out")
        self.lines.append(MemoryLine())
        return self.lines[-1]

    @property
    def written(self) -> bytes:
        return b"".join(line.written for line in self.lines)

    def submit(self, name: str, urgency: int = 1, run: Callable[[Line], None] | None = None) -> None:
        done = run or writing(name.encode())
        self.work.submit(Job(name[0], urgency, done, lambda fault: self.heard.append((name, fault))))

    def run(self, steps: int = 50) -> None:
        for _ in range(steps):
            self.now += self.work.step() or 0.0


def test_the_most_urgent_goes_first_and_the_oldest_of_those() -> None:
    bench = Bench()
    for name, urgency in (("a", 3), ("b", 1), ("c", 1), ("d", 0)):
        bench.submit(name, urgency)
    bench.run()
    assert bench.written == b"dbca"


def test_the_newest_for_a_key_wins_and_keeps_the_better_place() -> None:
    bench = Bench()
    for name, urgency in (("a1", 0), ("b1", 0), ("a2", 3)):
        bench.submit(name, urgency)
    bench.run()
    assert bench.written == b"a2b1"
    first, fault = bench.heard[0]
    assert first == "a1"
    assert isinstance(fault, Superseded)


def test_messages_keep_their_distance() -> None:
    bench = Bench(PortRules(gap=0.1))
    times: list[float] = []
    for name in "abc":
        bench.submit(name, run=lambda line: times.append(bench.now))
    bench.run()
    assert times == pytest.approx([0.0, 0.1, 0.2])


def test_an_unplugged_port_is_tried_ever_more_rarely_and_comes_back() -> None:
    bench = Bench(PortRules(back_off=(1.0, 2.0, 4.0)))
    bench.plugged = False
    bench.submit("a")
    waits = []
    for _ in range(9):
        wait = bench.work.step()
        assert wait is not None
        waits.append(wait)
        bench.now += wait
    assert [wait for wait in waits if wait] == [1, 2, 4, 4, 4, 4, 4, 4, 4]
    assert bench.work.health.code == "line_unreachable"
    assert bench.work.health.cure
    bench.plugged = True
    bench.run()
    assert bench.written == b"a"
    assert bench.work.health.code == "ok"


def test_a_lost_line_is_opened_anew_even_if_nothing_waits() -> None:
    bench = Bench(PortRules(tries=1))

    def lose(line: Line) -> None:
        raise LineLost("pulled")

    bench.submit("a", run=lose)
    bench.run()
    assert bench.lines[0].closed
    assert len(bench.lines) == 2
    assert bench.work.health.code == "ok"
    name, fault = bench.heard[0]
    assert name == "a"
    assert isinstance(fault, LineLost)


def test_a_silent_device_is_tried_three_times_behind_the_others() -> None:
    bench = Bench()
    tries: list[int] = []

    def silent(line: Line) -> None:
        tries.append(len(bench.written))
        raise Fault("silent")

    bench.submit("x", 0, silent)
    for name in "abc":
        bench.submit(name, 3)
    bench.run()
    assert tries == [0, 3, 3]
    assert [name for name, _ in bench.heard] == ["a", "b", "c", "x"]


def test_a_mistake_in_one_job_leaves_the_port_to_the_others() -> None:
    bench = Bench()
    bench.submit("x", 0, lambda line: print(1 / 0))  # noqa: T201
    bench.submit("a", 1)
    bench.run()
    assert bench.written == b"a"
    assert bench.heard[0][1] is not None
    assert "ZeroDivisionError" in str(bench.heard[0][1])


def test_a_greeting_comes_first_on_every_line() -> None:
    bench = Bench()
    bench.work = PortWork(bench.open, greet=writing(b"hello "), clock=lambda: bench.now)
    bench.submit("a")
    bench.run()
    assert bench.written == b"hello a"


def test_the_queue_gives_back_a_failed_job_only_if_nothing_newer_waits() -> None:
    queue = JobQueue()
    queue.put(Job("k", 0, writing(b"old")))
    taken = queue.take()
    assert taken is not None
    newer = Job("k", 0, writing(b"new"))
    queue.put(newer)
    assert queue.put_back(taken, behind_all=True) is taken.job
    assert len(queue) == 1
    assert queue.empty() == [newer]


def test_nobody_waits_for_a_port_that_hangs() -> None:
    hangs, begun, done = threading.Event(), threading.Event(), threading.Event()

    def hang(line: Line) -> None:
        begun.set()
        assert hangs.wait(30)

    owner = PortOwner(PortWork(MemoryLine))
    owner.submit(Job("a", 0, hang))
    assert begun.wait(10)
    for _ in range(1000):
        owner.submit(Job("b", 0, writing(b"x"), lambda fault: done.set() if fault is None else None))
    assert not done.is_set()
    hangs.set()
    assert done.wait(10)
    owner.close()


def test_a_closed_port_tells_that_nothing_was_done() -> None:
    owner, heard = PortOwner(PortWork(MemoryLine)), list[Fault | None]()
    owner.close()
    owner.submit(Job("a", 0, writing(b"x"), heard.append))
    assert isinstance(heard[0], PortClosed)


def test_an_echo_is_dropped_and_an_answer_is_kept() -> None:
    line = EchoLine(MemoryLine(lambda data: data + b"answer"))
    line.write(b"question")
    assert line.read(100, 0.1) == b"answer"


def test_what_is_no_echo_is_kept() -> None:
    line = EchoLine(MemoryLine(lambda data: b"answer"))
    line.write(b"question")
    assert line.read(100, 0.1) == b"answer"


def test_a_port_that_is_no_line_is_refused() -> None:
    with pytest.raises(BadDeviceUrl, match="not a byte line"):
        line_opener(parse("sim://"))
    assert parse("udp://10.0.0.1:5007").port == 5007
