"""Drafting, verifying, and rebuilding: the way from sql/ to a database."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cli.db.connection import DatabaseError, connect, is_local, other_database
from cli.db.diff import DiffError, describe, diff
from cli.db.reset import reset
from cli.db.scratch import create, drop, scratch
from cli.db.source import SourceError
from cli.db.verify import verify

ERRORS = """
create schema core;
create table core.errors (
  slug text,
  hint text not null,
  constraint errors_pkey primary key (slug)
);
alter table core.errors enable row level security;
insert into core.errors (slug, hint) values ('sold_out', 'It''s over.'), ('closed', 'Later.');
"""
SWEEPS = """
-- requires: errors
create table core.sweeps (
  name text,
  every interval,
  last_run_at timestamptz,
  constraint sweeps_pkey primary key (name)
);
comment on table core.sweeps is 'Sweeps';
insert into core.sweeps values ('a', '1 hour', now());
"""
BARE_FUNCTION = """
-- requires: nothing_at_all_in_this_comment_of_a_body
create function core.f() returns int language sql stable set search_path = '' as $$ select 1 $$;
revoke all on function core.f() from public;
"""
FUNCTION = f"""{BARE_FUNCTION}
alter role authenticator set pgrst.db_pre_request = 'core.f';
"""


class Project:
    """A small project: a source and a folder of migrations."""

    def __init__(self, top: Path) -> None:
        self.sql = top / "sql"
        self.migrations = top / "supabase" / "migrations"
        self.write("00_ground.sql", "create extension citext with schema extensions;")
        self.write("10_core/1_tables/errors.sql", ERRORS)
        self.write("10_core/2_functions/f.sql", FUNCTION)

    def write(self, name: str, text: str) -> None:
        path = self.sql / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.migrations.glob("*.sql"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_the_first_migration_is_the_source(project: Project, server_url: str) -> None:
    draft = diff(server_url, "init", project.sql, project.migrations)
    assert draft.path is not None
    text = draft.path.read_text()
    assert text.index("sql/00_ground.sql") < text.index("10_core/1_tables") < text.index("core.f()")
    assert ERRORS.strip() in text
    assert verify(server_url, project.sql, project.migrations) == []


def test_nothing_to_migrate_writes_nothing(project: Project, server_url: str) -> None:
    diff(server_url, "init", project.sql, project.migrations)
    draft = diff(server_url, "more", project.sql, project.migrations)
    assert (draft.path, draft.left) == (None, [])
    assert "nothing to migrate" in describe(draft)
    assert len(project.files) == 1


def test_a_later_migration_is_drafted_whole(project: Project, server_url: str) -> None:
    """Structure by the official CLI, rows by us; together they leave no difference."""
    diff(server_url, "init", project.sql, project.migrations)
    errors = ERRORS.replace("hint text not null,", "hint text not null,\n  level text,")
    errors = errors.replace("('closed', 'Later.')", "('gone', 'It''s gone.')")
    project.write("10_core/1_tables/errors.sql", errors)
    project.write("10_core/1_tables/sweeps.sql", SWEEPS)
    project.write("10_core/2_functions/f.sql", FUNCTION.replace("select 1", "select 2"))
    draft = diff(server_url, "more", project.sql, project.migrations)
    assert (draft.problem, draft.left) == (None, [])
    assert draft.path is not None
    text = draft.path.read_text()
    assert "'It''s gone.'" in text
    assert 'delete from "core"."errors" where "slug" = \'closed\'' in text
    assert "sold_out" not in text
    assert verify(server_url, project.sql, project.migrations) == []
    assert project.files == sorted(project.files, key=lambda name: int(name.split("_")[0]))


def test_what_a_draft_cannot_do_is_told(project: Project, server_url: str) -> None:
    diff(server_url, "init", project.sql, project.migrations)
    project.write(
        "10_core/2_functions/f.sql",
        FUNCTION.replace("db_pre_request = 'core.f'", "db_max_rows = 7"),
    )
    draft = diff(server_url, "more", project.sql, project.migrations)
    told = describe(draft)
    assert "- setting pgrst.db_max_rows of role authenticator: 7" in told
    assert "+ setting pgrst.db_pre_request of role authenticator: 'core.f'" in told
    assert len(verify(server_url, project.sql, project.migrations)) == 2


def test_a_draft_that_fails_is_kept_and_told(project: Project, server_url: str) -> None:
    """A new column that must not be null, in a table that has rows, needs a person."""
    diff(server_url, "init", project.sql, project.migrations)
    project.write(
        "10_core/1_tables/errors.sql",
        ERRORS.replace("hint text not null", "hint text not null, level int not null").replace(
            "(slug, hint) values ('sold_out', 'It''s over.'), ('closed', 'Later.')",
            "values ('sold_out', 'It''s over.', 1), ('closed', 'Later.', 2)",
        ),
    )
    draft = diff(server_url, "more", project.sql, project.migrations)
    assert draft.problem is not None
    assert "contains null values" in draft.problem
    assert "- column core.errors.level" in describe(draft)
    assert len(project.files) == 2


def test_squashing_leaves_one_migration(project: Project, server_url: str) -> None:
    diff(server_url, "init", project.sql, project.migrations)
    (before,) = project.files
    project.write("10_core/2_functions/g.sql", FUNCTION.replace("core.f", "core.g"))
    diff(server_url, "init", project.sql, project.migrations, squash=True)
    (after,) = project.files
    assert after > before
    assert verify(server_url, project.sql, project.migrations) == []


@pytest.mark.parametrize("name", ["", "Two Words", "1st", "../up", "a-b"])
def test_a_name_is_snake_case(project: Project, server_url: str, name: str) -> None:
    with pytest.raises(DiffError, match="is not a name for a migration"):
        diff(server_url, name, project.sql, project.migrations)


def test_a_broken_source_drops_its_scratch_database(project: Project, server_url: str) -> None:
    project.write("10_core/2_functions/g.sql", "create function core.g() returns nothing;")
    with connect(server_url) as conn:
        count = "select count(*) from pg_database where datname like 'entree_scratch%'"
        before = conn.execute(count).fetchone()
        with pytest.raises(SourceError, match=r"g\.sql:1:"):
            verify(server_url, project.sql, project.migrations)
        assert conn.execute(count).fetchone() == before


def test_verify_tells_which_side_lacks_what(project: Project, server_url: str) -> None:
    diff(server_url, "init", project.sql, project.migrations)
    (name,) = project.files
    with (project.migrations / name).open("a") as file:
        file.write("grant execute on function core.f() to anon;")
    (difference,) = verify(server_url, project.sql, project.migrations)
    assert difference.object == "grant on function core.f() to anon"
    assert (difference.expected, difference.actual) == (None, "execute")


def test_reset_rebuilds_what_is_there(project: Project, server_url: str) -> None:
    """Sessions are ended; grants and settings of the database itself stay."""
    # A reset is for real: the setting of a role would be the whole server's, and outlive the test.
    project.write("10_core/2_functions/f.sql", BARE_FUNCTION)
    diff(server_url, "init", project.sql, project.migrations)
    with scratch(server_url) as url, connect(url) as conn:
        name = conn.info.dbname
        conn.execute("create table public.gone ()")
        conn.execute(f'alter database "{name}" set timezone to "Europe/Amsterdam"')
        conn.execute(f'grant create on database "{name}" to service_role')
        assert reset(url, project.migrations) == project.files
        with connect(url) as again:
            found = again.execute(
                "select to_regclass('public.gone'), core.f(), current_setting('timezone'), "
                "has_database_privilege('service_role', current_database(), 'create')"
            ).fetchone()
        assert found == (None, 1, "Europe/Amsterdam", True)


def test_reset_leaves_a_database_that_a_superuser_works_in(server_url: str, admin_url: str) -> None:
    with scratch(server_url) as url:
        name = urlsplit(url).path.removeprefix("/")
        with connect(other_database(admin_url, name)) as admin:
            with pytest.raises(DatabaseError, match="A superuser works in it"):
                reset(url)
            assert admin.execute("select 1").fetchone() == (1,)


def test_reset_refuses_other_machines() -> None:
    with pytest.raises(DatabaseError, match=r"db\.example\.test:5432/postgres .* --yes-destroy"):
        reset("postgresql://postgres@db.example.test/postgres")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("postgresql://u@127.0.0.1:1/x", True),
        ("postgresql://u@[::1]:1/x", True),
        ("postgresql://u@localhost/x", True),
        ("postgresql:///x?host=/run", True),
        ("postgresql://u@10.0.0.1/x", False),
        ("postgresql://u@localhost.example.test/x", False),
    ],
)
def test_what_is_on_this_machine(url: str, local: bool) -> None:
    assert is_local(url) is local


def test_scratch_databases_of_killed_processes_go(server_url: str) -> None:
    with connect(other_database(server_url, "template1")) as conn:
        create(conn, "entree_scratch_1000000000_dead")
        try:
            with scratch(server_url):
                found = conn.execute(
                    "select from pg_database where datname = 'entree_scratch_1000000000_dead'"
                ).fetchone()
            assert found is None
        finally:
            drop(conn, "entree_scratch_1000000000_dead")


def test_a_server_without_the_template_is_told(server_url: str) -> None:
    with (
        pytest.raises(DatabaseError, match="no database 'nothing' to copy"),
        scratch(server_url, template="nothing"),
    ):
        pass
