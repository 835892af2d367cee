"""The pages on which the citizen finds the item: lists of large tiles, page by page."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from hall_server.wire.directory import Directory, ItemEntry, UnitEntry
from kiosk import finding
from kiosk.state import KioskState
from kiosk.ui import keyboard, look
from kiosk.ui.look import Look
from kiosk.ui.parts import Child, Tile, Words, choice_height, choices, grid, heading, page, row
from kiosk.ui.wording import greeting, unit_name, zone_name, zone_short
from kiosk.view_model import KioskViewModel

CENTRE = Qt.AlignmentFlag.AlignHCenter
TILE_GAP = 20
COMPACT_TILE = 100
COMPACT_SEARCH = 396
"""Field and keyboard, beside what every list needs."""


def audience(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    height, pixels = choice_height(at, 2), at.px(56)
    tiles = [
        Tile(
            "individual",
            at.said("individual"),
            taps.individual,
            note=at.said("individual_note"),
            icon="person",
            pixels=pixels,
            height=height,
            centred=at.wide,
        ),
        Tile(
            "enterprise",
            at.said("enterprise"),
            taps.enterprise,
            note=at.said("enterprise_note"),
            icon="building",
            pixels=pixels,
            height=height,
            centred=at.wide,
        ),
    ]
    return page(
        at, heading(at, at.said("audience_title"), greeting(state, at)), None, choices(at, tiles), None, None
    )


def find(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    height, pixels = choice_height(at, 3), at.px(50)
    tiles = [
        Tile(
            "by_unit",
            at.said("by_unit"),
            taps.by_unit,
            note=at.said("by_unit_note"),
            icon="hall",
            pixels=pixels,
            height=height,
            centred=at.wide,
        ),
        Tile(
            "by_theme",
            at.said("by_theme"),
            taps.by_theme,
            note=at.said("by_theme_note"),
            icon="grid",
            pixels=pixels,
            height=height,
            centred=at.wide,
        ),
        Tile(
            "by_search",
            at.said("by_search"),
            taps.by_search,
            note=at.said("by_search_note"),
            icon="search",
            pixels=pixels,
            height=height,
            centred=at.wide,
        ),
    ]
    return page(at, heading(at, at.said("find_title")), None, choices(at, tiles), None, None)


def units(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if state.directory is None:
        return page(at)
    items = finding.items_for(state.directory, state.audience, state.zone)
    everyone = finding.units_of(state.directory, items)
    own = (
        finding.units_of(state.directory, (i for i in items if i.zone == state.zone))
        if state.zone
        else everyone
    )
    others = tuple(u for u in everyone if u not in own)
    shown = (others if state.other_zones else own) or everyone

    def tile(unit: UnitEntry, height: int) -> Tile:
        name = at.either(unit.name_zh, unit.name_en)
        pressed = partial(taps.unit_chosen, unit.id)
        return Tile(f"unit_{unit.id}", name, pressed, icon="hall", pixels=at.px(34), height=height)

    made = [partial(tile, unit) for unit in shown]
    title = at.said("other_zones" if state.other_zones else "units_title")
    note = zone_name(state.directory, state.zone, at) if own and not state.other_zones else ""
    switch: Child = 0
    if others and own:
        key = "own_zone" if state.other_zones else "other_zones"
        switch = Tile(
            "other_zones", at.said(key), taps.other_zones, icon="next", pixels=at.px(34), height=100
        )
    return page(
        at, heading(at, title, note), *_paged(made, state, taps, at, reserve=120 if switch else 0), switch
    )


def themes(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if state.directory is None:
        return page(at)

    def tile(number: int, name: str, height: int) -> Tile:
        pressed = partial(taps.theme_chosen, number)
        return Tile(f"theme_{number}", name, pressed, icon="grid", pixels=at.px(38), height=height)

    known = finding.themes_of(state.directory)
    made = [partial(tile, number, at.either(*both)) for number, both in enumerate(known)]
    return page(at, heading(at, at.said("themes_title")), *_paged(made, state, taps, at))


def unit_items(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if state.directory is None:
        return page(at)
    items = [
        i for i in finding.items_for(state.directory, state.audience, state.zone) if i.unit == state.unit
    ]
    title = unit_name(state.directory, state.unit, at)
    made = _item_tiles(items, state.directory, state, taps, at)
    return page(at, heading(at, title, at.said("items_note")), *_paged(made, state, taps, at))


def theme_items(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if state.directory is None:
        return page(at)
    known = finding.themes_of(state.directory)
    theme = known[state.theme] if state.theme < len(known) else ("", "")
    found = finding.items_for(state.directory, state.audience, state.zone)
    items = [i for i in found if i.theme_zh == theme[0]]
    made = _item_tiles(items, state.directory, state, taps, at)
    return page(at, heading(at, at.either(*theme), at.said("items_note")), *_paged(made, state, taps, at))


def search(state: KioskState, taps: KioskViewModel, at: Look) -> QWidget:
    if state.directory is None:
        return page(at)
    items = finding.items_for(state.directory, state.audience, state.zone)
    found = finding.find_items(items, state.typed)
    field = keyboard.field("search_field", state.typed, taps.typed, at, at.said("search_placeholder"))
    keys = keyboard.keys(state.typed, taps.typed, at)
    title = heading(at, at.said("search_title"), "" if at.compact else at.said("search_note"))
    if not found:
        said = at.said("nothing_found" if state.typed.strip() else "search_hint")
        return page(at, title, field, None, Words(said, at.px(34), look.QUIET, False, CENTRE), None, keys)
    if at.compact:
        # Heading and notes give their place to the finds; banners take that of the pager.
        made = _item_tiles(found, state.directory, state, taps, at, noted=False)
        shown = _paged(made, state, taps, at, COMPACT_SEARCH, titled=False, tile_height=COMPACT_TILE)
        return page(at, field, *(shown if at.height > 700 else shown[:2]), keys)
    made = _item_tiles(found, state.directory, state, taps, at)
    return page(at, title, field, *_paged(made, state, taps, at, reserve=540), keys)


def _item_tiles(
    items: Sequence[ItemEntry],
    directory: Directory,
    state: KioskState,
    taps: KioskViewModel,
    at: Look,
    noted: bool = True,
) -> list[Callable[[int], Tile]]:
    def note(item: ItemEntry) -> str:
        if not noted:
            return ""
        elsewhere = zone_short(directory, item.zone, at) if item.zone != state.zone else ""
        from_search = "" if elsewhere else unit_name(directory, item.unit, at)
        return elsewhere or from_search

    def tile(item: ItemEntry, height: int) -> Tile:
        name = at.either(item.name_zh, item.name_en)
        pressed = partial(taps.item_chosen, item.id)
        return Tile(f"item_{item.id}", name, pressed, note=note(item), pixels=at.px(34), height=height)

    return [partial(tile, item) for item in items]


def _paged(
    made: Sequence[Callable[[int], Tile]],
    state: KioskState,
    taps: KioskViewModel,
    at: Look,
    reserve: int = 0,
    titled: bool = True,
    tile_height: int = 0,
) -> list[Child]:
    """As many tiles as the screen holds, and the buttons to the neighbouring pages."""
    columns = (2 if at.elder else 3) if at.wide else (1 if at.elder else 2)
    height = tile_height or _tile_height(at)
    used = (160 if at.compact else 260) * titled + 140 + reserve
    rows = max(1, (at.height - used) // (height + TILE_GAP))
    size = rows * columns
    pages = max(1, -(-len(made) // size))
    number = min(state.list_page, pages - 1)
    tiles = [make(height) for make in made[number * size : (number + 1) * size]]
    holder = grid(tiles, columns)
    return [holder, None, _pager(number, pages, taps, at)] if pages > 1 else [holder, None]


def _tile_height(at: Look) -> int:
    if at.compact:
        return 140 if at.elder else 134
    return 160 if at.elder else 150


def _pager(number: int, pages: int, taps: KioskViewModel, at: Look) -> QLayout:
    before = Tile(
        "previous_page",
        at.said("previous_page"),
        lambda: taps.page_turned(number - 1),
        icon="back",
        pixels=at.px(32),
        height=look.SMALLEST_TARGET if at.compact else 96,
    )
    after = Tile(
        "next_page",
        at.said("next_page"),
        lambda: taps.page_turned(number + 1),
        icon="next",
        pixels=at.px(32),
        height=look.SMALLEST_TARGET if at.compact else 96,
    )
    before.setEnabled(number > 0)
    after.setEnabled(number < pages - 1)
    where = Words(f"{number + 1} / {pages}", at.px(34), look.NAVY, True, CENTRE)
    where.setFixedWidth(160)
    return row(before, where, after)
