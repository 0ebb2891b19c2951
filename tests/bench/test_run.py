"""The bench as a whole, on little data: every scenario runs, and nothing is sold twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.bench.run import QUICK
from cli.bench.scenarios import BY_NAME_ONLY, SCENARIOS
from cli.stack import Stack
from cli.stack.places import CHECKOUT
from tests.stacks import free_home


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Return a folder for the bench's stacks."""
    with free_home() as home:
        yield home


@pytest.fixture(scope="module")
def finished(home: Path) -> subprocess.CompletedProcess[str]:
    """Return a finished run of every scenario; its JSON is in `found.json`."""
    command = [sys.executable, "-m", "cli.main", "bench", *SCENARIOS, "--quick"]
    where = ["--home", str(home / "bench"), "--json", str(home / "found.json")]
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [*command, *where], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def found(finished: subprocess.CompletedProcess[str], home: Path) -> dict[str, dict[str, Any]]:
    """Return the scenarios' findings by name."""
    assert finished.returncode == 0, finished.stdout + finished.stderr
    report = json.loads((home / "found.json").read_text())
    return {scenario["name"]: scenario for scenario in report["scenarios"]}


def test_every_scenario_is_reported(
    finished: subprocess.CompletedProcess[str], found: dict[str, dict[str, Any]]
) -> None:
    assert found.keys() == SCENARIOS.keys()
    for scenario in found.values():
        assert scenario["title"].split(":")[0] in finished.stdout


def test_everything_measured_answered_well(found: dict[str, dict[str, Any]]) -> None:
    measurements = [m for scenario in found.values() for m in scenario["measurements"]]
    assert measurements
    for measurement in measurements:
        assert measurement["outcomes"].keys() == {"ok"}, measurement["name"]
        assert len(measurement["rounds"]) == QUICK.rounds


def test_every_comparison_has_a_goal(found: dict[str, dict[str, Any]]) -> None:
    for name in SCENARIOS.keys() - BY_NAME_ONLY - {"oversale", "webhook"}:
        goals = found[name]["goals"]
        assert goals, name
        assert all(goal["value"] > 0 for goal in goals)


def test_demand_above_supply_sells_exactly_the_supply(found: dict[str, dict[str, Any]]) -> None:
    checks = found["oversale"]["checks"]
    assert len(checks) == 3 * len(QUICK.places)
    for check in checks:
        assert check["is_true"], check


def test_profiles_name_the_functions(found: dict[str, dict[str, Any]]) -> None:
    entries = (
        "sales.create_order",
        "sales.create_order",
        "sales.insert_order",
        "payments.apply_provider_payment",
        "events.event_page",
        "dining.create_reservation",
    )
    for profile, entry in zip(found["profile"]["profiles"], entries, strict=True):
        calls = {function["function"]: function["calls"] for function in profile["functions"]}
        assert calls[entry] == 1, profile["title"]


@pytest.mark.usefixtures("found")
def test_nothing_is_left_running(home: Path) -> None:
    for factor in QUICK.sizes:
        assert not Stack(home / "bench" / f"x{factor}").pids()


def test_an_unknown_scenario_is_refused() -> None:
    command = [sys.executable, "-m", "cli.main", "bench", "chekout"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "chekout" in done.stderr
    assert "checkout" in done.stderr
