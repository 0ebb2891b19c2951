"""Calls of SQL functions: as whom, in which transaction, and what happens when things go wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from cli.stack import Endpoints
from tests.workers.waiting import until
from workers.db import ATTEMPTS, Caller, Database, Limit
from workers.errors import EntreeError, InvalidValue, Refused, TryAgain
from workers.routines import Routine

Connection = psycopg.Connection[tuple[Any, ...]]

FUNCTIONS = """
create schema worker_test;
grant usage on schema worker_test to public;
create table worker_test.done (n integer);
create sequence worker_test.tries;

create function worker_test.context() returns jsonb language sql as $$
  select jsonb_build_object(
    'role', current_user,
    'claims', current_setting('request.jwt.claims')::jsonb,
    'headers', current_setting('request.headers')::jsonb,
    'statement_timeout', current_setting('statement_timeout'),
    'lock_timeout', current_setting('lock_timeout'))
$$;
create function worker_test.echo(
  a_uuid uuid, a_text text, a_flag boolean, a_list bigint[], a_json jsonb, nothing text
) returns jsonb language sql as $$
  select jsonb_build_object('uuid', a_uuid, 'text', a_text, 'flag', a_flag, 'list', a_list,
    'json', a_json, 'nothing', nothing)
$$;
create function worker_test.kinds() returns table (
  small smallint, normal integer, big bigint, flag boolean, id uuid, body jsonb, gone text
) language sql as $$
  select 1::smallint, 2, 3::bigint, true, '00000000-0000-0000-0000-000000000001'::uuid,
    '{"a": [1, null]}'::jsonb, null::text
  union all select 4::smallint, 5, 6::bigint, false, null, null, 'é'
$$;
create function worker_test.refuse() returns void language plpgsql security definer as $$
begin
  insert into worker_test.done values (1);
  perform core.fail('sold_out', '{"available": 0}');
end $$;
create function worker_test.do() returns void language sql security definer as $$
  insert into worker_test.done values (1)
$$;
create function worker_test.collide(times integer) returns bigint
language plpgsql security definer as $$
declare
  v_try bigint := nextval('worker_test.tries');
begin
  if v_try <= times then
    raise sqlstate '40001';
  end if;
  return v_try;
end $$;
create function worker_test.wait(seconds float) returns text language sql as $$
  select 'waited' from pg_sleep(seconds)
$$;
create function worker_test.broken() returns integer language sql as $$ select 1 / 0 $$;
create function worker_test.doomed() returns void language plpgsql security definer as $$
begin
  create temporary table twice (n integer unique deferrable initially deferred) on commit drop;
  insert into twice values (1), (1);
