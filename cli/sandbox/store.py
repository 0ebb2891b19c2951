"""The sandbox's memory: one SQLite file, used by one thread.

Every request is one short transaction that never awaits, so requests cannot interleave and no lock
is needed; a write costs some ten microseconds. What is committed survives `kill -9`.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = sqlite3.Row


class StoreError(Exception):
    """The state file cannot be used; the message says why and what to do."""


class Store:
    """A transaction at a time on one database; `path` None keeps everything in memory."""

    def __init__(self, path: Path | None, schema: Iterable[str]) -> None:
        self._schema = ";\n".join(schema)
        self._depth = 0
        self._changes = 0
        # Called after every commit that changed something.
        self.after_commit: list[Callable[[], None]] = []
        try:
            self._connection = self._open(path)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The state file {path} cannot be used ({error}). Is another sandbox running on it?"
                " If not, delete the file to start afresh."
            ) from error

    def _open(self, path: Path | None) -> sqlite3.Connection:
        # The fingerprint tells whether the file was written by this very schema. The state of a
        # sandbox is not worth a migration: another version's file is put aside, never altered.
        fingerprint = zlib.crc32(self._schema.encode()) & 0x7FFFFFFF
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
        found = connection.execute("pragma user_version").fetchone()[0]
        if path is not None and found not in (0, fingerprint):
            connection.close()
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            path.replace(path.with_name(path.name + ".old"))
            connection = _connect(path)
            found = 0
        if found == 0:
            connection.executescript(
                f"begin; {self._schema}; pragma user_version = {fingerprint}; commit;"
            )
        return connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or nothing of it; a transaction inside another joins it."""
        if self._depth == 0:
            self._connection.execute("begin immediate")
            self._changes = self._connection.total_changes
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("rollback")
            raise
        self._depth -= 1
        if self._depth == 0:
            self._connection.execute("commit")
            if self._connection.total_changes != self._changes:
                for notify in self.after_commit:
                    notify()

    def execute(self, sql: str, **values: Any) -> int:
        """Run one statement; returns the id of the row it inserted."""
        return self._connection.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, **values: Any) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, **values: Any) -> Row | None:
        found: Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, **values: Any) -> Any:
        """The first column of the first row, None when there is no row."""
        found = self.row(sql, **values)
        return None if found is None else found[0]

    def remember(self, name: str, value: Any) -> None:
        """Keep one JSON value under a name, for what is no table: settings, the clock."""
        self.execute(
            "insert into memos (name, value) values (:name, :value)"
            " on conflict (name) do update set value = excluded.value",
            name=name,
            value=json.dumps(value),
        )

    def recall(self, name: str, default: Any = None) -> Any:
        found = self.value("select value from memos where name = :name", name=name)
        return default if found is None else json.loads(found)

    def clear(self) -> None:
        """Empty every table; numbers given out before are not given out again."""
        for row in self.rows(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        ):
            self.execute(f'delete from "{row["name"]}"')  # noqa: S608 (a name from the catalog)

    def close(self) -> None:
        self._connection.close()


SCHEMA = "create table memos (name text primary key, value text not null)"


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=1)
    connection.row_factory = sqlite3.Row
    # Exclusive: a second sandbox on the same file is told so at start, not in the middle of a sale.
    connection.execute("pragma locking_mode = exclusive")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.execute("begin exclusive")
    connection.execute("commit")
    return connection
