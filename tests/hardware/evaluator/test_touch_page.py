"""The evaluator page as it is seen and tapped."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from hall_server.config import REASONS_AT_ONCE, RatingReason
from hall_server.domain.rules import RATING_REASONS
from hall_server.wire.directory import ReasonEntry
from hall_server.wire.words import Language, WindowState
from hardware.evaluator.interface import Stars
from hardware.evaluator.touch.face import Face
from hardware.evaluator.touch.state import Page, TouchState
from hardware.evaluator.touch.ui import TouchPage

ASKING = TouchState(
    Language.ZH,
    Page.FACES,
    window_number=85,
    asks="20261124-BG023",
    asks_number="BG023",
    seconds_left=27,
    connected=True,
)
OFFERED = {
    level: tuple(
        ReasonEntry(code=r.code, text_zh=r.text_zh, text_en=r.text_en, levels=r.levels)
        for r in RATING_REASONS
        if level in r.levels
    )
    for level in (1, 2)
}
SIZES = [(1024, 600), (800, 480), (1280, 800)]


class Tapped:
    """Keeps what was tapped."""

    def __init__(self) -> None:
        self.taps: list[object] = []

    def face_tapped(self, stars: Stars) -> None:
        self.taps.append(stars)

    def reason_tapped(self, reason: str) -> None:
        self.taps.append(reason)

    def submit_tapped(self) -> None:
        self.taps.append("submit")

    def back_tapped(self) -> None:
        self.taps.append("back")

    def decline_tapped(self) -> None:
        self.taps.append("decline")

    def language_tapped(self) -> None:
        self.taps.append("language")


@pytest.fixture
def tapped() -> Tapped:
    return Tapped()


@pytest.fixture
def page(qtbot: QtBot, tapped: Tapped) -> TouchPage:
    made = TouchPage()
    qtbot.addWidget(made)
    made.connect_taps(tapped)
    made.resize(800, 480)
    made.show()
    return made


def label(page: TouchPage, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def button(page: TouchPage, name: str) -> QAbstractButton:
    found = page.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def test_five_faces_each_with_its_words_can_be_tapped(page: TouchPage, tapped: Tapped, qtbot: QtBot) -> None:
    page.show_state(ASKING)
    words = []
    for stars in (5, 4, 3, 2, 1):
        face = button(page, f"face_{stars}")
        assert face.isVisible()
        words.append(face.accessibleName())
        qtbot.mouseClick(face, Qt.MouseButton.LeftButton)
    assert words == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert tapped.taps == [5, 4, 3, 2, 1]
    assert label(page, "window") == "85 号窗口"
    assert label(page, "clock") == "剩余 27 秒"
    assert "BG023" in label(page, "ask_more")


def test_no_face_looks_chosen_before_a_touch(page: TouchPage) -> None:
    page.show_state(ASKING)
    assert not any(button(page, f"face_{int(stars)}").hasFocus() for stars in Stars)


def test_reasons_are_ticked_in_words_and_submit_waits_for_one(
    page: TouchPage, tapped: Tapped, qtbot: QtBot
) -> None:
    bad = replace(ASKING, page=Page.REASONS, stars=Stars.DISSATISFIED, offered=OFFERED[2])
    page.show_state(bad)
    assert not button(page, "submit").isEnabled()
    qtbot.mouseClick(button(page, "reason_efficiency"), Qt.MouseButton.LeftButton)
    page.show_state(replace(bad, reasons=("efficiency",)))
    assert button(page, "reason_efficiency").text().startswith("☑")
    assert button(page, "reason_place").text().startswith("☐")
    for name in ("submit", "back", "decline", "other_language"):
        qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
    assert tapped.taps == ["efficiency", "submit", "back", "decline", "language"]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (replace(ASKING, page=Page.WELCOME), "欢迎您"),
        (
            replace(ASKING, page=Page.WELCOME, at_window="BG024", window_state=WindowState.SERVING),
            "正在办理 BG024",
        ),
        (replace(ASKING, page=Page.WELCOME, window_state=WindowState.PAUSED), "本窗口暂停服务"),
        (replace(ASKING, page=Page.SENDING), "正在提交…"),
        (replace(ASKING, page=Page.THANKS), "感谢您的评价"),
        (replace(ASKING, page=Page.REFUSED, refusal="该号已评价"), "本次评价未能提交"),
        (replace(ASKING, page=Page.PAIRING, pairing_code="123456"), "请管理员批准本设备：123456"),
    ],
)
def test_each_page_says_what_it_is(page: TouchPage, state: TouchState, message: str) -> None:
    page.show_state(state)
    assert label(page, "message") == message
    assert label(page, "banner") == ""
    assert not button(page, "decline").isVisible()


def test_a_lost_link_is_said_with_its_time_and_no_stale_number(page: TouchPage) -> None:
    at = datetime(2026, 11, 24, 2, 32, 5, tzinfo=UTC)
    lost = replace(ASKING, page=Page.WELCOME, at_window="BG024", connected=False, as_of=at)
    page.show_state(lost)
    assert label(page, "banner") == f"网络中断 · 数据截至 {at.astimezone():%H:%M:%S}"
    assert label(page, "message") == "欢迎您"
    page.show_state(replace(lost, as_of=None))
    assert label(page, "banner") == "正在连接大厅…"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", list(Language))
def test_all_words_fit_on_every_panel(page: TouchPage, size: tuple[int, int], language: Language) -> None:
    page.resize(*size)
    page.show_state(replace(ASKING, language=language))
    QApplication.processEvents()
    assert (page.width(), page.height()) == size, "the page does not grow beyond its panel"
    for stars in Stars:
        face = button(page, f"face_{int(stars)}")
        assert isinstance(face, Face)
        words = QFontMetrics(face.font()).boundingRect(
            0, 0, face.width() - 18, 1000, Qt.TextFlag.TextWordWrap, face.text()
        )
        assert words.height() <= face.height() * 0.34
        assert words.width() <= face.width() - 14
        assert min(face.width(), face.height()) >= 80
    for stars in (Stars.DISSATISFIED, Stars.VERY_DISSATISFIED):
        bad = replace(ASKING, page=Page.REASONS, stars=stars, offered=OFFERED[stars], language=language)
        page.show_state(replace(bad, connected=False, as_of=datetime.now(UTC)))
        QApplication.processEvents()
        assert (page.width(), page.height()) == size
        for reason in OFFERED[stars]:
            each = button(page, f"reason_{reason.code}")
            assert isinstance(each, QPushButton)
            assert each.fontMetrics().horizontalAdvance(each.text()) <= each.width() - 40, each.text()
            assert each.height() >= 44
    assert page.rect().contains(button(page, "submit").geometry())


def test_reasons_of_another_level_take_the_place_of_those_before(page: TouchPage, qtbot: QtBot) -> None:
    for stars in (Stars.DISSATISFIED, Stars.VERY_DISSATISFIED):
        page.show_state(replace(ASKING, page=Page.REASONS, stars=stars, offered=OFFERED[stars]))
    qtbot.waitUntil(lambda: page.findChild(QAbstractButton, "reason_place") is None)
    assert button(page, "reason_turned_away").isVisible()


def test_as_many_and_as_long_reasons_as_a_hall_may_have_fit_on_the_smallest_panel(page: TouchPage) -> None:
    section = RatingReason.model_fields
    longest = {name: section[name].metadata[0].max_length for name in ("zh", "en")}
    offered = tuple(
        ReasonEntry(code=f"r{n}", text_zh="窗" * longest["zh"], text_en="e" * longest["en"], levels=(2,))
        for n in range(REASONS_AT_ONCE)
    )
    for language in Language:
        bad = replace(ASKING, page=Page.REASONS, stars=Stars.DISSATISFIED, offered=offered, language=language)
        page.show_state(bad)
        QApplication.processEvents()
        assert (page.width(), page.height()) == (800, 480)
        for reason in offered:
            each = button(page, f"reason_{reason.code}")
            assert isinstance(each, QPushButton)
            assert each.fontMetrics().horizontalAdvance(each.text()) <= each.width() - 40
