"""Who used the processors during a measurement: the clients, the stack, or somebody else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = len(os.sched_getaffinity(0))
PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """Processor seconds since some moment: per group of processes, and of the whole machine."""

    groups: Mapping[str, float]
    machine: float

    @classmethod
    def now(cls, groups: Mapping[str, Iterable[int]]) -> Usage:
        """Read what these groups of processes, with their children, have used so far."""
        children = _children()
        return cls(
            groups={
                name: sum(_used_with_children(pid, children) for pid in pids)
                for name, pids in groups.items()
            },
            machine=_used_by_machine(),
        )

    def shares_since(self, before: Usage, seconds: float) -> dict[str, float]:
        """Return each group's share of the machine (1 is all cores), and that of `others`."""
        whole = seconds * CORES
        shares = {
            name: max(0.0, used - before.groups[name]) / whole for name, used in self.groups.items()
        }
        busy = (self.machine - before.machine) / whole
        return shares | {"others": max(0.0, busy - sum(shares.values()))}


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def _used_with_children(pid: int, children: Mapping[int, list[int]]) -> float:
    fields = _stat(pid)
    if fields is None:
        return 0.0
    # utime, stime, and those of the children that have ended and been waited for
    own = sum(int(field) for field in fields[11:15]) / TICKS
    return own + sum(_used_with_children(child, children) for child in children.get(pid, ()))


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the state on, or None when the process has gone."""
    with suppress(OSError):
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return None


def _used_by_machine() -> float:
    # user, nice, system, irq and softirq; without idle, waiting for disks, and stolen time
    fields = (PROC / "stat").read_text().partition("\n")[0].split()[1:]
    return sum(int(fields[index]) for index in (0, 1, 2, 5, 6)) / TICKS
