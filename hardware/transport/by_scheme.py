"""From a device URL to whatever its scheme stands for."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

Device = TypeVar("Device")


def device_of(
    url: str, what: str, forms: str, makers: Mapping[Scheme, Callable[[DeviceUrl], Device]]
) -> Device | None:
    """None for `none://`, a device that the hall does not have.

    Raises BadDeviceUrl, which says that this is not `what` and which `forms` are allowed.
    """
    where = parse(url)
    if where.scheme is Scheme.NONE:
        return None
    if where.scheme not in makers:
        raise BadDeviceUrl(url, f"not {what}", forms)
    return makers[where.scheme](where)
