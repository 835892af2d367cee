"""What another policy would have chosen, computed beside the real choice. Nothing acts on it."""

from dataclasses import replace
from datetime import datetime

from hall_server.domain import dispatch
from hall_server.domain.call_policy import CallPolicy
from hall_server.domain.dispatch import Candidate, Decision
from hall_server.domain.hall_plan import Counter
from hall_server.operations.outlook import callable_at
from hall_server.operations.ports import UnitOfWork


def beside(uow: UnitOfWork, counter: Counter, now: datetime) -> str:
    """For the log of a call: ` shadow=NUMBER`, or nothing where the zone has no shadow policy."""
    policy = uow.rules.shadow_policies.get(counter.zone)
    chosen = policy and choice_under(uow, counter, policy, now)
    return f" shadow={chosen.ticket.number}" if chosen else ""


def choice_under(uow: UnitOfWork, counter: Counter, policy: CallPolicy, now: datetime) -> Decision | None:
    """Every ticket is looked at, with its band under that policy: the lanes are those of the real one."""
    seen = [_in_its_band(uow, c, policy) for c in callable_at(uow, counter, policy)]
    return dispatch.choose_next(seen, policy, now)


def _in_its_band(uow: UnitOfWork, candidate: Candidate, policy: CallPolicy) -> Candidate:
    ticket = candidate.ticket
    minutes = uow.plan.expected_minutes(ticket.queue, ticket.item)
    return replace(candidate, band=policy.band(minutes, uow.plan.usual_of(ticket.queue)))
