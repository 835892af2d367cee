"""A real kiosk whose printer reports by itself: what happens to the paper reaches screen and hall."""

from pathlib import Path

from hall_server.client.http import HttpHall
from hall_server.wire.words import DeviceState
from hardware.printer.wire_simulator import WirePrinter
from tests.system.running import Made, serving
from tests.system.test_kiosk_alone import kiosk_on, wait_for


def heard_of(hall: HttpHall) -> set[tuple[DeviceState, str]]:
    return {(device.state, device.code) for device in hall.view().devices.values()}


def test_an_open_cover_and_little_paper_reach_the_screen_and_the_hall(made: Made, tmp_path: Path) -> None:
    folder = made.copy_to(tmp_path / "hall")
    with serving(folder) as server, WirePrinter(tmp_path / "paper", 0, dots=512) as printer:
        hall = server.hall(made.crew.kiosks[1])
        zone = hall.directory().zones[0].id
        with kiosk_on(server, made.crew.kiosks[0], zone, printer, tmp_path, "epson-tm-t88vi") as kiosk:
            wait_for(lambda: printer.reports)
            printer.obey("cover open")
            kiosk.screen.shows("打印机上盖未关")
            wait_for(lambda: (DeviceState.DOWN, "cover_open") in heard_of(hall))
            printer.obey("paper near")
            printer.obey("cover closed")
            wait_for(lambda: (DeviceState.WARNING, "paper_near_end_15") in heard_of(hall))
        assert server.stop() == 0
