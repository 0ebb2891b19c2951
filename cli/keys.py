"""`entree keys`: what seals stored credentials, the keys of the database, and how they are changed.

TOKEN_ENCRYPTION_KEYS lists the keys, the newest first: that one seals, all of them open. To rotate,
put a new key in front, restart the workers, run `entree keys rotate`, and take the old key out.

Keys of the database never leave it: `entree keys replace` makes another one there, for what is made
from then on.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from cli.credentials import worker_settings
from cli.db import database_url
from cli.errors import Stop
from cli.operate import DbUrl, Json, ask, say, say_json, say_table

if TYPE_CHECKING:
    from workers.db import Database
    from workers.routines import Routine
    from workers.vault import Vault

keys = typer.Typer(
    no_args_is_help=True, help="The keys that seal stored credentials, and those of the database."
)
BATCH = 200
"""How many are sealed anew in one transaction."""


@keys.callback()
def _keys() -> None:
    """The keys that seal stored credentials, and those of the database."""


_LIST = """
  select s.name, row_number() over (partition by s.name order by s.from_id) as key,
    case when s.from_id > '00000000-0000-0000-0000-000000000000'
      then core.moment_of_id(s.from_id) else s.created_at end as used_from
  from core.secrets as s
  order by 1, 2
"""


@keys.command("list")
def list_secrets(db_url: DbUrl = None, as_json: Json = False) -> None:
    """List the keys of the database: names and moments, never values."""
    found = ask(db_url, _LIST)
    if as_json:
        say_json(found)
    else:
        say_table(found)


@keys.command("replace")
def replace(
    name: Annotated[str, typer.Argument(help="public_token, terminal_code or audit_hash.")],
    after: Annotated[
        int,
        typer.Option(
            min=0, max=86_400, help="Use it in so many seconds: longer than any statement takes."
        ),
    ] = 300,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Make another key of the database, for what is made from then on.

    What was made before stays good; but audit_hash is replaced at once, and for good.
    """
    [found] = ask(
        db_url,
        "select core.replace_secret(%(name)s, make_interval(secs => %(after)s)) as used_from",
        {"name": name, "after": after},
    )
    if as_json:
        say_json({"name": name, **found})
    else:
        say(f"{name} has another key, used from {found['used_from']} on.")


@keys.command("rotate")
def rotate(
    db_url: DbUrl = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Seal all of them with the newest key. Exit code 1 when some can be opened with none.

    May be stopped and repeated, and run while everything works.
    """
    from workers.errors import EntreeError  # noqa: PLC0415 - loads the workers

    try:
        resealed, lost = asyncio.run(_rotate(database_url(db_url)))
    except EntreeError as error:
        raise Stop(f"The database refuses: {error.message}") from error
    if as_json:
        print(json.dumps({"resealed": resealed, "cannot_be_opened": lost}))
    else:
        print(f"{resealed} sealed anew, {len(lost)} cannot be opened with any of the keys.")
        for lost_id in lost:
            print(f"  {lost_id}: give the key back that sealed it, or connect it again")
    raise typer.Exit(1 if lost else 0)


async def _rotate(db_url: str) -> tuple[int, list[str]]:
    """How many were sealed anew, and the ids of those that no key opens."""
    from workers.db import Database  # noqa: PLC0415
    from workers.routines import (  # noqa: PLC0415
        RESEAL_SECRETS,
        RESEAL_TOKENS,
        SECRETS_TO_RESEAL,
        TOKENS_TO_RESEAL,
    )
    from workers.vault import Vault  # noqa: PLC0415

    settings = worker_settings(db_url)
    vault = Vault(settings.encryption_keys)
    async with Database.of(settings, name="entree-keys") as database:
        tokens = _Kind(TOKENS_TO_RESEAL, RESEAL_TOKENS, "p_tokens", "connection_id", _tokens)
        secrets = _Kind(SECRETS_TO_RESEAL, RESEAL_SECRETS, "p_secrets", "secret_id", _secret)
        resealed, lost = await _reseal(database, vault, tokens)
        more, lost_too = await _reseal(database, vault, secrets)
    return resealed + more, lost + lost_too


class _Kind(NamedTuple):
    """Something that is sealed: how to find and keep it, and how a row of it is sealed anew."""

    find: Routine
    keep: Routine
    given_as: str
    known_by: str
    anew: Callable[[Vault, dict[str, Any]], dict[str, Any]]


async def _reseal(database: Database, vault: Vault, kind: _Kind) -> tuple[int, list[str]]:
    """How many of a kind were sealed anew, and the ids of those that no key opens."""
    from workers.vault import CannotOpen  # noqa: PLC0415

    resealed = 0
    lost: list[str] = []
    after: str | None = None
    while True:
        found = await database.call(
            kind.find, {"p_key_id": vault.key_id, "p_after": after, "p_limit": BATCH}
        )
        if not found:
            return resealed, lost
        after = found[-1][kind.known_by]
        sealed = []
        for row in found:
            try:
                sealed.append(kind.anew(vault, row) | {"key_id": vault.key_id})
            except CannotOpen:
                lost.append(row[kind.known_by])
        resealed += await database.call(kind.keep, {kind.given_as: sealed})


def _tokens(vault: Vault, row: dict[str, Any]) -> dict[str, Any]:
    """The tokens of a connection."""
    from workers.accounts import ACCESS, REFRESH  # noqa: PLC0415

    anew: dict[str, Any] = {name: row[name] for name in ("connection_id", "version")}
    for name, what in (("access_token", ACCESS), ("refresh_token", REFRESH)):
        anew[name] = _again(vault, row[name], row["org_id"], what)
    return anew


def _secret(vault: Vault, row: dict[str, Any]) -> dict[str, Any]:
    """A secret of an integration."""
    from workers.delivery.webhooks import WHAT  # noqa: PLC0415

    sealed = _again(vault, row["sealed"], row["org_id"], WHAT[row["purpose"]])
    return {"secret_id": row["secret_id"], "sealed": sealed}


def _again(vault: Vault, sealed: str, org_id: Any, what: str) -> str:
    owner = str(org_id)
    return vault.seal(vault.open(sealed, owner=owner, what=what), owner=owner, what=what)
