"""A database made from `sql/` with a clock that tests move, and an org in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from cli.db.connection import connect
from cli.db.scratch import scratch
from cli.db.source import load_source
from cli.stack import Endpoints


@pytest.fixture(scope="session")
def dining_url(endpoints: Endpoints) -> Iterator[str]:
    """The URL of a database made from the source."""
    with scratch(endpoints.db_url) as url:
        with connect(url) as conn:
            load_source(conn, cluster_wide=False)
            conn.execute(
                "update core.settings set value = 'true' where key = 'core.clock_is_movable'"
            )
        yield url


@pytest.fixture
def conn(dining_url: str) -> Iterator[psycopg.Connection]:
    """A connection to it past all rules, in a transaction that is rolled back."""
    with connect(dining_url) as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture
def org_id(conn: psycopg.Connection) -> UUID:
    """An org of the test's own."""
    found = uuid4()
    conn.execute(
        "insert into tenancy.orgs (id, name, slug) values (%s, 'Restaurants', %s)",
        (found, f"restaurants-{found}"),
    )
    return found


@pytest.fixture
def staff(conn: psycopg.Connection, org_id: UUID) -> None:
    """The connection is that of an owner of the org."""
    user_id = uuid4()
    conn.execute(
        "insert into auth.users (id, email) values (%s, %s)", (user_id, f"{user_id}@x.test")
    )
    conn.execute(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'owner')",
        (org_id, user_id),
    )
    claims = json.dumps({"sub": str(user_id), "role": "authenticated"})
    conn.execute("select set_config('request.jwt.claims', %s, true)", (claims,))
