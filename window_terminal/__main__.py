"""The terminal of a window. Builds everything; `python -m window_terminal --config device.toml`."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication

from hall_server.client.device_settings import BadSettings, DeviceSettings, Ports, read_device_settings
from hall_server.client.feed import Feed, Update
from hall_server.client.http import HttpHall
from hall_server.client.link import Link, LinkState
from hall_server.client.outbox import Outbox
from hall_server.client.program_log import log_to_stderr
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.wire.views import TicketView
from hardware.build import build_call_box, build_evaluator, build_light, build_scanner, keypad_address
from hardware.doctor.examination import Held
from hardware.doctor.page.mounting import MountedPage
from hardware.doctor.page.own_devices import OwnDevices
from hardware.light.indicator import Indicator
from hardware.scanner.wedge import WedgeScanner
from hardware.transport.url import BadDeviceUrl
from window_terminal.allowed import Act
from window_terminal.desk_devices import Attached, DeskDevices
from window_terminal.desk_report import DeskReport
from window_terminal.lamp import signal_of
from window_terminal.pad import Pad
from window_terminal.state import TerminalState
from window_terminal.ui.key_filter import PadFilter, WedgeFilter
from window_terminal.ui.window import TerminalWindow
from window_terminal.view_model import WindowTerminal

D = TypeVar("D")


class FeedFollower:
    """One feed at a time; what an earlier one still says is dropped."""

    def __init__(self, hall: HttpHall, clock: Callable[[], datetime]) -> None:
        self._hall, self._clock = hall, clock
        self._feed: Feed | None = None
        self._relays: tuple[QtRelay, ...] = ()
        self.terminal: WindowTerminal | None = None

    def follow(self, zone: str) -> None:
        self.stop()

        def updated(update: Update) -> None:
            if self._feed is feed and self.terminal:
                self.terminal.hall_changed(update.events)

        def linked(link: Link) -> None:
            if self._feed is feed and self.terminal and link.state is not LinkState.CONNECTING:
                self.terminal.link_changed(link.state is LinkState.LOST, link.as_of)

        on_update, on_link = QtRelay(updated), QtRelay(linked)
        self._relays = (on_update, on_link)
        feed = Feed(self._hall.base_url, lambda: self._hall.token, zone, on_update, on_link, self._clock)
        self._feed = feed
        feed.start()

    def stop(self) -> None:
        if self._feed:
            self._feed.stop()
        self._feed = None


def steady_clock() -> Callable[[], datetime]:
    """The machine's clock as it stood at the start; setting it later moves no step of a service."""
    begun, ticks = datetime.now(UTC), time.monotonic()
    return lambda: begun + timedelta(seconds=time.monotonic() - ticks)


@dataclass(frozen=True)
class Program:
    """A running terminal; `close` ends its threads."""

    window: TerminalWindow
    terminal: WindowTerminal
    close: Callable[[], None]


def attached_to(ports: Ports) -> Attached:
    """What stands at the window. Raises BadSettings for a port that is not written as one."""
    call_box = _built("call_box", build_call_box, ports.call_box)
    address = _built("call_box", keypad_address, ports.call_box)
    evaluator = _built("evaluator", build_evaluator, ports.evaluator)
    return Attached(
        call_box,
        address,
        evaluator,
        _built("scanner", build_scanner, ports.scanner),
        _built("light", build_light, ports.light),
    )


def _built(name: str, build_device: Callable[[str], D], url: str) -> D:
    try:
        return build_device(url)
    except BadDeviceUrl as error:
        raise BadSettings(f"ports.{name} is {error}") from error


def lent(attached: Attached) -> OwnDevices:
    """What stands at the window, for the technician's page."""
    own = {
        "call_box": attached.call_box,
        "evaluator": attached.evaluator,
        "scanner": attached.scanner,
        "light": attached.light,
    }
    health: Held = {name: device.health for name, device in own.items() if device is not None}
    return OwnDevices(health)


