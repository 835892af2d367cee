"""The page as a window of its own over the program's: what the program draws meanwhile cannot cover it."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hardware.doctor.page import wording
from hardware.doctor.page.state import PageState, Sheet
from hardware.doctor.page.ui.look import scale_of, style_sheet
from hardware.doctor.page.ui.parts import label
from hardware.doctor.page.ui.pin_sheet import NoticeSheet, PinSheet
from hardware.doctor.page.ui.report_sheet import ReportSheet
from hardware.doctor.page.view_model import TechnicianPage

LEAST_WIDTH, LEAST_HEIGHT = 900, 640
"""A folded terminal is only a bar; the page needs more."""
_TOUCHES = (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.Wheel)


class TechnicianWindow(QWidget):
    """Made anew at each opening, for the window below may have changed its size."""

    def __init__(self, below: QWidget, taps: TechnicianPage, state: PageState) -> None:
        super().__init__(below, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self._taps = taps
        language = state.about.language
        self.setObjectName("technician_page")
        self.setWindowTitle(wording.said("title", language))
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setGeometry(_place_over(below))
        scale = scale_of(self.width(), self.height())
        self.setStyleSheet(style_sheet(scale))
        self.title = label("technician_title", wrap=False)
        self.title.setText(wording.said("title", language))
        head = QWidget()
        head.setObjectName("technician_head")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(head)
        line.setContentsMargins(*(round(n * scale) for n in (24, 10, 24, 10)))
        line.addWidget(self.title)
        self.notice = NoticeSheet(taps, language, scale)
        self.pin = PinSheet(taps, language, scale)
        self.report = ReportSheet(taps, state, scale, self.width())
        self.sheets = QStackedWidget()
        for sheet in (self.notice, self.pin, self.report):
            self.sheets.addWidget(sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self.sheets, 1)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self.show_state(state)

    def show_state(self, state: PageState) -> None:
        match state.sheet:
            case Sheet.PIN:
                self.pin.show_state(state)
                self.sheets.setCurrentWidget(self.pin)
            case Sheet.REPORT:
                self.report.show_state(state)
                self.sheets.setCurrentWidget(self.report)
            case Sheet.NOT_SET | Sheet.SPOILT:
                self.notice.show_state(state)
                self.sheets.setCurrentWidget(self.notice)
            case Sheet.CLOSED:
                pass

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any press on the page counts as somebody being there."""
        if event.type() in _TOUCHES and isinstance(watched, QWidget) and watched.window() is self:
            self._taps.touched()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, typed = event.key(), event.text()
        if key == Qt.Key.Key_Escape:
            self._taps.close()
        elif key == Qt.Key.Key_Backspace:
            self._taps.rub_out_pressed()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._taps.enter_pressed()
        elif len(typed) == 1 and typed.isascii() and typed.isdigit():
            self._taps.digit_pressed(typed)

    def closeEvent(self, event: QCloseEvent) -> None:
        """By the window manager: the same as the button."""
        event.ignore()
        self._taps.close()


def _place_over(below: QWidget) -> QRect:
    """The rectangle of the program's window; larger where that is too small, and then within its screen."""
    place = QRect(below.mapToGlobal(below.rect().topLeft()), below.size())
    screen = below.screen().availableGeometry()
    larger = QSize(min(LEAST_WIDTH, screen.width()), min(LEAST_HEIGHT, screen.height()))
    if larger.width() <= place.width() and larger.height() <= place.height():
        return place
    place.setSize(place.size().expandedTo(larger))
    place.moveLeft(max(screen.left(), min(place.left(), screen.right() + 1 - place.width())))
    place.moveTop(max(screen.top(), min(place.top(), screen.bottom() + 1 - place.height())))
    return place
