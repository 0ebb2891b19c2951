"""Takes an org out of a database, so that nothing of it is lost on the way.

Its rows are deleted at first, in a transaction that stays open: everybody goes on seeing them, and
nobody can change them any more, nor add to them, since whatever is added refers to something that
is being deleted. So what is exported meanwhile is all there is. When it has arrived elsewhere the
transaction is committed; whatever happens before that, this process killed included, undoes it.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from cli.db.connection import connect
from cli.errors import Stop
from cli.orgs.catalog import SETTINGS, Catalog, Table, first, identifier, read_catalog
from cli.orgs.registry import ALONG, KNOWN_BY_ID, NOTED, ORG, STAYS

LOCK_SECONDS = 10
"""How long a transaction of somebody else may keep a row from us."""
TRIES = 5
LEASE_SECONDS = 60
LOOK_AGAIN = 0.05

# Messages that wait are put off, so that no worker holds one while its row is being taken away.
_PARK: LiteralString = """
  update core.outbox_events set available_at = available_at + interval '100 years'
  where org_id = %s and available_at < core.clock() + interval '50 years'
"""
_UNPARK: LiteralString = """
  update core.outbox_events set available_at = available_at - interval '100 years'
  where org_id = %s and available_at > core.clock() + interval '50 years'
"""
_LEASES: LiteralString = """
  select b.channel, b.bucket, b.fence
  from core.outbox_buckets as b
  where b.leased_until > core.clock() and exists (
    select from core.outbox_events as e
    where e.org_id = %s and e.channel = b.channel and e.bucket = b.bucket)
"""
_MOVED: LiteralString = """
  insert into tenancy.moved_orgs (org_id, slug, moved_to, archive_id)
  values (%(org_id)s, %(slug)s, %(moved_to)s, %(archive_id)s)
  on conflict (org_id) do update set slug = excluded.slug, moved_to = excluded.moved_to,
    archive_id = excluded.archive_id, moved_at = core.clock()
"""
_KEYS: LiteralString = """
  insert into tenancy.moved_keys (key, org_id) select k.key, %(org_id)s from pg_temp.gone as k
  on conflict (key) do update set org_id = excluded.org_id
