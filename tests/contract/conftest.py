"""Fixtures: a sandbox, a shop for its webhooks, and Mollie's specification where there is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract import spec
from tests.contract.support import Sandbox, Shop, open_shop

# Mollie's specification may be used, but its licence keeps it out of this repository.
collect_ignore = [] if spec.FILE.is_file() else ["test_specification.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if collect_ignore:
        terminalreporter.write_line(spec.ABSENT)


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
