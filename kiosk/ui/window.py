"""The kiosk's one window: a head with the hall's name and the language, the page, a foot."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kiosk.journey import JOURNEY, Page, Step
from kiosk.state import KioskState
from kiosk.ui import code_pages, end_pages, entry_pages, item_pages, list_pages, look
from kiosk.ui.look import Look, colour
from kiosk.ui.parts import Child, Icon, Tile, Words, column, row
from kiosk.ui.wording import at_second, other_kiosk, printer_trouble, zone_name
from kiosk.view_model import KioskViewModel

HEAD, TALL_HEAD, FOOT = 136, 160, 136
BANNER, NARROW_BANNER = 64, 92
LOWER_PART = 0.56
"""Share of a tall screen that holds everything in low mode."""

Builder = Callable[[KioskState, KioskViewModel, Look], QWidget]

PAGES: dict[Page, Builder] = {
    Page.PAIRING: entry_pages.pairing,
    Page.ATTRACT: entry_pages.attract,
    Page.IDENTIFY: entry_pages.identify,
    Page.READER: entry_pages.reader,
    Page.APPOINTMENT: entry_pages.appointment,
    Page.SCAN: code_pages.scan,
    Page.TICKET: code_pages.ticket,
    Page.GIVE_BACK: code_pages.give_back,
    Page.WELCOME: entry_pages.welcome,
    Page.AUDIENCE: list_pages.audience,
    Page.FIND: list_pages.find,
    Page.UNITS: list_pages.units,
    Page.UNIT_ITEMS: list_pages.unit_items,
    Page.THEMES: list_pages.themes,
    Page.THEME_ITEMS: list_pages.theme_items,
    Page.SEARCH: list_pages.search,
    Page.ITEM: item_pages.item,
    Page.NEEDS_CARD: item_pages.needs_card,
    Page.CONFIRM: item_pages.confirm,
    Page.PRINTING: end_pages.printing,
    Page.DONE: end_pages.done,
    Page.NO_NUMBER: end_pages.no_number,
    Page.OUT_OF_ORDER: end_pages.out_of_order,
}
_BACKS = (Step.BACK, Step.BACK_TO_UNIT, Step.BACK_TO_START)


class _Band(QWidget):
    """A plain coloured area."""

    def __init__(self, ground: str, edge: str | None = None) -> None:
        super().__init__()
        self._ground, self._edge = ground, edge

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self._ground))
        if self._edge:
            painter.fillRect(0, self.height() - 6, self.width(), 6, colour(self._edge))


class KioskWindow(QWidget):
    """Draws states. Each new one gets new widgets, so nothing of the last citizen can stay behind."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("OneHall")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._taps: KioskViewModel | None = None
        self._drawn: tuple[KioskState, int, int] | None = None
        self._state: KioskState | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        # The window is as large as the screen, whatever a page would like.
        self._box.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._parts: list[QWidget] = []
        self._foot: QWidget | None = None

    def connect_taps(self, taps: KioskViewModel) -> None:
        self._taps = taps

    def show_state(self, state: KioskState) -> None:
        self._state = state
        self._draw()

    def watch_touches(self, application: QObject) -> None:
        """Any press on the screen counts as somebody being there."""
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress)
        if event.type() in kinds and self._taps is not None:
            self._taps.touched()
        return False

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour(look.PAPER))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        state, taps = self._state, self._taps
        if state is None or taps is None:
            return
        quiet = replace(state, seconds_left=None)
        drawing = (quiet, self.width(), self.height())
        if drawing != self._drawn:
            self._drawn = drawing
            self._rebuild(state, taps)
        elif self._foot is not None:
            self._swap_foot(state, taps)

    def _rebuild(self, state: KioskState, taps: KioskViewModel) -> None:
        self.setUpdatesEnabled(False)
        self._clear()
        tall = self.height() > self.width()
        low = state.low and tall
        lower = round(self.height() * LOWER_PART) if low else self.height()
        banner = self._banner_words(state)
        head, strip = (TALL_HEAD, NARROW_BANNER) if tall else (HEAD, BANNER)
        content = lower - head - FOOT - strip * len(banner)
        at = Look(self.width(), content, state.elder, state.language)
        if low:
            self._add(_upper(state, at), self.height() - lower)
        self._add(_head(state, taps, at, tall), head)
        for key, words in banner:
            self._add(_banner(key, words, at), strip)
        self._add(PAGES[state.page](state, taps, at), content)
        self._foot = _foot(state, taps, at)
        self._add(self._foot, FOOT)
        self._box.activate()
        self._focus_field()
        self.setUpdatesEnabled(True)

    def _swap_foot(self, state: KioskState, taps: KioskViewModel) -> None:
        """Only the seconds have changed."""
        old = self._foot
        if old is None:
            return
        self._box.removeWidget(old)
        self._parts.remove(old)
        _forget(old)
        at = Look(self.width(), 0, state.elder, state.language)
        self._foot = _foot(state, taps, at)
        self._add(self._foot, FOOT)

    def _add(self, part: QWidget, height: int) -> None:
        part.setFixedHeight(height)
        self._parts.append(part)
        self._box.addWidget(part)
        # Shown now, not at the next turn of the event loop: a quick second tap must find it.
        part.show()

    def _clear(self) -> None:
        for part in self._parts:
            self._box.removeWidget(part)
            _forget(part)
        self._parts, self._foot = [], None

    def _focus_field(self) -> None:
        self.setFocus()
        for field in self.findChildren(QLineEdit):
            if field.isVisibleTo(self):
                field.setFocus()

    @staticmethod
    def _banner_words(state: KioskState) -> list[tuple[str, str]]:
        at = Look(0, 0, False, state.language)
        found: list[tuple[str, str]] = []
        if state.link.lost and state.page is not Page.PAIRING:
            said = at.said("link_lost")
            if state.link.as_of is not None:
                said = at.said("link_lost_as_of", time=at_second(state.link.as_of, state.directory))
            found.append(("link", said))
        if state.printer_code and state.page is not Page.OUT_OF_ORDER:
            trouble = printer_trouble(state.printer_code, at)
            found.append(
                ("printer", at.said("printer_banner", trouble=trouble, other=other_kiosk(state, at)))
            )
        return found


