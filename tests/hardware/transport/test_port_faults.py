"""Why a port cannot be opened."""

import errno

import pytest

from hardware.health import ADVICE
from hardware.transport.line import LineUnreachable
from hardware.transport.port_faults import PortForbidden, PortInUse, PortMissing, opening_fault

NAME = "serial:///dev/ttyUSB0"


@pytest.mark.parametrize(
    ("error", "kind", "cure"),
    [
        (OSError(errno.ENOENT, "x"), PortMissing, "plug the device in"),
        (OSError(errno.ENXIO, "x"), PortMissing, "plug the device in again"),
        (OSError(errno.EACCES, "x"), PortForbidden, "usermod -aG dialout"),
        (OSError(errno.EBUSY, "x"), PortInUse, "another program uses it"),
        (OSError(errno.EAGAIN, "x"), PortInUse, "another program uses it"),
        (OSError("could not open port 'COM3': FileNotFoundError(2, …)"), PortMissing, "plug the device in"),
        (OSError("could not open port 'COM3': PermissionError(13, …)"), PortInUse, "another program"),
        (OSError("something\nelse"), LineUnreachable, "something else"),
        (ValueError("no such baud rate"), LineUnreachable, "no such baud rate"),
    ],
)
def test_one_line_names_the_port_and_the_cure(
    error: Exception, kind: type[LineUnreachable], cure: str
) -> None:
    fault = opening_fault(NAME, error)
    assert type(fault) is kind
    assert fault.detail.startswith(f"{NAME}: ")
    assert cure in fault.detail
    assert "\n" not in str(fault)
    assert ADVICE[fault.code].cure_zh
