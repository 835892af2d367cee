"""Names, places and times as the screen says them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hall_server.wire.directory import Directory
from hall_server.wire.views import DeviceView
from hall_server.wire.words import TicketState
from hardware.health import ADVICE
from kiosk.state import KioskState
from kiosk.ui.look import Look


def at_hour(moment: datetime, directory: Directory) -> str:
    return f"{moment.astimezone(ZoneInfo(directory.time_zone)):%H:%M}"


def at_second(moment: datetime, directory: Directory | None) -> str:
    zone = ZoneInfo(directory.time_zone) if directory else None
    return f"{moment.astimezone(zone):%H:%M:%S}"


def item_name(directory: Directory, item: str, at: Look) -> str:
    return next((at.either(i.name_zh, i.name_en) for i in directory.items if i.id == item), item)


def queue_name(directory: Directory, queue: str, at: Look) -> str:
    return next((at.either(q.name_zh, q.name_en) for q in directory.queues if q.id == queue), queue)


def unit_name(directory: Directory, unit: str | None, at: Look) -> str:
    return next((at.either(u.name_zh, u.name_en) for u in directory.units if u.id == unit), unit or "")


def zone_name(directory: Directory, zone: str | None, at: Look) -> str:
    """B区 房地产税费功能区 · 2楼."""
    for z in directory.zones:
        if z.id == zone:
            return at.said("zone", letter=z.letter, name=at.either(z.name_zh, z.name_en), floor=z.floor)
    return ""


def zone_short(directory: Directory, zone: str, at: Look) -> str:
    """B区 · 2楼."""
    return next(
        (at.said("zone_short", letter=z.letter, floor=z.floor) for z in directory.zones if z.id == zone), ""
    )


def ticket_state(state: TicketState, at: Look) -> str:
    return at.said(f"ticket_{state}")


def printer_trouble(code: str, at: Look) -> str:
    """The cause, in the words of the device's own list of faults."""
    advice = ADVICE.get(code, ADVICE["device_fault"])
    return at.either(advice.cause_zh, advice.cause_en)


def card_trouble(code: str, at: Look) -> str:
    """What to do about a card that cannot be read."""
    advice = ADVICE.get(code, ADVICE["card_put_again"])
    return at.either(f"{advice.cause_zh}，{advice.cure_zh}", f"{advice.cause_en}. {advice.cure_en}")


def greeting(state: KioskState, at: Look) -> str:
    """您好，张*; and that the card is out of date, if it is. Empty without a card."""
    if state.greeting is None:
        return ""
    hello = at.said("greeting", name=state.greeting.name)
    return at.said("greeting_expired", hello=hello) if state.greeting.card_expired else hello


def other_kiosk(state: KioskState, at: Look) -> str:
    """Where to go instead."""
    nearest: DeviceView | None = state.nearest
    if nearest is None or state.directory is None:
        return at.said("go_to_guide")
    return at.said("go_to_kiosk", name=nearest.name, place=zone_name(state.directory, nearest.zone, at))
