"""Steps and ratings that the hall does not know yet: kept on disk, and sent in order as soon as it can be
asked."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.outbox import Delivery, NotKept, Posts, SetAside, Stored
from hall_server.client.trouble import LinkLost, Refused
from window_terminal.state import Screen, TurnedDown, Unsent
from window_terminal.steps import Step, number_in

RETRY_SECONDS = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Post:
    """Something to tell the hall that changes nothing at this window."""

    path: str
    body: str


class Kept(Protocol):
    """The terminal's file of unsent steps; `hall_server.client.outbox.Outbox` is one."""

    def put(self, path: str, body: str, key: str, at: datetime, owner: str) -> None: ...
    def waiting(self, owner: str) -> list[Stored]: ...
    def owners(self) -> dict[str, int]: ...
    def aside(self, owner: str) -> list[SetAside]: ...
    def seen(self, owner: str) -> None: ...
    def send(self, hall: Posts, owner: str) -> Delivery: ...


class Forwarding:
    """Sends only what the clerk who is signed in did at this window: the hall must know whose act it is."""

    def __init__(
        self,
        hall: Posts,
        kept: Kept,
        background: Background,
        timer: Timer,
        screen: Screen,
        delivered: Callable[[int], None],
        expired: Callable[[], None],
    ) -> None:
        self._hall, self._kept, self._background, self._timer = hall, kept, background, timer
        self._screen, self._delivered, self._expired = screen, delivered, expired
        self._owner: str | None = None
        self._sending = False
        self._cancel_later: Callable[[], object] = lambda: None

    @property
    def owes(self) -> bool:
        """Something must be sent before anything else."""
        return self._owner is not None and bool(self._kept.waiting(self._owner))

    def enter(self, staff: str, window: str) -> bool:
        """From now on for this clerk at this window. Whether they left something here, which is sent now."""
        self._owner = f"{staff}@{window}"
        self.look()
        owed = self.owes
        if owed:
            self.send()
        return owed

    def leave(self) -> None:
        """Nobody is signed in; what waits goes on waiting."""
        self._owner = None
        self._cancel_later()

    def keep(self, step: Step, key: str) -> None:
        """On disk when this returns. Raises NotKept."""
        assert self._owner is not None
        self._kept.put(step.path, step.body, key, step.acted_at, self._owner)
        self.look()
        self._later()

    def post(self, post: Post, key: str, at: datetime) -> None:
        """Tell the hall at once, or after everything that waits already. Nobody is shown what it answers."""
        owner = self._owner
        if owner is None:
            return

        def failed(error: Exception) -> None:
            match error:
                case LinkLost():
                    self._keep_post(post, key, at, owner)
                case Refused():
                    log.warning("%s: %s", post.path, error.problem.code)
                case _:
                    raise error

        if self.owes or self._screen.state.link.lost:
            self._keep_post(post, key, at, owner)
        else:
            hall = self._hall
            self._background.run(lambda: hall.post_stored(post.path, post.body, key), _nothing, failed)

    def _keep_post(self, post: Post, key: str, at: datetime, owner: str) -> None:
        try:
            self._kept.put(post.path, post.body, key, at, owner)
        except NotKept as error:
            log.warning("%s: %s", post.path, error)
        self.look()
        self._later()

    def send(self) -> None:
        """Send now; once at a time."""
        if self._owner is None or self._sending:
            return
        self._cancel_later()
        self._sending = True
        owner = self._owner
        self._background.run(
            lambda: self._kept.send(self._hall, owner),
            lambda delivery: self._sent(owner, delivery),
            self._failed,
        )

    def dismiss(self) -> None:
        """The clerk has read about the refused steps."""
        if self._owner is not None:
            self._kept.seen(self._owner)
            self.look()

    def look(self) -> None:
        """Put on the screen what waits here, and what was refused."""
        waiting = [(owner.partition("@"), count) for owner, count in self._kept.owners().items()]
        unsent = tuple(Unsent(staff, window, count) for (staff, _, window), count in waiting)
        aside = self._kept.aside(self._owner) if self._owner is not None else []
        steps = ((number_in(a.stored.path), a.detail) for a in aside)
        refused = tuple(TurnedDown(*step, detail) for step, detail in steps if step)
        self._screen.become(replace(self._screen.state, unsent=unsent, refused=refused))

    def _sent(self, owner: str, delivery: Delivery) -> None:
        self._sending = False
        self.look()
        if owner != self._owner:
            if self.owes:
                self.send()
        elif delivery.unauthorised:
            self._expired()
        elif delivery.left:
            self._later()
        elif self.owes:
            self.send()
        else:
            self._delivered(delivery.sent)

    def _failed(self, error: Exception) -> None:
        self._sending = False
        self._later()
        raise error

    def _later(self) -> None:
        self._cancel_later()
        self._cancel_later = self._timer.after(RETRY_SECONDS, self.send)


def _nothing(answer: None) -> None:
    """The clerk is not told how they were judged."""
