"""`entree keys`: what seals stored credentials, and how it is changed.

TOKEN_ENCRYPTION_KEYS lists the keys, the newest first: that one seals, all of them open. To rotate,
put a new key in front, restart the workers, run `entree keys rotate`, and take the old key out.
"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer

from cli.credentials import worker_settings
from cli.db import database_url
from cli.errors import Stop
from cli.operate import DbUrl

keys = typer.Typer(no_args_is_help=True, help="The keys that seal stored credentials.")
BATCH = 200
"""Connections whose tokens are sealed anew in one transaction."""


@keys.callback()
def _keys() -> None:
    """The keys that seal stored credentials."""


@keys.command("rotate")
def rotate(
    db_url: DbUrl = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Seal all tokens with the newest key. Exit code 1 when some can be opened with none.

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
        for connection_id in lost:
            print(f"  {connection_id}: give the key back that sealed it, or connect it again")
    raise typer.Exit(1 if lost else 0)


async def _rotate(db_url: str) -> tuple[int, list[str]]:
    """How many were sealed anew, and the connections whose tokens no key opens."""
    from workers.db import Database  # noqa: PLC0415
    from workers.routines import RESEAL_TOKENS, TOKENS_TO_RESEAL  # noqa: PLC0415
    from workers.vault import CannotOpen, Vault  # noqa: PLC0415

    settings = worker_settings(db_url)
    vault = Vault(settings.encryption_keys)
    resealed = 0
    lost: list[str] = []
    after: str | None = None
    async with Database.of(settings, name="entree-keys") as database:
        while True:
            found = await database.call(
                TOKENS_TO_RESEAL,
                {"p_key_id": vault.key_id, "p_after": after, "p_limit": BATCH},
            )
            if not found:
                return resealed, lost
            after = found[-1]["connection_id"]
            sealed = []
            for row in found:
                try:
                    sealed.append(_resealed(vault, row))
                except CannotOpen:
                    lost.append(row["connection_id"])
            resealed += await database.call(RESEAL_TOKENS, {"p_tokens": sealed})


def _resealed(vault: Any, row: dict[str, Any]) -> dict[str, Any]:
    from workers.accounts import ACCESS, REFRESH  # noqa: PLC0415

    anew: dict[str, Any] = {
        "connection_id": row["connection_id"],
        "version": row["version"],
        "key_id": vault.key_id,
    }
    for name, what in (("access_token", ACCESS), ("refresh_token", REFRESH)):
        text = vault.open(row[name], owner=row["org_id"], what=what)
        anew[name] = vault.seal(text, owner=row["org_id"], what=what)
    return anew
