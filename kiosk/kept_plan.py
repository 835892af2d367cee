"""The last plan of the hall, in a file, for a start at which the hall cannot be asked."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from hall_server.client.outbox import NotKept
from hall_server.client.whole_file import write_whole
from hall_server.wire.directory import Directory

VERSION = 1
"""Of the file; one of another version is ignored."""
AHEAD = timedelta(hours=1)
"""A file that is newer than now by more than this says that the clock is wrong."""

log = logging.getLogger(__name__)


class KeptPlan:
    """One kiosk's copy. Both methods block."""

    def __init__(
        self, path: Path, server: str, trusted_for: timedelta, machine_clock: Callable[[], datetime]
    ) -> None:
        self._path, self._server, self._trusted_for = path, server, trusted_for
        self._machine_clock = machine_clock

    def keep(self, directory: Directory) -> None:
        """The hall has just said that this is its plan. Raises NotKept."""
        said = {
            "version": VERSION,
            "server": self._server,
            "kept_at": self._machine_clock().isoformat(),
            "directory": directory.model_dump(mode="json"),
        }
        try:
            write_whole(self._path, json.dumps(said, ensure_ascii=False))
        except OSError as error:
            raise NotKept(f"{self._path}: {error.strerror}") from error

    def read(self) -> Directory | None:
        """None when there is none that can be trusted: too old, of another hall, or damaged."""
        try:
            said = json.loads(self._path.read_text("utf-8"))
            if (said["version"], said["server"]) != (VERSION, self._server):
                return None
            age = self._machine_clock() - datetime.fromisoformat(said["kept_at"])
            if not -AHEAD <= age <= self._trusted_for:
                log.warning("the plan on disk is %s old; it is not used", age)
                return None
            return Directory.model_validate(said["directory"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            log.warning("the plan on disk cannot be read: %s", type(error).__name__)
            return None
