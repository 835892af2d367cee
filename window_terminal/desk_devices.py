"""What stands at the window beside the screen: a keypad, an evaluator, a scanner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hall_server.client.background import Background, Timer
from hall_server.wire.views import TicketView
from hall_server.wire.words import Language, WindowState
from hardware.call_box.interface import BLANK, CallBox, Display, Heard, Score
from hardware.evaluator.interface import Evaluator
from hardware.health import Fault, Health, HealthState
from hardware.heartbeat import Part
from hardware.light.interface import Light
from hardware.scanner.interface import CodeScanner, ScannedCode
from window_terminal.allowed import Act
from window_terminal.desk_keys import DeskKeys
from window_terminal.rating import Rating
from window_terminal.state import DeviceSign, TerminalState
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say

LOOK_SECONDS = 3.0
"""Between two looks at how the devices are."""
SCAN_SECONDS, BROKEN_SECONDS = 0.1, 1.0
"""Between two questions to a scanner that works, and to one that does not."""
NEXT_CITIZEN = frozenset({Act.CALL_NEXT, Act.CALL_BY_NUMBER, Act.RESUME_TICKET, Act.WALK_IN, Act.SIGN_OUT})
"""After these nobody judges the service before any more."""
_KINDS = {
    HealthState.OK: "ok",
    HealthState.WARNING: "warning",
    HealthState.DOWN: "down",
    HealthState.UNKNOWN: "waiting",
}


@dataclass(frozen=True, slots=True)
class Attached:
    """The devices of this window; None is one that it does not have."""

    call_box: CallBox | None = None
    address: int = 1
    """Of the keypad on its line."""
    evaluator: Evaluator | None = None
    scanner: CodeScanner | None = None
    light: Light | None = None
    """The lamp over the window."""


class DeskDevices:
    """Every method runs on the screen's thread and returns at once. A device that is away disturbs nobody."""

    def __init__(
        self,
        terminal: WindowTerminal,
        attached: Attached,
        asking: Background,
        scanning: Background,
        timer: Timer,
        seen: Callable[[Sequence[Part]], None] = lambda parts: None,
    ) -> None:
        """`asking` and `scanning` have threads of their own: a citizen and a scanner take their time. `seen`
        hears at every look how all devices are."""
        self._terminal, self._attached = terminal, attached
        self._scanning, self._timer, self._seen = scanning, timer, seen
        box = attached.call_box
        self.keys = DeskKeys(terminal, self._beep)
        self._rating = Rating(
            attached.evaluator,
            (lambda: box.start_evaluation(attached.address)) if box else None,
            asking,
            timer,
            terminal.rated,
            self._look,
        )
        self._shown: Display | None = None
        self._stranger: int | None = None
        self._closed = False

    def start(self) -> None:
        """Look at the devices now and again; ask the scanner."""
        self._look_on()
        if self._attached.scanner:
            self._poll(self._attached.scanner)

    def close(self) -> None:
        """Let go of the lines."""
        self._closed = True
        for device in (self._attached.call_box, self._attached.evaluator, self._attached.scanner):
            if device is not None:
                device.close()

    def heard(self, heard: Heard) -> None:
        """A key of a keypad, or of the evaluator that hangs on it."""
        if heard.address != self._attached.address:
            self._stranger = heard.address
            self._look()
        elif isinstance(heard, Score):
            self._rating.scored(heard.score)
        else:
            self.keys.heard(heard)

    def acted(self, act: Act, ticket: TicketView | None) -> None:
        """The clerk has done it: in the hall, or here while the hall cannot be asked."""
        self.keys.acted()
        if act is Act.FINISH and ticket:
            self._rating.ask(ticket)
        elif act in NEXT_CITIZEN:
            self._rating.withdraw()

    def state_changed(self, state: TerminalState) -> None:
        """Keep the keypad's display true."""
        self.keys.state_changed(state)
        box = self._attached.call_box
        shown = display_of(state)
        if box is None or shown == self._shown:
            return
        before, self._shown = self._shown, shown
        box.show(self._attached.address, shown)
        begins = before is not None and before.waiting == 0 and bool(shown.waiting)
        if begins and state.window_state is WindowState.IDLE:
            self._beep(1)

    # Inside

    def _beep(self, times: int) -> None:
        if self._attached.call_box:
            self._attached.call_box.beep(self._attached.address, times)

    def _look_on(self) -> None:
        self._look()
        self._timer.after(LOOK_SECONDS, self._look_on)

    def _look(self) -> None:
        if not self._closed:
            parts = self._parts()
            self._terminal.beside.devices_changed(tuple(self._signs(parts)))
            self._seen(parts)

    def _parts(self) -> list[Part]:
        """How each device is, by its name in the settings."""
        attached = {
            "call_box": self._attached.call_box,
            "evaluator": self._attached.evaluator,
            "scanner": self._attached.scanner,
            "light": self._attached.light,
        }
        return [Part(device.health(), name) for name, device in attached.items() if device is not None]

    def _signs(self, parts: Sequence[Part]) -> list[DeviceSign]:
        state = self._terminal.state
        found = [sign_of(part.where, part.health, state.language) for part in parts]
        if found and self._stranger is not None and found[0].kind == "ok":
            places = {"other": self._stranger, "mine": self._attached.address}
            words, cure = say("key_stranger", state, **places), say("key_stranger_cure", state, **places)
            found[0] = DeviceSign("call_box", "warning", words, cure)
        if self._rating.asked:
            asking = say("device_asking", state, number=self._rating.asked)
            asker = "evaluator" if self._attached.evaluator else "call_box"
            found = [
                DeviceSign(s.name, "asking", asking) if (s.name, s.kind) == (asker, "ok") else s
                for s in found
            ]
        return found

    def _poll(self, scanner: CodeScanner) -> None:
        def polled(code: ScannedCode | None) -> None:
            self._timer.after(SCAN_SECONDS, again)
            if code is not None:
                self._terminal.finding.scanned(code.text)

        def failed(error: Exception) -> None:
            self._timer.after(BROKEN_SECONDS, again)
            if not isinstance(error, Fault):
                raise error

        def again() -> None:
            self._poll(scanner)

        self._scanning.run(scanner.poll, polled, failed)


def sign_of(name: str, health: Health, language: Language) -> DeviceSign:
    """How one device is, in the clerk's language."""
    told = health if language is Language.ZH else health.in_english()
    return DeviceSign(name, _KINDS[health.state], told.cause, told.cure)


def display_of(state: TerminalState) -> Display:
    """How many wait for this window, and the number that stands here. Without the link only the number is
    known to be true."""
    if state.clerk is None or state.desk is None:
        return BLANK
    serving = state.desk.serving
    waiting = None if state.link.lost else state.desk.waiting_total
    return Display.of(waiting, serving.number if serving else "")
