"""A catalog snapshot: everything that makes two databases the same, as plain facts.

A snapshot maps the name of an object (`constraint orders_pkey on sales.orders`) to its definition.
The queries are in `facts/`, one file per kind of object; rows of the registry tables are facts too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from cli.db import statements
from cli.db.registries import REGISTRIES
from cli.db.source import is_cluster_wide

FACTS = Path(__file__).with_name("facts")

# Schemas that Supabase brings, that record the migrations themselves, or that hold data only: the
# months of the audit log are made and detached by a sweep.
PLATFORM = frozenset(
    {
        "audit_parts",
        "auth",
        "cron",
        "extensions",
        "graphql",
        "graphql_public",
        "information_schema",
        "net",
        "pg_catalog",
        "pg_toast",
        "pgbouncer",
        "pgmq",
        "pgsodium",
        "realtime",
        "storage",
        "supabase_functions",
        "supabase_migrations",
        "vault",
        "_realtime",
    }
)

_SETTING = re.compile(
    r"alter (?P<kind>role|user|database) (?P<name>\S+)(?: in database (?P<database>\S+))?"
    r" (?:set (?P<key>[\w.]+) (?:=|to) ?(?P<value>.+)|reset (?P<reset>[\w.]+))$"
)

Catalog = Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """An object that two catalogs tell apart; None stands for the side that lacks it."""

    object: str
    expected: str | None
    actual: str | None

    def __str__(self) -> str:
        if self.actual is None:
            return f"- {self.object}{_told(self.expected)}"
        if self.expected is None:
            return f"+ {self.object}{_told(self.actual)}"
        lines = difflib.unified_diff(
            self.expected.splitlines(), self.actual.splitlines(), lineterm="", n=2
        )
        return "\n".join([f"~ {self.object}", *(f"    {line}" for line in list(lines)[2:])])


def snapshot(conn: psycopg.Connection) -> dict[str, str]:
    """The catalog of the database of `conn`: object → definition, sorted by object."""
    facts: dict[str, str] = {}
    with conn.transaction(force_rollback=True):
        conn.execute("set local search_path = ''")
        for path in sorted(FACTS.glob("*.sql")):
            rows = conn.execute(path.read_bytes(), prepare=False)
            facts.update({name: told for schemas, name, told in rows if _is_ours(schemas)})
        for table in REGISTRIES:
            facts.update(_rows(conn, table))
    return dict(sorted(facts.items()))


def declared_settings(declared: Iterable[statements.Statement]) -> dict[str, str]:
    """What the statements leave behind for the whole server: settings of roles, roles, memberships.

    Databases of one server share these, so they cannot be compared by looking; they are read from
    the text instead, the last word for each setting counting.
    """
    facts: dict[str, str] = {}
    for statement in declared:
        if not is_cluster_wide(statement):
            continue
        match = _SETTING.match(statement.bare)
        if match is None:
            facts[f"server: {statement.bare}"] = ""
            continue
        place = f" in database {match['database']}" if match["database"] else ""
        key = f"setting {match['key'] or match['reset']} of {match['kind']} {match['name']}{place}"
        if match["key"]:
            facts[key] = match["value"]
        else:
            facts.pop(key, None)
    return facts


def compare(expected: Catalog, actual: Catalog) -> list[Difference]:
    """Every object on which the two catalogs differ, sorted by name."""
    return [
        Difference(name, expected.get(name), actual.get(name))
        for name in sorted(expected.keys() | actual.keys())
        if expected.get(name) != actual.get(name)
    ]


def describe(differences: Iterable[Difference]) -> str:
    """The differences as text: - only expected, + only actual, ~ both but not alike."""
    return "\n".join(map(str, differences))


def render(catalog: Catalog) -> str:
    """The catalog as text, a line per object, further lines of a definition indented."""
    return "".join(f"{name}{_told(definition)}\n" for name, definition in catalog.items())


def _told(definition: str | None) -> str:
    if not definition:
        return ""
    first, *rest = definition.splitlines()
    return "\n    ".join([f": {first}", *rest])


def _is_ours(schemas: list[str] | None) -> bool:
    return schemas is None or any(schema not in PLATFORM for schema in schemas)


def _rows(conn: psycopg.Connection, table: str) -> dict[str, str]:
    """The rows of a registry table, named by their primary key, without what lives in them."""
    columns = table_columns(conn, table)
    if not columns:
        return {}
    keys = primary_key(conn, table)
    query = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in columns),
        sql.Identifier(*table.split(".")),
    )
    facts: dict[str, str] = {}
    for values in conn.execute(query):
        row = dict(zip(columns, values, strict=True))
        key = ", ".join(str(row.pop(name)) for name in keys)
        told = (f"{name} = {value}" for name, value in row.items() if value is not None)
        facts[f"row of {table} ({key})"] = "\n".join(told)
    return facts


def table_columns(conn: psycopg.Connection, table: str) -> list[str]:
    """The compared columns of a registry table, in the table's order; none if it does not exist."""
    found = conn.execute(
        """
        select a.attname
        from pg_attribute as a
        where a.attrelid = to_regclass(%s) and a.attnum > 0 and not a.attisdropped
        order by a.attname
        """,
        [table],
    )
    return [name for (name,) in found if name not in REGISTRIES[table]]


def primary_key(conn: psycopg.Connection, table: str) -> list[str]:
    """The columns of the table's primary key, in the key's order."""
    found = conn.execute(
        """
        select a.attname
        from pg_index as i
        cross join lateral unnest(i.indkey) with ordinality as k (attnum, position)
        inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = to_regclass(%s) and i.indisprimary
        order by k.position
        """,
        [table],
    )
    return [name for (name,) in found]
