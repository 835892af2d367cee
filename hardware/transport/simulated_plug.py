"""What simulated devices have in common that can be unplugged, and told what to do, from outside."""

import threading
from abc import ABC, abstractmethod

from hardware.health import Fault, Health
from hardware.transport.control_port import ControlPort


class SimulatedPlug(ABC):
    """Unplugged, the device is down with the code of `unplugged`. May be used from several threads.

    With a `control_port` it also takes its orders from that TCP port of this machine, from the beginning to
    `close`; 0 takes any free one.
    """

    def __init__(self, unplugged: type[Fault], control_port: int | None = None) -> None:
        self._guard = threading.Lock()
        self._plugged = True
        self._unplugged = unplugged
        self._control = None if control_port is None else ControlPort(control_port, self.obey)

    @abstractmethod
    def obey(self, order: str) -> str:
        """One order; the answer begins with `ok` or `error`."""

    @property
    def control_port(self) -> int | None:
        """The one in use; None if it takes no orders."""
        return None if self._control is None else self._control.port

    def unplug(self) -> None:
        with self._guard:
            self._plugged = False

    def plug(self) -> None:
        with self._guard:
            self._plugged = True

    def health(self) -> Health:
        with self._guard:
            return Health.ok() if self._plugged else Health.down(self._unplugged.code)

    def close(self) -> None:
        if self._control is not None:
            self._control.close()

    def _obeys_plug(self, order: str) -> bool:
        """Do `unplug`, `plug` or `status`; whether it was one of them."""
        match order.split():
            case ["unplug"]:
                self.unplug()
            case ["plug"]:
                self.plug()
            case ["status"]:
                pass
            case _:
                return False
        return True

    def _expect_plugged(self) -> None:
        """With the guard held. Raises the fault of an unplugged device."""
        if not self._plugged:
            raise self._unplugged
