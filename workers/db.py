"""The database: the only place with a pool, and the only one that sends SQL.

Everything the workers do there is a call of a function in one short transaction, as the role and
with the claims and headers of whoever asks, so that SQL decides what is allowed. A call is
one round trip.
"""

from __future__ import annotations

import asyncio
import random
import select
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import psycopg
import structlog
from psycopg.pq.abc import PGresult
from psycopg_pool import AsyncConnectionPool

from workers import tracking
from workers.errors import (
    EntreeError,
    ImpersonationIsReadOnly,
    SignInRequired,
    TryAgain,
    from_answer,
    from_database,
)
from workers.jwt import Role, claims_impersonation
from workers.pipeline import STALE, PipelinedConnection, Statement, rows, value
from workers.routines import GUARD_SESSION, HIT_RATE_LIMIT, Routine
from workers.settings import Settings

POOL_WAIT_SECONDS = 5.0  # for a free connection, before the caller is told to try again
# Serialization failure, deadlock, outdated preparation: the transaction left no trace, and it is
# safe to run it once more.
RETRIED = frozenset({"40001", "40P01"}) | STALE
ATTEMPTS = 4
RETRY_DELAY_SECONDS = 0.02  # doubled per attempt, with jitter

NOT_GRANTED = "42501"
READ_ONLY = "25006"  # something would have been written in a read-only transaction

BEGIN: Statement = (b"begin", ())
BEGIN_SNAPSHOT: Statement = (b"begin isolation level repeatable read", ())
COMMIT: Statement = (b"commit", ())
FETCH: Statement = (b"fetch 1000 from export", ())
CONTEXT = (
    b"select set_config('role', $1, true), set_config('request.jwt.claims', $2, true),"
    b" set_config('request.headers', $3, true), set_config('statement_timeout', $4, true),"
    b" set_config('lock_timeout', $5, true)"
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf SQL runs: a role, a token's claims and request headers, as JSON text."""

    role: Role
    claims: str
    headers: str = "{}"


SERVICE = Caller("service_role", '{"role":"service_role"}')

# The request headers that what the service does of its own goes with: those of its cause.
CAUSE: ContextVar[str] = ContextVar("cause", default="{}")


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate limit to be hit before the work: the rule and who is counted."""

    rule: str
    subject: str

    @property
    def statement(self) -> Statement:
        """The call that counts it."""
        return HIT_RATE_LIMIT.call({"p_rule": self.rule, "p_subject": self.subject})


class Database:
    """Calls SQL functions. Use as a context manager, or `open` and `close` it."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        pool_size: int,
        statement_timeout_ms: int,
        lock_timeout_ms: int,
        prepared_statements: bool = True,
    ) -> None:
        self._prepares = prepared_statements
        self._timeouts = (str(statement_timeout_ms), str(lock_timeout_ms))
        self._pool: AsyncConnectionPool[PipelinedConnection] = AsyncConnectionPool(
            url,
            min_size=min(2, pool_size),
            max_size=pool_size,
            timeout=POOL_WAIT_SECONDS,
            configure=self._configure,
            connection_class=PipelinedConnection,
            open=False,
            kwargs={
                # Transactions are begun and committed by hand below, in one go with the work.
                "autocommit": True,
                "application_name": name,
                "client_encoding": "utf8",
                # A peer that vanished is noticed, also in the middle of a call.
                "keepalives_idle": 30,
                "tcp_user_timeout": 30_000,
            },
        )

    @classmethod
    def of(cls, settings: Settings, *, name: str) -> Self:
        """The database that the settings describe; `name` is shown in pg_stat_activity."""
        return cls(
            settings.database_url.get_secret_value(),
            name=name,
            pool_size=settings.database_pool_size,
            statement_timeout_ms=settings.statement_timeout_ms,
            lock_timeout_ms=settings.lock_timeout_ms,
            prepared_statements=settings.database_prepared_statements,
        )

    async def open(self) -> None:
        """Starts connecting in the background; calls wait until there is a connection."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Closes every connection."""
        await self._pool.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def call(
        self,
        routine: Routine,
        arguments: Mapping[str, Any] | None = None,
        *,
        caller: Caller = SERVICE,
        limit: Limit | None = None,
        timeout_ms: int | None = None,
    ) -> Any:
        """What a function returns: its value, or a list of dicts for one that returns rows.

        A `limit` is counted in a transaction of its own before the work, in the same round trip.
        Work that is known to be long has its own `timeout_ms`. Raises an EntreeError; a call that
        SQL refused has changed nothing but counts.
        """
        work = routine.call(arguments or {})
        counted = [] if limit is None else self._transaction(SERVICE, limit.statement)
        attempt = 1
        while True:
            try:
                *_, result, _ = await self._run(
                    [*counted, *self._transaction(caller, work, timeout_ms)]
                )
            except psycopg.Error as error:
                if error.sqlstate not in RETRIED or attempt == ATTEMPTS:
                    raise _reported(error, routine, caller) from error
            else:
                return _answer(routine, result)
            counted = []  # by the first attempt
            await asyncio.sleep(random.uniform(0.5, 1.5) * RETRY_DELAY_SECONDS * 2**attempt)  # noqa: S311
            attempt += 1

    @asynccontextmanager
    async def reading(
        self, routine: Routine, arguments: Mapping[str, Any], *, caller: Caller
    ) -> AsyncIterator[tuple[Any, AsyncIterator[PGresult]]]:
        """What a function returns that opens the cursor `export`, and the cursor's rows, in parts.

        All of it is read as it was at one moment, however long it takes. Raises an EntreeError.
        """
        connection = await self._checked_out()
        start = [BEGIN_SNAPSHOT, *self._as(caller), routine.call(arguments)]
        try:
            try:
                *_, opened = await connection.run(start)
                yield value(opened, 0, 0), _parts(connection)
                await connection.run([COMMIT])
            except psycopg.Error as error:
                raise _reported(error, routine, caller) from error
        except BaseException:
            # In the middle of a transaction; of one that SQL refused there is nothing left.
            await connection.close()
            raise
        finally:
            await self._pool.putconn(connection)

    async def hit(self, limit: Limit) -> None:
        """Counts one hit. Raises Refused with status 429 above the limit."""
        await self.call(HIT_RATE_LIMIT, {"p_rule": limit.rule, "p_subject": limit.subject})

    def pool_stats(self) -> dict[str, int]:
        """How the pool does, in psycopg_pool's words."""
        return self._pool.get_stats()

    async def _run(self, statements: list[Statement]) -> list[PGresult]:
        connection = await self._checked_out()
        try:
            return await connection.run(statements)
        finally:
            await self._pool.putconn(connection)

    def _transaction(
        self, caller: Caller, work: Statement, timeout_ms: int | None = None
    ) -> list[Statement]:
        return [BEGIN, *self._as(caller, timeout_ms), work, COMMIT]

    def _as(self, caller: Caller, timeout_ms: int | None = None) -> list[Statement]:
        """What makes a transaction the caller's; of a user, only while their session lasts."""
        guard = [GUARD_SESSION.call({})] if caller.role == "authenticated" else []
        return [self._context(caller, timeout_ms), *guard]

    def _context(self, caller: Caller, timeout_ms: int | None = None) -> Statement:
        statement, lock = self._timeouts
        timeouts = (statement if timeout_ms is None else str(timeout_ms), lock)
        headers = CAUSE.get() if caller is SERVICE else caller.headers
        context = (caller.role, caller.claims, headers, *timeouts)
        return CONTEXT, [part.encode() for part in context]

    async def _configure(self, connection: PipelinedConnection) -> None:
        connection.prepares = self._prepares

    async def _checked_out(self) -> PipelinedConnection:
        """A connection that the server has not hung up on while it lay idle."""
        while True:
            connection = await self._pool.getconn()
            if not _has_something_to_say(connection):
                return connection
            await connection.close()
            await self._pool.putconn(connection)


