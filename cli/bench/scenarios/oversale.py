"""Demand exceeds supply: everybody wants one to six places until there are none left.

Nobody may get a seat too many, and none may stay empty: a client goes on until it has been refused
a single place, so whatever is left at the end was refused wrongly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

from cli.bench.load import HttpConnector, Job, PostgresConnector
from cli.bench.load.client import OK
from cli.bench.measure import Check, Section
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.stage import CLOUD_DISK, Stage
from cli.bench.world import PREPARE_ORDER, SCARCE, prepared

QUANTITIES: Final = (3, 1, 6, 2, 5, 4)
REFUSALS: Final = len(QUANTITIES)  # in a row; one of them is of a single place
PATIENCE: Final = 120.0  # seconds


def run(bench: Bench) -> Section:
    """Sell out small and large supplies, in SQL on both disks and over HTTP."""
    stage = bench.stage()
    ways: dict[str, tuple[Callable[[Stage], Job], int]] = {
        "in SQL": (_in_sql, 0),
        "in SQL, slow disk": (_in_sql, CLOUD_DISK),
        "over HTTP": (_over_http, 0),
    }
    checks = [
        _sell_out(bench, stage, f"{places:,} places {way}", job(stage), places, delay)
        for way, (job, delay) in ways.items()
        for places in bench.effort.places
    ]
    return Section("oversale", "Demand exceeds supply: 1 to 6 places an order", [], [], checks)


def _sell_out(bench: Bench, stage: Stage, name: str, job: Job, places: int, delay: int) -> Check:
    stage.call("supply", places)
    stage.delay_commits(delay)
    outcomes: Counter[str] = Counter()
    for tally in bench.run(job, PATIENCE):
        outcomes += tally.outcomes
    miscounts = [text for (text,) in stage.call("find_miscounts")]
    ((left, ordered),) = stage.call("count_scarce")
    stage.reset()
    stage.call("supply", 0)
    refused = sum(count for outcome, count in outcomes.items() if "sold_out" in outcome)
    broken = {
        outcome: count
        for outcome, count in outcomes.items()
        if outcome != OK and "sold_out" not in outcome
    }
    is_exact = (left, ordered) == (0, places) and not miscounts and not broken
    return Check(
        name,
        is_exact and refused > 0,
        f"{ordered:,} sold, {left} left, {outcomes[OK]:,} orders, {refused:,} refusals"
        + "".join(f"; {count} x {outcome}" for outcome, count in broken.items())
        + "".join(f"; {text}" for text in miscounts),
    )


def _in_sql(stage: Stage) -> Job:
    connector = PostgresConnector(stage.worker_url, prepared("anon", PREPARE_ORDER), b'"paid"')
    requests = stage.world.orders([SCARCE], QUANTITIES)
    return Job(connector, requests, jobs.SQL_CLIENTS, give_up_after=REFUSALS)


def _over_http(stage: Stage) -> Job:
    connector = HttpConnector(stage.endpoints.api_url, b'"status":"paid"')
    requests = stage.world.orders_by_function([SCARCE], QUANTITIES)
    return Job(connector, requests, jobs.HTTP_CLIENTS, give_up_after=REFUSALS)
