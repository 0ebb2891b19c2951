"""A database made from `sql/`, for tests that look at what it is rather than at what it does."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from cli.db.catalog import snapshot
from cli.db.connection import connect
from cli.db.scratch import scratch
from cli.db.source import load_source
from cli.stack import Endpoints


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --update-snapshots."""
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="Write tests/catalog/*.snap anew; review the difference before committing it.",
    )


@pytest.fixture(scope="session")
def source_url(endpoints: Endpoints) -> Iterator[str]:
    """The URL of a database made from the source; tests leave it as it is."""
    with scratch(endpoints.db_url) as url:
        with connect(url) as conn:
            load_source(conn, cluster_wide=False)
        yield url


@pytest.fixture
def conn(source_url: str) -> Iterator[psycopg.Connection]:
    """A connection to it, in a transaction that is rolled back."""
    with connect(source_url) as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture(scope="session")
def facts(source_url: str) -> dict[str, str]:
    """Its catalog snapshot."""
    with connect(source_url) as connection:
        return snapshot(connection)
