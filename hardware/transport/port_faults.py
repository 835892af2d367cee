"""Why a port cannot be opened, and the cure, in one line that names the port."""

import errno

from hardware.transport.line import LineUnreachable


class PortMissing(LineUnreachable):
    """There is no such port: unplugged, or misspelt."""

    code = "port_missing"


class PortForbidden(LineUnreachable):
    """This account may not open the port."""

    code = "port_forbidden"


class PortInUse(LineUnreachable):
    """Another program has the port."""

    code = "port_in_use"


_KINDS: dict[int, tuple[type[LineUnreachable], str]] = {
    errno.ENOENT: (
        PortMissing,
        "there is no such port; plug the device in, or correct the port in the settings",
    ),
    errno.ENXIO: (PortMissing, "nothing is plugged in there; plug the device in again"),
    errno.ENODEV: (PortMissing, "nothing is plugged in there; plug the device in again"),
    errno.EACCES: (
        PortForbidden,
        "not permitted; add this account to the group of the port "
        "(sudo usermod -aG dialout ACCOUNT), then log in again",
    ),
    errno.EBUSY: (PortInUse, "another program uses it; end that program or name another port"),
    errno.EAGAIN: (PortInUse, "another program uses it; end that program or name another port"),
}
# On Windows pyserial keeps the cause in its text only, and a port in use is one to which access is denied.
_WINDOWS_WORDS = {"FileNotFoundError": errno.ENOENT, "PermissionError": errno.EBUSY}


def opening_fault(name: str, error: Exception) -> LineUnreachable:
    """The fault for an error that opening `name` raised."""
    number = getattr(error, "errno", None)
    if number is None:
        number = next((code for word, code in _WINDOWS_WORDS.items() if word in str(error)), None)
    kind, cure = _KINDS.get(number or 0, (LineUnreachable, " ".join(str(error).split())))
    return kind(f"{name}: {cure}")
