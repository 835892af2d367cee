"""The question to the citizen after a service, on the evaluator at the window."""

from collections.abc import Callable
from dataclasses import dataclass

from hall_server.client.background import Background, Timer
from hall_server.wire.asks import Rate
from hall_server.wire.views import TicketView
from hall_server.wire.words import RatingSource
from hardware.call_box.acts import SCORES
from hardware.evaluator.interface import Evaluator
from window_terminal.forwarding import Post

RATING_SECONDS = 60.0
"""So long the citizen may think; then the service is not rated, which is never taken for satisfied."""


def rating_of(ticket: str, stars: int) -> Post:
    """An evaluator of a few keys cannot give reasons, and says so."""
    ask = Rate(stars=stars, source=RatingSource.KEYED)
    return Post(f"/tickets/{ticket}/rate", ask.model_dump_json(exclude_unset=True))


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question about one service; it is itself and no other, however often the ticket is asked about."""

    ticket: str
    number: str


class Rating:
    """One question at a time. `rated` gets the ticket and the stars; nobody hears of a citizen who did not
    answer."""

    def __init__(
        self,
        evaluator: Evaluator | None,
        hanging: Callable[[], None] | None,
        asking: Background,
        timer: Timer,
        rated: Callable[[str, int], None],
        changed: Callable[[], None],
    ) -> None:
        """`hanging` asks through the evaluator that hangs on the keypad; its answer comes to `scored`.
        `asking` has a thread of its own, for a citizen takes time."""
        self._evaluator, self._hanging, self._asking, self._timer = evaluator, hanging, asking, timer
        self._rated, self._changed = rated, changed
        self._open: Question | None = None
        self._cancel: Callable[[], object] = lambda: None

    @property
    def asked(self) -> str:
        """Number of the ticket whose service is being judged; empty while nobody is asked."""
        return self._open.number if self._open else ""

    def ask(self, ticket: TicketView) -> None:
        """Returns at once. A question to the citizen before is over."""
        self.withdraw()
        question = Question(ticket.id, ticket.number)
        if (evaluator := self._evaluator) is not None:
            self._open = question
            self._asking.run(
                lambda: int(evaluator.ask(RATING_SECONDS) or 0) if self._open is question else 0,
                lambda stars: self._answered(question, stars),
                lambda error: self._failed(question, error),
            )
        elif self._hanging is not None:
            self._open = question
            self._hanging()
            self._cancel = self._timer.after(RATING_SECONDS, lambda: self._answered(question, 0))
        self._changed()

    def scored(self, score: int) -> None:
        """A key of the evaluator that hangs on the keypad."""
        if self._open is not None and self._evaluator is None:
            self._answered(self._open, SCORES.get(score, 0))

    def withdraw(self) -> None:
        """The next citizen stands here, and must not judge the service of the one before."""
        if self._open is not None:
            self._close()
        if self._evaluator is not None:
            self._evaluator.withdraw()

    def _answered(self, question: Question, stars: int) -> None:
        if question is not self._open:
            return
        self._close()
        if stars:
            self._rated(question.ticket, stars)

    def _failed(self, question: Question, error: Exception) -> None:
        self._answered(question, 0)
        raise error

    def _close(self) -> None:
        self._open = None
        self._cancel()
        self._changed()
