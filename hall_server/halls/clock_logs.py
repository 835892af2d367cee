"""Logs of other makers' clocks as punches: a table with a heading, or the text that ZKTeco clocks write.

Nothing is half read: a log with a mistake gives no punches, and every mistake is told with its place and
cure. Whose numbers they are, and whether they are on record already, is the hall's to say.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path

from hall_server.halls.clock_times import BadMoment, clocks_in, day_of, moment_of
from hall_server.halls.mistakes import Mistake, mistake


def _names(chinese: str, english: str) -> list[str]:
    return f"{chinese} {english}".split()


# Names of columns, without the blanks and signs that their makers write them with.
PERSON = _names(
    "工号 人员编号 员工编号 考勤号码 登记号码 考勤号 用户编号 编号",
    "staffno staff person employeeid empno userid acno pin id",
)
MOMENT = _names(
    "打卡时间 刷卡时间 考勤时间 签到时间 日期时间 时间", "time datetime timestamp punchtime checktime"
)
DAY = _names("日期 打卡日期 刷卡日期 考勤日期", "date day")
DEVICE = _names(
    "设备 设备编号 设备号 设备名称 考勤机 机号 机器号",
    "device deviceid terminal machine sn serialnumber",
)
COLUMNS = {"person": PERSON, "moment": MOMENT, "day": DAY, "device": DEVICE}
SIGNS = re.compile(r"[\s_.#:：-]")
HEADING_WITHIN = 10
"""Rows; titles and dates of the export may stand above the heading."""
NUMBER = re.compile(r"[A-Za-z0-9_-]{1,20}")
DEVICE_NAME = re.compile(r"[^\x00-\x1f]{1,40}")
ZKTECO = re.compile(r"\s*([0-9A-Za-z_-]{1,20})\s+(\d{4}-\d{1,2}-\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?)(?:\s.*)?")
"""Number and moment; state, way of checking and work code are left aside."""
MOST_TOLD = 200
"""Mistakes of one file; a file of another kind would give thousands."""


@dataclass(frozen=True, slots=True)
class LoggedPunch:
    """A line of a log. `at` is on the hall's clock."""

    row: int
    staff: str
    at: datetime
    device: str


@dataclass(frozen=True, slots=True)
class Log:
    """What came of reading a log: its punches, unless there are mistakes."""

    file: str
    punches: tuple[LoggedPunch, ...]
    mistakes: tuple[Mistake, ...] = ()
    repeated: tuple[LoggedPunch, ...] = ()
    """Lines that say again what an earlier one said; they are not among the punches."""

    def mistake(self, code: str, punch: LoggedPunch, column: str | None = None, **places: object) -> Mistake:
        """Something that the hall finds wrong with a line."""
        return mistake(code, self.file, punch.row, column, **places)


def read_log(path: Path, device: str, zone: tzinfo) -> Log:
    """Read a file. `device` names the clock where the file does not."""
    found: list[Mistake] = []
    text = _text(path, found)
    if text is None:
        return Log(path.name, (), tuple(found))
    read = _Reading(path.name, device, zone, found)
    first = next((line for line in text.splitlines() if line.strip()), "")
    lines = read.zkteco(text) if ZKTECO.fullmatch(first) else read.table(text)
    punches = sorted(lines, key=lambda p: (p.at, p.staff, p.device, p.row))
    if not punches and not found:
        found.append(mistake("log_empty", path.name))
    once, again = _once(punches)
    return Log(path.name, () if found else once, tuple(found), () if found else again)


def _once(punches: Sequence[LoggedPunch]) -> tuple[tuple[LoggedPunch, ...], tuple[LoggedPunch, ...]]:
    seen: set[tuple[str, datetime, str]] = set()
    once: list[LoggedPunch] = []
    again: list[LoggedPunch] = []
    for punch in punches:
        key = (punch.staff, punch.at, punch.device)
        (again if key in seen else once).append(punch)
        seen.add(key)
    return tuple(once), tuple(again)


