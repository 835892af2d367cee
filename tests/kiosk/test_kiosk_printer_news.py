"""What the hall hears of the paper, and when."""

from dataclasses import dataclass, field

from hall_server.client.background import Inline, ManualTimer
from hall_server.wire.answers import Done
from hall_server.wire.asks import Heartbeat
from hall_server.wire.words import DeviceState
from hardware.health import advice_of
from hardware.printer.simulator import SimulatedPrinter
from hardware.printer.slip import Slip, Text
from kiosk.caretaker import LOOK_SECONDS, Caretaker


@dataclass
class Hall:
    """Hears heartbeats, as the wire takes them."""

    heard: list[Heartbeat] = field(default_factory=list)

    def heartbeat(self, state: DeviceState, code: str = "") -> Done:
        self.heard.append(Heartbeat(state=state, code=code))
        return Done(seq=1)


def cared_for(printer: SimulatedPrinter) -> tuple[Caretaker, Hall, ManualTimer]:
    hall, timer = Hall(), ManualTimer()
    care = Caretaker(hall, printer, Inline(), Inline(), timer, lambda: True, lambda code: None)
    care.start()
    return care, hall, timer


def test_the_hall_hears_about_how_many_tickets_are_left() -> None:
    printer = SimulatedPrinter(sheets_left=33, near_end_sheets=50)
    _, hall, timer = cared_for(printer)
    for _ in range(25):
        printer.print_slip(Slip((Text("A001"),)))
        timer.advance(LOOK_SECONDS)
    assert {each.state for each in hall.heard} == {DeviceState.WARNING}
    codes = list(dict.fromkeys(each.code for each in hall.heard))
    assert codes == [f"paper_near_end_{count}" for count in (30, 20, 15, 10, 5)]
    assert "20 张" in advice_of(codes[1]).cause_zh


def test_news_of_the_printer_are_looked_at_at_once_and_change_no_rhythm() -> None:
    printer = SimulatedPrinter()
    care, hall, timer = cared_for(printer)
    printer.sheets_left = 0
    care.look()
    assert hall.heard[-1].code == "paper_out"
    heard = len(hall.heard)
    timer.advance(LOOK_SECONDS)
    assert len(hall.heard) == heard + 1
