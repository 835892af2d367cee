"""Opening a hall's own database for a command that works on it without the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import typer
from sqlalchemy.exc import SQLAlchemyError

from hall_server.bootstrap import Parts, build_parts, hall_clock
from hall_server.cli.saying import fail
from hall_server.client.http_attendance import HttpAttendance
from hall_server.client.trouble import LinkLost, Refused
from hall_server.config import BadConfiguration, Configuration, read_configuration
from hall_server.history.lane import Lane
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.engines import DatabaseInUse, sole_user
from hall_server.storage.hall_store import halls_in

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
            lane = Lane(parts.store, hall_clock(parts.store))
            lane.start()
            try:
                yield parts, lane
            finally:
                lane.stop()
                parts.engines.dispose()
    except (DatabaseInUse, LookupError) as error:
        fail(str(error))


@contextmanager
def spoken_for(server: str, staff: str, pin: str) -> Iterator[HttpAttendance]:
    """A running hall, asked in somebody's name; ends the command with a message when it says no."""
    hall = HttpAttendance(server)
    try:
        hall.sign_in(staff, pin, None)
        yield hall
        hall.sign_out()
    except Refused as no:
        fail(f"{no.problem.detail} {no.problem.cure or ''}")
    except (LinkLost, httpx.HTTPError) as error:
        fail(f"the server cannot be reached: {error}")


@contextmanager
def as_it_stands(configuration: Configuration) -> Iterator[tuple[Parts, UnitOfWork]]:
    """The hall as its database has it, for a command that only reads; a server may run meanwhile."""
    parts = build_parts(configuration)
    try:
        with parts.engines.read.connect() as connection, connection.begin():
            if configuration.hall not in halls_in(connection):
                fail(f"the database holds no hall {configuration.hall!r}; run `hall init` first")
            hall = parts.store.load(connection)
        yield parts, hall
    except SQLAlchemyError as error:
        fail(f"the database cannot be read: {error}")
    finally:
        parts.engines.dispose()
