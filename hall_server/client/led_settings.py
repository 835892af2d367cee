"""The `[[led]]` tables of a device.toml: which window's strip hangs at which address of which bus."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_ADDRESS, MOST_ROW = 255, 63
"""What an address byte can say, and more rows than any card divides itself into."""
COLUMNS = (8, 80)
STALE_SECONDS = (5, 600)
FORMS = '1, "1", "1/0" (address/row) or a list of them'
KEYS = ("port", "strips", "rows", "columns")


class BadLed(ValueError):
    """A table that cannot be used. Names its number, the key and what is allowed."""


@dataclass(frozen=True, slots=True, order=True)
class DisplaySpot:
    """A place for one text on a bus: the address, and the row or area on that card, from 0."""

    address: int
    row: int = 0


@dataclass(frozen=True, slots=True)
class LedBus:
    """One port with the displays behind it."""

    port: str
    strips: Mapping[str, tuple[DisplaySpot, ...]] = field(default_factory=dict)
    """By window; a window may have several, over both sides of a counter for instance."""
    rows: tuple[DisplaySpot, ...] = ()
    """Of the board of calls, from the top. Rows on further buses go on where these end."""
    columns: int = 16
    """How many half-width characters fit: 16 are 8 Chinese characters, 128 pixels of a 16-pixel font."""

    @property
    def displays(self) -> int:
        """Texts that have to be sent when everything changes at once."""
        return len(self.rows) + sum(len(spots) for spots in self.strips.values())


def read_buses(found: object) -> tuple[LedBus, ...]:
    """Raises BadLed."""
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise BadLed("led must be a list of tables, [[led]]")
    return tuple(_bus(f"[[led]] no. {number}", table) for number, table in enumerate(found, 1))


def _bus(name: str, table: Mapping[str, object]) -> LedBus:
    for key in table:
        if key not in KEYS:
            raise BadLed(f"{name}: {key} is not a setting; allowed are {', '.join(KEYS)}")
    port = table.get("port")
    if not isinstance(port, str) or not port:
        raise BadLed(f'{name}: port is missing; add port = "strip+serial:///dev/ttyUSB0?baud=9600"')
    strips = table.get("strips", {})
    if not isinstance(strips, dict):
        raise BadLed(f"{name}: strips must be a table, strips = {{ W001 = 1, W002 = 2 }}")
    rows = table.get("rows", [])
    if not isinstance(rows, list):
        raise BadLed(f'{name}: rows must be a list, rows = ["101/0", "101/1"]')
    bus = LedBus(
        port,
        {str(window): _spots(f"{name}: strips.{window}", where) for window, where in strips.items()},
        tuple(_spot(f"{name}: rows no. {number}", where) for number, where in enumerate(rows, 1)),
        _columns(name, table.get("columns", 16)),
    )
    if not bus.displays:
        raise BadLed(f"{name}: names no display; add strips = {{ W001 = 1 }}, or rows = [ … ]")
    _no_place_twice(name, bus)
    return bus


def _spots(name: str, where: object) -> tuple[DisplaySpot, ...]:
    places = where if isinstance(where, list) else [where]
    if not places:
        raise BadLed(f"{name} is an empty list; it must be {FORMS}")
    return tuple(_spot(name, place) for place in places)


def _spot(name: str, where: object) -> DisplaySpot:
    word = str(where) if isinstance(where, int | str) and not isinstance(where, bool) else ""
    address, slash, row = word.partition("/")
    numbers = [address, row] if slash else [address]
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise BadLed(f"{name} is {where!r}; it must be {FORMS}")
    spot = DisplaySpot(int(address), int(row or 0))
    if spot.address > MOST_ADDRESS or spot.row > MOST_ROW:
        raise BadLed(f"{name} is {where!r}; addresses go up to {MOST_ADDRESS}, rows up to {MOST_ROW}")
    return spot


def _columns(name: str, value: object) -> int:
    least, most = COLUMNS
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadLed(f"{name}: columns is {value!r}; it must be a whole number from {least} to {most}")
    return value


def _no_place_twice(name: str, bus: LedBus) -> None:
    every = [*bus.rows, *(spot for spots in bus.strips.values() for spot in spots)]
    for spot in _repeated(every):
        users = [window for window, spots in bus.strips.items() if spot in spots]
        users += ["rows"] if spot in bus.rows else []
        raise BadLed(
            f"{name}: address {spot.address} row {spot.row} is given to {' and '.join(users)} more than "
            "once; each display has an address of its own"
        )


def _repeated(spots: Iterable[DisplaySpot]) -> list[DisplaySpot]:
    return sorted(spot for spot, times in Counter(spots).items() if times > 1)
