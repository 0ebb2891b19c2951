"""The text of `sql/` keeps the rules of text_rules.py, and each rule catches its offence."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.catalog import text_rules
from tests.catalog.text import read
from tests.catalog.text_rules import RULES, Names, Rule


def known_names(conn: psycopg.Connection) -> Names:
    """The (schema, name) pairs of all relations, functions, types and operator classes."""
    rows = conn.execute(
        """
        select n.nspname, o.name
        from (
          select relnamespace as namespace, relname as name from pg_class
          union
          select pronamespace, proname from pg_proc
          union
          select typnamespace, typname from pg_type
          union
          select opcnamespace, opcname from pg_opclass
        ) as o
        inner join pg_namespace as n on n.oid = o.namespace
        """
    )
    return {(schema, name) for schema, name in rows}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps(rule: Rule, conn: psycopg.Connection) -> None:
    complaints = rule(read(), known_names(conn))
    assert not complaints, "\n".join(complaints)


GOOD = {
    "00_ground.sql": "create extension citext with schema extensions;",
    "10_low/1_tables/_schema.sql": "create schema low;",
    "10_low/1_tables/things.sql": "create table low.things (id int, at timestamptz);",
    "10_low/2_functions/f.sql": """
        -- now() and high.things are only mentioned here.
        create function low.f() returns int language plpgsql stable security invoker
        set search_path = '' as $$ begin return count(*) from low.things /* now() */; end $$;
        revoke all on function low.f() from public;
        comment on function low.f() is 'For high.g.';
    """,
    "10_low/3_access/things.sql": f"""
        comment on table low.things is '{"They are things. " * 10}';
        create policy select_all on low.things for select using (true);
        notify pgrst, 'reload config';
    """,
    "20_high/1_tables/_schema.sql": "create schema high;",
    "20_high/2_functions/g.sql": """
        create function high.g() returns int language sql stable security definer
        set search_path = '' as $$ select low.f() $$;
        revoke all on function high.g() from public;
    """,
    "20_high/4_api/things.sql": """
        create view public.things with (security_invoker = true) as select t.id from low.things t;
    """,
    "20_high/4_api/promise.sql": "create view high.promise as select 1 as one;",
}
KNOWN = {
    *[("low", "things"), ("low", "f"), ("high", "g"), ("public", "things")],
    *[("high", "promise"), ("public", "h")],
}

# Rule → what somebody could write: file, text in it, and what stands there instead.
OFFENCES = [
    ("runs_on", "10_low/1_tables/things.sql", "(id int", f"(id{' ' * 80}int"),
    ("runs_on", "10_low/2_functions/f.sql", "-- now()", f"-- {'now() ' * 20}"),
    ("names_later_room", "10_low/2_functions/f.sql", "from low.things", "from high.g()"),
    ("names_later_room", "10_low/2_functions/f.sql", "count(*)", "'high.g'::regproc"),
    ("names_later_room", "10_low/2_functions/f.sql", "from low.things", "from public.things"),
    ("names_nothing", "20_high/2_functions/g.sql", "low.f()", "low.ff()"),
    ("names_nothing", "20_high/2_functions/g.sql", "low.f()", "extensions.digest('a', 'b')"),
    ("misplaced", "20_high/2_functions/g.sql", "function high.g", "function high.h"),
    ("misplaced", "20_high/2_functions/g.sql", "function high.g", "function low.g"),
    ("misplaced", "10_low/2_functions/f.sql", "comment on", "create table low.t (); comment on"),
    ("misplaced", "10_low/1_tables/things.sql", "low.things", "low.others"),
    ("misplaced", "10_low/1_tables/things.sql", "create table", "create view low.v as select 1; "),
    ("misplaced", "10_low/3_access/things.sql", "notify", "create type low.t as enum (); notify"),
    ("misplaced", "20_high/4_api/things.sql", "view public.things", "view public.other"),
    ("misplaced", "20_high/4_api/things.sql", "view public.things", "view low.things"),
    ("misplaced", "00_ground.sql", "create extension", "create table t (); create extension"),
    ("says_too_little", "20_high/2_functions/g.sql", "security definer", ""),
    ("says_too_little", "20_high/2_functions/g.sql", "stable", ""),
    ("says_too_little", "20_high/2_functions/g.sql", "stable", "stable volatile"),
    ("says_too_little", "20_high/2_functions/g.sql", "set search_path = ''", ""),
    ("says_too_little", "20_high/2_functions/g.sql", "''", "'public'"),
    ("says_too_little", "20_high/2_functions/g.sql", "language sql", ""),
    ("forgets_options", "20_high/4_api/things.sql", " with (security_invoker = true)", ""),
    ("keeps_public", "20_high/2_functions/g.sql", "revoke all", "grant all"),
    (
        "keeps_public",
        "20_high/2_functions/g.sql",
        "function high.g() from",
        "function low.f() from",
    ),
    ("reads_machine_clock", "10_low/2_functions/f.sql", "count(*)", "now()"),
    ("reads_machine_clock", "10_low/2_functions/f.sql", "count(*)", "CURRENT_DATE"),
    ("reads_machine_clock", "10_low/2_functions/f.sql", "count(*)", "clock_timestamp ()"),
    ("reads_machine_clock", "10_low/1_tables/things.sql", "timestamptz", "date default now()"),
    (
        "notifies",
        "10_low/2_functions/f.sql",
        "return count",
        "perform pg_notify('a', 'b'); return count",
    ),
    ("notifies", "10_low/2_functions/f.sql", "return count", "notify a; return count"),
    ("notifies", "10_low/3_access/things.sql", "notify pgrst", "notify feed"),
    ("selects_star", "20_high/4_api/things.sql", "select t.id", "select *"),
    (
        "selects_star",
        "10_low/2_functions/f.sql",
        "return count",
        "perform 1 from (SELECT\n * from t); return count",
    ),
    (
        "makes_postgrest_repeat",
        "10_low/2_functions/f.sql",
        "return count",
        "raise sqlstate '40001'; return count",
    ),
    (
        "makes_postgrest_repeat",
        "10_low/2_functions/f.sql",
        "return count",
        "raise exception using errcode = 'serialization_failure'; return count",
    ),
]


def write(root: Path, tree: dict[str, str]) -> Path:
    """Makes a source tree below `root` and returns it."""
    for name, text in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_good_text_breaks_no_rule(tmp_path: Path) -> None:
    source = read(write(tmp_path, GOOD))
    assert [complaint for rule in RULES for complaint in rule(source, KNOWN)] == []


@pytest.mark.parametrize(("rule", "file", "old", "new"), OFFENCES)
def test_an_offence_is_caught(tmp_path: Path, rule: str, file: str, old: str, new: str) -> None:
    assert old in GOOD[file]
    source = read(write(tmp_path, GOOD | {file: GOOD[file].replace(old, new)}))
    (complaint,) = getattr(text_rules, rule)(source, KNOWN)
    assert file in complaint


def test_every_rule_has_an_offence() -> None:
    assert {rule.__name__ for rule in RULES} == {rule for rule, *_ in OFFENCES}
