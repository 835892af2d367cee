"""Who is asking, and what their role may do. Checked inside the lane, on the hall as it stands at that
moment."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from hall_server.domain.events import Actor
from hall_server.domain.refusals import NotAllowed, NotSignedIn
from hall_server.operations.ports import UnitOfWork
from hall_server.wire.words import Role

STAFF = (Role.CLERK, Role.UNIT_HEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
ANYONE = (Role.KIOSK, Role.BOARD, Role.CLOCK, *STAFF, Role.AUDITOR)
DEVICES = (Role.KIOSK, Role.BOARD, Role.CLOCK, Role.EVALUATOR)
WATCHERS = (*ANYONE, Role.EVALUATOR)
"""Who follows the hall: the feed and its snapshots."""
OFFICIALS = (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
AT_WINDOW = (Role.CLERK, Role.UNIT_HEAD)
MEMBERS = (*OFFICIALS, Role.AUDITOR, Role.UNIT_HEAD, Role.CLERK, Role.MEMBER)
"""Everybody who works here, by the most that they may do; back-room staff are members and no more."""


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(request: Request) -> str:
    """The token that came with a request; empty without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True)
class Caller:
    """A token and the roles that the route lets in."""

    digest: str | None
    roles: tuple[Role, ...]

    def actor(self, uow: UnitOfWork, now: datetime) -> Actor:
        """Raises NotSignedIn without a good token, NotAllowed without a fitting role."""
        if Role.PUBLIC in self.roles:
            return Actor("public")
        login = uow.accounts.login(self.digest) if self.digest else None
        if login is None or login.ended or (login.expires_at and login.expires_at <= now):
            raise NotSignedIn
        held = {*login.roles, Role.MEMBER} if login.staff else login.roles
        role = next((r for r in self.roles if r in held), None)
        if role is None:
            raise NotAllowed(roles=", ".join(self.roles))
        return Actor(role.value, login.staff, login.window, login.device)


class Allow:
    """A route's declared roles, as a dependency. Every route has one; a test sees to it."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Caller:
        token = token_of(request)
        return Caller(digest(token) if token else None, self.roles)


def allow(*roles: Role) -> Callable[[Request], Awaitable[Caller]]:
    return Allow(*roles)
