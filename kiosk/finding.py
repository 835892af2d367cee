"""Finding items: by typed letters or characters, by unit, by theme; nearest to this kiosk first."""

import unicodedata
from collections.abc import Iterable

from hall_server.wire.directory import Directory, ItemEntry, UnitEntry
from hall_server.wire.words import Audience

_EXACT, _BEGINS, _WORD_BEGINS, _CONTAINS, _NOT_FOUND = range(5)


def find_items(items: Iterable[ItemEntry], query: str, limit: int = 60) -> tuple[ItemEntry, ...]:
    """Items whose name or search keys answer the query; exact and beginning matches first, then as listed."""
    wanted = _plain(query)
    if not wanted:
        return ()
    ranked = [(_rank(item, wanted), place, item) for place, item in enumerate(items)]
    found = sorted((r for r in ranked if r[0] < _NOT_FOUND), key=lambda r: r[:2])
    return tuple(item for _, _, item in found[:limit])


def items_for(directory: Directory, audience: Audience | None, zone: str | None) -> tuple[ItemEntry, ...]:
    """What an individual or an enterprise may choose; the items of the kiosk's own zone first."""
    open_to = [
        i
        for i in directory.items
        if audience in (None, Audience.BOTH, i.audience) or i.audience is Audience.BOTH
    ]
    return tuple(sorted(open_to, key=lambda item: zone is not None and item.zone != zone))


def units_of(directory: Directory, items: Iterable[ItemEntry]) -> tuple[UnitEntry, ...]:
    """The units that offer any of the items, in the hall's own order."""
    offering = {item.unit for item in items}
    return tuple(unit for unit in directory.units if unit.id in offering)


def themes_of(directory: Directory) -> tuple[tuple[str, str], ...]:
    """Chinese and English names of the themes, in the order in which the directory first names them."""
    return tuple({item.theme_zh: (item.theme_zh, item.theme_en) for item in directory.items}.values())


def _plain(text: str) -> str:
    """Full-width to half-width, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rank(item: ItemEntry, wanted: str) -> int:
    keys = [_plain(key) for key in (item.name_zh, item.name_en, *item.search)]
    best = min((_closeness(key, wanted) for key in keys), default=_NOT_FOUND)
    if best == _NOT_FOUND and " " in wanted:
        together = " ".join(keys)
        if all(word in together for word in wanted.split()):
            return _CONTAINS
    return best


def _closeness(key: str, wanted: str) -> int:
    if key == wanted:
        return _EXACT
    if key.startswith(wanted):
        return _BEGINS
    if f" {wanted}" in key:
        return _WORD_BEGINS
    # One letter inside a word would find nearly everything.
    inside = len(wanted) > 1 or not wanted.isascii()
    return _CONTAINS if inside and wanted in key else _NOT_FOUND
