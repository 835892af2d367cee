"""The whole program with real drivers: simulated devices at the wire, a real hall, no screen."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hall_server.client.device_settings import DeviceSettings, Ports, Screen
from hall_server.client.remote_control import RemoteControl
from hardware.call_box.interface import BLANK, Display
from hardware.call_box.wire_simulator import WireKeypads, over_tcp
from hardware.evaluator.wire_simulator import WireEvaluator
from hardware.scanner.wire_simulator import WireScanner
from hardware.transport.wire_end import TcpEnd
from tests.system.running import ServerProcess
from tests.system.training import PIN, a_kiosk, take, training_hall
from window_terminal import desk_devices
from window_terminal.__main__ import Program, build, run

NEXT, CONFIRM, EVALUATE = b"\x0c", b"\x0f", b"\x0b"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with training_hall(tmp_path_factory.mktemp("desk") / "hall") as running:
        yield running


class Site:
    """Window 85 with its three devices, on wires of their own."""

    def __init__(self, qtbot: QtBot, server: ServerProcess, state_dir: Path) -> None:
        self.server, self._qtbot = server, qtbot
        self.keypads = WireKeypads(over_tcp(), (3, 4))
        self.evaluator, self.scanner = WireEvaluator(TcpEnd), WireScanner()
        ports = Ports(
            call_box=f"{self.keypads.end.url}?address=3&longest=8&repeat=0.05",
            evaluator=f"{self.evaluator.end.url}?keys=31:5,32:4,33:2,34:1&start=AA01&stop=AA00",
            scanner=self.scanner.url,
        )
        settings = DeviceSettings(
            "window",
            server.url,
            window="W085",
            state_dir=state_dir,
            screen=Screen(width=1366, height=768),
            ports=ports,
        )
        self.program: Program = build(settings)
        qtbot.addWidget(self.program.window)
        self.remote = RemoteControl(self.program.window, 0, lambda: None)
        self.kiosk = a_kiosk(server.url)

    def until(self, so: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(so()), timeout=20_000)

    def shows(self, words: str) -> None:
        self.until(lambda: self.remote.do(f"shows {words}"))

    def offers(self, name: str) -> None:
        self.until(lambda: f"'{name}'" in str(self.remote.do("names")))

    def keypad_shows(self, shown: Display) -> None:
        self.until(lambda: self.keypads.keypads[3].display == shown)

    def sign_in(self) -> None:
        self.offers("sign_in")
        self.remote.do("type staff_number 1085")
        self.remote.do(f"type pin {PIN}")
        self.remote.do("tap sign_in")
        self.until(lambda: self.program.terminal.state.desk)

    def take(self) -> tuple[str, str]:
        """A ticket of the window's first queue: its number and the address in its QR code."""
        entry = next(w for w in self.kiosk.directory().windows if w.id == "W085")
        return take(self.kiosk, entry.primary[0])

    def ratings(self) -> list[tuple[str, int, str]]:
        """What the hall's own books say."""
        with closing(sqlite3.connect(self.server.folder / "hall.db")) as database:
            return [
                (str(number), int(stars), str(through))
                for number, stars, through in database.execute(
                    "SELECT number, stars, rated_through FROM tickets WHERE stars IS NOT NULL"
                )
            ]

    def close(self) -> None:
        self.program.close()
        self.keypads.close()
        self.evaluator.close()
        self.scanner.close()


@pytest.fixture
def site(
    qtbot: QtBot, server: ServerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    monkeypatch.setattr(desk_devices, "LOOK_SECONDS", 0.1)
    made = Site(qtbot, server, tmp_path)
    yield made
    made.close()


def test_a_service_from_the_keypad_to_the_rating_in_the_halls_books(site: Site) -> None:
    site.sign_in()
    first, _ = site.take()
    second, page = site.take()
    site.offers("act_open")
    site.remote.do("tap act_open")
    site.offers("act_call_next")
    site.keypad_shows(Display(2, None))
    assert site.keypads.press(3, NEXT)
    site.keypad_shows(Display(1, int(first[-3:])))
    assert site.keypads.press(3, NEXT), "the driver takes it; the terminal refuses it"
    site.shows("现在不能“呼叫下一位”")
    site.until(lambda: site.keypads.keypads[3].beeps == 2)
    assert site.keypads.press(3, b"\x01" + CONFIRM)
    site.offers("act_finish")
    assert site.keypads.press(3, EVALUATE)
    site.until(lambda: b"\xaa\x01" in site.evaluator.received)
    site.shows(f"等待 {first} 评价")
    site.evaluator.send(b"3")
    site.until(lambda: site.ratings() == [(first, 2, "keyed")])
    site.keypad_shows(Display(1, None))

    site.scanner.scan(page)
    site.shows(f"{second} · 等候中")
    site.remote.do("tap found_call_by_number")
    site.remote.do("tap choose_returning")
    site.remote.do("tap confirm")
    site.keypad_shows(Display(0, int(second[-3:])))


def test_a_keypad_that_is_pulled_out_and_put_back_disturbs_nobody(site: Site) -> None:
    site.sign_in()
    site.shows("✓ 呼叫器")
    site.until(lambda: site.keypads.keypads[3].display.waiting is not None)
    shown = site.keypads.keypads[3].display
    site.keypads.end.unplug()
    site.shows("✕ 呼叫器")
    site.remote.do("tap help")
    site.remote.do("tap help_close")
    site.keypads.keypads[3].display = BLANK
    site.keypads.end.plug()
    site.shows("✓ 呼叫器")
    site.keypad_shows(shown)


@pytest.mark.parametrize(
    ("port", "url", "told"),
    [
        ("call_box", "usb://0416:5011", "not a call keypad"),
        ("evaluator", "tcp://192.168.1.9:5000?keys=31", "BYTES:STARS"),
        ("scanner", "serial:///dev/ttyACM0?bauds=9600", "bauds"),
        ("call_box", "tcp://192.168.1.9:5000?address=300", "address=300"),
    ],
)
def test_a_port_that_is_none_is_told_in_one_line_with_its_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str, url: str, told: str
) -> None:
    path = tmp_path / "device.toml"
    path.write_text(f'role = "window"\nserver = "http://hall"\n[ports]\n{port} = "{url}"\n')
    assert run(["--config", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"ports.{port} is '{url}'")
    assert told in said
    assert "Allowed" in said
    assert said.count("\n") == 1
