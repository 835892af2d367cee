"""A kiosk that is started while its server is dead goes on: it prints leased numbers and says that it is
alone."""

import json
from pathlib import Path

from hall_server.client.outbox import Outbox
from hall_server.wire.words import TicketState
from hardware.printer.wire_simulator import WirePrinter
from tests.system.running import Made, mistakes_found, serving
from tests.system.test_kiosk_alone import WITHIN_SECONDS, a_line_without_a_card, choose, kiosk_on, wait_for


def test_a_kiosk_restarted_beside_a_dead_server_prints_numbers_that_count(made: Made, tmp_path: Path) -> None:
    folder, token = made.copy_to(tmp_path / "hall"), made.crew.kiosks[0]
    plan = tmp_path / "state" / "plan.json"
    with serving(folder) as server, WirePrinter(tmp_path / "paper", 0) as printer:
        other = server.hall(made.crew.kiosks[1])
        directory = other.directory()
        desk, item = a_line_without_a_card(made, directory)
        with kiosk_on(server, token, item.zone, printer, tmp_path) as kiosk:
            wait_for(lambda: plan.exists() and any(n.startswith(desk.queue) for n in kiosk.leased()))
        server.kill()
        kept_at = json.loads(plan.read_text("utf-8"))["kept_at"]
        with kiosk_on(server, token, item.zone, printer, tmp_path) as kiosk:
            kiosk.screen.shows(directory.name_zh)
            kiosk.screen.shows("网络中断，正在重新连接", WITHIN_SECONDS)
            choose(kiosk.screen, item)
            kiosk.screen.shows("网络中断，可以离线取号", WITHIN_SECONDS)
            kiosk.screen.tap("confirm")
            number = str(kiosk.screen.until("text ticket_number", bool, WITHIN_SECONDS))
            assert number.startswith(desk.queue)
            slip = printer.tickets[-1].with_suffix(".txt").read_text("utf-8")
            for said in (number, item.name_zh, "[离线取号]"):
                assert said in slip
            server.start()
            wait_for(lambda: number in {t.number for t in other.view().tickets.values()})
            (claimed,) = (t for t in other.view().tickets.values() if t.number == number)
            assert claimed.state is TicketState.WAITING
            wait_for(lambda: json.loads(plan.read_text("utf-8"))["kept_at"] > kept_at)
            wait_for(lambda: not Outbox(kiosk.state / "unsent.db").waiting())
        assert server.stop() == 0
    assert mistakes_found(folder) == []
