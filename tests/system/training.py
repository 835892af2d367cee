"""A training hall as a process of its own, whose staff all have one PIN, and a kiosk of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hall_server.client.http import HttpHall, new_key
from hall_server.wire.asks import TakeTicket
from hall_server.wire.words import Role
from tests.system.running import ServerProcess, hall_command, serving

PIN = "2468"


@contextmanager
def training_hall(folder: Path) -> Iterator[ServerProcess]:
    """The reference hall, open at any hour."""
    made = hall_command("init", str(folder), "--training-pin", PIN, "--always-open")
    assert made.returncode == 0, made.stderr
    with serving(folder) as server:
        yield server


def a_kiosk(url: str) -> HttpHall:
    """A device that takes tickets, paired and let in."""
    kiosk, administrator = HttpHall(url), HttpHall(url)
    code = kiosk.ask_to_pair(Role.KIOSK, "取号机", None)
    administrator.sign_in("7001", PIN, None)
    administrator.approve_device(code.code, new_key())
    kiosk.use_token(kiosk.pairing_answer(code.code, code.secret).token)
    return kiosk


def take(kiosk: HttpHall, queue: str) -> tuple[str, str]:
    """A ticket that waits: its number and the address in its QR code."""
    issued = kiosk.take_ticket(TakeTicket(queue=queue), new_key())
    kiosk.confirm_print(issued.ticket.id, new_key())
    return issued.ticket.number, issued.url
