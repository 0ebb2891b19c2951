"""The contents of the database, to see that a request changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

BUSY = (
    "core.outbox_buckets",
    "core.sweeps",
    "core.rate_counters",
    "sales.waitlist_reserves",
)
"""What workers and the clock write meanwhile: leases, sweeps, counters, what they look at next."""
OUTBOX = ("core.outbox_events", "core.outbox_dead", "core.outbox_history")
"""One queue in three tables: a message that is delivered moves from one to another."""


class Books:
    """How many rows every table of the rooms has, and which transactions wrote them."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection
        tables = connection.execute(
            "select n.nspname, c.relname from pg_class as c"
            " join pg_namespace as n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspowner = 'postgres'::regrole"
            "   and n.nspname <> 'supabase_migrations'"
            "   and n.nspname || '.' || c.relname <> all (%s) order by 1, 2",
            [[*BUSY, *OUTBOX]],
        ).fetchall()
        each = [
            sql.SQL("select {}, count(*), sum(t.xmin::text::bigint) from {} as t").format(
                f"{schema}.{table}", sql.Identifier(schema, table)
            )
            for schema, table in tables
        ]
        messages = sql.SQL(" + ").join(
            sql.SQL("(select count(*) from {})").format(sql.Identifier(*table.split(".")))
            for table in OUTBOX
        )
        outbox = sql.SQL("select 'core.outbox', {}, null").format(messages)
        self._query = sql.SQL(" union all ").join([*each, outbox])

    def read(self) -> dict[str, tuple[int, int | None]]:
        """Number of rows, and the sum of the transactions that wrote them, by table."""
        return {name: (count, sum_) for name, count, sum_ in self._connection.execute(self._query)}


@contextmanager
def open_books(admin_db_url: str) -> Iterator[Books]:
    """The books of the database that a superuser reaches at this URL."""
    with psycopg.connect(admin_db_url, autocommit=True) as connection:
        yield Books(connection)
