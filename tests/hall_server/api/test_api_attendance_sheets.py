"""The month's sheets as files: for whom, of whom, and what they hold."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Staff, Unit
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.history.lane import Command
from hall_server.operations.attendance import Imported, bring_in
from hall_server.operations.planning import replan
from tests.attendance import at
from tests.hall_server.api.api_hall import HOSTILE, Browser, problem

SHEETS = "/api/v1/attendance/months/2026-11"
XLSX = f"{SHEETS}/sheet.xlsx"
HTML = f"{SHEETS}/sheet.html"


@pytest.fixture
async def two_units(web: Browser) -> Browser:
    """Besides the unit of the head (9001) one more, with one person of a hostile name who clocked in."""

    def run(uow, now):
        other = Unit(UnitId("U2"), "另一单位", "Other unit")
        stranger = Staff(StaffNumber("3001"), HOSTILE, other.id, "back")
        plan = replace(
            uow.plan,
            units=dict(uow.plan.units) | {other.id: other},
            staff=dict(uow.plan.staff) | {stranger.number: stranger},
            version=uow.plan.version + 1,
        )
        replan(uow, Actor("administrator"), plan, now)
        bring_in(uow, Actor("administrator"), [Imported("3001", at("8:21"), "east")], now)
        return ""

    await web.app.state.hall.lane.run(Command(run))
    return web


def numbers(content: bytes) -> set[str]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = sheet.iter_rows(min_row=5, values_only=True)
    return {str(row[3]) for row in rows if row[3]}


async def test_a_manager_gets_everybody_in_a_workbook_to_be_kept(two_units: Browser) -> None:
    answer = await two_units.get(XLSX, "manager")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="attendance-2026-11.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    assert {"1001", "3001", "9001"} <= numbers(answer.content)


async def test_a_head_of_unit_gets_the_own_unit_and_no_other(two_units: Browser) -> None:
    mine = await two_units.get(XLSX, "unit_head")
    assert "1001" in numbers(mine.content)
    assert "3001" not in numbers(mine.content)
    assert numbers((await two_units.get(f"{XLSX}?unit=U1", "unit_head")).content) == numbers(mine.content)
    for path in (f"{XLSX}?unit=U2", f"{HTML}?unit=U2", f"{XLSX}?unit=CENTER", f"{XLSX}?unit=U9"):
        problem(await two_units.get(path, "unit_head"), 403, "not_allowed")


async def test_one_unit_may_be_asked_for(two_units: Browser) -> None:
    answer = await two_units.get(f"{XLSX}?unit=U2&paper=A4", "auditor")
    assert numbers(answer.content) == {"3001"}
    assert 'filename="attendance-2026-11-U2.xlsx"' in answer.headers["content-disposition"]
    assert int(load_workbook(BytesIO(answer.content)).worksheets[0].page_setup.paperSize) == 9


async def test_an_unknown_unit_and_what_is_no_month_are_told(two_units: Browser) -> None:
    problem(await two_units.get(f"{XLSX}?unit=U9", "manager"), 404, "unknown_thing")
    assert (await two_units.get("/api/v1/attendance/months/2026-13/sheet.xlsx", "manager")).status_code == 422
    assert (await two_units.get(f"{XLSX}?paper=A5", "manager")).status_code == 422


async def test_the_page_runs_nothing_whatever_somebody_is_called(two_units: Browser) -> None:
    answer = await two_units.get(HTML, "manager")
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "3001" in answer.text
    assert "另一单位 小计" in answer.text


async def test_the_sheet_is_in_the_language_that_is_asked_for(two_units: Browser) -> None:
    answer = await two_units.get(HTML, "manager", accept_language="en-GB")
    assert "Other unit: subtotal" in answer.text


async def test_each_punch_is_behind_its_figure(two_units: Browser) -> None:
    content = (await two_units.get(f"{XLSX}?unit=U2", "manager")).content
    days = load_workbook(BytesIO(content)).worksheets[1]
    rows = {row[0]: row for row in days.iter_rows(min_row=3, values_only=True)}
    assert rows["2026-11-24"][7] == "08:21"
    assert rows["2026-11-24"][-1] == "08:21:00 其他考勤机"


YEAR = "/api/v1/attendance/years/2026/sheet.xlsx"


async def test_the_year_of_everybody_is_a_workbook_with_its_formulas(two_units: Browser) -> None:
    answer = await two_units.get(YEAR, "manager")
    assert answer.headers["content-disposition"] == 'attachment; filename="attendance-2026.xlsx"'
    by_unit, by_person = load_workbook(BytesIO(answer.content)).worksheets
    assert {"1001", "3001"} <= {row[2] for row in by_person.iter_rows(min_row=5, values_only=True)}
    for sheet in (by_unit, by_person):
        said = {row[0] for row in sheet.iter_rows(values_only=True)}
        assert "出勤率 =（应出勤 − 旷工 − 事假 − 病假）÷ 应出勤" in said
        assert "违纪次数 = 迟到次数 + 早退次数 + 缺卡次数 + 旷工半天数" in said


async def test_the_year_of_the_own_unit_is_all_that_a_head_gets(two_units: Browser) -> None:
    mine = load_workbook(BytesIO((await two_units.get(YEAR, "unit_head")).content)).worksheets[1]
    people = {row[2] for row in mine.iter_rows(min_row=5, values_only=True)}
    assert "1001" in people
    assert "3001" not in people
    problem(await two_units.get(f"{YEAR}?unit=U2", "unit_head"), 403, "not_allowed")
    for year in ("1999", "20261", "x"):
        answer = await two_units.get(f"/api/v1/attendance/years/{year}/sheet.xlsx", "manager")
        assert answer.status_code == 422, year


async def test_the_year_counts_what_was_adjusted_after_the_lock(web: Browser) -> None:
    since = {"staff": "1001", "first": "2026-10-01"}
    assert (await web.post("/api/v1/attendance/employment", since, "administrator")).status_code == 200
    for act in ("check", "lock"):
        path = f"/api/v1/attendance/months/2026-10/units/U1/{act}"
        assert (await web.post(path, {}, "manager")).status_code == 200

    async def row_of_the_year() -> tuple[object, ...]:
        book = load_workbook(BytesIO((await web.get(f"{YEAR}?unit=U1", "manager")).content))
        rows = {row[2]: row for row in book.worksheets[1].iter_rows(min_row=5, values_only=True)}
        return rows["1001"][-4:]

    # 18 working days of October without a punch, and 17 of November up to its 24th
    due, attended, _, violations = await row_of_the_year()
    paper = {
        "day": "2026-10-12",
        "entries": [{"staff": "1001", "at": f"2026-10-12T{c}:00+08:00"} for c in ("08:20", "12:01")],
        "agreed_by": "9001",
        "reason": "停电",
    }
    assert (await web.post("/api/v1/attendance/paper-sheets", paper, "supervisor")).status_code == 200
    assert await row_of_the_year() == (
        due,
        attended + 0.5,
        pytest.approx((attended + 0.5) / due, abs=1e-6),
        violations - 1,
    )
