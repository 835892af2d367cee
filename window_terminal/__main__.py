"""The terminal of a window. Builds everything; `python -m window_terminal --config device.toml`."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.feed import Feed, Update
from hall_server.client.http import HttpHall
from hall_server.client.link import Link, LinkState
from hall_server.client.outbox import Outbox
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from window_terminal.state import TerminalState
from window_terminal.ui.window import TerminalWindow
from window_terminal.view_model import WindowTerminal


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


def build(settings: DeviceSettings) -> Program:
    """Everything but the application: put together, shown and started."""
    hall = HttpHall(settings.server, language=settings.language)
    commands, reading = QtBackground(), QtBackground()
    timer, clock = QtTimer(), steady_clock()
    follower = FeedFollower(hall, clock)
    outbox = Outbox(settings.state_dir / "outbox.db")
    shows: list[Callable[[TerminalState], None]] = []

    def show(state: TerminalState) -> None:
        for draw in shows:
            draw(state)

    def close() -> None:
        shows.clear()
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
    )
    follower.terminal = terminal
    window = TerminalWindow(terminal, settings.language, settings.screen)
    shows.append(window.show_state)
    window.show()
    terminal.start()
    return Program(window, terminal, close)


def main(settings: DeviceSettings) -> int:
    """Run until the window is closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    program = build(settings)
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
    try:
        settings = read_device_settings(given.config)
    except BadSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if given.control is not None:
        settings = replace(settings, control_port=given.control)
    return main(settings)


if __name__ == "__main__":
    sys.exit(run())
