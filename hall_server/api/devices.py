"""Routes for devices: pairing, approval, heartbeats."""

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from hall_server.api import translate
from hall_server.api.callers import AT_WINDOW, DEVICES, OFFICIALS, Caller, allow, digest
from hall_server.api.commands import Key, command, question
from hall_server.api.context import HallDep
from hall_server.domain.events import Actor
from hall_server.domain.refusals import NotYourWindow, UnknownPairing
from hall_server.history.lane import Command
from hall_server.operations import devices
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import answers, asks, views
from hall_server.wire.words import Role

router = APIRouter(prefix="/devices", tags=["devices"])

Everyone = Annotated[Caller, Depends(allow(Role.PUBLIC))]
Administrator = Annotated[Caller, Depends(allow(Role.ADMINISTRATOR))]
Reporter = Annotated[Caller, Depends(allow(*DEVICES, *AT_WINDOW))]
Reader = Annotated[Caller, Depends(allow(*OFFICIALS, Role.AUDITOR))]
PairingCodePath = Annotated[str, Path(pattern=r"^[0-9]{6}$")]


@router.post("/pair", summary="Ask to be let in; show the code on the device")
async def ask_to_pair(ask: asks.PairDevice, hall: HallDep, caller: Everyone) -> answers.PairingCode:
    """Every try gets a new code, so it takes no idempotency key."""
    secret = secrets.token_urlsafe(24)

    def run(uow: UnitOfWork, now: datetime) -> str:
        code = _free_code(uow, now)
        pairing = devices.ask_to_pair(
            uow, ask.role.value, ask.name, ask.zone, code, digest(secret), now, ask.window
        )
        return answers.PairingCode(code=code, secret=secret, expires_at=pairing.expires_at).model_dump_json()

    answer = await hall.lane.run(Command(run))
    return answers.PairingCode.model_validate_json(answer)


def _free_code(uow: UnitOfWork, now: datetime) -> str:
    """Six digits that no device shows at the moment."""
    while True:
        code = f"{secrets.randbelow(10**6):06d}"
        shown = uow.accounts.pairing(code)
        if shown is None or shown.expires_at < now:
            return code


@router.get("/pair/{code}", summary="Fetch the token after the approval")
async def pairing_answer(
    code: PairingCodePath,
    hall: HallDep,
    caller: Everyone,
    secret: Annotated[str, Query(min_length=8, max_length=80)],
) -> answers.DeviceToken:
    """Each fetch gives a fresh token for the same device; the secret is what only the device knows."""
    token = secrets.token_urlsafe(32)

    def run(uow: UnitOfWork, now: datetime) -> str:
        pairing = uow.accounts.pairing(code)
        if pairing is None or not secrets.compare_digest(pairing.secret_digest, digest(secret)):
            raise UnknownPairing(field="code")
        if pairing.device is None or pairing.expires_at < now:
            return answers.DeviceToken(approved=False).model_dump_json()
        devices.give_token(uow, pairing.device, digest(token))
        return answers.DeviceToken(approved=True, device=pairing.device, token=token).model_dump_json()

    answer = await hall.lane.run(Command(run))
    return answers.DeviceToken.model_validate_json(answer)


@router.post("/approve", response_model=views.DeviceView, summary="Let a device in")
async def approve(
    ask: asks.ApproveDevice, request: Request, hall: HallDep, caller: Administrator, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> views.DeviceView:
        return translate.device(devices.approve(uow, actor, ask.code, now))

    return await command(request, hall, caller, key, act)


@router.post("/heartbeat", response_model=answers.Done, summary="I am here, and this is how I am")
async def heartbeat(
    ask: asks.Heartbeat, request: Request, hall: HallDep, caller: Reporter, key: Key = None
) -> Response:
    """Only a change is written; a heartbeat that says the same as before is just noted.

    A clerk's terminal reports the devices at its window.
    """

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        device, state = actor.device, ask.state.value
        if device is not None:
            devices.report(uow, actor, device, state, ask.code, now)
        elif actor.window is not None:
            device = devices.report_at_window(uow, actor, actor.window, state, ask.code, now)
        else:
            raise NotYourWindow(field="window", window="")
        hall.last_seen[device] = now
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.get("", summary="All devices")
async def all_devices(hall: HallDep, caller: Reader) -> answers.DeviceList:
    def ask(uow: UnitOfWork, now: datetime) -> answers.DeviceList:
        return answers.DeviceList(devices=tuple(translate.device(d) for d in uow.devices.all()))

    return await question(hall, caller, ask)
