"""Builds the face clock on the wall: `python -m hardware.attendance_clock --config device.toml`."""

import argparse
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hall_server.client.clock_hall import ClockHall
from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.feed import Feed, Update
from hall_server.client.http import new_key
from hall_server.client.link import Link, LinkState
from hall_server.client.pairing import Admission, Applicant
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.clock_events import ClockEventKind
from hall_server.wire.directory import Directory
from hall_server.wire.words import DeviceState, Role
from hardware.attendance_clock.diary import Diary
from hardware.attendance_clock.disputes import Disputes
from hardware.attendance_clock.enrolling import EnrolDesk
from hardware.attendance_clock.eyes import Eyes, NoFaces, zone_of
from hardware.attendance_clock.glances import Rest, Task
from hardware.attendance_clock.halls import Administrator
from hardware.attendance_clock.kept_roster import KeptRoster
from hardware.attendance_clock.kept_time import KeptTime
from hardware.attendance_clock.loop import Loop
from hardware.attendance_clock.punch_box import PunchBox
from hardware.attendance_clock.punching import PunchDesk
from hardware.attendance_clock.report import report_of
from hardware.attendance_clock.roster_watch import CHANGES, Faces, RosterWatch
from hardware.attendance_clock.screen import Screen
from hardware.attendance_clock.staff import Person, Staff
from hardware.attendance_clock.state import ClockState
from hardware.attendance_clock.timekeeping import HallTime, steady_seconds
from hardware.attendance_clock.ui.window import ClockWindow
from hardware.attendance_clock.view_model import ClockViewModel
from hardware.attendance_clock.watching import CardWatch
from hardware.build import build_scanner
from hardware.build_camera import build_camera
from hardware.build_face import build_face_engine
from hardware.doctor.page.mounting import MountedPage
from hardware.doctor.page.own_devices import OwnDevices
from hardware.face.interface import EngineMissing, FaceEngine
from hardware.health import LibraryMissing
from hardware.scanner.wedge import WedgeScanner
from hardware.transport.url import BadDeviceUrl

ROLE = "clock"
ANSWERS_COME_SECONDS = 2.0
TICK_SECONDS, FRAME_SECONDS, BEAT_SECONDS = 0.25, 0.066, 10.0

log = logging.getLogger("attendance_clock")


