"""For disputes, where the hall wants it: one masked thumbnail of each greeted face, sealed, for some days.

Off unless the hall says so. They never leave the clock; whoever has this account and the clock's key reads
them: `python -m hardware.attendance_clock.disputes STATE_DIR OUT --staff 1001`.
"""

import argparse
import logging
import re
import sys
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hall_server.client.whole_file import write_whole
from hardware.attendance_clock.sealing import Seal, Unreadable, own_key
from hardware.face.interface import Box
from hardware.face.thumbnail import thumbnail

if TYPE_CHECKING:
    from hardware.face.interface import Picture
else:
    Picture = object

FOLDER, SUFFIX, KEY = "disputes", ".sealed", "punches.key"
NAME = re.compile(r"(\d{8}T\d{9})-([A-Za-z0-9]+)\.sealed")
FORGET_EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)


class Disputes:
    """Any thread. Nothing is kept before `use` has said for how long."""

    def __init__(self, state_dir: Path, now: Callable[[], datetime]) -> None:
        self._folder, self._key, self._now = state_dir / FOLDER, state_dir / KEY, now
        self._days = 0
        self._forgotten_at: datetime | None = None

    def use(self, days: int, people: Collection[str]) -> None:
        """0 keeps nothing, and deletes what there is; so does a person's withdrawal with what is theirs."""
        self._days = days
        for file, at, staff in self._kept():
            if not days or staff not in people or at < self._now() - timedelta(days=days):
                file.unlink(missing_ok=True)

    def keep(self, picture: Picture, box: Box, staff: str) -> None:
        """A face that was taken for somebody. A full disk is no reason to greet nobody."""
        if not self._days:
            return
        now = self._now().astimezone(UTC)
        name = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03}-{staff}{SUFFIX}"
        try:
            sealed = Seal(own_key(self._key)).close(thumbnail(picture, box), name)
            write_whole(self._folder / name, sealed)
        except (OSError, Unreadable) as error:
            log.warning("a thumbnail was not kept: %s", error)
        self._forget(now)

    def _forget(self, now: datetime) -> None:
        if self._forgotten_at is not None and now - self._forgotten_at < FORGET_EVERY:
            return
        self._forgotten_at = now
        for file, at, _ in self._kept():
            if at < now - timedelta(days=self._days):
                file.unlink(missing_ok=True)

    def _kept(self) -> Iterator[tuple[Path, datetime, str]]:
        for file in sorted(self._folder.glob(f"*{SUFFIX}")):
            if named := NAME.fullmatch(file.name):
                at = datetime.strptime(f"{named[1]}000", "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
                yield file, at, named[2]


def opened(state_dir: Path, staff: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Name (moment in UTC, staff number) and JPEG of each. Raises OSError, Unreadable."""
    if not (state_dir / KEY).exists():
        raise FileNotFoundError(f"{state_dir / KEY}: there is no key of a clock")
    seal = Seal(own_key(state_dir / KEY))
    for file in sorted((state_dir / FOLDER).glob(f"*{SUFFIX}")):
        named = NAME.fullmatch(file.name)
        if named and staff in (None, named[2]):
            yield file.name.removesuffix(SUFFIX), seal.open(file.read_text("utf-8"), file.name)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m hardware.attendance_clock.disputes", description="Thumbnails that a clock has kept."
    )
    parser.add_argument("state_dir", type=Path, help="state_dir of the clock's device.toml")
    parser.add_argument("out", type=Path, help="a folder; what is written there is sealed no longer")
    parser.add_argument("--staff", help="of this number only")
    chosen = parser.parse_args()
    try:
        found = list(opened(chosen.state_dir, chosen.staff))
        chosen.out.mkdir(parents=True, exist_ok=True)
        for name, picture in found:
            (chosen.out / f"{name}.jpg").write_bytes(picture)
    except (OSError, Unreadable) as error:
        sys.exit(f"{error}: cannot be read")
    sys.stdout.write(f"{len(found)} thumbnails: {chosen.out}\n")


if __name__ == "__main__":
    main()
