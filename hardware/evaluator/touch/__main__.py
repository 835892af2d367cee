"""Builds the evaluator page: `python -m hardware.evaluator.touch --config device.toml`.

The settings name the window; the page pairs as that window's evaluator, which may see the hall, tell what was
thought of a service there, and nothing else.
"""

import argparse
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.feed import Feed, Update
from hall_server.client.http import HttpHall, new_key, rate_path
from hall_server.client.link import Link, LinkState
from hall_server.client.outbox import Outbox
from hall_server.client.pairing import Admission, Applicant
from hall_server.client.program_log import log_to_stderr
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.directory import Directory
from hall_server.wire.words import DeviceState, EventKind, Role
from hardware.evaluator.touch.ui import TouchPage
from hardware.evaluator.touch.unsent import Answers
from hardware.evaluator.touch.view_model import TouchViewModel

ROLE = "evaluator"
RETRY_SECONDS, BEAT_SECONDS = 2.0, 10.0
UNAUTHORISED = 401

log = logging.getLogger("evaluator")


class Program:
    """One page from its start to its end."""

    def __init__(self, settings: DeviceSettings) -> None:
        if settings.role != ROLE:
            raise BadSettings(f'role is {settings.role!r}; the evaluator page needs role = "{ROLE}"')
        if settings.window is None:
            raise BadSettings('window is missing; the evaluator page stands at one window, window = "W085"')
        self._settings = settings
        self._hall = HttpHall(settings.server, language=settings.language)
        # Two workers: an answer never waits for a heartbeat, nor for an administrator's approval.
        self._answering, self._telling, self._timer = QtBackground(), QtBackground(), QtTimer()
        self._outbox = Outbox(settings.state_dir / "unsent.db")
        self._feed: Feed | None = None
        self.page = TouchPage()
        self.taps = TouchViewModel(
            settings.window,
            settings.language,
            Answers(self._outbox, self._hall, rate_path, lambda: datetime.now(UTC)),
            self._answering,
            self._timer,
            new_key,
            self.page.show_state,
        )
        self.page.connect_taps(self.taps)
        self._code = QtRelay(self.taps.pairing_code_arrived)
        self._updated, self._linked = QtRelay(self._update), QtRelay(self._link)
        applicant = Applicant(
            Role.EVALUATOR,
            settings.name or f"evaluator-{settings.window}",
            settings.zone,
            settings.state_dir,
            settings.token,
            settings.window,
        )
        self._admission = Admission(
            self._hall, applicant, self._telling, self._timer, self._code, self._let_in
        )

    def start(self) -> None:
        self.taps.link_lost(None)
        self._admission.begin()

    def end(self) -> None:
        self._admission.end()
        if self._feed is not None:
            self._feed.stop()
        for relay in (self._code, self._updated, self._linked):
            relay.close()
        self._timer.close()
        self._telling.close()
        self._answering.close()
        self._outbox.close()

    def _let_in(self, token: str) -> None:
        self.taps.let_in()
        self._fetch_directory()
        self._beat()

    def _fetch_directory(self) -> None:
        self._telling.run(self._hall.directory, self._planned, self._not_planned)

    def _planned(self, directory: Directory) -> None:
        self.taps.directory_arrived(directory)
        if self._feed is None:
            self._feed = Feed(
                self._settings.server,
                lambda: self._hall.token,
                self._settings.zone,
                self._updated,
                self._linked,
            )
            self._feed.start()

    def _not_planned(self, error: Exception) -> None:
        if not isinstance(error, LinkLost | Refused):
            raise error
        self._timer.after(RETRY_SECONDS, self._fetch_directory)

    def _beat(self) -> None:
        self._telling.run(
            lambda: self._hall.heartbeat(DeviceState.OK), lambda _: self._beat_later(), self._no_beat
        )

    def _no_beat(self, error: Exception) -> None:
        match error:
            case Refused() if error.problem.status == UNAUTHORISED:
                log.warning("the hall does not know this device any more")
                if not self._admission.renew():
                    self._beat_later()
            case LinkLost() | Refused():
                self._beat_later()
            case _:
                raise error

    def _beat_later(self) -> None:
        self._timer.after(BEAT_SECONDS, self._beat)

    def _update(self, update: Update) -> None:
        self.taps.hall_changed(update.view, update.events)
        if any(event.kind == EventKind.PLAN_CHANGED for event in update.events):
            self._fetch_directory()

    def _link(self, link: Link) -> None:
        match link.state:
            case LinkState.LIVE:
                if not self.taps.state.connected:
                    # The hall may have been started anew, with other reasons.
                    self._fetch_directory()
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
    log_to_stderr()
    try:
        return main(read_device_settings(parser.parse_args(arguments).config))
    except BadSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(run())
