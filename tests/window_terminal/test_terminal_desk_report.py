"""What the hall hears of the devices at a window."""

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.trouble import LinkLost
from hall_server.wire.answers import Done
from hall_server.wire.words import DeviceState
from hardware.health import Health
from hardware.heartbeat import Part
from tests.window_terminal.terminal_devices import Site
from window_terminal.desk_devices import LOOK_SECONDS
from window_terminal.desk_report import TELL_SECONDS, DeskReport

OK, GONE = (DeviceState.OK, ""), (DeviceState.WARNING, "line_lost__evaluator")
WELL = [Part(Health.ok(), "evaluator")]
ILL = [Part(Health.down("line_lost"), "evaluator")]


class Ear:
    """Hears reports, or does not."""

    def __init__(self) -> None:
        self.heard: list[tuple[DeviceState, str]] = []
        self.deaf = False

    def heartbeat(self, state: DeviceState, code: str = "") -> Done:
        if self.deaf:
            raise LinkLost
        self.heard.append((state, code))
        return Done(seq=1)


class Office:
    """A terminal whose clerk comes and goes."""

    def __init__(self) -> None:
        self.ear, self.timer, self.clerk = Ear(), ManualTimer(), True
        self.report = DeskReport(self.ear, Inline(), self.timer, lambda: self.clerk)
        self.report.start()


def test_the_hall_hears_of_every_change_and_of_nothing_twice() -> None:
    office = Office()
    for parts in (WELL, WELL, ILL, ILL, WELL):
        office.report.seen(parts)
    assert office.ear.heard == [OK, GONE, OK]


def test_after_a_while_the_same_is_told_again() -> None:
    office = Office()
    office.report.seen(WELL)
    office.timer.advance(TELL_SECONDS)
    office.report.seen(WELL)
    assert office.ear.heard == [OK, OK]


def test_nobody_speaks_for_a_window_without_a_clerk_or_without_devices() -> None:
    office = Office()
    office.report.seen([])
    office.clerk = False
    office.report.seen(ILL)
    assert office.ear.heard == []
    office.clerk = True
    office.report.seen(ILL)
    assert office.ear.heard == [GONE]


def test_a_lost_link_is_no_trouble_and_the_report_follows() -> None:
    office = Office()
    office.ear.deaf = True
    office.report.seen(ILL)
    office.ear.deaf = False
    office.timer.advance(TELL_SECONDS)
    office.report.seen(ILL)
    assert office.ear.heard == [GONE]


def test_every_look_at_the_desk_tells_of_all_its_devices() -> None:
    looks: list[dict[str, str]] = []
    site = Site(seen=lambda parts: looks.append({part.where: part.health.code for part in parts}))
    site.scanner.unplug()
    site.terminal.clock.advance(LOOK_SECONDS)
    assert looks[-1] == {"call_box": "ok", "evaluator": "ok", "scanner": "scanner_unplugged"}
