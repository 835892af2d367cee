"""What happened at a clock and is no punch: whom it did not know, what it could not see. Never a picture."""

from enum import StrEnum

from hall_server.wire.asks import StaffNumber
from hall_server.wire.attendance import FaceFigures, Key
from hall_server.wire.message import Ask, AskedInstant

CLOCK_EVENTS_PATH = "/clock-events"


class ClockEventKind(StrEnum):
    UNKNOWN_FACE = "unknown_face"
    OTHER_PERSON = "other_person"
    """The face is not that of the number or the card."""
    NOT_ALIVE = "not_alive"
    """The proof of life failed: a photograph, or somebody who did not do as asked."""
    SEVERAL_FACES = "several_faces"
    """Two people before the camera, for so long that nobody could be looked at."""
    COVERED_FACE = "covered_face"
    """A mask, a hand, sunglasses, for so long that nobody could be looked at."""
    NOT_ME = "not_me"
    """不是我 to a greeting of somebody who had punched before: there was no punch to take back, but the face
    was mistaken all the same. `staff` is who was greeted."""
    UNKNOWN_CARD = "unknown_card"
    UNKNOWN_NUMBER = "unknown_number"
    """Nobody has it, or somebody who has left had it."""
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    """Too many wrong ones."""
    NOT_ENROLLED = "not_enrolled"
    """Without a face here, for want of consent or of templates: a PIN was asked for instead."""
    REFUSED = "refused"
    """The hall would not have a punch."""
    NOT_KEPT = "not_kept"
    """The disk took no punch. Told when it takes something again."""
    TIME_JUMPED = "time_jumped"
    """Somebody set the system clock."""
    UNPAIRED = "unpaired"
    """The hall did not know the clock any more. Told once it does again."""
    BLIND = "blind"
    """No picture from the camera."""
    DARK = "dark"


class ClockEvent(Ask):
    """Sent in order with the punches, each with its id as the idempotency key; told again it counts once."""

    id: Key
    kind: ClockEventKind
    at: AskedInstant
    """On the hall's clock, as well as the clock knows it."""
    device_at: AskedInstant
    """What the clock showed."""
    staff: StaffNumber | None = None
    """The number that was typed, or whose card it was; a guess from a face only with NOT_ME."""
    figures: FaceFigures | None = None
