"""The call board as a program: `python -m display_board --config device.toml`."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from display_board.announcements import WHOLE_HALL, SpeechRules
from display_board.announcer import Announcer
from display_board.board import Place
from display_board.led_displays import BusName, LedDisplays
from display_board.strips import StripPlan
from display_board.ui.frame import BoardFrame
from display_board.view_model import BoardViewModel
from display_board.wall import shape_of
from display_board.wall_view_model import WallViewModel
from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.feed import Feed
from hall_server.client.http import HttpHall
from hall_server.client.link import Link, LinkState
from hall_server.client.pairing import Admission, Applicant
from hall_server.client.program_log import log_to_stderr
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.wire.words import Role
from hardware.build import build_led, build_speaker, check_led, check_speaker
from hardware.doctor.findings import ORDER
from hardware.doctor.page.mounting import MUTE, MountedPage
from hardware.doctor.page.own_devices import OwnDevices
from hardware.health import Health
from hardware.led.interface import LedPanel, Spot
from hardware.led.led_wall import LedWall, Mount
from hardware.speech.interface import Speaker, SpeechFault, Utterance
from hardware.transport.port_owners import PortOwners
from hardware.transport.url import BadDeviceUrl

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
        self._displays = led_displays(settings) if settings.led else None
        self._voices: dict[str, Health] = {}
        self._technician = MountedPage(frame, settings, self._lent())
        self._admission = Admission(
            self._hall,
            Applicant(
                Role.BOARD,
                settings.name or f"board-{settings.layout}",
                settings.zone,
                settings.state_dir,
                settings.token,
            ),
            self._background,
            self._timer,
            self._code,
            self._follow,
            frame.show_pairing_refused,
        )

    def start(self) -> None:
        """Follow the hall, after pairing when this device holds no token yet."""
        self._frame.show_pairing("")
        self._admission.begin()

    def close(self) -> None:
        self._admission.end()
        self._technician.close()
        if self._feed:
            self._feed.stop()
        if self._announcer:
            self._announcer.stop()
        if self._displays:
            self._displays.close()
        for relay in (self._code, *self._relays):
            relay.close()
        self._timer.close()
        self._background.close()
        if self._feed:
            self._feed.join(LEAVE_SECONDS)

    def _follow(self, token: str) -> None:
        settings = self._settings
        if settings.layout == "attendance":
            self._watch(settings)
            return
        place = Place(settings.layout, settings.zone, settings.window)
        announcer = Announcer(
            self._speakers(),
            speech_rules(settings),
            _now,
            self._relay(partial(self._voice_changed, "speech")),
        )
        self._view_model = BoardViewModel(
            self._hall,
            place,
            announcer,
            self._background,
            self._timer,
            _now,
            self._frame.show_state,
            self._displays,
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

    def _watch(self, settings: DeviceSettings) -> None:
        """The wall of attendance asks; it neither follows the feed nor speaks."""
        shape = shape_of(settings.screen.width, settings.screen.height)
        self._wall = WallViewModel(
            self._hall, shape, self._background, self._timer, _now, self._frame.show_state
        )
        self._wall.start()

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

    def _lent(self) -> OwnDevices:
        """The board's voice and displays, for the technician's page."""
        settings, displays = self._settings, self._displays
        mute = settings.ports.speaker.startswith(MUTE)
        health: dict[str, Callable[[], Health]] = {} if mute else {"speaker": self._voice}
        for number, bus in enumerate(settings.led, 1):
            if displays is not None and not bus.port.startswith("none:"):
                health[f"led {bus.port}"] = partial(displays.health_of, f"led{number}")
        return OwnDevices(health, say=None if mute else self._say)

    def _voice(self) -> Health:
        """What was last heard of the voice; it tells only when something changes."""
        return max(self._voices.copy().values(), key=lambda h: ORDER.index(h.state), default=Health.ok())

    def _say(self, words: Utterance) -> None:
        if self._announcer is None:
            raise SpeechFault("the board is not paired yet")
        self._announcer.say(words)

    def _voice_changed(self, part: str, health: Health) -> None:
        self._voices[part] = health
        self._view_model.voice_changed(part, health)

    def _speakers(self) -> dict[str, Callable[[], Speaker]]:
        """How to build the loudspeaker of this board, by sound zone; none when the settings name none."""
        url = self._settings.ports.speaker
        report = self._relay(partial(self._voice_changed, "voice"))

        def build() -> Speaker:
            speaker = build_speaker(url, report)
            if speaker is None:
                raise SpeechFault("no speaker is configured")
            return speaker

        zones = speech_rules(self._settings).sound_zones or {WHOLE_HALL}
        return {} if url == "none://" else dict.fromkeys(zones, build)


def speech_rules(settings: DeviceSettings) -> SpeechRules:
    """A zone board speaks for its zone, a window screen for its window, a hall board for all."""
    if settings.layout == "zone" and settings.zone:
        return SpeechRules(sound_zones=frozenset({settings.zone}))
    if settings.layout == "window":
        return SpeechRules(only_window=settings.window)
    return SpeechRules()


def led_displays(settings: DeviceSettings) -> LedDisplays:
    """The displays of all buses of the settings, started. Buses on one port share it."""
    owners = PortOwners()
    panels: dict[str, LedPanel] = {}
    names: dict[str, BusName] = {}
    windows: dict[str, list[Mount]] = {}
    columns: dict[str, int] = {}
    board: list[Mount] = []
    rows: list[int] = []
    for number, bus in enumerate(settings.led, 1):
        name, panel = f"led{number}", build_led(bus.port, owners)
        if panel is None:
            continue
        panels[name] = panel
        names[name] = BusName(bus.port.partition("?")[0], frozenset(bus.strips))
        for window, spots in bus.strips.items():
            windows.setdefault(window, []).extend(Mount(name, Spot(s.address, s.row)) for s in spots)
            columns[window] = min(bus.columns, columns.get(window, bus.columns))
        board += [Mount(name, Spot(s.address, s.row)) for s in bus.rows]
        rows += [bus.columns] * len(bus.rows)
    wall = LedWall(panels, windows, board)
    wall.start()
    plan = StripPlan(columns, tuple(rows), settings.zone, settings.language)
    return LedDisplays(wall, plan, names, timedelta(seconds=settings.led_stale_seconds))


def _now() -> datetime:
    return datetime.now(UTC)


def checked(settings: DeviceSettings) -> DeviceSettings:
    """Raises BadSettings for a board that could never work."""
    if settings.role != "board":
        raise BadSettings(f'role is {settings.role!r}; a call board needs role = "board"')
    for layout, key in (("zone", "zone"), ("window", "window")):
        if settings.layout == layout and not getattr(settings, key):
            raise BadSettings(f"{key} is missing; the layout {layout!r} needs it")
    if settings.layout == "attendance":
        if settings.led:
            raise BadSettings("the layout 'attendance' shows no calls; take [[led]] out")
        if not settings.ports.speaker.startswith(MUTE):
            raise BadSettings("ports.speaker: the layout 'attendance' does not speak; take it out")
    if settings.layout == "window" and any(bus.rows for bus in settings.led):
        raise BadSettings('rows of [[led]] list the calls of a zone or a hall; set layout = "zone" or "hall"')
    ports = [(f"[[led]] no. {number}: port", bus.port) for number, bus in enumerate(settings.led, 1)]
    _check("ports.speaker", check_speaker, settings.ports.speaker)
    owners = PortOwners()
    for key, url in ports:
        _check(key, partial(check_led, owners=owners), url)
    return settings


def _check(key: str, check: Callable[[str], None], url: str) -> None:
    try:
        check(url)
    except BadDeviceUrl as error:
        raise BadSettings(f"{key}: {error}") from error


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
    path = parser.parse_args(arguments).config
    log_to_stderr()
    try:
        settings = read_device_settings(path)
    except BadSettings as error:
        parser.exit(2, f"{error}\n")
    try:
        return main(settings)
    except BadSettings as error:
        parser.exit(2, f"{path}: {error}\n")


if __name__ == "__main__":
    sys.exit(run())
