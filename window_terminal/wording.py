"""The terminal's sentences, made from its state. Pure: the views only put them in place."""

from dataclasses import dataclass
from datetime import timedelta

from hall_server.wire.answers import Called, Waiting, WindowChanged
from hall_server.wire.catalogue import text
from hall_server.wire.views import TicketView, WindowView
from hall_server.wire.words import Language, PriorityClass, WindowState
from window_terminal.allowed import Act
from window_terminal.clock_text import in_minutes, stopwatch, time_of_day
from window_terminal.hall import Answer
from window_terminal.names import name_of
from window_terminal.state import DeviceSign, Offer, TerminalState, queue_of

PAUSES = (WindowState.PAUSED, WindowState.INTERNAL_TASK)


def say(key: str, state: TerminalState, **places: object) -> str:
    return text(f"terminal.{key}", state.language, **places)


def act_name(act: Act, language: Language) -> str:
    return text(f"terminal.act_{act.value}", language)


def caption(act: Act, offered: Offer, language: Language) -> str:
    """The button's words: the act, and what it still waits for."""
    name = act_name(act, language)
    if offered.limit.calls:
        return text("terminal.wait_calls", language, act=name, calls=offered.limit.calls)
    if offered.limit.seconds:
        return text("terminal.wait_seconds", language, act=name, seconds=offered.limit.seconds)
    return name


def current_number(state: TerminalState) -> str:
    if state.desk is None:
        return say("dash", state)
    if state.desk.window.state is WindowState.WALK_IN:
        return say("current_walk_in", state)
    return state.desk.serving.number if state.desk.serving else say("dash", state)


def queue_name(state: TerminalState, ticket: TicketView) -> str:
    queue = queue_of(state, ticket)
    if queue is None:
        return ticket.queue
    return name_of(queue, state.language)


def subject_line(state: TerminalState) -> str:
    """What the present ticket is about: its item or its queue, its class, its calls."""
    ticket = state.desk.serving if state.desk else None
    if ticket is None:
        return ""
    calls = say("current_called_times", state, count=ticket.calls) if ticket.calls else ""
    return " · ".join(part for part in (about(state, ticket), class_text(state, ticket), calls) if part)


def about(state: TerminalState, ticket: TicketView) -> str:
    """The ticket's item, or its queue."""
    item = next((i for i in state.directory.items if i.id == ticket.item), None) if state.directory else None
    return name_of(item, state.language) if item else queue_name(state, ticket)


def class_text(state: TerminalState, ticket: TicketView) -> str:
    """The priority class in words; nothing for an ordinary ticket."""
    return _class(state, ticket, short=False)


def class_mark(state: TerminalState, ticket: TicketView) -> str:
    return _class(state, ticket, short=True)


def timer_text(state: TerminalState) -> str:
    if state.desk is None:
        return say("loading", state) if state.clerk else ""
    window, ticket = state.desk.window, state.desk.serving
    match window.state:
        case WindowState.CLOSED:
            return say("timer_closed", state)
        case WindowState.IDLE:
            return say("timer_idle", state, time=stopwatch(state.now - window.since))
        case WindowState.CALLING:
            since = (ticket.last_called_at if ticket else None) or window.since
            calls = ticket.calls if ticket else 1
            return say("timer_calling", state, count=calls, time=stopwatch(state.now - since))
        case WindowState.SERVING | WindowState.WALK_IN:
            since = (ticket.started_at if ticket else None) or window.since
            return say("timer_serving", state, time=stopwatch(state.now - since))
    return _pause_text(state, window)


def overdue(state: TerminalState) -> bool:
    """A pause has outlasted the time that the public was told."""
    window = state.desk.window if state.desk else None
    return bool(window and window.state in PAUSES and window.until and state.now > window.until)


def next_text(state: TerminalState) -> str:
    if state.desk is None:
        return ""
    if state.desk.next is None:
        return say("next_none", state)
    return say("next", state, number=state.desk.next.ticket.number)


def next_why(state: TerminalState) -> str:
    upcoming = state.desk.next if state.desk else None
    if upcoming is None:
        return ""
    return upcoming.why_zh if state.language is Language.ZH else upcoming.why_en


