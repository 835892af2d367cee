"""Rows in memory that can be put back as they were: what a refused command changed is undone, entry by
entry."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Journal:
    """What was replaced since the last commit, oldest first."""

    def __init__(self) -> None:
        self._entries: list[tuple[Shelf[Any, Any], Any, Any]] = []

    def note(self, shelf: "Shelf[Any, Any]", key: Hashable, before: object) -> None:
        self._entries.append((shelf, key, before))

    def mark(self) -> int:
        return len(self._entries)

    def undo_to(self, mark: int) -> None:
        """Put back every row that was replaced since the mark."""
        while len(self._entries) > mark:
            shelf, key, before = self._entries.pop()
            shelf.place(key, before)

    def changed(self) -> dict["Shelf[Any, Any]", list[Any]]:
        """The keys that changed, by shelf, each once, in order of first change."""
        found: dict[Shelf[Any, Any], dict[Any, None]] = {}
        for shelf, key, _ in self._entries:
            found.setdefault(shelf, {})[key] = None
        return {shelf: list(keys) for shelf, keys in found.items()}

    def forget(self) -> None:
        self._entries.clear()


class Shelf(Generic[K, V]):
    """Rows of one kind by key. Subclasses keep indexes in `_added` and `_removed`."""

    def __init__(self, journal: Journal, key: Callable[[V], K]) -> None:
        self._journal, self._key = journal, key
        self.rows: dict[K, V] = {}

    def load(self, values: Iterable[V]) -> None:
        """Rows as they are in the database; not noted as changes."""
        for value in values:
            self.place(self._key(value), value)

    def put(self, value: V) -> None:
        key = self._key(value)
        self._journal.note(self, key, self.rows.get(key))
        self.place(key, value)

    def place(self, key: K, value: V | None) -> None:
        before = self.rows.get(key)
        if before is not None:
            self._removed(before)
        if value is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = value
            self._added(value)

    def _added(self, value: V) -> None:
        """A row has come."""

    def _removed(self, value: V) -> None:
        """A row has gone, or is about to be replaced."""
