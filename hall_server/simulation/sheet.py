"""A report as a workbook."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hall_server.domain.forecast.record import together
from hall_server.simulation.report import Report, Row
from hall_server.simulation.report_words import group_name, policy_name
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

Cell = str | float | int | None
ROW_COLUMNS = (
    *("tickets", "mean", "mean_half", "median", "median_half", "p95", "p95_half"),
    *("longest", "longest_half", "over_30", "over_30_half"),
)


def write_workbook(reports: Sequence[Report], path: Path, language: Language = Language.ZH) -> None:
    """One sheet of figures, then for each report its classes, queues, hours and windows."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = _said("summary", language)
    summaries = [[policy_name(r.policy, language), *_summary(r)] for r in reports]
    _fill(first, ["policy", *_SUMMARY], summaries, language)
    for found in reports:
        name = policy_name(found.policy, language)
        for part, rows in (("classes", found.classes), ("queues", found.queues), ("hours", found.hours)):
            sheet = book.create_sheet(f"{_said(part, language)} {name}"[:31])
            _fill(sheet, ["group", *ROW_COLUMNS], [_row(r, language) for r in rows], language)
        sheet = book.create_sheet(f"{_said('windows', language)} {name}"[:31])
        used: list[list[Cell]] = [
            [
                *(w.window, round(w.on_minutes), round(w.busy_minutes)),
                *(round(w.use.mean, 3), round(w.use.half, 3), round(w.calls, 1)),
            ]
            for w in found.windows
        ]
        _fill(sheet, ["window", "on_minutes", "busy_minutes", "use", "use_half", "calls"], used, language)
    book.save(path)


_SUMMARY = (
    "days",
    "replications",
    "tickets_a_day",
    "utilisation",
    "use_half",
    "after_closing",
    "after_half",
    "missed_a_day",
    "unserved_a_day",
    "balked_a_day",
    "coverage",
    "told_error",
    "told_bias",
    "passes_per_ticket",
    "passes_half",
    "longest_pass",
    "longest_pass_half",
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
        round(found.utilisation.half, 3),
        round(found.after_closing.mean, 1),
        round(found.after_closing.half, 1),
        round(found.missed_a_day, 1),
        round(found.unserved_a_day, 1),
        round(found.balked_a_day, 1),
        *_told(found),
        round(fair.passes_per_ticket.mean, 2),
        round(fair.passes_per_ticket.half, 2),
        round(fair.longest_pass_minutes, 1),
        round(fair.longest_pass.half, 1),
        fair.bound_minutes,
        fair.bound_breaks,
    ]


def _told(found: Report) -> list[Cell]:
    """Coverage, error and bias of all waits that were told, however they were found."""
    if not found.estimates:
        return [None, None, None]
    all_told = together(list(found.estimates.values()))
    coverage = None if all_told.coverage is None else round(all_told.coverage, 3)
    return [coverage, round(all_told.error, 3), round(all_told.bias, 3)]


def _row(row: Row, language: Language) -> list[Cell]:
    w = row.waits
    return [
        group_name(row.group, language),
        w.tickets,
        round(w.mean, 2),
        round(row.mean.half, 2),
        round(w.median, 2),
        round(row.median.half, 2),
        round(w.p95, 2),
        round(row.p95.half, 2),
        round(w.longest, 1),
        round(row.longest.half, 1),
        round(w.over_30, 4),
        round(row.over_30.half, 4),
    ]


def _fill(
    sheet: Worksheet, columns: Sequence[str], rows: Sequence[Sequence[Cell]], language: Language
) -> None:
    sheet.append([_said(c, language) for c in columns])
    for row in rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(columns, 1):
        said = _said(column, language)
        letters = sum(2 if ord(c) > 0x2E80 else 1 for c in said)
        sheet.column_dimensions[get_column_letter(number)].width = max(12, 2 + letters)
    sheet.freeze_panes = "B2"


def _said(key: str, language: Language) -> str:
    return text(f"simulation.{key}", language)
