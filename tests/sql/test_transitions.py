"""Every state machine, every pair of its states: only the moves in `core.transitions` succeed.

Nothing here is written down per machine. A machine is found by the trigger that enforces it, its
states are those of its column's type, and a row is made of whatever its columns can hold, with the
table's other rules out of the way: what refuses a move is the machine and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import psycopg
import pytest
from psycopg import sql

from cli.db.connection import database_name, other_database
from cli.stack import Endpoints

Connection = psycopg.Connection[tuple[Any, ...]]

NEW = "new"
"""The state before the first."""


@dataclass(frozen=True)
class Machine:
    """A state machine: the table whose rows move through it, and their possible states."""

    name: str
    table: sql.Identifier
    oid: int
    states: list[str]


@pytest.fixture(scope="module")
def admin(pgtap_url: str, endpoints: Endpoints) -> Iterator[Connection]:
    """A superuser in the database made from the source; what tests do there is rolled back."""
    url = other_database(endpoints.admin_db_url, database_name(pgtap_url))
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def machines(admin: Connection) -> list[Machine]:
    """All machines of the database."""
    found = admin.execute(
        """
        select distinct convert_from(substr(t.tgargs, 1, length(t.tgargs) - 1), 'UTF8'),
          n.nspname, c.relname, c.oid,
          (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum as e
           where e.enumtypid = a.atttypid)
        from pg_trigger as t
        join pg_class as c on c.oid = t.tgrelid
        join pg_namespace as n on n.oid = c.relnamespace
        join pg_attribute as a on a.attrelid = c.oid and a.attname = 'status'
        where t.tgfoid = 'core.tg__transition'::regproc and not t.tgisinternal
        order by 1
        """
    ).fetchall()
    return [
        Machine(name, sql.Identifier(schema, table), oid, states)
        for name, schema, table, oid, states in found
    ]


def test_every_declared_machine_is_enforced_on_one_table(
    admin: Connection, machines: list[Machine]
) -> None:
    declared = admin.execute("select distinct machine from core.transitions order by 1").fetchall()
    assert [machine.name for machine in machines] == [name for (name,) in declared]


def test_declared_states_are_those_of_the_type(admin: Connection, machines: list[Machine]) -> None:
    for machine in machines:
        moves = declared_moves(admin, machine)
        assert {state for move in moves for state in move} == {NEW, *machine.states}, machine.name
        reached = {to for _, to in moves}
        assert reached == set(machine.states), f"{machine.name}: states that nothing leads to"


def test_only_declared_moves_succeed(admin: Connection, machines: list[Machine]) -> None:
    tried = 0
    for machine in machines:
        wanted = declared_moves(admin, machine) | {(state, state) for state in machine.states}
        with admin.transaction(force_rollback=True):
            clear_the_way(admin, machine)
            done = {
                (from_state, to_state)
                for from_state, to_state in product([NEW, *machine.states], machine.states)
                if moves(admin, machine, from_state, to_state)
            }
        assert done == wanted, machine.name
        tried += (len(machine.states) + 1) * len(machine.states)
    assert tried > 100, "every pair of states of every machine"


def declared_moves(admin: Connection, machine: Machine) -> set[tuple[str, str]]:
    """The moves in core.transitions."""
    return {
        (from_state, to_state)
        for from_state, to_state in admin.execute(
            "select from_state, to_state from core.transitions where machine = %s", [machine.name]
        )
    }


def clear_the_way(admin: Connection, machine: Machine) -> None:
    """Take every rule off the machine's table but the machine; the transaction undoes it."""
    others = admin.execute(
        "select 'alter table ' || t.tgrelid::regclass || ' disable trigger '"
        " || quote_ident(t.tgname)"
        " from pg_trigger as t where t.tgrelid = %s and t.tgfoid <> 'core.tg__transition'::regproc"
        " union all"
        " select 'alter table ' || c.conrelid::regclass || ' drop constraint '"
        " || quote_ident(c.conname)"
        " from pg_constraint as c where c.conrelid = %s and c.contype = 'c'",
        [machine.oid, machine.oid],
    ).fetchall()
    for (statement,) in others:
        admin.execute(sql.SQL(statement))


def moves(admin: Connection, machine: Machine, from_state: str, to_state: str) -> bool:
    """Try to bring a row from one state to another; whether it was possible."""
    try:
        with admin.transaction(force_rollback=True):
            if from_state == NEW:
                insert(admin, machine, to_state)
            else:
                admin.execute("set local session_replication_role = replica")
                insert(admin, machine, from_state)
                admin.execute("set local session_replication_role = origin")
                admin.execute(sql.SQL("update {} set status = {}").format(machine.table, to_state))
    except psycopg.DatabaseError as error:
        if error.sqlstate != "PT409":
            raise
        return False
    return True


def insert(admin: Connection, machine: Machine, state: str) -> None:
    """Insert a row in a state, with something in every column that needs a value."""
    required = admin.execute(
        """
        select a.attname, case
          when a.attname = 'status' then quote_literal(%s)
          when y.typtype = 'e' then (
            select quote_literal(e.enumlabel) from pg_enum as e where e.enumtypid = y.oid
            order by e.enumsortorder limit 1)
          when y.typname = 'uuid' then 'gen_random_uuid()'
          when y.typname = 'jsonb' then '''{}'''
          when y.typcategory = 'A' then '''{}'''
          when y.typcategory = 'N' then '1'
          when y.typcategory = 'B' then 'false'
          when y.typcategory = 'D' then 'now()'
          when y.typname = 'bytea' then 'uuid_send(gen_random_uuid())'
          else 'gen_random_uuid()::text'
        end
        from pg_attribute as a
        join pg_type as y on y.oid = a.atttypid
        where a.attrelid = %s and a.attnum > 0 and not a.attisdropped
          and (a.attname = 'status' or (a.attnotnull and not a.atthasdef and a.attidentity = ''))
        """,
        [state, machine.oid],
    ).fetchall()
    admin.execute(
        sql.SQL("insert into {} ({}) values ({})").format(
            machine.table,
            sql.SQL(", ").join(sql.Identifier(column) for column, _ in required),
            sql.SQL(", ").join(sql.SQL(value) for _, value in required),
        )
    )
