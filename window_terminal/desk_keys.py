"""The keys of a keypad at the window, as presses of the terminal's own buttons: what is allowed is decided in
one place."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hardware.call_box import acts as keypad
from hardware.call_box.acts import LOST_BEEPS, REFUSED_BEEPS, Order, Typing, order_of, ticket_meant
from hardware.call_box.interface import Key, KeyPress
from window_terminal.allowed import Act
from window_terminal.questions import Question, TargetKind
from window_terminal.session import find_window
from window_terminal.side_words import why_not
from window_terminal.state import TerminalState, next_step, offer
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say

_FINISH = (Act.FINISH, Act.WALK_IN_FINISHED)
BUTTONS: Mapping[keypad.Act, tuple[Act, ...]] = MappingProxyType(
    {
        keypad.Act.NEXT: (Act.CALL_NEXT,),
        keypad.Act.RECALL: (Act.RECALL,),
        keypad.Act.START: (Act.START,),
        keypad.Act.FINISH: _FINISH,
        keypad.Act.EVALUATE: _FINISH,
        keypad.Act.NO_SHOW: (Act.NO_SHOW,),
        keypad.Act.HOLD: (Act.HOLD,),
        keypad.Act.RESUME_HELD: (Act.RESUME_TICKET,),
        keypad.Act.TRANSFER: (Act.TRANSFER,),
        keypad.Act.PAUSE: (Act.PAUSE, Act.RESUME_WINDOW),
        keypad.Act.CALL_NUMBER: (Act.CALL_BY_NUMBER,),
        keypad.Act.SIGN_OUT: (Act.CLOSE, Act.SIGN_OUT),
    }
)
"""A key with two acts does the one that is allowed. The evaluation key ends the service: the question to the
citizen follows from that."""


class DeskKeys:
    """A press that is in vain is heard as beeps, and told on the screen."""

    def __init__(self, terminal: WindowTerminal, beep: Callable[[int], None]) -> None:
        self._terminal, self._beep = terminal, beep
        self._typing = Typing()
        self._waits_for_answer = False

    def heard(self, press: KeyPress) -> None:
        """From a keypad, whose digits may come one at a time."""
        whole = self._typing.whole(press)
        if whole is not None:
            self.pressed(whole)

    def pressed(self, press: KeyPress) -> None:
        """A key with all its digits."""
        state = self._terminal.state
        if state.clerk is None:
            self._refuse(why_not(state, next_step(state)))
        elif press.key is Key.CANCEL:
            self._terminal.pages.cancel()
        elif state.question is not None:
            self._answer(press, state.question)
        elif press.key is Key.CONFIRM and not press.digits:
            self._next_step(state)
        else:
            self._obey(order_of(press))

    def acted(self) -> None:
        """The hall, or the terminal alone, has done it."""
        self._waits_for_answer = False

    def state_changed(self, state: TerminalState) -> None:
        """What became of a key that the hall was asked about."""
        if not self._waits_for_answer:
            return
        if state.pending is None and state.trouble:
            self._waits_for_answer = False
            self._beep(REFUSED_BEEPS)
        elif state.pending and state.pending.retrying:
            self._waits_for_answer = False
            self._beep(LOST_BEEPS)

    # Inside

    def _next_step(self, state: TerminalState) -> None:
        """The confirming key alone is the big button."""
        step = next_step(state)
        if offer(state, step).enabled:
            self._terminal.primary_pressed()
            self._wait()
        else:
            self._refuse(why_not(state, step))

    def _obey(self, order: Order) -> None:
        state, wanted = self._terminal.state, BUTTONS.get(order.act)
        if wanted is None:
            self._refuse(say("key_nothing", state))
            return
        act = next((act for act in wanted if offer(state, act).enabled), None)
        if act is None:
            self._refuse(why_not(state, wanted[0]))
        elif act is Act.CALL_BY_NUMBER:
            self._call(order.digits)
        else:
            self._terminal.act_pressed(act)
            if order.digits and act is Act.TRANSFER:
                self._send_to(order.digits)
            elif order.digits and act is Act.PAUSE:
                self._choose(order.digits)
            else:
                self._wait()

    def _call(self, digits: str) -> None:
        """Opens the page of a call by number, for it wants a reason."""
        state = self._terminal.state
        desk, window = state.desk, state.window
        if desk is None or window is None:
            return
        queues = (*window.primary, *window.backups)
        missed = ticket_meant(digits, desk.missed, queues)
        waiting = ticket_meant(digits, (each.ticket for each in desk.waiting), queues)
        if waiting is not None:
            self._terminal.act_pressed(Act.CALL_BY_NUMBER)
            self._terminal.pages.number_typed(waiting.number)
        elif missed is not None:
            self._refuse(say("key_missed", state, number=missed.number))
        else:
            self._refuse(say("key_nobody", state, digits=digits))

    def _send_to(self, digits: str) -> None:
        state = self._terminal.state
        window = find_window(state.directory, str(int(digits)))
        if window is None or (state.window and window.id == state.window.id):
            self._refuse(say("key_no_window", state, number=digits))
            return
        self._terminal.pages.target_kind_picked(TargetKind.WINDOW)
        self._terminal.pages.target_picked(window.id)

    def _answer(self, press: KeyPress, question: Question) -> None:
        """A page is open: digits choose, the confirming key confirms."""
        if press.key is not Key.CONFIRM:
            self._refuse(why_not(self._terminal.state, question.act))
        elif press.digits:
            self._choose(press.digits)
        else:
            self._confirm()

    def _choose(self, digits: str) -> None:
        """The choice at that place of the page; its act too, once nothing is missing."""
        question, place = self._terminal.state.question, int(digits)
        if question is None or not 1 <= place <= len(question.choices):
            self._refuse(say("key_no_choice", self._terminal.state, place=digits))
            return
        self._terminal.pages.choose(question.choices[place - 1].code)
        self._confirm()

    def _confirm(self) -> None:
        question = self._terminal.state.question
        if question is not None and question.ready:
            self._terminal.confirm_pressed()
            self._wait()
        else:
            self._refuse(say("key_not_complete", self._terminal.state))

    def _wait(self) -> None:
        """For the hall's answer, if it is asked and has not answered yet."""
        state = self._terminal.state
        self._waits_for_answer = state.pending is not None or state.trouble is not None
        self.state_changed(state)

    def _refuse(self, why: str) -> None:
        self._terminal.beside.complain(why)
        self._beep(REFUSED_BEEPS)
