"""Domain → wire: the one place that decides what may leave the server."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hall_server.api import sentences
from hall_server.domain import dispatch, events, waiting
from hall_server.domain.issuing import Appointment
from hall_server.domain.leasing import Lease
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import LIVE, Ticket
from hall_server.domain.window import Window
from hall_server.operations import outlook
from hall_server.operations.appointments import Visit
from hall_server.operations.citizen import Act, Standing
from hall_server.operations.outlook import Desk
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.taking import Issue
from hall_server.storage.event_log import Recorded
from hall_server.wire import answers, views
from hall_server.wire.events import Event
from hall_server.wire.hall_view import CALLS_KEPT, HallView
from hall_server.wire.words import (
    Arrival,
    Audience,
    DeviceState,
    HoldKind,
    Language,
    PriorityClass,
    Role,
    TicketAct,
    TicketState,
    WindowState,
)

MAY_LEAVE_A_ZONE = frozenset(
    {
        events.Kind.TICKET_TRANSFERRED,
        events.Kind.TICKET_REVIVED,
        events.Kind.WINDOW_PAUSED,
        events.Kind.WINDOW_INTERNAL_TASK,
        events.Kind.WINDOW_CLOSED,
    }
)
"""Of tickets that go to another line or back to their own: the zone that they leave must hear of it too."""


def ticket(t: Ticket) -> views.TicketView:
    return views.TicketView.model_construct(
        id=t.id,
        number=t.number,
        day=t.day,
        zone=t.zone,
        queue=t.queue,
        item=t.item,
        priority=PriorityClass(t.priority.value),
        state=TicketState(t.state.value),
        since=t.since,
        taken_at=t.taken_at,
        reference_at=t.reference_at,
        window=t.window,
        calls=t.calls,
        called_at=t.called_at,
        last_called_at=t.last_called_at,
        started_at=t.started_at,
        hold=HoldKind(t.hold.value) if t.hold else None,
    )


def window(w: Window) -> views.WindowView:
    """The clerk's free note stays inside; the public sees the reason's own words."""
    return views.WindowView.model_construct(
        id=w.id,
        number=w.number,
        zone=w.zone,
        state=WindowState(w.state.value),
        since=w.since,
        ticket=w.ticket,
        staff=w.staff,
        reason=w.reason,
        note=None,
        until=w.until,
    )


def notice(n: events.Notice) -> views.NoticeView:
    return views.NoticeView(
        id=n.id,
        zone=n.zone,
        text_zh=n.text_zh,
        text_en=n.text_en,
        posted_at=n.posted_at,
        until=n.until,
        withdrawn=n.withdrawn,
    )


def device(d: events.Device) -> views.DeviceView:
    return views.DeviceView(
        id=d.id,
        role=Role(d.role),
        name=d.name,
        zone=d.zone,
        state=DeviceState(d.state),
        code=d.code,
        since=d.since,
        window=d.window,
    )


def call(recorded: Recorded) -> views.CallView | None:
    c = recorded.event.call
    if c is None:
        return None
    return views.CallView.model_construct(
        seq=recorded.seq,
        at=recorded.at,
        ticket=c.ticket,
        number=c.number,
        window=c.window,
        window_number=c.window_number,
        zone=c.zone,
        count=c.count,
        priority=PriorityClass(c.priority.value),
    )


def event(recorded: Recorded) -> Event:
    e = recorded.event
    return Event.model_construct(
        seq=recorded.seq,
        at=recorded.at,
        day=recorded.day,
        kind=e.kind.value,
        zones=_zones(e),
        tickets=tuple(ticket(t) for t in e.tickets),
        windows=tuple(window(w) for w in e.windows),
        call=call(recorded),
        notice=notice(e.notice) if e.notice else None,
        device=device(e.device) if e.device else None,
        reason=e.reason,
    )


def _zones(e: events.Event) -> tuple[str, ...]:
    if e.device or e.kind in (events.Kind.DAY_CLOSED, events.Kind.PLAN_CHANGED):
        return ()
    if e.tickets and e.kind in MAY_LEAVE_A_ZONE:
        return ()
    if e.notice:
        return (e.notice.zone,) if e.notice.zone else ()
    return tuple(dict.fromkeys([t.zone for t in e.tickets] + [w.zone for w in e.windows]))


def hall_view(uow: UnitOfWork, calls: list[Recorded], at: datetime) -> HallView:
    """The hall as its rows have it now; `calls` are the day's last calls, oldest first."""
    kept: dict[str, list[views.CallView]] = {}
    for view in filter(None, map(call, calls)):
        kept.setdefault(view.zone, []).append(view)
    newest = [c for of_zone in kept.values() for c in of_zone[-CALLS_KEPT:]]
    return HallView(
        seq=uow.seq,
        at=at,
        day=uow.day,
        tickets={t.id: ticket(t) for t in uow.tickets.live() if t.state in LIVE},
        windows={w.id: window(w) for w in uow.windows.all()},
        calls=tuple(sorted(newest, key=lambda c: c.seq)),
        notices={n.id: notice(n) for n in uow.notices.all() if not n.withdrawn},
        devices={d.id: device(d) for d in uow.devices.all()},
    )


