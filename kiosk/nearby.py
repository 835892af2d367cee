"""Which other kiosk a citizen is sent to when this one cannot print."""

from collections.abc import Iterable

from hall_server.wire.directory import Directory
from hall_server.wire.views import DeviceView
from hall_server.wire.words import DeviceState, Role


def nearest_working_kiosk(
    devices: Iterable[DeviceView], directory: Directory | None, zone: str | None, own_name: str
) -> DeviceView | None:
    """Same zone first, then the same floor, then the fewest floors away. One with a warning, of little paper
    or of its scanner, prints all the same."""
    floors = {z.id: z.floor for z in directory.zones} if directory else {}
    here = floors.get(zone or "")
    working = [
        d
        for d in devices
        if d.role is Role.KIOSK and d.state in (DeviceState.OK, DeviceState.WARNING) and d.name != own_name
    ]

    def distance(device: DeviceView) -> tuple[bool, int, str]:
        there = floors.get(device.zone or "")
        storeys = abs(there - here) if there is not None and here is not None else 99
        return (device.zone != zone, storeys, device.id)

    return min(working, key=distance, default=None)
