"""Settings: read once, and every mistake named with its file, its key and what is allowed."""

from dataclasses import fields
from datetime import time, timedelta
from pathlib import Path

import pytest

from hall_server.attendance_settings import attendance_rules
from hall_server.config import (
    TEMPLATE,
    BadConfiguration,
    RulesSection,
    check_names,
    read_configuration,
    rules_of,
)
from hall_server.domain.attendance.rules import USUAL_SHIFTS, AttendanceRules
from hall_server.domain.attendance.timetable import Season
from hall_server.domain.call_policy import PROFILES, TERMS, CallPolicy, Order
from hall_server.domain.rules import Reason, Rules, policy_of
from hall_server.domain.ticket import Priority
from hall_server.domain.whereabouts import Approver
from hall_server.policy_settings import PolicyTerms
from hall_server.reports.hall_day import name_of
from tests.small_hall import a_plan


def written(folder: Path, text: str) -> Path:
    path = folder / "hall.toml"
    path.write_text(text, "utf-8")
    return path


def template(**changes: str) -> str:
    places = {
        "hall": "huaihua",
        "host": "127.0.0.1",
        "port": "8700",
        "database": "sqlite:///hall.db",
        "public_url": "http://127.0.0.1:8700",
        "always_open": "false",
    }
    return TEMPLATE.format(**(places | changes))


def test_the_template_says_the_defaults(tmp_path: Path) -> None:
    assert rules_of(read_configuration(written(tmp_path, template())).rules) == Rules()


def test_the_commented_defaults_of_the_template_are_the_defaults(tmp_path: Path) -> None:
    """What stands behind # in the template means what is in force when it stays there."""
    kept = ("zone_hours", "unit_hours", "slot_quota", "rating_reasons", "zone_policies", "shadow_policies")
    lines = [
        line[2:] if line.startswith("# ") and " = " in line and not line[2:].startswith(kept) else line
        for line in template().splitlines()
    ]
    assert rules_of(read_configuration(written(tmp_path, "\n".join(lines))).rules) == Rules()


def test_the_commented_defaults_of_attendance_are_the_defaults_too(tmp_path: Path) -> None:
    lines = [
        line[2:] if line.startswith("# ") and " = " in line else line for line in template().splitlines()
    ]
    start = lines.index("[attendance]")
    text = "\n".join(lines[start:])
    found = read_configuration(written(tmp_path, text)).attendance
    assert attendance_rules(found) == AttendanceRules(shifts=dict(USUAL_SHIFTS))


def test_the_template_shows_how_a_hall_gets_shifts_of_its_own(tmp_path: Path) -> None:
    lines = [line[3:] if line.startswith("## ") else line for line in template().splitlines()]
    text = "\n".join(line for line in lines if not line.startswith(("Shifts", "Whose")))
    rules = attendance_rules(read_configuration(written(tmp_path, text)).attendance)
    assert set(rules.shifts) == {"four", "two", "summer"}
    assert rules.shifts["summer"].spans[1].start == time(15)
    assert [t.shift for t in rules.timetables] == ["four", "two", "summer"]
    assert rules.timetables[2].season == Season((7, 1), (9, 30))


def test_values_reach_the_rules_of_attendance(tmp_path: Path) -> None:
    text = """
    [attendance]
    policy = "convenient"
    liveness = "challenge"
    thresholds = { s_norm = 3.2 }
    grace_minutes = 5
    absent_from_minutes = 15
    sign_in_within_minutes = 0
    approvals = [{ half_days = 2, by = "chief" }]
    """
    found = read_configuration(written(tmp_path, text))
    rules = rules_of(found.rules, found.attendance).attendance
    assert (rules.clock.policy, rules.clock.liveness, dict(rules.clock.thresholds)) == (
        "convenient",
        "challenge",
        {"s_norm": 3.2},
    )
    assert (rules.of("front").grace_minutes, rules.of("back").absent_from_minutes) == (5, 15)
    assert rules.of("front").sign_in_within_minutes is None
    assert rules.approvals.up_to == ((2, Approver.CHIEF),)


