"""A small hall for the terminal's tests: it keeps a desk, answers like the real one, and can be cut off."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.outbox import Outbox
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import (
    BookedVisit,
    Called,
    Changed,
    Desk,
    Done,
    NextUp,
    Problem,
    Session,
    Standing,
    Waiting,
    WindowChanged,
)
from hall_server.wire.asks import AskStanding, CallByNumber, Finish, Hold, Pause, Start, Transfer, WalkIn
from hall_server.wire.directory import (
    ClassEntry,
    Directory,
    ItemEntry,
    QueueEntry,
    ReasonEntry,
    UnitEntry,
    WindowEntry,
    ZoneEntry,
)
from hall_server.wire.views import TicketView, WindowView
from hall_server.wire.words import (
    Audience,
    HoldKind,
    Language,
    PriorityClass,
    Role,
    TicketState,
    WindowState,
)
from window_terminal.allowed import Act
from window_terminal.state import TerminalState
from window_terminal.view_model import WindowTerminal

NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""09:00 in the hall."""
DAY = date(2026, 11, 24)
WINDOW = "W085"
IN_MEMORY = Path(":memory:")


def a_ticket(number: str = "BG023", *, minutes_ago: float = 12, **fields: object) -> TicketView:
    taken = NINE - timedelta(minutes=minutes_ago)
    row: dict[str, object] = {
        "id": f"20261124-{number}",
        "number": number,
        "day": DAY,
        "zone": "B",
        "queue": "BG",
        "item": "I101",
        "state": TicketState.WAITING,
        "since": taken,
        "taken_at": taken,
        "reference_at": taken,
    }
    return TicketView.model_validate(row | fields)


def a_window(state: WindowState = WindowState.CLOSED, **fields: object) -> WindowView:
    row: dict[str, object] = {
        "id": WINDOW,
        "number": 85,
        "zone": "B",
        "state": state,
        "since": NINE,
        "staff": "1085",
    }
    return WindowView.model_validate(row | fields)


def a_line(count: int = 3) -> tuple[TicketView, ...]:
    return tuple(a_ticket(f"BG{24 + n:03}", minutes_ago=14 - n / 2) for n in range(count))


