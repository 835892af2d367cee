"""What every panel says of its device, in the same few words."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Lamp(Enum):
    """The state lamp of a panel; the word beside it says the same."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Status:
    """`word` is a key of the twins' texts, without `status_`."""

    lamp: Lamp
    word: str


READY = Status(Lamp.GREEN, "ready")
CONNECTED = Status(Lamp.GREEN, "connected")
WAITING = Status(Lamp.AMBER, "waiting")
UNPLUGGED = Status(Lamp.DARK, "unplugged")
NO_POWER = Status(Lamp.DARK, "no_power")


class Cable(Protocol):
    """The end of a wire, as far as its plug is concerned."""

    @property
    def plugged(self) -> bool: ...

    @property
    def connected(self) -> bool: ...

    def plug(self) -> None: ...

    def unplug(self) -> None: ...


def status_of(cable: Cable) -> Status:
    """Of a device that keeps its line open."""
    if not cable.plugged:
        return UNPLUGGED
    return CONNECTED if cable.connected else WAITING


def pull_or_push(cable: Cable) -> None:
    """The one button for the cable."""
    (cable.unplug if cable.plugged else cable.plug)()


class Twin(Protocol):
    """One device with its panel's view-model."""

    @property
    def url(self) -> str:
        """What a program's settings say to reach the device; empty when there is no such line."""

    def look(self) -> None:
        """Show the device as it is now, if it has changed. Called many times a second."""

    def close(self) -> None: ...
