"""A report as a workbook."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hall_server.simulation.report import Report, Row
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

Cell = str | float | int | None
ROW_COLUMNS = ("tickets", "mean", "mean_half", "median", "p95", "p95_half", "longest", "over_30")


def write_workbook(reports: Sequence[Report], path: Path) -> None:
    """One sheet of figures, then for each report its classes, queues, hours and windows."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = _said("summary")
    _fill(first, ["policy", *_SUMMARY], [[r.policy, *_summary(r)] for r in reports])
    for found in reports:
        for part, rows in (("classes", found.classes), ("queues", found.queues), ("hours", found.hours)):
            sheet = book.create_sheet(f"{_said(part)} {found.policy}"[:31])
            _fill(sheet, ["group", *ROW_COLUMNS], [_row(r) for r in rows])
        sheet = book.create_sheet(f"{_said('windows')} {found.policy}"[:31])
        used: list[list[Cell]] = [
            [w.window, round(w.on_minutes), round(w.busy_minutes), round(w.use, 3), round(w.calls, 1)]
            for w in found.windows
        ]
        _fill(sheet, ["window", "on_minutes", "busy_minutes", "use", "calls"], used)
    book.save(path)


_SUMMARY = (
    "days",
    "replications",
    "tickets_a_day",
    "utilisation",
    "after_closing",
    "missed_a_day",
    "unserved_a_day",
    "passes_per_ticket",
    "longest_pass",
    "bound",
    "bound_breaks",
)


def _summary(found: Report) -> list[Cell]:
    fair = found.fairness
    return [
        found.days,
        found.replications,
        round(found.tickets_a_day, 1),
        round(found.utilisation.mean, 3),
        round(found.after_closing.mean, 1),
        round(found.missed_a_day, 1),
        round(found.unserved_a_day, 1),
        round(fair.passes_per_ticket, 2),
        round(fair.longest_pass_minutes, 1),
        fair.bound_minutes,
        fair.bound_breaks,
    ]


def _row(row: Row) -> list[Cell]:
    w = row.waits
    return [
        row.group,
        w.tickets,
        round(w.mean, 2),
        round(row.mean.half, 2),
        round(w.median, 2),
        round(w.p95, 2),
        round(row.p95.half, 2),
        round(w.longest, 1),
        round(w.over_30, 4),
    ]


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet.append([_said(c) for c in columns])
    for row in rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, 2 + 2 * len(_said(column)))
    sheet.freeze_panes = "B2"


def _said(key: str) -> str:
    return text(f"simulation.{key}", Language.ZH)
