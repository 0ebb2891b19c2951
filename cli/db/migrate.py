"""Applies `supabase/migrations/*.sql` the way the official CLI does, so that both agree.

Each file is one transaction together with its row in `supabase_migrations.schema_migrations`. A
file with a statement that Postgres refuses inside a transaction (`create index concurrently`) runs
statement by statement instead; keep such a statement in a file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg

from cli.db.connection import connect
from cli.db.execution import display_name, execute, read_statements
from cli.db.source import is_cluster_wide
from cli.db.statements import Statement
from cli.errors import Stop
from cli.stack.places import CHECKOUT

MIGRATIONS = CHECKOUT / "supabase" / "migrations"

# Key of the advisory lock that appliers of one database queue for.
_LOCK = 7_236_110_533_412_907_001
_NAME = re.compile(r"(?P<version>\d+)_(?P<name>[A-Za-z0-9_.-]+)\.sql")
_TRANSACTION = re.compile(r"(begin|start transaction|commit|end|rollback|abort)\b")
_OUTSIDE = re.compile(
    r"(create( unique)? index concurrently|drop index concurrently|reindex .*concurrently|vacuum)\b"
)
_HISTORY = """
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (version text primary key);
    alter table supabase_migrations.schema_migrations
      add column if not exists statements text[],
      add column if not exists name text
"""


class MigrationError(Stop):
    """The migrations cannot be applied; what was applied before the one named stays applied."""


@dataclass(frozen=True)
class Migration:
    """One file of `supabase/migrations`; `version` is the number its name begins with."""

    path: Path
    version: str
    name: str

    @property
    def statements(self) -> list[Statement]:
        """The file's statements; MigrationError if it opens or ends transactions itself."""
        found = read_statements(self.path, MigrationError)
        for statement in found:
            if _TRANSACTION.match(statement.bare):
                raise MigrationError(
                    f"{display_name(self.path)}:{statement.line}: `{statement.bare}`: each "
                    "migration is one transaction already. Remove the statement."
                )
        return found


def migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """The migrations of a folder by version; MigrationError for a name that the CLI would skip."""
    found: dict[str, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise MigrationError(
                f"{display_name(path)}: the official CLI skips a file of this name. "
                "Call it <YYYYMMDDHHMMSS>_<name>.sql."
            )
        version = match["version"]
        if version in found:
            raise MigrationError(
                f"{display_name(path)} and {found[version].path.name} have the same version; "
                "give one of them another timestamp."
            )
        found[version] = Migration(path, version, match["name"])
    return [found[version] for version in sorted(found)]


def apply(
    db_url: str,
    folder: Path = MIGRATIONS,
    *,
    progress: Callable[[str], None] | None = None,
    cluster_wide: bool = True,
    include_all: bool = False,
) -> list[str]:
    """Applies what the database does not have yet; returns the file names, in order.

    Args:
        db_url: a user that is, or may become, the role `postgres`.
        folder: where the migrations are.
        progress: called with each file's name before it is applied.
        cluster_wide: False leaves out statements about roles and databases (scratch databases).
        include_all: also apply files older than the last one applied.

    Raises:
        MigrationError: a file failed (it left nothing behind), the database has a migration that
            the folder has not, or an older file turned up. Appliers that run at the same time wait
            for each other.
    """
    local = migrations(folder)
    with connect(db_url) as conn:
        _become_postgres(conn)
        with conn.transaction():
            _lock(conn)
            conn.execute(_HISTORY)
        _require_order(conn, local, include_all=include_all)
        applied = [
            migration.path.name
            for migration in local
            if _apply_one(conn, migration, progress, cluster_wide=cluster_wide)
        ]
        if applied:
            conn.execute("notify pgrst, 'reload schema'")
    return applied


def _become_postgres(conn: psycopg.Connection) -> None:
    conn.execute(
        "set statement_timeout = 0; set lock_timeout = '10s'; set client_min_messages = warning"
    )
    try:
        conn.execute("set role postgres")
    except psycopg.Error as error:
        raise MigrationError(
            f"User {conn.info.user!r} may not act as the role postgres, which must own what "
            f"migrations make ({str(error).strip()}). Connect as postgres: --db-url."
        ) from error


def _lock(conn: psycopg.Connection) -> None:
    """Waits until no other applier is in a transaction; the end of this one lets the next in."""
    conn.execute("set local lock_timeout = '10min'")
    conn.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    conn.execute("set local lock_timeout = '10s'")


def _require_order(conn: psycopg.Connection, local: list[Migration], *, include_all: bool) -> None:
    known = _versions(conn)
    unknown = sorted(known - {migration.version for migration in local})
    if unknown:
        raise MigrationError(
            f"The database has migrations that supabase/migrations has not: {', '.join(unknown)}. "
            "If they were squashed, rebuild a local database with `entree db reset`; else fetch "
            "the missing files first."
        )
    late = [m for m in local if m.version not in known and m.version < max(known, default="")]
    if late and not include_all:
        names = ", ".join(migration.path.name for migration in late)
        raise MigrationError(
            f"{names}: older than the last migration applied ({max(known)}), so it was written "
            "without knowing that one. Rename it to a newer timestamp, or apply it all the same: "
            "--include-all."
        )


def _versions(conn: psycopg.Connection) -> set[str]:
    rows = conn.execute("select version from supabase_migrations.schema_migrations")
    return {version for (version,) in rows}


def _apply_one(
    conn: psycopg.Connection,
    migration: Migration,
    progress: Callable[[str], None] | None,
    *,
    cluster_wide: bool,
) -> bool:
    """Applies one migration unless the database has it; tells whether it did."""
    if migration.version in _versions(conn):
        return False
    statements = migration.statements
    whole = not any(_OUTSIDE.match(statement.bare) for statement in statements)
    with conn.transaction() if whole else nullcontext():
        if whole:
            _lock(conn)
        if migration.version in _versions(conn):
            return False  # another applier was faster
        if progress is not None:
            progress(migration.path.name)
        for statement in statements:
            if cluster_wide or not is_cluster_wide(statement):
                execute(conn, statement, migration.path, MigrationError)
        conn.execute(
            "insert into supabase_migrations.schema_migrations (version, statements, name) "
            "values (%s, %s, %s)",
            [migration.version, [statement.text for statement in statements], migration.name],
        )
    return True
