"""Logs of other makers' clocks: usual layouts and encodings in, punches or every mistake out."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall_server.halls.clock_logs import Log, LoggedPunch, read_log
from hall_server.halls.clock_times import BadMoment, moment_of
from tests.attendance import HERE


def read(folder: Path, text: str, encoding: str = "utf-8", name: str = "log.csv") -> Log:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_log(path, "other", HERE)


def told(log: Log) -> list[tuple[str, int | None, str | None]]:
    return [(m.code, m.row, m.column) for m in log.mistakes]


def punches(log: Log) -> list[tuple[str, str, str]]:
    assert log.mistakes == ()
    return [(p.staff, f"{p.at:%m-%d %H:%M:%S}", p.device) for p in log.punches]


ZKTECO = (
    "        1001\t2026-11-02 08:21:33\t1\t0\t1\t0\n"
    "1002\t2026-11-02 08:25:10\t1\t1\t1\t0\r\n"
    "\n"
    "     1001\t2026-11-02 12:03:40\t1\t0\t1\t0\n"
)


def test_a_zkteco_log_is_read(tmp_path: Path) -> None:
    assert punches(read(tmp_path, ZKTECO, name="attlog.dat")) == [
        ("1001", "11-02 08:21:33", "other"),
        ("1002", "11-02 08:25:10", "other"),
        ("1001", "11-02 12:03:40", "other"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_whatever_its_encoding_and_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = [
        "设备编号,姓名,工号,打卡时间",
        "东门,样甲,1001,2026/11/2 8:21",
        "西门,样乙,1002,2026/11/2 8:25:10",
    ]
    text = "\n".join(row.replace(",", separator) for row in rows)
    assert punches(read(tmp_path, text, encoding)) == [
        ("1001", "11-02 08:21:00", "东门"),
        ("1002", "11-02 08:25:10", "西门"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "工号,打卡时间",
        "AC-No.,Time",
        "User ID,Date Time",
        "person,TIME",
        "考勤号码,日期时间",
        "staff_no,日期",
    ],
)
def test_columns_go_by_the_names_that_their_makers_use(tmp_path: Path, heading: str) -> None:
    assert punches(read(tmp_path, f"{heading}\n1001,2026-11-02 08:21:33\n")) == [
        ("1001", "11-02 08:21:33", "other")
    ]


def test_day_and_time_may_stand_in_two_columns_and_a_days_punches_in_one_cell(tmp_path: Path) -> None:
    text = (
        "某某单位 考勤记录表\n统计日期: 2026-11-01 至 2026-11-30\n\n"
        "考勤号码,姓名,日期,时间\n"
        "1001,样甲,2026-11-02,08:21 12:03 13:22 17:31\n"
        "1001,样甲,2026-11-03,\n"
        "1002,样乙,2026/11/2 0:00,8:25\n"
    )
    assert punches(read(tmp_path, text)) == [
        ("1001", "11-02 08:21:00", "other"),
        ("1002", "11-02 08:25:00", "other"),
        ("1001", "11-02 12:03:00", "other"),
        ("1001", "11-02 13:22:00", "other"),
        ("1001", "11-02 17:31:00", "other"),
    ]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("2026-11-02 08:21:33", "08:21:33"),
        ("2026/11/2 8:21", "08:21:00"),
        ("2026.11.02 8:21:33.120", "08:21:33"),
        ("2026年11月2日 8时21分33秒", "08:21:33"),
        ("2026年11月2日 下午1时21分", "13:21:00"),
        ("2026/11/2 下午 12:05", "12:05:00"),
        ("2026/11/2 上午 12:05", "00:05:00"),
        ("2026-11-02 1:21:05 PM", "13:21:05"),
        ("2026-11-02T08:21:33", "08:21:33"),
        ("20261102082133", "08:21:33"),
        ("20261102 0821", None),
        ("02/11/2026 08:21", None),
        ("11-02 08:21", None),
        ("2026-13-02 08:21", None),
        ("2026-11-31 08:21", None),
        ("2026-11-02 25:00", None),
        ("2026-11-02 13:00 下午", None),
        ("2026-11-02", None),
        ("46328.347", None),
        ("", None),
    ],
)
def test_moments_are_read_as_they_are_meant_and_doubtful_ones_are_refused(
    said: str, means: str | None
) -> None:
    if means is None:
        with pytest.raises(BadMoment):
            moment_of(said, HERE)
    else:
        assert moment_of(said, HERE) == datetime.fromisoformat(f"2026-11-02T{means}+08:00")


def test_one_mistake_leaves_nothing_and_every_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    text = (
        "工号,打卡时间,设备\n1001,2026-11-02 08:21,A\n,2026-11-02 08:21,A\n"
        "1002,8:21,A\n10 3,2026-11-02 8:21,A\n"
    )
    log = read(tmp_path, text)
    assert log.punches == ()
    assert told(log) == [
        ("empty", 3, "person"),
        ("log_moment", 4, "time"),
        ("log_number", 5, "person"),
    ]
    assert all(m.cure_zh and m.cure_en for m in log.mistakes)


def test_a_broken_line_of_a_zkteco_log_is_told(tmp_path: Path) -> None:
    log = read(tmp_path, ZKTECO + "1001\t2026-11-02\n1001\t2026-11-32 08:00:00\t1\n")
    assert told(log) == [("log_line", 5, None), ("log_moment", 6, None)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "log_empty"),
        ("工号,打卡时间\n", "log_empty"),
        ("姓名,单位\n样甲,某局\n", "log_no_person"),
        ("工号,姓名\n1001,样甲\n", "log_no_moment"),
        ('工号,打卡时间\n"1001,2026-11-02 08:21\n', "broken_quotes"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_cure(tmp_path: Path, text: str, code: str) -> None:
    log = read(tmp_path, text)
    assert code in [m.code for m in log.mistakes]
    assert log.punches == ()


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 50)
    assert [m.code for m in read_log(path, "other", HERE).mistakes] == ["bad_encoding"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert [m.code for m in read_log(tmp_path / "none", "other", HERE).mistakes] == ["unreadable_file"]


def test_a_line_that_is_said_again_counts_once_and_is_named(tmp_path: Path) -> None:
    log = read(tmp_path, ZKTECO + "1001\t2026-11-02 08:21:33\t1\t0\t1\t0\n")
    assert len(log.punches) == 3
    assert [(p.staff, p.row) for p in log.repeated] == [("1001", 5)]


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(  # noqa: DTZ001
    lambda m: m.replace(microsecond=0, tzinfo=HERE)
)
rows = st.lists(
    st.tuples(
        st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True),
        moments,
        st.text(st.characters(codec="gb18030", exclude_categories=("C", "Z")), min_size=1, max_size=12)
        .map(str.strip)
        .filter(lambda d: d.strip("'") == d and d),
    ),
    min_size=1,
    max_size=15,
)
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H时%M分%S秒", "%Y%m%d%H%M%S")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows,
    st.sampled_from(FORMATS),
    st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from(",;\t"),
    st.lists(st.sampled_from(["", "  ", ",,", "\t\t"]), max_size=4),
    st.randoms(use_true_random=False),
)
def test_what_was_written_comes_back_whatever_noise_is_around_it(
    tmp_path: Path,
    written: Sequence[tuple[str, datetime, str]],
    style: str,
    encoding: str,
    separator: str,
    noise: Sequence[str],
    chance: object,
) -> None:
    out = io.StringIO()
    table = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    table.writerow(["姓名", "设备", "工号", "打卡时间", "备注"])
    for staff, at, device in written:
        table.writerow(["样,甲", device, f" {staff} ", at.strftime(style), 'a "b"'])
    lines = out.getvalue().split("\r\n")
    lines[1:1] = [line.replace(",", separator).replace("\t", separator) for line in noise]
    log = read(tmp_path, "\r\n".join(lines), encoding)
    assert log.mistakes == ()
    again = {(p.staff, p.at, p.device) for p in (*log.punches, *log.repeated)}
    assert again == {(staff, at, device) for staff, at, device in written}
    assert len(log.punches) + len(log.repeated) == len(written)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: f"工号,打卡时间\n{t}".encode()))
def test_no_file_breaks_the_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(content)
    log = read_log(path, "other", HERE)
    assert bool(log.punches) != bool(log.mistakes)
    assert all(isinstance(p, LoggedPunch) for p in log.punches)
