"""Real `hall server` processes: started, stopped, killed, started again on the same port."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hall_server.cli.bench_hall import Crew
from hall_server.client.http import HttpHall

READY_WITHIN_SECONDS = 30.0
STOP_WITHIN_SECONDS = 30.0
"""A bound against hanging on a busy machine, not a measure of speed."""
BRIEFLY = 0.02


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pause(seconds: float) -> None:
    """Let real processes go on for a while."""
    threading.Event().wait(seconds)


@dataclass(frozen=True)
class Made:
    """A hall made once, with ready tokens; every test works on a copy."""

    template: Path
    crew: Crew

    def copy_to(self, folder: Path) -> Path:
        return copied(self.template, folder)


def copied(hall: Path, folder: Path) -> Path:
    """A hall's folder once more, without the mark of a server that runs in it."""
    return Path(shutil.copytree(hall, folder, ignore=shutil.ignore_patterns("*.lock")))


class ServerProcess:
    """`hall server FOLDER` on one port, over any number of lives."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder, self.port = folder, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Ready when it returns."""
        with (self.folder / f"server-{self.port}.log").open("ab") as said:
            self._process = subprocess.Popen(self.command(), stdout=said, stderr=said)
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self.is_ready():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            pause(BRIEFLY)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "hall_server", "server", str(self.folder), "--port", str(self.port)]

    def log(self) -> str:
        return (self.folder / f"server-{self.port}.log").read_text("utf-8", "replace")

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1.0) as link:
                link.sendall(b"GET /readyz HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n")
                return link.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def kill(self) -> None:
        """As a power cut would, for the process."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def ask_to_stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """SIGTERM; the exit code. Fails when it hangs."""
        self.ask_to_stop()
        return self.wait()

    def wait(self) -> int:
        assert self._process is not None
        return self._process.wait(STOP_WITHIN_SECONDS)

    def end(self) -> None:
        """Whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def hall(self, token: str, timeout_seconds: float = 5.0) -> HttpHall:
        return HttpHall(self.url, token, timeout_seconds=timeout_seconds)


@contextmanager
def serving(folder: Path, port: int | None = None) -> Iterator[ServerProcess]:
    server = ServerProcess(folder, port)
    try:
        server.start()
        yield server
    finally:
        server.end()


def hall_command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Any other `hall` command, to its end."""
    command = [sys.executable, "-m", "hall_server", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def mistakes_found(folder: Path) -> Sequence[str]:
    """What `hall verify` says is wrong."""
    result = hall_command("verify", str(folder), "--json")
    assert result.returncode in (0, 1), result.stderr
    wrong: list[str] = json.loads(result.stdout)["wrong"]
    return wrong
