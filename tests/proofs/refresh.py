"""`python -m tests.proofs.refresh`: what it costs to play the whole reference hall forward with 2,000 people
waiting."""

import time
from datetime import timedelta
from pathlib import Path
from random import Random

from hall_server.domain.names import StaffNumber
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority, State, Ticket, number_of, ticket_id
from hall_server.domain.window import Window, WindowState
from hall_server.forecasting.forecaster import Forecaster, Settings
from hall_server.forecasting.jobs import Done, Job, do
from hall_server.forecasting.learnt import Learnt
from hall_server.forecasting.now import Seen, asked_of, at_windows
from hall_server.forecasting.parts import parts_of
from hall_server.halls.reading import read_hall
from hall_server.operations.forecasts import Forecasts
from tests.small_hall import NINE, SHANGHAI, TUESDAY

HALL = Path(__file__).parents[2] / "hall_server" / "halls" / "huaihua"
WAITING, PATHS = 2000, 50


def a_hall() -> Seen:
    """The reference hall with every window serving and WAITING people, in proportion to the windows."""
    rng, plan, rules = Random(1), read_hall(HALL).plan, Rules()
    assert plan is not None
    now = NINE + timedelta(hours=2)
    tickets: list[Ticket] = []

    def a_ticket(queue: object, state: State, minutes: float, window: object = None) -> Ticket:
        at = now - timedelta(minutes=minutes)
        number = number_of(queue, len(tickets))  # type: ignore[arg-type]
        items = [i for i in plan.items.values() if i.queue == queue]
        item = rng.choice(items).id if items else None
        priority = rng.choices(list(Priority), (80, 6, 6, 3, 3, 2, 0))[0]
        ticket = Ticket(
            id=ticket_id(TUESDAY, number), day=TUESDAY, number=number, queue=queue,  # type: ignore[arg-type]
            zone=plan.queues[queue].zone, item=item, unit=None, audience="both", language="zh",  # type: ignore[index]
            priority=priority, token="", taken_at=at, reference_at=at, since=at, state=state, called_at=at,
            window=window,  # type: ignore[arg-type]
        )  # fmt: skip
        tickets.append(ticket)
        return ticket

    windows = []
    for counter in plan.counters.values():
        state = WindowState.SERVING if counter.primary else WindowState.CLOSED
        if counter.primary:
            a_ticket(counter.primary[0], State.SERVING, rng.uniform(0, 15), counter.id)
        windows.append(
            Window(
                id=counter.id,
                number=counter.number,
                zone=counter.zone,
                since=now,
                state=state,
                staff=StaffNumber(f"{1000 + counter.number}"),
            )
        )
    serving = [c for c in plan.counters.values() if c.primary]
    for _ in range(WAITING):
        a_ticket(rng.choice(rng.choice(serving).primary), State.WAITING, rng.uniform(0, 60))
    hours = {str(z): rules.hours for z in plan.zones}
    return Seen(now, TUESDAY, plan, rules, tuple(tickets), tuple(windows), hours)


def cost() -> str:
    """Measured here and now, in a sentence."""
    seen = a_hall()
    parts = parts_of(seen.plan, seen.rules)
    names = {q: p.name for p in parts for q in p.queues}
    learnt = Learnt(SHANGHAI)
    learnt.note(seen.tickets, seen.plan, names)
    begun = time.process_time()
    windows, serving = {w.id: w for w in seen.windows}, at_windows(seen.tickets)
    asked = []
    for part in parts:
        waiting = [t for t in seen.tickets if t.state is State.WAITING and names[t.queue] == part.name]
        asked.append(asked_of(seen, part, waiting, windows, learnt, serving, SHANGHAI))
    scenes = time.process_time() - begun
    done: list[Done] = [do(Job(a.scene, a.part.name, PATHS)) for a in asked]
    plays = [d.seconds for d in done]
    forecaster = Forecaster(None, Forecasts(), list, SHANGHAI, Settings())  # type: ignore[arg-type]
    begun = time.process_time()
    for one, answer in zip(asked, done, strict=True):
        forecaster.do = lambda job, answer=answer: answer
        forecaster._play(one)
    kept = time.process_time() - begun
    return (
        f"{WAITING:,} waiting in {len(parts)} parts of the hall, {PATHS} plays: {sum(plays):.2f} s of the "
        f"worker's core for all of them, {1000 * sum(plays) / WAITING:.2f} ms for each ticket, the longest "
        f"part {1000 * max(plays):.0f} ms; scenes {1000 * scenes:.0f} ms and keeping {1000 * kept:.0f} ms on "
        f"the server's thread. Every 30 s that is {100 * sum(plays) / 30:.1f} % of a core and "
        f"{100 * (scenes + kept) / 30:.2f} % of the thread."
    )


def main() -> None:
    print(cost())  # noqa: T201


if __name__ == "__main__":
    main()
