"""Staff signing in and out. PINs and tokens are checked outside; here is what it means for the hall."""

from dataclasses import replace
from datetime import datetime
from math import ceil

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber, WindowId
from hall_server.domain.refusals import LockedOut, SignInFailed, WindowTaken
from hall_server.domain.window import WindowState
from hall_server.operations.at_window import note_seen
from hall_server.operations.ports import Failures, Login, UnitOfWork
from hall_server.operations.windows import shut


def check_not_locked(uow: UnitOfWork, number: str, now: datetime) -> None:
    """Raises LockedOut while a run of wrong PINs has its consequence."""
    locked = uow.accounts.failures(StaffNumber(number)).locked_until
    if locked and now < locked:
        raise LockedOut(minutes=ceil((locked - now).total_seconds() / 60))


def note_failure(uow: UnitOfWork, number: str, now: datetime) -> None:
    """One more wrong PIN; enough of them in a row lock the number for a while, whether somebody has it or
    not, so that nobody can probe for numbers."""
    failures = uow.accounts.failures(StaffNumber(number))
    count = failures.count + 1
    known = uow.plan.staff.get(StaffNumber(number))
    by = Actor("public", known.number if known else None)
    uow.record(Event(kind=Kind.STAFF_SIGN_IN_FAILED, actor=by))
    if count >= uow.rules.pin_failures_allowed:
        uow.accounts.save_failures(Failures(failures.staff, 0, now + uow.rules.lock_out))
    else:
        uow.accounts.save_failures(Failures(failures.staff, count, failures.locked_until))


def forgive(uow: UnitOfWork, number: str) -> None:
    """A right PIN makes good the wrong ones before it."""
    if uow.accounts.failures(StaffNumber(number)).count:
        uow.accounts.save_failures(Failures(StaffNumber(number), 0, None))


def sign_in(
    uow: UnitOfWork, number: str, digest: str, window_name: str | None, now: datetime
) -> tuple[Login, Staff]:
    """The PIN was right: open a session, at a window if one is named. An earlier session of the clerk ends.

    Raises WindowTaken while another clerk serves there.
    """
    check_not_locked(uow, number, now)
    staff = uow.plan.staff.get(StaffNumber(number))
    if staff is None:
        raise SignInFailed(field="staff")
    window_id: WindowId | None = None
    if window_name is not None:
        counter = uow.plan.counter(window_name)
        window = uow.windows.get(counter.id)
        if window.state is not WindowState.CLOSED and window.staff not in (None, staff.number):
            raise WindowTaken(field="window", window=counter.number)
        window_id = counter.id
    for earlier in uow.accounts.logins_of(staff.number):
        _leave_window(uow, earlier, now, unless=window_id)
        uow.accounts.save_login(replace(earlier, ended=True))
    login = Login(
        digest=digest,
        roles=staff.roles,
        expires_at=now + uow.rules.session_length,
        staff=staff.number,
        window=window_id,
    )
    uow.accounts.save_login(login)
    forgive(uow, staff.number)
    actor = Actor(staff.roles[0], staff.number, window_id)
    note_seen(uow, actor, now)
    uow.record(Event(kind=Kind.STAFF_SIGNED_IN, actor=actor))
    return login, staff


def sign_out(uow: UnitOfWork, actor: Actor, digest: str, now: datetime) -> None:
    """End a session; the window closes with it. A ticket in service must be finished or held first."""
    login = uow.accounts.login(digest)
    if login is None or login.ended:
        return
    _leave_window(uow, login, now, unless=None)
    uow.accounts.save_login(replace(login, ended=True))
    uow.record(Event(kind=Kind.STAFF_SIGNED_OUT, actor=actor))


def _leave_window(uow: UnitOfWork, login: Login, now: datetime, unless: WindowId | None) -> None:
    if login.window is None or login.window == unless or login.window not in uow.plan.counters:
        return
    window = uow.windows.get(login.window)
    if window.staff == login.staff and window.state is not WindowState.CLOSED:
        shut(uow, Actor(login.roles[0], login.staff, login.window), window, now)
