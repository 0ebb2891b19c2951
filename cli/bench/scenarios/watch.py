"""Single pieces of work that are watched while they run: their time, processors and memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from cli.bench.cpu import Usage
from cli.bench.measure import Round
from cli.bench.stage import Stage

MEGABYTE = 1024 * 1024


def timed(stage: Stage, work: Callable[[], int]) -> tuple[int, Round]:
    """Do work that says how many it did; per second are those."""
    groups = {name: [pid] for name, pid in stage.pids().items()}
    started, before = time.monotonic(), Usage.now(groups)
    done = work()
    seconds = time.monotonic() - started
    cpu = Usage.now(groups).shares_since(before, seconds)
    used = sum(cpu[name] for name in groups)
    return done, Round(
        per_second=done / seconds,
        p50=seconds,
        p95=seconds,
        cpu={**cpu, "stack": used, "clients": 0.0},
        cost=used * seconds / done if done else 0.0,
    )


def memory(pids: Mapping[str, int]) -> int:
    """The most memory that the functions have had so far, in bytes."""
    with suppress(OSError):
        for line in Path(f"/proc/{pids['functions']}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
