"""Every number that a hall may set. Defaults suit the reference hall; none of them is a law of nature."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from types import MappingProxyType

from hall_server.domain.attendance.rules import AttendanceRules
from hall_server.domain.call_policy import CallPolicy
from hall_server.domain.leasing import Band
from hall_server.domain.ticket import Priority

Hours = tuple[tuple[time, time], ...]
"""Opening stretches of one day, in the hall's time zone."""


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    text_zh: str
    text_en: str
    minutes: int | None = None
    levels: tuple[int, ...] = ()
    """Of a rating: the stars at which it is offered."""


PAUSE_REASONS = (
    Reason("away", "临时离岗", "Away for a moment", 10),
    Reason("lunch", "午休", "Lunch break", 60),
    Reason("training", "会议/培训", "Meeting or training", 60),
    Reason("handover", "交接班", "Shift handover", 10),
    Reason("system_fault", "系统故障", "System fault", 30),
    Reason("device_fault", "设备故障", "Equipment fault", 30),
    Reason("day_done", "本日业务已办结", "Today's services are complete", 60),
    Reason("emergency", "应急", "Emergency", 30),
)
TASK_REASONS = (
    Reason("assigned", "领导交办", "Assigned task", 30),
    Reason("site_visit", "现场踏勘", "Site visit", 120),
    Reason("paperwork", "材料整理/后台审批", "Paperwork or back-office approval", 30),
    Reason("training", "会议/培训", "Meeting or training", 60),
    Reason("handover", "交接班", "Shift handover", 10),
)
CALL_REASONS = (
    Reason("returning", "补件返回", "Came back with missing papers"),
    Reason("special_care", "特殊困难群众", "Citizen in special difficulty"),
    Reason("late_appointment", "预约迟到", "Late for an appointment"),
    Reason("manager_grant", "领导批准急件", "Urgent case granted by a manager"),
    Reason("wrong_order", "纠正叫号顺序", "Correcting the order of calls"),
)
TRANSFER_REASONS = (
    Reason("wrong_item", "取错事项", "Wrong item was chosen"),
    Reason("next_step", "后续环节", "Next step of the same matter"),
    Reason("other_skill", "需其他窗口办理", "Needs another window"),
    Reason("collection", "转出件领取", "Collect the document"),
)
WALK_IN_REASONS = (
    Reason("enquiry", "简单咨询", "Short enquiry"),
    Reason("supplement", "补交材料", "Handing in a missing paper"),
    Reason("collection", "领取证件", "Collecting a document"),
    Reason("green_channel", "绿色通道", "Green channel"),
    Reason("assigned", "领导交办", "Assigned task"),
)
BAD_LEVELS = (2, 1)
"""差评: dissatisfied and very dissatisfied, in stars."""
RATING_REASONS = (
    Reason("attitude", "服务态度不好", "Unfriendly staff", levels=BAD_LEVELS),
    Reason("efficiency", "办事效率低", "Slow service", levels=BAD_LEVELS),
    Reason("not_told", "未一次性告知", "Not told everything at once", levels=BAD_LEVELS),
    Reason("process", "流程环节多", "Too many steps or trips", levels=BAD_LEVELS),
    Reason("extra_papers", "要求多余材料", "Needless papers asked for", levels=BAD_LEVELS),
    Reason("place", "环境设施不便", "Place or facilities", levels=(2,)),
    Reason("turned_away", "推诿或无故不办", "Turned away without cause", levels=(1,)),
    Reason("other", "其他原因", "Something else", levels=BAD_LEVELS),
)
"""Short words for buttons. To be compared with annex A of GB/T 39734-2020, and with the province's own list,
before anybody claims conformity."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of one hall."""

    time_zone: str = "Asia/Shanghai"
    hours: Hours = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
    zone_hours: Mapping[str, Hours] = field(default_factory=lambda: MappingProxyType({}))
    unit_hours: Mapping[str, Hours] = field(default_factory=lambda: MappingProxyType({}))
    always_open: bool = False
    """For training and demonstration: numbers are issued at any hour."""
    slot_minutes: int = 30
    slot_quota: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Numbers for each queue in each slot; queues that are not named have no quota."""
    one_waiting_per_queue: bool = True
    daily_limit_per_person: int = 5
    warn_waiting: int = 40
    stop_waiting: int = 150
    reserve_for: timedelta = timedelta(seconds=30)
    """A number whose print is not confirmed lapses after this."""
    lending: Band = field(default_factory=Band)
    """Numbers that kiosks hold for the time when they cannot ask."""
    calls_before_no_show: int = 3
    between_calls: timedelta = timedelta(seconds=20)
    recall_after: timedelta = timedelta(seconds=10)
    revive_after_tickets: int = 3
    revivals_allowed: int = 1
    appointment_grace: timedelta = timedelta(minutes=15)
    elderly_from_years: int = 60
    self_service_classes: tuple[Priority, ...] = (
        Priority.ORDINARY,
        Priority.ELDERLY,
        Priority.DISABLED,
        Priority.SERVICEMAN,
        Priority.EXPECTANT,
    )
    policy: CallPolicy = field(default_factory=CallPolicy)
    """How the next ticket is chosen, where the zone names no other."""
    zone_policies: Mapping[str, CallPolicy] = field(default_factory=lambda: MappingProxyType({}))
    shadow_policies: Mapping[str, CallPolicy] = field(default_factory=lambda: MappingProxyType({}))
    """By zone: a policy whose choices are computed beside the real ones and change nothing."""
    service_samples: int = 20
    """Recent services of a queue that its estimate rests on."""
    complaint_phone: str = "0745-12345"
    public_url: str = "http://127.0.0.1:8700"
    pin_failures_allowed: int = 5
    lock_out: timedelta = timedelta(minutes=10)
    session_length: timedelta = timedelta(hours=12)
    pairing_length: timedelta = timedelta(minutes=15)
    silent_after: timedelta = timedelta(seconds=35)
    """A device without a heartbeat for so long counts as silent."""
    pause_reasons: tuple[Reason, ...] = PAUSE_REASONS
    task_reasons: tuple[Reason, ...] = TASK_REASONS
    call_reasons: tuple[Reason, ...] = CALL_REASONS
    transfer_reasons: tuple[Reason, ...] = TRANSFER_REASONS
    walk_in_reasons: tuple[Reason, ...] = WALK_IN_REASONS
    rating_reasons: tuple[Reason, ...] = RATING_REASONS
    attendance: AttendanceRules = field(default_factory=AttendanceRules)


def policy_of(rules: Rules, zone: str) -> CallPolicy:
    """The policy of a zone."""
    return rules.zone_policies.get(zone, rules.policy)


def is_reason(code: str, reasons: tuple[Reason, ...]) -> bool:
    return any(r.code == code for r in reasons)