async def _parts(connection: PipelinedConnection) -> AsyncIterator[PGresult]:
    """The rows of the cursor that the transaction has open, as many at a time as FETCH takes.

    The last part has none: it is there to tell the names of the columns.
    """
    while True:
        [part] = await connection.run([FETCH])
        yield part
        if not part.ntuples:
            return


def _has_something_to_say(connection: PipelinedConnection) -> bool:
    """Whether an idle connection can be read: then the server says goodbye, or has gone.

    Costs a system call instead of a round trip, and finds nearly all that died while idle, before
    anything is sent over them.
    """
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _answer(routine: Routine, result: PGresult) -> Any:
    """What the function returned. Raises Refused if that is a refusal."""
    answer = rows(result) if routine.returns_rows else value(result, 0, 0)
    refused = from_answer(answer) if routine.answers_refusals else None
    if refused is not None:
        raise refused
    return answer


def _reported(error: psycopg.Error, routine: Routine, caller: Caller) -> EntreeError:
    """The caller's error; one that is our own fault or the server's is logged with its cause."""
    if error.sqlstate == READ_ONLY and claims_impersonation(caller.claims):
        return ImpersonationIsReadOnly()
    if error.sqlstate == NOT_GRANTED and caller.role == SERVICE.role and caller != SERVICE:
        return SignInRequired()  # as a person: it came with the service key
    reported = from_database(error)
    if reported.status >= 500:
        (log.warning if isinstance(reported, TryAgain) else log.error)(
            "sql_failed",
            routine=routine.name,
            sqlstate=error.sqlstate,
            error=error.diag.message_primary or type(error).__name__,
            context=error.diag.context,
        )
        if not isinstance(reported, TryAgain):
            tracking.report(error, routine=routine.name, sqlstate=error.sqlstate or "")
    return reported