class Program:
    """One clock from its start to its end."""

    def __init__(self, settings: DeviceSettings) -> None:
        if settings.role != ROLE:
            raise BadSettings(f'role is {settings.role!r}; the face clock needs role = "{ROLE}"')
        self._settings = settings
        self._time = HallTime(memory=KeptTime(settings.state_dir / "hall-time.json"))
        self._hall = ClockHall(settings.server, self._time.asking, settings.language)
        self._admin_hall = ClockHall(settings.server, self._time.asking, settings.language)
        # A worker each: a punch on its way to the disk waits for nobody.
        self._keeping, self._sending, self._asking, self._telling = (QtBackground() for _ in range(4))
        self._timer = QtTimer()
        self._camera = build_camera(settings.ports.camera)
        self._reader = build_scanner(settings.ports.scanner)
        self._eyes: Eyes | None = None
        self._task: Task = Rest()
        self._staff: Staff | None = None
        self._feed: Feed | None = None
        self._roster: RosterWatch | None = None
        self._told: tuple[DeviceState, str] | None = None
        self._pairing, self._let_in_at = False, 0.0
        self.window = ClockWindow(zone_of(settings.clock).spot)
        self._box = PunchBox(settings.state_dir)
        self._disputes = Disputes(settings.state_dir, self._time.now)
        self._screen = Screen(settings.language, self._timer, self._show, self._look_for)
        desk = PunchDesk(
            self._screen,
            self._box,
            lambda: self._box.send(self._hall),
            self._time,
            self._keeping,
            self._sending,
            self._timer,
            new_key,
            self._unknown_here,
            lambda: self.taps.undo_seconds(),
            lambda greeting: self._diary.note(ClockEventKind.NOT_ME, greeting.staff, greeting.figures),
        )
        self._diary = Diary(self._box.note, desk.send, self._time, self._keeping, self._timer, new_key)
        self._enrol = EnrolDesk(
            self._screen,
            Administrator(self._admin_hall),
            NoFaces(),
            self._asking,
            self._time.now,
            new_key,
            self._find,
            self._fetch_roster,
        )
        self.taps = ClockViewModel(self._screen, desk, self._enrol, self._hall, self._asking)
        self.window.connect_taps(self.taps)
        self._code = QtRelay(self.taps.pairing_code_arrived)
        self._glance = QtRelay(self.taps.seen)
        self._card = QtRelay(self.taps.card_read)
        self._reader_news = QtRelay(self.taps.card_reader_seen)
        self._updated, self._linked = QtRelay(self._update), QtRelay(self._link)
        self._admission = Admission(
            self._hall,
            Applicant(Role.CLOCK, settings.name or ROLE, settings.zone, settings.state_dir, settings.token),
            self._telling,
            self._timer,
            self._code,
            lambda _: self._let_in(),
        )
        self._cards = self._card_loop()
        own = {"camera": self._camera, "scanner": self._reader}
        health = {name: device.health for name, device in own.items() if device is not None}
        self._technician = MountedPage(self.window, settings, OwnDevices(health))

    def start(self) -> None:
        """Show the screen at once; the engine's models take a moment to load."""
        self.taps.start()
        self._tick()
        self._show_frame()
        if self._cards is not None:
            self._cards.start()
        if self._camera is None:
            self._without_faces()
        else:
            url = self._settings.clock.face
            self._asking.run(lambda: build_face_engine(url), self._engine_built, self._no_engine)

    def end(self) -> None:
        self._admission.end()
        if self._feed is not None:
            self._feed.stop()
        for relay in (
            self._code,
            self._glance,
            self._card,
            self._reader_news,
            self._updated,
            self._linked,
        ):
            relay.close()
        self._timer.close()
        self._technician.close()
        for loop in (self._eyes, self._cards, self._camera, self._reader):
            if loop is not None:
                loop.close()
        for background in (self._keeping, self._sending, self._asking, self._telling):
            background.close()
        self._box.close()

    def start_over(self) -> None:
        """After what nobody foresaw."""
        self._screen.home()

    # The eyes

    def _engine_built(self, engine: FaceEngine) -> None:
        assert self._camera is not None
        self._eyes = Eyes(self._camera, engine, self._settings.clock, self._glance)
        self._eyes.look_for(self._task)
        self._eyes.keep_by(self._disputes.keep)
        self._eyes.start()
        self._enrol.use(self._eyes.faces)
        self._begin(self._eyes.faces)

    def _no_engine(self, error: Exception) -> None:
        if not isinstance(error, EngineMissing):
            raise error
        log.error("no faces: %s", error)
        self._without_faces()

    def _without_faces(self) -> None:
        self.taps.no_faces()
        self._begin(NoFaces())

    def _look_for(self, task: Task) -> None:
        self._task = task
        if self._eyes is not None:
            self._eyes.look_for(task)

    # The hall

    def _begin(self, faces: Faces) -> None:
        settings = self._settings
        kept = KeptRoster(settings.state_dir / "roster.sealed", settings.state_dir / "punches.key")
        self._roster = RosterWatch(
            self._hall,
            kept,
            faces,
            lambda: self._hall.token,
            self._telling,
            self._timer,
            self._staff_told,
            self._unknown_here,
        )
        self._admission.begin()

    def _let_in(self) -> None:
        assert self._roster is not None
        self._pairing, self._let_in_at = False, steady_seconds()
        self.taps.let_in()
        self._roster.start()
        self._fetch_directory()
        if self._feed is None:
            self._feed = Feed(
                self._settings.server,
                lambda: self._hall.token,
                self._settings.zone,
                self._updated,
                self._linked,
            )
            self._feed.start()
            self._beat()

    def _unknown_here(self) -> None:
        """Every question is refused now; it pairs anew once. Just after it was let in, this may be about a
        question from before."""
        fresh = steady_seconds() - self._let_in_at < ANSWERS_COME_SECONDS
        if not self._pairing and not fresh:
            log.warning("the hall does not know this clock any more")
            self._diary.note(ClockEventKind.UNPAIRED)
            self._pairing = self._admission.renew()

    def _staff_told(self, staff: Staff) -> None:
        self._staff = staff
        if self._eyes is not None:
            self._eyes.prove_by(staff.liveness)
        self._disputes.use(staff.dispute_days, staff.enrolled)
        self.taps.staff_arrived(staff)

    def _find(self, number: str) -> Person | None:
        return self._staff.by_number(number) if self._staff is not None else None

    def _fetch_roster(self) -> None:
        if self._roster is not None:
            self._roster.fetch()

    def _fetch_directory(self) -> None:
        self._telling.run(self._hall.directory, self._hall_known, self._not_now)

    def _hall_known(self, directory: Directory) -> None:
        self.taps.hall_known(directory.name_zh, directory.name_en, directory.time_zone)

    def _update(self, update: Update) -> None:
        if any(event.kind in CHANGES for event in update.events):
            self._fetch_roster()

    def _link(self, link: Link) -> None:
        match link.state:
            case LinkState.LIVE:
                if not self.taps.state.connected:
                    self.taps.link_live()
                    self._fetch_roster()
                    self._fetch_directory()
            case LinkState.LOST:
                self.taps.link_lost(link.as_of)
            case LinkState.CONNECTING:
                pass

    def _beat(self) -> None:
        self._timer.after(BEAT_SECONDS, self._beat)
        self._report()

    def _report(self) -> None:
        told = self._told = report_of(self.taps.state)
        self._telling.run(lambda: self._hall.heartbeat(*told), lambda _: None, self._not_now)

    @staticmethod
    def _not_now(error: Exception) -> None:
        """It is asked again; the feed shows a lost link by itself."""
        if not isinstance(error, LinkLost | Refused):
            raise error

    # The screen

    def _show(self, state: ClockState) -> None:
        self._hall.language = state.language
        self.window.show_state(state)
        self._diary.saw(state)
        if self._feed is not None and self._told != report_of(state):
            self._report()

    def _tick(self) -> None:
        self._timer.after(TICK_SECONDS, self._tick)
        stamp = self._time.stamp()
        self.taps.time_seen(stamp)
        moved = self._time.moved_by()
        if moved is not None:
            log.warning("the system clock was moved by %s while this program was off", moved)
            self._diary.note(ClockEventKind.TIME_JUMPED)
        self.window.show_time(stamp.at)

    def _show_frame(self) -> None:
        if self._camera is not None:
            self._timer.after(FRAME_SECONDS, self._show_frame)
            self.window.show_frame(self._camera.newest())

    def _card_loop(self) -> Loop | None:
        if self._reader is None:
            return None
        if isinstance(self._reader, WedgeScanner):
            self.window.hear_reader(self._reader)
        return Loop("card reader", CardWatch(self._reader, self._card, self._reader_news).step)


