"""What a program tells the hall about its devices: of all that ails them, the worst. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from hall_server.wire.words import DeviceState
from hardware.health import Health, HealthState


@dataclass(frozen=True, slots=True)
class Part:
    """A device, and how it is. `where` is its name in the settings: `scanner`, `led2` for the second bus."""

    health: Health
    where: str = ""


def reported(parts: Iterable[Part]) -> tuple[DeviceState, str]:
    """State and code of a heartbeat: `speech_silent`, or `led_silent__led2` with the place behind it.

    Never worse than a warning, for the program still does its main work. Of equal ills the first is told.
    Devices that never answer, or that have not been used yet, are in their usual state.
    """
    ailing = [part for part in parts if _SEVERITY[part.health.state]]
    if not ailing:
        return DeviceState.OK, ""
    worst = max(ailing, key=lambda part: _SEVERITY[part.health.state])
    return DeviceState.WARNING, f"{worst.health.code}__{worst.where}" if worst.where else worst.health.code


_SEVERITY = {HealthState.OK: 0, HealthState.UNKNOWN: 0, HealthState.WARNING: 1, HealthState.DOWN: 2}
