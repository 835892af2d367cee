"""`hall simulate` and `hall fairness`, from the outside."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hall_server.bootstrap import build_parts, wall_clock
from hall_server.cli.main import app
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.cli.recorded import plan_at
from hall_server.cli.saying import out
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import StaffNumber, WindowId, ZoneId
from hall_server.domain.ticket import Priority
from hall_server.history.lane import Command
from hall_server.operations import calling, serving, taking, windows

CLERK = Actor("clerk", StaffNumber("1085"), WindowId("W085"))


def hall(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference hall with four people for window 85: two by the rules, one by hand, one left."""
    made = tmp_path_factory.mktemp("simulated") / "hall"
    assert hall("init", str(made), "--training-pin", "2468", "--always-open").exit_code == 0
    settings = made / "hall.toml"
    text = settings.read_text("utf-8")
    line = next(row for row in text.splitlines() if "shadow_policies" in row)
    shadow = 'shadow_policies = { Z2 = "oldest" }'
    settings.write_text(text.replace(line, shadow), encoding="utf-8")
    with lane_of(configuration_of(made)) as (_, lane):

        def do(operation: Any, *arguments: Any) -> Any:
            kept: list[Any] = []

            def run(uow: Any, now: Any) -> str:
                kept.append(operation(uow, *arguments, now))
                return ""

            lane.submit(Command(run)).result(20)
            return kept[0]

        do(windows.open_window, CLERK, "W085")
        for priority in (Priority.ORDINARY, Priority.ORDINARY, Priority.ELDERLY, Priority.ORDINARY):
            guide = Actor("supervisor")
            ticket = do(taking.take, guide, taking.Wish(queue="BG", priority=priority)).ticket
            do(taking.confirm_print, guide, ticket.id)
        for number in (None, None, "BG004"):
            if number is None:
                called, _, _ = do(calling.call_next, CLERK, "W085")
            else:
                called, _, _ = do(calling.call_by_number, CLERK, "W085", number, "special_care", None)
            do(serving.start, CLERK, called.id, "W085")
            do(serving.finish, CLERK, called.id, "W085", ())
    return made


def plan_of(folder: Path) -> HallPlan:
    parts = build_parts(configuration_of(folder))
    try:
        return plan_at(parts, wall_clock())
    finally:
        parts.engines.dispose()


@pytest.fixture(scope="module")
def today(folder: Path) -> str:
    configuration = configuration_of(folder)
    assert configuration is not None
    return f"{wall_clock() + timedelta(hours=8):%Y-%m-%d}"