"""
_AUDIT: LiteralString = "select core.audit(%s, 'org', %s, %s, null, %s)"


class Changed(Stop):
    """Something of the org was changed on its way; it stays where it is."""


class Departure:
    """An org that is leaving: entered, its rows stay as they are until it is left.

    Without `finish` it stays, as if nothing had happened.
    """

    def __init__(self, db_url: str, org_id: str) -> None:
        self._conn = connect(db_url)
        self._org_id = org_id
        self._is_over = False
        self.catalog: Catalog = read_catalog(self._conn)

    def __enter__(self) -> Self:
        try:
            self._conn.execute(SETTINGS)
            self._conn.execute("select tenancy.set_moving(%s, true)", [self._org_id])
            self._conn.execute(_PARK, [self._org_id])
            self._await_leases()
            self._take_out()
        except BaseException:
            self._stay()
            self._conn.close()
            raise
        return self

    def _take_out(self) -> None:
        """Delete its rows; a sweep that locks some of them in another order may come first."""
        for left in range(TRIES - 1, -1, -1):
            try:
                self._conn.execute("begin isolation level read committed")
                self._conn.execute(f"set local lock_timeout = '{LOCK_SECONDS}s'".encode())
                self._conn.execute("set local session_replication_role = replica")
                self._note_keys()
                while self._delete():
                    pass  # who was in the middle of something has ended by now
            except (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable) as error:
                self._conn.execute("rollback")
                if not left:
                    raise Stop(
                        "Somebody keeps rows of the org locked. Look at long transactions "
                        "(pg_stat_activity), and try again."
                    ) from error
            else:
                return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._is_over:
            self._stay()
        self._conn.close()

    def finish(
        self, slug: str, moved_to: str | None, archive_id: str, sums: dict[str, tuple[int, str]]
    ) -> None:
        """Let it go, now that it is elsewhere as `sums` say. Raises Changed."""
        if changed := self._delete():
            raise Changed(f"The org was changed on its way ({', '.join(changed)}). Try again.")
        self._compare(sums)
        for name, stays in STAYS.items():
            if not stays.is_kept:
                self._delete_from(identifier(name), None)
        values = {
            "org_id": self._org_id,
            "slug": slug,
            "moved_to": moved_to,
            "archive_id": archive_id,
        }
        self._conn.execute("set local session_replication_role = origin")
        self._conn.execute(_MOVED, values)
        self._conn.execute(_KEYS, values)
        action = "org.moved" if moved_to else "org.erased"
        about = Jsonb({"moved_to": moved_to, "archive_id": archive_id})
        self._conn.execute(_AUDIT, [self._org_id, self._org_id, action, about])
        self._conn.execute("commit")
        self._is_over = True

    def _compare(self, sums: dict[str, tuple[int, str]]) -> None:
        """What stays here as well has not grown since it was copied."""
        for table in self.catalog.tables:
            if table.changed.is_kept:
                query = sql.SQL("select count(*) from {} as t where t.org_id = %s").format(
                    table.ident
                )
                if first(self._conn, query, [self._org_id])[0] != sums[table.name][0]:
                    raise Changed(f"{table.name} has grown meanwhile. Try again.")

    def _await_leases(self) -> None:
        """Wait until what workers were delivering is delivered."""
        deadline = time.monotonic() + LEASE_SECONDS
        waiting = set(self._conn.execute(_LEASES, [self._org_id]).fetchall())
        while waiting and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)
            waiting &= set(self._conn.execute(_LEASES, [self._org_id]).fetchall())

    def _note_keys(self) -> None:
        """Remember by what things of the org are asked for, as long as that can be read."""
        parts = [
            sql.SQL("select uuid_send(t.id) as key from {} as t where t.org_id = {}").format(
                identifier(name), sql.Literal(self._org_id)
            )
            for name in KNOWN_BY_ID
        ]
        parts += [
            sql.SQL("select {column} from {table} as t where t.org_id = {org_id}").format(
                column=sql.Identifier("t", column),
                table=table.ident,
                org_id=sql.Literal(self._org_id),
            )
            for table in self.catalog.tables
            for (column,) in (key for key in table.unique if len(key) == 1)
            if column.endswith("token_hash")
        ]
        query = sql.SQL("create temporary table gone on commit drop as {}")
        self._conn.execute(query.format(sql.SQL(" union ").join(parts)))
        self._conn.execute("delete from pg_temp.gone where key is null")
        for noted in NOTED:
            self._conn.execute(noted, {"org_id": self._org_id})

    def _delete(self) -> list[str]:
        """Delete every row; returns the tables that had some."""
        by_others = [table for table in self.catalog.tables if table.name in ALONG]
        first = [table for table in by_others if table.name != ORG]
        rest = [table for table in self.catalog.tables if table not in first]
        return [
            table.name
            for table in (*first, *rest)
            if not table.changed.is_kept and self._delete_from(table.ident, table)
        ]

    def _delete_from(self, ident: sql.Composed, table: Table | None) -> int:
        where = sql.SQL(table.where if table else "t.org_id = %(org_id)s::uuid")
        query = sql.SQL("delete from {} as t where {}").format(ident, where)
        return self._conn.execute(query, {"org_id": self._org_id}).rowcount

    def _stay(self) -> None:
        """Put everything back as it was."""
        if self._conn.closed:
            return
        self._conn.rollback()
        self._conn.execute("rollback")
        stay(self._conn, self._org_id)
        self._is_over = True


def stay(conn: psycopg.Connection[Any], org_id: str) -> None:
    """Let an org sell again that was about to leave."""
    conn.execute("select tenancy.set_moving(%s, false)", [org_id])
    conn.execute(_UNPARK, [org_id])
