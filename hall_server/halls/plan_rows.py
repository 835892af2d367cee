"""Rows as the things that a hall consists of, one table after another."""

import re
import unicodedata
from dataclasses import dataclass, field

from hall_server.domain.hall_plan import Counter, Item, Queue, Staff, Unit, Zone
from hall_server.domain.names import ItemId, QueueId, StaffNumber, UnitId, WindowId, ZoneId
from hall_server.halls import layout
from hall_server.halls.bring import sample_bring
from hall_server.halls.fields import Cells, Names, rows_of
from hall_server.halls.layout import NO_UNIT
from hall_server.halls.mistakes import Mistake
from hall_server.halls.tables import Tables
from hall_server.halls.themes import OTHER, THEMES

LONGEST_PREFIX = 4
USUAL_MINUTES = 10.0
"""Length of a service that nobody has estimated yet."""
CAPITALS = "A-HJ-NP-Z"
"""Without I and O, which look like digits."""


@dataclass(slots=True)
class Desk:
    """Where the tables are worked through: names found so far, and everything that is wrong."""

    tables: Tables
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)
    names: dict[str, Names] = field(default_factory=dict)
    cards: dict[StaffNumber, str] = field(default_factory=dict, repr=False)
    """Numbers of cards, by their holders: not part of a plan until they are hashed."""

    def __post_init__(self) -> None:
        self.names = {one.name: Names(self.tables.found.get(one.name)) for one in layout.LAYOUTS}


def read_zones(desk: Desk) -> list[Zone]:
    zones, letters = [], dict[str, int]()
    for cells in rows_of(desk.names["zones"], desk.mistakes):
        name = cells.name("zone_id", desk.names["zones"])
        letter = cells.text("letter")
        if letter:
            if not re.fullmatch(f"[{CAPITALS}]{{1,2}}", letter):
                cells.wrong("bad_letter", "letter", value=letter)
            cells.only_here("letter", letter, letters)
        zones.append(
            Zone(
                id=ZoneId(name),
                letter=letter,
                name_zh=cells.text("name_zh"),
                name_en=cells.text("name_en"),
                floor=cells.whole("floor", -9, 200),
                kiosks=cells.whole("kiosks", 0, 99, otherwise=1),
            )
        )
    return zones


def read_units(desk: Desk) -> list[Unit]:
    return [
        Unit(
            id=UnitId(cells.name("unit_id", desk.names["units"])),
            name_zh=cells.text("name_zh"),
            name_en=cells.text("name_en"),
            kind=cells.one_of("kind", layout.KINDS_OF_UNIT, otherwise="administrative"),
            current_name_zh=cells.text_if_any("current_name_zh"),
        )
        for cells in rows_of(desk.names["units"], desk.mistakes)
    ]


def read_queues(desk: Desk) -> list[Queue]:
    queues = []
    for cells in rows_of(desk.names["queues"], desk.mistakes):
        prefix = cells.text("ticket_prefix")
        if prefix:
            _check_prefix(cells, prefix, desk.names["queues"].rows)
            cells.only_here("ticket_prefix", prefix, desk.names["queues"].rows)
        queues.append(
            Queue(
                id=QueueId(prefix),
                zone=ZoneId(cells.reference("zone_id", desk.names["zones"], "zones")),
                name_zh=cells.text("name_zh"),
                name_en=cells.text("name_en"),
                mean_service_minutes=cells.minutes("mean_service_min", USUAL_MINUTES),
            )
        )
    return queues


Themes = dict[tuple[str, str | None], str]
"""Themes by queue and unit; the unit is None for the rest of a queue."""


def read_themes(desk: Desk) -> Themes:
    themes, seen = Themes(), dict[str, int]()
    for cells in rows_of(desk.names["themes"], desk.mistakes):
        queue = cells.reference("ticket_prefix", desk.names["queues"], "queues")
        unit = _unit(cells, "unit_id", desk)
        if queue:
            cells.only_here("ticket_prefix", f"{queue} {unit}" if unit else queue, seen)
        themes[queue, unit] = cells.one_of("theme_zh", THEMES)
    return themes


def read_items(desk: Desk, queues: list[Queue], themes: Themes) -> list[Item]:
    zone_of = {queue.id: queue.zone for queue in queues}
    items = []
    for cells in rows_of(desk.names["items"], desk.mistakes):
        name = cells.name("item_id", desk.names["items"])
        queue = QueueId(cells.reference("ticket_prefix", desk.names["queues"], "queues"))
        unit = UnitId(cells.reference("unit_id", desk.names["units"], "units"))
        theme = themes.get((queue, unit)) or themes.get((queue, None), OTHER)
        audience = cells.one_of("audience", layout.AUDIENCES, otherwise="both")
        id_card = cells.one_of("id_card", layout.ID_CARD, otherwise="no")
        bring_zh, bring_en = _bring(cells, id_card, audience, desk.warnings)
        items.append(
            Item(
                id=ItemId(name),
                unit=unit,
                queue=queue,
                zone=_item_zone(cells, queue, zone_of, desk),
                name_zh=cells.text("item_zh"),
                name_en=cells.text("item_en", 160),
                theme_zh=cells.one_of("theme_zh", THEMES, otherwise=theme),
                audience=audience,
                id_card_required=id_card == "required",
                mean_service_minutes=cells.minutes("mean_service_min", USUAL_MINUTES),
                appointment=cells.yes("appointment"),
                promised_workdays=cells.whole("promised_workdays", 0, 999, otherwise=0),
                bring_zh=bring_zh,
                bring_en=bring_en,
            )
        )
    return items


