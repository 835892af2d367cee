"""From a key press on a simulated keypad, through the gateway and a real hall, to the keypad's display."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from hall_server.client.http import HttpHall, new_key
from hall_server.wire.words import Role, WindowState
from hardware.call_box.interface import BLANK, Display
from hardware.call_box.wire_simulator import WireKeypads, over_pty
from hardware.evaluator.wire_simulator import WireEvaluator
from hardware.transport.wire_end import TcpEnd
from tests.system.running import ServerProcess
from tests.system.training import PIN, a_kiosk, take, training_hall

ROOT = Path(__file__).parents[3]
NEXT, EVALUATE, SCORE = b"\x0c", b"\x0b", 0x11


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with training_hall(tmp_path_factory.mktemp("keypads") / "hall") as running:
        yield running


@dataclass
class Site:
    keypads: WireKeypads
    evaluator: WireEvaluator
    kiosk: HttpHall

    def shows(self, address: int, so: Callable[[Display], bool]) -> bool:
        return self.keypads.wait_until(lambda: so(self.keypads.keypads[address].display), 20)

    def take(self, queue: str) -> str:
        return take(self.kiosk, queue)[0]


def let_in(log: Path, url: str) -> None:
    """As an administrator does who reads the code in the gateway's log."""
    assert eventually(lambda: "hall approve" in log.read_text())
    administrator = HttpHall(url)
    administrator.sign_in("7001", PIN, None)
    device = administrator.approve_device(log.read_text().split("hall approve ")[1][:6], new_key())
    assert (device.role, device.name, device.window) == (Role.EVALUATOR, "按键评价", None)
    assert eventually(lambda: "was let in" in log.read_text())


@pytest.fixture
def site(server: ServerProcess, tmp_path: Path) -> Iterator[Site]:
    kiosk = a_kiosk(server.url)
    keypads, evaluator = WireKeypads(over_pty(tmp_path / "bus"), (3, 4)), WireEvaluator(TcpEnd)
    settings = tmp_path / "callbox.toml"
    settings.write_text(
        f'server = "{server.url}"\nport = "{keypads.end.url}?baud=9600&longest=8&repeat=0.05"\n'
        f'state_dir = "keypads"\nname = "按键评价"\n'
        f'[[window]]\naddress = 3\nwindow = "W085"\nstaff = "1085"\npin = "{PIN}"\n'
        '[[window]]\naddress = 4\nwindow = "W086"\n'
        f'evaluator = "{evaluator.end.url}?keys=31:5,32:4,33:2,34:1&start=AA01"\n',
        "utf-8",
    )
    settings.chmod(0o600)
    with (tmp_path / "gateway.log").open("w") as log:
        gateway = subprocess.Popen(
            [sys.executable, "-m", "hardware.call_box", "--config", str(settings)], cwd=ROOT, stderr=log
        )
    made = Site(keypads, evaluator, kiosk)
    let_in(tmp_path / "gateway.log", server.url)
    assert (tmp_path / "keypads" / "token").exists()
    assert made.shows(3, lambda shown: shown.waiting is not None), "the gateway has started"
    yield made
    gateway.terminate()
    assert gateway.wait(10) == 0, (tmp_path / "gateway.log").read_text()
    keypads.close()
    evaluator.close()


def test_a_key_calls_a_citizen_and_the_keypad_shows_the_number(site: Site, server: ServerProcess) -> None:
    entry = next(w for w in site.kiosk.directory().windows if w.id == "W085")
    first, second = site.take(entry.primary[0]), site.take(entry.primary[0])
    assert site.shows(3, lambda shown: shown == Display(2, None)), site.keypads.keypads
    assert site.keypads.press(3, NEXT)
    assert site.shows(3, lambda shown: shown == Display(1, int(first[-3:]))), site.keypads.keypads
    window = site.kiosk.view().windows["W085"]
    assert (window.state, window.staff) == (WindowState.CALLING, "1085")

    assert site.keypads.press(3, EVALUATE)
    pad = site.keypads.keypads[3]
    assert site.keypads.wait_until(lambda: pad.evaluating, 20)
    assert site.keypads.press(3, b"\x00", SCORE)
    assert site.shows(3, lambda shown: shown == Display(1, None))
    assert eventually(lambda: ratings(server, "W085") == [(first, 5)])
    assert site.keypads.press(3, NEXT)
    assert site.shows(3, lambda shown: shown == Display(0, int(second[-3:])))
    assert pad.beeps == 0
    assert site.keypads.press(3, NEXT), "nobody waits any more: two beeps"
    assert site.keypads.wait_until(lambda: pad.beeps == 2, 20)


def test_a_clerk_signs_in_with_the_keys_of_a_real_keypad(site: Site) -> None:
    assert site.shows(4, lambda shown: shown.waiting is not None)
    # A frame holds eight bytes at most here; the staff number is typed with its confirming key.
    assert site.keypads.press(4, bytes((1, 0, 8, 6, 0x0F)))
    assert site.keypads.press(4, bytes((2, 4, 6, 8, 0x0F)))
    assert site.keypads.press(4, NEXT)
    assert eventually(lambda: site.kiosk.view().windows["W086"].staff == "1086")


def test_a_serial_evaluator_rates_what_its_window_has_finished(site: Site, server: ServerProcess) -> None:
    assert site.keypads.press(4, bytes((1, 0, 8, 6, 0x0F)))
    assert site.keypads.press(4, bytes((2, 4, 6, 8, 0x0F)))
    entry = next(w for w in site.kiosk.directory().windows if w.id == "W086")
    number = site.take(entry.primary[0])
    assert site.keypads.press(4, NEXT)
    assert site.shows(4, lambda shown: shown.number == int(number[-3:]))
    assert site.keypads.press(4, EVALUATE)
    assert site.evaluator.wait_until_received(b"\xaa\x01", 20)
    site.evaluator.send(b"3")
    assert eventually(lambda: ratings(server, "W086") == [(number, 2)])


def ratings(server: ServerProcess, window: str) -> list[tuple[str, int]]:
    """What the hall's own books say of a window."""
    with closing(sqlite3.connect(server.folder / "hall.db")) as database:
        found = database.execute(
            "SELECT number, stars FROM tickets WHERE stars IS NOT NULL AND window = ?", (window,)
        )
        return [(str(number), int(stars)) for number, stars in found]


def eventually(so: Callable[[], bool]) -> bool:
    return any(so() or threading.Event().wait(0.05) for _ in range(400))


def test_a_hall_that_goes_away_leaves_a_dark_display_and_comes_back(
    site: Site, server: ServerProcess
) -> None:
    assert site.shows(3, lambda shown: shown.waiting is not None)
    server.kill()
    assert site.shows(3, lambda shown: shown == BLANK)
    server.start()
    assert site.shows(3, lambda shown: shown.waiting is not None)
