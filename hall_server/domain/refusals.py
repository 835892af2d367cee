"""Why the hall says no. One class a reason; the sentence for people is in the catalogue under its code."""

import re
from datetime import datetime


class Refusal(Exception):
    """A rule said no. The person asking must be told why.

    `places` fills the places of the sentence; `ticket` names a ticket that stands in the way; `field`
    names the part of the request that is at fault.
    """

    def __init__(
        self, *, field: str | None = None, ticket: str | None = None, **places: str | int | float | datetime
    ) -> None:
        super().__init__(f"{self.code} {places}" if places else self.code)
        self.field, self.ticket, self.places = field, ticket, places

    code: str = "refused"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


# What was named does not exist
class UnknownThing(Refusal):
    """Something named in the request does not exist. Places: thing, name."""


class UnknownTicket(Refusal): ...


class UnknownAppointment(Refusal): ...


# Lives
class WrongMoment(Refusal):
    """The ticket's life does not allow it now. Places: number, action, state."""


class WindowNotReady(Refusal):
    """The window's life does not allow it now. Places: window, action, state."""


class NotYourTicket(Refusal):
    """The ticket is at another window. Places: number, window."""


class NotYourWindow(Refusal):
    """The clerk is signed in at another window. Places: window."""


class WindowTaken(Refusal):
    """Another clerk is signed in there. Places: window."""


# Calling
class NobodyWaiting(Refusal): ...


class NotServedHere(Refusal):
    """The window does not serve that queue. Places: number, window."""


class BoundElsewhere(Refusal):
    """The held ticket's papers are at another window. Places: number, window."""


class SentElsewhere(Refusal):
    """The waiting ticket was sent to another window, which alone may call it. Places: number, window."""


class TooFewCalls(Refusal):
    """No-show before the citizen had a fair chance. Places: calls, wanted, seconds."""


class ReasonNeeded(Refusal):
    """The code is not in the list of reasons. Places: reason."""


class TargetNotOpen(Refusal):
    """A ticket is sent to a window that does not work now: nobody could call it. Places: window."""


class OneTarget(Refusal):
    """A transfer, or a request for a number, names exactly one target."""


class EndInThePast(Refusal):
    """The expected end of a pause must be in the future."""


class RevivedBefore(Refusal):
    """A ticket comes back once. Places: number."""


# Issuing
class HallClosed(Refusal):
    """Outside opening hours. Places: opens (a sentence part, may be empty)."""


class QuotaUsedUp(Refusal):
    """No number is left in this time slot. Places: slot."""


class AlreadyWaiting(Refusal):
    """The person holds a number in this queue. Places: number. `ticket` offers its reprint."""


class DailyLimitReached(Refusal):
    """Places: limit."""


class LineFull(Refusal):
    """The line has reached its stop threshold. Places: waiting."""


class IdCardRequired(Refusal): ...


class ClassNotAllowed(Refusal):
    """A priority that a kiosk may not grant. Places: priority."""


class BadIdNumber(Refusal): ...


class PrintTooLate(Refusal):
    """The number lapsed before its print was confirmed. Places: number."""


class NotLeased(Refusal):
    """The number is not lent to this device, or was claimed before. Places: number."""


class AppointmentNotNow(Refusal):
    """Too early or too late for the slot. Places: opens, closes."""


class AppointmentUsed(Refusal): ...


class AppointmentTaken(Refusal):
    """The code is in use. Places: appointment."""


class AppointmentOfSomeoneElse(Refusal): ...


# Who is asking
class SignInFailed(Refusal): ...


class LockedOut(Refusal):
    """Places: minutes."""


class NotSignedIn(Refusal): ...


class NotAllowed(Refusal):
    """The role may not do that. Places: roles."""


class UnknownPairing(Refusal): ...


class TooManyPairings(Refusal): ...


# The request itself
class KeyMissing(Refusal): ...


class KeyReused(Refusal): ...


class NotRateable(Refusal):
    """Only a finished service can be rated, once. Places: number."""


class RatingReasonNeeded(Refusal):
    """A bad rating says why, unless it comes from keys that cannot."""


class WrongSource(Refusal):
    """A rating does not come from there when this role tells it. Places: source."""


class EventsGone(Refusal):
    """The events asked for are no longer kept in the feed. Places: oldest."""


def every_refusal() -> set[type[Refusal]]:
    """All classes of refusal, for the tests that look for missing sentences and answers."""

    def below(c: type[Refusal]) -> set[type[Refusal]]:
        return {c}.union(*(below(k) for k in c.__subclasses__()))

    return below(Refusal) - {Refusal}
