"""One server to a file; told to stop, it finishes what it does and goes on where it was."""

import json
import socket
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from hall_server.client.feed import Feed, Update
from hall_server.client.http import new_key
from hall_server.client.link import Link, LinkState
from hall_server.client.trouble import LinkLost
from hall_server.wire.asks import TakeTicket
from tests.system.running import (
    STOP_WITHIN_SECONDS,
    Made,
    ServerProcess,
    hall_command,
    mistakes_found,
    serving,
)


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Path:
    return made.copy_to(tmp_path / "hall")


class Watcher:
    """A device that follows the hall."""

    def __init__(self, server: ServerProcess, token: str) -> None:
        self.live = threading.Event()
        self.updates: list[Update] = []
        self._feed = Feed(server.url, lambda: token, None, self.updates.append, self._heard)
        self._feed.start()

    def _heard(self, link: Link) -> None:
        if link.state is LinkState.LIVE and self.updates:
            self.live.set()

    def stop(self) -> None:
        self._feed.stop()


def test_a_second_server_on_the_same_file_refuses_to_start_and_says_why(folder: Path) -> None:
    with serving(folder) as first:
        second = hall_command("server", str(folder), "--port", "0")
        assert second.returncode == 2
        assert "hall.db" in second.stderr
        assert "in use by another hall server" in " ".join(second.stderr.split())
        assert first.is_ready()


def test_sigterm_ends_the_server_with_open_feeds_in_time(made: Made, folder: Path) -> None:
    with serving(folder) as server:
        watchers = [Watcher(server, made.crew.board) for _ in range(5)]
        assert all(w.live.wait(10) for w in watchers)
        assert server.stop() == 0
        for watcher in watchers:
            watcher.stop()
    assert mistakes_found(folder) == []


def test_a_request_under_way_is_answered_before_the_server_ends(made: Made, folder: Path) -> None:
    desk = made.crew.desks[0]
    body = json.dumps({"queue": desk.queue}).encode()
    with serving(folder) as server, socket.create_connection(("127.0.0.1", server.port), 10) as link:
        link.sendall(
            b"POST /api/v1/tickets HTTP/1.1\r\nHost: hall\r\nContent-Type: application/json\r\n"
            + f"Authorization: Bearer {made.crew.kiosks[0]}\r\nIdempotency-Key: {new_key()}\r\n".encode()
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body[:5]
        )
        assert server.hall(made.crew.kiosks[1]).directory()  # the server has read what was sent before
        server.ask_to_stop()
        _until_refusing(server)
        link.sendall(body[5:])
        assert link.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.wait() == 0
    assert mistakes_found(folder) == []


def test_a_server_that_starts_again_goes_on_with_its_numbers_and_its_keys(made: Made, folder: Path) -> None:
    ask, key = TakeTicket(queue=made.crew.desks[0].queue), new_key()
    with serving(folder) as server:
        kiosk = server.hall(made.crew.kiosks[0])
        first = kiosk.take_ticket(ask, key)
        assert server.stop() == 0
        seq = newest_event(folder)
        with pytest.raises(LinkLost):
            kiosk.take_ticket(ask, key)
        server.start()
        assert kiosk.take_ticket(ask, key) == first
        assert kiosk.view().seq == seq
        second = kiosk.take_ticket(ask, new_key())
        assert int(second.ticket.number[-3:]) == int(first.ticket.number[-3:]) + 1
        assert server.stop() == 0
    assert newest_event(folder) == seq + 1
    assert mistakes_found(folder) == []


def newest_event(folder: Path) -> int:
    with sqlite3.connect(f"file:{folder}/hall.db?mode=ro", uri=True) as database:
        return int(database.execute("SELECT max(seq) FROM events").fetchone()[0])


def _until_refusing(server: ServerProcess) -> None:
    """The signal has arrived: nobody new is let in."""
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", server.port), 1.0).close()
        except OSError:
            return
    raise AssertionError("the server still takes new connections")
