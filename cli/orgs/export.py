"""Writes a whole org into a file, as it was at one moment."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from cli.db.connection import connect
from cli.errors import Stop
from cli.orgs.archive import PIECE, Head, Writer
from cli.orgs.catalog import SETTINGS, Catalog, Table, first, names, read_catalog, summary
from cli.orgs.registry import USERS

Tell = Callable[[str, int], None]
"""Hears of progress: the table, and how many rows of it more."""

USER_COLUMNS = (
    "id",
    "email",
    "phone",
    "email_confirmed_at",
    "phone_confirmed_at",
    "raw_app_meta_data",
    "raw_user_meta_data",
    "created_at",
)
PASSWORD = "encrypted_password"  # noqa: S105 - the name of a column

_ORG = """
  select o.id::text, o.name, o.slug, (
    select jsonb_agg(jsonb_build_object(
      'from_id', k.from_id, 'until_id', k.until_id, 'value', encode(k.value, 'hex')))
    from core.org_keys_of(o.id) as k) as keys
  from tenancy.orgs as o
  where (o.id::text = %(org)s or o.slug = %(org)s) and o.deleted_at is null
"""
_KEYS = "select array(select k.public_key from sales.ticket_keys as k order by 1)"
_SEALED = """
  select array(
    select distinct t.key_id from payments.mollie_tokens as t where t.org_id = %s order by 1)
"""
_VERSIONS = """
  select array(select m.version from supabase_migrations.schema_migrations as m order by 1)
"""
_MODE = """
  select core.setting('payments.mode') #>> '{}', core.setting('tenancy.cell_name') #>> '{}'
"""


class OrgNotFound(Stop):
    """There is no such org in the database."""


def find_org(conn: psycopg.Connection[Any], org: str) -> dict[str, Any]:
    """The org with an id or slug: its id, name, slug and keys. Raises OrgNotFound."""
    try:
        found = conn.execute(_ORG, {"org": org}).fetchone()
    except psycopg.errors.UndefinedTable as error:
        raise no_entree() from error
    if found is None:
        raise OrgNotFound(f"There is no org {org!r} here; an id or a slug is meant.", exit_code=2)
    return dict(zip(("id", "name", "slug", "keys"), found, strict=True))


def no_entree() -> Stop:
    """There is a database, and nothing of ours in it."""
    return Stop("This database has no Entree in it. Apply the migrations: entree db apply")


def export_org(
    db_url: str, org: str, path: Path, *, with_passwords: bool = False, tell: Tell | None = None
) -> tuple[Head, dict[str, tuple[int, str]]]:
    """Write the org into the file; returns its head, and per table the rows and their sum.

    All of it is read in one snapshot, so that nobody has to wait and everything fits together.
    """
    with connect(db_url) as conn:
        conn.execute(SETTINGS)
        conn.execute("begin isolation level repeatable read read only")
        found = find_org(conn, org)
        catalog = read_catalog(conn)
        users = _users(conn, catalog, with_passwords=with_passwords)
        head = _head(conn, found, catalog, users)
        writer = Writer(path, head)
        try:
            sums = {}
            for table in (users, *catalog.tables):
                rows = _copy(conn, writer, table, found["id"], tell)
                sums[table.name] = summed(conn, table, found["id"])
                if sums[table.name][0] != rows:
                    raise Stop(f"{table.name}: {rows} rows were read of {sums[table.name][0]}.")
            writer.finish(sums)
        except BaseException:
            writer.discard()
            raise
    return head, sums


def selected(table: Table) -> sql.Composed:
    """The query for an org's rows in a table; its parameter is `org_id`."""
    return sql.SQL("select {columns} from {table} as t where {where}").format(
        columns=names(table.columns), table=table.ident, where=sql.SQL(table.where)
    )


def in_order(column: str | None) -> sql.Composed:
    """By what the rows of a table are sorted, if its numbers are given anew."""
    clause = sql.SQL(" order by {}").format(sql.Identifier("t", column)) if column else None
    return sql.Composed([clause] if clause else [])


def summed(conn: psycopg.Connection[Any], table: Table, org_id: str) -> tuple[int, str]:
    """How many rows the org has in a table, and their sum."""
    query = summary(selected(table), table.compared)
    count, total = first(conn, query, {"org_id": org_id})
    return int(count), str(total)


def _copy(
    conn: psycopg.Connection[Any], writer: Writer, table: Table, org_id: str, tell: Tell | None
) -> int:
    query = sql.SQL("copy ({query}{order}) to stdout").format(
        query=selected(table), order=in_order(table.changed.numbered)
    )
    text = psycopg.ClientCursor(conn).mogrify(query, {"org_id": org_id})
    total = rows = size = 0
    parts: list[bytes] = []

    def flush() -> None:
        nonlocal rows, size
        if rows:
            writer.piece(table.name, rows, b"".join(parts))
            if tell:
                tell(table.name, rows)
        parts.clear()
        rows = size = 0

    with conn.cursor().copy(sql.SQL(text)) as copy:
        for row in copy:
            parts.append(bytes(row))
            rows += 1
            total += 1
            size += len(row)
            if size >= PIECE:
                flush()
    flush()
    return total


def _head(
    conn: psycopg.Connection[Any], org: dict[str, Any], catalog: Catalog, users: Table
) -> Head:
    mode, cell = first(conn, _MODE)
    return {
        "archive_id": str(uuid.uuid4()),
        "org": {name: org[name] for name in ("id", "name", "slug")},
        "taken_at": datetime.now(UTC).isoformat(),
        "cell": cell,
        "payments_mode": mode,
        "migrations": migrations(conn),
        "tables": catalog.shape() | {USERS: dict(zip(users.columns, users.types, strict=True))},
        "org_keys": org["keys"],
        "ticket_keys": first(conn, _KEYS)[0],
        "token_keys": first(conn, _SEALED, [org["id"]])[0],
    }


def migrations(conn: psycopg.Connection[Any]) -> list[str]:
    """The versions of the migrations that made a database."""
    try:
        with conn.transaction():
            return list(first(conn, _VERSIONS)[0])
    except psycopg.errors.UndefinedTable:
        return []  # built from sql/


def _users(conn: psycopg.Connection[Any], catalog: Catalog, *, with_passwords: bool) -> Table:
    """The users whom rows of the org name, as a table of the archive."""
    named = [
        # Names of the catalog, and conditions of the registry.
        f"select t.{column} from {table.name} as t where ({table.where})"  # noqa: S608
        for table in catalog.tables
        for column in catalog.users(table)
    ]
    columns = (*USER_COLUMNS, *((PASSWORD,) if with_passwords else ()))
    found = dict(
        conn.execute(
            "select a.attname::text, format_type(a.atttypid, a.atttypmod) from pg_attribute as a"
            " where a.attrelid = 'auth.users'::regclass and a.attnum > 0 and not a.attisdropped"
        ).fetchall()
    )
    columns = tuple(name for name in columns if name in found)
    return Table(
        USERS,
        columns,
        tuple(found[name] for name in columns),
        f"t.id in ({' union '.join(named)})",
    )
