"""Finding printers on the LAN: which machines are asked, what is sent to them, and what is said of them."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network
from pathlib import Path

from hardware.doctor.network import Answer, found, hosts_to_ask, own_networks, understood
from hardware.doctor.network_search import Limits, own_addresses, search
from hardware.printer.wire_simulator import WirePrinter

WELL = bytes((0x16, 0x12, 0x12, 0x12))
QUICK = Limits(connect=0.5, answer=0.3, all=2.0)


@contextmanager
def a_machine(answer: bytes = b"") -> Iterator[tuple[int, list[bytes]]]:
    """Listens on a port and keeps what it is sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.settimeout(1)
                    try:
                        while data := peer.recv(100):
                            heard.append(data)
                            if answer:
                                peer.sendall(answer)
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1]), heard


def test_the_private_networks_of_this_machine_are_looked_at_and_no_others() -> None:
    addresses = ["192.168.1.20", "10.8.3.4", "127.0.0.1", "169.254.9.9", "8.8.8.8", "192.168.1.21"]
    assert own_networks(addresses) == [IPv4Network("192.168.1.0/24"), IPv4Network("10.8.3.0/24")]


def test_a_machine_with_many_networks_looks_at_four() -> None:
    assert len(own_networks([f"10.0.{n}.1" for n in range(9)])) == 4


def test_every_machine_but_this_one_is_asked() -> None:
    hosts = hosts_to_ask([IPv4Network("192.168.1.0/24")], ["192.168.1.20"])
    assert (len(hosts), hosts[0], hosts[-1]) == (253, "192.168.1.1", "192.168.1.254")
    assert "192.168.1.20" not in hosts


def test_a_ticket_printer_is_found_and_says_how_it_is(tmp_path: Path) -> None:
    with WirePrinter(tmp_path) as printer:
        printer.obey("paper out")
        host, port = printer.address
        (answer,) = search([host], port, QUICK)
        assert not list(tmp_path.iterdir())
    told = found(answer)
    assert told.url == f"tcp://{host}:{port}"
    assert "打印机缺纸" in told.description


def test_only_the_status_request_is_sent() -> None:
    with a_machine() as (port, heard):
        search(["127.0.0.1"], port, QUICK)
    assert b"".join(heard) == b"\x10\x04\x01"


def test_a_machine_that_listens_and_does_not_answer_is_told_so() -> None:
    with a_machine() as (port, _):
        (answer,) = search(["127.0.0.1"], port, QUICK)
    assert found(answer).url == f"tcp://127.0.0.1:{port}?status=none"


def test_an_answer_that_is_no_status_is_not_taken_for_one() -> None:
    with a_machine(b"HTTP/1.1 400") as (port, _):
        (answer,) = search(["127.0.0.1"], port, QUICK)
    assert understood(answer.status) is None


def test_an_office_printer_is_named_and_said_not_to_be_asked() -> None:
    assert "not asked" in found(Answer("10.0.0.7", office=True)).description


def test_a_printer_that_is_well_is_ready() -> None:
    assert "ready" in found(Answer("10.0.0.7", status=WELL)).description


def test_where_nobody_listens_nothing_is_found() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert search(["127.0.0.1"], probe.getsockname()[1], QUICK) == []


def test_a_machine_that_never_answers_does_not_hold_up_the_end() -> None:
    with a_machine() as (port, _):
        begun = time.monotonic()
        (answer,) = search(["127.0.0.1"], port, Limits(connect=9, answer=60, all=0.3))
        assert time.monotonic() - begun < 30
    assert answer.status == b""


def test_this_machine_knows_its_addresses() -> None:
    assert all(not each.startswith("127.") for each in own_addresses())
