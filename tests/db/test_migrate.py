"""Migrations are applied once, whole, in order, and as the official CLI records them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cli.db import official
from cli.db.connection import DatabaseError, connect
from cli.db.migrate import MigrationError, apply
from cli.db.scratch import scratch
from tests.shop import until

TABLE = "create table public.a (id int);"


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    with scratch(server_url) as url:
        yield url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder.parent / "config.toml").write_text('project_id = "test"\n')
    return folder


def write(folder: Path, **files: str) -> Path:
    """Writes migrations: _1_name="sql" becomes 1_name.sql."""
    for name, text in files.items():
        (folder / f"{name[1:]}.sql").write_text(text)
    return folder


def history(url: str) -> list[tuple[str, list[str], str]]:
    with connect(url) as conn:
        rows = conn.execute(
            "select version, statements, name from supabase_migrations.schema_migrations "
            "order by version"
        )
        return [(version, statements, name) for version, statements, name in rows]


def exists(url: str, relation: str) -> bool:
    with connect(url) as conn:
        return conn.execute("select to_regclass(%s)", [relation]).fetchone() != (None,)


def test_what_is_new_is_applied_in_order_and_recorded(url: str, folder: Path) -> None:
    write(folder, _2_second="alter table public.a add b int", _3_third="-- last\nselect 1;;")
    write(folder, _1_first=f"-- first\n{TABLE}\ncomment on table public.a is 'x;y';")
    told: list[str] = []
    expected = ["1_first.sql", "2_second.sql", "3_third.sql"]
    assert apply(url, folder, progress=told.append) == expected
    assert told == expected
    assert history(url) == [
        ("1", [f"-- first\n{TABLE[:-1]}", "comment on table public.a is 'x;y'"], "first"),
        ("2", ["alter table public.a add b int"], "second"),
        ("3", ["-- last\nselect 1"], "third"),
    ]
    assert apply(url, folder) == []


def test_the_role_postgres_owns_what_a_superuser_applies(
    url: str, admin_url: str, folder: Path
) -> None:
    write(folder, _1_a=TABLE)
    with connect(url) as conn:
        name = conn.info.dbname
    apply(psycopg.conninfo.make_conninfo(admin_url, dbname=name), folder)
    with connect(url) as conn:
        owner = conn.execute("select tableowner from pg_tables where tablename = 'a'").fetchone()
    assert owner == ("postgres",)


def test_who_may_not_be_postgres_is_told(url: str, admin_url: str, folder: Path) -> None:
    write(folder, _1_a=TABLE)
    with connect(admin_url) as admin:
        admin.execute("create role stranger login password 'stranger'")
    try:
        stranger = psycopg.conninfo.make_conninfo(url, user="stranger", password="stranger")
        with pytest.raises(MigrationError, match="'stranger' may not act as the role postgres"):
            apply(stranger, folder)
    finally:
        with connect(admin_url) as admin:
            admin.execute("drop role stranger")
    assert not exists(url, "public.a")


def test_a_failing_file_leaves_nothing_and_says_where(url: str, folder: Path) -> None:
    write(folder, _1_good=TABLE, _2_bad="create table public.b ();\n\nselect 1/0;\n")
    with pytest.raises(MigrationError, match=r"2_bad\.sql:3: division by zero"):
        apply(url, folder)
    assert exists(url, "public.a")
    assert not exists(url, "public.b")
    assert [name for _, _, name in history(url)] == ["good"]
    write(folder, _2_bad="create table public.b ();")
    assert apply(url, folder) == ["2_bad.sql"]


def test_concurrent_appliers_apply_once(url: str, folder: Path) -> None:
    write(folder, **{f"_{n}_m": f"create table public.t{n} ()" for n in range(1, 9)})
    applied: list[str] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            applied.extend(apply(url, folder))
        except Exception as error:  # noqa: BLE001 - any error fails the test below
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(applied) == [f"{n}_m.sql" for n in range(1, 9)]


def test_a_second_applier_waits_for_the_first(url: str, folder: Path) -> None:
    """The lock is held until the commit: nobody reads the history in between."""
    apply(url, folder)
    write(folder, _1_a=TABLE)
    with connect(url) as first:
        with first.transaction():
            first.execute("select pg_advisory_xact_lock(7236110533412907001)")
            second = threading.Thread(target=apply, args=(url, folder))
            second.start()
            with connect(url) as watcher:
                waiting = (
                    "select count(*) from pg_stat_activity "
                    "where datname = current_database() and wait_event = 'advisory'"
                )
                until(
                    "the second waits",
                    lambda: watcher.execute(waiting).fetchone() == (1,) or not second.is_alive(),
                )
                assert second.is_alive()
            assert not exists(url, "public.a")
        second.join()
    assert exists(url, "public.a")


def test_an_index_can_be_made_concurrently(url: str, folder: Path) -> None:
    write(folder, _1_a=TABLE, _2_i="create index concurrently a_id_idx on public.a (id);")
    assert apply(url, folder) == ["1_a.sql", "2_i.sql"]
    assert exists(url, "public.a_id_idx")
    assert [name for _, _, name in history(url)] == ["a", "i"]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"_first": TABLE}, r"first\.sql: the official CLI skips"),
        ({"_1_a": TABLE, "_1_c": TABLE}, r"have the same version"),
        ({"_1_a": f"begin;\n{TABLE}\ncommit;"}, r"1_a\.sql:1: `begin`: each migration is one"),
        ({"_1_a": "select 'a"}, r"1_a\.sql: a quote opened on line 1"),
    ],
)
def test_bad_files_are_refused(
    url: str, folder: Path, files: dict[str, str], complaint: str
) -> None:
    with pytest.raises(MigrationError, match=complaint):
        apply(url, write(folder, **files))
    assert not exists(url, "public.a")


def test_a_migration_that_the_folder_lacks_stops_everything(url: str, folder: Path) -> None:
    apply(url, write(folder, _1_a="select 1"))
    (folder / "1_a.sql").unlink()
    with pytest.raises(MigrationError, match="supabase/migrations has not: 1"):
        apply(url, write(folder, _2_b=TABLE))
    assert not exists(url, "public.a")


def test_an_older_file_needs_a_word(url: str, folder: Path) -> None:
    apply(url, write(folder, _2_b="select 1"))
    write(folder, _1_a=TABLE)
    with pytest.raises(MigrationError, match=r"1_a\.sql: older than the last migration applied"):
        apply(url, folder)
    assert apply(url, folder, include_all=True) == ["1_a.sql"]


def test_a_scratch_database_leaves_the_server_alone(url: str, folder: Path) -> None:
    statement = "alter role authenticator set pgrst.db_max_rows = '77'"
    apply(url, write(folder, _1_a=f"{statement};{TABLE}"), cluster_wide=False)
    with connect(url) as conn:
        rows = conn.execute("select unnest(setconfig) from pg_db_role_setting").fetchall()
    assert ("pgrst.db_max_rows=77",) not in rows
    assert history(url)[0][1] == [statement, TABLE[:-1]]


def test_nobody_at_home_is_told(folder: Path) -> None:
    with pytest.raises(DatabaseError, match=r"Cannot connect to 127\.0\.0\.1:1/app"):
        apply("postgresql://u:secret@127.0.0.1:1/app", folder)
    with pytest.raises(DatabaseError, match="cannot be read"):
        apply("not a url", folder)


def test_the_official_cli_agrees(server_url: str, url: str, folder: Path) -> None:
    """Both record the same, and each takes up where the other stopped."""
    body = "create function public.f() returns int language sql begin atomic select 1; end"
    write(
        folder,
        _20260101000000_first=f"-- first\n{TABLE}\n-- f\n{body};\nselect 'x;y';\n",
        _20260102000000_second="alter table public.a add b text default $$;$$;",
    )
    with scratch(server_url) as other:
        apply(url, folder)
        official.run("db", "push", f"--remote={official.url(other)}", workdir=folder.parents[1])
        assert history(url) == history(other)
        write(folder, _20260103000000_third="create table public.c ();")
        official.run("db", "push", f"--remote={official.url(url)}", workdir=folder.parents[1])
        assert exists(url, "public.c")
        assert apply(url, folder) == []
        assert apply(other, folder) == ["20260103000000_third.sql"]
