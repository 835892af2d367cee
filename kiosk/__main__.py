"""Builds a kiosk: `python -m kiosk --config device.toml`."""

import argparse
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hall_server.client.device_settings import (
    BadSettings,
    DeviceSettings,
    printer_url,
    read_device_settings,
)
from hall_server.client.feed import Feed, Update
from hall_server.client.http import HttpHall, new_key
from hall_server.client.leases import LeaseBook
from hall_server.client.link import Link, LinkState
from hall_server.client.outbox import Outbox
from hall_server.client.pairing import Admission, Applicant
from hall_server.client.program_log import log_to_stderr
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.client.trouble import Refused
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.words import EventKind, Role
from hardware.build import build_id_reader, build_light, build_printer, build_scanner
from hardware.doctor.examination import Held
from hardware.doctor.page.mounting import MountedPage
from hardware.doctor.page.own_devices import OwnDevices
from hardware.health import Health, HealthState, LibraryMissing
from hardware.light.indicator import Indicator
from hardware.printer.interface import TellsByItself, TicketPrinter
from hardware.scanner.wedge import WedgeScanner
from hardware.transport.port_owners import PortOwners
from hardware.transport.url import BadDeviceUrl
from kiosk.absent import NoPrinter
from kiosk.card_watch import CardWatch
from kiosk.caretaker import Caretaker, signal_of
from kiosk.guide_bell import GuideBell
from kiosk.journey import Page
from kiosk.kept_plan import KeptPlan
from kiosk.offline import OfflineNumbers
from kiosk.plan_watch import PlanWatch
from kiosk.scan_watch import ScanWatch
from kiosk.state import Kiosk, KioskState
from kiosk.ui.wedge_keys import WedgeKeys
from kiosk.ui.window import KioskWindow
from kiosk.view_model import KioskViewModel

RETRY_SECONDS = 2.0
UNAUTHORISED = 401

log = logging.getLogger("kiosk")


def lent(printer: TicketPrinter, others: Held) -> OwnDevices:
    """The kiosk's devices for the technician's page. Whoever prints or asks waits for the other."""
    if isinstance(printer, NoPrinter):
        return OwnDevices(others)
    return OwnDevices({**others, "printer": lambda: printer.status().health}, printer)


