"""The processes of a measurement: the server as it is in service, and the load beside it."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

READY_WITHIN_SECONDS = 30.0
STOP_WITHIN_SECONDS = 10.0
MEGABYTE = 1_000_000


class BenchFailed(Exception):
    """The server or the load did not do its part; the message says which and shows what it wrote."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What the server took over a stretch of time."""

    cpu_share: float
    """Of one core; above 1 when several are busy."""
    memory_mb: float
    """Resident, at the end."""


class Server:
    """A running `hall server`."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, ready_seconds: float) -> None:
        self.port, self.ready_seconds = port, ready_seconds
        self.pid = process.pid
        self._process = psutil.Process(process.pid)
        self._since = self._now()

    def _now(self) -> tuple[float, float]:
        times = self._process.cpu_times()
        return time.perf_counter(), times.user + times.system

    def begin(self) -> None:
        """Count the effort from here."""
        self._since = self._now()

    def effort(self) -> Effort:
        """Since `begin`."""
        (before, used_before), (now, used) = self._since, self._now()
        memory = self._process.memory_info().rss / MEGABYTE
        return Effort(round((used - used_before) / (now - before), 3), round(memory, 1))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """`hall server FOLDER` on a free port, ready; stopped afterwards whatever happens. Its log is
    FOLDER/server.log."""
    port, log = free_port(), folder / "server.log"
    command = [sys.executable, "-m", "hall_server", "server", str(folder), "--port", str(port)]
    began = time.perf_counter()
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        while not is_ready(port):
            if process.poll() is not None or time.perf_counter() - began > READY_WITHIN_SECONDS:
                raise BenchFailed(f"the server did not become ready:\n{log.read_text('utf-8', 'replace')}")
            time.sleep(0.01)
        yield Server(process, port, round(time.perf_counter() - began, 3))
    finally:
        end(process)


def end(process: "subprocess.Popen[Any]") -> None:
    """Ask it to stop; make it, when it does not."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_ready(port: int) -> bool:
    """Whether /readyz says so."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1.0) as link:
            link.sendall(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            return link.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@contextmanager
def running_load(module: str, work: dict[str, Any]) -> Iterator["Load"]:
    """`python -m MODULE` that reads its work from standard input and writes lines of JSON."""
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(work) + "\n")
        process.stdin.flush()
        yield Load(process, module)
    finally:
        end(process)


class Load:
    """The other end of a load process."""

    def __init__(self, process: "subprocess.Popen[str]", module: str) -> None:
        self._process, self._module = process, module

    def next(self) -> dict[str, Any]:
        """Its next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchFailed(f"{self._module} ended with {self._process.wait()} before it was done")
        found: dict[str, Any] = json.loads(line)
        return found

    def go_on(self) -> None:
        """Let it begin with what comes next."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
