"""The processes of a demonstration hall: the real programs, on this machine, ended together."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

READY_WITHIN_SECONDS = 60.0
"""A bound against hanging, on a busy machine too; a hall is ready in a few seconds."""


class DidNotStart(Exception):
    """A process of the hall ended or did not get ready in time."""


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Processes:
    """Everything that was started, with a log file each."""

    logs: Path
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str, scale: float = 1.0) -> subprocess.Popen[bytes]:
        """Start `python -m …`; its output goes to `logs/NAME.log`. `scale` shrinks what a program shows."""
        environment = dict(os.environ) | dict(self.environment)
        if scale != 1.0:
            environment["QT_SCALE_FACTOR"] = str(scale)
        with (self.logs / f"{name}.log").open("wb") as log:
            process = self._started([sys.executable, "-u", "-m", *arguments], log, environment)
        self.running[name] = process
        return process

    def check(self) -> None:
        """Raises DidNotStart when a process has ended."""
        for name, process in self.running.items():
            if process.poll() is not None:
                tail = (self.logs / f"{name}.log").read_text("utf-8", "replace").strip().splitlines()[-8:]
                raise DidNotStart("\n".join([f"{name} has ended with {process.returncode}:", *tail]))

    def stop(self) -> dict[str, int]:
        """Ask each to end, last started first; what each returned."""
        codes = {}
        for name, process in reversed(self.running.items()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                codes[name] = process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                codes[name] = process.wait()
        self.running.clear()
        return codes

    @staticmethod
    def _started(command: list[str], log: IO[bytes], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment
        )


@contextmanager
def processes(logs: Path, environment: Mapping[str, str]) -> Iterator[Processes]:
    """Processes that all end with the block, however it ends."""
    logs.mkdir(parents=True, exist_ok=True)
    started = Processes(logs, environment)
    try:
        yield started
    finally:
        started.stop()


def wait_ready(started: Processes, url: str, seconds: float = READY_WITHIN_SECONDS) -> float:
    """Seconds until the server says that it is ready. Raises DidNotStart."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        started.check()
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/readyz", timeout=2, trust_env=False).is_success:
                return time.monotonic() - begun
        time.sleep(0.05)
    raise DidNotStart(f"{url} was not ready within {seconds:.0f} s")


def wait_line(started: Processes, name: str, wanted: str, seconds: float = READY_WITHIN_SECONDS) -> str:
    """The first line of a process's output that begins with a text. Raises DidNotStart."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        for line in (started.logs / f"{name}.log").read_text("utf-8", "replace").splitlines():
            if line.startswith(wanted):
                return line
        started.check()
        time.sleep(0.05)
    raise DidNotStart(f"{name} did not say {wanted!r} within {seconds:.0f} s")
