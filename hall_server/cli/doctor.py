"""`hall doctor` and `hall ports`: what is wrong on this machine, in words that a technician can act on."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from hall_server.cli.saying import err, fail, out, say, say_json
from hall_server.client.device_settings import BadSettings, read_device_settings
from hall_server.wire.words import Language
from hardware.doctor import ports
from hardware.doctor.check_up import check_up
from hardware.doctor.examination import Wishes
from hardware.doctor.findings import Finding, worst
from hardware.doctor.network import RAW, found, hosts_to_ask, own_networks
from hardware.doctor.network_search import own_addresses, search
from hardware.doctor.page.wording import SIGNS, name_of
from hardware.doctor.technician_pin import LEAST_DIGITS, MOST_DIGITS, hashed, is_pin
from hardware.health import Health, HealthState

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
        int, typer.Option("--led", help="Strips on each LED bus, in place of those that the settings name.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Look at this machine and its devices. Ends with 1 if something is down, 0 otherwise."""
    # What a driver says to the log is in the findings already.
    logging.getLogger("hardware").addHandler(logging.NullHandler())
    try:
        settings = read_device_settings(config) if config else None
    except BadSettings as error:
        fail(str(error))
    findings = list(check_up(settings, Wishes(test_ticket, aloud, led)))
    if as_json:
        say_json({"worst": worst(findings).value, "findings": [_plain(f) for f in findings]})
    else:
        out.print(_table(findings))
    if worst(findings) is HealthState.DOWN:
        raise typer.Exit(1)


def list_of_ports(
    network: Annotated[
        bool, typer.Option("--network/--no-network", help="Look for printers on this machine's networks.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """List serial ports, USB devices and network printers, as URLs for a device.toml."""
    known = [*ports.serial_ports(), *ports.usb_devices(), *(_network_printers() if network else [])]
    if as_json:
        say_json([{"url": p.url, "description": p.description, "code": p.health.code} for p in known])
        return
    for port in known:
        say(f"{port.url}   {port.description}")
        if port.health.state is not HealthState.OK:
            say(f"    {_both(port.health)}", STYLE[port.health.state])
    if not known:
        say(
            "没有发现串口、USB 设备或网络打印机   no serial port, USB device or network printer found",
            "yellow",
        )


def technician_pin(
    pin: Annotated[
        str,
        typer.Option(
            prompt=True, hide_input=True, confirmation_prompt=True, help="Better typed than given here."
        ),
    ],
) -> None:
    """Make the line for a device.toml that opens the technician's page with this PIN."""
    if not is_pin(pin):
        fail(
            f"技术人员密码为 {LEAST_DIGITS} 至 {MOST_DIGITS} 位数字   {LEAST_DIGITS} to {MOST_DIGITS} digits"
        )
    say(f'technician_pin = "{hashed(pin)}"')


def _network_printers() -> list[ports.Port]:
    addresses = own_addresses()
    networks = own_networks(addresses)
    names = ", ".join(map(str, networks)) or "无 none"
    err.print(f"正在查找网络打印机   looking for printers, port {RAW}: {names}", style="dim", markup=False)
    return [found(answer) for answer in search(hosts_to_ask(networks, addresses))]


def _both(health: Health) -> str:
    english = health.in_english()
    return f"{health.cause}，{health.cure}   {english.cause}. {english.cure}."


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


def _table(findings: list[Finding]) -> Table:
    table = Table("检查项 what", "状态 state", "说明与处理 what is wrong, what to do", show_lines=True)
    table.columns[2].overflow = "fold"
    for finding in findings:
        # Text, because a port or an error may hold brackets, which are mark-up in a plain string.
        cells = ("\n".join(_names(finding.what)), _state(finding.health), "\n".join(_told(finding)))
        table.add_row(*map(Text, cells), style=STYLE[finding.health.state])
    return table


def _names(what: str) -> list[str]:
    return list(dict.fromkeys(name_of(what, language) for language in Language))


def _state(health: Health) -> str:
    return f"{SIGNS[health.state]} {health.state.value}"


def _told(finding: Finding) -> list[str]:
    health, english = finding.health, finding.health.in_english()
    lines = finding.lines(finding.answered)
    if health.state is not HealthState.OK:
        lines += [f"{health.cause}。{health.cure}", f"{english.cause}. {english.cure}"]
    return lines
