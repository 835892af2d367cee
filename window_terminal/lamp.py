"""What the lamp over the window says."""

from hall_server.wire.words import WindowState
from hardware.light.interface import Colour, Signal
from window_terminal.state import TerminalState

SIGNALS = {
    WindowState.IDLE: Signal(Colour.GREEN),
    WindowState.CALLING: Signal(Colour.GREEN, blinking=True),
    WindowState.SERVING: Signal(Colour.AMBER),
    WindowState.WALK_IN: Signal(Colour.AMBER),
    WindowState.PAUSED: Signal(Colour.RED),
    WindowState.INTERNAL_TASK: Signal(Colour.RED),
    WindowState.CLOSED: Signal(Colour.RED),
}
"""Green: free, and blinking: the called citizen is awaited; amber: somebody is served; red: no service."""


def signal_of(state: TerminalState) -> Signal:
    return SIGNALS[state.window_state if state.clerk else WindowState.CLOSED]
