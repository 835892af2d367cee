"""`hall devices`: what devices say of themselves, in words."""

from datetime import UTC, datetime

import pytest
from rich.console import Console
from typer.testing import CliRunner

from hall_server.cli.device_list import table, told
from hall_server.cli.main import app
from hall_server.wire.views import DeviceView
from hall_server.wire.words import DeviceState, Role


def a_device(state: DeviceState, code: str = "", name: str = "二楼1号取号机") -> DeviceView:
    since = datetime(2026, 11, 24, tzinfo=UTC)
    return DeviceView(id="kiosk-001", role=Role.KIOSK, name=name, state=state, code=code, since=since)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("paper_out", "打印机缺纸。请更换纸卷"),
        ("paper_near_end_40", "打印纸即将用尽，约可再打印 40 张号票。请准备更换纸卷"),
        ("scanner_unplugged__scanner", "扫码器：扫码器未连接。请检查扫码器的数据线"),
        ("line_lost__led2", "LED 显示屏 2：与设备的连接中断。请检查数据线是否松动"),
        ("of_a_newer_program__x", "of_a_newer_program__x"),
    ],
)
def test_a_code_is_told_in_words_with_the_part_that_it_names(code: str, words: str) -> None:
    assert told(a_device(DeviceState.WARNING, code))[0] == words


def test_a_device_that_is_well_needs_no_words_and_a_silent_one_does() -> None:
    assert told(a_device(DeviceState.OK)) == []
    assert len(told(a_device(DeviceState.SILENT))) == 2


def test_the_table_shows_names_with_brackets_as_they_are() -> None:
    console = Console(width=120, record=True)
    console.print(table([a_device(DeviceState.DOWN, "paper_out", "[旧] 取号机")]))
    shown = console.export_text()
    assert all(words in shown for words in ("[旧] 取号机", "✕ down", "The printer is out of paper"))


def test_a_server_that_is_not_there_is_one_line() -> None:
    asked = ["devices", "--server", "http://127.0.0.1:9", "--staff", "7001", "--pin", "2468"]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 2
    assert "cannot be reached" in result.output
    assert "Traceback" not in result.output
