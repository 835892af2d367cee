"""Devices: asking to be let in, being approved, saying how they are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hall_server.domain.events import Actor, Device, Event, Kind
from hall_server.domain.names import DeviceId, WindowId, ZoneId
from hall_server.domain.refusals import TooManyPairings, UnknownPairing
from hall_server.operations.ports import Login, Pairing, UnitOfWork

PAIRINGS_AT_ONCE = 50


def ask_to_pair(
    uow: UnitOfWork,
    role: str,
    name: str,
    zone: str | None,
    code: str,
    secret_digest: str,
    now: datetime,
    window: str | None = None,
) -> Pairing:
    """Remember that a device shows `code` and waits to be approved. One that names a window may act for that
    window only."""
    if zone is not None:
        uow.plan.zone(zone)
    if window is not None:
        uow.plan.counter(window)
    pending = [p for p in uow.accounts.pairings() if p.device is None and p.expires_at > now]
    if len(pending) >= PAIRINGS_AT_ONCE:
        raise TooManyPairings
    pairing = Pairing(
        code=code,
        secret_digest=secret_digest,
        role=role,
        name=name,
        zone=zone,
        expires_at=now + uow.rules.pairing_length,
        window=window,
    )
    uow.accounts.save_pairing(pairing)
    uow.record(Event(kind=Kind.DEVICE_ASKED, reason=role, actor=Actor("public")))
    return pairing


def approve(uow: UnitOfWork, actor: Actor, code: str, now: datetime) -> Device:
    """An administrator has seen the code on the device."""
    pairing = uow.accounts.pairing(code)
    if pairing is None or pairing.expires_at < now or pairing.device is not None:
        raise UnknownPairing(field="code")
    device = add_device(uow, actor, pairing.role, pairing.name, pairing.zone, now, pairing.window)
    uow.accounts.save_pairing(replace(pairing, device=device.id))
    return device


def add_device(
    uow: UnitOfWork,
    actor: Actor,
    role: str,
    name: str,
    zone: str | None,
    now: datetime,
    window: str | None = None,
) -> Device:
    number = 1 + sum(d.role == role for d in uow.devices.all())
    device = Device(
        id=DeviceId(f"{role}-{number:03d}"),
        role=role,
        name=name,
        zone=ZoneId(zone) if zone else None,
        since=now,
        state="silent",
        window=WindowId(window) if window else None,
    )
    uow.devices.save(device)
    uow.record(Event(kind=Kind.DEVICE_CHANGED, device=device, actor=actor))
    return device


def give_token(uow: UnitOfWork, device: DeviceId, digest: str) -> Login:
    """The device may act in its role from now on, until its token is withdrawn."""
    known = uow.devices.get(device)
    login = Login(digest=digest, roles=(known.role,), expires_at=None, device=device, window=known.window)
    uow.accounts.save_login(login)
    uow.record(Event(kind=Kind.DEVICE_LET_IN, actor=Actor(known.role, device=device)))
    return login


def report(uow: UnitOfWork, actor: Actor, device: DeviceId, state: str, code: str, now: datetime) -> None:
    """A heartbeat. Only a change is history."""
    _note(uow, actor, uow.devices.get(device), state, code, now)


def report_at_window(
    uow: UnitOfWork, actor: Actor, window: WindowId, state: str, code: str, now: datetime
) -> DeviceId:
    """A heartbeat of the terminal at which a clerk is signed in, for the devices that stand there."""
    terminal = _terminal_of(uow, window, now)
    _note(uow, actor, terminal, state, code, now)
    return terminal.id


def _note(uow: UnitOfWork, actor: Actor, known: Device, state: str, code: str, now: datetime) -> None:
    if (known.state, known.code) == (state, code):
        return
    changed = replace(known, state=state, code=code, since=now)
    uow.devices.save(changed)
    uow.record(Event(kind=Kind.DEVICE_CHANGED, device=changed, actor=actor))


def _terminal_of(uow: UnitOfWork, window: WindowId, now: datetime) -> Device:
    """Made with its first report: a terminal is let in by the clerk who signs in, not by an administrator."""
    counter = uow.plan.counter(window)
    known = DeviceId(f"terminal-{window}")
    found = next((each for each in uow.devices.all() if each.id == known), None)
    return found or Device(
        id=known,
        role="clerk",
        name=f"{counter.number}号窗口终端",
        zone=counter.zone,
        since=now,
        state="silent",
        window=window,
    )


def note_silent(
    uow: UnitOfWork, last_seen: Mapping[DeviceId, datetime], since: datetime, now: datetime
) -> None:
    """Devices that have not been heard for longer than the hall allows; `since` is when listening began."""
    for device in uow.devices.all():
        quiet = now - last_seen.get(device.id, max(since, device.since))
        if device.state != "silent" and quiet > uow.rules.silent_after:
            changed = replace(device, state="silent", code="", since=now)
            uow.devices.save(changed)
            uow.record(Event(kind=Kind.DEVICE_CHANGED, device=changed, actor=Actor("clock")))
