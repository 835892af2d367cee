from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from hall_server.domain.hall_plan import HallPlan
from hall_server.halls.mistakes import Mistake
from hall_server.halls.reading import read_hall
from hall_server.halls.tables import read_tables


def codes(mistakes: tuple[Mistake, ...]) -> list[tuple[str, int | None, str | None, str]]:
    return [(one.file, one.row, one.column, one.code) for one in mistakes]


def a_workbook(folder: Path, path: Path) -> Path:
    """The same tables as a folder's, a sheet each; numbers as numbers."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for table in read_tables(folder).found.values():
        sheet = book.create_sheet(table.layout.name)
        heading = [c for c in table.layout.known if c in table.columns]
        sheet.append(heading)
        for row in table.rows:
            cells = [row.cells[c] for c in heading]
            sheet.append([int(c) if c.isdecimal() else c or None for c in cells])
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_common_spreadsheet_programs_are_read(small: Path, encoding: str) -> None:
    for path in small.glob("*.csv"):
        path.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode(encoding))
    plan = read_hall(small).plan
    assert plan is not None
    assert plan.item("M1").name_zh == "结婚登记"


@pytest.mark.parametrize("raw", ["zone_id,letter\n".encode("utf-16"), b"zone_id\xff\xff\n", b"zone_id,\0\n"])
def test_another_encoding_is_named_as_the_trouble(small: Path, raw: bytes) -> None:
    (small / "zones.csv").write_bytes(raw)
    assert codes(read_hall(small).mistakes) == [("zones.csv", None, None, "bad_encoding")]


def test_a_file_that_cannot_be_opened_is_named(small: Path) -> None:
    (small / "zones.csv").unlink()
    (small / "zones.csv").mkdir()
    assert codes(read_hall(small).mistakes) == [("zones.csv", None, None, "unreadable_file")]


def test_a_workbook_gives_the_same_plan_as_the_folder(
    huaihua: Path, reference_plan: HallPlan, tmp_path: Path
) -> None:
    reading = read_hall(a_workbook(huaihua, tmp_path / "hall.xlsx"))
    assert reading.mistakes == ()
    assert reading.plan == reference_plan


def test_a_mistake_in_a_workbook_names_the_sheet(small: Path, tmp_path: Path) -> None:
    (small / "zones.csv").write_text("zone_id,letter,name_zh,name_en,floor\nZ1,A,大厅,Hall,1.5\n", "utf-8")
    reading = read_hall(a_workbook(small, tmp_path / "hall.xlsx"))
    assert codes(reading.mistakes) == [("hall.xlsx [zones]", 2, "floor", "not_whole")]


def test_cells_of_a_workbook_are_read_as_a_person_would_have_typed_them(small: Path, tmp_path: Path) -> None:
    path = a_workbook(small, tmp_path / "hall.xlsx")
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    sheet = book.create_sheet("Calendar ")
    sheet.append(["date", "open", "note", None])
    sheet.append([datetime(2026, 10, 1), True, 1.0])  # noqa: DTZ001
    sheet.append([None, None, None])
    sheet.append([date(2026, 10, 2), False, 2.5])
    book.create_sheet("remarks").append(["hello"])
    book.create_sheet("empty")
    book.save(path)
    tables = read_tables(path)
    assert [(row.number, dict(row.cells)) for row in tables.found["calendar"].rows] == [
        (2, {"date": "2026-10-01", "open": "Y", "note": "1"}),
        (4, {"date": "2026-10-02", "open": "N", "note": "2.5"}),
    ]
    assert codes(tables.warnings) == [("hall.xlsx", None, None, "unknown_table")]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hall.xlsx").write_bytes(b"PK not really")
    assert codes(read_hall(tmp_path / "hall.xlsx").mistakes) == [
        ("hall.xlsx", None, None, "unreadable_workbook")
    ]


@pytest.mark.parametrize("name", ["nowhere", "hall.xls"])
def test_a_place_that_is_neither_folder_nor_workbook_is_one_mistake(tmp_path: Path, name: str) -> None:
    (tmp_path / "hall.xls").write_bytes(b"")
    assert codes(read_hall(tmp_path / name).mistakes) == [(name, None, None, "no_such_place")]


def test_an_empty_folder_lacks_six_tables(tmp_path: Path) -> None:
    reading = read_hall(tmp_path)
    assert reading.plan is None
    assert [one.file for one in reading.mistakes] == [
        f"{name}.csv" for name in ("zones", "units", "queues", "items", "windows", "staff")
    ]
    assert "zone_id,letter,name_zh" in reading.mistakes[0].cure_en


def test_a_file_whose_name_is_misspelt_is_a_warning(small: Path) -> None:
    (small / "calender.csv").write_text("date,open\n2026-10-01,Y\n", "utf-8")
    (small / "notes.txt").write_text("not ours", "utf-8")
    reading = read_hall(small)
    assert reading.plan is not None
    assert codes(reading.warnings) == [("calender.csv", None, None, "unknown_table")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [(1, None, "no_heading")]),
        ("\n\n", [(1, None, "no_heading")]),
        ("unit_id;name_zh;name_en\nU1;民政局;Civil affairs\n", [(1, None, "wrong_separator")]),
        ("unit_id,name_zh\nU1,民政局\n", [(1, "name_en", "missing_column")]),
        ("unit_id,name_zh,name_en,knid\nU1,民政局,Civil,\n", [(1, "knid", "unknown_column")]),
        ("unit_id,name_zh,name_en,kind,kind\nU1,民政局,Civil,,\n", [(1, "kind", "double_column")]),
        ("unit_id,name_zh,name_en\nU1,民政局,Civil, affairs\n", [(2, None, "ragged_row")]),
        ("unit_id,name_zh,name_en\n\nU1,民政局\n", [(3, None, "ragged_row")]),
        ('unit_id,name_zh,name_en\nU1,"民政局,Civil\nU2,教育局,Education\n', [(2, None, "broken_quotes")]),
    ],
)
def test_the_form_of_a_table_is_checked(
    small: Path, text: str, wrong: list[tuple[int, str | None, str]]
) -> None:
    (small / "units.csv").write_text(text, "utf-8")
    assert codes(read_hall(small).mistakes) == [("units.csv", *one) for one in wrong]


def test_an_unknown_column_is_told_the_nearest_name(small: Path) -> None:
    (small / "units.csv").write_text("unit_id,name_zh,name_en,knid\nU1,民政局,Civil,\n", "utf-8")
    assert "kind" in read_hall(small).mistakes[0].cure_en


def test_blank_rows_blanks_and_empty_cells_at_the_end_do_no_harm(small: Path) -> None:
    (small / "units.csv").write_text(
        " Unit_ID , name_zh ,NAME_EN,,\n,,,,\n\nU1 , 民政局\u3000, Civil affairs ,,\n", "utf-8"
    )
    plan = read_hall(small).plan
    assert plan is not None
    assert plan.units["U1"].name_zh == "民政局"  # type: ignore[index]


def test_rows_are_counted_as_a_spreadsheet_does(copy: Path, spoil: Callable[[str, str, str], int]) -> None:
    row = spoil("windows.csv", "85,W085", "85,W 85")
    found = [one for one in read_hall(copy).mistakes if one.code == "bad_id"]
    assert row == 86
    assert [one.row for one in found] == [86]
