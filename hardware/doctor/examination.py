"""All that is looked at on one machine, in the order in which a technician reads it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from hardware.doctor import devices, machine
from hardware.doctor.findings import Finding
from hardware.health import Health
from hardware.transport.url import without_password

Held = Mapping[str, Callable[[], Health]]
"""Devices that the running program holds, by the name of their port (`printer`), or by name and URL where
several have one name (`led sim://`): each tells how it is."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is done beyond looking. `strips`: how many an LED bus is to serve, in place of those it has;
    `addresses`: the displays that are asked."""

    test_ticket: bool = False
    aloud: bool = False
    strips: int = 0
    addresses: tuple[int, ...] = ()


LOOK_ONLY = Wishes()


@dataclass(frozen=True, slots=True)
class Subject:
    """A machine: the ports that its settings name, where it keeps its files, and its way to the server.

    A device in `held` is not opened a second time, for a port has one owner: its own word is taken.
    """

    state_dir: Path
    ports: tuple[tuple[str, str], ...] = ()
    server: str = ""
    ask_server: Callable[[], machine.Echo] | None = None
    held: Held = field(default_factory=lambda: MappingProxyType({}))
    strips: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How many displays each LED bus serves, by its port."""
    addresses: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Where they hang, by their port."""


Look = Callable[[str, Wishes], Finding | tuple[Finding, ...] | None]

LOOKS: dict[str, Look] = {
    "printer": lambda url, wishes: devices.printer(url, wishes.test_ticket),
    "id_reader": lambda url, wishes: devices.id_reader(url),
    "light": lambda url, wishes: devices.light(url),
    "guide_bell": lambda url, wishes: devices.light(url, "guide_bell"),
    "speaker": lambda url, wishes: devices.speaker(url, wishes.aloud),
    "call_box": lambda url, wishes: devices.call_box(url),
    "evaluator": lambda url, wishes: devices.evaluator(url),
    "scanner": lambda url, wishes: devices.scanner(url),
    "camera": lambda url, wishes: devices.camera(url),
    "led": lambda url, wishes: devices.led(url, wishes.strips, wishes.addresses),
}


def examine(subject: Subject, wishes: Wishes = LOOK_ONLY) -> Iterator[Finding]:
    """Look at one thing after another. Blocks for seconds at a device that is silent; raises nothing."""
    yield machine.fonts()
    yield machine.disk(subject.state_dir)
    if subject.ask_server is not None:
        yield from machine.way_to_server(subject.server, subject.ask_server)
    for name, url in subject.ports:
        served = replace(
            wishes,
            strips=wishes.strips or subject.strips.get(url, 0),
            addresses=subject.addresses.get(url, ()),
        )
        found = _held(subject.held, name, url) or LOOKS[name](url, served)
        yield from found if isinstance(found, tuple) else filter(None, (found,))


def _held(held: Held, name: str, url: str) -> Finding | None:
    tell = held.get(name) or held.get(f"{name} {url}")
    if tell is None:
        return None
    return Finding(
        name,
        without_password(url),
        tell(),
        "in use by this program, which says so itself",
        "本程序正在使用，由本程序报告",
    )
