"""Several statements to Postgres in one round trip, each prepared once per connection.

This is libpq's pipeline mode, used directly: psycopg's own waits for the socket after every
statement, which costs a call more processor time than everything else in it together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow
from pydantic_core import from_json

# Text with $1, $2 … and a value for each, in Postgres's text form; None is null.
Statement = tuple[bytes, Sequence[bytes | None]]

ROLLBACK: Statement = (b"rollback", ())

# A prepared statement that the server has no longer, or whose result has another shape since a
# migration: the connection is given up, and a new one starts without memories.
STALE = frozenset({"26000", "0A000"})


class PipelinedConnection(psycopg.AsyncConnection[TupleRow]):
    """A connection in autocommit mode that sends statements together.

    They are no transaction by themselves: `begin` and `commit` are statements like the others.
    """

    def __init__(self, pgconn: PGconn, **named: Any) -> None:
        super().__init__(pgconn, **named)
        self.prepares = True
        self._names: dict[bytes, bytes] = {}  # of prepared statements, by their text
        self._named = 0

    async def run(self, statements: Sequence[Statement]) -> list[PGresult]:
        """Sends statements and returns their results.

        The first that fails ends the rest: a transaction open by then is rolled back and the error
        raised. A connection that broke, or was left in the middle, is closed.
        """
        try:
            results, failed = await self._exchange(statements)
        except BaseException:
            await self.close()
            raise
        if failed is None:
            return results
        error = error_from_result(failed)
        if error.sqlstate in STALE:
            await self.close()
        elif self.pgconn.transaction_status != TransactionStatus.IDLE:
            await self.run([ROLLBACK])
        raise error

    async def _exchange(
        self, statements: Sequence[Statement]
    ) -> tuple[list[PGresult], PGresult | None]:
        """The results, and the error among them if there is one."""
        self.pgconn.enter_pipeline_mode()
        sent = self._send(statements)
        while self.pgconn.flush():
            await self._ready(write=True)
        results: list[PGresult] = []
        failed = None
        for text, name in sent:
            result = await self._result()
            if result.status == ExecStatus.FATAL_ERROR:
                failed = result
            elif name is not None and result.status == ExecStatus.COMMAND_OK:
                self._names[text] = name
            elif name is None:
                results.append(result)
        await self._result()  # of the synchronisation
        self.pgconn.exit_pipeline_mode()
        return results, failed

    def _send(self, statements: Sequence[Statement]) -> list[tuple[bytes, bytes | None]]:
        """Queues the statements; returns what results will come: text, and name if it is of a
        preparation."""
        expected: list[tuple[bytes, bytes | None]] = []
        names = dict(self._names)
        for text, values in statements:
            if not self.prepares:
                self.pgconn.send_query_params(text, values)
            else:
                if text not in names:
                    self._named += 1
                    names[text] = b"entree_%d" % self._named
                    self.pgconn.send_prepare(names[text], text)
                    expected.append((text, names[text]))
                self.pgconn.send_query_prepared(names[text], values)
            expected.append((text, None))
        self.pgconn.pipeline_sync()
        return expected

    async def _result(self) -> PGresult:
        """The next result."""
        while True:
            while self.pgconn.is_busy():
                await self._ready(write=False)
                self.pgconn.consume_input()
            result = self.pgconn.get_result()
            if result is not None:
                return result
            if self.pgconn.status == ConnStatus.BAD:
                raise psycopg.OperationalError("the connection to the database was lost")

    async def _ready(self, *, write: bool) -> None:
        """Waits until the socket can be read, or written."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        socket = self.pgconn.socket
        (loop.add_writer if write else loop.add_reader)(socket, _wake, waiter)
        try:
            await waiter
        finally:
            (loop.remove_writer if write else loop.remove_reader)(socket)


def rows(result: PGresult) -> list[dict[str, Any]]:
    """A result as dicts by column name."""
    names = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
    return [
        {name: value(result, row, column) for column, name in enumerate(names)}
        for row in range(result.ntuples)
    ]


def value(result: PGresult, row: int, column: int) -> Any:
    """One value: JSON, whole numbers and booleans as such, everything else as text."""
    raw = result.get_value(row, column)
    if raw is None:
        return None
    return READERS.get(result.ftype(column), bytes.decode)(raw)


# By the object id of the type, which is fixed for types that come with Postgres.
READERS: Mapping[int, Callable[[bytes], Any]] = {
    16: lambda raw: raw == b"t",  # boolean
    20: int,  # bigint
    21: int,  # smallint
    23: int,  # integer
    114: from_json,  # json
    2278: lambda _: None,  # void
    3802: from_json,  # jsonb
}


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
