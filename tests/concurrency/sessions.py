"""Real parallel connections: statements on threads of their own, seen waiting for one another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from tests.shop import until


class Session:
    """One connection with one open transaction, in which a user or the operator acts.

    `call` runs a statement and returns its first value; `start` does so on a thread of its own, for
    statements that are expected to wait. The transaction ends with `commit` or `rollback`.
    """

    def __init__(self, db_url: str, user_id: UUID | None = None) -> None:
        self._connection = psycopg.connect(db_url)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self.pid = self._connection.info.backend_pid
        if user_id is not None:
            claims = {"role": "authenticated", "sub": str(user_id)}
            self._connection.execute(
                "select set_config('request.jwt.claims', %s, true),"
                " set_config('role', 'authenticated', true)",
                [json.dumps(claims)],
            )

    def call(self, statement: str, *values: object) -> Any:
        """Run a statement; return the first value of its first row, None when it returns no row."""
        cursor = self._connection.execute(statement, values)
        if cursor.description is None:
            return None
        row = cursor.fetchone()
        return row[0] if row else None

    def start(self, statement: str, *values: object) -> Future[Any]:
        """Run a statement on a thread; the future holds its value or raises its error."""
        return self._thread.submit(self.call, statement, *values)

    def commit(self) -> None:
        """End the transaction, keeping what it did."""
        self._connection.commit()

    def rollback(self) -> None:
        """End the transaction, undoing what it did."""
        self._connection.rollback()

    def close(self) -> None:
        """Give the connection back; a statement under way is ended, an open transaction undone."""
        self._connection.cancel_safe()
        self._thread.shutdown()
        self._connection.close()


@contextmanager
def sessions(db_url: str, *user_ids: UUID | None) -> Iterator[list[Session]]:
    """One session per user (None: the operator), closed at the end in any case."""
    opened: list[Session] = []
    try:
        opened.extend(Session(db_url, user_id) for user_id in user_ids)
        yield opened
    finally:
        # Whoever holds a lock lets go first, so that whoever waits for it can end.
        for session in opened:
            session.close()


def wait_until_blocked(db_url: str, blocked: Session, by: Session) -> None:
    """Return when the one session is seen waiting for a lock that the other holds."""

    def is_blocked() -> bool:
        row = observer.execute(
            "select %s = any (pg_blocking_pids(a.pid)) from pg_stat_activity as a"
            " where a.pid = %s and a.wait_event_type = 'Lock'",
            [by.pid, blocked.pid],
        ).fetchone()
        return row is not None and bool(row[0])

    with psycopg.connect(db_url, autocommit=True) as observer:
        until(f"backend {blocked.pid} waits for backend {by.pid}", is_blocked)
