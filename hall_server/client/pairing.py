"""How a device gets its token: it shows a short code, an administrator approves it, it keeps the token in
a file."""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from hall_server.client.background import Background, Timer
from hall_server.client.http import HttpHall
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.words import Role

POLL_SECONDS = 2.0
AGAIN_SECONDS = 10.0
"""After a refusal, which an administrator may have put right by then."""

log = logging.getLogger(__name__)


def stored_token(state_dir: Path) -> str | None:
    """The token of an earlier pairing, or None."""
    path = state_dir / "token"
    return path.read_text("utf-8").strip() or None if path.exists() else None


def store_token(state_dir: Path, token: str) -> None:
    """Keep a token for the next start, readable by this account only."""
    state_dir.mkdir(parents=True, exist_ok=True)
    fresh = state_dir / "token.new"
    fresh.touch(mode=0o600)
    fresh.write_text(token, "utf-8")
    os.replace(fresh, state_dir / "token")


def pair(
    hall: HttpHall,
    role: Role,
    name: str,
    zone: str | None,
    show_code: Callable[[str], None],
    give_up: Callable[[], bool],
    sleep: Callable[[float], object] = time.sleep,
    window: str | None = None,
) -> str | None:
    """Ask to be paired, for one window if it is named, and wait for the approval. Blocking; returns None when
    `give_up` says so.

    Raises Refused when the server will not pair such a device.
    """
    while not give_up():
        try:
            request = hall.ask_to_pair(role, name, zone, window)
            show_code(request.code)
            while not give_up():
                answer = hall.pairing_answer(request.code, request.secret)
                if answer.approved and answer.token:
                    return answer.token
                if answer.device is None and not answer.approved and _expired(request.expires_at.timestamp()):
                    break
                sleep(POLL_SECONDS)
        except LinkLost:
            sleep(POLL_SECONDS)
    return None


def _expired(at: float) -> bool:
    return time.time() > at


@dataclass(frozen=True, slots=True)
class Applicant:
    """A device as it asks to be let in."""

    role: Role
    name: str
    zone: str | None
    state_dir: Path
    token: str | None = None
    """Given by hand: then it never pairs."""
    window: str | None = None


def token_at_hand(one: Applicant) -> str | None:
    """The token that was given by hand, or that of an earlier pairing."""
    return one.token or stored_token(one.state_dir)


def pair_anew(hall: HttpHall, one: Applicant, show_code: Callable[[str], None], ended: Event) -> str | None:
    """Pair, and keep the token for the next start. Blocking; None when `ended` is set before the approval.

    Raises Refused.
    """
    token = pair(hall, one.role, one.name, one.zone, show_code, ended.is_set, ended.wait, one.window)
    if token is not None:
        store_token(one.state_dir, token)
    return token


class Admission:
    """A device's way into the hall: with the token that it has, or by a code that an administrator approves.

    `let_in` and `refused` are called on the screen's thread, `show_code` on the worker's.
    """

    def __init__(
        self,
        hall: HttpHall,
        applicant: Applicant,
        background: Background,
        timer: Timer,
        show_code: Callable[[str], None],
        let_in: Callable[[str], None],
        refused: Callable[[str], None] = lambda detail: None,
    ) -> None:
        self._hall, self._applicant = hall, applicant
        self._background, self._timer = background, timer
        self._show_code, self._let_in, self._refused = show_code, let_in, refused
        self._ended = Event()

    def begin(self) -> None:
        """At the start of the program. `let_in` comes at once if there is a token."""
        token = token_at_hand(self._applicant)
        if token:
            self._enter(token)
        else:
            self._pair()

    def renew(self) -> bool:
        """The hall does not know the token any more: pair anew. False for a token that was given by hand."""
        if self._applicant.token:
            return False
        self._pair()
        return True

    def end(self) -> None:
        """Nobody waits for an approval any more. Any thread."""
        self._ended.set()

    def _pair(self) -> None:
        self._background.run(self._ask, self._paired, self._not_paired)

    def _ask(self) -> str | None:
        token = pair_anew(self._hall, self._applicant, self._show_code, self._ended)
        if token is not None:
            # What waits behind this on the same worker must not be asked with the old one.
            self._hall.use_token(token)
        return token

    def _paired(self, token: str | None) -> None:
        if token is not None:
            self._enter(token)

    def _not_paired(self, error: Exception) -> None:
        self._timer.after(AGAIN_SECONDS, self._pair)
        if not isinstance(error, Refused):
            raise error
        log.warning("pairing was refused: %s", error.problem.code)
        self._refused(error.problem.detail)

    def _enter(self, token: str) -> None:
        self._hall.use_token(token)
        self._let_in(token)
