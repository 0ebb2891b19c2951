"""The command `entree bench`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.bench import report
from cli.bench.load import Crew
from cli.bench.measure import Check, Section
from cli.bench.run import FULL, PROCESSES, QUICK, Bench, Effort
from cli.bench.scenarios import BY_NAME_ONLY, SCENARIOS
from cli.errors import Stop
from cli.stack.places import default_home

WIDTH = 120  # columns of tables in a file


def bench(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help=f"What to measure: {', '.join(SCENARIOS)}. Default: all but profile."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Little data, one short round: shows that all works.")
    ] = False,
    rounds: Annotated[
        int | None, typer.Option(min=1, help="How often each thing is measured.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="How long each measurement is.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write everything to this file.")
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(help="Folder of the bench's own stacks.", show_default=".entree/bench"),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the stacks running afterwards, to look into them.")
    ] = False,
) -> None:
    """Measure the main jobs on a stack of the bench's own, against baselines in the same run."""
    chosen = _chosen(scenarios)
    effort = QUICK if quick else FULL
    effort = replace(effort, rounds=rounds or effort.rounds, seconds=seconds or effort.seconds)
    started = time.monotonic()
    sections = _run(chosen, effort, home or default_home() / "bench", keep=keep)
    took = time.monotonic() - started
    if json_file is not None:
        text = json.dumps(report.as_json(sections, effort, took), indent=2)
        json_file.write_text(text + "\n")
    goals = [goal for section in sections for goal in section.goals]
    met = sum(goal.is_met for goal in goals)
    Console().print(f"\n{met} of {len(goals)} goals met, in {took:.0f} s.", highlight=False)
    _require_right(check for section in sections for check in section.checks)


def _run(chosen: list[str], effort: Effort, home: Path, *, keep: bool) -> list[Section]:
    console, progress = _wide(Console()), Console(stderr=True)
    sections = []
    with progress.status("Starting") as status, Crew(PROCESSES) as crew:
        run = Bench(home, crew, effort, status.update)
        try:
            for name in chosen:
                section = SCENARIOS[name](run)
                sections.append(section)
                report.show(console, section)
        finally:
            status.update("Stopping")
            run.close(keep=keep)
    return sections


def _require_right(checks: Iterable[Check]) -> None:
    """Raise Stop when something is not merely slow but wrong."""
    wrong = [f"  {check.name}: {check.detail}" for check in checks if not check.is_true]
    if wrong:
        raise Stop("Not slow but wrong, and so a bug:\n" + "\n".join(wrong))


def _wide(console: Console) -> Console:
    """A console whose tables are not squeezed when they go to a file."""
    return console if console.is_terminal else Console(width=WIDTH)


def _chosen(names: list[str] | None) -> list[str]:
    unknown = [name for name in names or () if name not in SCENARIOS]
    if unknown:
        raise Stop(
            f"There is no scenario {unknown[0]!r}. There are: {', '.join(SCENARIOS)}.", exit_code=2
        )
    return [name for name in SCENARIOS if name in (names or SCENARIOS.keys() - BY_NAME_ONLY)]