def _text(path: Path, found: list[Mistake]) -> str | None:
    """UTF-8, UTF-16 with its mark, or GB18030."""
    try:
        raw = path.read_bytes()
    except OSError:
        found.append(mistake("unreadable_file", path.name))
        return None
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    found.append(mistake("bad_encoding", path.name))
    return None


@dataclass(slots=True)
class _Reading:
    """One file being read."""

    file: str
    device: str
    zone: tzinfo
    found: list[Mistake]

    def wrong(self, code: str, row: int, column: str | None = None, **places: object) -> None:
        if len(self.found) < MOST_TOLD:
            self.found.append(mistake(code, self.file, row, column, **places))

    def zkteco(self, text: str) -> Iterator[LoggedPunch]:
        for row, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            fits = ZKTECO.fullmatch(line)
            if fits is None:
                self.wrong("log_line", row, line=line.strip()[:60])
                continue
            try:
                at = moment_of(fits[2], self.zone)
            except BadMoment:
                self.wrong("log_moment", row, value=fits[2])
                continue
            yield LoggedPunch(row, fits[1], at, self.device)

    def table(self, text: str) -> Iterator[LoggedPunch]:
        """Rows under a heading; separated by commas, semicolons or tabs."""
        rows = self._rows(text)
        if not rows:
            return
        top = next((n for n, (_, cells) in enumerate(rows[:HEADING_WITHIN]) if "person" in _places(cells)), 0)
        row, heading = rows[top]
        places = _places(heading)
        if "moment" not in places and "day" in places:
            # One column for both.
            places["moment"] = places.pop("day")
        for key, code, known in (("person", "log_no_person", PERSON), ("moment", "log_no_moment", MOMENT)):
            if key not in places:
                self.wrong(code, row, known="、".join(known[:8]))
        if {"person", "moment"} <= places.keys():
            for row, cells in rows[top + 1 :]:
                yield from self._row(places, cells, row)

    def _rows(self, text: str) -> list[tuple[int, list[str]]]:
        """What is not empty, with the number of the line."""
        sample = "\n".join(text.splitlines()[:HEADING_WITHIN])
        separator = max(",;\t", key=sample.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = []
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append((reader.line_num, cells))
        except csv.Error:
            self.wrong("broken_quotes", reader.line_num, line=reader.line_num)
        return rows

    def _row(self, places: dict[str, int], cells: Sequence[str], row: int) -> Iterator[LoggedPunch]:
        def cell(key: str) -> str:
            place = places.get(key)
            return cells[place].strip().strip("'") if place is not None and place < len(cells) else ""

        staff = cell("person").removesuffix(".0")
        device = cell("device") or self.device
        good = True
        if not NUMBER.fullmatch(staff):
            self.wrong("log_number" if staff else "empty", row, "person", value=staff)
            good = False
        if not DEVICE_NAME.fullmatch(device):
            self.wrong("log_device", row, "device", value=device[:60])
            good = False
        for at in self._moments(cell("day") if "day" in places else None, cell("moment"), row):
            if good:
                yield LoggedPunch(row, staff, at, device)

    def _moments(self, day: str | None, said: str, row: int) -> Iterable[datetime]:
        """One, or several of a day: some clocks write a day's punches into one cell."""
        if not said:
            # A day without a punch, in tables that have a row for every day.
            if day is None:
                self.wrong("empty", row, "time")
            return []
        try:
            if day is None:
                return [moment_of(said, self.zone)]
            on: date = day_of(day)
            return [datetime.combine(on, clock, self.zone) for clock in clocks_in(said, on)]
        except BadMoment as wrong:
            self.wrong("log_moment", row, "time", value=str(wrong))
            return []


def _places(cells: Sequence[str]) -> dict[str, int]:
    """Which of the columns that matter stand where."""
    names = [SIGNS.sub("", cell).lower() for cell in cells]
    found = {}
    for key, known in COLUMNS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            found[key] = place
    return found
