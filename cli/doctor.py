"""`entree doctor | heal`: is anything wrong, stuck or misconfigured, and what to do about it.

Exit codes of the doctor: 0 all is well; 1 a promise is broken; 3 no promise is, but something is
stuck or misconfigured.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from cli.configuration import Finding, inspect
from cli.db import database_url
from cli.db.connection import connect
from cli.operate import DbUrl, Json, Promise, ask, examine, say, say_json

BATCH = 100
"""How much is set going again in one transaction."""

BROKEN, STUCK = 1, 3
MARKS = {"ok": "✓", "failed": "✗", "unknown": "?"}


class Part(StrEnum):
    """What the doctor looks at."""

    promises = "promises"
    troubles = "troubles"
    configuration = "configuration"


@dataclass(frozen=True)
class Trouble:
    """Something that is stuck: how much of it, since when, three ids, and what helps."""

    trouble: str
    description: str
    found: int
    since: datetime | None
    ids: list[str]
    can_heal: bool
    remedy: str


def find_troubles(db_url: str) -> list[Trouble]:
    """What is stuck; nothing when all goes on."""
    return [Trouble(**row) for row in ask(db_url, "select * from core.find_troubles()")]


def doctor(
    only: Annotated[
        list[Part] | None, typer.Option(help="Look at this only; may be repeated.")
    ] = None,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Check promises, what is stuck, and the configuration.

    Exit code 1 when a promise is broken, 3 when something is stuck or misconfigured.
    """
    url, wanted = database_url(db_url), only or list(Part)
    promises = examine(url) if Part.promises in wanted else []
    troubles = find_troubles(url) if Part.troubles in wanted else []
    findings: list[Finding] = []
    if Part.configuration in wanted:
        with connect(url) as connection:
            findings = inspect(connection, url)
    if as_json:
        found = {
            Part.promises: [asdict(of) for of in promises],
            Part.troubles: [asdict(of) for of in troubles],
            Part.configuration: [asdict(of) for of in findings],
        }
        say_json({part.value: found[part] for part in wanted})
    else:
        if Part.promises in wanted:
            _tell_promises(promises)
        if Part.troubles in wanted:
            _tell_troubles(troubles)
        if Part.configuration in wanted:
            _tell_findings(findings)
    if any(promise.problems for promise in promises):
        raise typer.Exit(BROKEN)
    raise typer.Exit(STUCK if troubles or any(f.status == "failed" for f in findings) else 0)


def heal(
    trouble: Annotated[str, typer.Argument(help="What is stuck, by the name the doctor has.")],
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Set going again what the doctor finds stuck. May be stopped and repeated."""
    healed = 0
    while True:
        [row] = ask(
            db_url,
            "select core.heal(%(trouble)s, %(limit)s) as healed",
            {"trouble": trouble, "limit": BATCH},
        )
        healed += row["healed"]
        if row["healed"] < BATCH:
            break
    left = [found for found in find_troubles(database_url(db_url)) if found.trouble == trouble]
    if as_json:
        say_json({"trouble": trouble, "healed": healed, "left": sum(of.found for of in left)})
    else:
        say(f"{trouble}: {f'{left[0].found} left' if left else 'none left'}.")
    raise typer.Exit(STUCK if left else 0)


def _tell_promises(promises: list[Promise]) -> None:
    for promise in promises:
        say(f"{'✗' if promise.problems else '✓'} {promise.description}")
        for problem in promise.problems:
            say(f"    {promise.promise}: {json.dumps(problem, ensure_ascii=False)}")
    broken = sum(1 for promise in promises if promise.problems)
    say(
        f"{broken} of {len(promises)} promises are broken."
        if broken
        else f"All {len(promises)} promises are kept."
    )


def _tell_troubles(troubles: list[Trouble]) -> None:
    for of in troubles:
        since = f" since {of.since:%Y-%m-%d %H:%M}" if of.since else ""
        say(f"✗ {of.trouble}: {of.description}")
        say(f"    {of.found}{since}: {', '.join(of.ids)}")
        say(f"    {of.remedy}")
    say(f"{len(troubles)} things are stuck." if troubles else "Nothing is stuck.")


def _tell_findings(findings: list[Finding]) -> None:
    for of in findings:
        say(f"{MARKS[of.status]} {of.check}: {of.detail}")
        if of.remedy:
            say(f"    {of.remedy}")
    failed = sum(1 for of in findings if of.status == "failed")
    say(f"{failed} checks failed." if failed else "The configuration is right.")
