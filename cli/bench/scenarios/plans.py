"""Placing orders under the plans of the platform: what do their limits and fees cost?"""

from __future__ import annotations

from functools import partial

from cli.bench.load import Job
from cli.bench.measure import Section, Variant, checks, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.stage import Stage

PLANS = ("NON_PROFIT", "ORGANIZER")
"""One that stops at its limit, so that every order takes from it, and one that counts."""


def run(bench: Bench) -> Section:
    """Compare one hot ticket type of an org with a plan and of one that needs none."""
    stage = bench.stage()
    try:
        free, *planned = bench.measure(
            [
                Variant(plan or "no plan needed", stage, partial(_orders, stage, plan))
                for plan in (None, *PLANS)
            ]
        )
    finally:
        stage.call("use_plan", None)
    return Section(
        name="plans",
        title=f"Plans: sales.create_order in SQL, {jobs.SQL_CLIENTS} connections",
        measurements=[free, *planned],
        goals=[ratio(f"{m.name} / none", m, free, at_least=0.85) for m in planned],
        checks=checks([free, *planned]),
    )


def _orders(stage: Stage, plan: str | None) -> Job:
    stage.call("use_plan", plan)
    return jobs.orders(stage, jobs.ONE_TYPE)
