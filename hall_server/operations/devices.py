"""Devices: asking to be let in, being approved, saying how they are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hall_server.domain.events import Actor, Device, Event, Kind
from hall_server.domain.names import DeviceId, ZoneId
from hall_server.domain.refusals import TooManyPairings, UnknownPairing
from hall_server.operations.ports import Login, Pairing, UnitOfWork

PAIRINGS_AT_ONCE = 50


def ask_to_pair(
    uow: UnitOfWork, role: str, name: str, zone: str | None, code: str, secret_digest: str, now: datetime
) -> Pairing:
    """Remember that a device shows `code` and waits to be approved."""
    if zone is not None:
        uow.plan.zone(zone)
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
    )
    uow.accounts.save_pairing(pairing)
    uow.record(Event(kind=Kind.DEVICE_ASKED, reason=role, actor=Actor("public")))
    return pairing


def approve(uow: UnitOfWork, actor: Actor, code: str, now: datetime) -> Device:
    """An administrator has seen the code on the device."""
    pairing = uow.accounts.pairing(code)
    if pairing is None or pairing.expires_at < now or pairing.device is not None:
        raise UnknownPairing(field="code")
    device = add_device(uow, actor, pairing.role, pairing.name, pairing.zone, now)
    uow.accounts.save_pairing(replace(pairing, device=device.id))
    return device


def add_device(
    uow: UnitOfWork, actor: Actor, role: str, name: str, zone: str | None, now: datetime
) -> Device:
    number = 1 + sum(d.role == role for d in uow.devices.all())
    device = Device(
        id=DeviceId(f"{role}-{number:03d}"),
        role=role,
        name=name,
        zone=ZoneId(zone) if zone else None,
        since=now,
        state="silent",
    )
    uow.devices.save(device)
    uow.record(Event(kind=Kind.DEVICE_CHANGED, device=device, actor=actor))
    return device


def give_token(uow: UnitOfWork, device: DeviceId, digest: str) -> Login:
    """The device may act in its role from now on, until its token is withdrawn."""
    role = uow.devices.get(device).role
    login = Login(digest=digest, roles=(role,), expires_at=None, device=device)
    uow.accounts.save_login(login)
    uow.record(Event(kind=Kind.DEVICE_LET_IN, actor=Actor(role, device=device)))
    return login


def report(uow: UnitOfWork, actor: Actor, device: DeviceId, state: str, code: str, now: datetime) -> None:
    """A heartbeat. Only a change is history."""
    known = uow.devices.get(device)
    if (known.state, known.code) == (state, code):
        return
    changed = replace(known, state=state, code=code, since=now)
    uow.devices.save(changed)
    uow.record(Event(kind=Kind.DEVICE_CHANGED, device=changed, actor=actor))


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
