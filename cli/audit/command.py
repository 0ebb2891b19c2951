"""`entree audit verify | archive | key`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from cli.audit.archive import archive_parts
from cli.audit.check import Report, examine, examine_alone
from cli.audit.file import SUFFIX
from cli.audit.heads import public_key, read_heads
from cli.db import database_url
from cli.db.connection import connect
from cli.errors import Stop
from cli.operate import DbUrl, Json

audit = typer.Typer(no_args_is_help=True, help="The audit logs and their seals.")
Key = Annotated[
    list[str] | None,
    typer.Option(
        help="The public key that signed them, as `entree audit key` prints it; may be given"
        " more than once. Default: that of the workers' settings."
    ),
]


@audit.callback()
def _audit() -> None:
    """The audit logs and their seals."""


@audit.command("verify")
def verify(
    heads: Annotated[
        Path | None,
        typer.Option(help="What workers wrote to AUDIT_HEADS, or was mailed: one head per line."),
    ] = None,
    key: Key = None,
    archive: Annotated[
        list[Path] | None,
        typer.Option(
            help="A file of `entree audit archive`, or a folder of them; may be given more than"
            " once."
        ),
    ] = None,
    alone: Annotated[
        bool,
        typer.Option("--alone", help="Look at the archives only; no database is needed."),
    ] = False,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Prove that no sealed entry was changed, removed or inserted later.

    Exit code 0 when that is so, 1 when it is not, 2 when it cannot be told.
    """
    files = [file for path in archive or [] for file in _files(path)]
    if alone and not files:
        raise Stop("Say which archives: --archive FILE.", exit_code=2)
    keys = list(key or [])
    if not keys and (heads or alone):
        keys = [public_key(database_url(db_url))]
    published = read_heads(heads, keys) if heads else []
    if alone:
        reports = [examine_alone(file, published, keys) for file in files]
    else:
        try:
            with connect(database_url(db_url)) as connection:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.read_only = True
                reports = examine(connection, published, files)
        except psycopg.Error as error:
            raise Stop(f"The logs cannot be read: {error}".rstrip(), exit_code=2) from error
    found = [finding for report in reports for finding in report.findings]
    if as_json:
        print(json.dumps([asdict(report) for report in reports], indent=2))
    else:
        for report in reports:
            _say(report)
        print(f"{len(found)} findings." if found else "Nothing was changed, removed or inserted.")
    raise typer.Exit(1 if found else 0)


def _files(path: Path) -> list[Path]:
    return sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]


def _say(report: Report) -> None:
    print(
        f"{report.log}: {report.entries} entries in {report.seals} seals,"
        f" up to number {report.until_id}; {report.unsealed} not sealed yet."
    )
    if report.archived:
        print(f"  {report.archived} more are in archives that were not given (--archive).")
    for finding in report.findings:
        print(f"  {finding.kind}: {finding.text}")
    print(f"  head: {report.chained}")


@audit.command("archive")
def archive(
    to: Annotated[Path, typer.Option(help="The folder for the files.", file_okay=False)],
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Put months that the retention took out of the audit log into files, and drop them.

    One after the other: a file is written, read back and held against the seals; only then is the
    table dropped. May be stopped and repeated. Exit code 1 when a month is not what was sealed: it
    stays.
    """
    if not to.is_dir():
        raise Stop(f"{to} is no folder.", exit_code=2)
    url = database_url(db_url)
    archived = archive_parts(url, to, tell=None if as_json else _tell)
    if as_json:
        print(json.dumps([{"part": part, "entries": count} for part, count in archived]))
    elif not archived:
        print("There is nothing to archive.")


def _tell(part: str, entries: int) -> None:
    print(f"{part}: {entries} entries archived.")


@audit.command("key")
def show_key(db_url: DbUrl = None) -> None:
    """Print the public key of whoever signs heads: for an auditor, once, by a way of their own."""
    print(public_key(database_url(db_url)))
