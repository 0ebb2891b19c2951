"""The doctor: whether the database has kept its promises, whatever happened."""

from __future__ import annotations

from cli import operate
from cli.demo.stage import Stage, require


async def play(stage: Stage) -> None:
    """Ends the story: Stop when a promise is broken."""
    stage.screen.act("The doctor")
    promises = operate.examine(stage.endpoints.db_url)
    broken = [str(promise) for promise in promises if promise.problems]
    require(not broken, "the doctor finds broken promises: " + "; ".join(broken))
    stage.screen.done(
        "The doctor",
        f"finds all {len(promises)} promises of the database kept (entree doctor):",
        *(promise.description for promise in promises),
    )
