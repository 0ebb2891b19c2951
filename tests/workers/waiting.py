"""Waiting for something to become true, without assuming how long it takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60.0
"""Seconds after which what should happen counts as never happening."""

T = TypeVar("T")


async def until(condition: Callable[[], T], what: str) -> T:
    """Returns what the condition gives as soon as that is true."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"waited {PATIENCE:g} seconds in vain for {what}")
