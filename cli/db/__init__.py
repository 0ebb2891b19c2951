"""The pipeline from `sql/` to a database: `entree db apply | diff | verify | reset`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from cli.db import diff as drafting
from cli.db import reset as resetting
from cli.db import verify as verifying
from cli.db.catalog import describe
from cli.db.migrate import apply
from cli.db.source import load_source
from cli.errors import Stop
from cli.stack import Stack

__all__ = ["app", "apply", "load_source"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="From sql/ to migrations to a database, and the proof that both agree.",
)

DbUrl = Annotated[
    str | None,
    typer.Option(
        "--db-url",
        envvar="DATABASE_URL",
        help="postgresql://… of the database; the running local stack's when not given.",
    ),
]


@app.command("apply")
def apply_command(
    db_url: DbUrl = None,
    include_all: Annotated[
        bool,
        typer.Option("--include-all", help="Also apply files older than the last one applied."),
    ] = False,
) -> None:
    """Apply the migrations that the database does not have yet."""
    applied = apply(database_url(db_url), progress=_tell, include_all=include_all)
    _print("Everything is applied already." if not applied else f"Applied {len(applied)}.")


@app.command("diff")
def diff_command(
    name: Annotated[str, typer.Argument(help="What the migration is about: add_waitlist.")],
    db_url: DbUrl = None,
    squash: Annotated[
        bool,
        typer.Option(
            "--squash", help="Replace all migrations by one; before the first release only."
        ),
    ] = False,
) -> None:
    """Draft the migration from what supabase/migrations makes to what sql/ says."""
    draft = drafting.diff(database_url(db_url), name, squash=squash)
    _print(drafting.describe(draft))
    raise typer.Exit(1 if draft.problem or draft.left else 0)


@app.command("verify")
def verify_command(db_url: DbUrl = None) -> None:
    """Prove that sql/ and supabase/migrations make the same database."""
    differences = verifying.verify(database_url(db_url))
    if not differences:
        _print("sql/ and supabase/migrations make the same database.")
        return
    _print(describe(differences))
    _print(f"{len(differences)} differences. Draft the migration: entree db diff NAME")
    raise typer.Exit(1)


@app.command("reset")
def reset_command(
    db_url: DbUrl = None,
    yes_destroy: Annotated[
        bool, typer.Option("--yes-destroy", help="Also a database that is not on this machine.")
    ] = False,
) -> None:
    """Drop the database, with everything in it, and build it again."""
    applied = resetting.reset(database_url(db_url), yes_destroy=yes_destroy, progress=_tell)
    _print(f"Rebuilt from {len(applied)} migrations.")


def database_url(db_url: str | None) -> str:
    """The URL that was given, or the running stack's; Stop when there is neither."""
    if db_url:
        return db_url
    endpoints = Stack().status()
    if endpoints is None:
        raise Stop("No local stack is running. Start it: entree up. Or name a database: --db-url.")
    return endpoints.db_url


def _tell(file_name: str) -> None:
    _print(f"  {file_name}")


def _print(text: str) -> None:
    Console(soft_wrap=True, highlight=False).print(escape(text))
