"""Placing orders with and without the audit log: what does writing everything down cost?"""

from __future__ import annotations

from functools import partial

from cli.bench.load import Job
from cli.bench.measure import Section, Variant, checks, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.stage import Stage


def run(bench: Bench) -> Section:
    """Compare one hot ticket type with every change audited, and with none."""
    stage = bench.stage()
    try:
        on, off = bench.measure(
            [
                Variant(name, stage, partial(_orders, stage, is_on))
                for name, is_on in (("audited", True), ("not audited", False))
            ]
        )
    finally:
        stage.call("use_audit", True)
    return Section(
        name="audit",
        title=f"Audit log: sales.create_order in SQL, {jobs.SQL_CLIENTS} connections",
        measurements=[on, off],
        goals=[ratio("audited / not audited", on, off, at_least=0.75)],
        checks=checks([on, off]),
    )


def _orders(stage: Stage, is_on: bool) -> Job:
    stage.call("use_audit", is_on)
    return jobs.orders(stage, jobs.ONE_TYPE)