def main(settings: DeviceSettings) -> int:
    """Run a clock until its window is closed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    program = Program(settings)
    window, screen = program.window, settings.screen
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint, screen.frameless)
    window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, screen.on_top)
    window.setGeometry(screen.x, screen.y, screen.width, screen.height)
    if settings.control_port is not None:
        RemoteControl(window, settings.control_port, application.quit)
    sys.excepthook = partial(_recover, program.start_over)
    program.start()
    window.show()
    code = application.exec()
    program.end()
    return code


def _recover(
    start_over: Callable[[], None],
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """The one place where the unforeseen ends: it is logged, and the next person finds the first page."""
    log.critical("unforeseen", exc_info=(kind, error, trace))
    start_over()


def run(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="clock", description="The face clock on the wall.")
    parser.add_argument("--config", type=Path, required=True, help="the machine's device.toml")
    parser.add_argument("--control", type=int, help="loopback port for tests and demonstrations")
    chosen = parser.parse_args(arguments)
    # Its request lines hold pairing secrets.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        settings = read_device_settings(chosen.config)
        if chosen.control is not None:
            settings = replace(settings, control_port=chosen.control)
        return main(settings)
    except (BadSettings, BadDeviceUrl, LibraryMissing) as error:
        parser.error(f"{chosen.config}: {error}")


if __name__ == "__main__":
    sys.exit(run())
