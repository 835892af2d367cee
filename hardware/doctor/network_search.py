"""Looks for printers on the machine's own networks, all machines at once and within a few seconds.

Only machines that offer nothing but raw printing are sent anything, and that is the real-time status request,
which a ticket printer answers without moving paper. An office printer may print whatever it is sent.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hardware.doctor.network import IPP, LPD, RAW, STATUS_BYTES, Answer
from hardware.printer.frames import STATUS_QUESTIONS, status_question

_ADDRESS_OF = 0x8915  # SIOCGIFADDR of linux/sockios.h
_ANYWHERE = ("192.0.2.1", 9)  # no packet goes there: a datagram socket only looks up its own address


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to connect, to wait for an answer, and for everything. `at_once`: open sockets."""

    connect: float = 0.7
    answer: float = 0.4
    all: float = 3.0
    at_once: int = 400


USUAL = Limits()


def own_addresses() -> list[str]:
    """The IPv4 addresses of this machine, that of the default route first."""
    found = [*_of_default_route(), *_of_interfaces(), *_of_name()]
    return [each for each in dict.fromkeys(found) if not each.startswith(("127.", "0."))]


def search(hosts: Sequence[str], port: int = RAW, limits: Limits = USUAL) -> list[Answer]:
    """Whoever listens for print jobs, in the order of `hosts`; what has not answered in time is left out."""
    return asyncio.run(_search(hosts, port, limits))


async def _search(hosts: Sequence[str], port: int, limits: Limits) -> list[Answer]:
    answers: dict[str, Answer] = {}
    turn = asyncio.Semaphore(limits.at_once)

    async def look(host: str) -> None:
        async with turn:
            if not await _listens(host, port, limits):
                return
            answers[host] = Answer(host, port)
            office = await asyncio.gather(*(_listens(host, other, limits) for other in (LPD, IPP)))
            answers[host] = replace(answers[host], office=any(office))
            if not any(office):
                answers[host] = replace(answers[host], status=await _status(host, port, limits))

    looks = [asyncio.ensure_future(look(host)) for host in hosts]
    if looks:
        _, late = await asyncio.wait(looks, timeout=limits.all)
        for each in late:
            each.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
    return [answers[host] for host in hosts if host in answers]


async def _listens(host: str, port: int, limits: Limits) -> bool:
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), limits.connect)
    except (OSError, TimeoutError):
        return False
    await _hang_up(writer)
    return True


async def _status(host: str, port: int, limits: Limits) -> bytes:
    answer = b""
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, port), limits.connect)
    except (OSError, TimeoutError):
        return answer
    try:
        for number in STATUS_QUESTIONS:
            writer.write(status_question(number))
            answer += await asyncio.wait_for(reader.read(1), limits.answer)
    except (OSError, TimeoutError):
        pass
    finally:
        await _hang_up(writer)
    return answer[:STATUS_BYTES]


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def _of_default_route() -> list[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ANYWHERE)
        except OSError:
            return []
        return [str(probe.getsockname()[0])]


def _of_interfaces() -> list[str]:
    try:
        import fcntl
    except ImportError:
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                asked = struct.pack("256s", name.encode()[:15])
                found.append(socket.inet_ntoa(fcntl.ioctl(probe.fileno(), _ADDRESS_OF, asked)[20:24]))
    return found


def _of_name() -> list[str]:
    try:
        return [str(each) for each in socket.gethostbyname_ex(socket.gethostname())[2]]
    except OSError:
        return []
