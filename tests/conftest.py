"""What every test can ask for: a running stack, where it is reached, a way into its database.

Each run of pytest, and each worker of pytest-xdist, takes the first free folder `.entree/test-<n>`
for its stack. The stack is made anew, and its logs are left there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.stack import Endpoints, Stack
from tests import target
from tests.browser.chromium import find_chromium
from tests.order import longest_first
from tests.shop import Shop, open_shop
from tests.stacks import endpoints_of, free_home, running

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    target.add_options(parser)
    parser.addoption(
        "--examples",
        type=int,
        default=2,
        help="how many requests to make up for each function and asker from the specification",
    )


def pytest_configure(config: pytest.Config) -> None:
    target.check_options(config)


def pytest_report_header() -> list[str]:
    if find_chromium():
        return []
    fetch = ".venv/bin/python -m tests.browser.chromium"
    return [f"browser: no Chromium on this machine, so tests/browser is left out; get one: {fetch}"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    is_local_only = any(collection_path.is_relative_to(HERE / name) for name in target.LOCAL_ONLY)
    return True if is_local_only and target.is_elsewhere(config) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> Iterator[Stack]:
    """Return a running stack with an empty, migrated database."""
    if target.endpoints_given(pytestconfig):
        pytest.skip("needs a stack of its own, whose processes it may start and stop")
    with free_home() as home, running(target.make_stack(pytestconfig, home)) as stack:
        yield stack


@pytest.fixture(scope="session")
def endpoints(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Endpoints:
    """Return where the stack is reached, and its keys."""
    given = target.endpoints_given(pytestconfig)
    return given or endpoints_of(request.getfixturevalue("stack"))


@pytest.fixture
def db(endpoints: Endpoints) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Return a connection to the main database as its superuser, each statement its own commit."""
    with psycopg.connect(endpoints.admin_db_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def shop(endpoints: Endpoints) -> Iterator[Shop]:
    """Return what tests of the sale build and do on the stack."""
    with open_shop(endpoints) as shop:
        yield shop
