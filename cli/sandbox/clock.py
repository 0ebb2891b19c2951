"""The sandbox's own time: the machine's clock plus what the control API has moved it by."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from cli.sandbox.store import Store

_OFFSET = "clock_offset"


class Clock:
    """Seconds since 1970 as the sandbox sees them; the offset survives a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def now(self) -> float:
        return time.time() + float(self._store.recall(_OFFSET, 0.0))

    def advance(self, seconds: float) -> float:
        """Move the clock forward; returns the new time."""
        offset = float(self._store.recall(_OFFSET, 0.0)) + seconds
        self._store.remember(_OFFSET, offset)
        return self.now()


def iso(moment: float) -> str:
    """A time as Mollie writes it: `2026-03-20T09:13:37+00:00`."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
