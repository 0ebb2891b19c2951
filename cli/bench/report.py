"""The findings: as a table for people, as JSON for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from cli.bench.cpu import CORES
from cli.bench.measure import Check, Goal, Measurement, Profile, Section
from cli.bench.run import Effort

MILLISECONDS = 1_000
MICROSECONDS = 1_000_000
CPU = ("clients", "stack", "others")


def show(console: Console, section: Section) -> None:
    """Print one scenario's findings."""
    parts: list[Table | Text] = []
    if section.measurements:
        parts.append(_measurements(section.measurements))
    if section.goals:
        parts.append(_goals(section.goals))
    parts += [_profile(profile) for profile in section.profiles]
    parts += [_check(check) for check in section.checks if check.detail or not check.is_true]
    console.rule(f"[bold]{section.title}", align="left")
    console.print(Group(*parts))


def as_json(sections: Sequence[Section], effort: Effort, seconds: float) -> dict[str, Any]:
    """Return everything that was measured. Rates per second, all times in seconds."""
    return {
        "machine": {
            "cores": CORES,
            "system": platform.platform(),
            "python": platform.python_version(),
            "load": os.getloadavg()[0],
        },
        "effort": {
            "rounds": effort.rounds,
            "seconds": effort.seconds,
            "sizes": {f"{factor}x": asdict(size) for factor, size in effort.sizes.items()},
        },
        "seconds": round(seconds, 1),
        "scenarios": [_section(section) for section in sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "measurements": [
            {
                "name": measurement.name,
                "clients": measurement.clients,
                "per_second": measurement.per_second,
                "p50": measurement.median(lambda round_: round_.p50),
                "p95": measurement.median(lambda round_: round_.p95),
                "cost": measurement.median(lambda round_: round_.cost),
                "rounds": [asdict(round_) for round_ in measurement.rounds],
                "outcomes": dict(measurement.outcomes),
            }
            for measurement in section.measurements
        ],
        "goals": [
            {
                "name": goal.name,
                "value": goal.value,
                "rounds": list(goal.values),
                "limit": goal.limit,
                "at_least": goal.at_least,
                "unit": goal.unit,
                "is_met": goal.is_met,
            }
            for goal in section.goals
        ],
        "checks": [asdict(check) for check in section.checks],
        "profiles": [asdict(profile) for profile in section.profiles],
    }


def _measurements(measurements: Sequence[Measurement]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for title in ("per second", "spread", "p50 ms", "p95 ms", "cost ms", *CPU):
        table.add_column(title, justify="right")
    for measurement in measurements:
        rates = [round_.per_second for round_ in measurement.rounds]
        table.add_row(
            measurement.name,
            f"{measurement.per_second:,.0f}",
            f"± {(max(rates) - min(rates)) / 2 / (measurement.per_second or 1):.0%}",
            f"{measurement.median(lambda round_: round_.p50) * MILLISECONDS:.1f}",
            f"{measurement.median(lambda round_: round_.p95) * MILLISECONDS:.1f}",
            f"{measurement.median(lambda round_: round_.cost) * MILLISECONDS:.2f}",
            *(f"{_share(measurement, name):.0%}" for name in CPU),
        )
    return table


def _share(measurement: Measurement, name: str) -> float:
    """Return a group's share of the machine's processors, as the median over the rounds."""
    return measurement.median(lambda round_: round_.cpu[name])


def _goals(goals: Sequence[Goal]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for title in ("median", "lowest to highest", "goal"):
        table.add_column(title, justify="right")
    table.add_column("")
    for goal in goals:
        sign = "≥" if goal.at_least else "≤"
        table.add_row(
            goal.name,
            _number(goal.value, goal.unit),
            f"{_number(min(goal.values), goal.unit)} – {_number(max(goal.values), goal.unit)}",
            f"{sign} {_number(goal.limit, goal.unit)}",
            Text("met", "green") if goal.is_met else Text("not met", "yellow"),
        )
    return table


def _profile(profile: Profile) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", title=profile.title)
    table.title_justify = "left"
    table.add_column("SQL function")
    for title in ("calls", "own µs"):
        table.add_column(title, justify="right")
    for function in profile.functions:
        table.add_row(
            function.function,
            f"{function.calls:.1f}",
            f"{function.seconds * MICROSECONDS:,.0f}",
        )
    return table


def _number(value: float, unit: str) -> str:
    return f"{value:.2f}{unit}" if unit == "x" else f"{value:,.0f}{unit}"


def _check(check: Check) -> Text:
    mark = Text("✓ ", "green") if check.is_true else Text("✗ ", "bold red")
    return mark.append(f"{check.name}: {check.detail}", "default")
