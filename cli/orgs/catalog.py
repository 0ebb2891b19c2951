"""Which tables an org has rows in, as the database's catalog tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from cli.db.source import rooms
from cli.orgs.registry import ALONG, CHANGED, NAMES_USERS, OF_NO_ORG, STAYS, USERS, Changed

SETTINGS = (
    "set time zone 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';"
    " set bytea_output = 'hex'; set extra_float_digits = 1; set statement_timeout = 0;"
    " set idle_in_transaction_session_timeout = 0; set search_path = ''"
)
"""So that equal rows are equal text, in every database."""

_TABLES = """
  select c.oid::regclass::text as name, array_agg(a.attname::text order by a.attnum) as columns,
    array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated <> '') as generated,
    array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum) as types
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any (%s)
  group by c.oid
  order by 1
"""
_KEYS = """
  select k.conname::text as name, k.conrelid::regclass::text as child,
    k.confrelid::regclass::text as parent,
    array(select a.attname::text from unnest(k.conkey) with ordinality as u (n, i)
      join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = u.n order by u.i) as columns,
    array(select a.attname::text from unnest(k.confkey) with ordinality as u (n, i)
      join pg_attribute as a on a.attrelid = k.confrelid and a.attnum = u.n order by u.i) as refers
  from pg_constraint as k
  where k.contype = 'f' and k.conparentid = 0
"""
_UNIQUE = """
  select i.indrelid::regclass::text as name,
    array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality as u (n, o)
      join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = u.n
      where u.o <= i.indnkeyatts order by u.o) as columns
  from pg_index as i
  where i.indisunique and i.indpred is null and i.indexprs is null
"""


@dataclass(frozen=True)
class Key:
    """A foreign key: the columns of a table, and those that they refer to."""

    name: str
    child: str
    parent: str
    columns: tuple[str, ...]
    refers: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with rows of orgs: its columns but for generated ones, and how an org's are found."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    where: str
    unique: tuple[tuple[str, ...], ...] = ()
    changed: Changed = field(default_factory=lambda: Changed(""))

    @property
    def ident(self) -> sql.Composed:
        """Its name, for SQL."""
        return identifier(self.name)

    @property
    def compared(self) -> tuple[str, ...]:
        """The columns that are the same in every database."""
        return tuple(name for name in self.columns if name != self.changed.numbered)


@dataclass(frozen=True)
class Catalog:
    """The tables of orgs, parents first, and all foreign keys of the rooms."""

    tables: tuple[Table, ...]
    keys: tuple[Key, ...]
    unknown: tuple[str, ...]
    """Tables of which nobody has said whether rows of orgs are in them."""

    @property
    def names(self) -> frozenset[str]:
        """The names of the tables."""
        return frozenset(table.name for table in self.tables)

    def users(self, table: Table) -> tuple[str, ...]:
        """The columns of a table that name users."""
        keyed = {
            key.columns[0] for key in self.keys if key.child == table.name and key.parent == USERS
        }
        return tuple(
            name for name in table.columns if name in keyed or (table.name, name) in NAMES_USERS
        )

    def shape(self) -> dict[str, dict[str, str]]:
        """Tables and their columns with types: what two databases must have in common."""
        return {t.name: dict(zip(t.columns, t.types, strict=True)) for t in self.tables}


def first(
    conn: psycopg.Connection[Any],
    query: LiteralString | sql.Composed,
    values: Sequence[object] | Mapping[str, object] | None = None,
) -> tuple[Any, ...]:
    """The one row that a query answers with."""
    asked = query if isinstance(query, sql.Composed) else sql.SQL(query)
    [row] = conn.execute(asked, values).fetchall()
    return tuple(row)


def identifier(name: str) -> sql.Composed:
    """A qualified name, for SQL."""
    return sql.SQL(".").join(sql.Identifier(part) for part in name.split("."))


def names(columns: tuple[str, ...], alias: str = "t") -> sql.Composed:
    """Columns, qualified and separated by commas."""
    return sql.SQL(", ").join(sql.Identifier(alias, name) for name in columns)


def read_catalog(conn: psycopg.Connection[Any]) -> Catalog:
    """What the database at the other end of a connection says."""
    schemas = [room.partition("_")[2] for room in rooms()]
    unique: dict[str, list[tuple[str, ...]]] = {}
    for name, columns in conn.execute(_UNIQUE):
        unique.setdefault(name, []).append(tuple(columns))
    found, unknown = {}, []
    for name, columns, generated, types in conn.execute(_TABLES, [schemas]):
        if name in ALONG:
            where = ALONG[name]
        elif "org_id" in columns:
            where = "t.org_id = %(org_id)s::uuid"
        else:
            if not any(fnmatchcase(name, pattern.replace("%", "*")) for pattern in OF_NO_ORG):
                unknown.append(name)
            continue
        kept = [
            (column, kind)
            for column, kind in zip(columns, types, strict=True)
            if column not in (generated or ())
        ]
        found[name] = Table(
            name,
            tuple(column for column, _ in kept),
            tuple(kind for _, kind in kept),
            where,
            tuple(unique.get(name, ())),
            CHANGED.get(name, Changed("")),
        )
    keys = tuple(
        Key(name, child, parent, tuple(columns), tuple(refers))
        for name, child, parent, columns, refers in conn.execute(_KEYS)
        if child in found
    )
    moved = {name: table for name, table in found.items() if name not in STAYS}
    return Catalog(tuple(moved[name] for name in parents_first(moved, keys)), keys, tuple(unknown))


def parents_first(tables: dict[str, Table], keys: tuple[Key, ...]) -> list[str]:
    """The tables so that each stands after those it refers to; a circle is cut somewhere."""
    parents: dict[str, set[str]] = {name: set() for name in tables}
    for key in keys:
        if key.child in tables and key.parent in tables and key.child != key.parent:
            parents[key.child].add(key.parent)
    while True:
        try:
            return list(TopologicalSorter(parents).static_order())
        except CycleError as error:
            child, parent = error.args[1][1], error.args[1][0]
            parents[child].discard(parent)


def summary(source: sql.Composable, columns: tuple[str, ...]) -> sql.Composed:
    """A query for the number of rows of `source` (a query) and a sum over what is in them.

    The sum is of both halves of each row's MD5, so it does not depend on the order of rows, and
    nothing has to be sorted or kept.
    """
    return sql.SQL(
        "select count(*), coalesce(sum(('x' || left(h.h, 16))::bit(64)::bigint::numeric), 0)"
        " || ':' || coalesce(sum(('x' || right(h.h, 16))::bit(64)::bigint::numeric), 0)"
        " from (select md5(row({columns})::text) as h from ({source}) as t) as h"
    ).format(columns=names(columns), source=source)
