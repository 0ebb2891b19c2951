"""Proves that `sql/` and `supabase/migrations/` make the same database."""

from __future__ import annotations

from pathlib import Path

from cli.db import migrate, source
from cli.db.catalog import Difference, compare, declared_settings, snapshot
from cli.db.connection import connect
from cli.db.execution import read_statements
from cli.db.scratch import scratch


def verify(
    db_url: str, root: Path = source.SQL, folder: Path = migrate.MIGRATIONS
) -> list[Difference]:
    """Builds both in scratch databases of the server and compares their catalogs.

    Returns the differences: expected is what the source makes, actual what the migrations make.
    """
    return compare(source_catalog(db_url, root), migrations_catalog(db_url, folder))


def source_catalog(db_url: str, root: Path = source.SQL) -> dict[str, str]:
    """The catalog of a database made from the source."""
    with scratch(db_url) as url, connect(url) as conn:
        source.load_source(conn, root, cluster_wide=False)
        return snapshot(conn) | source_settings(root)


def migrations_catalog(db_url: str, folder: Path = migrate.MIGRATIONS) -> dict[str, str]:
    """The catalog of a database made by the migrations."""
    with scratch(db_url) as url:
        migrate.apply(url, folder, cluster_wide=False)
        with connect(url) as conn:
            return snapshot(conn) | migrations_settings(folder)


def source_settings(root: Path = source.SQL) -> dict[str, str]:
    """What the source sets for the whole server."""
    return declared_settings(
        statement
        for file in source.files(root)
        for statement in read_statements(file.path, source.SourceError)
    )


def migrations_settings(folder: Path = migrate.MIGRATIONS) -> dict[str, str]:
    """What the migrations, in order, set for the whole server."""
    return declared_settings(
        statement for migration in migrate.migrations(folder) for statement in migration.statements
    )
