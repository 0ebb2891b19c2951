"""Policies cost once per statement, not once per row."""

from __future__ import annotations

import json
from typing import NamedTuple

import psycopg
import pytest

from cli.db.connection import connect
from tests.catalog.plans import per_row_work

CLAIMS = {"sub": "00000000-0000-7000-8000-000000000001", "role": "authenticated"}

POLICY = """
create table core.guarded (org_id uuid, user_id uuid);
alter table core.guarded enable row level security;
grant select on core.guarded to authenticated;
create table core.membership (org_id uuid, user_id uuid);
grant select on core.membership to authenticated;
create function core.is_member(org uuid) returns boolean language plpgsql stable security definer
  as 'begin return org is not null; end';
grant execute on function core.is_member to authenticated;
create policy select_members on core.guarded for select to authenticated using (%s);
"""


class Policy(NamedTuple):
    """A policy that is asked for rows that exist."""

    table: str
    command: str
    role: str


def statements(conn: psycopg.Connection) -> list[tuple[Policy, str]]:
    """Every such policy of the rooms, and the simplest statement that asks it."""
    rows = conn.execute(
        """
        select p.polrelid::regclass::text, p.polcmd::text, r.role::regrole::text, (
          select quote_ident(a.attname)
          from pg_attribute as a
          where a.attrelid = p.polrelid and a.attnum > 0 and a.attgenerated = ''
            and a.attidentity = ''
          order by a.attnum limit 1
        )
        from pg_policy as p
        cross join lateral unnest(p.polroles) as r (role)
        where r.role <> 0 and p.polcmd in ('r', 'w', 'd')
        order by 1, 2, 3
        """
    )
    asked = {
        "r": "select count(*) from {table}",
        "w": "update {table} set {column} = {column}",
        "d": "delete from {table}",
    }
    return [
        (Policy(table, command, role), asked[command].format(table=table, column=column))
        for table, command, role, column in rows
    ]


def sign_in(conn: psycopg.Connection, role: str) -> None:
    conn.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(CLAIMS)])
    conn.execute("select set_config('role', %s, true)", [role])


def test_every_policy_is_asked_once_per_statement(source_url: str) -> None:
    with connect(source_url) as conn:
        found = statements(conn)
        assert found
        for policy, statement in found:
            with conn.transaction(force_rollback=True):
                conn.execute(f"grant all on {policy.table} to {policy.role}".encode())
                sign_in(conn, policy.role)
                assert per_row_work(conn, statement) == [], policy


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("org_id in (select m.org_id from core.membership m)", "SubPlan 1"),
        (
            "exists (select 1 from core.membership m where m.org_id = guarded.org_id)",
            "runs beside every row",
        ),
        ("core.is_member(org_id)", "calls core.is_member() for every row"),
        ("user_id = auth.uid()", "calls current_setting() for every row"),
    ],
)
def test_work_per_row_is_found(conn: psycopg.Connection, condition: str, complaint: str) -> None:
    conn.execute((POLICY % condition).encode())
    sign_in(conn, "authenticated")
    found = per_row_work(conn, "select count(*) from core.guarded")
    assert any(complaint in told for told in found), found


@pytest.mark.parametrize(
    "condition",
    [
        "org_id = any (array(select m.org_id from core.membership m))",
        "user_id = (select auth.uid())",
        "user_id is not null",
    ],
)
def test_work_per_statement_is_fine(conn: psycopg.Connection, condition: str) -> None:
    conn.execute((POLICY % condition).encode())
    sign_in(conn, "authenticated")
    assert per_row_work(conn, "select count(*) from core.guarded") == []