SHIFT = """[[attendance.shifts]]
id = "x"
zh = "甲"
en = "A"
spans = [{ in_from = "06:00", start = "08:00", middle = "%s", end = "12:00", out_until = "12:40" }]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[attendance]\npolicy = 'lax'",
            "attendance.policy = 'lax': Input should be 'strict' or 'convenient'",
        ),
        ("[attendance]\ngrace = 5", "attendance.grace is not a setting; allowed are policy, liveness"),
        ("[attendance]\nundo_seconds = 90", "attendance.undo_seconds = 90"),
        ("[attendance]\ndispute_days = 31", "attendance.dispute_days = 31"),
        ("[attendance]\ngrace_minutes = 30", "must be more than grace_minutes"),
        ("[attendance]\napprovals = [{ half_days = 1, by = 'boss' }]", "attendance.approvals.0.by = 'boss'"),
        (
            "[attendance]\napprovals = [{ half_days = 2, by = 'chief' }, { half_days = 1, by = 'section' }]",
            "half_days must rise",
        ),
        ("[[attendance.timetables]]\nshift = 'night'", "shift 'night' is none of four, two"),
        ("[[attendance.timetables]]\nshift = 'two'\nlast = '05-01'", "a season needs both first and last"),
        (SHIFT % "07:00", "needs in_from ≤ start ≤ middle ≤ end ≤ out_until"),
        (SHIFT % "25:00", "attendance.shifts.0.spans.0.middle = '25:00'"),
        (SHIFT % "10:00" + SHIFT % "10:00", "two shifts have the same id"),
        (SHIFT.replace("half", "") % "10:00" + "\nmiddel = 1", "allowed are id, zh, en, spans"),
    ],
)
def test_a_mistake_in_attendance_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadConfiguration) as wrong:
        read_configuration(written(tmp_path, text))
    assert said in str(wrong.value)


def test_a_relative_database_stands_beside_the_settings(tmp_path: Path) -> None:
    found = read_configuration(written(tmp_path, template()))
    assert found.server.database == f"sqlite:///{tmp_path}/hall.db"
    assert found.server.key_file == tmp_path / "hall.key"


def test_values_reach_the_rules(tmp_path: Path) -> None:
    text = """
    [rules]
    hours = ["09:00-17:00"]
    zone_hours = { Z1 = ["08:00-18:00"] }
    seconds_between_calls = 15
    class_minutes = { elderly = 30 }
    slot_quota = { BA = 40 }
    policy = "light"
    zone_policies = { Z2 = "strong" }
    shadow_policies = { Z2 = "oldest" }
    quick_minutes = 7
    """
    rules = rules_of(read_configuration(written(tmp_path, text)).rules)
    assert rules.hours == ((time(9), time(17)),)
    assert rules.zone_hours["Z1"] == ((time(8), time(18)),)
    assert rules.between_calls == timedelta(seconds=15)
    assert rules.policy.class_minutes[Priority.ELDERLY] == 30
    assert rules.policy.class_minutes[Priority.APPOINTMENT] == 25
    assert (rules.policy.quick_minutes, rules.policy.primary_minutes) == (7, 4)
    assert policy_of(rules, "Z2").class_minutes[Priority.SERVICEMAN] == 45
    assert policy_of(rules, "Z1") == rules.policy
    assert rules.shadow_policies["Z2"].order is Order.OLDEST
    assert rules.slot_quota["BA"] == 40


def test_the_hall_s_terms_reach_no_zone_that_has_a_policy_of_its_own(tmp_path: Path) -> None:
    text = """
    [rules]
    class_minutes = { elderly = 26, appointment = 33 }
    primary_minutes = 10
    zone_policies = { Z2 = "strong", Z3 = "no_classes", Z4 = "strict", Z5 = "oldest" }
    shadow_policies = { Z1 = "oldest", Z2 = "light" }
    """
    rules = rules_of(read_configuration(written(tmp_path, text)).rules)
    assert (rules.policy.primary_minutes, rules.policy.class_minutes[Priority.APPOINTMENT]) == (10, 33)
    assert rules.policy.class_minutes[Priority.URGENT] == 40
    named = {"Z2": "strong", "Z3": "no_classes", "Z4": "strict", "Z5": "oldest"}
    assert {z: name_of(p) for z, p in rules.zone_policies.items()} == named
    assert {z: name_of(p) for z, p in rules.shadow_policies.items()} == {"Z1": "oldest", "Z2": "light"}


def test_a_zone_has_terms_of_its_own_in_place_of_its_profile_s(tmp_path: Path) -> None:
    text = """
    [rules]
    primary_minutes = 10
    [rules.zone_policies]
    Z3 = "light"
    [rules.zone_policies.Z2]
    profile = "strong"
    class_minutes = { elderly = 50 }
    primary_minutes = 0
    quick_share = 0.7
    pressure_slope = 1
    [rules.shadow_policies.Z2]
    profile = "weighted"
    weights = { elderly = 2.5 }
    """
    rules = rules_of(read_configuration(written(tmp_path, text)).rules)
    zone, shadow = policy_of(rules, "Z2"), rules.shadow_policies["Z2"]
    assert (zone.class_minutes[Priority.ELDERLY], zone.class_minutes[Priority.DISABLED]) == (50, 45)
    assert (zone.primary_minutes, zone.quick_share, zone.pressure_slope) == (0, 0.7, 1)
    assert (zone.quick_minutes, zone.bound_minutes) == (12, 55 + 24 + 0 + 15)
    assert (shadow.weights[Priority.ELDERLY], shadow.weights[Priority.DISABLED]) == (2.5, 1)
    assert policy_of(rules, "Z3") == PROFILES["light"]


def test_every_term_of_a_policy_is_a_setting() -> None:
    assert set(PolicyTerms.model_fields) == {f.name for f in fields(CallPolicy)} - {"order"}
    assert set(PolicyTerms.model_fields) == {term for terms in TERMS.values() for term in terms}


def test_settings_that_name_what_the_hall_does_not_have_are_refused() -> None:
    known = RulesSection.model_validate({"zone_policies": {"Z2": "strong"}, "slot_quota": {"BG": 4}})
    check_names(known, a_plan())
    for setting, wrong, there in (
        ("zone_policies", {"Z99": "strong"}, "Z1, Z2"),
        ("shadow_policies", {"Zz": "oldest"}, "Z1, Z2"),
        ("zone_hours", {"Z3": ["08:00-18:00"]}, "Z1, Z2"),
        ("unit_hours", {"U9": ["08:00-18:00"]}, "U1"),
        ("slot_quota", {"BX": 4}, "A, B, BG"),
    ):
        name = next(iter(wrong))
        with pytest.raises(BadConfiguration, match=f"{setting}.{name}: the hall has no {name}; .* {there}"):
            check_names(RulesSection.model_validate({setting: wrong}), a_plan())


def test_a_hall_has_its_own_reasons_of_a_bad_rating(tmp_path: Path) -> None:
    text = """
    [rules]
    rating_reasons = [
        { code = "papers", zh = "材料问题", en = "Papers", levels = [2] },
        { code = "other", zh = "其他", en = "Other" },
    ]
    """
    assert rules_of(read_configuration(written(tmp_path, text)).rules).rating_reasons == (
        Reason("papers", "材料问题", "Papers", levels=(2,)),
        Reason("other", "其他", "Other", levels=(2, 1)),
    )


OTHER = "{ code = 'other', zh = '其他', en = 'Other' }"


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ("{ code = 'a', zh = '甲', en = 'A', levels = [2] }", "level 1 needs 1 to 8 reasons"),
        (f"{OTHER}, {OTHER}", "two reasons have the same code"),
        (f"{OTHER}, {{ code = 'a b', zh = '甲', en = 'A' }}", "rules.rating_reasons.1.code = 'a b'"),
        (
            f"{OTHER}, {{ code = 'a', zh = '甲', en = 'A', levels = [6] }}",
            "rules.rating_reasons.1.levels.0 = 6",
        ),
        (f"{OTHER}, {{ code = 'a', zh = '甲', en = '' }}", "rules.rating_reasons.1.en = ''"),
        (f"{OTHER}, {{ cod = 'a', zh = '甲', en = 'A' }}", "allowed are code, zh, en, levels"),
    ],
)
def test_a_list_of_reasons_that_would_not_do_is_refused(tmp_path: Path, reasons: str, said: str) -> None:
    with pytest.raises(BadConfiguration) as wrong:
        read_configuration(written(tmp_path, f"[rules]\nrating_reasons = [{reasons}]"))
    assert said in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hal = 'x'", "hal is not a setting; allowed are hall, server, rules"),
        ("[server]\nprot = 1", "server.prot is not a setting; allowed are host, port, database"),
        ("[server]\nport = 99999", "server.port = 99999"),
        ("[rules]\ntime_zone = 'Mars/Base'", "must be a time zone such as Asia/Shanghai"),
        ("[rules]\nhours = ['9-5']", "rules.hours.0 = '9-5'"),
        ("[rules]\nhours = ['25:00-26:00']", "rules.hours"),
        ("[rules]\nhours = ['17:00-09:00']", "rules.hours"),
        ("[rules]\nclass_minutes = { vip = 99 }", "rules.class_minutes.vip"),
        ("[rules]\npolicy = 'fair'", "must be one of balanced, light"),
        ("[rules]\nzone_policies = { Z1 = 'fair' }", "rules.zone_policies.Z1"),
        ("[rules]\npressure_minutes = 500", "rules.pressure_minutes = 500"),
        ("[rules]\npressure_slope = -1", "rules.pressure_slope = -1"),
        ("[rules]\nquick_share = 1.2", "rules.quick_share = 1.2"),
        ("[rules]\nquick_share = nan", "rules.quick_share = nan"),
        ("[rules]\npolicy = 'weighted'\nweights = { elderly = -3 }", "rules.weights.elderly = -3"),
        ("[rules]\nweights = { elderly = 3 }", "rules.policy = 'balanced'"),
        ("[rules]\npolicy = 'oldest'\nprimary_minutes = 0", "has no terms: remove primary_minutes"),
        (
            "[rules]\nzone_policies = { Z1 = { profile = 'strict', quick_share = 0.5 } }",
            "Z1.profile = 'strict': Value error, has only class_minutes: remove quick_share, or",
        ),
        (
            "[rules]\nzone_policies = { Z1 = { profile = 'light', class_minutes = { elderly = 999 } } }",
            "rules.zone_policies.Z1.class_minutes.elderly = 999",
        ),
        (
            "[rules]\nzone_policies = { Z1 = { profile = 'light', weight = 1 } }",
            "rules.zone_policies.Z1.weight is not a setting; allowed are class_minutes, quick_minutes",
        ),
        ("[rules]\nshadow_policies = { Z1 = { quick_minutes = 1 } }", "rules.shadow_policies.Z1.profile"),
        ("[rules]\nzone_policies = { Z1 = 5 }", "rules.zone_policies.Z1 = 5"),
        ("[rules]\nlease_from = 950\nlease_to = 940", "rules.lease_to = 940"),
        ("[rules]\nlease_to = 800", "must not be below lease_from"),
        ("[rules]\nlease_size = -1", "rules.lease_size = -1"),
        ("[rules]\npublic_url = 'ftp://x'", "rules.public_url = 'ftp://x'"),
        ("hall = ", "is not TOML"),
    ],
)
def test_a_mistake_names_its_file_its_key_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadConfiguration) as wrong:
        read_configuration(path)
    assert str(path) in str(wrong.value)
    assert said in str(wrong.value)


def test_absent_settings_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="run `hall init` first"):
        read_configuration(tmp_path / "hall.toml")
