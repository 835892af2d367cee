"""Builds the evaluator page: `python -m hardware.evaluator.touch --config device.toml`.

The settings name the window; the page pairs as a kiosk does, for only devices may tell what citizens think.
"""

import argparse
import logging
import sys
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.feed import Feed, Update
from hall_server.client.http import HttpHall, new_key
from hall_server.client.link import Link, LinkState
from hall_server.client.pairing import pair, store_token, stored_token
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.client.trouble import Refused
from hall_server.wire.words import Role
from hardware.evaluator.touch.ui import TouchPage
from hardware.evaluator.touch.view_model import TouchViewModel

RETRY_SECONDS = 10.0

log = logging.getLogger("evaluator")


class Program:
    """One page from its start to its end."""

    def __init__(self, settings: DeviceSettings) -> None:
        if settings.window is None:
            raise BadSettings('window is missing; the evaluator page stands at one window, window = "W085"')
        self._settings, self._window_id = settings, settings.window
        self._hall = HttpHall(settings.server, language=settings.language)
        self._background, self._timer = QtBackground(), QtTimer()
        self._ending = threading.Event()
        self._feed: Feed | None = None
        self.page = TouchPage()
        self.taps = TouchViewModel(
            settings.window,
            settings.language,
            self._hall,
            self._background,
            self._timer,
            new_key,
            self.page.show_state,
        )
        self.page.connect_taps(self.taps)
        self._code = QtRelay(self.taps.pairing_code_arrived)
        self._updated, self._linked = QtRelay(self._update), QtRelay(self._link)

    def start(self) -> None:
        self.taps.link_lost(None)
        token = self._settings.token or stored_token(self._settings.state_dir)
        if token:
            self._follow(token)
        else:
            self._pair()

    def end(self) -> None:
        self._ending.set()
        if self._feed is not None:
            self._feed.stop()
        self._timer.close()
        self._background.close()

    def _pair(self) -> None:
        name = self._settings.name or f"evaluator-{self._window_id}"
        self._background.run(
            lambda: pair(self._hall, Role.KIOSK, name, self._settings.zone, self._code, self._ending.is_set),
            self._paired,
            self._not_paired,
        )

    def _paired(self, token: str | None) -> None:
        if token:
            store_token(self._settings.state_dir, token)
            self.taps.paired()
            self._follow(token)

    def _not_paired(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        log.warning("pairing was refused: %s", error.problem.code)
        self._timer.after(RETRY_SECONDS, self._pair)

    def _follow(self, token: str) -> None:
        self._hall.use_token(token)
        self._feed = Feed(
            self._settings.server, lambda: token, self._settings.zone, self._updated, self._linked
        )
        self._feed.start()

    def _update(self, update: Update) -> None:
        self.taps.hall_changed(update.view, update.events)

    def _link(self, link: Link) -> None:
        match link.state:
            case LinkState.LIVE:
                self.taps.link_live()
            case LinkState.LOST:
                self.taps.link_lost(link.as_of)
            case LinkState.CONNECTING:
                pass


def main(settings: DeviceSettings) -> int:
    """Run the page until its window is closed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    program = Program(settings)
    page, screen = program.page, settings.screen
    page.setWindowFlag(Qt.WindowType.FramelessWindowHint, screen.frameless)
    page.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, screen.on_top)
    page.setGeometry(screen.x, screen.y, screen.width, screen.height)
    if settings.control_port is not None:
        RemoteControl(page, settings.control_port, application.quit)
    program.start()
    page.show()
    code = application.exec()
    program.end()
    return code


def run(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="evaluator", description="The page on which citizens judge a service."
    )
    parser.add_argument("--config", type=Path, required=True, help="the machine's device.toml")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # Its request lines hold pairing secrets.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        return main(read_device_settings(parser.parse_args(arguments).config))
    except BadSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(run())
