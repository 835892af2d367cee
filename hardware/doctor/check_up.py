"""The examination of a device of the hall by its device.toml, the same for `hall doctor` and the page."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from hall_server.client.device_settings import DeviceSettings, printer_url
from hardware.doctor.devices import led_plan
from hardware.doctor.examination import LOOK_ONLY, Held, Subject, Wishes, examine
from hardware.doctor.findings import Finding
from hardware.doctor.machine import Echo

PATIENCE_SECONDS = 3.0
USUAL_BUS = "strip+serial:///dev/ttyUSB0?baud=9600"
"""What is planned for where no settings name a bus."""


def check_up(
    settings: DeviceSettings | None,
    wishes: Wishes = LOOK_ONLY,
    held: Held | None = None,
) -> Iterator[Finding]:
    """Everything about a device; without settings, the machine alone, and the bus that is planned for."""
    if settings is None:
        yield from examine(Subject(Path()))
        if wishes.strips:
            yield led_plan(USUAL_BUS, wishes.strips)
        return
    with closing(httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False)) as http:
        subject = Subject(
            settings.state_dir,
            ports_of(settings),
            settings.server,
            lambda: _echo(http, settings.server),
            held or {},
            strips_of(settings),
            addresses_of(settings),
        )
        yield from examine(subject, wishes)


def ports_of(settings: DeviceSettings) -> tuple[tuple[str, str], ...]:
    """Every port with its name, as the program of this device would open it."""
    found = {each.name: str(getattr(settings.ports, each.name)) for each in fields(settings.ports)}
    found["printer"] = printer_url(settings)
    return (*found.items(), *(("led", bus.port) for bus in settings.led))


def strips_of(settings: DeviceSettings) -> Counter[str]:
    """How many displays hang on each LED port; several tables may share one."""
    found: Counter[str] = Counter()
    for bus in settings.led:
        found[bus.port] += bus.displays
    return found


def addresses_of(settings: DeviceSettings) -> dict[str, tuple[int, ...]]:
    """The addresses of the displays on each LED port."""
    found: dict[str, set[int]] = {}
    for bus in settings.led:
        spots = (*bus.rows, *(spot for window in bus.strips.values() for spot in window))
        found.setdefault(bus.port, set()).update(spot.address for spot in spots)
    return {port: tuple(sorted(addresses)) for port, addresses in found.items()}


def _echo(http: httpx.Client, server: str) -> Echo:
    begun = time.perf_counter()
    try:
        answer = http.get(f"{server.rstrip('/')}/healthz").raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    took = time.perf_counter() - begun
    return Echo(took, _time_of(answer), datetime.now(UTC).replace(microsecond=0))


def _time_of(answer: httpx.Response) -> datetime:
    """Raises OSError for an answer that does not come from a hall server."""
    try:
        return parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError) as error:
        raise OSError(f"this is not a hall server: {error!r}") from error