class Desk:
    """The devices at the window with their threads, joined to the terminal and its screen."""

    def __init__(self, attached: Attached, terminal: WindowTerminal, hall: HttpHall, timer: QtTimer) -> None:
        self._asking, self._scanning, self._telling = QtBackground(), QtBackground(), QtBackground()
        self._report = DeskReport(hall, self._telling, timer, lambda: _at_work(terminal.state))
        self.devices = DeskDevices(terminal, attached, self._asking, self._scanning, timer, self._report.seen)
        self._attached, self._terminal, self._timer = attached, terminal, timer
        light = attached.light
        self._lamp = Indicator(light, self._telling, timer) if light else None
        self._heard = QtRelay(self.devices.heard)

    def show_state(self, state: TerminalState) -> None:
        self.devices.state_changed(state)
        if self._lamp:
            self._lamp.show(signal_of(state))

    def start(self, window: TerminalWindow) -> None:
        """The pad's keys go through the window; a scanner that types is told apart before them."""
        PadFilter(window, Pad(self._terminal, self.devices.keys))
        if isinstance(self._attached.scanner, WedgeScanner):
            WedgeFilter(window, self._attached.scanner, self._timer)
        if self._attached.call_box:
            self._attached.call_box.listen(self._heard)
        self._report.start()
        self.devices.start()

    def close(self) -> None:
        self.devices.close()
        if self._attached.light:
            self._attached.light.close()
        for background in (self._asking, self._scanning, self._telling):
            background.close()


def _at_work(state: TerminalState) -> bool:
    return state.clerk is not None and not state.link.lost


def build(settings: DeviceSettings, attached: Attached | None = None) -> Program:
    """Everything but the application: put together, shown and started."""
    hall = HttpHall(settings.server, language=settings.language)
    commands, reading = QtBackground(), QtBackground()
    timer, clock = QtTimer(), steady_clock()
    follower = FeedFollower(hall, clock)
    outbox = Outbox(settings.state_dir / "outbox.db")
    shows: list[Callable[[TerminalState], None]] = []
    desks: list[Desk] = []
    pages: list[MountedPage] = []

    def show(state: TerminalState) -> None:
        for draw in shows:
            draw(state)

    def acted(act: Act, ticket: TicketView | None) -> None:
        for desk in desks:
            desk.devices.acted(act, ticket)

    def close() -> None:
        shows.clear()
        for page in pages:
            page.close()
        for desk in desks:
            desk.close()
        follower.stop()
        timer.close()
        commands.close()
        reading.close()
        hall.close()
        outbox.close()

    terminal = WindowTerminal(
        hall,
        commands,
        reading,
        timer,
        follower,
        outbox,
        show,
        window=settings.window,
        language=settings.language,
        clock=clock,
        acted=acted,
    )
    follower.terminal = terminal
    window = TerminalWindow(terminal, settings.language, settings.screen)
    attached = attached or attached_to(settings.ports)
    desk = Desk(attached, terminal, hall, timer)
    desks.append(desk)
    pages.append(MountedPage(window, settings, lent(attached)))
    shows += [window.show_state, desk.show_state]
    window.show()
    terminal.start()
    desk.start(window)
    return Program(window, terminal, close)


def main(settings: DeviceSettings) -> int:
    """Run until the window is closed. Raises BadSettings before anything is on the screen."""
    attached = attached_to(settings.ports)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    program = build(settings, attached)
    if settings.control_port is not None:
        RemoteControl(program.window, settings.control_port, app.quit)
    code = app.exec()
    program.close()
    return code


def run(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="window_terminal", description="The terminal of a window.")
    parser.add_argument("--config", type=Path, required=True, help="the device's own settings, device.toml")
    parser.add_argument("--control", type=int, help="loopback port for a driver of tests and demonstrations")
    given = parser.parse_args(arguments)
    log_to_stderr()
    try:
        settings = read_device_settings(given.config)
        if given.control is not None:
            settings = replace(settings, control_port=given.control)
        return main(settings)
    except BadSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(run())
