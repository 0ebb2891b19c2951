"""Reconciling our books with the provider's lists: how long it takes, and how much memory.

The sandbox gets every payment of the stage, and a little less each time it is asked about: first a
tenth of the period, then all of it. Memory that grew with the period would show.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli.bench.measure import Check, Goal, Section
from cli.bench.run import Bench
from cli.bench.stage import Stage
from cli.sandbox import payments
from cli.sandbox.app import build_world
from cli.sandbox.auth import ids_of
from cli.sandbox.money import Amount
from cli.sandbox.payments import Payment
from cli.stack.places import CHECKOUT

KEY = "test_bench"
GROWTH = 1.2  # times as much memory may ten times as many payments take
AT_LEAST = 500  # payments per second


@dataclass(frozen=True)
class Run:
    """One call of the command."""

    payments: int
    seconds: float
    kilobytes: int
    code: int
    said: str


def run(bench: Bench) -> Section:
    """Compare a tenth of the payments of the largest stage, then all of them."""
    stage = bench.stage(max(bench.effort.sizes))
    made = [row for (row,) in stage.call("made_at_provider")]
    made.sort(key=lambda payment: str(payment["created_at"]))
    with TemporaryDirectory() as folder, _provider(Path(folder), made) as url:
        few, all_of_them = (
            _reconcile(stage, url, made[-count:]) for count in (max(1, len(made) // 10), len(made))
        )
    return Section(
        name="reconcile",
        title=f"Reconciling {few.payments:,} payments and {all_of_them.payments:,}",
        measurements=[],
        goals=[
            Goal(
                "memory, 10x / 1x the payments",
                [all_of_them.kilobytes / few.kilobytes],
                GROWTH,
                at_least=False,
            ),
            Goal(
                "payments compared",
                [all_of_them.payments / all_of_them.seconds],
                AT_LEAST,
                unit="/s",
            ),
        ],
        checks=[
            Check(
                f"{found.payments:,} payments agree",
                found.code == 0 and f"{found.payments} compared, all agree" in found.said,
                found.said[-500:],
            )
            for found in (few, all_of_them)
        ],
    )


@contextmanager
def _provider(folder: Path, made: list[dict[str, Any]]) -> Iterator[str]:
    """A sandbox that has these payments; its address."""
    state = folder / "mollie.json"
    organization, profile = ids_of(KEY)
    world = build_world(state=state)
    with world.store.transaction():
        for row in made:
            moment = datetime.fromisoformat(row["created_at"]).timestamp()
            payments.insert(
                world,
                Payment(
                    id=row["id"],
                    profile=profile,
                    organization=organization,
                    amount=Amount(row["currency"], row["amount"]),
                    given={"description": "Bench", "redirectUrl": "https://shop.example/"},
                    choice=[],
                    method="ideal",
                    token=str(row["id"]),
                    moments={"open": moment, row["status"]: moment},
                    expires_at=None,
                    status=row["status"],
                ),
            )
    world.store.close()
    command = [sys.executable, "-m", "cli.sandbox", "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 (it was asked for)
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def _reconcile(stage: Stage, url: str, made: list[dict[str, Any]]) -> Run:
    """Run the command over the time in which these were made, in a process of its own."""
    since = datetime.fromisoformat(made[0]["created_at"]).astimezone(UTC)
    until = datetime.fromisoformat(made[-1]["created_at"]).astimezone(UTC) + timedelta(seconds=1)
    period = [
        *("--since", f"{since:%Y-%m-%dT%H:%M:%S}"),
        *("--until", f"{until:%Y-%m-%dT%H:%M:%S}"),
    ]
    command = [sys.executable, "-m", "cli.main", "reconcile", *period]
    environment = os.environ | {
        "DATABASE_URL": stage.endpoints.db_url,
        "MOLLIE_API_KEY": KEY,
        "MOLLIE_API_URL": url,
    }
    begun = time.monotonic()
    with TemporaryDirectory() as folder, (Path(folder) / "said").open("w+") as said:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - begun
        said.seek(0)
        words = said.read().strip()
    return Run(len(made), took, usage.ru_maxrss, process.returncode, words)
