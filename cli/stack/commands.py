"""`entree up | down | status | token`: the local stack for people and scripts."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import psycopg
import typer
from rich.console import Console

from cli.errors import Stop
from cli.stack.endpoints import Endpoints
from cli.stack.keys import mint
from cli.stack.stack import NAMES, Stack

console = Console(stderr=True, highlight=False)

NOT_RUNNING = "No local stack is running here. Start it: `entree up`."


class Ports(StrEnum):
    """How ports are chosen."""

    default = "default"
    auto = "auto"


class Privileges(StrEnum):
    """Which default privileges a new database has."""

    new = "new"
    old = "old"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def up(
    ports: Annotated[
        Ports, typer.Option(help="The well-known ports, or free ones.")
    ] = Ports.default,
    migrate: Annotated[bool, typer.Option(help="Apply the migrations that are missing.")] = True,
    default_privileges: Annotated[
        Privileges | None,
        typer.Option(help="What API roles get on new tables: as on hosted since 2026, or before."),
    ] = None,
    durable: Annotated[
        bool,
        typer.Option(help="Wait for the disk. Without: faster, lost if the machine crashes."),
    ] = True,
    twins: Annotated[
        bool,
        typer.Option("--twins", help="A second gateway, PostgREST, functions process and worker."),
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Start only this; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Start the local stack and print its addresses and keys. What runs already is left alone."""
    unknown = set(only or ()) - set(NAMES)
    if unknown:
        raise Stop(f"Unknown process {min(unknown)!r}; there are {', '.join(NAMES)}.", exit_code=2)
    stack = Stack(
        ports="auto" if ports is Ports.auto else "default",
        migrate=migrate,
        durable=durable,
        names=only,
        default_privileges=default_privileges.value if default_privileges else None,
        twins=twins,
    )
    with console.status("Looking") as status:
        endpoints = stack.up(lambda step: status.update(f"{step} …"))
    if as_json:
        print(json.dumps(endpoints.as_dict(), indent=2))
    elif not stack.started:
        console.print(f"Already running at {endpoints.api_url}.")
    else:
        _print_endpoints(endpoints)


def down(
    erase: Annotated[bool, typer.Option("--erase", help="Delete its data too.")] = False,
) -> None:
    """Stop the local stack; its data stays."""
    with console.status("Stopping …"):
        ran = Stack().down(erase=erase)
    console.print(
        ("Stopped." if ran else "Nothing was running.") + (" Its data is gone." if erase else "")
    )


def status(as_json: Json = False) -> None:
    """Show the local stack: addresses, keys, processes. Exit code 1 when it is not running."""
    stack = Stack()
    endpoints, pids = stack.status(), stack.pids()
    if not pids:
        raise Stop(NOT_RUNNING)
    if endpoints is None:
        raise Stop(f"Died: {', '.join(stack.dead())}. Start again what is missing: `entree up`.")
    if as_json:
        print(json.dumps(endpoints.as_dict(), indent=2))
        return
    _print_endpoints(endpoints)
    for name, pid in pids.items():
        print(f"{name:<15}  process {pid}, log {stack.log(name)}")


def token(
    user: Annotated[
        str | None, typer.Option(metavar="ID|EMAIL", help="The user who is signed in.")
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="Database role. Default: authenticated, or anon without user")
    ] = None,
    lifetime: Annotated[int, typer.Option(help="Seconds until it expires.")] = 3600,
) -> None:
    """Make an access token for a user or a role, as the auth server would sign it."""
    endpoints = Stack().status()
    if endpoints is None:
        raise Stop(NOT_RUNNING)
    claims: dict[str, object] = {"role": role or ("authenticated" if user else "anon")}
    if user:
        claims |= {"aud": "authenticated", **_identify(endpoints, user)}
    print(mint(endpoints.jwt_secret, lifetime=lifetime, **claims))


def _identify(endpoints: Endpoints, user: str) -> dict[str, object]:
    """Return the claims that say who a user is, looked up when the user is given by e-mail."""
    try:
        return {"sub": str(UUID(user))}
    except ValueError:
        pass
    with psycopg.connect(endpoints.db_url) as connection:
        found = connection.execute(
            "select id::text, email from auth.users where lower(email) = lower(%s)", [user]
        ).fetchone()
    if found is None:
        raise Stop(f"No user has the e-mail address {user!r}, and it is not a user's id either.")
    return {"sub": found[0], "email": found[1]}


def _print_endpoints(endpoints: Endpoints) -> None:
    values = endpoints.as_dict()
    width = max(map(len, values))
    for name, value in values.items():
        print(f"{name:<{width}}  {value}")  # whole and without colour: people copy these
