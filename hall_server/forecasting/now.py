"""The live hall as a scene: what the forward simulation is told of one part of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from hall_server.domain.call_policy import CallPolicy
from hall_server.domain.forecast.habits import LATEST, NEAR
from hall_server.domain.forecast.learner import PACE_SPREAD, gathered, once_more, still_coming
from hall_server.domain.forecast.scene import Arriving, Line, Newcomer, Post, Scene, Standing
from hall_server.domain.hall_plan import Counter, HallPlan
from hall_server.domain.names import QueueId, TicketId, WindowId
from hall_server.domain.rules import Hours, Rules, policy_of
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.window import Window, WindowState
from hall_server.forecasting.learnt import Learnt
from hall_server.forecasting.parts import Part
from hall_server.forecasting.window_days import minute_of, minutes_of, name_at
from hall_server.operations.forecasts import Kind, like

MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)
AWAY = frozenset({WindowState.PAUSED, WindowState.INTERNAL_TASK})


@dataclass(frozen=True, slots=True)
class Seen:
    """The hall between two commands: frozen values, copied and not looked into, as the lane waits."""

    at: datetime
    day: date
    plan: HallPlan
    rules: Rules
    tickets: tuple[Ticket, ...]
    windows: tuple[Window, ...]
    hours: dict[str, Hours]
    """Of today, by zone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A scene, and whom its answers are for."""

    part: Part
    at: datetime
    scene: Scene
    tickets: tuple[TicketId, ...]
    newcomers: tuple[Kind, ...]
    ahead: tuple[int, ...]
    each: tuple[float, ...]


def asked_of(
    seen: Seen,
    part: Part,
    waiting: Sequence[Ticket],
    windows: dict[WindowId, Window],
    learnt: Learnt,
    serving: dict[WindowId, Ticket],
    zone: tzinfo,
) -> Asked:
    """The scene of one part. `waiting` are its waiting tickets, `serving` who stands at which window."""
    view = _View(seen, part, learnt, zone)
    posts = tuple(view.post(c, windows.get(c.id), serving.get(c.id)) for c in part.counters)
    standing = tuple(view.standing(t) for t in waiting)
    kinds, mix = tuple(view.kinds()), view.mix()
    scene = Scene(
        policy=view.policy,
        lines=tuple(Line(str(q), seen.plan.queues[q].mean_service_minutes) for q in part.queues),
        posts=posts,
        standing=standing,
        newcomers=tuple(Newcomer(view.index[queue], priority, band) for queue, priority, band in kinds),
        rates=view.rates(),
        rate_spread=learnt.arrivals[part.name].spread(view.minute),
        mix=mix,
        rejoin=learnt.rejoins.chance,
        again=view.again(mix),
        sigma=learnt.speeds.sigma,
        pace_spread=PACE_SPREAD,
        misses=learnt.misses.curve(),
        miss_minutes=max(seen.rules.calls_before_no_show * (seen.rules.between_calls / MINUTE), 0.5),
        backup_factor=learnt.speeds.backup,
        return_minutes=learnt.habits.left,
    )
    ahead = tuple(view.ahead(standing, kind) for kind in kinds)
    each = tuple(view.each(posts, queue) for queue, _, _ in kinds)
    return Asked(part, seen.at, scene, tuple(t.id for t in waiting), kinds, ahead, each)


class _View:
    """One part of what was seen."""

    def __init__(self, seen: Seen, part: Part, learnt: Learnt, zone: tzinfo) -> None:
        self.seen, self.part, self.learnt = seen, part, learnt
        self.index = {q: i for i, q in enumerate(part.queues)}
        self.places = {c.id: i for i, c in enumerate(part.counters)}
        place = seen.plan.queues[part.queues[0]].zone
        policy = policy_of(seen.rules, place)
        # With plain mappings, as a scene is sent to another process.
        classes, weights = dict(policy.class_minutes), dict(policy.weights)
        self.policy: CallPolicy = replace(policy, class_minutes=classes, weights=weights)
        self.pace = learnt.paces[part.name].factor * learnt.lengthening
        self.minute = minute_of(seen.at.astimezone(zone))
        self.stretches = minutes_of(seen.hours.get(place, ()))

    def standing(self, t: Ticket) -> Standing:
        usual = self.seen.plan.expected_minutes(t.queue, t.item)
        return Standing(
            t.id,
            self.index[t.queue],
            (t.reference_at - self.seen.at) // MICROSECOND,
            t.priority,
            self.policy.band(usual, self.seen.plan.usual_of(t.queue)),
            self.learnt.speeds.minutes(str(t.item or t.queue), usual),
            self.places.get(t.window) if t.window else None,
        )

    def arriving(self, t: Ticket, at: datetime) -> Arriving:
        """Of the kind of somebody who joined a line at a moment."""
        _, queue, _, priority, band, minutes, _ = self.standing(t)
        return Arriving(queue, priority, band, minutes, (at - t.reference_at) // MICROSECOND)

    def mix(self) -> tuple[Arriving, ...]:
        """Who comes for the first time. A ticket that came back has another reference time than it came with;
        only an appointment comes before its own."""
        return gathered(
            self.arriving(t, t.taken_at if t.priority is Priority.APPOINTMENT else t.reference_at)
            for t in self.learnt.kinds[self.part.name]
            if t.queue in self.index
        )

    def again(self, first: Sequence[Arriving]) -> tuple[Arriving, ...]:
        """Who joins a line once more."""
        known = self.learnt.again[self.part.name]
        return once_more(first, (self.arriving(t, at) for t, at in known if t.queue in self.index))

    def kinds(self) -> list[Kind]:
        classes = list(dict.fromkeys(like(p, self.policy) for p in Priority))
        return [(q, p, band) for q in self.part.queues for p in classes for band in self.part.bands[q]]

    def ahead(self, standing: Sequence[Standing], kind: Kind) -> int:
        """How many of its queue stand before a newcomer."""
        queue, priority, band = kind
        policy, index = self.policy, self.index[queue]
        mine = policy.class_minutes[priority] + policy.band_minutes(band)
        return sum(
            s.reference_us / 60e6 - policy.class_minutes[s.priority] - policy.band_minutes(s.band) <= -mine
            for s in standing
            if s.queue == index and s.post is None
        )

    def each(self, posts: Sequence[Post], queue: QueueId) -> float:
        """By how much one more person lengthens the wait, roughly."""
        index = self.index[queue]
        working = [p for p in posts if not p.away and index in p.primary + p.backups]
        share = sum(1 / len(p.primary + p.backups) for p in working)
        mean = self.seen.plan.queues[queue].mean_service_minutes * self.learnt.speeds.hall * self.pace
        return mean / max(share, 0.5)

    def rates(self) -> tuple[tuple[float, float], ...]:
        """Who comes until the doors close; nobody is foreseen where the hall is closed now and later
        today."""
        closes = max((end for _, end in self.stretches), default=0.0)
        if closes <= self.minute:
            return ()
        return self.learnt.arrivals[self.part.name].rates(self.minute, closes)

    def post(self, counter: Counter, window: Window | None, at: Ticket | None) -> Post:
        index = self.index
        post = Post(
            str(counter.id),
            tuple(index[q] for q in counter.primary),
            tuple(index[q] for q in counter.backups),
            self.learnt.speeds.clerk(window.staff if window else None) * self.pace,
        )
        if window is None or window.state is WindowState.CLOSED:
            return self._closed(post, counter)
        if window.state in AWAY:
            left = (window.until - self.seen.at) / MINUTE if window.until else 0.0
            return post._replace(away=True, back_minutes=left if left > 0 else None)
        post = post._replace(breaks=self._rest(window))
        if window.state is WindowState.IDLE:
            return post
        mean = self.seen.plan.mean_item_minutes * post.factor
        began = window.since
        if at is not None:
            usual = self.seen.plan.expected_minutes(at.queue, at.item)
            mean = self.learnt.speeds.minutes(str(at.item or at.queue), usual) * post.factor
            if at.queue not in counter.primary:
                mean *= self.learnt.speeds.backup
            began = at.called_at if at.called_at and at.hold is None else window.since
        busy = max((self.seen.at - began) / MINUTE, 0.0)
        return post._replace(busy_minutes=busy, busy_mean=mean)

    def _rest(self, window: Window) -> tuple[tuple[float, float], ...]:
        """The clerk's daily rest, while it is still to come."""
        rest = self.learnt.habits.rest(name_at(window), self.seen.day.toordinal())
        if rest is None or self.minute > rest.at + NEAR:
            return ()
        return ((max(rest.at - self.minute, 0.0), rest.minutes),)

    def _closed(self, post: Post, counter: Counter) -> Post:
        """Expected at the next opening of today, if it usually works."""
        spread = self.learnt.habits.late
        opening = next((start for start, _ in self.stretches if self.minute < start + LATEST), None)
        if opening is None:
            return post._replace(away=True, presence=0.0)
        back, late = max(opening - self.minute, 0.0), max(self.minute - opening, 0.0)
        presence = still_coming(self.learnt.presence(counter.id), late, spread)
        away = post._replace(away=True, back_minutes=back, presence=presence)
        return away._replace(spread_minutes=spread, late_minutes=late)


def at_windows(tickets: Sequence[Ticket]) -> dict[WindowId, Ticket]:
    """Who stands at which window."""
    return {t.window: t for t in tickets if t.window and t.state in (State.CALLED, State.SERVING)}
