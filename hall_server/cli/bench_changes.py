"""A calm day's traffic at a set pace, a process of its own: each change is one command on its beat."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from hall_server.cli.bench_wire import Wire, connect, run

Step = tuple[str, str, str]
"""Token, path, body."""


class Visits:
    """One visit after another: taken, confirmed, called, started, finished, at each window in turn."""

    def __init__(self, kiosk: str, desks: list[dict[str, str]]) -> None:
        self._kiosk, self._desks = kiosk, desks
        self.ticket = ""
        """Of the last answer that named one."""

    def steps(self) -> Iterator[Step]:
        for desk in cycle(self._desks):
            window, token = desk["window"], desk["token"]
            at = json.dumps({"window": window})
            yield self._kiosk, "/tickets", json.dumps({"queue": desk["queue"]})
            yield self._kiosk, f"/tickets/{self.ticket}/confirm-print", "{}"
            yield token, f"/windows/{window}/call-next", "{}"
            yield token, f"/tickets/{self.ticket}/start", at
            yield token, f"/tickets/{self.ticket}/finish", at


async def main() -> None:
    order = json.loads(sys.stdin.readline())
    wire, visits = await connect(order["port"]), Visits(order["kiosks"][0], order["desks"])
    beat, changes = 1 / order["per_second"], round(order["seconds"] * order["per_second"])
    steps, began, took = visits.steps(), time.perf_counter(), []
    for number in range(changes):
        await asyncio.sleep(began + number * beat - time.perf_counter())
        sent = time.perf_counter()
        answer = await _change(wire, next(steps), f"{order['prefix']}-{number:08d}")
        took.append((time.perf_counter() - sent) * 1000)
        visits.ticket = answer["ticket"]["id"]
    done = {"changes": changes, "seconds": time.perf_counter() - began, "took": took}
    sys.stdout.write(json.dumps(done) + "\n")
    sys.stdout.flush()


async def _change(wire: Wire, step: Step, key: str) -> dict[str, Any]:
    token, path, body = step
    status, text = await wire.post(path, token, key, body)
    if status != 200:
        raise SystemExit(f"{path}: {status} {text.decode()[:300]}")
    found: dict[str, Any] = json.loads(text)
    return found


if __name__ == "__main__":
    run(main())
