"""`hall attendance`: sheets of a month and a year, computed anew at any time, beside a running server."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from hall_server.bootstrap import wall_clock
from hall_server.cli import attendance_clocks, attendance_import, attendance_signing
from hall_server.cli.attendance_import import BY_HAND
from hall_server.cli.opening import HallFolder, as_it_stands, configuration_of, lane_of
from hall_server.cli.saying import fail, month_of, say, say_json
from hall_server.domain.attendance.month import Line, attendance_rate
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import UnitId
from hall_server.halls.layout import NO_UNIT
from hall_server.history.lane import Command
from hall_server.operations.months import terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.sheets import find_adjustments
from hall_server.reports.around import in_order
from hall_server.reports.facts import facts_of, facts_of_year
from hall_server.reports.look import Paper
from hall_server.reports.month import MonthFacts, Row, RowKind, rows_of
from hall_server.reports.month_page import month_page
from hall_server.reports.month_sheet import month_sheet
from hall_server.reports.recheck import Recheck, recheck
from hall_server.reports.words import Words, days, percent
from hall_server.reports.year import QUARTERS, YearRow, of_units, summed
from hall_server.reports.year_sheet import year_sheet
from hall_server.wire.words import Language

app = typer.Typer(
    help="Attendance: the month's and the year's sheets, other clocks' logs.", no_args_is_help=True
)
app.command("import")(attendance_import.import_log)
attendance_clocks.add_to(app)
for action in attendance_signing.ACTIONS:
    attendance_signing.add_to(app, action)

Month = Annotated[str, typer.Option(help="Such as 2026-11.")]
Unit = Annotated[str | None, typer.Option(help=f"One unit only; {NO_UNIT} is the centre itself.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
English = Annotated[bool, typer.Option("--english", help="The sheet in English.")]
PaperSize = Annotated[str | None, typer.Option(help="A3 or A4.")]


@app.command("sheet")
def sheet(
    folder: HallFolder,
    month: Month,
    unit: Unit = None,
    out: Annotated[Path | None, typer.Option(help="Where to write it: FILE.xlsx or FILE.html.")] = None,
    paper: PaperSize = None,
    english: English = False,
    as_json: AsJson = False,
) -> None:
    """《月度考勤报表》: a workbook with every day behind it, a page to print, or the sums on the screen."""
    language = Language.EN if english else Language.ZH
    write = _writer(out, paper, language) if out else None
    with as_it_stands(configuration_of(folder)) as (parts, hall):
        units = _units(hall.plan, unit)
        facts = facts_of(parts.store.records, terms_of(hall, wall_clock()), month_of(month), units, language)
    if write and out:
        _save(out, write(facts))
        say(f"{len(facts.people)} people: {out}", "green")
    elif as_json:
        say_json(_month_json(facts, Words(language)))
    else:
        _print_month(facts, Words(language))


@app.command("year")
def year(
    folder: HallFolder,
    year: Annotated[int, typer.Option(min=2000, max=2099)],
    unit: Unit = None,
    out: Annotated[Path | None, typer.Option(help="Where to write it: FILE.xlsx.")] = None,
    paper: PaperSize = None,
    english: English = False,
    as_json: AsJson = False,
) -> None:
    """《年度考勤汇总表》: attendance rate and violations by quarter, of each unit and each person."""
    if out and out.suffix.lower() != ".xlsx":
        fail(f"{out}: name a file that ends in .xlsx")
    language, size = Language.EN if english else Language.ZH, _paper(paper, Paper.A3)
    with as_it_stands(configuration_of(folder)) as (parts, hall):
        units = _units(hall.plan, unit)
        facts = facts_of_year(parts.store.records, terms_of(hall, wall_clock()), year, units, language)
    if out:
        _save(out, year_sheet(facts, size, language))
        say(f"{len(facts.people)} people: {out}", "green")
        return
    rows = [*of_units(facts.people), summed(facts.people)]
    words = Words(language)
    names = [*(words.unit(row.unit, facts.units) for row in rows[:-1]), words("total")]
    if as_json:
        people = [{"staff": r.staff, "name": r.name, "unit": r.unit} | _year_json(r) for r in facts.people]
        sums = [{"unit": r.unit} | _year_json(r) for r in rows[:-1]]
        say_json({"year": year, "people": people, "units": sums, "total": _year_json(rows[-1])})
        return
    for name, row in zip(names, rows, strict=True):
        rate = percent(attendance_rate(row.year))
        say(f"{name}  {row.people}  {rate}  {words('column_violations')} {days(row.year.violations)}")
    say(words("formula"))


@app.command("recompute")
def recompute(
    folder: HallFolder,
    month: Month,
    apply: Annotated[
        bool, typer.Option("--apply", help="Record what differs from signed sheets, as adjustments.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compute a month again from the raw punches and compare it with what is shown and signed. Ends with 1 if
    anything differs."""
    wanted, configuration = month_of(month), configuration_of(folder)
    with as_it_stands(configuration) as (parts, hall):
        found = recheck(parts.store.records, terms_of(hall, wall_clock()), wanted)
    if as_json:
        say_json(_recheck_json(month, found))
    else:
        _print_recheck(month, found)
    if apply and found.differences:

        def run(uow: UnitOfWork, now: datetime) -> str:
            return str(len(find_adjustments(uow, BY_HAND, wanted, now)))

        with lane_of(configuration) as (_, lane):
            recorded = lane.submit(Command(run)).result()
        if not as_json:
            say(f"{recorded} adjustments are recorded with today's date", "green")
    elif found.differences:
        raise typer.Exit(1)