class Program:
    """One kiosk from its start to its end."""

    def __init__(self, settings: DeviceSettings) -> None:
        self._settings = settings
        self._hall = HttpHall(settings.server, language=settings.language)
        # A worker each: a citizen's question never waits for a reader, a scanner or a heartbeat.
        self._asking, self._looking, self._telling = QtBackground(), QtBackground(), QtBackground()
        self._listening = QtBackground()
        self._timer = QtTimer()
        self.window = KioskWindow()
        printer = build_printer(printer_url(settings)) or NoPrinter()
        reader, owners = build_id_reader(settings.ports.id_reader), PortOwners()
        light = self._light = build_light(settings.ports.light, owners)
        bell = self._bell = build_light(settings.ports.guide_bell, owners)
        self._indicator = Indicator(light, self._looking, self._timer) if light else None
        kiosk = Kiosk(settings.name, settings.zone, settings.language, settings.idle_seconds)
        self._outbox = Outbox(settings.state_dir / "unsent.db")
        book = LeaseBook(settings.state_dir / "leases.json", lambda: datetime.now(UTC))
        self._offline = OfflineNumbers(
            self._hall, book, self._outbox, self._telling, self._timer, new_key, settings.zone
        )
        self.taps = KioskViewModel(
            kiosk,
            self._hall,
            printer,
            self._asking,
            self._timer,
            time.monotonic,
            new_key,
            self._show,
            lambda code: self._caretaker.report(code),
            self._offline,
            ring=lambda: self._guide.press() if self._guide else None,
        )
        self._guide = GuideBell(bell, self._looking, self._timer, self.taps.bell_changed) if bell else None
        self._caretaker = Caretaker(
            self._hall,
            printer,
            self._asking,
            self._telling,
            self._timer,
            self._printer_is_free,
            self.taps.printer_seen,
        )
        self._printer = printer
        self._printer_news = QtRelay(lambda _: self._caretaker.look(), self._timer)
        self._watch = (
            CardWatch(
                reader,
                self._looking,
                self._timer,
                self.taps.card_polled,
                self.taps.reader_seen,
                partial(self._caretaker.seen, "id_reader"),
            )
            if reader
            else None
        )
        self._scanner = build_scanner(settings.ports.scanner)
        self._scans = (
            ScanWatch(self._scanner, self._listening, self._timer, self.taps.code_scanned, self._scanner_seen)
            if self._scanner
            else None
        )
        plan = settings.state_dir / "plan.json"
        kept = KeptPlan(plan, settings.server, timedelta(days=settings.plan_days), lambda: datetime.now(UTC))
        self._plan = PlanWatch(
            self._hall,
            kept,
            self._telling,
            self._timer,
            self._planned,
            lambda: self.taps.link_lost(None),
            self._plan_refused,
        )
        self._admission = Admission(
            self._hall,
            Applicant(
                Role.KIOSK, settings.name or "kiosk", settings.zone, settings.state_dir, settings.token
            ),
            self._asking,
            self._timer,
            QtRelay(self.taps.pairing_code_arrived, self._timer),
            lambda _: self._plan.start(),
        )
        self._feed: Feed | None = None
        self.window.connect_taps(self.taps)
        own = {"id_reader": reader, "light": light, "guide_bell": bell, "scanner": self._scanner}
        health: Held = {name: device.health for name, device in own.items() if device is not None}
        self._technician = MountedPage(self.window, settings, lent(printer, health))

    def start(self) -> None:
        """Show the screen at once; pair if need be; then fetch the plan and follow the hall."""
        self.taps.start()
        if self._watch is None:
            self.taps.reader_seen(False)
        if self._guide is not None:
            self._guide.start()
        self._admission.begin()

    def end(self) -> None:
        self._admission.end()
        if self._feed is not None:
            self._feed.stop()
        self._timer.close()
        self._technician.close()
        for background in (self._asking, self._looking, self._telling, self._listening):
            background.close()
        if isinstance(self._printer, TellsByItself):
            self._printer.close()
        for device in (self._scanner, self._light, self._bell):
            if device is not None:
                device.close()
        self._outbox.close()

    def _show(self, state: KioskState) -> None:
        self.window.show_state(state)
        if self._indicator is not None:
            self._indicator.show(signal_of(state))

    def _printer_is_free(self) -> bool:
        return self.taps.state.page in (Page.ATTRACT, Page.DONE, Page.OUT_OF_ORDER)

    def _planned(self, directory: Directory) -> None:
        self.taps.directory_arrived(directory)
        self._offline.directory_arrived(directory)
        if self._feed is None:
            self._open()

    def _open(self) -> None:
        """The first plan is there."""
        on_update = QtRelay(self._updated, self._timer)
        on_link = QtRelay(self._linked, self._timer)
        self._feed = Feed(
            self._settings.server, lambda: self._hall.token, self._settings.zone, on_update, on_link
        )
        self._feed.start()
        self._caretaker.start()
        if isinstance(self._printer, TellsByItself):
            self._printer.watch(lambda: self._printer_news(None))
        if self._watch is not None:
            self._watch.start()
        if self._scans is not None:
            self._scans.start()

    def _plan_refused(self, error: Refused) -> None:
        unknown = error.problem.status == UNAUTHORISED
        if not (unknown and self._admission.renew()):
            self._timer.after(RETRY_SECONDS, self._plan.fetch)

    def _scanner_seen(self, health: Health) -> None:
        self.taps.scanner_seen(health.state is HealthState.OK)
        self._caretaker.seen("scanner", health)

    def keys_of_a_scanner(self) -> WedgeKeys | None:
        """What must see every key before the screen does, if the scanner types."""
        return WedgeKeys(self._scanner) if isinstance(self._scanner, WedgeScanner) else None

    def _updated(self, update: Update) -> None:
        view: HallView = update.view
        self.taps.view_arrived(view)
        if any(event.kind == EventKind.PLAN_CHANGED for event in update.events):
            self._plan.fetch()

    def _linked(self, link: Link) -> None:
        match link.state:
            case LinkState.LOST:
                self._plan.link_lost()
                self._offline.link_lost()
                self.taps.link_lost(link.as_of)
            case LinkState.LIVE:
                self._plan.link_live()
                self._offline.link_live()
                self.taps.link_live()
            case LinkState.CONNECTING:
                pass  # a lost link stays lost, for the citizen, while the next try is under way


def main(settings: DeviceSettings) -> int:
    """Run a kiosk until its window is closed."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    program = Program(settings)
    window, screen = program.window, settings.screen
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint, screen.frameless)
    window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, screen.on_top)
    window.setGeometry(screen.x, screen.y, screen.width, screen.height)
    window.watch_touches(application)
    keys = program.keys_of_a_scanner()
    if keys is not None:
        application.installEventFilter(keys)
    sys.excepthook = _recovering(program)
    program.start()
    window.show()
    control = (
        RemoteControl(window, settings.control_port, application.quit)
        if settings.control_port is not None
        else None
    )
    code = application.exec()
    program.end()
    del control
    return code


def _recovering(
    program: Program,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """The one place where the unforeseen ends: it is logged, and the next citizen finds the first page."""

    def recover(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("unforeseen", exc_info=(kind, error, trace))
        program.taps.start_over()

    return recover


def run(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="kiosk", description="The citizen's ticket kiosk.")
    parser.add_argument("--config", type=Path, required=True, help="the machine's device.toml")
    parser.add_argument("--control", type=int, help="loopback port for tests and demonstrations")
    chosen = parser.parse_args(arguments)
    log_to_stderr()
    try:
        settings = read_device_settings(chosen.config)
    except BadSettings as error:
        parser.error(str(error))
    if chosen.control is not None:
        settings = replace(settings, control_port=chosen.control)
    try:
        return main(settings)
    except (BadDeviceUrl, LibraryMissing) as error:
        parser.error(f"{chosen.config}: {error}")


if __name__ == "__main__":
    sys.exit(run())
