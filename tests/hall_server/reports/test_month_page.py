"""The month as a page to print: the same values as the workbook, in one file that needs nothing else."""

import re
from dataclasses import replace
from html import unescape

import pytest

from hall_server.domain.attendance.month import SheetState
from hall_server.domain.names import UnitId
from hall_server.reports.columns import COLUMNS, PERSONAL, printed
from hall_server.reports.look import Paper
from hall_server.reports.month_page import month_page
from hall_server.reports.month_sheet import month_sheet
from hall_server.wire.words import Language
from tests.hall_server.reports.a_month import month_of, person_month, whole_hall
from tests.hall_server.reports.workbook import figures, opened


@pytest.fixture
def month():
    staff, units = whole_hall(12)
    people = [
        person_month(number, f"样{number}", unit, kind, facts)
        for (number, kind, facts), unit in zip(staff, units, strict=True)
    ]
    return month_of(people, [facts for _, _, facts in staff])


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(<td.*?)</tr>", page.partition("<tbody>")[2].partition("</tbody>")[0])
    return [[unescape(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows]


def test_the_page_holds_the_values_of_the_workbook(month) -> None:
    rows = figures(opened(month_sheet(month)).worksheets[0])
    for page_row, row in zip(cells(month_page(month)), rows, strict=True):
        values = list(row.values())
        written = [printed(v, c.figure) for v, c in zip(values, COLUMNS, strict=True)]
        if row["number"]:
            assert page_row == written
        else:
            assert page_row == [values[0], *written[PERSONAL:]]


def test_the_page_needs_nothing_else_and_runs_nothing(month) -> None:
    page = month_page(month)
    assert not re.search(r"<(script|link|img|iframe|object)|src=|href=|url\(|@import|http", page)
    assert "<html lang=" in page


def test_the_page_is_laid_across_the_paper_with_its_headings_on_every_sheet(month) -> None:
    assert "size: A4 landscape" in month_page(month)
    assert "size: A3 landscape" in month_page(month, Paper.A3)
    assert "table-header-group" in month_page(month)
    assert "counter(page)" in month_page(month)


def test_the_page_tells_state_formula_and_signatures(month) -> None:
    page = month_page(
        replace(month, states=dict.fromkeys([p.line.unit for p in month.people], SheetState.LOCKED))
    )
    for said in ("状态：已锁定", "出勤率 =（应出勤 − 旷工 − 事假 − 病假）÷ 应出勤", "制表：", "日期："):
        assert said in page


def test_names_cannot_change_the_page(month) -> None:
    evil = '</style><script>alert("1")</script>'
    people = [replace(p, line=replace(p.line, name=evil, unit=UnitId("U1"))) for p in month.people]
    page = month_page(replace(month, people=people, units={UnitId("U1"): evil}))
    assert "<script" not in page
    assert page.count("</style>") == 1


def test_the_page_is_there_in_english(month) -> None:
    page = month_page(month, language=Language.EN)
    assert '<html lang="en">' in page
    assert "Made by:" in page
