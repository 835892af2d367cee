"""The load, a process of its own: citizens who take numbers, then clerks who call, start and finish.

Reads its work as one line of JSON and writes one line for each phase. Each connection has one command
under way.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from itertools import cycle
from typing import Any, Literal

from hall_server.cli.bench_wire import Wire, connect, run

Phase = Literal["issue", "call"]


@dataclass(slots=True)
class Tally:
    """What a phase did after its warm-up."""

    phase: Phase
    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    """Milliseconds of each command from the first byte sent to the last byte received."""
    tickets: list[str] = field(default_factory=list)
    """Ids that were given, or called; the warm-up's too, as a double counts wherever it happens."""
    done_before: int = 0
    """How many of them belong to the warm-up."""
    refused: int = 0
    failed: list[str] = field(default_factory=list)


class Work:
    """One phase on one set of connections."""

    def __init__(self, tally: Tally, wires: list[Wire], prefix: str) -> None:
        self._tally, self._wires, self._prefix = tally, wires, prefix
        self._keys = 0
        self._counting = False
        self.over = False

    async def command(self, wire: Wire, token: str, path: str, body: str = "{}") -> dict[str, Any] | None:
        """The answer; None when it was refused, which also ends the phase: the hall is full or empty."""
        self._keys += 1
        key = f"{self._prefix}-{self._tally.phase}-{self._keys}"
        began = time.perf_counter()
        status, answer = await wire.post(path, token, key, body)
        if self._counting:
            self._tally.took.append((time.perf_counter() - began) * 1000)
        if status == 200:
            found: dict[str, Any] = json.loads(answer)
            return found
        self.over = True
        if status >= 500 or status == 401:
            self._tally.failed.append(f"{path}: {status} {answer.decode()[:200]}")
        else:
            self._tally.refused += 1
        return None

    async def go(self, one: Callable[[int, Wire], Awaitable[None]], warm_up: float, seconds: float) -> None:
        """Every connection repeats `one` until the time is over or there is nothing left to do."""

        async def repeat(number: int, wire: Wire) -> None:
            while not self.over:
                await one(number, wire)

        busy = [asyncio.create_task(repeat(n, w)) for n, w in enumerate(self._wires)]
        await asyncio.wait(busy, timeout=warm_up)
        began, self._counting, self._tally.done_before = time.perf_counter(), True, len(self._tally.tickets)
        await asyncio.wait(busy, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        self._tally.seconds, self._counting, self.over = time.perf_counter() - began, False, True
        await asyncio.gather(*busy)


async def issue(work: Work, tally: Tally, order: dict[str, Any], most: int) -> None:
    """Take a number at a kiosk, confirm its print."""
    queues, kiosks = cycle(d["queue"] for d in order["desks"]), order["kiosks"]

    async def one(number: int, wire: Wire) -> None:
        token = kiosks[number % len(kiosks)]
        taken = await work.command(wire, token, "/tickets", json.dumps({"queue": next(queues)}))
        if taken is None:
            return
        ticket = taken["ticket"]["id"]
        tally.tickets.append(ticket)
        await work.command(wire, token, f"/tickets/{ticket}/confirm-print")
        work.over = work.over or len(tally.tickets) >= most

    await work.go(one, order["warm_up"], order["seconds"])


async def call(work: Work, tally: Tally, order: dict[str, Any], connections: int) -> None:
    """Call the next, start, finish. Every connection works its own windows in turn, so that the same
    windows are at work however many connections there are."""
    turns = [cycle(order["desks"][n::connections]) for n in range(connections)]

    async def one(number: int, wire: Wire) -> None:
        desk = next(turns[number])
        called = await work.command(wire, desk["token"], f"/windows/{desk['window']}/call-next")
        if called is None:
            return
        ticket = called["ticket"]["id"]
        tally.tickets.append(ticket)
        at = json.dumps({"window": desk["window"]})
        await work.command(wire, desk["token"], f"/tickets/{ticket}/start", at)
        await work.command(wire, desk["token"], f"/tickets/{ticket}/finish", at)

    await work.go(one, order["warm_up"], order["seconds"])


async def main() -> None:
    order = json.loads(sys.stdin.readline())
    wires = [await connect(order["port"]) for _ in range(order["clients"])]
    issued, called = Tally("issue"), Tally("call")
    await issue(Work(issued, wires, order["prefix"]), issued, order, order["most"])
    _say(issued)
    sys.stdin.readline()
    await call(Work(called, wires, order["prefix"]), called, order, len(wires))
    _say(called)


def _say(tally: Tally) -> None:
    sys.stdout.write(json.dumps(asdict(tally)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(main())