def _forget(part: QWidget) -> None:
    part.hide()
    part.deleteLater()


def _head(state: KioskState, taps: KioskViewModel, at: Look, tall: bool) -> QWidget:
    directory = state.directory
    name = at.either(directory.name_zh, directory.name_en) if directory else at.said("hall")
    place = zone_name(directory, state.zone, at) if directory else ""
    title, where = Words(name, 36, look.WHITE, True), Words(place, 26, look.WHITE)
    title.setFixedHeight(72 if tall else 46)
    where.setFixedHeight(62 if tall else 38)
    titles = column(None, title, where, None, gap=0)
    switches: list[Child] = [
        _switch(
            "elder",
            at.said("elder_off" if state.elder else "elder_on"),
            "letters",
            taps.elder_switched,
            state.elder,
        )
    ]
    if tall:
        switches.append(
            _switch(
                "low",
                at.said("low_off" if state.low else "low_on"),
                "wheelchair",
                taps.low_switched,
                state.low,
            )
        )
    switches.append(
        _switch("language", at.said("other_language"), "globe", taps.language_switched, False, 196)
    )
    band = _Band(look.NAVY, look.AMBER)
    line = row(Icon("hall", 76, look.AMBER), titles, *switches, gap=18)
    line.setStretch(1, 1)
    line.setContentsMargins(at.margin // 2, 8, at.margin // 2, 14)
    band.setLayout(line)
    return band


def _switch(
    name: str, words: str, icon: str, pressed: Callable[[], None], chosen: bool, width: int = 172
) -> Tile:
    made = Tile(name, words, pressed, icon=icon, pixels=27, height=88, dark=not chosen, chosen=chosen)
    made.setFixedWidth(width)
    return made


def _upper(state: KioskState, at: Look) -> QWidget:
    """What stands above the controls in low mode: calm, and nothing to press."""
    band = _Band(look.PALE)
    centre = Qt.AlignmentFlag.AlignHCenter
    name = at.either(state.directory.name_zh, state.directory.name_en) if state.directory else ""
    band.setLayout(
        column(
            None,
            row(None, Icon("hall", 150, look.BLUE, look.WHITE), None),
            Words(name, 52, look.NAVY, True, centre),
            Words(at.said("low_note"), 30, look.QUIET, False, centre),
            None,
            margin=48,
        )
    )
    return band


def _banner(icon: str, words: str, at: Look) -> QWidget:
    band = _Band(look.CREAM)
    line = row(Icon(icon, 48, look.RUST), Words(words, 28, look.RUST, True), gap=18)
    line.setStretch(1, 1)
    line.setContentsMargins(at.margin // 2, 8, at.margin // 2, 8)
    band.setLayout(line)
    return band


def _foot(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    steps = JOURNEY[state.page]
    back = home = None
    if any(step in steps for step in _BACKS):
        back = _foot_tile("back", at.said("back"), "back", taps.back)
    if Step.HOME in steps and state.page not in (Page.ATTRACT, Page.DONE):
        home = _foot_tile("home", at.said("home"), "home", taps.home)
    middle: list[Child] = [None]
    if state.seconds_left is not None and state.page is not Page.ATTRACT:
        stay = Tile(
            "stay",
            at.said("stay", seconds=state.seconds_left),
            taps.touched,
            icon="clock",
            pixels=30,
            height=96,
            dark=True,
        )
        stay.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        stay.setFixedWidth(360)
        middle = [None, stay, None]
    elif state.page is Page.ATTRACT and state.directory is not None:
        said = at.said("complaints", phone=state.directory.complaint_phone)
        middle = [Words(said, 28, look.QUIET, False, Qt.AlignmentFlag.AlignHCenter)]
    holder = QWidget()
    line: QHBoxLayout = row(*([back] if back else []), *middle, *([home] if home else []), gap=20)
    line.setContentsMargins(at.margin, 12, at.margin, 28)
    holder.setLayout(line)
    return holder


def _foot_tile(name: str, words: str, icon: str, pressed: Callable[[], None]) -> Tile:
    made = Tile(name, words, pressed, icon=icon, pixels=32, height=96)
    made.setFixedWidth(230)
    return made
