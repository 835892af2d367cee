"""A kiosk whose server has died prints a leased number; its citizen stands in line when the server is back,
as if nothing had happened."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hall_server.cli.bench_hall import Desk
from hall_server.client.http import HttpHall, new_key
from hall_server.client.outbox import Outbox
from hall_server.client.remote_screen import RemoteScreen
from hall_server.wire.asks import Finish, TakeTicket
from hall_server.wire.directory import Directory, ItemEntry
from hall_server.wire.words import Audience, TicketState
from hardware.printer.wire_simulator import WirePrinter
from tests.system.running import Made, ServerProcess, free_port, mistakes_found, pause, serving

WITHIN_SECONDS = 30.0


@dataclass(frozen=True)
class Kiosk:
    """A real kiosk, and where it keeps things."""

    screen: RemoteScreen
    state: Path

    def leased(self) -> list[str]:
        """Numbers that it could print."""
        book = self.state / "leases.json"
        return [n["number"] for n in json.loads(book.read_text("utf-8"))["numbers"]] if book.exists() else []


@contextmanager
def kiosk_on(
    server: ServerProcess, token: str, zone: str, printer: WirePrinter, folder: Path, model: str = "generic"
) -> Iterator[Kiosk]:
    control, (host, port) = free_port(), printer.address
    device = folder / "device.toml"
    device.write_text(
        f'role = "kiosk"\nserver = "{server.url}"\nname = "1号取号机"\nzone = "{zone}"\ntoken = "{token}"\n'
        f'control_port = {control}\nstate_dir = "state"\n[ports]\nprinter = "tcp://{host}:{port}?model={model}"\n'
    )
    with (folder / "kiosk.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "--config", str(device)],
            stdout=log,
            stderr=log,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )
    try:
        screen = RemoteScreen("kiosk", control)
        screen.until("names", lambda names: "start" in str(names), WITHIN_SECONDS)
        yield Kiosk(screen, folder / "state")
    finally:
        process.kill()
        process.wait()


def a_line_without_a_card(made: Made, directory: Directory) -> tuple[Desk, ItemEntry]:
    """A window that is open, and an item that it serves without a card."""
    for desk in made.crew.desks:
        for item in directory.items:
            if item.queue == desk.queue and not item.id_card_required:
                return desk, item
    raise AssertionError("the reference hall has no such item")


def taken(hall: HttpHall, item: ItemEntry) -> str:
    """Of the item that the kiosk gives too: another one may be quicker, and go first for that."""
    ticket = hall.take_ticket(TakeTicket(item=item.id), new_key()).ticket
    hall.confirm_print(ticket.id, new_key())
    return ticket.number


def choose(screen: RemoteScreen, item: ItemEntry) -> None:
    """From the first page to the confirmation, by touches."""
    audience = "individual" if item.audience is Audience.INDIVIDUAL else "enterprise"
    for button in ("start", "without_card", audience, "by_search"):
        screen.tap(button)
    screen.until(f"type search_field {item.search[0]}", lambda _: True)
    screen.tap(f"item_{item.id}")
    screen.tap("confirm")


def test_a_number_taken_while_the_server_is_dead_waits_with_its_true_seniority(
    made: Made, tmp_path: Path
) -> None:
    folder = made.copy_to(tmp_path / "hall")
    with serving(folder) as server, WirePrinter(tmp_path / "paper", 0) as printer:
        other = server.hall(made.crew.kiosks[1])
        desk, item = a_line_without_a_card(made, other.directory())
        before = taken(other, item)
        with kiosk_on(server, made.crew.kiosks[0], item.zone, printer, tmp_path) as kiosk:
            wait_for(lambda: any(n.startswith(desk.queue) for n in kiosk.leased()))
            server.kill()
            died = datetime.now(UTC)
            choose(kiosk.screen, item)
            kiosk.screen.shows("网络中断，可以离线取号", WITHIN_SECONDS)
            kiosk.screen.tap("confirm")
            number = str(kiosk.screen.until("text ticket_number", bool, WITHIN_SECONDS))
            kiosk.screen.shows("离线取号")
            slip = printer.tickets[-1].with_suffix(".txt").read_text("utf-8")
            for said in (number, "[离线取号]", "网络恢复后可扫码查看"):
                assert said in slip
            assert "前面等候" not in slip
            assert number not in kiosk.leased()
            pause(1.0)
            server.start()
            revived = datetime.now(UTC)
            after = taken(other, item)
            wait_for(lambda: number in {t.number for t in other.view().tickets.values()})
            (claimed,) = (t for t in other.view().tickets.values() if t.number == number)
            assert claimed.state is TicketState.WAITING
            assert died < claimed.reference_at < revived
            clerk = server.hall(desk.token)
            order = [clerk_calls(clerk, desk) for _ in range(3)]
            assert order == [before, number, after]
            wait_for(lambda: not Outbox(kiosk.state / "unsent.db").waiting())
            wait_for(lambda: sum(n.startswith(desk.queue) for n in kiosk.leased()) == 6)
        assert len(printer.tickets) == 1
        assert server.stop() == 0
    assert mistakes_found(folder) == []


def clerk_calls(clerk: HttpHall, desk: Desk) -> str:
    """The next number, served to its end."""
    called = clerk.call_next(desk.window, new_key())
    clerk.start(called.ticket.id, desk.window, new_key())
    clerk.finish(called.ticket.id, Finish(window=desk.window), new_key())
    return called.ticket.number


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        pause(0.1)