def read_counters(desk: Desk) -> list[Counter]:
    counters, numbers = [], dict[str, int]()
    for cells in rows_of(desk.names["windows"], desk.mistakes):
        name = cells.name("window_id", desk.names["windows"])
        number = cells.whole("window_no", 1, 9999)
        if number:
            cells.only_here("window_no", str(number), numbers)
        counters.append(
            Counter(
                id=WindowId(name),
                number=number,
                zone=ZoneId(cells.reference("zone_id", desk.names["zones"], "zones")),
                unit=_unit(cells, "owner_unit_id", desk),
                name_zh=cells.text("name_zh"),
                name_en=cells.text("name_en"),
                primary=_queues(cells, "primary_queue", desk),
                backups=_queues(cells, "backup_queues", desk),
                accessible=cells.yes("low_level_accessible"),
            )
        )
        _check_queues(cells, counters[-1], desk.warnings)
    return counters


def read_staff(desk: Desk) -> list[Staff]:
    staff, cards = [], dict[str, int]()
    for cells in rows_of(desk.names["staff"], desk.mistakes):
        window = cells.references("window_id", desk.names["windows"], "windows")
        number = StaffNumber(cells.name("staff_no", desk.names["staff"]))
        _read_card(cells, number, desk, cards)
        staff.append(
            Staff(
                number=number,
                name=cells.text("name_zh", 40),
                unit=_unit(cells, "unit_id", desk),
                kind=cells.one_of("class", layout.CLASSES_OF_STAFF),
                roles=cells.some_of("roles", layout.ROLES),
                window=WindowId(window[0]) if window else None,
            )
        )
    return staff


def _read_card(cells: Cells, number: StaffNumber, desk: Desk, seen: dict[str, int]) -> None:
    """The number is repeated in no message: whoever has it can make the card."""
    card = cells.text_if_any("card").upper()
    if not card:
        return
    if not re.fullmatch(r"[A-Z0-9]{4,32}", card):
        cells.wrong("bad_card", "card")
    first = seen.setdefault(card, cells.row)
    if first != cells.row:
        cells.wrong("same_card", "card", first=first)
    desk.cards[number] = card


def _item_zone(cells: Cells, queue: QueueId, zone_of: dict[QueueId, ZoneId], desk: Desk) -> ZoneId:
    """The item's zone, which must be that of its queue."""
    zone, queue_zone = cells.reference("zone_id", desk.names["zones"], "zones"), zone_of.get(queue)
    known = desk.names["zones"].rows
    if zone != queue_zone and zone in known and queue_zone in known:
        cells.wrong("other_zone", "zone_id", zone=zone, queue=queue, queue_zone=queue_zone)
    return ZoneId(zone)


def _unit(cells: Cells, column: str, desk: Desk) -> UnitId | None:
    """Empty and `CENTER` stand for the centre itself."""
    value = cells.text_if_any(column)
    if not value or value == NO_UNIT:
        return None
    return UnitId(cells.refer(column, value, desk.names["units"], "units"))


def _queues(cells: Cells, column: str, desk: Desk) -> tuple[QueueId, ...]:
    return tuple(QueueId(q) for q in cells.references(column, desk.names["queues"], "queues"))


def _check_queues(cells: Cells, counter: Counter, warnings: list[Mistake]) -> None:
    for place, queue in enumerate(counter.queues):
        if queue in counter.queues[:place]:
            column = "primary_queue" if place < len(counter.primary) else "backup_queues"
            cells.wrong("repeated_queue", column, value=queue)
    if not counter.queues and cells.has("primary_queue"):
        warnings.append(cells.note("window_without_queue", "primary_queue", value=counter.number))


def _check_prefix(cells: Cells, prefix: str, earlier: dict[str, int]) -> None:
    if not re.fullmatch(f"[{CAPITALS}]{{1,{LONGEST_PREFIX}}}", prefix):
        cells.wrong("bad_prefix", "ticket_prefix", value=prefix)
    for other, first in earlier.items():
        if other != prefix and _alike(prefix, other):
            cells.wrong("prefix_clash", "ticket_prefix", value=prefix, other=other, first=first)


def _alike(one: str, other: str) -> bool:
    """True for `b` and `B`, and for `B1` and `B`: B1001 is the 1st of the one and the 1001st of the other."""
    shorter, longer = sorted((_plain(one), _plain(other)), key=len)
    rest = longer.removeprefix(shorter)
    return shorter == longer or (len(rest) < len(longer) and rest.isdecimal())


def _plain(prefix: str) -> str:
    return unicodedata.normalize("NFKC", prefix).upper()


def _bring(
    cells: Cells, id_card: str, audience: str, warnings: list[Mistake]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The hall's own lists where the file has columns for them, otherwise sample ones."""
    proxy_allowed = not cells.has("proxy_allowed") or cells.yes("proxy_allowed")
    if not (cells.has("bring_zh") or cells.has("bring_en")):
        return sample_bring(id_card, audience, proxy_allowed)
    bring_zh, bring_en = cells.texts("bring_zh"), cells.texts("bring_en")
    if len(bring_zh) != len(bring_en):
        column = "bring_en" if len(bring_en) < len(bring_zh) else "bring_zh"
        warnings.append(cells.note("bring_differs", column, zh=len(bring_zh), en=len(bring_en)))
    return bring_zh, bring_en
