"""A USB numeric pad whose keys come through the terminal's window: a keypad without display and line."""

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from hardware.call_box.acts import CONFIRMED, Act, order_of
from hardware.call_box.interface import Key, KeyPress
from hardware.call_box.numeric_pad import BACKSPACE, DIGITS, ENTER, ESCAPE, MEANINGS, PadTyping
from window_terminal.desk_keys import BUTTONS, DeskKeys
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import act_name

ON_THE_PAD = frozenset({*DIGITS, *MEANINGS, ENTER} - {ESCAPE})
ON_THE_KEYBOARD = frozenset({BACKSPACE, ESCAPE})
"""Keys of the keyboard that are the pad's while digits wait on it."""
NAMES = {ESCAPE: "Esc"}
TOLD_APART = {
    Act.TRANSFER: "pad_transfer",
    Act.PAUSE: "pad_pause",
    Act.EVALUATE: "pad_evaluate",
    Act.SIGN_OUT: "pad_leave",
    Act.NOTHING: "pad_cancel",
}


class Pad:
    """Collects digits and presses keys while the clerk is at work. On a page, digits are the page's own."""

    def __init__(self, terminal: WindowTerminal, keys: DeskKeys) -> None:
        self._terminal, self._keys = terminal, keys
        self._typing = PadTyping()

    def wants(self, symbol: str, *, on_pad: bool) -> bool:
        """Whether a key is the pad's and not the window's; `on_pad`: it stands in the block of digits."""
        state = self._terminal.state
        if state.clerk is None or state.question is not None:
            return False
        if symbol in ON_THE_KEYBOARD:
            return bool(self._typing.typed)
        return on_pad and symbol in ON_THE_PAD

    def press(self, symbol: str) -> None:
        press = self._typing.press(symbol)
        self._terminal.beside.typed(self._typing.typed)
        if press is not None:
            self._keys.pressed(press)


def pad_legend(language: Language) -> list[tuple[str, str]]:
    """Every key of the pad with what it does, from the tables that decide it."""
    presses = [("Enter", KeyPress(1, Key.NEXT))]
    presses += [(NAMES.get(symbol, symbol), KeyPress(1, key)) for symbol, key in MEANINGS.items()]
    presses += [(f"{digit} Enter", KeyPress(1, Key.CONFIRM, digit)) for digit in sorted(CONFIRMED)]
    told = [(key, _words(order_of(press).act, language)) for key, press in presses]
    return [*told, ("023 Enter", text("terminal.pad_number", language))]


def _words(act: Act, language: Language) -> str:
    if act in TOLD_APART:
        return text(f"terminal.{TOLD_APART[act]}", language)
    return act_name(BUTTONS[act][0], language)
