"""The background worker as a process: it starts, keeps time, and stops when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cli.stack import Endpoints, Stack
from tests.workers.waiting import until
from workers import loop
from workers.db import Database

ROOT = Path(__file__).parents[2]


@contextmanager
def worker(stack: Stack, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another worker beside the one of the stack, started as operators start it."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "work"],
            cwd=ROOT,
            env=os.environ | stack.settings(),
            stderr=out,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly(stack: Stack, tmp_path: Path, number: int) -> None:
    log = tmp_path / "worker.log"
    with worker(stack, log) as process:
        await until(lambda: "worker_started" in log.read_text(), "the worker to start")

        process.send_signal(number)

        await until(lambda: process.poll() is not None, "the worker to end")
    assert process.returncode == 0, log.read_text()
    assert "worker_stopped" in log.read_text()


async def test_sweeps_run_when_they_are_due(
    endpoints: Endpoints, db: psycopg.Connection[tuple[object, ...]]
) -> None:
    stopping = asyncio.Event()
    query = "select count(*) from core.sweeps where last_run_at + every <= core.clock()"
    db.execute("update core.sweeps set last_run_at = '-infinity'")

    async with Database(
        endpoints.db_url,
        name="test_loop",
        pool_size=1,
        statement_timeout_ms=8000,
        lock_timeout_ms=4000,
    ) as database:
        running = asyncio.create_task(loop.keep_time(database, stopping))
        await until(lambda: db.execute(query).fetchone() == (0,), "all sweeps to have run")
        stopping.set()
        await running

    assert db.execute(
        "select count(*) from core.sweeps where last_error is not null"
    ).fetchone() == (0,)


async def test_what_takes_too_long_is_cut_off_at_the_end() -> None:
    stopping = asyncio.Event()
    endless = asyncio.create_task(asyncio.Event().wait())
    willing = asyncio.create_task(stopping.wait())

    await loop.drain([endless, willing], 0.05, stopping)

    assert endless.cancelled()
    assert willing.done()


async def test_a_part_that_breaks_ends_the_worker() -> None:
    async def broken() -> None:
        raise RuntimeError("a mistake of ours")

    stopping = asyncio.Event()
    tasks = [asyncio.create_task(broken()), asyncio.create_task(stopping.wait())]

    with pytest.raises(RuntimeError, match="a mistake of ours"):
        await loop.drain(tasks, 5, stopping)
