"""Why a port cannot be had, asked only when the device behind it did not answer."""

import os
from dataclasses import dataclass
from pathlib import Path

from hardware.health import Fault
from hardware.transport.line import LineUnreachable
from hardware.transport.opening import line_opener
from hardware.transport.port_faults import PortForbidden, opening_fault
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

USUAL_GROUP, ROOT_GROUP = "dialout", "root"


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a port cannot be had: the fault in English, and what a Chinese page adds to its own advice."""

    fault: Fault
    zh: str = ""


def why_not(url: str) -> Blocked | None:
    """Open the serial port or device file of a URL and close it again; the fault names the cure.

    None: the port can be had, or it is of a kind that only its own driver can open.
    """
    scheme = url.partition("://")[0]
    try:
        where = parse(url[scheme.rfind("+") + 1 :])
        if where.scheme is Scheme.SERIAL:
            line_opener(where)().close()
        elif where.scheme in (Scheme.FILE, Scheme.EVDEV):
            _open_file(where)
    except PortForbidden as fault:
        group = _group_of(where.path)
        return Blocked(
            PortForbidden(fault.detail.replace(USUAL_GROUP, group)), f"sudo usermod -aG {group} 运行账户"
        )
    except LineUnreachable as fault:
        return Blocked(fault)
    except BadDeviceUrl:
        return None
    return None


def _open_file(where: DeviceUrl) -> None:
    how = os.O_RDONLY if where.scheme is Scheme.EVDEV else os.O_WRONLY
    try:
        os.close(os.open(where.path, how | getattr(os, "O_NONBLOCK", 0)))
    except OSError as error:
        raise opening_fault(where.text, error) from error


def _group_of(path: str) -> str:
    """Printers belong to `lp`, keypads to `input`: the cure must name the group that owns this port.

    Nobody is sent into root's own group, which opens far more than a port.
    """
    try:
        group = Path(path).group()
    except (OSError, KeyError, NotImplementedError):
        return USUAL_GROUP
    return USUAL_GROUP if group == ROOT_GROUP else group
