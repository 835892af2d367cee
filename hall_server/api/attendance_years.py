"""《年度考勤汇总表》 as a file: attendance rate and violations by quarter, of each unit and each person."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from hall_server.api.attendance_sheets import PRIVATE, WORKBOOK, PaperSize, Reading, UnitQuery, asked_units
from hall_server.api.context import HallDep, LanguageDep
from hall_server.operations.months import terms_of
from hall_server.reports.facts import facts_of_year
from hall_server.reports.look import Paper
from hall_server.reports.year import YearFacts
from hall_server.reports.year_sheet import year_sheet

router = APIRouter(prefix="/attendance/years/{year}", tags=["attendance"])

YearPath = Annotated[str, Path(pattern=r"^20[0-9]{2}$")]


async def _facts(
    year: YearPath, hall: HallDep, caller: Reading, language: LanguageDep, unit: UnitQuery = None
) -> YearFacts:
    terms, units = await hall.lane.answer(
        lambda uow, now: (terms_of(uow, now), asked_units(caller.actor(uow, now), unit, uow.plan))
    )
    return await asyncio.to_thread(facts_of_year, hall.records, terms, int(year), units, language)


@router.get(
    "/sheet.xlsx",
    summary="《年度考勤汇总表》 as a workbook",
    response_class=Response,
    responses={200: {"content": {WORKBOOK: {}}}},
)
async def workbook(
    facts: Annotated[YearFacts, Depends(_facts)],
    language: LanguageDep,
    unit: UnitQuery = None,
    paper: PaperSize = PaperSize.A3,
) -> Response:
    """The months up to now, of all units or of one; a head of unit gets the own one. Adjustments count."""
    content = await asyncio.to_thread(year_sheet, facts, Paper[paper], language)
    of = str(facts.year) + (f"-{unit}" if unit else "")
    name = f'attachment; filename="attendance-{of}.xlsx"'
    return Response(content, media_type=WORKBOOK, headers=PRIVATE | {"Content-Disposition": name})