end $$;
"""

CONTEXT = Routine("worker_test.context", ())
ECHO = Routine(
    "worker_test.echo",
    ("a_uuid", "a_text", "a_flag", "a_list", "a_json", "nothing"),
    json={"a_json"},
)
DO = Routine("worker_test.do", ())
REFUSE = Routine("worker_test.refuse", ())
WAIT = Routine("worker_test.wait", ("seconds",))
COLLIDE = Routine("worker_test.collide", ("times",))

ANNA_ID = "01a1fbd5-5bd6-773a-a770-666f87e086de"
ANNA = Caller(
    "authenticated",
    f'{{"role":"authenticated","sub":"{ANNA_ID}"}}',
    '{"x-request-id":"r-1"}',
)

Maker = Callable[..., Database]


@pytest.fixture
def functions(db: Connection) -> Iterator[Connection]:
    """Functions to call; returns a connection of the superuser."""
    db.execute(FUNCTIONS)
    yield db
    db.execute("drop schema worker_test cascade")


@pytest.fixture
async def make(
    functions: Connection,  # noqa: ARG001 -- what the databases call
    endpoints: Endpoints,
) -> AsyncIterator[Maker]:
    """Makes databases, opened, with two connections unless told otherwise."""
    made: list[Database] = []

    def maker(**changes: Any) -> Database:
        options: dict[str, Any] = {
            "name": "test_db",
            "pool_size": 2,
            "statement_timeout_ms": 8000,
            "lock_timeout_ms": 4000,
        }
        made.append(Database(endpoints.db_url, **options | changes))
        return made[-1]

    yield maker
    for database in made:
        await database.close()


@pytest.fixture
async def database(make: Maker) -> Database:
    database = make()
    await database.open()
    return database


def done(db: Connection) -> int:
    row = db.execute("select count(*) from worker_test.done").fetchone()
    assert row is not None
    return int(row[0])


def backends(db: Connection, state: str) -> list[int]:
    found = db.execute(
        "select pid from pg_stat_activity where application_name = 'test_db' and state = %s"
        " and datname = current_database()",
        [state],
    ).fetchall()
    return [row[0] for row in found]


async def test_a_call_runs_as_its_caller(database: Database) -> None:
    assert await database.call(CONTEXT, caller=ANNA) == {
        "role": "authenticated",
        "claims": {"role": "authenticated", "sub": ANNA_ID},
        "headers": {"x-request-id": "r-1"},
        "statement_timeout": "8s",
        "lock_timeout": "4s",
    }


async def test_a_connection_forgets_its_caller(make: Maker) -> None:
    database = make(pool_size=1)
    await database.open()
    await database.call(CONTEXT, caller=ANNA)

    assert (await database.call(CONTEXT))["role"] == "service_role"
    with pytest.raises(Refused):
        await database.call(REFUSE)
    assert (await database.call(CONTEXT, caller=ANNA))["headers"] == {"x-request-id": "r-1"}


@pytest.mark.parametrize("prepared", [True, False])
async def test_values_come_through_unchanged(make: Maker, prepared: bool) -> None:
    database = make(prepared_statements=prepared)
    await database.open()
    a_uuid = uuid4()
    given = {
        "a_uuid": a_uuid,
        "a_text": "l'été -- ; drop table {x} \\ \" \n",
        "a_flag": False,
        "a_list": [1, 2**40],
        "a_json": {"deep": [None, 1, 2.5, "é", {"$1": "%s"}]},
    }

    for _ in range(2):
        assert await database.call(ECHO, given) == {
            "uuid": str(a_uuid),
            "text": given["a_text"],
            "flag": False,
            "list": [1, 2**40],
            "json": given["a_json"],
            "nothing": None,
        }
    assert (await database.call(ECHO, {"a_list": []}))["list"] == []


async def test_rows_are_dicts_with_values_of_their_type(database: Database) -> None:
    rows = await database.call(Routine("worker_test.kinds", (), returns_rows=True))

    assert rows == [
        {
            "small": 1,
            "normal": 2,
            "big": 3,
            "flag": True,
            "id": str(UUID(int=1)),
            "body": {"a": [1, None]},
            "gone": None,
        },
        {"small": 4, "normal": 5, "big": 6, "flag": False, "id": None, "body": None, "gone": "é"},
    ]


async def test_an_argument_that_is_not_there_is_our_mistake(database: Database) -> None:
    with pytest.raises(TypeError, match=r"worker_test\.wait has no parameter minutes"):
        await database.call(WAIT, {"minutes": 1})


@pytest.mark.parametrize(
    "given", [{"a_uuid": "17"}, {"a_text": "a\0b"}, {"a_text": "\ud800"}, {"a_json": "\ud800"}]
)
async def test_a_value_that_does_not_fit_is_refused(
    database: Database, given: dict[str, Any]
) -> None:
    with pytest.raises(InvalidValue):
        await database.call(ECHO, given)

    assert (await database.call(ECHO, {"a_text": "still here"}))["text"] == "still here"


async def test_a_refusal_leaves_nothing_behind(database: Database, functions: Connection) -> None:
    with pytest.raises(Refused) as refused:
        await database.call(REFUSE)

    assert (refused.value.status, refused.value.code) == (409, "sold_out")
    assert done(functions) == 0
    assert backends(functions, "idle in transaction (aborted)") == []


async def test_a_failure_at_the_commit_is_a_failure(database: Database) -> None:
    with pytest.raises(InvalidValue):
        await database.call(Routine("worker_test.doomed", ()))

    await database.call(DO)


async def test_a_mistake_in_sql_is_not_told(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EntreeError) as failed:
        await database.call(Routine("worker_test.absent", ()))

    assert failed.value.code == "internal_error"
    assert "absent" not in json.dumps(failed.value.body())
    assert "worker_test.absent" in capsys.readouterr().out


class TestLimit:
    """A rate limit in front of the work."""

    @pytest.fixture
    def limit(self, functions: Connection) -> Iterator[Limit]:
        functions.execute(
            "insert into core.rate_limits (rule, subject, max_hits, window_seconds, description)"
            " values ('test_db', 'address', 2, 86400, 'test')"
        )
        yield Limit("test_db", "203.0.113.7")
        functions.execute("delete from core.rate_counters where rule = 'test_db'")
        functions.execute("delete from core.rate_limits where rule = 'test_db'")

    async def test_above_it_the_work_is_not_done(
        self, database: Database, functions: Connection, limit: Limit
    ) -> None:
        for _ in range(2):
            await database.call(DO, limit=limit)

        with pytest.raises(Refused) as refused:
            await database.call(DO, limit=limit)

        assert (refused.value.status, refused.value.code) == (429, "rate_limited")
        assert refused.value.retry_after is not None
        assert refused.value.retry_after > 0
        assert done(functions) == 2

    async def test_work_that_is_refused_counts(self, database: Database, limit: Limit) -> None:
        codes = []
        for _ in range(3):
            with pytest.raises(Refused) as refused:
                await database.call(REFUSE, limit=limit)
            codes.append(refused.value.code)

        assert codes == ["sold_out", "sold_out", "rate_limited"]

    async def test_work_that_is_repeated_counts_once(
        self, database: Database, limit: Limit
    ) -> None:
        assert await database.call(COLLIDE, {"times": 2}, limit=limit) == 3

        assert await database.call(COLLIDE, {"times": 0}, limit=limit) == 4


async def test_a_collision_is_tried_again(database: Database) -> None:
    assert await database.call(COLLIDE, {"times": ATTEMPTS - 1}) == ATTEMPTS


async def test_endless_collisions_are_given_up(database: Database, functions: Connection) -> None:
    with pytest.raises(TryAgain):
        await database.call(COLLIDE, {"times": 1000})

    tries = functions.execute("select last_value from worker_test.tries").fetchone()
    assert tries == (ATTEMPTS,)


async def test_what_takes_too_long_is_given_up(make: Maker) -> None:
    database = make(statement_timeout_ms=100)
    await database.open()

    with pytest.raises(TryAgain):
        await database.call(WAIT, {"seconds": 30})

    assert await database.call(WAIT, {"seconds": 0}) == "waited"


async def test_connections_that_died_idle_are_not_noticed(
    database: Database, functions: Connection
) -> None:
    await asyncio.gather(*[database.call(DO) for _ in range(8)])
    killed = backends(functions, "idle")
    assert killed
    for pid in killed:
        functions.execute("select pg_terminate_backend(%s, 5000)", [pid])

    await asyncio.gather(*[database.call(DO) for _ in range(8)])

    assert done(functions) == 16


async def test_a_connection_that_dies_at_work_is_told_and_replaced(
    make: Maker, functions: Connection
) -> None:
    database = make(pool_size=1)
    await database.open()
    waiting = asyncio.create_task(database.call(WAIT, {"seconds": 30}))
    (busy,) = await until(lambda: backends(functions, "active"), "the call to run")

    functions.execute("select pg_terminate_backend(%s)", [busy])

    with pytest.raises(TryAgain):
        await waiting
    assert await database.call(WAIT, {"seconds": 0}) == "waited"


async def test_a_call_that_is_cancelled_leaves_no_answer_for_the_next(
    make: Maker, functions: Connection
) -> None:
    database = make(pool_size=1)
    await database.open()
    waiting = asyncio.create_task(database.call(WAIT, {"seconds": 30}))
    await until(lambda: backends(functions, "active"), "the call to run")

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert (await database.call(ECHO, {"a_text": "mine"}))["text"] == "mine"


async def test_a_migration_under_way_is_not_noticed(make: Maker, functions: Connection) -> None:
    database = make(pool_size=1)
    await database.open()
    kinds = Routine("worker_test.kinds", (), returns_rows=True)
    await database.call(kinds)

    functions.execute("drop function worker_test.kinds()")
    functions.execute(
        "create function worker_test.kinds() returns table (single text) language sql"
        " as $$ select 'one' $$"
    )

    assert await database.call(kinds) == [{"single": "one"}]


async def test_more_calls_than_connections_wait_for_each_other(
    database: Database, functions: Connection
) -> None:
    await asyncio.gather(*[database.call(DO) for _ in range(50)])

    assert done(functions) == 50
    assert len(backends(functions, "idle")) <= 2
