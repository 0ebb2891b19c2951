"""The scenario of a failover ends, also when the standby does not follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from cli.bench.scenarios.failover import looked_for
from cli.stack import Stack
from cli.stack.standby import Standby

PATIENCE = 0.3


@pytest.fixture(scope="module")
def idle(stack: Stack) -> Iterator[Standby]:
    """A standby that repeats nothing: it is the first server itself."""
    made = Standby.of(stack, 0)
    with psycopg.connect(made.primary.url("supabase_admin"), autocommit=True) as connection:
        connection.execute("create schema bench")
        yield replace(made, cluster=made.primary)
        connection.execute("drop schema bench cascade")


def test_who_looks_for_what_never_comes_gives_up(idle: Standby) -> None:
    (lag,) = looked_for(idle, 20, PATIENCE)
    assert PATIENCE < lag < 20 * PATIENCE


def test_a_commit_that_waits_for_a_standby_is_let_go(idle: Standby) -> None:
    with psycopg.connect(idle.primary.url("supabase_admin"), autocommit=True) as connection:
        try:
            connection.execute("alter system set synchronous_standby_names = 'nobody'")
            connection.execute("select pg_reload_conf()")
            (lag,) = looked_for(idle, 20, PATIENCE)
        finally:
            connection.execute("alter system reset synchronous_standby_names")
            connection.execute("select pg_reload_conf()")
    assert lag > PATIENCE
