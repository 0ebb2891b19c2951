"""Whether a baseline is one still: the tables may have changed since it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cli.bench.load import Job
from cli.bench.measure import Check
from cli.bench.run import Bench
from cli.bench.stage import Stage

ORDERS: Final = 10
LIKENESS: Final = 1.2  # times as large as the other's may rows be


def writes_same_rows(
    bench: Bench, stage: Stage, orders: Job, bare_orders: Job, tables: Sequence[str] = ()
) -> Check:
    """Whether bare inserts write as many rows as orders do into each table, and about as large.

    Args:
        tables: what is compared; those of an order when it is left out.
    """
    stage.reset()
    for job in (orders, bare_orders):
        requests = (list(job.requests) * ORDERS)[:ORDERS]
        bench.run(Job(job.connector, requests, clients=1, once=True), seconds=10)
    rows = stage.call("compare_rows", *([list(tables)] if tables else []))
    stage.reset()
    wrong = [
        f"{table}: {sold} rows of {sold_bytes:.0f} bytes and {bare} of {bare_bytes:.0f}"
        for table, sold, bare, sold_bytes, bare_bytes in rows
        if sold != bare or not sold_bytes / LIKENESS <= bare_bytes <= sold_bytes * LIKENESS
    ]
    return Check("Bare inserts write the same rows", not wrong, "; ".join(wrong))


def tells_same_rows(stage: Stage) -> Check:
    """Whether a bare read reads as many rows of each kind as the page of an event tells."""
    wrong = [
        f"{name}: {told} and {bare}"
        for name, told, bare in stage.call("compare_pages")
        if told != bare
    ]
    return Check("A bare read reads the rows that a page tells", not wrong, "; ".join(wrong))
