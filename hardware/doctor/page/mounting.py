"""Puts the technician's page over a program's window: the corner, the keys, the check and the window."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from hall_server.client.device_settings import DeviceSettings, printer_url
from hall_server.client.qt_bridge import QtBackground, QtTimer
from hardware.doctor import devices
from hardware.doctor.check_up import check_up
from hardware.doctor.findings import Finding
from hardware.doctor.network_search import own_addresses
from hardware.doctor.page import wording
from hardware.doctor.page.own_devices import OwnDevices, print_test, say_test
from hardware.doctor.page.state import About, Act, PageState, Sheet
from hardware.doctor.page.ui.corner import CornerPress
from hardware.doctor.page.ui.window import TechnicianWindow
from hardware.doctor.page.view_model import TechnicianPage
from hardware.health import Health

SHORTCUT = "Ctrl+Shift+T"
MUTE = ("none:", *devices.MUTE)


class MountedPage:
    """Lives as long as the program. `close` ends its threads."""

    def __init__(self, window: QWidget, settings: DeviceSettings, own: OwnDevices | None = None) -> None:
        self._window, self._settings, self._own = window, settings, own or OwnDevices()
        self._background, self._timer = QtBackground(), QtTimer()
        self._sheet: TechnicianWindow | None = None
        self.taps = TechnicianPage(
            about(settings),
            settings.technician_pin,
            lambda: check_up(settings, held=self._own.health),
            self._acts(),
            self._background,
            self._timer,
            time.monotonic,
            lambda: datetime.now().astimezone(),
            self._show,
        )
        self._corner = CornerPress(window, settings.technician_press_seconds, self.taps.asked_for)
        keys = QAction(window)
        keys.setObjectName("technician_keys")
        keys.setShortcut(QKeySequence(SHORTCUT))
        keys.setAutoRepeat(False)
        keys.triggered.connect(lambda: self.taps.asked_for())
        window.addAction(keys)

    def close(self) -> None:
        self._corner.close()
        self._timer.close()
        self._background.close()
        self._drop()

    def _show(self, state: PageState) -> None:
        if state.sheet is Sheet.CLOSED:
            self._drop()
        elif self._sheet is None:
            self._sheet = TechnicianWindow(self._window, self.taps, state)
            self._sheet.show()
            self._sheet.raise_()
            self._sheet.activateWindow()
            self._sheet.setFocus()
        else:
            self._sheet.show_state(state)

    def _drop(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.hide()
            sheet.deleteLater()
            self._window.activateWindow()

    def _acts(self) -> dict[Act, Callable[[], Finding]]:
        """What this machine can be asked to do: by the program's own device, or by one opened for it."""
        ports, own = self._settings.ports, self._own
        acts: dict[Act, Callable[[], Finding]] = {}
        url = printer_url(self._settings)
        if own.printer is not None:
            acts[Act.PRINT] = partial(print_test, own.printer, url)
        elif not url.startswith("none:"):
            acts[Act.PRINT] = lambda: devices.printer(url, test_ticket=True) or _gone("printer", url)
        if own.say is not None:
            acts[Act.SPEAK] = partial(say_test, own.say, ports.speaker)
        elif not ports.speaker.startswith(MUTE):
            acts[Act.SPEAK] = lambda: devices.speaker(ports.speaker, aloud=True) or _gone("speaker", "")
        return acts


def about(settings: DeviceSettings) -> About:
    """What a technician reads out on the telephone."""
    return About(
        settings.language,
        (
            ("program", wording.said(f"program_{settings.role}", settings.language)),
            ("version", release()),
            ("server", settings.server),
            ("name", settings.name),
            ("place", " ".join(filter(None, (settings.zone, settings.window)))),
            ("address", ", ".join(own_addresses())),
        ),
    )


def release() -> str:
    """Of the installed program; empty when it runs from a folder."""
    try:
        return version("onehall")
    except PackageNotFoundError:
        return ""


def _gone(what: str, url: str) -> Finding:
    return Finding(what, url, Health.unknown("not_tried"))