def _units(plan: HallPlan, unit: str | None) -> list[UnitId | None] | None:
    if unit is None:
        return None
    if unit != NO_UNIT and UnitId(unit) not in plan.units:
        fail(f"there is no unit {unit!r}; there are {', '.join(plan.units)} and {NO_UNIT}")
    return [None if unit == NO_UNIT else UnitId(unit)]


def _paper(said: str | None, usual: Paper) -> Paper:
    if said is None:
        return usual
    if said.upper() not in Paper.__members__:
        fail(f"paper is {said!r}; allowed are {', '.join(Paper.__members__)}")
    return Paper[said.upper()]


def _writer(out: Path, paper: str | None, language: Language) -> Callable[[MonthFacts], bytes]:
    kind = out.suffix.lower()
    if kind not in (".xlsx", ".html"):
        fail(f"{out}: name a file that ends in .xlsx or .html")
    if kind == ".xlsx":
        size = _paper(paper, Paper.A3)
        return lambda facts: month_sheet(facts, size, language)
    page_size = _paper(paper, Paper.A4)
    return lambda facts: month_page(facts, page_size, language).encode()


def _save(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"{out}: cannot be written ({error.strerror}); close the program that shows it")


def _print_month(facts: MonthFacts, words: Words) -> None:
    say(f"{facts.hall}  {words.month(facts.month)}  {words.state(facts)}")
    for row in rows_of(in_order(facts)):
        if row.kind is not RowKind.PERSON:
            name = words.unit(row.unit, facts.units) if row.kind is RowKind.SUBTOTAL else words("total")
            line = row.line
            say(
                f"{name}  {words('people', number=row.people)}  {words('column_due')} {days(line.due)}  "
                f"{words('column_attended')} {days(line.attended)}  "
                f"{words('column_rate')} {percent(attendance_rate(line))}"
            )
    say(words("formula"))


def _month_json(facts: MonthFacts, words: Words) -> dict[str, Any]:
    rows = rows_of(in_order(facts))
    return {
        "month": "{}-{:02}".format(*facts.month),
        "units": [
            {"unit": row.unit, "state": facts.state(row.unit).value, "people": row.people}
            | _figures(row.line)
            for row in rows
            if row.kind is RowKind.SUBTOTAL
        ],
        "people": [_person_json(row, words) for row in rows if row.person],
        "total": _figures(rows[-1].line),
    }


def _person_json(row: Row, words: Words) -> dict[str, Any]:
    assert row.person is not None
    who = row.person
    remarks = [words.remark(remark) for remark in who.remarks]
    named = {"staff": who.staff, "name": who.name, "unit": row.unit, "kind": who.kind, "remarks": remarks}
    return named | _figures(row.line)


def _figures(line: Line) -> dict[str, Any]:
    """Days as decimal text, exactly as they are printed."""
    rate = attendance_rate(line)
    found = {f.name: _told(getattr(line, f.name)) for f in fields(line)}
    return found | {"rate": None if rate is None else round(float(rate), 6)}


def _told(value: Fraction | int) -> str | int:
    return value if isinstance(value, int) else days(value)


def _year_json(row: YearRow) -> dict[str, Any]:
    parts = {f"q{n + 1}": row.quarters[n] for n in range(QUARTERS)} | {"year": row.year}
    return {key: _figures(line) | {"violations": days(line.violations)} for key, line in parts.items()}


def _recheck_json(month: str, found: Recheck) -> dict[str, Any]:
    return {
        "month": month,
        "people": found.people,
        "locked": found.locked,
        "same": not found.differences,
        "differences": [
            {
                "unit": one.unit,
                "state": one.state.value,
                "staff": one.change.staff,
                "column": one.change.column,
                "shown": str(one.change.signed),
                "computed": str(one.change.computed),
            }
            for one in found.differences
        ],
    }


def _print_recheck(month: str, found: Recheck) -> None:
    if not found.differences:
        say(f"{month}: same. {found.people} people, {found.locked} signed sheets", "green")
        return
    for one in found.differences:
        change = one.change
        say(
            f"{one.unit or NO_UNIT} ({one.state.value})  {change.staff}  {change.column}: "
            f"shown {change.signed}, computed {change.computed}",
            "red",
        )
    say(f"{month}: {len(found.differences)} figures differ. {found.people} people", "red")
