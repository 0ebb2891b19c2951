"""Which scans count, written as plainly as it can be said: the judge of `door.replay_scans`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Scan:
    """A scan with which somebody was let in or out, on one list with one ticket.

    Scans are in the order of these fields: by the true time, then device, then id.
    """

    at: float
    device_id: str
    id: str
    direction: str = "in"


@dataclass(frozen=True)
class Told:
    """What a scan comes to, and which one it conflicts with."""

    result: str
    conflict_with: str | None = None


@dataclass(frozen=True)
class State:
    """Whether somebody is in, how often they came in, and the scan that made it so."""

    is_inside: bool = False
    entries: int = 0
    scan_id: str | None = None


def truth(
    scans: Iterable[Scan], *, allows_reentry: bool, ended_at: float | None = None
) -> tuple[dict[str, Told], State]:
    """Go through the scans in their order. `ended_at` is when the ticket was refunded."""
    told: dict[str, Told] = {}
    state = State()
    winner: str | None = None
    for scan in sorted(scans):
        if scan.direction == "out":
            told[scan.id] = Told("checked_out" if state.is_inside else "not_inside")
            if state.is_inside:
                state = State(False, state.entries, scan.id)
        elif not state.entries or (allows_reentry and not state.is_inside):
            has_ended = ended_at is not None and ended_at <= scan.at
            told[scan.id] = Told("stale_accept" if has_ended else "admitted")
            state = State(True, state.entries + 1, scan.id)
            winner = scan.id
        else:
            told[scan.id] = Told("already_used", winner)
    return told, state
