"""A terminal with simulated devices at its window, for tests."""

from collections.abc import Callable, Sequence

from hall_server.client.background import Inline
from hall_server.wire.answers import Desk
from hall_server.wire.words import Language, TicketState, WindowState
from hardware.call_box.interface import Display, Key
from hardware.call_box.simulator import SimulatedCallBox
from hardware.evaluator.simulator import SimulatedEvaluator
from hardware.heartbeat import Part
from hardware.scanner.simulator import SimulatedScanner
from tests.window_terminal.terminal_fakes import (
    NINE,
    WINDOW,
    Later,
    Terminal,
    a_desk,
    a_line,
    a_ticket,
    a_window,
)
from window_terminal.desk_devices import Attached, DeskDevices

HELD = a_ticket("BG011", state=TicketState.HELD, hold="without_papers")
MISSED = a_ticket("BG015", state=TicketState.MISSED)
ADDRESS = 3


def desk_with(state: WindowState, **more: object) -> Desk:
    """One ticket stands at a window that calls or serves; three wait."""
    ticket = None
    if state in (WindowState.CALLING, WindowState.SERVING):
        life = TicketState.SERVING if state is WindowState.SERVING else TicketState.CALLED
        ticket = a_ticket(state=life, window=WINDOW, calls=3, last_called_at=NINE, started_at=NINE)
    window = a_window(state, ticket=ticket.id if ticket else None)
    return a_desk(window, a_line(), serving=ticket, **more)


class Site:
    """A clerk who is signed in at a window with a keypad, an evaluator and a scanner.

    `citizen` is the evaluator's thread: `work` lets it answer.
    """

    def __init__(
        self,
        state: WindowState = WindowState.IDLE,
        *,
        desk: Desk | None = None,
        with_evaluator: bool = True,
        background: Later | None = None,
        language: Language = Language.ZH,
        seen: Callable[[Sequence[Part]], None] = lambda parts: None,
    ) -> None:
        self.box, self.evaluator, self.scanner = SimulatedCallBox(), SimulatedEvaluator(), SimulatedScanner()
        self.citizen = Later()
        self.terminal = Terminal(desk or desk_with(state), background=background, language=language)
        attached = Attached(self.box, ADDRESS, self.evaluator if with_evaluator else None, self.scanner)
        self.devices = DeskDevices(
            self.terminal.model, attached, self.citizen, Inline(), self.terminal.clock.timer, seen
        )
        self.terminal.listeners.append(self.devices.state_changed)
        self.terminal.watchers.append(self.devices.acted)
        self.box.listen(self.devices.heard)
        self.devices.start()

    def signed_in(self, seconds: float = 30) -> "Site":
        self.terminal.signed_in()
        self.terminal.clock.advance(seconds)
        return self

    def press(self, key: Key, digits: str = "") -> list[str]:
        """What the hall has been asked by this press."""
        before = len(self.terminal.hall.asked)
        self.box.press(ADDRESS, key, digits)
        return [what for what, _, _ in self.terminal.hall.asked[before:]]

    def scan(self, code: str) -> None:
        self.scanner.scan(code)
        self.terminal.clock.advance(1)

    def shown(self) -> Display:
        return self.box.shown(ADDRESS)

    @property
    def beeps(self) -> list[int]:
        return [times for _, times in self.box.beeps]

    @property
    def complaint(self) -> str:
        trouble = self.terminal.state.trouble
        return trouble.detail if trouble else ""

    def sign(self, name: str) -> tuple[str, str]:
        """How a device is shown to be: kind and words."""
        return next((s.kind, s.words) for s in self.terminal.state.devices if s.name == name)
