"""The month's sheets as files: a workbook to be signed and kept, a page to print."""

import asyncio
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from hall_server.api.callers import OFFICIALS, Caller, allow
from hall_server.api.context import HallDep, LanguageDep
from hall_server.domain.attendance.book import Terms
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.refusals import NotAllowed, UnknownThing
from hall_server.halls.layout import NO_UNIT
from hall_server.operations.months import terms_of
from hall_server.operations.who import CARERS
from hall_server.reports.facts import facts_of
from hall_server.reports.look import Paper
from hall_server.reports.month import MonthFacts
from hall_server.reports.month_page import month_page
from hall_server.reports.month_sheet import month_sheet
from hall_server.wire.attendance import Month, year_and_month
from hall_server.wire.words import Role

router = APIRouter(prefix="/attendance/months/{month}", tags=["attendance"])

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
SEALED_OFF = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

Reading = Annotated[Caller, Depends(allow(*OFFICIALS, Role.AUDITOR, Role.UNIT_HEAD))]
MonthPath = Annotated[Month, Path()]
UnitQuery = Annotated[str | None, Query(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]


class PaperSize(StrEnum):
    A3 = "A3"
    A4 = "A4"


async def _facts(
    month: MonthPath, hall: HallDep, caller: Reading, language: LanguageDep, unit: UnitQuery = None
) -> MonthFacts:
    """Who asks is looked at in the lane; what is on record is read beside it."""

    def admitted(actor: Actor, terms: Terms) -> tuple[Terms, list[UnitId | None] | None]:
        return terms, asked_units(actor, unit, terms.plan)

    terms, units = await hall.lane.answer(
        lambda uow, now: admitted(caller.actor(uow, now), terms_of(uow, now))
    )
    return await asyncio.to_thread(facts_of, hall.records, terms, year_and_month(month), units, language)


Facts = Annotated[MonthFacts, Depends(_facts)]


@router.get(
    "/sheet.xlsx",
    summary="《月度考勤报表》 as a workbook",
    response_class=Response,
    responses={200: {"content": {WORKBOOK: {}}}},
)
async def workbook(
    facts: Facts, language: LanguageDep, unit: UnitQuery = None, paper: PaperSize = PaperSize.A3
) -> Response:
    """Of all units, or of one; a head of unit gets the own one. Its second sheet holds every day."""
    content = await asyncio.to_thread(month_sheet, facts, Paper[paper], language)
    of = "{}-{:02}".format(*facts.month) + (f"-{unit}" if unit else "")
    name = f'attachment; filename="attendance-{of}.xlsx"'
    return Response(content, media_type=WORKBOOK, headers=PRIVATE | {"Content-Disposition": name})


@router.get(
    "/sheet.html",
    summary="《月度考勤报表》 as a page to print",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}},
)
async def page(facts: Facts, language: LanguageDep, paper: PaperSize = PaperSize.A4) -> Response:
    """The same figures. It needs nothing else and runs nothing."""
    content = await asyncio.to_thread(month_page, facts, Paper[paper], language)
    return Response(content, media_type="text/html", headers=PRIVATE | SEALED_OFF)


def asked_units(actor: Actor, unit: str | None, plan: HallPlan) -> list[UnitId | None] | None:
    """Which units the sheet is of; None: of all. Raises UnknownThing, NotAllowed."""
    if actor.role == Role.UNIT_HEAD:
        head = plan.staff.get(actor.staff or StaffNumber(""))
        if head is None or head.unit is None or unit not in (None, head.unit):
            raise NotAllowed(roles=CARERS)
        return [head.unit]
    if unit is None:
        return None
    if unit == NO_UNIT:
        return [None]
    if unit not in plan.units:
        raise UnknownThing(field="unit", thing="unit", name=unit)
    return [UnitId(unit)]