def test_a_recorded_day_is_reproduced_call_by_call(folder: Path, today: str) -> None:
    told = hall("simulate", "--hall", str(folder), "--replay", today, "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)["reproduction"]
    assert (found["calls"], found["by_hand"], found["reasons"]) == (3, 1, 2)
    assert found["differences"] == []


def test_what_if_begins_with_the_day_as_it_was(folder: Path, today: str) -> None:
    told = hall(
        *("simulate", "--hall", str(folder), "--replay", today, "--policy", "oldest"),
        *("--with-window", "W086", "--json"),
    )
    assert told.exit_code == 0, told.output
    base, other = json.loads(told.stdout)["what_if"]
    assert (base["policy"], other["policy"]) == ("the hall's own", "oldest")
    assert {w["window"] for w in other["windows"]} == {"W085", "W086"}


def test_the_ledger_tells_the_call_by_hand_and_whom_it_passed(folder: Path, today: str) -> None:
    told = json.loads(hall("fairness", "day", str(folder), "--day", today, "--json").stdout)
    assert told["calls"] == 3
    assert [(j["number"], j["by_hand"], j["passed"]) for j in told["jumps"]] == [
        ("BG004", "special_care", ["BG002"])
    ]
    assert told["broken"] == []
    english = hall("fairness", "day", str(folder)).stdout
    assert (
        "by hand: BG004 to window 85 by 1085, reason Citizen in special difficulty; passed BG002" in english
    )


def test_managers_read_the_ledger_in_words_and_not_in_codes(
    folder: Path, today: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out, "_width", 160)
    told = hall("fairness", "day", str(folder), "--day", today, "--language", "zh").stdout
    plan = plan_of(folder)
    zone = plan.zones[ZoneId("Z2")]
    assert f"{zone.letter} {zone.name_zh}" in told
    assert "原因 特殊困难群众；越过 BG002" in told
    assert "未选事项" in told
    assert "special_care" not in told
    assert "Z2" not in told


def test_why_one_number_was_called_before_another(folder: Path) -> None:
    first = hall("fairness", "why", str(folder), "bg003", "BG001").stdout
    assert "BG003 was called to window 85 (Elderly first" in first
    assert "BG001 (Ordinary) had come earlier" in first
    by_hand = hall("fairness", "why", str(folder), "BG004", "BG002", "--language", "zh").stdout
    assert "叫 BG004 到85号窗口（指定叫号（特殊困难群众）" in by_hand
    assert "当时BG002也在该窗口的队列等候" in by_hand
    nobody = hall("fairness", "why", str(folder), "ZZ1", "ZZ2")
    assert (nobody.exit_code, "no record of ZZ1" in nobody.output) == (1, True)


def test_the_audit_has_each_call_in_one_sentence_of_both_languages(folder: Path) -> None:
    told = json.loads(hall("fairness", "calls", str(folder), "--json").stdout)
    assert [t["number"] for t in told] == ["BG003", "BG001", "BG004"]
    assert re.match(
        r"Elderly first: waited 0 min, Elderly \+\d+, own line \+\d+; next BG001", told[0]["why_en"]
    )
    assert re.match(r"老年人优先：等候0分，老年人\+\d+，主办\+\d+；其次BG001", told[0]["why_zh"])
    assert (told[2]["staff"], told[2]["by_hand"]) == ("1085", "special_care")
    assert "85号窗口" in hall("fairness", "calls", str(folder), "--language", "zh").stdout


def test_the_shadow_policy_is_told_from_the_log(folder: Path) -> None:
    told = json.loads(hall("fairness", "shadow", str(folder), "--json").stdout)
    assert [(z["zone"], z["calls"], z["other"]) for z in told] == [("Z2", 2, 1)]
    assert hall("fairness", "shadow", str(folder), "--language", "zh").stdout.startswith(
        "B 区：2 次叫号中有 1 次会叫别人"
    )


def test_a_few_simulated_days_are_told_as_json_and_files(tmp_path: Path) -> None:
    told = hall(
        *("simulate", "--load", "0.05", "--replications", "2", "--policy", "balanced", "--policy", "oldest"),
        *("--processes", "1", "--json", "--out", str(tmp_path / "out")),
    )
    assert told.exit_code == 0, told.output
    assert (tmp_path / "out" / "simulation.xlsx").stat().st_size > 5000
    reports = json.loads((tmp_path / "out" / "simulation.json").read_text("utf-8"))
    assert [r["policy"] for r in reports] == ["balanced", "oldest"]
    assert all(r["fairness"]["bound_breaks"] == 0 for r in reports)


def test_managers_read_it_in_their_language(folder: Path, today: str) -> None:
    few = ("simulate", "--load", "0.05", "--replications", "2", "--processes", "1")
    assert "叫号规则 先到先办" in hall(*few, "--policy", "oldest", "--language", "zh").stdout
    assert "policy oldest first: 2 × 1 day(s)" in hall(*few, "--policy", "oldest").stdout
    replayed = hall("simulate", "--hall", str(folder), "--replay", today, "--language", "zh").stdout
    assert "2 次叫号中有 2 次再次得出与记录相同的结果" in replayed


def test_a_hall_may_be_simulated_with_other_hours() -> None:
    told = hall(
        *("simulate", "--load", "0.05", "--replications", "1", "--processes", "1", "--json"),
        *("--hours", "08:00-12:00", "--hours", "12:30-19:00"),
    )
    hours = [row["group"] for row in json.loads(told.stdout)[0]["hours"]]
    assert (hours[0], hours[-1]) == ("08:00", "18:00")


def test_drawn_days_may_have_other_windows(folder: Path) -> None:
    few = ("simulate", "--load", "0.05", "--replications", "1", "--processes", "1", "--json")

    def at_work(*words: str) -> set[str]:
        told = hall(*few, *words)
        assert told.exit_code == 0, told.output
        return {w["window"] for w in json.loads(told.stdout)[0]["windows"]}

    assert "W085" in at_work()
    assert "W085" not in at_work("--without-window", "W085")
    manned = at_work("--manned", "0.9")
    added = sorted({f"W{n:03d}" for n in range(1, 208)} - manned)[0]
    assert at_work("--manned", "0.9", "--with-window", added) - manned == {added}
    taken = sorted(manned)[0]
    assert taken not in at_work("--manned", "0.9", "--without-window", taken)
    twice = hall(*few, "--manned", "0.9", "--without-window", added)
    assert (twice.exit_code, f"{added}: it is not manned" in twice.output) == (2, True)


def test_a_recorded_day_takes_no_wish_for_drawn_ones(folder: Path, today: str) -> None:
    for words in (("--load", "2"), ("--seed", "3"), ("--from", "2026-11-24"), ("--hours", "08:00-18:00")):
        told = hall("simulate", "--hall", str(folder), "--replay", today, *words)
        assert told.exit_code == 2
        assert f"{words[0]} is for drawn days" in " ".join(told.output.split())


def test_other_opening_hours_of_a_recorded_day(folder: Path, today: str) -> None:
    told = hall(
        *("simulate", "--hall", str(folder), "--replay", today, "--json"),
        *("--open-from", "06:00", "--through-noon", "--until", "23:30"),
    )
    assert told.exit_code == 0, told.output
    assert len(json.loads(told.stdout)["what_if"]) == 2


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--hours", "12:00"), "'12:00': write it as 08:30-12:00"),
        (("--hours", "12:00-08:00"), "ends before it begins"),
        (("--hours", "13:00-17:00", "--hours", "08:00-14:00"), "one after another"),
        (("--policy", "best"), "'best' is unknown"),
        (("--load", "-2"), "load is -2"),
        (("--parameters", "/nowhere.toml"), "No such file"),
        (("--from", "tomorrow"), "'tomorrow' is no day"),
        (("--replay", "2026-11-23"), "--replay needs --hall"),
        (("--until", "18:30"), "--until is for --replay; drawn days take --hours"),
        (("--open-from", "08:00"), "--open-from is for --replay"),
        (("--through-noon",), "--through-noon is for --replay"),
        (("--with-window", "W999"), "the hall has no window 'W999'"),
        (("--with-window", "W086"), "--with-window W086: it is manned already"),
        (("--load", "2", "staff"), "--load must stand behind staff"),
    ],
)
def test_a_wrong_wish_is_refused_by_name(words: tuple[str, ...], named: str) -> None:
    told = hall("simulate", *words)
    assert told.exit_code == 2
    assert named in " ".join(told.output.split())


def test_a_day_without_events_is_refused(folder: Path) -> None:
    long_ago = f"{date(2020, 1, 2)}"
    told = hall("simulate", "--hall", str(folder), "--replay", long_ago)
    assert told.exit_code == 2
    assert "nothing happened on 2020-01-02" in told.output
