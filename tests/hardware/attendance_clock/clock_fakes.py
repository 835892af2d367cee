"""What the clock's own tests stand on: a hall that may be out of reach, a disk that may be full, staff."""

from datetime import UTC, datetime, timedelta

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.outbox import NotKept
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done, Problem
from hall_server.wire.attendance import (
    CheckPin,
    ClockPerson,
    ClockRoster,
    Enrol,
    FaceFigures,
    Punch,
    Punched,
    PunchMark,
    PunchSide,
    UndoPunch,
)
from hall_server.wire.clock_events import CLOCK_EVENTS_PATH, ClockEvent, ClockEventKind
from hall_server.wire.words import Language
from hardware.attendance_clock.diary import Diary
from hardware.attendance_clock.enrolling import EnrolDesk, Fit, NotAnAdministrator
from hardware.attendance_clock.glances import Found, Only, Recognised, Stranger, Task
from hardware.attendance_clock.punching import PunchDesk, Sent
from hardware.attendance_clock.screen import Screen
from hardware.attendance_clock.staff import CONVENIENT, Staff, card_hash
from hardware.attendance_clock.state import ClockState
from hardware.attendance_clock.timekeeping import Stamp
from hardware.attendance_clock.view_model import ClockViewModel
from hardware.face.interface import EngineInfo

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CARD_KEY = "5a" * 32


def a_problem(code: str, status: int = 409, detail: str = "") -> Problem:
    return Problem(type="urn:x", title="", status=status, detail=detail or f"the hall says {code}", code=code)


def a_roster(policy: str = CONVENIENT, *, without: str = "", version: int = 1) -> ClockRoster:
    """Chen (1001), Li (1002) with faces, Wang (1003) without; each has a card named after the number."""
    names = {"1001": "陈静", "1002": "李强", "1003": "王敏"}
    return ClockRoster(
        version=version,
        people=tuple(
            ClockPerson(staff=s, name=n, unit="U1", cards=(card_hash(CARD_KEY, f"card{s}"),))
            for s, n in names.items()
            if s != without
        ),
        card_key=CARD_KEY,
        policy=policy,
        liveness="off",
        thresholds={},
        at=NOON,
    )


def an_answer(ask: Punch, status: str = "attended", verdict: str = "kept", minutes: int = 0) -> Punched:
    at = ask.device_at + timedelta(milliseconds=ask.offset_ms or 0)
    mark = PunchMark(side=PunchSide.IN, due=at, verdict=verdict, minutes=minutes, at=at)
    return Punched(staff=ask.staff, counted_at=at, doubt=None, status=status, marks=(mark,), seq=7)


class FakeHall:
    """Takes punches in the order of their arrival, each id once, while it can be reached."""

    def __init__(self) -> None:
        self.reached = True
        self.deaf = False
        """It acts, but the answer is lost."""
        self.taken: list[Punch] = []
        self.undone: list[str] = []
        self.news: list[ClockEvent] = []
        self.news_problem: Problem | None = None
        self.refuses: dict[str, Problem] = {}
        self.pins = {"1001": "2468", "1003": "1357"}
        self.pin_problem = a_problem("wrong_pin", 401, "工号或密码不正确")

    def deliver(self, path: str, body: str, key: str) -> Punched:
        if not self.reached:
            raise LinkLost("away")
        answer = (
            self._undo(path) if path.endswith("/undo") else self._take(Punch.model_validate_json(body), key)
        )
        if path.endswith("/undo"):
            UndoPunch.model_validate_json(body)
        if self.deaf:
            raise LinkLost("no answer")
        return answer

    def post_stored(self, path: str, body: str, key: str) -> None:
        if not self.reached:
            raise LinkLost("away")
        if self.news_problem is not None:
            raise Refused(self.news_problem)
        event = ClockEvent.model_validate_json(body)
        assert (path, key) == (CLOCK_EVENTS_PATH, event.id)
        if event not in self.news:
            self.news.append(event)
        if self.deaf:
            raise LinkLost("no answer")

    def _take(self, ask: Punch, key: str) -> Punched:
        assert key == ask.id
        if ask.staff in self.refuses:
            raise Refused(self.refuses[ask.staff])
        if ask.id not in [each.id for each in self.taken]:
            self.taken.append(ask)
        return an_answer(ask)

    def _undo(self, path: str) -> Punched:
        punch = path.split("/")[2]
        (found,) = (each for each in self.taken if each.id == punch)
        if punch not in self.undone:
            self.undone.append(punch)
        return an_answer(found)

    def check_pin(self, ask: CheckPin) -> Done:
        if not self.reached:
            raise LinkLost("away")
        if self.pins.get(ask.staff) != ask.pin:
            raise Refused(self.pin_problem)
        return Done(seq=1)


