"""Drops a database and builds it again from the migrations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from cli.db import migrate
from cli.db.connection import DatabaseError, connect, database_name, is_local, other_database, place
from cli.db.scratch import BLANK, create, drop


def reset(
    db_url: str,
    folder: Path = migrate.MIGRATIONS,
    *,
    yes_destroy: bool = False,
    progress: Callable[[str], None] | None = None,
) -> list[str]:
    """Replaces the database by a copy of `blank` and applies all migrations; returns their names.

    Sessions in it are ended; PostgREST, the auth server and the workers connect again by
    themselves. Raises DatabaseError for a database on another machine unless `yes_destroy`, and
    where there is no `blank` to copy.
    """
    if not is_local(db_url) and not yes_destroy:
        raise DatabaseError(
            f"{place(db_url)} is not on this machine. Everything in it would be lost: if that is "
            "what you want, say so with --yes-destroy."
        )
    name = database_name(db_url)
    with connect(other_database(db_url, "template1")) as conn:
        _require_blank(conn, db_url)
        rights = _own_rights(conn, name)
        drop(conn, name)
        create(conn, name)
        for right in rights:
            conn.execute(right)
    return migrate.apply(db_url, folder, progress=progress)


def _require_blank(conn: psycopg.Connection, db_url: str) -> None:
    found = conn.execute("select from pg_database where datname = %s", [BLANK]).fetchone()
    if found is None:
        raise DatabaseError(
            f"{place(db_url)}: its server keeps no pristine database {BLANK!r}, so nothing was "
            "dropped. A hosted project is reset with the official CLI: supabase db reset --linked."
        )


def _own_rights(conn: psycopg.Connection, name: str) -> list[sql.Composed]:
    """Grants and settings that hang on the database itself, which a copy does not bring along."""
    grants = conn.execute(
        """
        select a.privilege_type, coalesce(r.rolname, 'public')
        from pg_database as d
        cross join lateral aclexplode(d.datacl) as a
        left join pg_roles as r on r.oid = a.grantee
        where d.datname = %s
        """,
        [name],
    ).fetchall()
    settings = conn.execute(
        """
        select
          r.rolname, split_part(s.setting, '=', 1), substr(s.setting, strpos(s.setting, '=') + 1)
        from pg_db_role_setting as c
        inner join pg_database as d on d.oid = c.setdatabase
        left join pg_roles as r on r.oid = c.setrole
        cross join lateral unnest(c.setconfig) as s (setting)
        where d.datname = %s
        """,
        [name],
    ).fetchall()
    database = sql.Identifier(name)
    return [
        sql.SQL("grant {} on database {} to {}").format(
            sql.SQL(privilege),
            database,
            sql.Identifier(role) if role != "public" else sql.SQL(role),
        )
        for privilege, role in grants
    ] + [
        sql.SQL("alter {} set {} = {}").format(
            sql.SQL("database {}").format(database)
            if role is None
            else sql.SQL("role {} in database {}").format(sql.Identifier(role), database),
            sql.Identifier(*key.split(".")),
            sql.Literal(value),
        )
        for role, key, value in settings
    ]
