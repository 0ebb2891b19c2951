"""What is written to the database, to see that a request changed nothing.

A replication slot tells of every row that is written by a transaction which went through, and of
nothing else. So looking costs what was written, however much the tables hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg

BUSY = {"core.outbox_buckets", "core.rate_counters", "integrations.turns"}
"""What workers write meanwhile: leases, turns; and what counts requests, refused ones too."""
CLOCK = "core.sweeps"
"""What time causes is written together with a row of this table, and so is no request's."""
OUTBOX = {"core.outbox_events", "core.outbox_dead", "core.outbox_history"}
"""One queue in three tables: a message is new once, and then moves from one to another."""

MONTH = "audit_parts."
"""Tables of this schema are months of the audit log."""

WRITTEN = re.compile(r'table ([\w."]+): (INSERT|UPDATE|DELETE|TRUNCATE)')


class Books:
    """How many rows were written to each table of the rooms since the books were opened."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection
        self._written = Counter[str]()
        self._slot = f"books_{uuid4().hex}"
        connection.execute(
            "select pg_create_logical_replication_slot(%s, 'test_decoding', temporary => true)",
            [self._slot],
        )
        rooms = connection.execute(
            "select nspname from pg_namespace where nspowner = 'postgres'::regrole"
            " and nspname <> 'supabase_migrations'"
        )
        self._rooms = {name for (name,) in rooms}

    def read(self) -> dict[str, int]:
        """Number of writes, by table; equal to an earlier reading if nothing was written since."""
        changes = self._connection.execute(
            "select array_agg(data) from pg_logical_slot_get_changes(%s, null, null)"
            " where data like 'table %%' group by xid",
            [self._slot],
        )
        for (written,) in changes:
            found = [WRITTEN.match(change) for change in written]
            assert None not in found, written
            rows = [(_table(row[1]), row[2]) for row in found if row]
            if (CLOCK, "UPDATE") not in rows:
                self._written.update(table for table, kind in rows if self._counts(table, kind))
        return dict(self._written)

    def written_by(self, act: Callable[[], object]) -> dict[str, int]:
        """Number of rows that something writes, by table."""
        before = Counter(self.read())
        act()
        return dict(Counter(self.read()) - before)

    def _counts(self, table: str, kind: str) -> bool:
        moved = table in OUTBOX and (table, kind) != ("core.outbox_events", "INSERT")
        return table.split(".", maxsplit=1)[0] in self._rooms and table not in BUSY and not moved


def _table(name: str) -> str:
    """A table's name, as it is known whatever the month."""
    return "core.audit_log" if name.startswith(MONTH) else name.replace('"', "")


@contextmanager
def open_books(admin_db_url: str) -> Iterator[Books]:
    """The books of the database that a superuser reaches at this URL."""
    with psycopg.connect(admin_db_url, autocommit=True) as connection:
        yield Books(connection)
