"""The findings: as a table for people, as JSON for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from cli.bench.bench import Effort
from cli.bench.cpu import CORES
from cli.bench.measure import Check, Goal, Measurement, Section

MILLISECONDS = 1000
CPU = ("clients", "stack", "others")
STACK = ("postgres", "postgrest", "functions", "gateway")


def show(console: Console, section: Section) -> None:
    """Print one scenario's findings."""
    parts: list[Table | Text] = []
    if section.measurements:
        parts.append(_measurements(section.measurements))
    if section.goals:
        parts.append(_goals(section.goals))
    parts += [_check(check) for check in section.checks if check.detail or not check.is_true]
    console.rule(f"[bold]{section.title}", align="left")
    console.print(Group(*parts))


def as_json(sections: Sequence[Section], effort: Effort, seconds: float) -> dict[str, Any]:
    """Return everything that was measured. Rates per second, latencies in seconds."""
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
    }


def _measurements(measurements: Sequence[Measurement]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for title in ("per second", "spread", "p50 ms", "p95 ms", *CPU):
        table.add_column(title, justify="right")
    for measurement in measurements:
        rates = [round_.per_second for round_ in measurement.rounds]
        cpu = _cpu(measurement)
        table.add_row(
            measurement.name,
            f"{measurement.per_second:,.0f}",
            f"± {(max(rates) - min(rates)) / 2 / (measurement.per_second or 1):.0%}",
            f"{measurement.median(lambda round_: round_.p50) * MILLISECONDS:.1f}",
            f"{measurement.median(lambda round_: round_.p95) * MILLISECONDS:.1f}",
            *(f"{cpu[name]:.0%}" for name in CPU),
        )
    return table


def _cpu(measurement: Measurement) -> Mapping[str, float]:
    """Return shares of the machine's processors, as medians over the rounds."""
    return {
        "clients": measurement.median(lambda round_: round_.cpu["clients"]),
        "stack": measurement.median(lambda round_: sum(round_.cpu.get(name, 0) for name in STACK)),
        "others": measurement.median(lambda round_: round_.cpu["others"]),
    }


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


def _number(value: float, unit: str) -> str:
    return f"{value:.2f}{unit}" if unit == "x" else f"{value:,.0f}{unit}"


def _check(check: Check) -> Text:
    mark = Text("✓ ", "green") if check.is_true else Text("✗ ", "bold red")
    return mark.append(f"{check.name}: {check.detail}", "default")
