"""Who exports when others do."""

from __future__ import annotations

import asyncio

import pytest

from workers.errors import TryAgain
from workers.functions import export
from workers.functions.export import turn


def test_whoever_waits_too_long_is_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PATIENCE", 0.01)

    async def third() -> None:
        async with turn(places), turn(places), turn(places):
            pytest.fail("three have a place")

    places = asyncio.Semaphore(2)
    with pytest.raises(TryAgain):
        asyncio.run(third())
    assert not places.locked()
