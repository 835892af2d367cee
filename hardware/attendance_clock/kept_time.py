"""The last measured difference to the server's time on the disk, for a clock that starts without a link."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hall_server.client.whole_file import write_whole

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Measured:
    """The server's time less the steady clock lay between `low` and `high` when both clocks of the machine
    read `wall` and `steady`. `boot` names the machine's run, as the steady clock begins anew with each;
    empty: unknown."""

    boot: str
    wall: datetime
    steady: float
    low: timedelta
    high: timedelta


def boot_id(path: Path = BOOT_ID) -> str:
    """Empty where the system does not tell."""
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


class KeptTime:
    """One small file. A clock whose disk is full goes on without it."""

    def __init__(self, path: Path, boot: Callable[[], str] = boot_id) -> None:
        self._path, self.boot = path, boot()

    def read(self) -> Measured | None:
        try:
            said = json.loads(self._path.read_text("utf-8"))
            wall = datetime.fromisoformat(said["wall"])
            if wall.tzinfo is None:
                raise ValueError("a time without its zone")
            low, high = (timedelta(seconds=float(said[end])) for end in ("low", "high"))
            return Measured(str(said["boot"]), wall, float(said["steady"]), low, high)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            log.warning("%s: cannot be read: %s", self._path, error)
            return None

    def write(self, measured: Measured) -> None:
        said = {
            "boot": measured.boot,
            "wall": measured.wall.isoformat(),
            "steady": measured.steady,
            "low": measured.low.total_seconds(),
            "high": measured.high.total_seconds(),
        }
        try:
            write_whole(self._path, json.dumps(said))
        except OSError as error:
            log.error("%s: cannot be written: %s", self._path, error)
