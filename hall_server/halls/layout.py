"""Which tables and columns the files of a hall have."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table: those that must be there, those that may, and those that only people read."""

    name: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    for_people: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    """Columns from which others are derived while these are absent. They are read but not written."""
    secret: tuple[str, ...] = ()
    """Read, kept as a keyed hash, and never written."""
    may_be_absent: bool = False

    @property
    def written(self) -> tuple[str, ...]:
        """Columns of an export and of an empty template."""
        return self.needed + self.optional

    @property
    def known(self) -> tuple[str, ...]:
        return self.needed + self.optional + self.hints + self.secret + self.for_people

    @property
    def key(self) -> str:
        """The column that names the row."""
        return self.needed[0]


HALL = Layout("hall", ("id", "name_zh", "name_en"), (), ("basis",), may_be_absent=True)
ZONES = Layout(
    "zones",
    ("zone_id", "letter", "name_zh", "name_en", "floor"),
    ("kiosks",),
    (
        "kind",
        "first_window",
        "last_window",
        "windows",
        "units_present",
        "queues",
        "est_tickets_per_day",
        "basis",
    ),
)
UNITS = Layout(
    "units",
    ("unit_id", "name_zh", "name_en"),
    ("kind", "current_name_zh"),
    ("zones", "items", "windows", "est_tickets_per_day", "parallel_approval_lead", "basis"),
)
QUEUES = Layout(
    "queues",
    ("ticket_prefix", "zone_id", "name_zh", "name_en"),
    ("mean_service_min",),
    ("purpose_zh", "windows", "items", "est_tickets_per_day", "basis"),
)
THEMES = Layout("themes", ("ticket_prefix", "theme_zh"), ("unit_id",), ("basis",), may_be_absent=True)
ITEMS = Layout(
    "items",
    ("item_id", "unit_id", "item_zh", "item_en", "ticket_prefix", "zone_id"),
    (
        "theme_zh",
        "audience",
        "id_card",
        "mean_service_min",
        "appointment",
        "promised_workdays",
        "bring_zh",
        "bring_en",
    ),
    (
        "unit_zh",
        "category_zh",
        "est_tickets_per_day",
        "instant",
        "handler",
        "handler_zh",
        "parallel_approval",
        "licence_overlay_print",
        "basis",
    ),
    hints=("proxy_allowed",),
)
WINDOWS = Layout(
    "windows",
    ("window_id", "window_no", "zone_id", "name_zh", "name_en", "primary_queue"),
    ("owner_unit_id", "backup_queues", "low_level_accessible"),
    ("zone_zh", "floor", "owner_zh", "mode", "priority_service", "basis"),
)
STAFF = Layout(
    "staff",
    ("staff_no", "name_zh", "class", "roles"),
    ("unit_id", "window_id"),
    ("basis",),
    secret=("card",),
)
CALENDAR = Layout("calendar", ("date", "open"), (), ("note",), may_be_absent=True)

LAYOUTS = (HALL, ZONES, UNITS, QUEUES, THEMES, ITEMS, WINDOWS, STAFF, CALENDAR)

NO_UNIT = "CENTER"
"""Stands for the centre itself where a unit is asked for."""
SEPARATOR = ";"
"""Between the values of one cell."""
WIDE_SEPARATOR = "；"
"""What a Chinese keyboard types in its place."""
KINDS_OF_UNIT = ("administrative", "public_utility")
ID_CARD = ("required", "optional", "no")
AUDIENCES = ("individual", "enterprise", "both")
CLASSES_OF_STAFF = ("front", "back")
ROLES = (
    "clerk",
    "unit_head",
    "supervisor",
    "manager",
    "administrator",
    "auditor",
    "approval",
    "field",
    "archive",
)
"""What a member of staff may do; the last three are duties in the back office."""
