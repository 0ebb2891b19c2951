"""What operators do: `entree outbox | admin | settings`, and the promises that the doctor asks for.

Each command is one statement with bound parameters, on the database of the local stack, or on any
other: `--db-url`, or DATABASE_URL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, LiteralString

import psycopg
import typer
from psycopg.rows import dict_row
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.db import database_url
from cli.db.connection import connect
from cli.errors import Stop

DbUrl = Annotated[
    str | None,
    typer.Option(
        "--db-url",
        envvar="DATABASE_URL",
        show_envvar=False,
        help="postgresql://… ; the running local stack's when not given.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

outbox = typer.Typer(no_args_is_help=True, help="Messages that wait, and those given up.")
admin = typer.Typer(no_args_is_help=True, help="Administrators of the platform.")
settings = typer.Typer(no_args_is_help=True, help="Settings and rate limits of the installation.")


# The doctor


@dataclass(frozen=True)
class Promise:
    """A promise of the database, and every place where it is broken."""

    promise: str
    description: str
    problems: list[Any]


def examine(db_url: str) -> list[Promise]:
    """Ask the database whether it keeps its promises; one without problems is kept."""
    problems: dict[str, list[Any]] = {}
    for row in ask(db_url, "select promise, problem from core.doctor()"):
        problems.setdefault(row["promise"], []).append(row["problem"])
    promises = ask(
        db_url, "select p.promise, p.description from core.promises as p order by p.promise"
    )
    return [Promise(**row, problems=problems.get(row["promise"], [])) for row in promises]


# The outbox

_WAITING = """
  select e.event_id, e.topic, e.aggregate, e.attempts, e.available_at, e.created_at, e.last_error
  from core.outbox_events as e
  where %(topic)s::text is null or e.topic = %(topic)s
  order by e.event_id
  limit %(limit)s
"""
_DEAD = """
  select d.event_id, d.topic, d.aggregate, d.attempts, d.died_at, d.created_at, d.last_error
  from core.outbox_dead as d
  where %(topic)s::text is null or d.topic = %(topic)s
  order by d.event_id
  limit %(limit)s
"""
_PARKED = """
  select c.id, c.org_id, c.topic, c.aggregate, m.organization_name, m.status, c.created_at
  from payments.parked_calls as c
  join payments.mollie_connections as m on m.org_id = c.org_id and m.id = c.connection_id
  where %(topic)s::text is null or c.topic = %(topic)s
  order by c.id
  limit %(limit)s
"""


@outbox.command("list")
def list_outbox(
    dead: Annotated[bool, typer.Option("--dead", help="Those given up instead.")] = False,
    parked: Annotated[
        bool,
        typer.Option("--parked", help="Those that wait for a lost connection to Mollie instead."),
    ] = False,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """List the messages that wait for delivery; with --dead those that were given up."""
    if dead and parked:
        raise Stop("Choose one of --dead and --parked.", exit_code=2)
    query = _DEAD if dead else _PARKED if parked else _WAITING
    found = ask(db_url, query, {"topic": topic, "limit": limit})
    if as_json:
        say_json(found)
    elif not found:
        say("No dead letters." if dead else "Nothing is parked." if parked else "Nothing waits.")
    else:
        say_table(found)


@outbox.command("replay")
def replay_outbox(
    event_id: Annotated[int | None, typer.Argument(help="One dead letter, by its id.")] = None,
    topic: Annotated[str | None, typer.Option(help="All dead letters of this topic.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All dead letters.")] = False,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Put dead letters back into the queue: one, those of a topic, or all."""
    if [event_id is not None, topic is not None, everything].count(True) != 1:
        raise Stop(
            "Say which dead letters to replay: an id, --topic, or --all. "
            "`entree outbox list --dead` shows them.",
            exit_code=2,
        )
    [found] = ask(
        db_url,
        "select core.replay_outbox(%(event_id)s, %(topic)s) as replayed",
        {"event_id": event_id, "topic": topic},
    )
    if as_json:
        say_json(found)
    elif found["replayed"] == 0:
        say("There is no such dead letter.")
    else:
        say(f"Back in the queue: {found['replayed']}.")
    raise typer.Exit(0 if found["replayed"] or everything else 1)


# Administrators of the platform


def make_admin(db_url: str | None, email: str) -> dict[str, Any]:
    """Make a user an administrator of the platform; returns their `user_id`."""
    [found] = ask(
        db_url, "select tenancy.grant_platform_admin(%(email)s) as user_id", {"email": email}
    )
    return found


