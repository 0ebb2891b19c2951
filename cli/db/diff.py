"""Drafts a migration: what `sql/` has and `supabase/migrations/` has not, for a person to finish.

The first migration, or a squashed one, is the source itself in load order. Any later one is drafted
by the official CLI (pg-delta) from a database of each kind; rows of registry tables, which it does
not see, are added here. What the draft does not reproduce is told, not hidden.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from cli.db import catalog, migrate, official, source
from cli.db.catalog import Difference, compare, primary_key, snapshot, table_columns
from cli.db.connection import connect
from cli.db.execution import display_name
from cli.db.registries import REGISTRIES
from cli.db.scratch import scratch
from cli.db.verify import migrations_settings, source_settings
from cli.errors import Stop

Row = dict[str, str]

_NAME = re.compile(r"[a-z][a-z0-9_]*")

_FIRST_HEADER = """\
-- The whole database, made from nothing: the files of sql/ in their load order.
-- Written by `entree db diff`; change sql/, not this file.

set check_function_bodies = off;
"""
_FIRST_FOOTER = "\nreset check_function_bodies;\n"

_DRAFT_HEADER = """\
-- Drafted by `entree db diff {name}`. Read it and finish it by hand:
-- a rename shows as drop and add, which loses data; a new column that must not be null needs its
-- backfill; every new object needs its revokes and grants, also where the draft found none missing.
-- `entree db verify` is the judge.

"""


class DiffError(Stop):
    """The migration cannot be drafted."""


@dataclass(frozen=True)
class Draft:
    """A drafted migration.

    `path` is None when there was nothing to migrate. `problem` says why the draft, as it stands,
    cannot be applied. `left` is what a database made by all migrations, the draft included, still
    has different; without the draft where that cannot be applied.
    """

    path: Path | None
    problem: str | None
    left: list[Difference]


def diff(
    db_url: str,
    name: str,
    root: Path = source.SQL,
    folder: Path = migrate.MIGRATIONS,
    *,
    squash: bool = False,
) -> Draft:
    """Writes `<timestamp>_<name>.sql` into the folder of migrations.

    Args:
        db_url: a database on the server that the scratch databases are made on.
        name: snake_case, what the migration is about.
        root: the source.
        folder: the migrations.
        squash: replace all migrations by one. Only before the first release: a database that has
            the old ones must be rebuilt.
    """
    if not _NAME.fullmatch(name):
        raise DiffError(
            f"{name!r} is not a name for a migration. Use lower-case words joined by underscores, "
            "such as add_waitlist.",
            exit_code=2,
        )
    known = migrate.migrations(folder)
    path = folder / f"{_next_version(known)}_{name}.sql"
    if squash or not known:
        return _write_first(root, path, known)
    return _write_draft(db_url, root, folder, path, name)


def _next_version(known: list[migrate.Migration]) -> str:
    """Now, in UTC, as the official CLI writes it; later than every migration there is."""
    now = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    return max([now, *(str(int(migration.version) + 1) for migration in known)], key=int)


def _write_first(root: Path, path: Path, known: list[migrate.Migration]) -> Draft:
    parts = [
        f"\n-- {file.path.relative_to(root.parent)}\n{file.text.strip()}\n"
        for file in source.files(root)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    for migration in known:
        migration.path.unlink()
    path.write_text("".join([_FIRST_HEADER, *parts, _FIRST_FOOTER]), encoding="utf-8")
    return Draft(path, None, [])


def _write_draft(db_url: str, root: Path, folder: Path, path: Path, name: str) -> Draft:
    with scratch(db_url) as old_url, scratch(db_url) as new_url:
        migrate.apply(old_url, folder, cluster_wide=False)
        with connect(old_url) as old, connect(new_url) as new:
            source.load_source(new, root, cluster_wide=False)
            wanted = snapshot(new) | source_settings(root)
            left = compare(wanted, snapshot(old) | migrations_settings(folder))
            if not left:
                return Draft(None, None, [])
            text = _structure(old_url, new_url) + _rows(old, new)
            path.write_text(_DRAFT_HEADER.format(name=name) + text, encoding="utf-8")
            try:
                migrate.apply(old_url, folder, cluster_wide=False)
            except migrate.MigrationError as error:
                return Draft(path, error.message, left)
            return Draft(path, None, compare(wanted, snapshot(old) | migrations_settings(folder)))


def _structure(old_url: str, new_url: str) -> str:
    """What pg-delta makes of two databases: SQL that turns the one into the other."""
    with tempfile.TemporaryDirectory(prefix="entree-diff-") as folder:
        path = Path(folder) / "draft.sql"
        urls = ["--from", official.url(old_url), "--to", official.url(new_url)]
        official.run("db", "diff", "--use-pg-delta", *urls, "--output", str(path))
        text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    return f"{text}\n" if text else ""


def _rows(old: psycopg.Connection, new: psycopg.Connection) -> str:
    """Statements that bring the rows of the registry tables from `old` to what `new` has."""
    upserts: list[str] = []
    deletes: list[str] = []
    for table in REGISTRIES:
        columns = table_columns(new, table)
        keys = primary_key(new, table)
        before = _read(old, table, keys)
        after = _read(new, table, keys)
        changed = [row for key, row in after.items() if before.get(key) != row]
        gone = [key for key in before if key not in after]
        if changed:
            upserts.append(_upsert(table, columns, keys, changed).as_string())
        deletes = [*(_delete(table, keys, key).as_string() for key in gone), *deletes]
    return "".join(f"\n{statement};\n" for statement in [*upserts, *deletes])


def _read(conn: psycopg.Connection, table: str, keys: list[str]) -> dict[tuple[str, ...], Row]:
    """The rows by primary key, in the key's order; a column that is null is left out."""
    columns = table_columns(conn, table)
    if not keys or not set(keys) <= set(columns):
        return {}
    query = sql.SQL("select {} from {} order by {}").format(
        sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in columns),
        _name(table),
        _names(keys),
    )
    rows = [dict(zip(columns, values, strict=True)) for values in conn.execute(query)]
    return {
        tuple(str(row[key]) for key in keys): {
            name: value for name, value in row.items() if value is not None
        }
        for row in rows
    }


