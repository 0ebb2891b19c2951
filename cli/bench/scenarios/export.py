"""An export of very many rows: how fast they leave, and how little memory they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import httpx
import psycopg

from cli.bench.load.client import OK
from cli.bench.measure import Check, Measurement, Section, ratio
from cli.bench.run import Bench
from cli.bench.scenarios.watch import MEGABYTE, memory, timed
from cli.bench.stage import Stage

TIMEOUT: Final = 300.0
FEW: Final = 100
MEMORY: Final = 32 * MEGABYTE
"""That an export may add to the process of the functions, however many rows it has."""
COPY: Final = (
    "copy (select o.order_number, o.status, o.purpose, o.settlement, o.email, o.purchaser_name,"
    " o.language, o.subtotal_amount, o.discount_amount, o.service_fee_amount, o.credit_amount,"
    " o.total_amount, o.vat_amount, o.currency, o.created_at, o.paid_at, o.note"
    " from sales.orders as o where o.org_id = bench.id(2, 900000)"
    " order by o.created_at, o.id limit {rows}) to stdout (format csv)"
)


def run(bench: Bench) -> Section:
    """Compare the HTTP function `export` with a bare COPY of the same table."""
    stage = bench.large_stage()
    rows = min(bench.effort.exported, bench.effort.large[0])
    until = stage.moment_after_orders(rows)
    work: dict[str, Callable[[], int]] = {
        "export": lambda: _export(stage, until),
        "bare COPY": lambda: _copy(stage, rows),
    }
    measurements = [Measurement(name, clients=1) for name in work]
    grown = 0
    _export(stage, stage.moment_after_orders(FEW))  # to get warm
    for number in range(bench.effort.rounds):
        for measurement in measurements if number % 2 == 0 else measurements[::-1]:
            before = memory(stage.pids())
            counted, round_ = timed(stage, work[measurement.name])
            measurement.rounds.append(round_)
            measurement.outcomes[OK if counted == rows else f"{counted} rows"] += 1
            if measurement.name == "export":
                grown = max(grown, memory(stage.pids()) - before)
    exported, copied = measurements
    return Section(
        name="export",
        title=f"Export: {rows:,} orders as CSV; per second are rows",
        measurements=measurements,
        goals=[ratio("export / COPY", exported, copied, at_least=0.1)],
        checks=[
            Check("Every row left, once", not (exported.failures or copied.failures)),
            Check(
                "Memory does not grow with the rows",
                grown <= MEMORY,
                f"{grown / MEGABYTE:.1f} MB more at the most",
            ),
        ],
    )


def _export(stage: Stage, until: str) -> int:
    headers, body = stage.world.export()
    body |= {"filters": {"to": until}}
    url = f"{stage.endpoints.functions_url}/functions/v1/export"
    lines = 0
    with (
        httpx.Client(timeout=TIMEOUT, trust_env=False) as client,
        client.stream("POST", url, json=body, headers=headers) as answer,
    ):
        answer.raise_for_status()
        for part in answer.iter_bytes():
            lines += part.count(b"\n")
    return lines - 1


def _copy(stage: Stage, rows: int) -> int:
    lines = 0
    with (
        psycopg.connect(stage.endpoints.admin_db_url) as connection,
        connection.cursor().copy(COPY.format(rows=rows).encode()) as copy,
    ):
        for part in copy:
            lines += bytes(part).count(b"\n")
    return lines