@admin.command("grant")
def grant(
    email: Annotated[str, typer.Argument(help="The address of a user who has signed up.")],
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Make a user an administrator of the platform."""
    found = make_admin(db_url, email)
    if as_json:
        say_json(found)
    else:
        say(f"{email} is an administrator of the platform.")


@admin.command("revoke")
def revoke(
    email: Annotated[str, typer.Argument(help="The administrator's address.")],
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Take the administration of the platform away from a user. Exit code 1 for one without it."""
    [found] = ask(
        db_url, "select tenancy.revoke_platform_admin(%(email)s) as revoked", {"email": email}
    )
    if as_json:
        say_json(found)
    else:
        say(f"{email} {'is no longer' if found['revoked'] else 'was not'} an administrator.")
    raise typer.Exit(0 if found["revoked"] else 1)


# Settings


@settings.command("list")
def list_settings(db_url: DbUrl = None, as_json: Json = False) -> None:
    """List the settings and rate limits with their meaning."""
    values = ask(db_url, "select s.key, s.value, s.description from core.settings as s order by 1")
    limits = ask(
        db_url,
        "select r.rule, r.max_hits, r.window_seconds, r.description"
        " from core.rate_limits as r order by 1",
    )
    if as_json:
        say_json({"settings": values, "rate_limits": limits})
        return
    say_table([row | {"value": json.dumps(row["value"])} for row in values])
    say("")
    say_table(limits)


@settings.command("set")
def set_setting(
    key: Annotated[str, typer.Argument(help="The setting: sales.retry_hours.")],
    value: Annotated[str, typer.Argument(help="Its value as JSON; plain text counts as text.")],
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "By an operator.",
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Change a setting. Takes effect with the next transaction."""
    wanted = _as_json(value)
    known = ask(
        db_url, "select s.value from core.settings as s where s.key = %(key)s", {"key": key}
    )
    if not known:
        raise Stop(f"There is no setting {key}. `entree settings list` shows all.", exit_code=2)
    old = known[0]["value"]
    if _kind(old) != _kind(wanted):
        raise Stop(
            f"{key} is {_kind(old)}, now {json.dumps(old)}; {value!r} is {_kind(wanted)}.",
            exit_code=2,
        )
    ask(
        db_url,
        "select version from core.set_setting(%(key)s, %(value)s, %(reason)s)",
        {"key": key, "value": json.dumps(wanted), "reason": reason},
    )
    if as_json:
        say_json({"key": key, "value": wanted, "old_value": old})
    else:
        say(f"{key} = {json.dumps(wanted)} (was {json.dumps(old)})")


@settings.command("limit")
def set_limit(
    rule: Annotated[str, typer.Argument(help="The rate limit: create_order.")],
    max_hits: Annotated[int, typer.Argument(min=1, help="How many are allowed…")],
    window_seconds: Annotated[int, typer.Argument(min=1, max=86_400, help="… in so many seconds.")],
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Change a rate limit."""
    found = ask(
        db_url,
        "update core.rate_limits set max_hits = %(max_hits)s, window_seconds = %(window_seconds)s"
        " where rule = %(rule)s returning rule, max_hits, window_seconds, description",
        {"rule": rule, "max_hits": max_hits, "window_seconds": window_seconds},
    )
    if not found:
        raise Stop(f"There is no rate limit {rule}. `entree settings list` shows all.", exit_code=2)
    if as_json:
        say_json(found[0])
    else:
        say(f"{rule}: {max_hits} in {window_seconds} seconds")


def _as_json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _kind(value: Any) -> str:
    """The type of a setting, in words."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    return kinds.get(type(value), "JSON of another kind")


# Asking and answering


def ask(
    db_url: str | None, statement: LiteralString, values: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Run one statement. A refusal of a function becomes a Stop with its sentences."""
    with (
        connect(database_url(db_url)) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        try:
            return cursor.execute(statement, values or {}).fetchall()
        except psycopg.Error as error:
            if error.sqlstate in {"42P01", "42883", "3F000"}:
                raise Stop(
                    "This database has no Entree in it, or an older one. Apply the migrations: "
                    "entree db apply"
                ) from error
            if (error.sqlstate or "").startswith("PT"):
                diag = error.diag
                raise Stop(f"{diag.message_primary} {diag.message_hint or ''}".strip()) from error
            raise Stop(f"The database refuses: {str(error).strip()}") from error


def say(text: str) -> None:
    Console(soft_wrap=True, highlight=False).print(escape(text))


def say_json(value: object) -> None:
    print(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def say_table(rows: list[dict[str, Any]]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row.values()))
    Console().print(table)