def _upsert(table: str, columns: list[str], keys: list[str], rows: list[Row]) -> sql.Composed:
    """One statement for all rows; the literals carry no type, so each takes its column's."""
    rest = [name for name in columns if name not in keys]
    action: sql.Composable = sql.SQL("nothing")
    if rest:
        action = sql.SQL("update set {}").format(
            sql.SQL(", ").join(
                sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in rest
            )
        )
    values = sql.SQL(",\n").join(
        sql.SQL("  ({})").format(sql.SQL(", ").join(sql.Literal(row.get(name)) for name in columns))
        for row in rows
    )
    return sql.SQL("insert into {} ({})\nvalues\n{}\non conflict ({}) do {}").format(
        _name(table), _names(columns), values, _names(keys), action
    )


def _delete(table: str, keys: list[str], key: tuple[str, ...]) -> sql.Composed:
    conditions = sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value))
        for name, value in zip(keys, key, strict=True)
    )
    return sql.SQL("delete from {} where {}").format(_name(table), conditions)


def _name(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))


def _names(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def describe(draft: Draft) -> str:
    """The outcome in sentences, for the terminal."""
    if draft.path is None:
        return "sql/ and supabase/migrations make the same database: nothing to migrate."
    lines = [f"Wrote {display_name(draft.path)}."]
    if draft.problem:
        lines += ["As it stands it cannot be applied:", draft.problem]
    if draft.left:
        lines += [
            "Finish it by hand; this still differs (- only in sql/, + only in migrations):",
            catalog.describe(draft.left),
        ]
    return "\n".join(lines)
