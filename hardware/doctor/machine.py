"""The machine itself: its fonts, its disk, its way to the hall server."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from hardware.doctor.findings import Finding
from hardware.health import Fault, Health
from hardware.printer.fonts import find_chinese_font

LEAST_FREE_BYTES = 1_000_000_000
SLOW_SECONDS = 0.2
CLOCK_SECONDS = 2.0
"""The server's answer carries whole seconds, so less cannot be told apart."""


def fonts() -> Finding:
    """Whether rare names can be printed and shown."""
    try:
        face = find_chinese_font()
    except Fault as fault:
        return Finding("fonts", "", fault.health, fault.detail)
    return Finding("fonts", str(face.path), Health.ok())


def disk(folder: Path) -> Finding:
    """Free space where the machine keeps its own files."""
    there = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free
    health = Health.ok() if free >= LEAST_FREE_BYTES else Health.warning("disk_low")
    return Finding("disk", str(there), health, f"{free / 1e9:.1f} GB free", f"可用 {free / 1e9:.1f} GB")


@dataclass(frozen=True, slots=True)
class Echo:
    """One question to the server and its answer."""

    seconds: float
    server_time: datetime
    local_time: datetime
    """When the answer came."""


def way_to_server(address: str, ask: Callable[[], Echo], times: int = 5) -> tuple[Finding, ...]:
    """Round trip and clock offset. `ask` raises OSError when the server does not answer."""
    try:
        echoes = [ask() for _ in range(times)]
    except OSError as error:
        return (Finding("server", address, Health.down("server_unreachable"), str(error)),)
    trip = median(e.seconds for e in echoes)
    offset = median((e.local_time - e.server_time).total_seconds() for e in echoes)
    quick = Health.ok() if trip <= SLOW_SECONDS else Health.warning("lan_slow")
    right = Health.ok() if abs(offset) <= CLOCK_SECONDS else Health.warning("clock_off")
    return (
        Finding("server", address, quick, f"{trip * 1000:.1f} ms"),
        Finding("clock", address, right, f"{offset:+.1f} s"),
    )
