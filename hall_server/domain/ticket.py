"""A ticket's life, as one table. Everything that moves a ticket from state to state goes through it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from hall_server.domain.names import (
    DeviceId,
    ItemId,
    PersonHash,
    QueueId,
    StaffNumber,
    TicketId,
    UnitId,
    WindowId,
    ZoneId,
)
from hall_server.domain.refusals import WrongMoment


class State(Enum):
    RESERVED = "reserved"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    FINISHED = "finished"
    RATED = "rated"
    CANCELLED = "cancelled"
    VOID = "void"


class Action(Enum):
    CONFIRM_PRINT = "confirm_print"
    CANCEL = "cancel"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no_show"
    REVIVE = "revive"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    RE_POOL = "re_pool"
    RATE = "rate"
    VOID = "void"


LIFE: dict[State, dict[Action, State]] = {
    State.RESERVED: {
        Action.CONFIRM_PRINT: State.WAITING,
        Action.CANCEL: State.CANCELLED,
        Action.VOID: State.VOID,
    },
    State.WAITING: {
        Action.CALL: State.CALLED,
        Action.CANCEL: State.CANCELLED,
        Action.TRANSFER: State.WAITING,
        Action.RE_POOL: State.WAITING,
        Action.VOID: State.VOID,
    },
    State.CALLED: {
        Action.RECALL: State.CALLED,
        Action.START: State.SERVING,
        Action.NO_SHOW: State.MISSED,
        Action.CANCEL: State.CANCELLED,
        Action.TRANSFER: State.WAITING,
        Action.RE_POOL: State.WAITING,
        Action.VOID: State.VOID,
    },
    State.SERVING: {
        Action.FINISH: State.FINISHED,
        Action.HOLD: State.HELD,
        Action.TRANSFER: State.WAITING,
        Action.RE_POOL: State.WAITING,
    },
    State.HELD: {
        Action.RESUME: State.SERVING,
        Action.CANCEL: State.CANCELLED,
        Action.TRANSFER: State.WAITING,
        Action.RE_POOL: State.HELD,
        Action.VOID: State.VOID,
    },
    State.MISSED: {Action.REVIVE: State.WAITING, Action.CANCEL: State.CANCELLED, Action.VOID: State.VOID},
    State.FINISHED: {Action.RATE: State.RATED},
    State.RATED: {},
    State.CANCELLED: {},
    State.VOID: {},
}

LIVE = frozenset({State.RESERVED, State.WAITING, State.CALLED, State.SERVING, State.HELD, State.MISSED})
AT_A_WINDOW = frozenset({State.CALLED, State.SERVING})


class Priority(Enum):
    ORDINARY = "ordinary"
    APPOINTMENT = "appointment"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    SERVICEMAN = "serviceman"
    EXPECTANT = "expectant"
    URGENT = "urgent"


class HoldKind(Enum):
    WITHOUT_PAPERS = "without_papers"
    PAPERS_STAY = "papers_stay"
    WAIT = "wait"


class Source(Enum):
    """Through what a citizen judged a service."""

    PHONE = "phone"
    TOUCH = "touch"
    KEYED = "keyed"
    KIOSK = "kiosk"
    TERMINAL = "terminal"
    DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One citizen's place. Times are aware; `reference_at` is the moment that seniority is counted from."""

    id: TicketId
    day: date
    number: str
    queue: QueueId
    zone: ZoneId
    item: ItemId | None
    unit: UnitId | None
    audience: str
    language: str
    priority: Priority
    token: str
    """Unguessable; opens the citizen's phone page."""
    taken_at: datetime
    reference_at: datetime
    since: datetime
    """When the present state was entered."""
    state: State = State.RESERVED
    person: PersonHash | None = None
    kiosk: DeviceId | None = None
    appointment: str | None = None
    window: WindowId | None = None
    """Where it is called or served, or the only window that may call or resume it."""
    staff: StaffNumber | None = None
    """Who serves or served it."""
    calls: int = 0
    """Calls since it last began to wait."""
    called_at: datetime | None = None
    last_called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    served_seconds: float = 0.0
    """At windows, holds left out; grows at each end of a stretch of service."""
    hold: HoldKind | None = None
    revivals: int = 0
    misses: int = 0
    estimate_low: int | None = None
    estimate_high: int | None = None
    """What its slip said of the wait, in minutes, rounded for people."""
    estimate_mid: float | None = None
    """Before the rounding; with `estimate_scale` what the calibration of later estimates learns from."""
    estimate_scale: float | None = None
    estimate_basis: str | None = None
    estimate_windows: int | None = None
    """Windows that were open for it."""
    items_done: tuple[ItemId, ...] = field(default=())
    stars: int | None = None
    rating_reasons: tuple[str, ...] = field(default=())
    """Codes of what the citizen was dissatisfied with."""
    rated_through: Source | None = None
    reason: str | None = None
    """Code of the reason of the last change that needed one."""

    def after(self, action: Action, now: datetime) -> "Ticket":
        """The ticket in the next state of its life. Raises WrongMoment where the table has no entry."""
        return replace(self, state=next_state(self.state, action, self.number), since=now)


def next_state(state: State, action: Action, number: str) -> State:
    try:
        return LIFE[state][action]
    except KeyError:
        raise WrongMoment(number=number, action=action.value, state=state.value) from None


def ticket_id(day: date, number: str) -> TicketId:
    return TicketId(f"{day:%Y%m%d}-{number}")


def number_of(queue: QueueId, counter: int) -> str:
    """Prefix and counter of the business day: three digits, four past 999."""
    return f"{queue}{counter:03d}"


def picture() -> str:
    """The table as a Mermaid diagram; the README holds a copy and a test compares them."""
    arrows = [f"    {a.value} --> {b.value}: {x.value}" for a, row in LIFE.items() for x, b in row.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> reserved: reserve", *arrows])
