"""Builds a kiosk: `python -m kiosk --config device.toml`."""

import argparse
import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.feed import Feed, Update
from hall_server.client.http import HttpHall, new_key
from hall_server.client.leases import LeaseBook
from hall_server.client.link import Link, LinkState
from hall_server.client.outbox import Outbox
from hall_server.client.pairing import pair, store_token, stored_token
from hall_server.client.qt_bridge import QtBackground, QtRelay, QtTimer
from hall_server.client.remote_control import RemoteControl
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.words import EventKind, Role
from hardware.build import build_id_reader, build_light, build_printer
from kiosk.absent import NoPrinter
from kiosk.card_watch import CardWatch
from kiosk.caretaker import Caretaker, Indicator
from kiosk.journey import Page
from kiosk.offline import OfflineNumbers
from kiosk.state import Kiosk, KioskState
from kiosk.ui.window import KioskWindow
from kiosk.view_model import KioskViewModel

RETRY_SECONDS = 2.0
UNAUTHORISED = 401

log = logging.getLogger("kiosk")


def printer_url(settings: DeviceSettings) -> str:
    """The printer's port with the options of the settings file, unless the port says otherwise."""
    url = settings.ports.printer
    if not url.startswith(("tcp:", "serial:", "usb:", "file:")):
        return url
    options = {
        "paper": str(settings.printer.paper_mm),
        "rom": settings.printer.rom,
        "text": "raster" if settings.printer.text_mode == "raster" else "auto",
        "status": "none" if settings.printer.status == "none" else "ask",
    }
    missing = [f"{key}={value}" for key, value in options.items() if f"{key}=" not in url]
    return f"{url}{'&' if '?' in url else '?'}{'&'.join(missing)}" if missing else url


class Program:
    """One kiosk from its start to its end."""

    def __init__(self, settings: DeviceSettings) -> None:
        self._settings = settings
        self._hall = HttpHall(settings.server, language=settings.language)
        self._ending = threading.Event()
        # Three workers: a citizen's question never waits for the reader or for a heartbeat.
        self._asking, self._looking, self._telling = QtBackground(), QtBackground(), QtBackground()
        self._timer = QtTimer()
        self.window = KioskWindow()
        printer = build_printer(printer_url(settings)) or NoPrinter()
        reader, light = build_id_reader(settings.ports.id_reader), build_light(settings.ports.light)
        self._indicator = Indicator(light, self._looking) if light else None
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
        )
        self._caretaker = Caretaker(
            self._hall,
            printer,
            self._asking,
            self._telling,
            self._timer,
            self._printer_is_free,
            self.taps.printer_seen,
        )
        self._watch = (
            CardWatch(reader, self._looking, self._timer, self.taps.card_polled, self.taps.reader_seen)
            if reader
            else None
        )
        self._feed: Feed | None = None
        self.window.connect_taps(self.taps)

    def start(self) -> None:
        """Show the screen at once; pair if need be; then fetch the plan and follow the hall."""
        self.taps.start()
        if self._watch is None:
            self.taps.reader_seen(False)
        token = self._settings.token or stored_token(self._settings.state_dir)
        if token:
            self._paired(token)
        else:
            self._pair()

    def end(self) -> None:
        self._ending.set()
        if self._feed is not None:
            self._feed.stop()
        self._timer.close()
        for background in (self._asking, self._looking, self._telling):
            background.close()
        self._outbox.close()

    def _show(self, state: KioskState) -> None:
        self.window.show_state(state)
        if self._indicator is not None:
            self._indicator.show_state(state)

    def _printer_is_free(self) -> bool:
        return self.taps.state.page in (Page.ATTRACT, Page.DONE, Page.OUT_OF_ORDER)

    def _pair(self) -> None:
        show_code = QtRelay(self.taps.pairing_code_arrived, self._timer)
        settings = self._settings

        def job() -> str | None:
            return pair(
                self._hall,
                Role.KIOSK,
                settings.name or "kiosk",
                settings.zone,
                show_code,
                self._ending.is_set,
            )

        def approved(token: str | None) -> None:
            if token:
                store_token(settings.state_dir, token)
                self._paired(token)

        self._asking.run(job, approved, self._pairing_failed)

    def _pairing_failed(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            raise error
        log.warning("pairing was refused: %s", error.problem.code)
        self._timer.after(RETRY_SECONDS, self._pair)

    def _paired(self, token: str) -> None:
        self._hall.use_token(token)
        self._fetch_directory(self._opened)

    def _planned(self, directory: Directory) -> None:
        self.taps.directory_arrived(directory)
        self._offline.directory_arrived(directory)

    def _opened(self, directory: Directory) -> None:
        self._planned(directory)
        if self._feed is not None:
            return
        on_update = QtRelay(self._updated, self._timer)
        on_link = QtRelay(self._linked, self._timer)
        self._feed = Feed(
            self._settings.server, lambda: self._hall.token, self._settings.zone, on_update, on_link
        )
        self._feed.start()
        self._caretaker.start()
        if self._watch is not None:
            self._watch.start()

    def _fetch_directory(self, arrived: Callable[[Directory], None]) -> None:
        def failed(error: Exception) -> None:
            match error:
                case Refused() if error.problem.status == UNAUTHORISED and not self._settings.token:
                    self._pair()
                case LinkLost() | Refused():
                    self._timer.after(RETRY_SECONDS, lambda: self._fetch_directory(arrived))
                case _:
                    raise error

        self._asking.run(self._hall.directory, arrived, failed)

    def _updated(self, update: Update) -> None:
        view: HallView = update.view
        self.taps.view_arrived(view)
        if any(event.kind == EventKind.PLAN_CHANGED for event in update.events):
            self._fetch_directory(self._planned)

    def _linked(self, link: Link) -> None:
        match link.state:
            case LinkState.LOST:
                self._offline.link_lost()
                self.taps.link_lost(link.as_of)
            case LinkState.LIVE:
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
    # Its request lines hold pairing secrets.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        settings = read_device_settings(chosen.config)
    except BadSettings as error:
        parser.error(str(error))
    if chosen.control is not None:
        settings = replace(settings, control_port=chosen.control)
    return main(settings)


if __name__ == "__main__":
    sys.exit(run())
