"""Opening a hall's own database for a command that works on it without the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hall_server.bootstrap import Parts, build_parts, wall_clock
from hall_server.cli.saying import fail
from hall_server.config import BadConfiguration, Configuration, read_configuration
from hall_server.history.lane import Lane
from hall_server.storage.engines import DatabaseInUse, sole_user

HallFolder = Annotated[Path, typer.Argument(help="The hall's folder, made by `hall init`.")]


def configuration_of(folder: Path) -> Configuration:
    """The settings in a hall's folder; ends the command with a message when they cannot be used."""
    try:
        return read_configuration(folder / "hall.toml")
    except BadConfiguration as error:
        fail(str(error))


@contextmanager
def lane_of(configuration: Configuration) -> Iterator[tuple[Parts, Lane]]:
    """The hall's lane, for a command that changes it while no server runs on its SQLite file."""
    try:
        with sole_user(configuration.server.database):
            parts = build_parts(configuration)
            lane = Lane(parts.store, wall_clock)
            lane.start()
            try:
                yield parts, lane
            finally:
                lane.stop()
                parts.engines.dispose()
    except (DatabaseInUse, LookupError) as error:
        fail(str(error))
