"""The door of a very large event: scanning with a network, and what devices without one do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import httpx
import psycopg

from cli.bench.load.client import OK
from cli.bench.measure import Check, Measurement, Section, Variant, checks, rate, ratio
from cli.bench.run import Bench
from cli.bench.scenarios import jobs
from cli.bench.scenarios.watch import MEGABYTE, memory, timed
from cli.bench.stage import Stage
from cli.bench.world import UPLOAD

TIMEOUT: Final = 120.0
MEMORY: Final = 64 * MEGABYTE
"""That a full sync may add to the process of the functions, however many tickets there are."""
SCAN: Final = "scan_ticket"
UPDATE: Final = "bare update by unique index"
UPLOADED: Final = "upload_scan_logs"
INSERTED: Final = "bare inserts and updates"
SYNC: Final = "full sync"


def run(bench: Bench) -> Section:
    """Compare scans with bare updates, and an upload with bare rows; sync everything."""
    stage = bench.large_stage()
    stage.fill_door()
    tickets = 2 * bench.effort.large[1]
    logs = min(10_000, tickets // 4)
    scanned = bench.measure(
        [
            Variant(SCAN, stage, partial(jobs.scan_tickets, stage, tickets), writes=False),
            Variant(UPDATE, stage, partial(jobs.bare_scans, stage, tickets), writes=False),
        ]
    )
    sync = Sync(stage, tickets)
    work: dict[str, tuple[Callable[[], int], int]] = {
        UPLOADED: (partial(_upload, stage, logs), logs),
        INSERTED: (partial(_insert, stage, logs), logs),
        SYNC: (sync.run, tickets),
    }
    measured = [_repeated(bench, stage, name, *what) for name, what in work.items()]
    measurements = [*scanned, *measured]
    found = {measurement.name: measurement for measurement in measurements}
    stage.reset_door()
    return Section(
        name="door",
        title=f"Door: an event with {tickets:,} tickets, {jobs.SQL_CLIENTS} devices;"
        f" {logs:,} scans in one upload",
        measurements=measurements,
        goals=[
            ratio("scan / bare update", found[SCAN], found[UPDATE], at_least=0.5),
            ratio("upload / bare rows", found[UPLOADED], found[INSERTED], at_least=0.1),
            rate("tickets synced", found[SYNC], at_least=10_000),
        ],
        checks=[*checks(measurements), sync.check],
    )


class Sync:
    """A full sync of a new device, page by page, as gzip."""

    def __init__(self, stage: Stage, tickets: int) -> None:
        self._stage = stage
        self._tickets = tickets
        self._before = memory(stage.pids())
        self._told = self._pages = self._size = self._packed = 0

    def run(self) -> int:
        """Sync everything; return how many tickets came."""
        self._told = self._pages = self._size = self._packed = 0
        headers, body = self._stage.world.sync()
        with httpx.Client(timeout=TIMEOUT, trust_env=False) as client:
            while True:
                page = self._page(client, headers, body)
                self._told += len(page["tickets"])
                if page["is_complete"]:
                    return self._told
                body |= {"since": page["cursor"]}

    @property
    def check(self) -> Check:
        """Whether all came, and how large that was."""
        grown = memory(self._stage.pids()) - self._before
        return Check(
            "A full sync tells every ticket once, and takes no more memory for more of them",
            self._told == self._tickets and grown <= MEMORY,
            f"{self._told:,} tickets in {self._pages} pages, {self._size / MEGABYTE:.1f} MB,"
            f" {self._packed / MEGABYTE:.1f} MB packed; {grown / MEGABYTE:.1f} MB more memory",
        )

    def _page(
        self, client: httpx.Client, headers: dict[str, str], body: dict[str, object]
    ) -> dict[str, Any]:
        url = f"{self._stage.endpoints.functions_url}/functions/v1/scanner-sync"
        with client.stream("POST", url, json=body, headers=headers) as answer:
            answer.raise_for_status()
            packed = b"".join(answer.iter_raw())
        unpacked = gzip.decompress(packed)
        self._pages += 1
        self._packed += len(packed)
        self._size += len(unpacked)
        page: dict[str, Any] = json.loads(unpacked)
        return page


def _repeated(
    bench: Bench, stage: Stage, name: str, work: Callable[[], int], count: int
) -> Measurement:
    measurement = Measurement(name, clients=1)
    for _ in range(bench.effort.rounds):
        stage.reset_door()
        done, round_ = timed(stage, work)
        measurement.rounds.append(round_)
        measurement.outcomes[OK if done == count else f"{done} of {count}"] += 1
    return measurement


def _upload(stage: Stage, count: int) -> int:
    ((logs,),) = stage.call("scans_of_a_device", count)
    with psycopg.connect(stage.worker_url, autocommit=True) as connection:
        connection.execute("begin")
        connection.execute(stage.world.as_owner())
        connection.execute("set local statement_timeout = '60s'")
        told = connection.execute(UPLOAD, stage.world.upload(logs[:count])).fetchone()
        connection.execute("commit")
    return sum(answer["result"] == "admitted" for answer in told[0]) if told else 0


def _insert(stage: Stage, count: int) -> int:
    ((logs,),) = stage.call("scans_of_a_device", count)
    ((done,),) = stage.call("insert_scans", json.dumps(logs[:count]))
    return int(done)
