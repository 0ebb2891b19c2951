"""Who may do what: reviewed lists, and the same under every default of the platform.

A change of access shows as a change of `access.snap` or `definers.snap`: read the difference, then
run `pytest tests/catalog --update-snapshots`.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from pathlib import Path

import psycopg
import pytest

from cli.db.catalog import compare, describe, snapshot
from cli.db.connection import connect
from cli.db.scratch import scratch
from cli.db.source import load_source
from cli.stack import Endpoints
from cli.stack.places import CHECKOUT

HERE = Path(__file__).parent
OWNERS = {"postgres", "pg_database_owner"}

# What a project gave to its API roles in public before 2026, and what it does since.
OLD_DEFAULTS = """
alter default privileges for role postgres in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to anon, authenticated, service_role;
"""
NEW_DEFAULTS = OLD_DEFAULTS + (CHECKOUT / "cli/stack/new_default_privileges.sql").read_text()

_GRANT = re.compile(r"grant on (.+) to (\S+)")


def access(facts: dict[str, str]) -> str:
    """Every grant to somebody else than the owner, and every policy.

    One line per object and right; columns are listed behind the right that they are granted for.
    """
    lines = [f"{name}: {told}" for name, told in facts.items() if name.startswith("policy ")]
    roles: dict[tuple[str, str], list[str]] = defaultdict(list)
    columns: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, rights in facts.items():
        grant = _GRANT.fullmatch(name)
        if grant is None or grant[2] in OWNERS or grant[1].startswith("type "):
            continue
        if grant[1].startswith("column "):
            table, column = grant[1].removeprefix("column ").rsplit(".", 1)
            for right in rights.split(", "):
                columns[table, right, grant[2]].append(column)
        else:
            roles[grant[1], rights].append(grant[2])
    lines += [
        f"{place}: {rights} to {', '.join(sorted(names))}"
        for (place, rights), names in roles.items()
    ]
    lines += [
        f"columns of {table}: {right} ({', '.join(sorted(names))}) to {role}"
        for (table, right, role), names in columns.items()
    ]
    return _page("Grants and policies: who may do what with what.", lines)


def definers(conn: psycopg.Connection, facts: dict[str, str]) -> str:
    """Every function that acts with its owner's rights, and who may call it."""
    rows = conn.execute(
        """
        select 'function ' || p.oid::regprocedure
        from pg_proc as p
        where p.prosecdef
          and p.pronamespace::regnamespace::text not in ('auth', 'extensions', 'pg_catalog')
        """
    )
    lines = []
    for (function,) in rows:
        callers = [
            grant[2] for name in facts if (grant := _GRANT.fullmatch(name)) and grant[1] == function
        ]
        told = ", ".join(sorted(set(callers) - OWNERS)) or "only other functions"
        lines.append(f"{function.removeprefix('function ')}: {told}")
    return _page("Security definer functions, each with who may call it.", lines)


def _page(title: str, lines: list[str]) -> str:
    head = f"# {title}\n# Written by: pytest tests/catalog --update-snapshots\n\n"
    return head + "".join(f"{line}\n" for line in sorted(lines))


def keeps(config: pytest.Config, name: str, text: str) -> None:
    """Compares a text with its snapshot, or writes the snapshot anew."""
    path = HERE / name
    if config.getoption("--update-snapshots", default=False):
        path.write_text(text)
    changes = difflib.unified_diff(
        path.read_text().splitlines(), text.splitlines(), lineterm="", n=0
    )
    told = "\n".join(line for line in list(changes)[2:] if not line.startswith("@@"))
    assert not told, f"read the difference, then update {name}:\n{told}"


def test_grants_and_policies_were_reviewed(
    facts: dict[str, str], pytestconfig: pytest.Config
) -> None:
    keeps(pytestconfig, "access.snap", access(facts))


def test_definers_were_reviewed(
    conn: psycopg.Connection, facts: dict[str, str], pytestconfig: pytest.Config
) -> None:
    conn.execute("set local search_path = ''")
    keeps(pytestconfig, "definers.snap", definers(conn, facts))


@pytest.mark.parametrize("defaults", [OLD_DEFAULTS, NEW_DEFAULTS], ids=["old", "new"])
def test_the_defaults_of_the_platform_change_nothing(
    defaults: str, facts: dict[str, str], endpoints: Endpoints
) -> None:
    """Old and new projects end with the same grants, and the same defaults for what comes later."""
    with scratch(endpoints.db_url) as url, connect(url) as conn:
        conn.execute(defaults.encode())
        before = snapshot(conn)
        load_source(conn, cluster_wide=False)
        assert snapshot(conn) != before
        differences = compare(facts, snapshot(conn))
    assert not differences, describe(differences)
