"""Reads an org from an archive into a database where it was not.

Rows go into tables of their own first (schema `org_import`), a piece per transaction, and it is
written down which: so whoever is stopped goes on there. Then one transaction copies them to where
they belong and looks whether they arrived. Before it commits nobody sees any of it, no sweep and no
worker; after it, all of it is there.

In that transaction triggers do not fire (`session_replication_role`), because what they would
write (audit log, outbox, counters) is in the archive. Checks, unique keys and exclusions hold as
ever, and so do foreign keys: each is looked up for all rows, as when it is added to a table.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from cli.db.connection import connect, place
from cli.errors import Stop
from cli.orgs.archive import Archive
from cli.orgs.catalog import (
    SETTINGS,
    Catalog,
    Key,
    Table,
    first,
    identifier,
    names,
    read_catalog,
    summary,
)
from cli.orgs.export import Tell, in_order, migrations, no_entree
from cli.orgs.registry import USERS, Changed

STAGING = "org_import"
MANY = 1000
"""Rows of a table from which on it matters how Postgres looks them up."""
_LOCK = "select pg_try_advisory_lock(hashtextextended('entree org import', 0))"
_PREPARE: LiteralString = """
  create schema org_import;
  create unlogged table org_import.archive (archive_id uuid not null);
  create unlogged table org_import.pieces (number integer primary key);
"""
_ROLES = """
  select array(
    select r.name from unnest(array['anon', 'authenticated', 'service_role']) as r (name)
    where not exists (select from pg_roles as p where p.rolname = r.name))
"""
# Who is known here already: by the same id, or by the same address under another one.
_USER_MAP: LiteralString = """
  create table org_import.users_map as
  select u.id as old_id, coalesce(s.id, e.id, u.id) as new_id,
    s.id is null and e.id is null as is_new
  from org_import."auth.users" as u
  left join auth.users as s on s.id = u.id
  left join auth.users as e on s.id is null and lower(e.email) = lower(u.email);
  alter table org_import.users_map add primary key (old_id)
"""
_IDENTITIES: LiteralString = """
  insert into auth.identities (
    id, provider, provider_id, user_id, identity_data, created_at, updated_at)
  select gen_random_uuid(), 'email', u.id::text, u.id,
    jsonb_build_object('sub', u.id, 'email', u.email, 'email_verified', true), now(), now()
  from org_import."auth.users" as u
  join org_import.users_map as m on m.old_id = u.id and m.is_new
  where u.email is not null
"""
_AUDIT: LiteralString = "select core.audit(%s, 'org', %s, 'org.imported', null, %s)"
_RETURNED: LiteralString = """
  select platform.count_returned(m.org_id) from tenancy.moved_orgs as m where m.org_id = %s
"""
_ARRIVED: LiteralString = """
  delete from tenancy.moved_keys where org_id = %(org_id)s;
  delete from tenancy.moved_orgs where org_id = %(org_id)s;
"""
# Readers of changes remember a number: so that they miss none, those here go on above those there.
_BEYOND: LiteralString = """
  select setval(s.name, greatest(a.most, n.last_value + 1000000))
  from pg_get_serial_sequence('core.audit_log', 'audit_id') as s (name),
    (select max(t.audit_id) as most from org_import."core.audit_log" as t) as a,
    lateral (select pg_sequence_last_value(s.name::regclass) as last_value) as n
  where a.most >= coalesce(n.last_value, 0)