def estimate(e: waiting.Estimate) -> answers.Estimate:
    return answers.Estimate(
        low=e.low, mid=e.mid, high=e.high, ahead=e.ahead, windows_open=e.windows_open, basis=e.basis.value
    )


def issued(uow: UnitOfWork, issue: Issue) -> answers.Issued:
    t = issue.ticket
    return answers.Issued(
        ticket=ticket(t),
        estimate=estimate(issue.estimate),
        language=Language(t.language),
        audience=Audience(t.audience),
        unit=t.unit,
        item=t.item,
        zone=t.zone,
        windows=tuple(c.number for c in uow.plan.counters_of_queue[t.queue]),
        url=f"{uow.rules.public_url}/t/{t.token}",
        expires_at=t.taken_at + (timedelta(hours=24) if issue.reprint else uow.rules.reserve_for),
        reprint=issue.reprint,
    )


def leases(rules: Rules, held: Iterable[Lease], now: datetime) -> answers.Leases:
    return answers.Leases(
        at=now,
        numbers=tuple(
            answers.LeasedNumber(
                ticket=one.ticket,
                number=one.number,
                queue=one.queue,
                day=one.day,
                url=f"{rules.public_url}/t/{one.token}",
            )
            for one in held
        ),
    )


def changed(t: Ticket, w: Window | None = None) -> answers.Changed:
    return answers.Changed(ticket=ticket(t), window=window(w) if w else None)


def called(uow: UnitOfWork, t: Ticket, w: Window, why: dispatch.Why) -> answers.Called:
    return answers.Called(
        ticket=ticket(t),
        window=window(w),
        why_zh=sentences.why(why, uow.rules, Language.ZH),
        why_en=sentences.why(why, uow.rules, Language.EN),
    )


def stopped(w: Window, tickets: tuple[Ticket, ...] = ()) -> answers.WindowChanged:
    return answers.WindowChanged(window=window(w), re_pooled=tuple(ticket(t) for t in tickets))


def appointment(a: Appointment) -> answers.AppointmentView:
    return answers.AppointmentView(code=a.code, item=a.item, queue=a.queue, slot_at=a.slot_at, state=a.state)


def visit(v: Visit) -> answers.BookedVisit:
    a = v.appointment
    return answers.BookedVisit(
        code=a.code,
        item=a.item,
        queue=a.queue,
        slot_at=a.slot_at,
        state=a.state,
        arrival=Arrival(v.arrival.value),
        opens_at=v.opens,
        closes_at=v.closes,
        zone=v.zone,
        card_needed=v.card_needed,
        ticket=v.ticket.id if v.ticket else None,
        number=v.ticket.number if v.ticket else None,
    )


def standing(s: Standing, acts: Iterable[Act]) -> answers.Standing:
    return answers.Standing(
        ticket=ticket(s.ticket),
        estimate=estimate(s.estimate) if s.estimate else None,
        window=s.counter.number if s.counter else None,
        windows=tuple(c.number for c in s.counters),
        acts=tuple(TicketAct(act.value) for act in acts),
    )


def queue_outlook(uow: UnitOfWork, o: outlook.QueueOutlook) -> answers.QueueOutlook:
    said = {"zh": "", "en": ""}
    if o.refusal:
        for language in Language:
            said[language] = sentences.refusal(o.refusal.code, o.refusal.places, language, uow.zone_info)[0]
    return answers.QueueOutlook(
        queue=o.queue,
        open=o.refusal is None,
        refusal=o.refusal.code if o.refusal else None,
        refusal_zh=said["zh"],
        refusal_en=said["en"],
        estimate=estimate(o.estimate),
        crowded=o.crowded,
    )


def desk(d: Desk, rules: Rules, now: datetime) -> answers.Desk:
    next_up = None
    if d.next:
        next_up = answers.NextUp(
            ticket=ticket(d.next.ticket),
            why_zh=sentences.why(d.next.why, rules, Language.ZH),
            why_en=sentences.why(d.next.why, rules, Language.EN),
        )
    return answers.Desk(
        window=window(d.window),
        serving=ticket(d.serving) if d.serving else None,
        next=next_up,
        waiting=tuple(
            answers.Waiting(
                ticket=ticket(t), waited_minutes=max(int((now - t.reference_at).total_seconds() // 60), 0)
            )
            for t in d.waiting
        ),
        waiting_total=d.waiting_total,
        held=tuple(ticket(t) for t in d.held),
        missed=tuple(ticket(t) for t in d.missed),
        finished_today=d.finished_today,
        issued_today=d.issued_today,
        mean_service_seconds=d.mean_service_seconds,
        at=now,
    )
