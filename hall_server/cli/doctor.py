"""`hall doctor` and `hall ports`: what is wrong on this machine, in words that a technician can act on."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.table import Table

from hall_server.cli.saying import fail, out, say, say_json
from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hardware.doctor import devices, machine, ports
from hardware.doctor.findings import Finding, worst
from hardware.health import HealthState

STYLE = {
    HealthState.OK: "green",
    HealthState.WARNING: "yellow",
    HealthState.UNKNOWN: "magenta",
    HealthState.DOWN: "bold red",
}


def doctor(
    config: Annotated[
        Path | None, typer.Option("--config", help="The device.toml of this machine; its devices are asked.")
    ] = None,
    test_ticket: Annotated[bool, typer.Option(help="Print a test ticket.")] = False,
    aloud: Annotated[bool, typer.Option(help="Speak a sentence.")] = False,
    led: Annotated[
        int, typer.Option("--led", help="Number of strips on the LED port: is its bus quick enough?")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Look at this machine and its devices. Ends with 1 if something is down, 0 otherwise."""
    try:
        settings = read_device_settings(config) if config else None
    except BadSettings as error:
        fail(str(error))
    found = list(_findings(settings, test_ticket, aloud, led))
    if as_json:
        say_json({"worst": worst(found).value, "findings": [_plain(f) for f in found]})
    else:
        out.print(_table(found))
    if worst(found) is HealthState.DOWN:
        raise typer.Exit(1)


def list_of_ports(as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False) -> None:
    """List serial ports and USB devices, as URLs for a device.toml."""
    found = [*ports.serial_ports(), *ports.usb_devices()]
    if as_json:
        say_json([{"url": p.url, "description": p.description} for p in found])
        return
    for port in found:
        say(f"{port.url}   {port.description}")
    if not found:
        say("没有发现串口或 USB 设备   no serial port and no USB device was found", "yellow")


def _findings(
    settings: DeviceSettings | None, test_ticket: bool, aloud: bool, strips: int
) -> Iterator[Finding]:
    yield machine.fonts()
    yield machine.disk(settings.state_dir if settings else Path())
    if settings is None:
        return
    with httpx.Client(timeout=5, trust_env=False) as http:
        yield from machine.way_to_server(settings.server, lambda: _echo(http, settings.server))
    ports_of = settings.ports
    for finding in (
        devices.printer(ports_of.printer, test_ticket),
        devices.id_reader(ports_of.id_reader),
        devices.light(ports_of.light),
        devices.speaker(ports_of.speaker, aloud),
        devices.call_box(ports_of.call_box),
        devices.evaluator(ports_of.evaluator),
        devices.scanner(ports_of.scanner),
        *devices.led(ports_of.led, strips),
    ):
        if finding is not None:
            yield finding


def _echo(http: httpx.Client, server: str) -> machine.Echo:
    begun = time.perf_counter()
    try:
        answer = http.get(f"{server}/healthz").raise_for_status()
    except httpx.HTTPError as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    took = time.perf_counter() - begun
    said = parsedate_to_datetime(answer.headers["date"])
    return machine.Echo(took, said, datetime.now(UTC).replace(microsecond=0))


def _plain(finding: Finding) -> dict[str, str]:
    health, english = finding.health, finding.health.in_english()
    return {
        "what": finding.what,
        "where": finding.where,
        "state": health.state.value,
        "code": health.code,
        "cause_zh": health.cause,
        "cure_zh": health.cure,
        "cause_en": english.cause,
        "cure_en": english.cure,
        "answered": finding.answered,
    }


def _table(found: list[Finding]) -> Table:
    table = Table("检查项 what", "位置 where", "状态 state", "说明 cause", "处理 cure")
    for finding in found:
        health, english = finding.health, finding.health.in_english()
        cause = "\n".join(filter(None, (health.cause, english.cause, finding.answered)))
        cure = "\n".join(filter(None, (health.cure, english.cure)))
        table.add_row(finding.what, finding.where, health.state.value, cause, cure, style=STYLE[health.state])
    return table