"""


class ImportRefused(Stop):
    """An archive that cannot be read into this database; the message says why."""


@dataclass(frozen=True)
class Imported:
    """What arrived."""

    org_id: str
    archive_id: str
    rows: int
    resumed_pieces: int
    new_users: int
    matched_users: int


def import_org(
    db_url: str,
    archive: Archive,
    *,
    restart: bool = False,
    tell: Tell | None = None,
    before_commit: Callable[[], None] | None = None,
) -> Imported:
    """Read the org in; goes on where an earlier try was stopped.

    `before_commit` is called when everything is there and right, and nobody sees it yet; what it
    raises undoes the import.
    """
    with connect(db_url) as conn:
        return _Import(conn, archive, tell).run(restart=restart, before_commit=before_commit)


@dataclass
class _Import:
    conn: psycopg.Connection[Any]
    archive: Archive
    tell: Tell | None

    def run(self, *, restart: bool, before_commit: Callable[[], None] | None) -> Imported:
        self.conn.execute(SETTINGS)
        catalog = self._examined()
        if not self._one(_LOCK):
            raise ImportRefused("Another import is under way in this database; wait for it.")
        resumed = self._stage(restart=restart)
        self._compare_staged(catalog)
        with self.conn.transaction():
            users = self._take_over(catalog)
            if before_commit:
                before_commit()
        self.conn.execute("drop schema org_import cascade")
        return Imported(
            self.archive.org_id, self.archive.archive_id, self.archive.rows, resumed, *users
        )

    @property
    def _values(self) -> dict[str, str]:
        """What the registry's expressions speak of."""
        return {"org_id": self.archive.org_id, "cell": self.archive.head["cell"]}

    # Whether it can be

    def _examined(self) -> Catalog:
        """Refuse what would not fit, before anything is written."""
        missing = self._one(_ROLES)
        if missing:
            raise ImportRefused(
                f"{place(self.conn.info.dsn)} lacks the roles {', '.join(missing)}: it is no "
                "Supabase project."
            )
        if self._one("select to_regclass('tenancy.orgs') is null"):
            raise no_entree()
        catalog = read_catalog(self.conn)
        self._compare_schema(catalog)
        if self._one("select exists (select from tenancy.orgs where id = %s)", self.archive.org_id):
            raise ImportRefused(
                f"The org {self.archive.org_id} is in this database already. An import never "
                "replaces one: take it away first (entree org erase)."
            )
        try:
            with self.conn.transaction(force_rollback=True):
                self.conn.execute("set local session_replication_role = replica")
        except psycopg.errors.InsufficientPrivilege as error:
            raise ImportRefused(
                "This login may not keep triggers from firing. Log in as postgres; a server of "
                "your own: grant set on parameter session_replication_role to postgres."
            ) from error
        return catalog

    def _compare_schema(self, catalog: Catalog) -> None:
        theirs, ours = self.archive.head["migrations"], migrations(self.conn)
        shape = dict(self.archive.head["tables"])
        users = shape.pop(USERS)
        differing = sorted(
            name
            for name in shape.keys() | catalog.shape().keys()
            if shape.get(name) != catalog.shape().get(name)
        )
        if theirs != ours or differing:
            last = [versions[-1] if versions else "none" for versions in (theirs, ours)]
            tables = f" Tables that differ: {', '.join(differing)}." if differing else ""
            raise ImportRefused(
                f"The archive is of another version: its last migration is {last[0]}, that of "
                f"this database {last[1]}.{tables} Bring both to the same version (entree db "
                "apply) and export again."
            )
        known = self._one(
            "select array_agg(a.attname::text) from pg_attribute as a"
            " where a.attrelid = 'auth.users'::regclass and a.attnum > 0"
        )
        if lacking := users.keys() - set(known):
            raise ImportRefused(f"auth.users has no columns {', '.join(sorted(lacking))} here.")

    # Into tables of their own

    def _stage(self, *, restart: bool) -> int:
        """Load the pieces that are not there yet; returns how many were."""
        if self._begun(restart=restart):
            done = {number for (number,) in self.conn.execute("select * from org_import.pieces")}
        else:
            done = set()
            self._prepare()
        for piece in self.archive.pieces:
            if piece.number not in done:
                with self.conn.transaction():
                    columns = tuple(self.archive.head["tables"][piece.table])
                    query = sql.SQL("copy {table} ({columns}) from stdin").format(
                        table=_staged(piece.table),
                        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                    )
                    with self.conn.cursor().copy(query) as copy:
                        copy.write(self.archive.text(piece))
                    self.conn.execute(
                        "insert into org_import.pieces (number) values (%s)", [piece.number]
                    )
            if self.tell:
                self.tell(piece.table, piece.rows)
        return len(done)

    def _begun(self, *, restart: bool) -> bool:
        """Whether an import of this archive was begun, and can be gone on with."""
        if self._one("select to_regclass('org_import.archive') is null"):
            return False
        # A server that crashed has emptied the tables: that is a beginning, too.
        begun = self._one("select (select a.archive_id::text from org_import.archive as a)")
        if begun == self.archive.archive_id and not restart:
            return True
        if begun and begun != self.archive.archive_id and not restart:
            raise ImportRefused(
                f"An import of another archive ({begun}) was begun here and not finished. Finish "
                "it, or give it up with --restart."
            )
        self.conn.execute("drop schema org_import cascade")
        return False

    def _prepare(self) -> None:
        with self.conn.transaction():
            self.conn.execute(_PREPARE)
            for name, columns in self.archive.head["tables"].items():
                self.conn.execute(
                    sql.SQL(
                        "create unlogged table {staged} as select {columns} from {table} as t"
                        " with no data"
                    ).format(
                        staged=_staged(name),
                        columns=names(tuple(columns)),
                        table=identifier(name),
                    )
                )
            self.conn.execute(
                "insert into org_import.archive values (%s)", [self.archive.archive_id]
            )

    def _compare_staged(self, catalog: Catalog) -> None:
        """What was loaded is what was exported."""
        tables = {table.name: table.compared for table in catalog.tables}
        for name, columns in self.archive.head["tables"].items():
            compared = tables.get(name, tuple(columns))
            source = sql.SQL("select t.* from {} as t").format(_staged(name))
            self._expect(name, self.archive.sums[name], self._sum(source, compared))
            if self.archive.sums[name][0] >= MANY:
                self.conn.execute(sql.SQL("analyze {}").format(_staged(name)))

    # To where they belong

    def _take_over(self, catalog: Catalog) -> tuple[int, int]:
        conn, org_id = self.conn, self.archive.org_id
        self._refuse_conflicts(catalog)
        users = self._take_users()
        before = self._one("select coalesce(max(a.audit_id), 0) from core.audit_log as a")
        conn.execute(_BEYOND)
        conn.execute("set local session_replication_role = replica")
        for table in catalog.tables:
            if table.changed.fires:
                conn.execute("set local session_replication_role = origin")
            rows = self._rows(table, catalog)
            conn.execute(_insert(table, rows), self._values)
            if table.changed.fires:
                conn.execute("set local session_replication_role = replica")
            self._compare_arrived(table, rows, before)
        conn.execute("set local session_replication_role = origin")
        self._refuse_dangling(catalog)
        conn.execute("delete from core.org_keys where org_id = %s", [org_id])
        conn.execute(
            "insert into core.org_keys (org_id, from_id, until_id, value)"
            " select %s, k.from_id, k.until_id, decode(k.value, 'hex')"
            " from jsonb_to_recordset(%s) as k (from_id uuid, until_id uuid, value text)",
            [org_id, json.dumps(self.archive.head["org_keys"])],
        )
        conn.execute(
            "insert into sales.ticket_keys (public_key) select unnest(%s::text[])"
            " on conflict (public_key) do nothing",
            [self.archive.head["ticket_keys"]],
        )
        conn.execute(_RETURNED, [org_id])
        conn.execute(psycopg.ClientCursor(conn).mogrify(_ARRIVED, {"org_id": org_id}))
        about = {name: self.archive.head[name] for name in ("archive_id", "cell", "taken_at")}
        about |= {"rows": self.archive.rows}
        conn.execute(_AUDIT, [org_id, org_id, json.dumps(about)])
        return users

    def _take_users(self) -> tuple[int, int]:
        """Make the users who are not known here; returns how many, and how many were."""
        columns = tuple(self.archive.head["tables"][USERS])
        self.conn.execute("drop table if exists org_import.users_map")
        self.conn.execute(_USER_MAP)
        self.conn.execute(
            sql.SQL(
                "insert into auth.users ({columns}, aud, role) select {values}, 'authenticated',"
                " 'authenticated' from org_import.\"auth.users\" as t"
                " join org_import.users_map as m on m.old_id = t.id and m.is_new"
            ).format(
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)), values=names(columns)
            )
        )
        self.conn.execute(_IDENTITIES)
        new, known = first(
            self.conn,
            "select count(*) filter (where m.is_new), count(*) filter (where not m.is_new)"
            " from org_import.users_map as m",
        )
        return int(new), int(known)

    def _rows(self, table: Table, catalog: Catalog) -> sql.Composed:
        """The query for the rows as they are to be here."""
        values: dict[str, sql.Composable] = {
            name: sql.SQL(
                "coalesce((select m.new_id from org_import.users_map as m"
                " where m.old_id = {column}), {column})"
            ).format(column=sql.Identifier("t", name))
            for name in catalog.users(table)
        }
        values |= {name: sql.SQL(value) for name, value in table.changed.values}
        return sql.SQL("select {columns} from {staged} as t where {only}{order}").format(
            columns=sql.SQL(", ").join(
                sql.SQL("{} as {}").format(
                    values.get(name, sql.Identifier("t", name)), sql.Identifier(name)
                )
                for name in table.compared
            ),
            staged=_staged(table.name),
            only=sql.SQL(table.changed.only or "true"),
            order=in_order(table.changed.numbered),
        )

    def _compare_arrived(self, table: Table, rows: sql.Composed, before: int) -> None:
        """What is here now is what was to come here."""
        wanted = self._sum(rows, table.compared)
        where = f"({table.where})"
        if table.changed.is_kept:
            where += f" and t.{table.changed.numbered} > {before}"
        source = sql.SQL("select {columns} from {table} as t where {where}").format(
            columns=names(table.compared), table=table.ident, where=sql.SQL(where)
        )
        self._expect(table.name, wanted, self._sum(source, table.compared))

    def _refuse_conflicts(self, catalog: Catalog) -> None:
        """Refuse what is taken here: keys that are unique among all orgs."""
        found = []
        for table in catalog.tables:
            for columns in table.unique:
                if "org_id" in columns or not set(columns) <= set(table.compared):
                    continue
                if table.name == "core.idempotency_keys":
                    continue
                row = self.conn.execute(
                    sql.SQL(
                        "select count(*), min(row({columns})::text) from {staged} as t"
                        " join {table} as h on {same}"
                    ).format(
                        columns=names(columns),
                        staged=_staged(table.name),
                        table=table.ident,
                        same=_same(columns, columns, "h"),
                    )
                ).fetchone()
                if row and row[0]:
                    found.append(f"{table.name} ({', '.join(columns)}): {row[0]}, such as {row[1]}")
        if found:
            raise ImportRefused(
                "Other rows of this database have what must be unique:\n  " + "\n  ".join(found)
            )

    def _refuse_dangling(self, catalog: Catalog) -> None:
        """Refuse rows that refer to something that is not here."""
        tables = {table.name: table for table in catalog.tables}
        found = []
        for key in catalog.keys:
            table = tables.get(key.child)
            if table and (lost := self._dangling(table, key)):
                found.append(
                    f"{key.child}: {lost} rows refer to no row of {key.parent} ({key.name})"
                )
        if found:
            raise ImportRefused("The archive refers to what is not here:\n  " + "\n  ".join(found))

    def _dangling(self, table: Table, key: Key) -> int:
        query = sql.SQL(
            "select count(*) from {child} as t where ({where}) and {given} and not exists"
            " (select from {parent} as p where {same})"
        ).format(
            child=table.ident,
            where=sql.SQL(table.where),
            given=sql.SQL(" and ").join(
                sql.SQL("{} is not null").format(sql.Identifier("t", name)) for name in key.columns
            ),
            parent=identifier(key.parent),
            same=_same(key.columns, key.refers, "p"),
        )
        return int(first(self.conn, query, self._values)[0])

    # Asking

    def _sum(self, source: sql.Composable, columns: tuple[str, ...]) -> tuple[int, str]:
        query = summary(source, columns)
        count, total = first(self.conn, query, self._values)
        return int(count), str(total)

    def _expect(self, name: str, wanted: tuple[int, str], found: tuple[int, str]) -> None:
        if wanted != found:
            raise ImportRefused(
                f"{name}: {found[0]} rows are here of {wanted[0]}, or they differ. Nothing was "
                "changed."
            )

    def _one(self, query: LiteralString, *values: object) -> Any:
        return first(self.conn, query, values or None)[0]


def _staged(name: str) -> sql.Identifier:
    return sql.Identifier(STAGING, name)


def _same(columns: tuple[str, ...], others: tuple[str, ...], alias: str) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier("t", column), sql.Identifier(alias, other))
        for column, other in zip(columns, others, strict=True)
    )


def _insert(table: Table, rows: sql.Composed) -> sql.Composed:
    """Write the rows; those that are numbered get the next numbers, in their order."""
    changed: Changed = table.changed
    columns = [sql.Identifier(name) for name in table.compared]
    values: sql.Composable = names(table.compared, "r")
    if changed.numbered and changed.sequence:
        columns = [sql.Identifier(changed.numbered), *columns]
        number = sql.SQL("nextval({}), ").format(sql.Literal(changed.sequence))
        values = sql.Composed([number, values])
    return sql.SQL("insert into {table} ({columns}) select {values} from ({rows}) as r").format(
        table=table.ident, columns=sql.SQL(", ").join(columns), values=values, rows=rows
    )
