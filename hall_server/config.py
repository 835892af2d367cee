"""The settings of a hall server: one commented TOML file, read once. A wrong key is named with what is
allowed."""

import tomllib
from collections.abc import Iterable
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from hall_server.attendance_settings import TEMPLATE as ATTENDANCE_TEMPLATE
from hall_server.attendance_settings import AttendanceSection, attendance_rules
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.leasing import Band
from hall_server.domain.rules import BAD_LEVELS, RATING_REASONS, Hours, Reason, Rules
from hall_server.policy_settings import PolicyTerms, ProfileName, ZonePolicy, policies_from, policy_from


class BadConfiguration(Exception):
    """Names the file, the key and what is allowed."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _in_order(stretch: str) -> str:
    try:
        start, end = time.fromisoformat(stretch[:5]), time.fromisoformat(stretch[6:])
    except ValueError as error:
        raise ValueError("must be two times of day, such as 08:30-12:00") from error
    if start >= end:
        raise ValueError("must end after it begins, on the same day")
    return stretch


Stretch = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"), AfterValidator(_in_order)
]


class ServerSection(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8700
    database: str = "sqlite:///hall.db"
    key_file: Path = Path("hall.key")
    log_format: Annotated[str, StringConstraints(pattern="^(text|json)$")] = "text"


Star = Annotated[int, Field(ge=1, le=5)]
REASONS_AT_ONCE = 8
"""More of them, or longer words, do not fit on the smallest evaluator's page."""


class RatingReason(Section):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,40}$")]
    zh: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=26)]
    levels: Annotated[tuple[Star, ...], Field(min_length=1)] = BAD_LEVELS


class RulesSection(PolicyTerms, Section):
    """Numbers of the hall, and the terms of its own policy."""

    time_zone: str = "Asia/Shanghai"
    hours: tuple[Stretch, ...] = ("08:30-12:00", "14:00-17:30")
    zone_hours: dict[str, tuple[Stretch, ...]] = {}
    unit_hours: dict[str, tuple[Stretch, ...]] = {}
    always_open: bool = False
    slot_minutes: Annotated[int, Field(ge=5, le=480)] = 30
    slot_quota: dict[str, Annotated[int, Field(ge=0)]] = {}
    one_waiting_per_queue: bool = True
    daily_limit_per_person: Annotated[int, Field(ge=1)] = 5
    warn_waiting: Annotated[int, Field(ge=1)] = 40
    stop_waiting: Annotated[int, Field(ge=1)] = 150
    reserve_seconds: Annotated[int, Field(ge=5, le=600)] = 30
    lease_from: Annotated[int, Field(ge=1, le=9999)] = 901
    lease_to: Annotated[int, Field(ge=1, le=9999)] = 999
    lease_size: Annotated[int, Field(ge=0, le=50)] = 6
    calls_before_no_show: Annotated[int, Field(ge=1, le=10)] = 3
    seconds_between_calls: Annotated[int, Field(ge=0, le=300)] = 20
    seconds_before_recall: Annotated[int, Field(ge=0, le=300)] = 10
    revive_after_tickets: Annotated[int, Field(ge=0, le=50)] = 3
    revivals_allowed: Annotated[int, Field(ge=0, le=5)] = 1
    appointment_grace_minutes: Annotated[int, Field(ge=0, le=240)] = 15
    elderly_from_years: Annotated[int, Field(ge=40, le=120)] = 60
    complaint_phone: str = "0745-12345"
    public_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+[^/\s]$")] = (
        "http://127.0.0.1:8700"
    )
    policy: Annotated[ProfileName, Field(validate_default=True)] = "balanced"
    zone_policies: dict[str, ZonePolicy] = {}
    shadow_policies: dict[str, ZonePolicy] = {}
    rating_reasons: tuple[RatingReason, ...] = ()

    @field_validator("rating_reasons")
    @classmethod
    def for_each_bad_level(cls, reasons: tuple[RatingReason, ...]) -> tuple[RatingReason, ...]:
        if len({r.code for r in reasons}) < len(reasons):
            raise ValueError("two reasons have the same code")
        for level in BAD_LEVELS if reasons else ():
            if not 1 <= sum(level in r.levels for r in reasons) <= REASONS_AT_ONCE:
                raise ValueError(f"level {level} needs 1 to {REASONS_AT_ONCE} reasons")
        return reasons

    @field_validator("lease_to")
    @classmethod
    def after_its_beginning(cls, value: int, found: ValidationInfo) -> int:
        if value < found.data.get("lease_from", value):
            raise ValueError("must not be below lease_from")
        return value

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("must be a time zone such as Asia/Shanghai") from error
        return value


