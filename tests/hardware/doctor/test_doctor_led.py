"""The doctor looks at every LED bus of the settings, with as many displays as hang there."""

from pathlib import Path

from hall_server.client.device_settings import read_device_settings
from hardware.doctor.check_up import addresses_of, check_up, ports_of, strips_of
from hardware.doctor.examination import Subject, Wishes, examine
from hardware.doctor.findings import Finding
from hardware.led.wire_simulator import WirePanel


def findings(folder: Path, tables: str, wishes: Wishes) -> list[Finding]:
    path = folder / "device.toml"
    path.write_text(f'role = "board"\nserver = "http://127.0.0.1:9"\n{tables}', "utf-8")
    settings = read_device_settings(path)
    subject = Subject(
        folder, ports_of(settings), strips=strips_of(settings), addresses=addresses_of(settings)
    )
    return [found for found in examine(subject, wishes) if found.what.startswith("led")]


def a_bus(port: str, strips: int) -> str:
    named = ", ".join(f"W{n:03} = {n}" for n in range(1, strips + 1))
    return f'[[led]]\nport = "{port}"\nstrips = {{ {named} }}\n'


def test_each_bus_is_opened_and_its_time_told_by_its_own_strips(tmp_path: Path) -> None:
    with WirePanel("strip", tcp_port=0) as panel:
        alive, dead = f"strip+tcp://127.0.0.1:{panel.tcp_port}", "strip+tcp://127.0.0.1:1"
        found = findings(tmp_path, a_bus(alive, 41) + a_bus(dead, 2), Wishes())
    assert [each.health.code for each in found] == [
        "led_never_answers",
        "led_bus_slow",
        "line_unreachable",
        "ok",
    ]
    assert found[1].answered.startswith("41 strips: 4.1 s")


def test_the_number_of_strips_may_be_given_to_plan_with(tmp_path: Path) -> None:
    bus = a_bus("strip+serial:///dev/no-such-port?baud=9600", 2)
    assert findings(tmp_path, bus, Wishes(strips=207))[-1].health.code == "led_bus_slow"


def test_tables_on_one_port_share_its_time(tmp_path: Path) -> None:
    bus = a_bus("strip+serial:///dev/no-such-port?baud=9600", 20)
    assert findings(tmp_path, bus + bus, Wishes())[-1].answered.startswith("40 strips: 5.2 s")


def test_simulated_displays_need_no_plan(tmp_path: Path) -> None:
    assert [each.what for each in findings(tmp_path, a_bus("sim://", 3), Wishes())] == ["led"]


def test_cards_that_can_be_asked_are_told_apart_by_their_answer(tmp_path: Path) -> None:
    with WirePanel("onbon", tcp_port=0) as panel:
        port = f"onbon+tcp://127.0.0.1:{panel.tcp_port}?answer_seconds=0.1&tries=1"
        well, _ = findings(tmp_path, a_bus(port, 2), Wishes())
        panel.ills.add("silent")
        ill, _ = findings(tmp_path, a_bus(port, 2), Wishes())
    assert (well.health.code, well.answered) == ("ok", "addresses that answer: 1, 2")
    assert (ill.health.code, ill.seen_zh) == ("led_silent", "无应答的地址：1, 2")


def test_cards_that_answer_only_to_a_text_are_not_said_to_wait(tmp_path: Path) -> None:
    with WirePanel("cpower", tcp_port=0) as panel:
        port = f"cpower+tcp://127.0.0.1:{panel.tcp_port}"
        found = findings(tmp_path, a_bus(port, 1), Wishes())[0]
    assert found.health.code == "led_only_when_told"


def test_a_bus_can_be_planned_before_there_is_one() -> None:
    found = list(check_up(None, Wishes(strips=207)))[-1]
    assert (found.what, found.health.code) == ("led_bus", "led_bus_slow")
    assert "共需 7 条总线" in found.seen_zh
