"""What the control ports of the simulators can be asked for so that a panel, or a test, can do it."""

from pathlib import Path

from hardware.build import build_evaluator, build_id_reader, build_printer
from hardware.evaluator.wire_simulator import WireEvaluator
from hardware.id_reader.wire_simulator import WireSam
from hardware.led.sim_screen import plain
from hardware.led.wire_simulator import WirePanel
from hardware.printer.interface import Evidence
from hardware.printer.wire_simulator import WirePrinter
from hardware.transport.wire_end import TcpEnd


def test_a_display_loses_its_power_and_its_cable() -> None:
    with WirePanel("strip", tcp_port=0) as panel:
        panel.screen.show(1, 0, plain("一"))
        assert panel.obey("unplug") == "ok unplug"
        assert panel.obey("show") == 'ok {"1-0": "一"}'
        assert not panel.reachable
        assert panel.obey("plug") == "ok plug"
        assert panel.obey("power off") == "ok power off"
        assert panel.obey("show") == "ok {}"
        assert not panel.reachable
        assert panel.obey("power on") == "ok power on"
        assert panel.reachable


def test_a_printer_whose_cable_is_pulled_is_back_at_the_same_address(tmp_path: Path) -> None:
    with WirePrinter(tmp_path) as printer:
        address = printer.address
        driver = build_printer(f"tcp://{address[0]}:{address[1]}")
        assert driver is not None
        for order, evidence in (("unplug", Evidence.UNREACHABLE), ("plug", Evidence.ANSWERED)):
            assert printer.obey(order) == printer.obey(order) == f"ok {order}"
            assert driver.status().evidence is evidence
        assert printer.address == address


def test_an_evaluator_tells_whether_it_is_lit() -> None:
    device = WireEvaluator(TcpEnd, start=b"\xa1", stop=b"\xa0")
    driver = build_evaluator(f"{device.end.url}?start=A1&stop=A0")
    assert driver is not None
    assert device.obey("lit") == "ok dark"
    assert driver.ask(0.01) is None
    assert device.wait_until_received(b"\xa1\xa0")
    assert device.obey("lit") == "ok dark"
    driver.close()
    device.close()


def test_an_evaluator_that_is_never_told_of_a_question_is_never_lit() -> None:
    device = WireEvaluator(TcpEnd)
    assert not device.lit
    device.close()


def test_a_card_that_has_expired_is_read_and_a_damaged_one_is_found_in_vain() -> None:
    with WireSam() as sam:
        driver = build_id_reader(f"{sam.url}?removal=find")
        assert driver is not None
        assert sam.obey("insert expired") == "ok card"
        assert any([driver.poll() for _ in range(4)])
        assert sam.obey("insert unreadable") == "ok card"
        assert [driver.poll() for _ in range(4)][1:] == [None] * 3
        assert driver.health().code == "card_put_again"