class FakeBox:
    """In memory; `full` as a disk may be."""

    def __init__(self) -> None:
        self.full = False
        self.kept: list[Punch] = []
        self.undos: list[str] = []
        self.undone: list[UndoPunch] = []
        self.news: list[ClockEvent] = []
        self.unsent: list[Punch] = []

    def keep(self, punch: Punch) -> None:
        if self.full:
            raise NotKept("disk full")
        self.kept.append(punch)
        self.unsent.append(punch)

    def undo(self, punch: str, ask: UndoPunch) -> None:
        if self.full:
            raise NotKept("disk full")
        self.undos.append(punch)
        self.undone.append(ask)

    def note(self, event: ClockEvent) -> None:
        if self.full:
            raise NotKept("disk full")
        self.news.append(event)

    def waiting(self) -> int:
        return len(self.unsent)

    def send(self, hall: FakeHall) -> Sent:
        answers: dict[str, Punched] = {}
        refused: dict[str, Problem] = {}
        while self.unsent:
            try:
                answer = hall.deliver("/punches", self.unsent[0].model_dump_json(), self.unsent[0].id)
            except LinkLost:
                break
            except Refused as no:
                refused[self.unsent.pop(0).id] = no.problem
                continue
            answers[self.unsent.pop(0).id] = answer
        return Sent(answers, refused, len(self.unsent), bool(self.unsent))


class FakeTime:
    """Goes on with the timer; `offset` as last measured."""

    def __init__(self, timer: ManualTimer) -> None:
        self._timer = timer
        self.offset: timedelta | None = timedelta(seconds=2)
        self.jumped = False
        self.age: timedelta | None = None

    def stamp(self) -> Stamp:
        at = NOON + timedelta(seconds=self._timer.now)
        hall = at + (self.offset or timedelta())
        return Stamp(at, self.offset, self.jumped, hall, self.age or timedelta(), self.age is not None)


class FakeAdmin:
    def __init__(self) -> None:
        self.may_enrol = True
        self.reached = True
        self.signed_in = ""
        self.enrolled: list[tuple[Enrol, str]] = []

    def sign_in(self, staff: str, pin: str) -> None:
        if pin != "2468":
            raise Refused(a_problem("sign_in_failed", 401, "工号或密码不正确"))
        if not self.may_enrol:
            raise NotAnAdministrator
        self.signed_in = staff

    def enrol(self, ask: Enrol, key: str) -> None:
        if not self.reached:
            raise LinkLost("away")
        self.enrolled.append((ask, key))

    def sign_out(self) -> None:
        self.signed_in = ""


class FakeFaces:
    def __init__(self) -> None:
        self.fits = Fit()

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "painted", "1", 128, "none")

    def fit(self, staff: str, templates: tuple[object, ...]) -> Fit:
        return self.fits


class AClock:
    """A whole clock without a screen, a camera, a disk or a network."""

    def __init__(self, policy: str = CONVENIENT, *, roster: bool = True, connected: bool = True) -> None:
        self.timer, self.hall, self.box, self.admin, self.faces = (
            ManualTimer(),
            FakeHall(),
            FakeBox(),
            FakeAdmin(),
            FakeFaces(),
        )
        self.time = FakeTime(self.timer)
        self.shown: list[ClockState] = []
        self.tasks: list[Task] = []
        self.unauthorised = 0
        self.refetched = 0
        self._keys = 0
        self._roster: Staff | None = None
        screen = Screen(Language.ZH, self.timer, self._show, self.tasks.append)
        background = Inline()
        desk = PunchDesk(
            screen,
            self.box,
            lambda: self.box.send(self.hall),
            self.time,
            background,
            background,
            self.timer,
            self.new_key,
            self._count_unauthorised,
            lambda: 5.0,
            lambda greeting: self.diary.note(ClockEventKind.NOT_ME, greeting.staff, greeting.figures),
        )
        self.diary = Diary(self.box.note, desk.send, self.time, background, self.timer, self.new_key)
        enrol = EnrolDesk(
            screen,
            self.admin,
            self.faces,
            background,
            lambda: self.time.stamp().at,
            self.new_key,
            lambda number: self._roster.by_number(number) if self._roster else None,
            self._refetch,
        )
        self.taps = ClockViewModel(screen, desk, enrol, self.hall, background)
        self.taps.start()
        if roster:
            self.staff(policy)
        if connected:
            self.taps.link_live()
        else:
            self.hall.reached = False
            self.taps.link_lost(None)

    @property
    def state(self) -> ClockState:
        return self.taps.state

    @property
    def task(self) -> Task | None:
        return self.tasks[-1] if self.tasks else None

    def new_key(self) -> str:
        self._keys += 1
        return f"key-{self._keys:05}"

    def staff(self, policy: str = CONVENIENT, *, without: str = "") -> None:
        self._roster = Staff(a_roster(policy, without=without), {"1001", "1002"})
        self.taps.staff_arrived(self._roster)

    def sees(self, staff: str | None, track: int = 1, figures: FaceFigures | None = None) -> None:
        """The eyes come to a verdict in the task that they have."""
        assert self.task is not None
        verdict = Recognised(staff, figures) if staff else Stranger(figures)
        self.taps.seen(Found(track, verdict, self.task, 0.4))

    @property
    def news(self) -> list[tuple[str, str | None]]:
        """What the hall is told besides punches: kind, and whose number or card it was."""
        return [(each.kind.value, each.staff) for each in self.box.news]

    def _show(self, state: ClockState) -> None:
        self.shown.append(state)
        self.diary.saw(state)

    def types(self, digits: str) -> None:
        for digit in digits:
            self.taps.digit_tapped(digit)
        self.taps.enter_tapped()

    def looks_for(self, staff: str) -> bool:
        return self.task == Only(staff)

    def punched(self) -> list[tuple[str, str]]:
        return [(each.staff, each.means.value) for each in self.box.kept]

    def _count_unauthorised(self) -> None:
        self.unauthorised += 1
        self.diary.note(ClockEventKind.UNPAIRED)

    def _refetch(self) -> None:
        self.refetched += 1
