"""What the database itself says: how fast the disk commits, and whether anything was given or called
twice."""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path


def raw_commits(folder: Path, seconds: float) -> float:
    """Durable one-row commits a second on this disk, by one writer: WAL and synchronous=FULL, as the
    server has it."""
    file = folder / "raw.db"
    database = sqlite3.connect(file, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, body TEXT)")
        _commit(database, 0.2)
        return _commit(database, seconds)
    finally:
        database.close()
        for left in folder.glob("raw.db*"):
            left.unlink()


def _commit(database: sqlite3.Connection, seconds: float) -> float:
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO one (body) VALUES (?)", ("x" * 100,))
        database.execute("COMMIT")
        count += 1
    return count / (time.perf_counter() - began)


def doubles(folder: Path, issued: Iterable[str], called: Iterable[str]) -> list[str]:
    """Numbers given twice, tickets called twice, acknowledged ones that are not there: from answers and
    tables."""
    given, calls = list(issued), list(called)
    wrong = [f"{len(given) - len(set(given))} numbers were answered twice"] * (len(given) != len(set(given)))
    wrong += [f"{len(calls) - len(set(calls))} calls were answered twice"] * (len(calls) != len(set(calls)))
    database = sqlite3.connect(f"file:{folder / 'hall.db'}?mode=ro", uri=True)
    try:
        there = {row[0] for row in database.execute("SELECT id FROM tickets")}
        twice = database.execute(
            "SELECT day, number FROM tickets GROUP BY hall_id, day, number HAVING count(*) > 1"
        ).fetchall()
        again = database.execute(
            "SELECT json_extract(body, '$.call.ticket') AS t FROM events WHERE kind = 'ticket.called' "
            "GROUP BY t HAVING count(*) > 1"
        ).fetchall()
    finally:
        database.close()
    wrong += [f"number {number} of {day} stands twice in the table" for day, number in twice]
    wrong += [f"ticket {ticket} was called twice in the history" for (ticket,) in again]
    wrong += [
        f"ticket {ticket} was acknowledged and is not in the table" for ticket in given if ticket not in there
    ]
    return wrong
