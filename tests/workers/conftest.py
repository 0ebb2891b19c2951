"""Settings that owe nothing to the environment, and the application made from them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from workers.app import create_app
from workers.settings import Settings

NOWHERE = "postgresql://postgres@127.0.0.1:1/postgres"
"""A database that does not answer."""


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any of the settings; returns what changes it."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.fixture
def settings(bare: pytest.MonkeyPatch) -> Settings:
    """The settings of a local stack whose database is not there."""
    bare.setenv("ENVIRONMENT", "local")
    bare.setenv("DATABASE_URL", NOWHERE)
    return Settings.load()


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, which runs in this process and has no database."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://functions.test"
    ) as client:
        yield client
