"""The end of a wall: what was said last is sent, and nobody waits for displays that are dead."""

import threading
import time

from hardware.health import Health
from hardware.led.interface import Done, Look, Spot, StripText, Urgency
from hardware.led.led_wall import LedWall, Mount
from hardware.led.simulator import SimulatedPanel

HERE = Mount("bus", Spot(1))


class Slow(SimulatedPanel):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def show(self, spot: Spot, look: Look, urgency: Urgency, done: Done) -> None:
        show = super().show

        def later() -> None:
            self.go.wait(10)
            show(spot, look, urgency, done)

        threading.Thread(target=later, daemon=True).start()


def wall_of(panel: SimulatedPanel) -> LedWall:
    wall = LedWall({"bus": panel}, {"W001": [HERE]})
    wall.start()
    return wall


def test_a_wall_is_settled_when_its_last_text_has_arrived() -> None:
    panel = Slow()
    wall = wall_of(panel)
    wall.show_windows({"W001": StripText("欢迎光临")})
    assert not wall.settle(0.05)
    panel.go.set()
    assert wall.settle(10)
    assert panel.shown[Spot(1)] == Look("欢迎光临")
    wall.close()


def test_nobody_waits_for_displays_that_fail() -> None:
    panel = SimulatedPanel(dead=True)
    wall = wall_of(panel)
    wall.show_windows({"W001": StripText("欢迎光临")})
    assert wall.settle(10)
    wall.close()


def test_ports_that_hang_are_let_go_of_together() -> None:
    met = threading.Barrier(3, timeout=10)

    class Hanging(SimulatedPanel):
        def close(self) -> None:
            met.wait()

        def health(self) -> Health:
            return Health.down("line_unreachable")

    wall = LedWall({name: Hanging() for name in "abc"}, {})
    begun = time.monotonic()
    wall.close()
    assert not met.broken
    assert time.monotonic() - begun < 10