def waited(state: TerminalState, row: Waiting) -> str:
    desk = state.desk
    since = (state.now - desk.at) if desk else timedelta()
    return in_minutes(row.waited_minutes + max(0, int(since.total_seconds()) // 60), state.language)


def link_text(state: TerminalState) -> str:
    """Empty while the link is good."""
    if not state.link.lost:
        return ""
    if state.link.as_of is None:
        return say("link_never", state)
    return say("link_lost", state, time=_as_of(state))


def link_short(state: TerminalState) -> str:
    if not state.link.lost:
        return ""
    if state.link.as_of is None:
        return say("link_never_short", state)
    return say("link_lost_short", state, time=_as_of(state))


@dataclass(frozen=True, slots=True)
class CalmLine:
    """The line under the bar: what went wrong, is under way, or was done. `kind` picks look and mark."""

    kind: str
    words: str


def calm_line(state: TerminalState) -> CalmLine:
    if state.pending and state.pending.retrying:
        return CalmLine("retry", say("retrying_act", state, act=act_name(state.pending.act, state.language)))
    if state.refused:
        return CalmLine("refused", _refused_text(state))
    if state.trouble:
        return CalmLine("trouble", " · ".join(p for p in (state.trouble.detail, state.trouble.cure) if p))
    if state.link.lost:
        return CalmLine("lost", _alone_text(state) if state.clerk else link_text(state))
    if state.unsent_here:
        return CalmLine("busy", say("sending", state, count=state.unsent_here))
    if state.signing_in:
        return CalmLine("busy", say("busy_sign_in", state))
    if state.pending:
        return CalmLine("busy", say("busy_act", state, act=act_name(state.pending.act, state.language)))
    if state.typed:
        return CalmLine("busy", say("pad_typed", state, digits=state.typed))
    if state.said:
        return CalmLine("said", state.said)
    if state.left_behind:
        return CalmLine("unsent", _left_text(state))
    return CalmLine("", device_line(state) or _all_well(state))


def device_name(sign: DeviceSign, state: TerminalState) -> str:
    return say(f"device_{sign.name}", state)


def device_line(state: TerminalState) -> str:
    """The first device that is not well, and its cure; empty when all are."""
    sign = next((s for kind in ("down", "warning") for s in state.devices if s.kind == kind), None)
    if sign is None or state.clerk is None:
        return ""
    return device_told(sign, state)


def device_told(sign: DeviceSign, state: TerminalState) -> str:
    """How it is and what to do. Some advice names the device itself."""
    device = device_name(sign, state)
    named = device.casefold() in sign.words.casefold()
    told = sign.words if named else say("device_line", state, device=device, words=sign.words)
    return " · ".join(p for p in (told, sign.cure) if p)


def state_text(state: TerminalState) -> str:
    """The window's state; marked while the hall does not know of it."""
    name = say(f"state_{state.window_state.value}", state)
    return say("state_unsent", state, name=name) if state.unsent_here else name


def unsent_text(state: TerminalState) -> str:
    """How many steps the hall does not know yet; empty when it knows all."""
    return say("unsent_count", state, count=state.unsent_here) if state.unsent_here else ""


def said(act: Act, answer: Answer, language: Language) -> str:
    """What the last act did, for the clerk; a call tells why this ticket."""
    name = act_name(act, language)
    match answer:
        case Called():
            why = answer.why_zh if language is Language.ZH else answer.why_en
            return text("terminal.said_called", language, number=answer.ticket.number, why=why)
        case WindowChanged():
            if not answer.re_pooled:
                return text("terminal.said_window", language, act=name)
            numbers = " ".join(t.number for t in answer.re_pooled)
            return text("terminal.said_re_pooled", language, act=name, numbers=numbers)
    return text("terminal.said_done", language, number=answer.ticket.number, act=name)


def _alone_text(state: TerminalState) -> str:
    return " · ".join(p for p in (link_text(state), unsent_text(state), say("alone", state)) if p)


def _refused_text(state: TerminalState) -> str:
    told = [
        say("refused_one", state, number=r.number, act=act_name(r.act, state.language), reason=r.reason)
        for r in state.refused
    ]
    return say("refused_steps", state, steps=say("refused_and", state).join(told))


def _left_text(state: TerminalState) -> str:
    numbers = {w.id: w.number for w in state.directory.windows} if state.directory else {}
    return say("refused_and", state).join(
        say("left_behind", state, staff=u.staff, window=numbers.get(u.window, u.window), count=u.count)
        for u in state.left_behind
    )


def _pause_text(state: TerminalState, window: WindowView) -> str:
    reason = _reason(state, window)
    if window.until is None:
        return f"{stopwatch(state.now - window.since)} · {reason}"
    if state.now > window.until:
        return say("timer_paused_over", state, reason=reason, time=stopwatch(state.now - window.until))
    return say("timer_paused_left", state, reason=reason, time=stopwatch(window.until - state.now))


def _reason(state: TerminalState, window: WindowView) -> str:
    reasons = (*state.directory.pause_reasons, *state.directory.task_reasons) if state.directory else ()
    found = next((r for r in reasons if r.code == window.reason), None)
    if found is None:
        return window.reason or ""
    return found.text_zh if state.language is Language.ZH else found.text_en


def _class(state: TerminalState, ticket: TicketView, *, short: bool) -> str:
    if ticket.priority is PriorityClass.ORDINARY or state.directory is None:
        return ""
    found = next((c for c in state.directory.classes if c.code == ticket.priority), None)
    if found is None:
        return ticket.priority.value
    if state.language is Language.ZH:
        return found.mark_zh if short else found.text_zh
    return found.mark_en if short else found.text_en


def _all_well(state: TerminalState) -> str:
    if state.clerk is None or state.directory is None:
        return ""
    return say("link_live", state, time=time_of_day(state.now, state.directory.time_zone, seconds=True))


def _as_of(state: TerminalState) -> str:
    zone = state.directory.time_zone if state.directory else None
    return time_of_day(state.link.as_of, zone, seconds=True) if state.link.as_of else ""


def limit_hint(offered: Offer, language: Language) -> str:
    """What an act that is not possible yet waits for, in a whole sentence."""
    if offered.needs_link:
        return text("terminal.needs_link", language)
    if offered.limit.calls:
        return text("terminal.wait_calls_hint", language, calls=offered.limit.calls)
    if offered.limit.seconds:
        return text("terminal.wait_seconds_hint", language, seconds=offered.limit.seconds)
    return ""
