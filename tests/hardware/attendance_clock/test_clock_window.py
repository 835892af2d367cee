"""The clock's screen in both sizes and languages: everything is said, nothing is cut off, taps arrive."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hall_server.wire.attendance import Punched, PunchMark, PunchMeans, PunchSide
from hall_server.wire.words import Language
from hardware.attendance_clock.glances import Hint, Spot
from hardware.attendance_clock.state import (
    ClockState,
    Enrolment,
    EnrolStep,
    Greeting,
    Notice,
    Page,
    Trouble,
)
from hardware.attendance_clock.ui.panels import NARROW_GAP
from hardware.attendance_clock.ui.parts import Button, Words
from hardware.attendance_clock.ui.preview import Preview
from hardware.attendance_clock.ui.window import ClockWindow
from hardware.camera.interface import Frame
from hardware.camera.simulator import colour_bars
from hardware.scanner.wedge import WedgeScanner

NOW = datetime(2026, 11, 24, 0, 27, 31, tzinfo=UTC)
SIZES = ((1280, 800), (800, 1280))
SPOT = Spot(0.34, 0.28, 0.32, 0.42)
USUAL = ClockState(
    Language.ZH,
    policy="convenient",
    hall_zh="怀化市政务服务中心",
    hall_en="Huaihua Government Service Centre",
    time_zone="Asia/Shanghai",
    connected=True,
)


def a_mark(verdict: str = "kept", minutes: int = 0, at: datetime | None = NOW) -> PunchMark:
    return PunchMark(side=PunchSide.IN, due=NOW, verdict=verdict, minutes=minutes, at=at)


def an_answer(*marks: PunchMark, doubt: str | None = None) -> Punched:
    return Punched(staff="1001", counted_at=NOW, doubt=doubt, status="not_yet", marks=marks, seq=1)


FULL = an_answer(a_mark(), *[a_mark("not_yet", at=None)] * 3)
GREETING = Greeting("punch-1", "1001", "欧阳晓明", NOW, PunchMeans.NUMBER_AND_FACE, 1, False, FULL, "", 5)


def greeting(**changes: object) -> ClockState:
    greeted = replace(GREETING, **changes)  # type: ignore[arg-type]
    return replace(USUAL, page=Page.GREETING, greeting=greeted, before=replace(GREETING, seconds_left=3))


def enrolling(step: EnrolStep) -> ClockState:
    now = Enrolment(
        step,
        admin="7001",
        staff="1003",
        name="王敏",
        consent_on=date(2026, 11, 24),
        mark="0113",
        hint=Hint.OTHER_SIDE,
        done=3,
        why="too_close" if step is EnrolStep.NOT_DONE else "",
        close_to="1002",
    )
    return replace(USUAL, page=Page.ENROL, enrolment=now, seconds_left=90)


STATES = {
    "pairing": replace(USUAL, page=Page.PAIRING, pairing_code="493817"),
    "strict": replace(USUAL, policy="strict"),
    "challenge": replace(USUAL, page=Page.CHALLENGE, act="turn_left", act_seconds=4),
    "face_check": replace(USUAL, page=Page.FACE_CHECK, staff="1001", name="陈静", seconds_left=12),
    "number": replace(USUAL, page=Page.NUMBER, typed="1001", seconds_left=20),
    "pin": replace(USUAL, page=Page.PIN, staff="1001", name="陈静", typed="2468", seconds_left=20),
    "checking": replace(USUAL, page=Page.CHECKING),
    "greeting": greeting(),
    "greeting_late": greeting(answer=an_answer(a_mark("late", 12))),
    "greeting_away": replace(greeting(answer=None), troubles=(Trouble.LINK,), waiting=12, connected=False),
    "greeting_doubt": greeting(answer=an_answer(doubt="clock_jumped")),
    "greeting_refused": greeting(answer=None, refusal="工号 1001 的人员已离职，不能打卡"),
    "many_troubles": replace(USUAL, troubles=tuple(Trouble), camera_code="camera_missing", waiting=123),
    **{f"hint_{h.value}": replace(USUAL, page=Page.LOOKING, hint=h, spot=SPOT) for h in Hint},
    **{f"notice_{n.value}": replace(USUAL, page=Page.NOTICE, notice=n, seconds_left=7) for n in Notice},
    **{
        f"trouble_{t.value}": replace(USUAL, troubles=(t,), camera_code="camera_missing", waiting=12)
        for t in Trouble
    },
    **{f"enrol_{s.value}": enrolling(s) for s in EnrolStep},
}


class Tapped:
    """What a person tapped, in order."""

    def __init__(self) -> None:
        self.all: list[str] = []

    def number_tapped(self) -> None:
        self.all.append("number")

    def pin_tapped(self) -> None:
        self.all.append("pin")

    def digit_tapped(self, digit: str) -> None:
        self.all.append(digit)

    def erase_tapped(self) -> None:
        self.all.append("erase")

    def enter_tapped(self) -> None:
        self.all.append("enter")

    def again_tapped(self) -> None:
        self.all.append("again")

    def not_me_tapped(self, punch: str) -> None:
        self.all.append(f"not me {punch}")

    def home_tapped(self) -> None:
        self.all.append("home")

    def enrol_tapped(self) -> None:
        self.all.append("enrol")

    def language_tapped(self) -> None:
        self.all.append("language")


@pytest.fixture
def tapped() -> Tapped:
    return Tapped()


@pytest.fixture
def window(qtbot: QtBot, tapped: Tapped) -> ClockWindow:
    made = ClockWindow(Spot(0.18, 0.0, 0.64, 1.0))
    qtbot.addWidget(made)
    made.connect_taps(tapped)
    made.resize(1280, 800)
    made.show_time(NOW)
    made.show()
    return made


def visible(window: QWidget, kind: type) -> list:  # type: ignore[type-arg]
    return [part for part in window.findChildren(kind) if part.isVisible()]


def shown(window: QWidget) -> str:
    return " ".join(part.text() for part in (*visible(window, Words), *visible(window, Button)))


def cut_off(window: ClockWindow) -> list[str]:
    """Words and buttons that do not stand whole on the screen."""
    bad = []
    for part in (*visible(window, Words), *visible(window, QPushButton)):
        place = part.rect().translated(part.mapTo(window, part.rect().topLeft()))
        if not window.rect().contains(place):
            bad.append(f"{part.objectName()} beyond the screen: {part.text()!r}")
        above = part.parentWidget()
        if above is not None and not above.rect().contains(part.geometry()):
            bad.append(f"{part.objectName()} beyond its panel: {part.text()!r}")
    for words in visible(window, Words):
        flags = int(Qt.TextFlag.TextWordWrap) if words.wordWrap() else 0
        room = words.contentsRect()
        needed = QFontMetrics(words.font()).boundingRect(0, 0, room.width(), 10_000, flags, words.text())
        if needed.height() > room.height() + 2 or needed.width() > room.width() + 2:
            bad.append(f"{words.objectName()} cut: {words.text()!r}")
    return bad


@pytest.mark.parametrize("size", SIZES, ids=["lying", "upright"])
@pytest.mark.parametrize("language", Language)
def test_nothing_is_cut_off_on_any_page(
    window: ClockWindow, qtbot: QtBot, size: tuple[int, int], language: Language
) -> None:
    window.resize(*size)
    window.show_frame(Frame(colour_bars(), 0.0, 1))
    bad = {}
    for name, state in STATES.items():
        window.show_state(replace(state, language=language))
        for _ in range(3):
            qtbot.wait(1)
        if found := cut_off(window):
            bad[name] = found
    assert bad == {}
    assert (window.width(), window.height()) == size


def test_what_is_cut_off_would_be_noticed(window: ClockWindow, qtbot: QtBot) -> None:
    """The guard itself."""
    window.resize(420, 300)
    window.show_state(greeting())
    qtbot.wait(1)
    assert cut_off(window)


def test_the_greeting_names_the_person_the_moment_and_how_the_day_stands(window: ClockWindow) -> None:
    window.show_state(greeting())
    said = shown(window)
    for words in ("欧阳晓明", "08:27:31", "准时", "未到时间", "打卡成功", "不是我（5）"):
        assert words in said


def test_a_pairing_code_stands_on_one_line(window: ClockWindow, qtbot: QtBot) -> None:
    window.show_state(replace(USUAL, page=Page.PAIRING, pairing_code="493817"))
    for size in SIZES:
        window.resize(*size)
        qtbot.wait(10)
        (code,) = (each for each in window.findChildren(Words) if NARROW_GAP in each.text())
        assert code.height() < 2 * QFontMetrics(code.font()).height()


def test_who_is_late_is_told_by_how_much(window: ClockWindow) -> None:
    window.show_state(greeting(answer=an_answer(a_mark("late", 12))))
    assert "迟到 12 分" in shown(window)


def test_a_refused_punch_is_not_called_a_success(window: ClockWindow) -> None:
    window.show_state(STATES["greeting_refused"])
    assert "打卡成功" not in shown(window)
    assert "已离职" in shown(window)


def test_a_pin_is_never_shown(window: ClockWindow) -> None:
    window.show_state(STATES["pin"])
    assert "2468" not in shown(window)
    window.show_state(enrolling(EnrolStep.ADMIN_PIN))
    assert "2468" not in shown(window)


def test_whose_face_is_too_close_is_told_to_the_administrator(window: ClockWindow) -> None:
    window.show_state(enrolling(EnrolStep.NOT_DONE))
    assert "1002" in shown(window)


def press(window: ClockWindow, qtbot: QtBot, name: str) -> None:
    (button,) = [part for part in visible(window, QPushButton) if part.objectName() == name]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_button_does_what_it_says(window: ClockWindow, qtbot: QtBot, tapped: Tapped) -> None:
    window.show_state(USUAL)
    for name in ("number", "pin", "language", "enrol", "card"):
        press(window, qtbot, name)
    window.show_state(STATES["number"])
    for name in ("digit_7", "digit_0", "erase", "enter", "back"):
        press(window, qtbot, name)
    window.show_state(STATES["notice_not_that_person"])
    for name in ("again", "use_pin"):
        press(window, qtbot, name)
    assert tapped.all == [
        *("number", "pin", "language", "enrol"),
        *("7", "0", "erase", "enter", "home"),
        *("again", "pin"),
    ]


def test_not_me_means_the_one_whose_button_it_is(window: ClockWindow, qtbot: QtBot, tapped: Tapped) -> None:
    state = greeting()
    window.show_state(replace(state, before=replace(GREETING, punch="punch-0", seconds_left=3)))
    press(window, qtbot, "not_me")
    press(window, qtbot, "not_me_before")
    assert tapped.all == ["not me punch-1", "not me punch-0"]


def test_a_keyboard_types_what_the_keypad_does(window: ClockWindow, qtbot: QtBot, tapped: Tapped) -> None:
    window.show_state(STATES["number"])
    qtbot.keyClicks(window, "10")
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(window, key)
    assert tapped.all == ["1", "0", "erase", "enter", "home"]


def test_a_card_reader_that_types_is_told_from_a_person_by_its_speed(
    window: ClockWindow, qtbot: QtBot, tapped: Tapped
) -> None:
    reader = WedgeScanner()
    window.hear_reader(reader)
    for key in "0012345678":
        qtbot.keyClick(window, key)
    qtbot.keyClick(window, Qt.Key.Key_Return)
    code = reader.poll()
    assert code is not None
    assert code.text == "0012345678"
    qtbot.keyClick(window, "7")
    qtbot.waitUntil(lambda: tapped.all == ["7"])


def test_without_the_server_the_pin_cannot_be_tapped(window: ClockWindow) -> None:
    window.show_state(replace(USUAL, connected=False))
    (pin,) = [part for part in visible(window, QPushButton) if part.objectName() == "pin"]
    assert not pin.isEnabled()


def test_every_button_can_be_found_and_read_out(window: ClockWindow, qtbot: QtBot) -> None:
    for state in STATES.values():
        window.show_state(state)
        for button in visible(window, QPushButton):
            assert button.objectName()
            assert button.accessibleName()


def test_the_preview_is_mirrored_and_dims_what_is_not_looked_at(qtbot: QtBot) -> None:
    preview = Preview(Spot(0.25, 0.0, 0.5, 1.0))
    qtbot.addWidget(preview)
    preview.resize(640, 480)
    picture = colour_bars()
    picture[:, :320], picture[:, 320:] = (0, 0, 255), (255, 0, 0)
    preview.show_frame(Frame(picture, 0.0, 1))
    image = preview.grab().toImage()
    assert image.pixelColor(250, 240) == QColor(0, 0, 255)
    assert image.pixelColor(390, 240) == QColor(255, 0, 0)
    assert image.pixelColor(40, 240).blue() < 160


def test_a_lost_picture_does_not_stay_on_the_screen(qtbot: QtBot) -> None:
    preview = Preview(Spot(0, 0, 1, 1))
    qtbot.addWidget(preview)
    preview.show_frame(Frame(colour_bars(), 0.0, 1))
    assert preview.has_picture
    preview.show_frame(None)
    preview.show_spot(None, False, "没有画面")
    assert not preview.has_picture
    assert preview.property("shown") == ["没有画面"]
