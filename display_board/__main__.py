"""The call board as a program: `python -m display_board --config device.toml`."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from display_board.announcements import WHOLE_HALL, SpeechRules
from display_board.announcer import Announcer
from display_board.board import Place
from display_board.ui.frame import BoardFrame
from display_board.view_model import BoardViewModel
from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.feed import Feed
from hall_server.client.http import HttpHall
from hall_server.client.link import Link, LinkState
from hall_server.client.pairing import pair, store_token, stored_token
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.client.trouble import Refused
from hall_server.wire.words import DeviceState, Role
from hardware.build import build_speaker
from hardware.health import Fault, Health, HealthState
from hardware.speech.interface import Speaker, SpeechFault
from hardware.transport.url import BadDeviceUrl

PAIR_AGAIN_SECONDS = 30.0
LEAVE_SECONDS = 5.0
"""How long the feed may take to end; its own silence limit is shorter."""


class BoardProgram:
    """All parts of one board, put together."""

    def __init__(self, settings: DeviceSettings, frame: BoardFrame) -> None:
        self._settings, self._frame = settings, frame
        self._hall = HttpHall(settings.server, language=settings.language)
        self._background, self._timer = QtBackground(), QtTimer()
        self._code = QtRelay(frame.show_pairing)
        self._feed: Feed | None = None
        self._announcer: Announcer | None = None
        self._relays: list[QtRelay] = []
        self._leaving = False

    def start(self) -> None:
        """Follow the hall, after pairing when this device holds no token yet."""
        token = self._settings.token or stored_token(self._settings.state_dir)
        if token:
            self._follow(token)
        else:
            self._pair()

    def close(self) -> None:
        self._leaving = True
        if self._feed:
            self._feed.stop()
        if self._announcer:
            self._announcer.stop()
        self._timer.close()
        self._background.close()
        if self._feed:
            self._feed.join(LEAVE_SECONDS)

    def _pair(self) -> None:
        self._frame.show_pairing("")
        name = self._settings.name or f"board-{self._settings.layout}"
        self._background.run(
            lambda: pair(
                self._hall, Role.BOARD, name, self._settings.zone, self._code, lambda: self._leaving
            ),
            self._paired,
            self._not_paired,
        )

    def _paired(self, token: str | None) -> None:
        if token is not None:
            store_token(self._settings.state_dir, token)
            self._follow(token)

    def _not_paired(self, error: Exception) -> None:
        self._timer.after(PAIR_AGAIN_SECONDS, self._pair)
        if not isinstance(error, Refused):
            raise error
        self._frame.show_pairing_refused(error.problem.detail)

    def _follow(self, token: str) -> None:
        settings = self._settings
        self._hall.use_token(token)
        place = Place(settings.layout, settings.zone, settings.window)
        announcer = Announcer(
            _speakers(settings), speech_rules(settings), _now, self._relay(self._health_changed)
        )
        self._view_model = BoardViewModel(
            self._hall, place, announcer, self._background, self._timer, _now, self._frame.show_state
        )
        self._feed = Feed(
            settings.server,
            lambda: self._hall.token,
            settings.zone,
            self._relay(self._view_model.updated),
            self._relay(self._link_changed),
        )
        self._announcer = announcer
        announcer.start()
        self._view_model.start()
        self._feed.start()

    def _relay(self, act: Callable[..., None]) -> QtRelay:
        """A way onto the screen's thread that lives as long as the program."""
        relay = QtRelay(act)
        self._relays.append(relay)
        return relay

    def _link_changed(self, link: Link) -> None:
        match link.state:
            case LinkState.LIVE:
                self._view_model.heard(link.as_of)
            case LinkState.LOST:
                self._view_model.lost(link.as_of)
            case LinkState.CONNECTING:
                pass

    def _health_changed(self, health: Health) -> None:
        well = health.state is HealthState.OK
        self._view_model.speech_changed(
            DeviceState.OK if well else DeviceState.WARNING, "" if well else health.code
        )


def speech_rules(settings: DeviceSettings) -> SpeechRules:
    """A zone board speaks for its zone, a window screen for its window, a hall board for all."""
    if settings.layout == "zone" and settings.zone:
        return SpeechRules(sound_zones=frozenset({settings.zone}))
    if settings.layout == "window":
        return SpeechRules(only_window=settings.window)
    return SpeechRules()


def _speakers(settings: DeviceSettings) -> dict[str, Callable[[], Speaker]]:
    """The loudspeaker of this board, by sound zone; none when the settings name none."""
    url = settings.ports.speaker

    def build() -> Speaker:
        speaker = build_speaker(url)
        if speaker is None:
            raise SpeechFault("no speaker is configured")
        return speaker

    zones = speech_rules(settings).sound_zones or {WHOLE_HALL}
    return {} if url == "none://" else dict.fromkeys(zones, build)


def _now() -> datetime:
    return datetime.now(UTC)


def checked(settings: DeviceSettings) -> DeviceSettings:
    """Raises BadSettings for a board that could never work."""
    if settings.role != "board":
        raise BadSettings(f'role is {settings.role!r}; a call board needs role = "board"')
    for layout, key in (("zone", "zone"), ("window", "window")):
        if settings.layout == layout and not getattr(settings, key):
            raise BadSettings(f"{key} is missing; the layout {layout!r} needs it")
    try:
        build_speaker(settings.ports.speaker)
    except BadDeviceUrl as error:
        raise BadSettings(f"ports.speaker: {error}") from error
    except Fault:
        pass  # a voice that does not work now is reported with the heartbeat; the board still shows
    return settings


def main(settings: DeviceSettings) -> int:
    """Run a board until its window is closed."""
    os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "0")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    checked(settings)
    frame = BoardFrame(settings.layout, settings.screen)
    program = BoardProgram(settings, frame)
    if settings.control_port is not None:
        RemoteControl(frame, settings.control_port, app.quit)
    frame.show()
    program.start()
    try:
        return app.exec()
    finally:
        program.close()


def run(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="board", description="The call board of a hall, a zone or a window."
    )
    parser.add_argument("--config", type=Path, required=True, help="this machine's device.toml")
    try:
        return main(read_device_settings(parser.parse_args(arguments).config))
    except BadSettings as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    sys.exit(run())
