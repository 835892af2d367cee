"""A hall of window strips under steady calling: real wall, drivers and ports, and what arrives at the end.

    python -m hardware.led.soak [--seconds 60] [--rate 20] [--windows 207] [--buses 8] [--json]

Each simulated bus hears its bytes at 9600 baud. Nothing is faked on this side of the wire.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import pairwise

from hardware.led.choosing import led_card
from hardware.led.interface import Spot, StripText
from hardware.led.led_wall import LedWall, Mount
from hardware.led.planner import Bus, plan
from hardware.led.port_panel import PortPanel
from hardware.led.sim_bus import BAUD, Arrival, TimedBus
from hardware.led.wall_plan import WallRules
from hardware.transport.opening import line_opener
from hardware.transport.url import parse

SECOND_CALLS = 0.1
"""Of all calls, those of a window that was called moments ago, for another ticket."""
MOMENTS = (0.8, 4.5)
SETTLE_SECONDS, LATEST_SECONDS = 60.0, 1.5


@dataclass(frozen=True, slots=True)
class Call:
    """One number called to one window, at a moment of the monotonic clock."""

    at: float
    window: int
    text: str


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from the call to the last byte of its text at the strip."""

    median: float
    p95: float
    p99: float
    worst: float


@dataclass(frozen=True, slots=True)
class SoakReport:
    """What happened. `overtaken` calls gave way to a newer one of their window while they still waited, that
    is, after `overtaken_after` seconds at the latest.

    `refresh`: seconds until every strip of the hall shows something new, and what the planner said. `silence`
    between two messages of a bus: 99 of 100 are longer (a simulated bus that is late by itself sees none).
    `cpu_share` of one core, with the simulated buses.
    """

    windows: int
    buses: int
    seconds: float
    calls: int
    second_calls: int
    shown: int
    overtaken: int
    overtaken_after: float
    lost: list[str]
    wrong_at_the_end: list[str]
    oddities: list[str]
    delay: Delays
    refresh: float
    refresh_planned: float
    messages: int
    silence: float
    cpu_share: float

    @property
    def well(self) -> bool:
        """Nothing is lost, wrong or garbled; how long it took is another matter."""
        return not (self.lost or self.wrong_at_the_end or self.oddities)


