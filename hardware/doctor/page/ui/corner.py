"""A long press on the top right corner of a window, which takes nothing away from what stands there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

SHARE, LEAST_PIXELS = 0.11, 72
"""Side of the corner, of the shorter side of the window."""


class CornerPress(QObject):
    """Hears the presses of the whole application and lets every one of them pass."""

    def __init__(self, window: QWidget, seconds: float, pressed: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._pressed = window, pressed
        self._under: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self._held)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent) and isinstance(watched, QWidget) and self._is_ours(watched):
            inside = self._in_corner(event.globalPosition().toPoint())
            if kind == QEvent.Type.MouseButtonPress and inside:
                if not self._timer.isActive():
                    self._under = watched
                    self._timer.start()
            elif kind == QEvent.Type.MouseButtonRelease or not inside:
                self._timer.stop()
        return False

    def close(self) -> None:
        """Hear nothing more."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def _is_ours(self, widget: QWidget) -> bool:
        return widget.window() is self._window

    def _in_corner(self, where: QPoint) -> bool:
        at = self._window.mapFromGlobal(where)
        width, height = self._window.width(), self._window.height()
        side = max(round(min(width, height) * SHARE), LEAST_PIXELS)
        return width - side <= at.x() < width and 0 <= at.y() < side

    def _held(self) -> None:
        under = self._under
        if isinstance(under, QAbstractButton):
            # So long a press was not meant for the button: its release does nothing.
            under.setDown(False)
        self._under = None
        self._pressed()
