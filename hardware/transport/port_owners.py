"""One owner for each port of a program: two protocols on one RS-485 line must not talk at once."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from hardware.health import Health
from hardware.transport.job_queue import Job
from hardware.transport.port_owner import PortClosed, PortOwner, PortWork
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme


class PortShare:
    """What one driver has of a port: it closes only its own part, and its jobs replace no other driver's."""

    def __init__(self, owner: PortOwner, leave: Callable[[], None]) -> None:
        self._owner, self._leave = owner, leave
        self._closed = False

    @property
    def health(self) -> Health:
        return self._owner.health

    def submit(self, job: Job) -> None:
        if self._closed:
            job.done(PortClosed())
            return
        self._owner.submit(replace(job, key=(self, job.key)))

    def close(self) -> None:
        """The port is let go of by the last one."""
        if not self._closed:
            self._closed = True
            self._leave()


_Port = tuple[Scheme, str, int, str]


@dataclass
class _Shared:
    work: PortWork
    owner: PortOwner
    users: int = 0


class PortOwners:
    """The owners of a program's ports; whoever builds its devices holds it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._manners: dict[_Port, tuple[str, str]] = {}
        self._shared: dict[_Port, _Shared] = {}

    def of(self, where: DeviceUrl) -> Callable[[PortWork, str], PortShare]:
        """How a driver gets the owner of its port. Raises BadDeviceUrl if others use it at another speed."""
        port = (where.scheme, where.host, where.port, where.path)
        manners = (where.options.get("baud", "9600"), where.options.get("echo", "no"))
        if self._manners.setdefault(port, manners) != manners:
            raise BadDeviceUrl(
                where.text,
                "another device on this port has another baud or echo",
                "the same baud= and echo= for all devices on one line",
            )

        def own(work: PortWork, name: str) -> PortShare:
            with self._lock:
                shared = self._shared.get(port)
                if shared is None:
                    shared = self._shared[port] = _Shared(work, PortOwner(work, name))
                else:
                    shared.work.take_in(work)
                shared.users += 1
            return PortShare(shared.owner, lambda: self._left(port))

        return own

    def _left(self, port: _Port) -> None:
        with self._lock:
            shared = self._shared[port]
            shared.users -= 1
            if shared.users:
                return
            del self._shared[port]
        shared.owner.close()
