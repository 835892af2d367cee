"""The schema and the connections of both kinds of database."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from hall_server.domain.events import Actor
from hall_server.history.lane import Lane
from hall_server.operations.devices import add_device
from hall_server.storage import plan_tables
from hall_server.storage.engines import DatabaseInUse, open_engines, sole_user, sqlite_path
from hall_server.storage.hall_store import halls_in
from hall_server.storage.migrate import MIGRATIONS, upgrade
from hall_server.storage.tables import Base
from tests.conftest import RunningHall
from tests.visits import a_serving, a_waiting, as_it_is

assert plan_tables.ZoneRow.__table__ is not None


def same_type(
    _context: object, _inspected: object, _column: object, found: object, ours: object
) -> bool | None:
    """Only the lengths and families that the database itself knows are compared."""
    return None if type(found) is type(ours) else False


def test_the_migrations_make_the_schema_that_the_program_expects(database_url: str) -> None:
    engines = open_engines(database_url)
    upgrade(engines.write)
    with engines.write.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engines.dispose()
    assert differences == []


def test_migrating_twice_changes_nothing(any_hall: RunningHall) -> None:
    before = any_hall.store.last_seq()
    upgrade(any_hall.engines.write)
    assert any_hall.store.last_seq() == before


def test_a_database_of_the_schema_before_keeps_its_tickets_and_devices(any_hall: RunningHall) -> None:
    """As they stood before ratings had reasons and devices a window."""
    waiting, done = a_waiting(any_hall), a_serving(any_hall, any_hall.open(1))
    device = any_hall.do(add_device, Actor("administrator"), "kiosk", "kiosk 1", "Z1")
    any_hall.lane.stop()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with any_hall.engines.write.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    assert "rating_reasons" not in [c["name"] for c in inspect(any_hall.engines.read).get_columns("tickets")]
    upgrade(any_hall.engines.write)
    any_hall.lane = Lane(any_hall.store, any_hall.clock)
    any_hall.lane.start()
    kept = [
        replace(t, estimate_mid=None, estimate_scale=None, estimate_basis=None, estimate_windows=None)
        for t in (waiting, done)
    ]
    assert [as_it_is(any_hall, ticket) for ticket in (waiting, done)] == kept
    assert any_hall.ask(lambda uow: uow.devices.get(device.id)) == device


def test_every_table_is_keyed_by_its_hall_first(any_hall: RunningHall) -> None:
    found = inspect(any_hall.engines.read)
    tables = [t for t in found.get_table_names() if t != "alembic_version"]
    assert len(tables) >= 15
    for table in tables:
        assert found.get_pk_constraint(table)["constrained_columns"][0] == "hall_id", table


def test_the_halls_of_a_database_are_named(any_hall: RunningHall) -> None:
    with any_hall.engines.read.connect() as connection:
        assert halls_in(connection) == ["small"]


def pragma(connection: Connection, name: str) -> object:
    return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_an_acknowledged_commit_is_on_disk_on_sqlite(hall: RunningHall) -> None:
    with hall.engines.write.connect() as connection:
        assert (pragma(connection, "journal_mode"), pragma(connection, "synchronous")) == ("wal", 2)


def test_a_reader_does_not_wait_for_the_writer(any_hall: RunningHall) -> None:
    with any_hall.store.transaction() as connection:
        any_hall.store.locked_seq(connection)
        assert any_hall.store.reachable()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////var/hall.db", Path("/var/hall.db")),
        ("sqlite://", None),
        ("postgresql://db/hall", None),
    ],
)
def test_only_sqlite_has_a_file(url: str, path: Path | None) -> None:
    assert sqlite_path(url) == path


def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    with sole_user(url), pytest.raises(DatabaseInUse, match=r"hall\.db"), sole_user(url):
        pytest.fail("two servers on one file")


def test_the_file_is_free_again_when_its_server_has_ended(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    for _ in range(2):
        with sole_user(url):
            pass


def hold_and_die(url: str, held: object) -> None:
    """In a process of its own: take the file and be killed with it."""
    with sole_user(url):
        held.set()  # type: ignore[attr-defined]
        multiprocessing.Event().wait()


def test_the_file_is_free_again_when_its_server_was_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hall.db"
    spawn = multiprocessing.get_context("fork")
    held = spawn.Event()
    server = spawn.Process(target=hold_and_die, args=(url, held))
    server.start()
    assert held.wait(10)
    with pytest.raises(DatabaseInUse), sole_user(url):
        pass
    server.kill()
    server.join(10)
    with sole_user(url):
        pass


def test_two_servers_may_share_a_postgresql() -> None:
    url = "postgresql://db/hall"
    with sole_user(url), sole_user(url):
        pass