class EstimatesSection(Section):
    """How the waits are told."""

    engine: Annotated[str, StringConstraints(pattern="^(forward|formula)$")] = "forward"
    paths: Annotated[int, Field(ge=10, le=500)] = 50
    share: Annotated[float, Field(ge=0.01, le=1.0)] = 0.2


class Configuration(Section):
    """The whole file."""

    hall: str = "huaihua"
    server: ServerSection = ServerSection()
    rules: RulesSection = RulesSection()
    attendance: AttendanceSection = AttendanceSection()
    estimates: EstimatesSection = EstimatesSection()


def read_configuration(path: Path) -> Configuration:
    """Read hall.toml; relative paths in it count from its folder.

    Raises BadConfiguration.
    """
    try:
        found = Configuration.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise BadConfiguration(f"{path}: cannot be read ({error.strerror}); run `hall init` first") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{path}: is not TOML: {error}") from error
    except ValidationError as error:
        raise BadConfiguration("\n".join(_told(path, e) for e in error.errors())) from error
    server = found.server.model_copy(
        update={
            "database": _placed(found.server.database, path.parent),
            "key_file": path.parent / found.server.key_file,
        }
    )
    return found.model_copy(update={"server": server})


def rules_of(section: RulesSection, attendance: AttendanceSection | None = None) -> Rules:
    """The settings as the domain takes them."""
    return Rules(
        time_zone=section.time_zone,
        hours=_hours(section.hours),
        zone_hours=MappingProxyType({z: _hours(h) for z, h in section.zone_hours.items()}),
        unit_hours=MappingProxyType({u: _hours(h) for u, h in section.unit_hours.items()}),
        always_open=section.always_open,
        slot_minutes=section.slot_minutes,
        slot_quota=MappingProxyType(dict(section.slot_quota)),
        one_waiting_per_queue=section.one_waiting_per_queue,
        daily_limit_per_person=section.daily_limit_per_person,
        warn_waiting=section.warn_waiting,
        stop_waiting=section.stop_waiting,
        reserve_for=timedelta(seconds=section.reserve_seconds),
        lending=Band(section.lease_from, section.lease_to, section.lease_size),
        calls_before_no_show=section.calls_before_no_show,
        between_calls=timedelta(seconds=section.seconds_between_calls),
        recall_after=timedelta(seconds=section.seconds_before_recall),
        revive_after_tickets=section.revive_after_tickets,
        revivals_allowed=section.revivals_allowed,
        appointment_grace=timedelta(minutes=section.appointment_grace_minutes),
        elderly_from_years=section.elderly_from_years,
        complaint_phone=section.complaint_phone,
        public_url=section.public_url,
        rating_reasons=tuple(Reason(r.code, r.zh, r.en, levels=r.levels) for r in section.rating_reasons)
        or RATING_REASONS,
        attendance=attendance_rules(attendance or AttendanceSection()),
        policy=policy_from(section.policy, section),
        zone_policies=policies_from(section.zone_policies),
        shadow_policies=policies_from(section.shadow_policies),
    )


def check_names(section: RulesSection, plan: HallPlan) -> None:
    """That the settings name only zones, units and queues of the hall. Raises BadConfiguration."""
    for setting, known in (
        ("zone_policies", plan.zones),
        ("shadow_policies", plan.zones),
        ("zone_hours", plan.zones),
        ("unit_hours", plan.units),
        ("slot_quota", plan.queues),
    ):
        for name in getattr(section, setting):
            if name not in known:
                raise BadConfiguration(
                    f"rules.{setting}.{name}: the hall has no {name}; there are {', '.join(known)}"
                )


