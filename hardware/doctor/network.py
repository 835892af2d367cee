"""Which machines of the LAN may be printers, and what their answers mean. Pure: no socket is opened here."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from hardware.doctor.ports import Port
from hardware.health import HealthState
from hardware.printer.frames import decode_status, is_status
from hardware.printer.interface import Paper, PrinterStatus

RAW, LPD, IPP = 9100, 515, 631
"""Raw printing; the line printer protocol and the Internet Printing Protocol, which office printers speak."""
MOST_NETWORKS = 4
STATUS_BYTES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """A machine on which somebody listens for print jobs, and what it answered.

    `office`: it offers LPD or IPP too, so it may print whatever it is sent and was not asked anything.
    """

    host: str
    port: int = RAW
    office: bool = False
    status: bytes = b""


def own_networks(addresses: Iterable[str]) -> list[IPv4Network]:
    """The /24 around each private address of this machine; larger networks would take too long.

    A public address is left alone: the machines around it are other people's.
    """
    networks: list[IPv4Network] = []
    for each in addresses:
        address = IPv4Address(each)
        network = IPv4Network((address, 24), strict=False)
        unusable = address.is_loopback or address.is_link_local or not address.is_private
        if not unusable and network not in networks:
            networks.append(network)
    return networks[:MOST_NETWORKS]


def hosts_to_ask(networks: Iterable[IPv4Network], own: Iterable[str]) -> list[str]:
    """Every machine of these networks but this one."""
    ourselves = set(own)
    return [str(host) for network in networks for host in network.hosts() if str(host) not in ourselves]


def found(answer: Answer) -> Port:
    """The printer as a URL, and in a few words what is known of it."""
    url = f"tcp://{answer.host}:{answer.port}"
    if answer.office:
        return Port(url, "办公打印机？未询问   an office printer? not asked")
    status = understood(answer.status)
    if status is None:
        return Port(f"{url}?status=none", "未应答状态查询   listens, does not answer a status request")
    if status.health.state is HealthState.OK:
        return Port(url, "票据打印机，正常   ticket printer, ready")
    health = status.health
    return Port(url, f"票据打印机：{health.cause}   ticket printer: {health.in_english().cause}")


def understood(answers: bytes) -> PrinterStatus | None:
    """What the answers to DLE EOT 1 to 4 say; None if they are no such answers."""
    if len(answers) != STATUS_BYTES or not all(map(is_status, answers)):
        return None
    status = decode_status(answers)
    return status if status.paper is not Paper.UNKNOWN else None