class Hall:
    """Windows 1 to `windows`, dealt out to the buses in turn."""

    def __init__(self, windows: int, buses: int, rules: WallRules) -> None:
        self.windows = range(1, windows + 1)
        self.buses = [TimedBus() for _ in range(buses)]
        wheres = [parse(f"{bus.url}?baud={BAUD}") for bus in self.buses]
        cards = [led_card("strip", where) for where in wheres]
        self.plans = []
        panels = {}
        for number, (where, (card, port)) in enumerate(zip(wheres, cards, strict=True)):
            strips = len(self.windows[number::buses])
            self.plans.append(plan(Bus(where.text, strips, BAUD, replace(card.cost(), gap=port.gap))))
            panels[str(number)] = PortPanel(card, line_opener(where), port, name=f"bus {number}")
        mounts = {str(window): [Mount(str(self.bus(window)), self.spot(window))] for window in self.windows}
        self.wall = LedWall(panels, mounts, rules=rules)
        self.texts: dict[int, str] = {}

    def bus(self, window: int) -> int:
        return (window - 1) % len(self.buses)

    def spot(self, window: int) -> Spot:
        return Spot((window - 1) // len(self.buses) + 1)

    def say(self, texts: Mapping[int, StripText]) -> float:
        """What windows show from now on; the moment at which it was said."""
        self.texts |= {window: text.text for window, text in texts.items()}
        now = time.monotonic()
        self.wall.show_windows({str(window): text for window, text in texts.items()})
        return now

    def arrivals(self, window: int) -> list[Arrival]:
        address = self.spot(window).address
        return [each for each in self.buses[self.bus(window)].arrivals if each.address == address]

    def wrong(self) -> list[str]:
        """Windows whose strip does not show what was said last."""
        return [
            f"window {window}: {last!r} instead of {text!r}"
            for window, text in self.texts.items()
            if (last := next((each.text for each in reversed(self.arrivals(window))), "")) != text
        ]

    def close(self) -> None:
        self.wall.close()
        for bus in self.buses:
            bus.close()


def soak(
    seconds: float,
    rate: float,
    windows: int = 207,
    buses: int = 8,
    seed: int = 1,
    rules: WallRules | None = None,
) -> SoakReport:
    """Show something everywhere, then call `rate` numbers a second for `seconds`, and look at all strips."""
    rules = rules or WallRules()
    with _running(Hall(windows, buses, rules)) as hall:
        refresh = _refresh(hall)
        before = sum(len(bus.arrivals) for bus in hall.buses)
        began, used = time.monotonic(), time.process_time()
        calls, second = _call(hall, seconds, rate, random.Random(seed))
        took, effort = time.monotonic() - began, time.process_time() - used
        messages = sum(len(bus.arrivals) for bus in hall.buses) - before
        # The last calls begin to blink when they arrive.
        time.sleep(rules.blink + LATEST_SECONDS)
        _wait_until_right(hall, began + took + SETTLE_SECONDS)
        delays, overtaken, lost = _outcome(hall, calls)
        return SoakReport(
            windows=windows,
            buses=buses,
            seconds=round(took, 2),
            calls=len(calls),
            second_calls=second,
            shown=len(delays),
            overtaken=len(overtaken),
            overtaken_after=round(max(overtaken, default=0.0), 3),
            lost=lost,
            wrong_at_the_end=hall.wrong(),
            oddities=[each for bus in hall.buses for each in bus.oddities],
            delay=_delays(delays),
            refresh=round(refresh, 3),
            refresh_planned=round(max(each.refresh_seconds for each in hall.plans), 3),
            messages=messages,
            silence=round(_share(sorted(_silences(hall.buses)), 0.01), 3),
            cpu_share=round(effort / took, 3),
        )


@contextmanager
def _running(hall: Hall) -> Iterator[Hall]:
    with ExitStack() as stack:
        stack.callback(hall.close)
        hall.wall.start()
        yield hall


def _refresh(hall: Hall) -> float:
    """A text as long as a usual call to every window; after a first one, which opens the ports."""
    hall.say({window: StripText("暂停服务") for window in hall.windows})
    _wait_until_right(hall, time.monotonic() + SETTLE_SECONDS)
    began = hall.say({window: StripText(f"{window:03}号窗口欢迎光临") for window in hall.windows})
    _wait_until_right(hall, began + SETTLE_SECONDS)
    return max(bus.arrivals[-1].at for bus in hall.buses if bus.arrivals) - began


def _wait_until_right(hall: Hall, give_up: float) -> None:
    while hall.wrong() and time.monotonic() < give_up:
        time.sleep(0.02)


def _call(hall: Hall, seconds: float, rate: float, chance: random.Random) -> tuple[list[Call], int]:
    """On the beat, whatever the buses do. Some windows call the next person moments after the last one."""
    calls: list[Call] = []
    again: list[tuple[float, int]] = []
    began, second = time.monotonic(), 0
    for number in range(round(seconds * rate)):
        time.sleep(max(began + number / rate - time.monotonic(), 0.0))
        now = time.monotonic()
        due = [each for each in again if each[0] <= now]
        if due:
            again.remove(due[0])
            window, second = due[0][1], second + 1
        else:
            window = chance.choice(hall.windows)
            if chance.random() < SECOND_CALLS:
                again.append((now + chance.uniform(*MOMENTS), window))
        ticket = f"{'ABCDEFGH'[number // 1000 % 8]}{number % 1000:03}"
        text = StripText(f"请{ticket}号到{window}号窗口", ticket, str(window), 1)
        calls.append(Call(hall.say({window: text}), window, text.text))
    return calls, second


def _outcome(hall: Hall, calls: Sequence[Call]) -> tuple[list[float], list[float], list[str]]:
    """Delays of the calls that were shown; after how long others gave way to a newer call; and the rest."""
    delays, overtaken, lost = list[float](), list[float](), list[str]()
    seen = {window: hall.arrivals(window) for window in hall.windows}
    next_of: dict[int, Call] = {}
    for call in reversed(calls):
        at = next((each.at for each in seen[call.window] if each.text == call.text), None)
        if at is not None:
            delays.append(at - call.at)
        elif call.window in next_of:
            overtaken.append(next_of[call.window].at - call.at)
        else:
            lost.append(call.text)
        next_of[call.window] = call
    return delays, overtaken, lost


def _delays(delays: Sequence[float]) -> Delays:
    ordered = sorted(delays)
    return Delays(*(round(_share(ordered, share), 3) for share in (0.5, 0.95, 0.99, 1.0)))


def _share(ordered: Sequence[float], share: float) -> float:
    """So much of all is below."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def _silences(buses: Sequence[TimedBus]) -> Iterator[float]:
    for bus in buses:
        yield from (after.began - before.at for before, after in pairwise(bus.arrivals))


def main() -> None:
    arguments = argparse.ArgumentParser(description="Window strips on simulated buses under steady calling.")
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--rate", type=float, default=20.0, help="calls a second in the whole hall")
    arguments.add_argument("--windows", type=int, default=207)
    arguments.add_argument("--buses", type=int, default=8)
    arguments.add_argument("--json", action="store_true", help="for a program")
    chosen = arguments.parse_args()
    report = soak(chosen.seconds, chosen.rate, chosen.windows, chosen.buses)
    told = asdict(report) | {"well": report.well}
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False) if chosen.json else _told(report)}\n")
    sys.exit(0 if report.well else 1)


def _told(report: SoakReport) -> str:
    delay = report.delay
    return "\n".join(
        (
            f"{report.windows} strips on {report.buses} buses, {report.calls} calls in {report.seconds:g} s, "
            f"{report.second_calls} of them of a window called moments before",
            f"shown {report.shown}, overtaken by a newer call {report.overtaken} "
            f"(within {report.overtaken_after:g} s), lost {len(report.lost)}, "
            f"wrong at the end {len(report.wrong_at_the_end)}, garbled {len(report.oddities)}",
            f"from the call to the strip: median {delay.median:g} s, p95 {delay.p95:g} s, "
            f"p99 {delay.p99:g} s, worst {delay.worst:g} s",
            f"all strips anew: {report.refresh:g} s, planned {report.refresh_planned:g} s",
            f"{report.messages / report.seconds:.1f} messages/s, silence between two {report.silence:g} s, "
            f"CPU {report.cpu_share:.0%} of one core with the simulated buses",
            *report.lost,
            *report.wrong_at_the_end,
            *report.oddities,
        )
    )


if __name__ == "__main__":
    main()