def _hours(stretches: tuple[str, ...]) -> Hours:
    return tuple((time.fromisoformat(s[:5]), time.fromisoformat(s[6:])) for s in stretches)


def _placed(url: str, folder: Path) -> str:
    """A relative SQLite file stands beside the settings."""
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith("sqlite:////"):
        return f"{prefix}{(folder / url.removeprefix(prefix)).absolute()}"
    return url


def _told(path: Path, error: object) -> str:
    assert isinstance(error, dict)
    key = ".".join(str(p) for p in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{path}: {key} is not a setting; allowed are {', '.join(_allowed(error['loc'][:-1]))}"
    return f"{path}: {key} = {error.get('input')!r}: {error['msg']}"


def _allowed(place: Iterable[str | int]) -> Iterable[str]:
    """The settings that there are at a place in the file."""
    model: type[BaseModel] = Configuration
    for part in place:
        field = model.model_fields.get(str(part))
        model = (field and _model_in(field.annotation)) or model
    return model.model_fields


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)


TEMPLATE = """\
# Settings of this hall server. Lines that begin with # show the defaults.
hall = "{hall}"

[server]
host = "{host}"          # 0.0.0.0 lets kiosks, terminals and boards on the LAN in
port = {port}
database = "{database}"  # or postgresql://user:password@host/name
# key_file = "hall.key"  # encrypts personal data; keep a copy in a safe, away from the database
# log_format = "text"    # or json

[rules]
public_url = "{public_url}"  # what citizens' phones can reach; printed in the ticket's QR code
# complaint_phone = "0745-12345"
# time_zone = "Asia/Shanghai"
# hours = ["08:30-12:00", "14:00-17:30"]
# zone_hours = {{ Z1 = ["09:00-17:00"] }}
# unit_hours = {{ U39 = ["08:00-18:00"] }}
always_open = {always_open}   # numbers at any hour, for training; false in service
# slot_minutes = 30
# slot_quota = {{ BA = 40 }}      # numbers for a queue in each slot
# one_waiting_per_queue = true
# daily_limit_per_person = 5
# warn_waiting = 40
# stop_waiting = 150
# reserve_seconds = 30          # a number whose print is not confirmed lapses
# lease_size = 6                # numbers of each queue that a kiosk keeps for a lost link; 0: none
# lease_from = 901              # the counters that they come from
# lease_to = 999
# calls_before_no_show = 3
# seconds_between_calls = 20
# seconds_before_recall = 10
# revive_after_tickets = 3
# revivals_allowed = 1
# appointment_grace_minutes = 15
# elderly_from_years = 60
# policy = "balanced"           # who is next: balanced, light, strong, no_classes, oldest,
#                               # strict, strict_in_turn, weighted; its terms, in place of the profile's:
# class_minutes = {{ elderly = 26, appointment = 35 }}   # head starts
# quick_minutes = 12            # for quick items, and taken off for long ones
# quick_share = 0.85            # quick: up to this share of the zone's mean service time …
# long_share = 1.15             # … long: from this share on
# primary_minutes = 12          # for the window's own lines
# pressure_minutes = 15         # the most that a long line adds
# pressure_slope = 0.4          # minutes for each minute of work that a window of the line has before it
# zone_policies = {{ Z2 = "strong", Z5 = {{ profile = "light", primary_minutes = 6 }} }}
#                               # zones with another policy: a profile, or a profile with terms of its own;
#                               # the hall's terms above do not reach them. For weighted:
#                               # {{ profile = "weighted", weights = {{ elderly = 2 }} }}
# shadow_policies = {{ Z2 = "oldest" }}   # what another policy would have chosen is counted, nothing else
# rating_reasons = [{{ code = "attitude", zh = "服务态度不好", en = "Unfriendly staff", levels = [2, 1] }}]
#                               # why a service was bad, in place of the usual list; levels 2 and 1 need some
"""
TEMPLATE += """
[estimates]
# engine = "forward"            # the hall is played forward in a process of its own; or "formula"
# paths = 50                    # plays for each estimate
# share = 0.2                   # of one core, at the most
"""
TEMPLATE += ATTENDANCE_TEMPLATE
