"""Why attendance says no. The sentences stand with all others in the catalogue."""

from hall_server.domain.refusals import Refusal


class BadStretch(Refusal):
    """An absence ends before it begins."""


class StandInMissing(Refusal):
    """Front staff name somebody who takes over the window."""


class StandInAway(Refusal):
    """The stand-in is away at the same time. Places: staff."""


class WhereaboutsNotOpen(Refusal):
    """The entry's life does not allow it. Places: state."""


class ApprovalOutOfTurn(Refusal):
    """Somebody else has to agree first, or it is one's own entry. Places: waits_for."""


class RequestNotOpen(Refusal):
    """A correction that was asked for is settled already. Places: state."""


class UnknownRequest(Refusal):
    """Places: request."""


class SheetNotOpen(Refusal):
    """The month's sheet does not allow it in its state. Places: month, state."""


class TwoNamesNeeded(Refusal):
    """A correction or a paper sheet carries two names, neither of them the person's own."""


class NoSuchMark(Refusal):
    """The day has no such punch to correct. Places: day."""


class UnknownPunch(Refusal):
    """Places: punch."""


class UndoTooLate(Refusal):
    """A greeting can be taken back for a few seconds only. Places: seconds."""


class UnknownWhereabouts(Refusal):
    """Places: entry."""


class ConsentMissing(Refusal):
    """No face is enrolled without a recorded consent. Places: staff."""


class FaceTooClose(Refusal):
    """A new face is close to a colleague's, and no reason was given to enrol it all the same. Told to
    administrators only. Places: colleague."""


class FacesDiffer(Refusal):
    """The templates of one enrolment are not of one face."""


class NoFacesOfModel(Refusal):
    """Thresholds of a model of which the hall has no templates. Places: model."""


class CardTaken(Refusal):
    """The card is somebody else's. Places: holder."""


class UnknownStaff(Refusal):
    """Places: staff."""


class StaffHasLeft(Refusal):
    """Places: staff."""


class StretchTooLong(Refusal):
    """One entry covers a year at the most. Places: days."""


class NotOnThatDay(Refusal):
    """A time does not lie on the day that it is entered for, or lies in the future. Places: day."""


class BadDuty(Refusal):
    """A duty ends before it begins."""


class SwapNotPossible(Refusal):
    """Somebody is due on the day that they would take over. Places: staff, day."""
