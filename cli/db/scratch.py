"""Databases that live as long as a `with` block, copied from the pristine template `blank`.

`blank` is what the local stack leaves beside its main database: a Supabase project before its first
migration, with roles, default privileges and auth.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from cli.db.connection import DatabaseError, connect, other_database, place

BLANK = "blank"

_PREFIX = "entree_scratch"
_NAME = re.compile(rf"{_PREFIX}_(\d+)_[0-9a-f]+")
_FORGOTTEN_AFTER = 3600  # seconds; no use of a scratch database takes nearly as long


@contextmanager
def scratch(db_url: str, template: str = BLANK) -> Iterator[str]:
    """The URL of a new database on the server of `db_url`, dropped at the end in any case.

    Also drops scratch databases that a killed process left behind more than an hour ago. Raises
    DatabaseError when the server has no such template.
    """
    name = f"{_PREFIX}_{int(time.time())}_{secrets.token_hex(4)}"
    with connect(other_database(db_url, "template1")) as conn:
        _drop_forgotten(conn)
        create(conn, name, template)
    try:
        yield other_database(db_url, name)
    finally:
        with connect(other_database(db_url, "template1")) as conn:
            drop(conn, name)


def create(conn: psycopg.Connection, name: str, template: str = BLANK) -> None:
    """Copies a database, owned by `postgres` as Supabase has it."""
    query = sql.SQL("create database {} template {} owner postgres")
    try:
        conn.execute(query.format(sql.Identifier(name), sql.Identifier(template)))
    except psycopg.errors.InvalidCatalogName as error:
        raise DatabaseError(
            f"The server at {place(conn.info.dsn)} has no database {template!r} to copy. "
            "Use the server of the local stack (`entree up`): it keeps a pristine one."
        ) from error


def drop(conn: psycopg.Connection, name: str) -> None:
    """Drops a database if it exists, ending the sessions in it.

    Raises DatabaseError when one of them is a superuser's, which only a superuser may end.
    """
    query = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    try:
        conn.execute(query)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"The database {name} was not dropped: {str(error).strip()}\n"
            "A superuser works in it. Close that session, or give a superuser's --db-url."
        ) from error


def _drop_forgotten(conn: psycopg.Connection) -> None:
    found = conn.execute("select datname from pg_database where datname like %s", [f"{_PREFIX}%"])
    for (name,) in found.fetchall():
        match = _NAME.fullmatch(name)
        if match and time.time() - int(match[1]) > _FORGOTTEN_AFTER:
            drop(conn, name)
