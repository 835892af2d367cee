"""Starting a board: what its settings mean, and what it loads."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from display_board.__main__ import BoardProgram, checked, speech_rules
from display_board.ui import theme
from display_board.ui.frame import BoardFrame
from hall_server.client.device_settings import BadSettings, DeviceSettings, Ports
from hall_server.client.led_settings import DisplaySpot, LedBus
from tests.display_board.feeding_hall import FeedingHall

ROOT = Path(__file__).parents[2]


HERE = DisplaySpot(1)


def bus(port: str) -> LedBus:
    return LedBus(port, {"W085": (HERE,)})


def settings(**more) -> DeviceSettings:
    return DeviceSettings(role="board", server="http://127.0.0.1:9", **more)


def test_a_zone_board_speaks_for_its_zone_a_window_screen_for_its_window_a_hall_board_for_all():
    assert speech_rules(settings(layout="zone", zone="Z2")).sound_zones == frozenset({"Z2"})
    assert speech_rules(settings(layout="window", window="W085")).only_window == "W085"
    assert speech_rules(settings(layout="hall")).sound_zones is None


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"layout": "zone"}, "zone"),
        ({"layout": "window"}, "window"),
        ({"layout": "hall", "ports": Ports(speaker="tcp://1.2.3.4:5")}, "ports.speaker"),
        ({"layout": "attendance", "ports": Ports(speaker="qt://")}, "ports.speaker: .*does not speak"),
        ({"layout": "attendance", "led": (bus("sim://"),)}, "shows no calls"),
        ({"layout": "hall", "led": (bus("tcp://1.2.3.4:5"),)}, r"\[\[led\]\] no. 1: port: .*not an LED"),
        (
            {
                "layout": "hall",
                "led": (bus("strip+serial:///dev/x"), bus("modbus+serial:///dev/x?baud=4800")),
            },
            r"no. 2: port: .*another baud",
        ),
        ({"layout": "window", "window": "W085", "led": (LedBus("sim://", rows=(HERE,)),)}, "rows of"),
    ],
)
def test_settings_that_could_never_work_are_named(wrong, word):
    with pytest.raises(BadSettings, match=word):
        checked(settings(**wrong))


@pytest.mark.parametrize("module", ["board", "window_sign", "announcements", "announcer", "view_model"])
def test_deciding_what_to_show_loads_no_screen_no_link_and_no_device(module):
    heavy = "{'PySide6', 'httpx', 'sqlalchemy', 'fastapi', 'serial'}"
    code = (
        f"import display_board.{module}, sys; sys.exit(str({heavy} & set(sys.modules)).replace('set()', ''))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.stderr.strip() == ""


@pytest.mark.parametrize(("token", "words"), [("t", "正在连接大厅服务器…"), (None, "正在获取配对码…")])
def test_a_board_whose_server_is_away_says_what_it_waits_for_and_leaves_when_asked(
    qtbot, tmp_path, token, words
):
    mine = settings(layout="hall", token=token, state_dir=tmp_path)
    frame = BoardFrame(mine.layout, mine.screen)
    qtbot.addWidget(frame)
    frame.show()
    program = BoardProgram(mine, frame)
    program.start()
    qtbot.waitUntil(lambda: words in (frame.waiting.property("shown") or ()))
    program.close()


def test_looking_at_the_settings_builds_no_voice(monkeypatch):
    built = []
    monkeypatch.setattr("hardware.speech.fallback.FallbackSpeaker.self_test", built.append)
    checked(settings(layout="hall", ports=Ports(speaker="auto://?gap=0.1")))
    assert built == []


def test_a_voice_that_cannot_speak_is_told_to_the_hall_before_the_first_call(
    samples, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr("display_board.view_model.HEARTBEAT_SECONDS", 0.2)
    hall = FeedingHall(samples.directory, samples.view(10))
    spoken = "auto://?clips=/nowhere&wave=/nowhere/out&log=" + str(tmp_path / "said")
    mine = replace(
        settings(layout="hall", token="t", state_dir=tmp_path, ports=Ports(speaker=spoken)), server=hall.url
    )
    frame = BoardFrame(mine.layout, mine.screen)
    qtbot.addWidget(frame)
    program = BoardProgram(mine, frame)
    program.start()
    voices = {"speech_replaced", "speech_silent"}
    try:
        qtbot.waitUntil(lambda: not voices.isdisjoint(beat.code for beat in hall.beats), timeout=15_000)
    finally:
        program.close()
        hall.close()


def luminance(colour) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        *(
            (words, ground)
            for words in ("TEXT", "SECOND")
            for ground in ("BACKGROUND", "PANEL", "STRIPE", "NEWEST")
        ),
        *((words, ground) for words in ("NUMBER", "WINDOW") for ground in ("PANEL", "STRIPE", "NEWEST")),
        ("TEXT", "HEADING"),
        ("TEXT", "PAUSED"),
        ("NUMBER", "PAUSED"),
        ("INK", "AMBER"),
        ("INK", "NUMBER"),
    ],
)
def test_words_stand_out_from_their_ground_by_seven_to_one(words, ground):
    one, other = luminance(getattr(theme, words)), luminance(getattr(theme, ground))
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 7
