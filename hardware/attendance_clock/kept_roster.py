"""The roster on the clock's disk, sealed; its templates are opened in memory only."""

import logging
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from hall_server.client.whole_file import write_whole
from hall_server.wire.attendance import ClockRoster, EnrolledTemplate
from hardware.attendance_clock.sealing import Seal, Unreadable, own_key

_ABOUT = "roster"

log = logging.getLogger(__name__)


class KeptRoster:
    """The roster on the disk, sealed with the clock's own key; its templates stay sealed with the token's."""

    def __init__(self, path: Path, key: Path) -> None:
        self._path, self._key = path, key

    def read(self) -> ClockRoster | None:
        """None when there is none that this clock can read."""
        try:
            plain = Seal(own_key(self._key)).open(self._path.read_text("utf-8"), _ABOUT)
            return ClockRoster.model_validate_json(plain)
        except FileNotFoundError:
            return None
        except (OSError, Unreadable, ValidationError, UnicodeDecodeError):
            log.warning("the kept roster cannot be read; the hall will be asked for it")
            return None

    def write(self, roster: ClockRoster) -> None:
        """Raises OSError, Unreadable: then the clock cannot start alone, and the old one is gone as well."""
        try:
            seal = Seal(own_key(self._key))
            write_whole(self._path, seal.close(roster.model_dump_json().encode(), _ABOUT))
        except (OSError, Unreadable):
            # Who has withdrawn since must not come back at the next start.
            self._path.unlink(missing_ok=True)
            raise


def opened(templates: Iterable[EnrolledTemplate], seal: Seal) -> list[tuple[str, str, bytes]]:
    """Model, version and plain values of templates; those sealed for another token are left out."""
    found = []
    for template in templates:
        try:
            found.append((template.model, template.version, seal.open(template.sealed)))
        except Unreadable:
            log.warning("a template is sealed for another token")
    return found
