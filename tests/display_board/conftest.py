"""A hall to draw: the reference hall's plan, and views of it from an empty morning to a crowded noon."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest

from hall_server.wire.directory import (
    ClassEntry,
    Directory,
    QueueEntry,
    ReasonEntry,
    WindowEntry,
    ZoneEntry,
)
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import CallView, NoticeView, TicketView, WindowView
from hall_server.wire.words import EventKind, PriorityClass, TicketState, WindowState

PLAN = Path(__file__).parents[2] / "hall_server" / "halls" / "huaihua"
TODAY = date(2026, 11, 24)
TEN_THIRTY = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""10:30 in the hall."""
PAUSES = (
    ("away", "临时离岗", "Briefly away"),
    ("lunch", "午休", "Lunch break"),
    ("meeting", "会议、培训", "Meeting or training"),
    ("handover", "交接班", "Shift handover"),
    ("system_fault", "业务系统故障", "System failure"),
    ("back_office", "材料整理、后台审批", "Paperwork and back-office approval"),
)
TASKS = (("task", "领导交办任务", "Task assigned by the management"),)


def _table(name: str) -> list[dict[str, str]]:
    with (PLAN / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _reasons(rows: Iterable[tuple[str, str, str]]) -> tuple[ReasonEntry, ...]:
    return tuple(ReasonEntry(code=c, text_zh=zh, text_en=en) for c, zh, en in rows)


@dataclass
class Samples:
    """Makes what a board is told."""

    now: datetime = TEN_THIRTY

    @cached_property
    def directory(self) -> Directory:
        return Directory(
            version=1,
            hall="huaihua",
            name_zh="怀化市人民政府政务服务中心",
            name_en="Huaihua Municipal Government Service Centre",
            time_zone="Asia/Shanghai",
            complaint_phone="12345",
            public_url="http://127.0.0.1",
            zones=tuple(
                ZoneEntry(
                    id=r["zone_id"],
                    letter=r["letter"],
                    name_zh=r["name_zh"],
                    name_en=r["name_en"],
                    floor=int(r["floor"][:1]),
                )
                for r in _table("zones")
            ),
            units=(),
            queues=tuple(
                QueueEntry(
                    id=r["ticket_prefix"],
                    zone=r["zone_id"],
                    name_zh=r["name_zh"],
                    name_en=r["name_en"],
                    mean_service_minutes=10,
                )
                for r in _table("queues")
            ),
            items=(),
            windows=tuple(
                WindowEntry(
                    id=r["window_id"],
                    number=int(r["window_no"]),
                    zone=r["zone_id"],
                    name_zh=r["name_zh"],
                    name_en=r["name_en"],
                    unit=None,
                    primary=(r["primary_queue"],),
                    backups=(),
                )
                for r in _table("windows")
            ),
            classes=(
                ClassEntry(
                    code="ordinary",
                    text_zh="普通",
                    text_en="Ordinary",
                    mark_zh="",
                    mark_en="",
                    self_service=True,
                ),
                ClassEntry(
                    code="elderly",
                    text_zh="老年人",
                    text_en="Elderly",
                    mark_zh="敬老",
                    mark_en="Elderly",
                    self_service=True,
                ),
                ClassEntry(
                    code="appointment",
                    text_zh="预约",
                    text_en="Appointment",
                    mark_zh="预约",
                    mark_en="Booked",
                    self_service=True,
                ),
            ),
            pause_reasons=_reasons(PAUSES),
            task_reasons=_reasons(TASKS),
            call_reasons=(),
            transfer_reasons=(),
            walk_in_reasons=(),
            missed_rule_zh="",
            missed_rule_en="",
            calls_before_no_show=3,
            seconds_between_calls=20,
            seconds_before_recall=10,
        )

    def ticket(
        self,
        number: str,
        state: TicketState = TicketState.WAITING,
        window: int | None = None,
        minutes: int = 5,
    ) -> TicketView:
        at = self.now - timedelta(minutes=minutes)
        queue = number[:2]
        zone = next((q.zone for q in self.directory.queues if q.id == queue), "Z2")
        return TicketView(
            id=f"20261124-{number}",
            number=number,
            day=TODAY,
            zone=zone,
            queue=queue,
            state=state,
            since=at,
            taken_at=at,
            reference_at=at,
            window=f"W{window:03}" if window else None,
        )

    def window(
        self,
        number: int,
        state: WindowState = WindowState.IDLE,
        *,
        reason: str | None = None,
        until: datetime | None = None,
        ticket: str | None = None,
    ) -> WindowView:
        entry = next(w for w in self.directory.windows if w.number == number)
        return WindowView(
            id=entry.id,
            number=number,
            zone=entry.zone,
            state=state,
            since=self.now,
            reason=reason,
            until=until,
            ticket=f"20261124-{ticket}" if ticket else None,
            staff="H0085" if state != WindowState.CLOSED else None,
        )

    def call(
        self,
        seq: int,
        number: str,
        window: int,
        *,
        count: int = 1,
        at: datetime | None = None,
        priority: PriorityClass = PriorityClass.ORDINARY,
    ) -> CallView:
        entry = next(w for w in self.directory.windows if w.number == window)
        return CallView(
            seq=seq,
            at=at or self.now,
            ticket=f"20261124-{number}",
            number=number,
            window=entry.id,
            window_number=window,
            zone=entry.zone,
            count=count,
            priority=priority,
        )

    def called(
        self, seq: int, number: str, window: int, *, count: int = 1, at: datetime | None = None
    ) -> Event:
        """The event of a call, with the rows as they stand after it."""
        call = self.call(seq, number, window, count=count, at=at)
        return Event(
            seq=seq,
            at=call.at,
            day=TODAY,
            kind=EventKind.TICKET_CALLED if count == 1 else EventKind.TICKET_RECALLED,
            tickets=(self.ticket(number, TicketState.CALLED, window),),
            windows=(self.window(window, WindowState.CALLING, ticket=number),),
            call=call,
        )

    def event(
        self,
        seq: int,
        kind: EventKind,
        tickets: tuple[TicketView, ...] = (),
        windows: tuple[WindowView, ...] = (),
    ) -> Event:
        return Event(seq=seq, at=self.now, day=TODAY, kind=kind, tickets=tickets, windows=windows)

    def view(
        self,
        seq: int = 1,
        *,
        tickets: Iterable[TicketView] = (),
        windows: Iterable[WindowView] = (),
        calls: Iterable[CallView] = (),
        notices: Iterable[NoticeView] = (),
        zone: str | None = None,
    ) -> HallView:
        return HallView(
            seq=seq,
            at=self.now,
            day=TODAY,
            zone=zone,
            tickets={t.id: t for t in tickets},
            windows={w.id: w for w in windows},
            calls=tuple(calls),
            notices={n.id: n for n in notices},
        )

    def empty_morning(self) -> HallView:
        return self.view(windows=[self.window(w.number, WindowState.CLOSED) for w in self.directory.windows])

    def crowded_noon(self, seq: int = 1000) -> HallView:
        """59 queues wait, 12 calls, 6 windows paused, 10 numbers missed, 2 notices, the longest names."""
        tickets = [
            self.ticket(f"{q.id}{n:03}")
            for i, q in enumerate(self.directory.queues)
            for n in range(1, 2 + (i * 7) % 23)
        ]
        missed = [
            self.ticket(f"B{'ABCDEFGHJ'[i % 9]}{900 + i}", TicketState.MISSED, minutes=i) for i in range(10)
        ]
        windows = {w.number: self.window(w.number) for w in self.directory.windows}
        for i, (code, _, _) in enumerate(PAUSES[:5]):
            until = None if i == 4 else self.now + timedelta(minutes=15 * (i + 1))
            windows[85 + i] = self.window(85 + i, WindowState.PAUSED, reason=code, until=until)
        windows[48] = self.window(
            48, WindowState.INTERNAL_TASK, reason="task", until=self.now + timedelta(hours=1)
        )
        calls = [self.call(seq - 12 + i, *where) for i, where in enumerate(CALLS)]
        calls[-1] = self.call(calls[-1].seq, "BG1023", 207, count=2, priority=PriorityClass.ELDERLY)
        calls[-3] = self.call(calls[-3].seq, "BA204", 54, priority=PriorityClass.APPOINTMENT)
        return self.view(
            seq, tickets=tickets + missed, windows=windows.values(), calls=calls, notices=NOTICES
        )

    def shuffled(self, view: HallView, by: int) -> HallView:
        """The same view, its rows in another order."""

        def turned(rows: dict[str, object]) -> dict[str, object]:
            keys = list(rows)
            cut = by % len(keys) if keys else 0
            return {k: rows[k] for k in reversed(keys[cut:] + keys[:cut])}

        return view.model_copy(
            update={
                "tickets": turned(view.tickets),
                "windows": turned(view.windows),
                "notices": turned(view.notices),
            }
        )


CALLS = (
    ("AA012", 1),
    ("GA101", 20),
    ("CA033", 40),
    ("DA088", 105),
    ("EA007", 141),
    ("FA003", 171),
    ("RA120", 185),
    ("JA056", 201),
    ("HA009", 98),
    ("BA204", 54),
    ("BB011", 66),
    ("BG023", 85),
)
NOTICES = (
    NoticeView(
        id="n1",
        text_zh="因系统升级，11月25日12:00至14:00房屋买卖网签备案业务暂停办理，"
        "请合理安排时间，由此带来的不便敬请谅解。",
        text_en="Because of a system upgrade the online filing of sale contracts is suspended "
        "on 25 November, 12:00 to 14:00. We apologise for the inconvenience.",
        posted_at=TEN_THIRTY,
    ),
    NoticeView(
        id="n2",
        zone="Z2",
        text_zh="失物招领：二楼服务台拾到黑色雨伞一把，请失主前来认领。",
        text_en="Lost and found: a black umbrella is at the second-floor desk.",
        posted_at=TEN_THIRTY + timedelta(minutes=1),
    ),
)


@pytest.fixture(scope="session")
def samples() -> Samples:
    return Samples()
