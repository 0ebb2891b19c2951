"""`entree org export | import | move | erase | release`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.db import database_url
from cli.db.connection import connect
from cli.operate import DbUrl, Json
from cli.orgs.archive import Archive, Head
from cli.orgs.export import Tell, export_org, find_org
from cli.orgs.leave import Departure, stay
from cli.orgs.load import Imported, import_org

org = typer.Typer(
    no_args_is_help=True,
    help="A whole org: into a file, out of it, to another cell, or away for good.",
)
Org = Annotated[str, typer.Argument(metavar="ORG", help="The org, by its id or slug.")]
Passwords = Annotated[
    bool,
    typer.Option(
        "--with-passwords",
        help="Take the hashes of its users' passwords along; else they ask for a new one, or for "
        "a code by mail.",
    ),
]


@org.callback()
def _org() -> None:
    """A whole org: into a file, out of it, to another cell, or away for good."""


@org.command("export")
def export_command(
    name: Org,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The archive to write.")],
    with_passwords: Passwords = False,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Write a whole org, as it is now, to an archive. Nobody has to wait for it.

    The archive has everything that the org knows of people, and the key of its links: keep it as
    you keep a backup.
    """
    with _progress(as_json) as tell:
        head, sums = export_org(
            database_url(db_url), name, to, with_passwords=with_passwords, tell=tell
        )
    rows = sum(count for count, _ in sums.values())
    if as_json:
        about = {key: head[key] for key in ("archive_id", "org", "taken_at", "token_keys")}
        _print_json(about | {"file": str(to), "rows": rows, "tables": sums})
    else:
        _print(f"{to}: {head['org']['name']}, {rows} rows of {len(sums)} tables.")


@org.command("import")
def import_command(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to read.")],
    restart: Annotated[
        bool, typer.Option("--restart", help="Give up another import that was not finished.")
    ] = False,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Read an org from an archive into a database where it is not; all of it or nothing.

    May be stopped anywhere, and goes on there when it is called again.
    """
    with Archive(archive) as opened, _progress(as_json, opened.rows) as tell:
        imported = import_org(database_url(db_url), opened, restart=restart, tell=tell)
        _tell_imported(opened, imported, as_json=as_json)


@org.command("move")
def move_command(
    name: Org,
    to_db_url: Annotated[
        str, typer.Option("--to-db-url", metavar="URL", help="The database of the other cell.")
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="ADDRESS", help="Where clients reach that cell: https://b.example.org"
        ),
    ],
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Keep the archive here; else it is removed."),
    ] = None,
    with_passwords: Passwords = False,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Move an org to another cell. Until it is there, it is here; then this cell points the way.

    Meanwhile it sells nothing and answers org_is_moving; other orgs notice nothing. Stopped, it
    can be called again.
    """
    source = database_url(db_url)
    path = file or Path(f"{name}.entree-org")
    with _progress(as_json) as tell:
        if not _is_on_its_way(source, name, path):
            imported = move_org(
                source, to_db_url, name, to, path, with_passwords=with_passwords, tell=tell
            )
        else:
            with Archive(path) as archive:
                imported = import_org(to_db_url, archive, tell=tell)
    with Archive(path) as archive:
        needed: list[str] = archive.head["token_keys"]
    if file is None:
        path.unlink()
    if as_json:
        _print_json(asdict(imported) | {"moved_to": to, "token_keys": needed})
    else:
        _print(f"{name} is at {to} now, with {imported.rows} rows.")
        _name_keys(needed, "there")


@org.command("erase")
def erase_command(
    name: Org,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Where its archive is written.")],
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Say goodbye to an org: write it to an archive as it is at last, and erase it here.

    Its entries in the audit log stay; retention ends them in its time.
    """
    head = erase_org(database_url(db_url), name, to)
    if as_json:
        _print_json({"org": head["org"], "archive_id": head["archive_id"], "file": str(to)})
    else:
        _print(f"{head['org']['name']} is gone; what there was of it is in {to}.")


@org.command("release")
def release_command(name: Org, db_url: DbUrl = None, as_json: Json = False) -> None:
    """Let an org sell again whose move was given up, or whose `entree org move` was killed."""
    with connect(database_url(db_url)) as conn:
        found = find_org(conn, name)
        stay(conn, found["id"])
    if as_json:
        _print_json({"org_id": found["id"]})
    else:
        _print(f"{found['name']} sells again.")


def move_org(
    source: str,
    target: str,
    name: str,
    to: str,
    path: Path,
    *,
    with_passwords: bool = False,
    tell: Tell | None = None,
) -> Imported:
    """Move an org from one database to another. `to` is the address of the other cell.

    In this order: it is in the other database, looked over, and nobody sees it; it leaves this one;
    it is seen there. So at no moment is it in both, or in none but the archive's copy of a second
    import.
    """
    org_id = _org_id(source, name)
    with Departure(source, org_id) as departure:
        head, sums = export_org(source, org_id, path, with_passwords=with_passwords, tell=tell)
        with Archive(path) as archive:
            return import_org(
                target,
                archive,
                tell=tell,
                before_commit=lambda: departure.finish(
                    head["org"]["slug"], to, head["archive_id"], sums
                ),
            )


def erase_org(db_url: str, name: str, path: Path) -> Head:
    """Write an org to an archive and erase it; returns the archive's head."""
    org_id = _org_id(db_url, name)
    with Departure(db_url, org_id) as departure:
        head, sums = export_org(db_url, org_id, path)
        with Archive(path):  # it can be read, every byte of it
            departure.finish(head["org"]["slug"], None, head["archive_id"], sums)
    return head


def _is_on_its_way(source: str, name: str, path: Path) -> bool:
    """Whether it has left already, and only has to arrive: the archive is all there is of it."""
    with connect(source) as conn:
        row = conn.execute(
            "select m.archive_id::text from tenancy.moved_orgs as m"
            " where m.org_id::text = %(name)s or m.slug = %(name)s"
            " order by m.moved_at desc limit 1",
            {"name": name},
        ).fetchone()
    if row is None or not path.exists():
        return False
    with Archive(path) as archive:
        return bool(archive.archive_id == row[0])


def _org_id(db_url: str, name: str) -> str:
    with connect(db_url) as conn:
        return str(find_org(conn, name)["id"])


def _tell_imported(archive: Archive, imported: Imported, *, as_json: bool) -> None:
    needed: list[str] = archive.head["token_keys"]
    if as_json:
        _print_json(asdict(imported) | {"token_keys": needed})
        return
    _print(
        f"{archive.head['org']['name']} is here, with {imported.rows} rows. "
        f"{imported.matched_users} of its users were known, {imported.new_users} are new."
    )
    _name_keys(needed, "here")


def _name_keys(needed: list[str], where: str) -> None:
    """Say what the workers must have for the org's account at Mollie."""
    if needed:
        _print(
            f"Its Mollie account is sealed with a key that TOKEN_ENCRYPTION_KEYS of the workers "
            f"{where} must have: {', '.join(needed)}."
        )


@contextmanager
def _progress(is_quiet: bool, total: int | None = None) -> Iterator[Tell | None]:
    """A bar on the terminal, for whoever looks at one."""
    console = Console(stderr=True)
    if is_quiet or not console.is_terminal:
        yield None
        return
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)

        def tell(table: str, rows: int) -> None:
            progress.update(task, description=table, advance=rows)

        yield tell


def _print(text: str) -> None:
    Console(soft_wrap=True, highlight=False).print(escape(text))


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2, default=str, ensure_ascii=False))
