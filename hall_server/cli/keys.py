"""Commands of an administrator at the server's own keyboard: let a device in, set a PIN."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from hall_server.cli.opening import HallFolder, configuration_of, lane_of, spoken_for
from hall_server.cli.saying import fail, say
from hall_server.client.http import new_key
from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber
from hall_server.history.lane import Command
from hall_server.operations.planning import replan
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.pins import hashed


def approve(
    code: Annotated[str, typer.Argument(help="The six digits on the device.")],
    server: Annotated[str, typer.Option(help="Address of the hall server.")] = "http://127.0.0.1:8700",
    staff: Annotated[str, typer.Option(prompt=True, help="Staff number of an administrator.")] = "",
    pin: Annotated[str, typer.Option(prompt=True, hide_input=True)] = "",
) -> None:
    """Let a device in that shows CODE."""
    with spoken_for(server, staff, pin) as hall:
        device = hall.approve_device(code, new_key())
    say(f"{device.id} ({device.name}) may work now", "green")


def set_pin(
    folder: HallFolder,
    staff: Annotated[str, typer.Argument(help="Staff number.")],
    pin: Annotated[str | None, typer.Option(help="4 to 12 digits; a random one if absent.")] = None,
) -> None:
    """Give a member of staff a PIN, while the server is stopped."""
    chosen = pin or f"{secrets.randbelow(10**6):06d}"
    if not (chosen.isascii() and chosen.isdigit() and 4 <= len(chosen) <= 12):
        fail("a PIN has 4 to 12 digits")
    with lane_of(configuration_of(folder)) as (_, lane):
        if StaffNumber(staff) not in lane.ask(lambda uow, now: uow.plan.staff).result():
            fail(f"there is no staff number {staff}")

        def run(uow: UnitOfWork, now: datetime) -> str:
            known = uow.plan.staff[StaffNumber(staff)]
            changed = dict(uow.plan.staff) | {known.number: replace(known, pin_hash=hashed(chosen))}
            plan = replace(uow.plan, staff=changed, version=uow.plan.version + 1)
            replan(uow, Actor("administrator"), plan, now)
            return ""

        lane.submit(Command(run)).result()
    say(f"PIN of {staff}: {chosen}", "green")