def a_desk(window: WindowView | None = None, line: tuple[TicketView, ...] = (), **fields: object) -> Desk:
    coming = (
        NextUp(ticket=line[0], why_zh="等候最久：已等 12 分钟", why_en="Longest wait: 12 minutes")
        if line
        else None
    )
    row: dict[str, object] = {
        "window": window or a_window(),
        "serving": None,
        "next": coming,
        "waiting": tuple(
            Waiting(ticket=t, waited_minutes=int((NINE - t.taken_at).total_seconds() // 60)) for t in line
        ),
        "waiting_total": len(line),
        "held": (),
        "missed": (),
        "finished_today": 17,
        "issued_today": 64,
        "mean_service_seconds": 540,
        "at": NINE,
    }
    return Desk.model_validate(row | fields)


def a_directory(*, queues: int = 3) -> Directory:
    names = ("房屋买卖网签备案", "不动产转移登记", "房产交易契税申报")
    return Directory(
        version=1,
        hall="demo",
        name_zh="怀化市政务服务中心",
        name_en="Huaihua Government Service Centre",
        time_zone="Asia/Shanghai",
        complaint_phone="0745-12345",
        public_url="http://hall",
        zones=(ZoneEntry(id="B", letter="B", name_zh="房地产税费功能区", name_en="Real estate", floor=2),),
        units=(UnitEntry(id="U1", name_zh="市房产管理局", name_en="Housing"),),
        queues=tuple(
            QueueEntry(
                id=f"B{chr(ord('G') + n)}",
                zone="B",
                name_zh=names[n % 3],
                name_en=("Sales contracts", "Transfer of property", "Deed tax")[n % 3],
                mean_service_minutes=12,
            )
            for n in range(queues)
        ),
        items=tuple(an_item(n) for n in range(4)),
        windows=tuple(
            WindowEntry(
                id=f"W{n:03}",
                number=n,
                zone="B",
                name_zh=f"{n}号窗口 房屋买卖网签备案",
                name_en=f"Window {n}: Sales contracts",
                unit="U1",
                primary=("BG",),
                backups=("BH",),
            )
            for n in range(80, 88)
        ),
        classes=(
            ClassEntry(
                code="elderly",
                text_zh="老年人",
                text_en="Elderly",
                mark_zh="老",
                mark_en="E",
                self_service=True,
            ),
        ),
        pause_reasons=_reasons(
            ("away", "临时离岗", 10), ("lunch", "午休", 60), ("training", "会议/培训", 60),
            ("handover", "交接班", 10), ("system_fault", "系统故障", 30), ("device_fault", "设备故障", 30),
            ("day_done", "本日业务已办结", 60),
        ),
        task_reasons=_reasons(("assigned", "领导交办", 30), ("paperwork", "材料整理/后台审批", 30)),
        call_reasons=_reasons(("returning", "补件返回", None), ("special_care", "特殊困难群众", None)),
        transfer_reasons=_reasons(("wrong_item", "取错事项", None), ("next_step", "后续环节", None)),
        walk_in_reasons=_reasons(("enquiry", "简单咨询", None), ("supplement", "补交材料", None)),
        missed_rule_zh="",
        missed_rule_en="",
        calls_before_no_show=3,
        seconds_between_calls=20,
        seconds_before_recall=10,
    )  # fmt: skip


def an_item(n: int) -> ItemEntry:
    return ItemEntry(
        id=f"I10{n + 1}",
        unit="U1",
        queue="BG" if n < 3 else "BH",
        zone="B",
        name_zh=("新建商品房网签备案", "存量房网签备案", "网签备案注销", "不动产转移登记")[n],
        name_en=("New homes", "Existing homes", "Cancellation", "Transfer")[n],
        theme_zh="",
        theme_en="",
        audience=Audience.BOTH,
        id_card_required=True,
        mean_service_minutes=12,
        search=("xjspf", "clf", "zx", "zydj")[n : n + 1],
    )


def _reasons(*rows: tuple[str, str, int | None]) -> tuple[ReasonEntry, ...]:
    return tuple(ReasonEntry(code=c, text_zh=t, text_en=c.replace("_", " "), minutes=m) for c, t, m in rows)


def a_problem(code: str, detail: str = "查无此号") -> Problem:
    return Problem(type="about:blank", title="", status=404, detail=detail, code=code)


class Clock:
    """A clock that moves when told; the timer moves with it."""

    def __init__(self) -> None:
        self.at = NINE
        self.timer = ManualTimer()

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        whole, rest = divmod(seconds, 1.0)
        for step in (*[1.0] * int(whole), rest):
            self.at += timedelta(seconds=step)
            self.timer.advance(step)


class FakeHall:
    """Moves one window through its life. `asked` is every command with its key, repeats included."""

    def __init__(self, clock: Callable[[], datetime], desk: Desk) -> None:
        self.clock, self._desk = clock, desk
        self.plan = a_directory()
        self.asked: list[tuple[str, object, str]] = []
        self.desks_asked = 0
        self.token: str | None = None
        self.signed_in: list[tuple[str, str, str | None]] = []
        self.signed_out = 0
        self.stored: list[tuple[str, str, str]] = []
        self.judged: set[str] = set()
        self.heard: list[str] = []
        """What reached it, questions for the desk included, in order."""
        self.shown: dict[str, TicketView] = {}
        """Tickets by number and by the token of their phone page."""
        self.visits: dict[str, BookedVisit] = {}
        self.cut_off = False
        self.refusal: Problem | None = None

    def use_token(self, token: str | None) -> None:
        self.token = token

    def directory(self) -> Directory:
        self._reach()
        return self.plan

    def desk(self, window: str) -> Desk:
        self.desks_asked += 1
        self._reach()
        self.heard.append("desk")
        return self.now_desk()

    def now_desk(self) -> Desk:
        return self._desk.model_copy(update={"at": self.clock()})

    def standing(self, ask: AskStanding) -> Standing:
        self._reach()
        ticket = self.shown.get(ask.token or (ask.number or "").upper())
        if ticket is None:
            raise Refused(a_problem("unknown_ticket"))
        return Standing(ticket=ticket, estimate=None, window=None, windows=(), acts=())

    def appointment(self, code: str) -> BookedVisit:
        self._reach()
        if code not in self.visits:
            raise Refused(a_problem("unknown_appointment"))
        return self.visits[code]

    def put(self, desk: Desk) -> None:
        self._desk = desk

    def sign_in(self, staff: str, pin: str, window: str | None) -> Session:
        self._reach()
        self.signed_in.append((staff, pin, window))
        return Session(
            token="t-1", staff=staff, name="王芳", roles=(Role.CLERK,), window=window,
            expires_at=NINE + timedelta(hours=9),
        )  # fmt: skip

    def sign_out(self) -> Done:
        self._reach()
        self.signed_out += 1
        return Done(seq=9)

    def post_stored(self, path: str, body: str, key: str) -> None:
        """What was kept, in the order in which it comes; each key is judged once."""
        self._reach()
        self.stored.append((path.rpartition("/")[2], body, key))
        if self.refusal:
            raise Refused(self.refusal)
        if key in self.judged:
            return
        _, _, ticket, verb = path.split("/")
        match verb:
            case "start":
                start = Start.model_validate_json(body)
                self.start(ticket, start.window, key, start.acted_at)
            case "finish":
                self.finish(ticket, Finish.model_validate_json(body), key)
            case "hold":
                self.hold(ticket, Hold.model_validate_json(body), key)

    def start(self, ticket: str, window: str, key: str, acted_at: datetime | None) -> Changed:
        self._take("start", ticket, key)
        started_at = acted_at or self.clock()
        now = self._here().model_copy(update={"state": TicketState.SERVING, "started_at": started_at})
        return self._ticket(now, WindowState.SERVING)

    def recall(self, ticket: str, window: str, key: str) -> Changed:
        self._take("recall", ticket, key)
        here = self._here()
        again = here.model_copy(update={"calls": here.calls + 1, "last_called_at": self.clock()})
        return self._ticket(again, WindowState.CALLING)

    def finish(self, ticket: str, ask: Finish, key: str) -> Changed:
        self._take("finish", ask, key)
        return self._gone(TicketState.FINISHED)

    def no_show(self, ticket: str, window: str, key: str) -> Changed:
        self._take("no_show", ticket, key)
        return self._gone(TicketState.MISSED, "missed")

    def hold(self, ticket: str, ask: Hold, key: str) -> Changed:
        self._take("hold", ask, key)
        return self._gone(TicketState.HELD, "held", hold=ask.kind)

    def resume_ticket(self, ticket: str, window: str, key: str) -> Changed:
        self._take("resume_ticket", ticket, key)
        held = next(t for t in self._desk.held if t.id == ticket)
        self._desk = self._desk.model_copy(
            update={"held": tuple(t for t in self._desk.held if t is not held)}
        )
        back = held.model_copy(
            update={"state": TicketState.SERVING, "started_at": self.clock(), "hold": None}
        )
        return self._ticket(back, WindowState.SERVING)

    def transfer(self, ticket: str, ask: Transfer, key: str) -> Changed:
        self._take("transfer", ask, key)
        return self._gone(TicketState.WAITING)

    def revive(self, ticket: str, key: str) -> Changed:
        self._take("revive", ticket, key)
        missed = next(t for t in self._desk.missed if t.id == ticket)
        self._desk = self._desk.model_copy(
            update={"missed": tuple(t for t in self._desk.missed if t is not missed)}
        )
        return Changed(ticket=missed.model_copy(update={"state": TicketState.WAITING}))

    def open_window(self, window: str, key: str) -> WindowChanged:
        return self._window("open_window", WindowState.IDLE, key)

    def pause_window(self, window: str, ask: Pause, key: str) -> WindowChanged:
        return self._window("pause_window", WindowState.PAUSED, key, ask)

    def internal_task(self, window: str, ask: Pause, key: str) -> WindowChanged:
        return self._window("internal_task", WindowState.INTERNAL_TASK, key, ask)

    def resume_window(self, window: str, key: str) -> WindowChanged:
        return self._window("resume_window", WindowState.IDLE, key)

    def close_window(self, window: str, key: str) -> WindowChanged:
        return self._window("close_window", WindowState.CLOSED, key)

    def call_next(self, window: str, key: str) -> Called:
        self._take("call_next", window, key)
        return self._call(self._desk.waiting[0].ticket)

    def call_by_number(self, window: str, ask: CallByNumber, key: str) -> Called:
        self._take("call_by_number", ask, key)
        return self._call(a_ticket(ask.number))

    def start_walk_in(self, window: str, ask: WalkIn, key: str) -> WindowChanged:
        return self._window("start_walk_in", WindowState.WALK_IN, key, ask)

    def finish_walk_in(self, window: str, key: str) -> WindowChanged:
        return self._window("finish_walk_in", WindowState.IDLE, key)

    # Inside

    def _take(self, what: str, about: object, key: str) -> None:
        self.asked.append((what, about, key))
        self._reach()
        if self.refusal:
            raise Refused(self.refusal)
        self.judged.add(key)
        self.heard.append(what)

    def _reach(self) -> None:
        if self.cut_off:
            raise LinkLost("http://hall: ConnectError")

    def _here(self) -> TicketView:
        assert self._desk.serving is not None
        return self._desk.serving

    def _ticket(self, ticket: TicketView, state: WindowState) -> Changed:
        window = a_window(state, since=self.clock(), ticket=ticket.id)
        self._desk = self._desk.model_copy(update={"window": window, "serving": ticket})
        return Changed(ticket=ticket, window=window)

    def _gone(self, state: TicketState, kept_in: str = "", hold: HoldKind | None = None) -> Changed:
        ticket = self._here().model_copy(update={"state": state, "since": self.clock(), "hold": hold})
        window = a_window(WindowState.IDLE, since=self.clock())
        update: dict[str, object] = {"window": window, "serving": None}
        if kept_in:
            update[kept_in] = (*getattr(self._desk, kept_in), ticket)
        self._desk = self._desk.model_copy(update=update)
        return Changed(ticket=ticket, window=window)

    def _call(self, ticket: TicketView) -> Called:
        now = self.clock()
        called = ticket.model_copy(
            update={
                "state": TicketState.CALLED,
                "window": WINDOW,
                "calls": 1,
                "called_at": now,
                "last_called_at": now,
            }
        )
        window = a_window(WindowState.CALLING, since=now, ticket=called.id)
        line = tuple(w.ticket for w in self._desk.waiting if w.ticket.id != ticket.id)
        rest = a_desk(window, line, serving=called, held=self._desk.held, missed=self._desk.missed)
        self._desk = rest
        return Called(
            ticket=called, window=window, why_zh="等候最久：已等 12 分钟", why_en="Longest wait: 12 minutes"
        )

    def _window(
        self, what: str, state: WindowState, key: str, ask: Pause | WalkIn | None = None
    ) -> WindowChanged:
        self._take(what, ask, key)
        left = (self._desk.serving,) if self._desk.serving else ()
        until = ask.until if isinstance(ask, Pause) else None
        window = a_window(state, since=self.clock(), reason=ask.reason if ask else None, until=until)
        self._desk = self._desk.model_copy(update={"window": window, "serving": None})
        return WindowChanged(window=window, re_pooled=left)


class Follower:
    """Remembers which zones were followed; None is the end of following."""

    def __init__(self) -> None:
        self.zones: list[str | None] = []

    def follow(self, zone: str) -> None:
        self.zones.append(zone)

    def stop(self) -> None:
        self.zones.append(None)


class Later:
    """A worker thread whose jobs run when told."""

    def __init__(self) -> None:
        self._jobs: list[Callable[[], None]] = []

    def run(
        self, job: Callable[[], object], done: Callable[..., None], failed: Callable[[Exception], None]
    ) -> None:
        self._jobs.append(lambda: Inline().run(job, done, failed))

    @property
    def waiting(self) -> int:
        return len(self._jobs)

    def work(self) -> None:
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job()


class Terminal:
    """A terminal on a fake hall, with everything that it showed."""

    def __init__(
        self,
        desk: Desk | None = None,
        *,
        background: Inline | Later | None = None,
        reading: Inline | Later | None = None,
        window: str | None = WINDOW,
        language: Language = Language.ZH,
        kept: Outbox | None = None,
    ) -> None:
        self.clock = Clock()
        self.kept = kept or Outbox(IN_MEMORY)
        self.hall = FakeHall(self.clock, desk or a_desk(line=a_line()))
        self.follower = Follower()
        self.shown: list[TerminalState] = []
        self.listeners: list[Callable[[TerminalState], None]] = [self.shown.append]
        self.model = WindowTerminal(
            self.hall,
            background or Inline(),
            reading or Inline(),
            self.clock.timer,
            self.follower,
            self.kept,
            self._show,
            window=window,
            language=language,
            clock=self.clock,
            new_key=self._new_key,
            acted=self._acted,
        )
        self._keys = 0
        self.acted: list[tuple[Act, str]] = []
        self.watchers: list[Callable[[Act, TicketView | None], None]] = []

    def _acted(self, act: Act, ticket: TicketView | None) -> None:
        self.acted.append((act, ticket.number if ticket else ""))
        for watcher in self.watchers:
            watcher(act, ticket)

    def _show(self, state: TerminalState) -> None:
        for listener in self.listeners:
            listener(state)

    def _new_key(self) -> str:
        self._keys += 1
        return f"key-{self._keys}"

    @property
    def state(self) -> TerminalState:
        return self.model.state

    def signed_in(self) -> "Terminal":
        self.model.start()
        self.model.session.sign_in("1085", "246810")
        self.clock.advance(1)
        return self


def a_terminal(state: WindowState = WindowState.IDLE, **fields: object) -> Terminal:
    """Signed in, with the window in that state and somebody to call, serve or both."""
    ticket = None
    if state in (WindowState.CALLING, WindowState.SERVING):
        serving = state is WindowState.SERVING
        ticket = a_ticket(
            state=TicketState.SERVING if serving else TicketState.CALLED,
            window=WINDOW,
            calls=1,
            priority=PriorityClass.ELDERLY,
            called_at=NINE,
            last_called_at=NINE,
            started_at=NINE if serving else None,
        )
    window = a_window(state, ticket=ticket.id if ticket else None)
    return Terminal(a_desk(window, a_line(), serving=ticket, **fields)).signed_in()
