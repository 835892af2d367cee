"""What the hall consists of: the part that changes when somebody edits it, not when somebody is served."""

from hall_server.wire.message import Message
from hall_server.wire.words import Audience


class ZoneEntry(Message):
    id: str
    letter: str
    name_zh: str
    name_en: str
    floor: int


class UnitEntry(Message):
    id: str
    name_zh: str
    name_en: str


class QueueEntry(Message):
    id: str
    """Also the prefix of its tickets."""
    zone: str
    name_zh: str
    name_en: str
    mean_service_minutes: float


class ItemEntry(Message):
    id: str
    unit: str
    queue: str
    zone: str
    name_zh: str
    name_en: str
    theme_zh: str
    theme_en: str
    audience: Audience
    id_card_required: bool
    bring_zh: tuple[str, ...] = ()
    bring_en: tuple[str, ...] = ()
    mean_service_minutes: float
    appointment: bool = False
    search: tuple[str, ...] = ()
    """Lower-case keys that find it: pinyin, pinyin initials, English."""


class WindowEntry(Message):
    id: str
    number: int
    zone: str
    name_zh: str
    name_en: str
    unit: str | None
    primary: tuple[str, ...]
    backups: tuple[str, ...]
    accessible: bool = False


class ReasonEntry(Message):
    """A reason in a pick list."""

    code: str
    text_zh: str
    text_en: str
    minutes: int | None = None
    """Usual length, for reasons of a pause."""
    levels: tuple[int, ...] = ()
    """For reasons of a rating: the stars at which it is offered."""


class ClassEntry(Message):
    code: str
    text_zh: str
    text_en: str
    mark_zh: str
    """Short mark on ticket and board."""
    mark_en: str
    self_service: bool
    """A citizen may choose it at a kiosk; others are granted at the guide desk."""


class Directory(Message):
    """The whole plan of a hall, as its devices need it."""

    version: int
    hall: str
    name_zh: str
    name_en: str
    time_zone: str
    complaint_phone: str
    public_url: str
    """Base address of citizens' phone pages, without a slash at the end."""
    zones: tuple[ZoneEntry, ...]
    units: tuple[UnitEntry, ...]
    queues: tuple[QueueEntry, ...]
    items: tuple[ItemEntry, ...]
    windows: tuple[WindowEntry, ...]
    classes: tuple[ClassEntry, ...]
    pause_reasons: tuple[ReasonEntry, ...]
    task_reasons: tuple[ReasonEntry, ...]
    call_reasons: tuple[ReasonEntry, ...]
    transfer_reasons: tuple[ReasonEntry, ...]
    walk_in_reasons: tuple[ReasonEntry, ...]
    rating_reasons: tuple[ReasonEntry, ...] = ()
    """Why a service was bad; each at the levels that it names."""
    missed_rule_zh: str
    missed_rule_en: str
    calls_before_no_show: int
    seconds_between_calls: int
    """From the last call to a no-show."""
    seconds_before_recall: int
