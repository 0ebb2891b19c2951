"""Fixtures: a sandbox, and a shop for its webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.support import Sandbox, Shop, open_shop


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """A sandbox without payments, faults or changed settings."""
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as shop:
        yield shop
