"""`entree docs`: the parts of docs/ that are read off the database, so that they cannot be wrong.

Written: docs/errors.md from core.errors, docs/state-machines.md from core.transitions,
docs/permissions.md from tenancy.role_permissions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

import psycopg
import typer

from cli.db import database_url
from cli.db.connection import connect
from cli.db.execution import display_name
from cli.db.scratch import scratch
from cli.db.source import load_source
from cli.stack.places import CHECKOUT

FOLDER = CHECKOUT / "docs"

_NOTE = "<!-- Written by `entree docs` from the database; change sql/, not this file. -->\n"


def docs(
    db_url: Annotated[
        str | None,
        typer.Option(envvar="DATABASE_URL", help="A database on the server to build on."),
    ] = None,
) -> None:
    """Write the generated parts of docs/ anew."""
    with scratch(database_url(db_url)) as url, connect(url) as conn:
        load_source(conn, cluster_wide=False)
        FOLDER.mkdir(exist_ok=True)
        for name, text in documents(conn).items():
            (FOLDER / name).write_text(text, encoding="utf-8")
            typer.echo(display_name(FOLDER / name))


def documents(conn: psycopg.Connection) -> dict[str, str]:
    """File name → text, for a database made from the source."""
    return {
        "errors.md": _errors(conn),
        "permissions.md": _permissions(conn),
        "state-machines.md": _machines(conn),
    }


def _errors(conn: psycopg.Connection) -> str:
    rows = conn.execute(
        "select slug, http_status, message, hint from core.errors order by http_status, slug"
    )
    return _page(
        "Errors",
        """
        Every refusal that a client can meet. PostgREST and the functions answer with the status
        and a JSON body: `code` is the SQLSTATE `PT<status>` or, from `/functions/v1`, the slug;
        `details` holds the slug as `code` with the error's data; `message` and `hint` are for
        people, with `{names}` replaced by that data.
        """,
        _table(
            ("Slug", "Status", "Message", "What to do"),
            ((f"`{slug}`", str(status), message, hint) for slug, status, message, hint in rows),
        ),
    )


def _permissions(conn: psycopg.Connection) -> str:
    roles = [
        role
        for (role,) in conn.execute("select unnest(enum_range(null::tenancy.member_role))::text")
    ]
    rows = conn.execute(
        """
        select p.permission, p.description, array_agg(r.role::text)
        from tenancy.permissions as p
        left join tenancy.role_permissions as r on r.permission = p.permission
        group by p.permission, p.description
        order by p.permission
        """
    )
    return _page(
        "Permissions",
        """
        What each role of an org may do. Functions and policies ask for a permission, never for a
        role; platform admins are no role of an org.
        """,
        _table(
            ("Permission", "Permits", *roles),
            (
                (f"`{name}`", description, *("✓" if role in held else "" for role in roles))
                for name, description, held in rows
            ),
        ),
    )


def _machines(conn: psycopg.Connection) -> str:
    rows = conn.execute(
        """
        select t.machine, t.from_state, t.to_state, t.description
        from core.transitions as t
        order by t.machine, t.from_state <> 'new', t.from_state, t.to_state
        """
    )
    machines: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for machine, *move in rows:
        machines[machine].append((move[0], move[1], move[2]))
    return _page(
        "State machines",
        """
        The states that things go through, and every move that the database permits. A move that is
        not here is refused whoever tries it; repeating a move changes nothing.
        """,
        "\n".join(_machine(name, moves) for name, moves in machines.items()),
    )


def _machine(name: str, moves: list[tuple[str, str, str]]) -> str:
    last = {target for _, target, _ in moves} - {source for source, _, _ in moves}
    arrows = [
        f"  {'[*]' if source == 'new' else source} --> {target}" for source, target, _ in moves
    ] + [f"  {state} --> [*]" for state in sorted(last)]
    table = _table(
        ("From", "To", "When"),
        ((f"`{source}`", f"`{target}`", description) for source, target, description in moves),
    )
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *arrows, "```"])
    return f"## {name}\n\n{diagram}\n\n{table}"


def _page(title: str, introduction: str, content: str) -> str:
    words = "\n".join(line.strip() for line in introduction.strip().splitlines())
    return f"# {title}\n\n{_NOTE}\n{words}\n\n{content}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )
