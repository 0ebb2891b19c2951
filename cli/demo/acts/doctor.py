"""The doctor: whether the database has kept its promises, whatever happened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cli import operate
from cli.demo.stage import Stage, require


async def play(stage: Stage) -> None:
    """Ends the story: Stop when a promise is broken."""
    stage.screen.act("The doctor")
    # Time was moved by months: what was just written seems late until it is delivered.
    promises = await stage.until("every message is delivered", partial(_examine, stage), _delivered)
    broken = [str(promise) for promise in promises if promise.problems]
    require(not broken, "the doctor finds broken promises: " + "; ".join(broken))
    stage.screen.done(
        "The doctor",
        f"finds all {len(promises)} promises of the database kept (entree doctor):",
        *(promise.description for promise in promises),
    )


async def _examine(stage: Stage) -> list[operate.Promise]:
    return operate.examine(stage.endpoints.db_url)


def _delivered(promises: Sequence[operate.Promise]) -> bool:
    return not any(p.promise == "messages_are_delivered" and p.problems for p in promises)
