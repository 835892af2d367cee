"""Connections: one engine that writes, one that only reads; SQLite set up so that an acknowledged commit
is on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url


class DatabaseInUse(Exception):
    """Another server works on the same SQLite file."""


@dataclass(frozen=True, slots=True)
class Engines:
    write: Engine
    read: Engine

    def dispose(self) -> None:
        self.write.dispose()
        self.read.dispose()


def open_engines(url: str) -> Engines:
    """Engines for `sqlite:///file` or `postgresql+psycopg://…`; a bare `postgresql://` means psycopg too.

    Values stay out of the errors of both, as errors are logged and values may be personal.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if make_url(url).get_backend_name() != "sqlite":
        return Engines(
            create_engine(url, pool_size=2, hide_parameters=True),
            create_engine(url, pool_size=4, max_overflow=4, hide_parameters=True),
        )
    write, read = create_engine(url, hide_parameters=True), create_engine(url, hide_parameters=True)
    for engine, begin in ((write, "BEGIN IMMEDIATE"), (read, "BEGIN")):
        _set_up_sqlite(engine, begin)
    return Engines(write, read)


def _set_up_sqlite(engine: Engine, begin: str) -> None:
    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's own type
        dbapi_connection.isolation_level = None
        # secure_delete: what is deleted, templates of faces above all, is overwritten and not only let go.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=5000",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite URL; None for another database or one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


@contextmanager
def sole_user(url: str) -> Iterator[None]:
    """Hold a SQLite file for one server process. PostgreSQL needs no such lock: the hall's row is one.

    Raises DatabaseInUse and names the file. The lock goes with the process, even one that is killed.
    """
    path = sqlite_path(url)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{path}.lock").open("a+") as held:
        if not _lock(held):
            raise DatabaseInUse(
                f"{path} is in use by another hall server. Stop that one, or give this one its own file."
            )
        yield


def _lock(held: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
