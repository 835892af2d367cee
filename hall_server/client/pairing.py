"""How a device gets its token: it shows a short code, an administrator approves it, it keeps the token in
a file."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from hall_server.client.http import HttpHall
from hall_server.client.trouble import LinkLost
from hall_server.wire.words import Role

POLL_SECONDS = 2.0


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
    sleep: Callable[[float], None] = time.sleep,
) -> str | None:
    """Ask to be paired and wait for the approval. Blocking; returns None when `give_up` says so.

    Raises Refused when the server will not pair such a device.
    """
    while not give_up():
        try:
            request = hall.ask_to_pair(role, name, zone)
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
