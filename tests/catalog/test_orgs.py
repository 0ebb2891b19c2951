"""Orgs can be moved whole: of every table somebody has said whether it goes along.

What `cli/orgs/registry.py` lists is there, and what is there is listed.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

import psycopg
import pytest

from cli.orgs.catalog import Catalog, Key, Table, parents_first, read_catalog
from cli.orgs.registry import (
    ALONG,
    CHANGED,
    KNOWN_BY_ID,
    NAMES_USERS,
    OF_NO_ORG,
    ORG,
    STAYS,
    USERS,
    Changed,
)

IDENTITIES = """
select a.attrelid::regclass::text, a.attname::text
from pg_attribute as a
join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
where (a.attidentity <> '' or a.atttypid in ('xid8'::regtype, 'pg_snapshot'::regtype))
  and not a.attisdropped
"""
TABLES = """
select c.oid::regclass::text
from pg_class as c
where c.relkind in ('r', 'p') and not c.relispartition
"""


@pytest.fixture
def catalog(conn: psycopg.Connection) -> Catalog:
    """Return what the finished database says of orgs."""
    return read_catalog(conn)


def test_of_every_table_it_is_known_whether_it_goes_along(catalog: Catalog) -> None:
    assert not catalog.unknown, "name them in cli/orgs/registry.py: ALONG or OF_NO_ORG"


def test_what_is_listed_is_there(conn: psycopg.Connection, catalog: Catalog) -> None:
    tables = {name for (name,) in conn.execute(TABLES)}
    assert STAYS.keys() | ALONG.keys() | CHANGED.keys() | set(KNOWN_BY_ID) <= tables
    assert CHANGED.keys() <= catalog.names
    assert {table for table, _ in NAMES_USERS} <= catalog.names
    for pattern in OF_NO_ORG:
        named = [name for name in tables if fnmatchcase(name, pattern.replace("%", "*"))]
        assert named, f"there is no {pattern}"


def test_numbers_of_a_database_are_given_anew(conn: psycopg.Connection, catalog: Catalog) -> None:
    """What is numbered by one database means nothing in another one."""
    for table, column in conn.execute(IDENTITIES).fetchall():
        if table in catalog.names:
            changed = CHANGED.get(table)
            values = {name for name, _ in changed.values} if changed else set()
            numbered = {changed.numbered} if changed else set()
            assert column in values | numbered, f"say what becomes of {table}.{column}"


def test_nothing_that_stays_refers_to_what_leaves(catalog: Catalog) -> None:
    for key in catalog.keys:
        stays = STAYS.get(key.child)
        is_kept = (stays and stays.is_kept) or CHANGED.get(key.child, Changed("")).is_kept
        assert not (is_kept and key.parent in catalog.names), key


def test_what_is_found_otherwise_is_found_before_its_parents_are_gone(catalog: Catalog) -> None:
    """The condition of a table without org_id may read others, which are deleted after it."""
    for name in ALONG.keys() - {ORG}:
        children = [key for key in catalog.keys if key.parent == name]
        assert not children, f"{name} has children; a departure deletes it first"


def test_every_table_stands_after_those_that_it_refers_to(catalog: Catalog) -> None:
    order = [table.name for table in catalog.tables]
    late = {
        (key.child, key.parent)
        for key in catalog.keys
        if key.child in order
        and key.parent in order
        and key.child != key.parent
        and order.index(key.child) < order.index(key.parent)
    }
    # Two that refer to each other: one of them has to be first.
    assert all(
        (parent, child) in {(k.child, k.parent) for k in catalog.keys}
        or _circular(catalog, child, parent)
        for child, parent in late
    )


def _circular(catalog: Catalog, child: str, parent: str) -> bool:
    """Whether the parent refers to the child, by whatever way."""
    reached, todo = set(), [parent]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += [key.parent for key in catalog.keys if key.child == name]
    return child in reached


def test_a_circle_is_cut() -> None:
    tables = {name: Table(name, ("id",), ("uuid",), "true") for name in ("a.a", "a.b", "a.c")}
    keys = (
        Key("ab", "a.a", "a.b", ("b",), ("id",)),
        Key("ba", "a.b", "a.a", ("a",), ("id",)),
        Key("cb", "a.c", "a.b", ("b",), ("id",)),
        Key("cc", "a.c", "a.c", ("c",), ("id",)),
    )
    assert sorted(parents_first(tables, keys)) == ["a.a", "a.b", "a.c"]
    assert parents_first(tables, keys)[-1] == "a.c"


def test_columns_of_users_are_known(catalog: Catalog) -> None:
    """Users have other ids in another database: no column that names them is overlooked."""
    for table in catalog.tables:
        for column, kind in zip(table.columns, table.types, strict=True):
            if kind == "uuid" and (column.endswith("_by") or "user" in column):
                assert column in catalog.users(table), f"{table.name}.{column} names {USERS}"
