"""What the panel shows instead of the acts: a question, the keys, or nothing while it is folded."""

from collections.abc import Callable
from dataclasses import replace

from window_terminal.questions import LONGEST_MINUTES, Question, TargetKind
from window_terminal.state import Screen


class Pages:
    """Answers of the open page. Nothing here asks the hall."""

    def __init__(self, screen: Screen, dismiss: Callable[[], None]) -> None:
        """`dismiss` puts away what the hall would not record."""
        self._screen, self._dismiss = screen, dismiss
        self._fold_again = False

    def open(self, question: Question) -> None:
        """Unfolds for as long as the page is open."""
        state = self._screen.state
        self._fold_again = state.folded
        self._screen.become(replace(state, question=question, folded=False))

    def settle(self) -> None:
        """Fold again if a page had unfolded the panel and is closed now."""
        state = self._screen.state
        if self._fold_again and state.question is None:
            self._fold_again = False
            self._screen.become(replace(state, folded=True))

    def cancel(self) -> None:
        """Esc: one page back; with no page open, away with what stands in the line."""
        state = self._screen.state
        if state.question is None and not state.help_open and state.refused:
            self._dismiss()
        elif state.pending is None:
            # A page that a found ticket led to goes back to it.
            found = state.found if state.question else None
            self._screen.become(replace(state, question=None, help_open=False, trouble=None, found=found))
            self.settle()

    def toggle_fold(self) -> None:
        state = self._screen.state
        self._fold_again = False
        if state.question is None:
            self._screen.become(replace(state, folded=not state.folded, help_open=False))

    def toggle_help(self) -> None:
        state = self._screen.state
        if state.question is None:
            self._screen.become(replace(state, help_open=not state.help_open, folded=False))

    def toggle_item(self, item: str) -> None:
        """One of the items that the service has done."""
        state = self._screen.state
        if state.pending is None:
            done = tuple(i for i in state.items_done if i != item)
            if len(done) == len(state.items_done):
                done = (*done, item)
            self._screen.become(replace(state, items_done=done))

    def choose(self, code: str) -> None:
        if question := self._question():
            self._answer(question.choose(code))

    def note_typed(self, words: str) -> None:
        if question := self._question():
            self._answer(replace(question, note=words))

    def number_typed(self, words: str) -> None:
        if (question := self._question()) and question.number is not None:
            self._answer(replace(question, number=words.strip()))

    def minutes_typed(self, words: str) -> None:
        if (question := self._question()) and question.minutes is not None:
            self._answer(
                replace(question, minutes=min(LONGEST_MINUTES, int(words)) if words.isdecimal() else 0)
            )

    def minutes_added(self, minutes: int) -> None:
        if (question := self._question()) and question.minutes is not None:
            self._answer(replace(question, minutes=min(LONGEST_MINUTES, max(5, question.minutes + minutes))))

    def target_kind_picked(self, kind: TargetKind) -> None:
        if (question := self._question()) and question.target_kind is not None:
            self._answer(replace(question, target_kind=kind, target=None, filter=""))

    def target_picked(self, code: str) -> None:
        if question := self._question():
            self._answer(replace(question, target=code))

    def filter_typed(self, words: str) -> None:
        if question := self._question():
            self._answer(replace(question, filter=words))

    def _question(self) -> Question | None:
        return self._screen.state.question if self._screen.state.pending is None else None

    def _answer(self, question: Question) -> None:
        self._screen.become(replace(self._screen.state, question=question))
