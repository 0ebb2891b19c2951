"""Runs `entree` in this process, on the stack of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from cli.stack import Endpoints

Entree = Callable[..., Result]


@pytest.fixture
def entree(endpoints: Endpoints) -> Entree:
    """Return a function that runs a command on the database of the tests, as `postgres`."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(
            app, arguments, env={"DATABASE_URL": endpoints.db_url, "COLUMNS": "160"}
        )

    return run


@pytest.fixture
def dead_letter(db: psycopg.Connection[tuple[Any, ...]]) -> Iterator[int]:
    """A letter that was given up, of a topic that nobody else uses; the outbox never has its id."""
    row = db.execute(
        "insert into core.outbox_dead (event_id, channel, bucket, aggregate, topic, payload,"
        " attempts, last_error, created_at)"
        " values (nextval(pg_get_serial_sequence('core.outbox_events', 'event_id')), 'test', 0,"
        " 'test:1', 'test.letter', '{}', 12, 'mailbox on fire', now()) returning event_id"
    ).fetchone()
    assert row is not None
    yield int(row[0])
    db.execute("delete from core.outbox_dead where channel = 'test'")
    db.execute("delete from core.outbox_events where channel = 'test'")
