"""Gentle traffic for a demonstration: citizens who take numbers and clerks of a few windows who serve
them."""

from random import Random

from hall_server.cli.demo_hall import ADMINISTRATOR, PIN, paired
from hall_server.client.http import HttpHall, new_key
from hall_server.client.trouble import Refused
from hall_server.wire.asks import Finish, TakeTicket
from hall_server.wire.words import PriorityClass, Role, WindowState

WINDOWS = ("W001", "W024", "W050", "W086", "W087", "W104", "W190")
"""Their clerks have the staff numbers 1001, 1024 …"""


class Traffic:
    """Talks to the server as real devices do. One step is one small thing that happens."""

    def __init__(self, url: str, chance: Random) -> None:
        self._chance = chance
        admin = HttpHall(url)
        admin.sign_in(ADMINISTRATOR, PIN, None)
        self._kiosk = HttpHall(url, paired(url, admin, Role.KIOSK, "演示取号机", None))
        admin.close()
        directory = self._kiosk.directory()
        served = {q for w in directory.windows if w.id in WINDOWS for q in w.primary}
        self._queues = sorted(q.id for q in directory.queues if q.id in served)
        self._clerks = {window: HttpHall(url) for window in WINDOWS}
        for window, clerk in self._clerks.items():
            clerk.sign_in(f"1{window[1:]}", PIN, window)
            clerk.open_window(window, new_key())

    def fill(self, steps: int) -> None:
        """So many citizens come, and every window calls one."""
        for _ in range(steps):
            self._come()
        for window in WINDOWS[:5]:
            self._work(window)

    def step(self) -> None:
        if self._chance.random() < 0.55:
            self._come()
        else:
            self._work(self._chance.choice(WINDOWS))

    def close(self) -> None:
        for hall in (self._kiosk, *self._clerks.values()):
            hall.close()

    def _come(self) -> None:
        priority = self._chance.choice([PriorityClass.ORDINARY] * 5 + [PriorityClass.ELDERLY])
        ask = TakeTicket(queue=self._chance.choice(self._queues), priority=priority)
        try:
            issued = self._kiosk.take_ticket(ask, new_key())
            self._kiosk.confirm_print(issued.ticket.id, new_key())
        except Refused:
            return

    def _work(self, window: str) -> None:
        clerk = self._clerks[window]
        desk = clerk.desk(window)
        try:
            if desk.window.state is WindowState.IDLE:
                clerk.call_next(window, new_key())
            elif desk.window.state is WindowState.CALLING and desk.window.ticket:
                clerk.start(desk.window.ticket, window, new_key())
            elif desk.window.state is WindowState.SERVING and desk.window.ticket:
                clerk.finish(desk.window.ticket, Finish(window=window), new_key())
        except Refused:
            return
