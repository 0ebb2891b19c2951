"""The database dies and its standby takes over: for how long nobody can order.

It is the last scenario, since its stage does not survive.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import psycopg

from cli.bench.load import HttpConnector
from cli.bench.load.client import OK
from cli.bench.measure import Check, Goal, Section
from cli.bench.run import Bench
from cli.bench.stage import Stage
from cli.bench.world import FREE
from cli.stack import ports
from cli.stack.standby import Standby

PATIENCE: Final = 60.0
PAUSE: Final = 0.02
MILLISECONDS: Final = 1_000
AT_MOST: Final = 5_000
"""Milliseconds from the death of the database to the next order."""
LAG_AT_MOST: Final = 100
"""Milliseconds from a commit until the standby shows it."""
LOOKS: Final = 20


def run(bench: Bench) -> Section:
    """Order all the time, kill the database, promote its standby, and look at the clock."""
    with bench.last_stage() as stage:
        port = next(port for port in ports.FREE_RANGE if ports.is_free(port))
        standby = Standby.of(stage.stack, port)
        try:
            standby.create()
            standby.make_synchronous()
            lags = list(looked_for(standby, LOOKS))
            pair = stage.paired(port)
            for name in ("postgrest", "functions"):
                pair.stop(name)
                pair.start(name)
            served = _first_order(stage)
            pair.kill("postgres")
            killed = time.monotonic()
            standby.promote()
            promoted = time.monotonic()
            back = _first_order(stage)
        finally:
            standby.down()
    return Section(
        name="failover",
        title="Failover to a synchronous standby",
        measurements=[],
        goals=[
            Goal(
                "from the death of the database to the next order",
                [(back - killed) * MILLISECONDS],
                AT_MOST,
                at_least=False,
                unit=" ms",
            ),
            Goal(
                "of which the standby took to become the database",
                [(promoted - killed) * MILLISECONDS],
                AT_MOST,
                at_least=False,
                unit=" ms",
            ),
            Goal(
                "from a commit until the standby shows it",
                [lag * MILLISECONDS for lag in lags],
                LAG_AT_MOST,
                at_least=False,
                unit=" ms",
            ),
        ],
        checks=[Check("Orders were placed before and after", 0 < served < killed < back)],
    )


def _first_order(stage: Stage) -> float:
    """Ask for an order again and again; the moment at which one is answered, 0 when none is."""
    requests = stage.world.orders_by_function(FREE[:1])
    connector = HttpConnector(stage.endpoints.api_url, expect=b'"status":"paid"')
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError):
            client = connector.open()
            client.ask(requests[0])
            outcome = None
            while outcome is None and select.select([client.fileno()], [], [], PATIENCE)[0]:
                outcome = client.answer()
            client.close()
            if outcome == OK:
                return time.monotonic()
        time.sleep(PAUSE)
    return 0.0


def looked_for(standby: Standby, looks: int, patience: float = PATIENCE) -> Iterator[float]:
    """The seconds from a commit until a reader of the standby sees it, so many times.

    Ends with the first that took longer than the patience: then the standby does not follow.
    """
    see = "select pg_last_wal_replay_lsn() >= %s::pg_lsn"
    with (
        psycopg.connect(standby.primary.url("supabase_admin"), autocommit=True) as first,
        psycopg.connect(standby.cluster.url("supabase_admin"), autocommit=True) as second,
    ):
        first.execute("create table if not exists bench.beats (at timestamptz)")
        for _ in range(looks):
            began = time.monotonic()
            # A commit waits for a synchronous standby; told to stop waiting, it stays here alone.
            waiting = threading.Timer(patience, first.cancel_safe)
            waiting.start()
            first.execute("insert into bench.beats values (clock_timestamp())")
            waiting.cancel()
            committed = time.monotonic()
            row = first.execute("select pg_current_wal_lsn()::text").fetchone()
            while second.execute(see, row).fetchone() != (True,):
                if time.monotonic() - began > patience:
                    yield time.monotonic() - began
                    return
                time.sleep(0.001)
            yield time.monotonic() - committed
