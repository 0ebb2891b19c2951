"""Clients of Postgres, on libpq itself: a driver's conveniences would cost as much as the query.

A request is one string of statements sent as a simple query. Postgres runs it as one transaction
and commits at its end, so a call with its role and claims is a single round trip, as the workers'
pipeline is. What is called often is prepared when connecting, and run with `execute`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus, PGconn, abc

from cli.bench.load.client import OK

FINE = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})


@dataclass(frozen=True)
class PostgresConnector:
    """Connects to a database.

    Args:
        url: with a role that may become the roles of the requests.
        prepare: `prepare … as …` statements, run once per connection.
        expect: every answer's last value holds these bytes, or it counts as wrong.
    """

    is_kept: ClassVar[bool] = True

    url: str
    prepare: tuple[str, ...] = ()
    expect: bytes = b""

    def open(self) -> PostgresClient:
        """Connect and prepare. Raises psycopg.OperationalError."""
        connection = PGconn.connect(self.url.encode())
        for statement in ("set client_min_messages = error", *self.prepare):
            result = connection.exec_(statement.encode())
            if result.status not in FINE:
                raise psycopg.OperationalError(f"{statement}: {connection.get_error_message()}")
        return PostgresClient(connection, self.expect)


class PostgresClient:
    """One database connection."""

    def __init__(self, connection: abc.PGconn, expect: bytes) -> None:
        self._connection = connection
        self._expect = expect
        self._last: abc.PGresult | None = None
        self._error: abc.PGresult | None = None

    def fileno(self) -> int:
        """The connection's socket."""
        return self._connection.socket

    def ask(self, request: bytes) -> None:
        """Send the statements of one transaction."""
        self._connection.send_query(request)

    def answer(self) -> str | None:
        """Read what has come; the outcome once the last statement's result is there."""
        self._connection.consume_input()
        while not self._connection.is_busy():
            result = self._connection.get_result()
            if result is None:
                return self._outcome()
            if result.status in FINE:
                self._last = result
            else:
                self._error = result
        return None

    def close(self) -> None:
        """Hang up."""
        self._connection.finish()

    def _outcome(self) -> str:
        last, error = self._last, self._error
        self._last = self._error = None
        if error is not None:
            return _reason(error)
        if not self._expect:
            return OK
        value = (last.get_value(0, 0) or b"") if last is not None and last.ntuples else b""
        return OK if self._expect in value else f"unexpected answer {_text(value)[:120]}"


def _reason(error: abc.PGresult) -> str:
    """The slug of one of our own errors, else SQLSTATE and message."""
    detail = error.error_field(DiagnosticField.MESSAGE_DETAIL)
    if detail is not None and detail.startswith(b"{"):
        return str(json.loads(detail).get("code"))
    state = error.error_field(DiagnosticField.SQLSTATE) or b""
    return f"{_text(state)} {error.get_error_message().splitlines()[0]}"


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
