"""The Supabase project and the way a checkout sets itself up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jwt
import psycopg
import pytest
from typer.testing import CliRunner

from cli.main import PARTS, app
from cli.stack import Endpoints, Stack, StackError, packages, ports
from cli.stack.places import CHECKOUT
from cli.stack.services import project_config
from tests.stack.conftest import StackMaker

Row = tuple[Any, ...]


def test_official_cli_knows_every_key_of_our_configuration(tmp_path: Path) -> None:
    packages.ensure(lambda _: None)
    (tmp_path / "supabase").mkdir()
    shutil.copy(packages.PROJECT / "config.toml", tmp_path / "supabase")

    # It reads and checks the file before it finds that nobody listens there.
    done = subprocess.run(
        [
            packages.SUPABASE_CLI,
            "migration",
            "list",
            "--remote=postgresql://nobody@127.0.0.1:1/postgres?sslmode=disable",
        ],
        cwd=tmp_path,
        env={
            "SUPABASE_HOME": str(tmp_path),
            "SUPABASE_TELEMETRY_DISABLED": "1",
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert "dial error" in done.stderr
    for complaint in ("WARN", "deprecated", "not recognize", "Invalid"):
        assert complaint not in done.stderr


def test_default_ports_are_those_of_the_configuration() -> None:
    config = project_config()

    assert ports.DEFAULT["gateway"] == config["api"]["port"]
    assert ports.DEFAULT["postgres"] == config["db"]["port"]
    assert ports.DEFAULT["mail"] == config["local_smtp"]["port"]


def test_lock_file_names_no_registry_and_exact_versions() -> None:
    package = json.loads((packages.PROJECT / "package.json").read_text())
    lock = json.loads((packages.PROJECT / "package-lock.json").read_text())

    wanted = package["dependencies"] | package["devDependencies"]
    for name, version in wanted.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    requirements = (CHECKOUT / "requirements.lock").read_text().splitlines()
    assert [line for line in requirements if line.count("==") != 1 or "/" in line] == []


@pytest.mark.parametrize(("default_privileges", "is_open"), [("new", False), ("old", True)])
def test_default_privileges_are_those_of_hosted_projects(
    make_stack: StackMaker, default_privileges: str, is_open: bool
) -> None:
    endpoints = make_stack(default_privileges=default_privileges).up()

    with psycopg.connect(endpoints.db_url) as connection:
        connection.execute("create table public.t (id int generated always as identity)")
        connection.execute("create function public.f() returns int language sql return 1")
        connection.execute("alter default privileges revoke execute on functions from public")
        connection.execute("create function public.g() returns int language sql return 1")
        found = connection.execute(
            """
            select
              has_table_privilege(role, 'public.t', 'select'),
              has_table_privilege(role, 'public.t', 'insert'),
              has_sequence_privilege(role, 'public.t_id_seq', 'usage'),
              has_function_privilege(role, 'public.g()', 'execute'),
              has_table_privilege(role, 'public.t', 'truncate')
            from unnest(array['anon', 'authenticated', 'service_role']) as role
            """
        ).fetchall()

    assert found == [(is_open, is_open, is_open, is_open, True)] * 3


def test_other_default_privileges_need_another_database(make_grown_stack: StackMaker) -> None:
    make_grown_stack().up()
    make_grown_stack().down()

    stack = make_grown_stack(default_privileges="old")

    with pytest.raises(StackError, match="made with the new default privileges"):
        stack.up()
    assert stack.pids() == {}


def test_postgres_is_no_superuser_and_may_do_what_hosted_allows(
    make_grown_stack: StackMaker,
) -> None:
    endpoints = make_grown_stack().up()

    with psycopg.connect(endpoints.db_url, autocommit=True) as connection:
        assert connection.execute(
            "select usesuper from pg_user where usename = user"
        ).fetchone() == (False,)
        for extension in ("pgcrypto", "btree_gist", "pg_trgm", "moddatetime", "pgtap"):
            connection.execute(f"create extension {extension} schema extensions".encode())
        connection.execute("create extension if not exists pg_stat_statements")
        connection.execute("create table public.mine (id uuid references auth.users)")
        connection.execute("alter role authenticator set pgrst.db_pre_request = 'public.nothing'")
        connection.execute("create database copy template blank")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("alter system set fsync = off")


def test_settings_of_the_database_can_be_chosen(make_grown_stack: StackMaker) -> None:
    endpoints = make_grown_stack(durable=True, postgres_options={"commit_delay": "1000"}).up()

    with psycopg.connect(endpoints.db_url) as connection:
        [(delay, fsync)] = connection.execute(
            "select current_setting('commit_delay'), current_setting('fsync')"
        ).fetchall()

    assert (delay, fsync) == ("1000", "on")


def test_status_tells_addresses_and_keys(stack: Stack, endpoints: Endpoints) -> None:
    answer = CliRunner().invoke(app, ["--home", str(stack.home), "status", "--json"])

    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == endpoints.as_dict()
    assert os.environ.get("ENTREE_HOME") != str(stack.home)


def test_status_without_a_stack(home: Path) -> None:
    answer = CliRunner().invoke(app, ["--home", str(home), "status"])

    assert answer.exit_code == 1
    assert "No local stack is running here" in answer.stderr


def test_token_for_a_user_by_address(
    stack: Stack, endpoints: Endpoints, db: psycopg.Connection[Row]
) -> None:
    [(user, email)] = db.execute(
        """
        insert into auth.users (id, email, aud, role)
        values (
          gen_random_uuid(), gen_random_uuid() || '@example.org', 'authenticated', 'authenticated'
        )
        returning id::text, email
        """
    ).fetchall()

    answer = CliRunner().invoke(
        app, ["--home", str(stack.home), "token", "--user", email.upper(), "--lifetime", "60"]
    )

    claims = jwt.decode(
        answer.stdout.strip(), endpoints.jwt_secret, ["HS256"], audience="authenticated"
    )
    assert (claims["sub"], claims["email"], claims["role"]) == (user, email, "authenticated")
    assert claims["exp"] - claims["iat"] == 60


def test_token_for_nobody_is_refused(stack: Stack) -> None:
    answer = CliRunner().invoke(
        app, ["--home", str(stack.home), "token", "--user", "nobody@example.org"]
    )

    assert answer.exit_code == 1
    assert "No user has the e-mail address 'nobody@example.org'" in answer.stderr


@pytest.mark.parametrize("command", [[], *([name] for name in PARTS)])
def test_every_command_can_be_loaded(command: list[str]) -> None:
    answer = CliRunner().invoke(app, [*command, "--help"])

    assert answer.exit_code == 0, answer.stderr
    assert "Usage:" in answer.stdout


def test_unknown_process_is_named(home: Path) -> None:
    answer = CliRunner().invoke(app, ["--home", str(home), "up", "--only", "redis"])

    assert answer.exit_code == 2
    assert "Unknown process 'redis'" in answer.stderr


def run_bootstrap(tmp_path: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up of a checkout where `python3`, `node` and `npm` say these versions."""
    for name in ("sed", "mkdir", "rm", "touch", "printf", "sh"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    for name, script in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    return subprocess.run(
        ["/bin/sh", CHECKOUT / "cli" / "bootstrap.sh", "python3"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


PYTHON = 'case "$2" in *print*) echo 3.12;; esac'
OLD_PYTHON = 'case "$2" in *print*) echo 3.9;; *exit*) exit 1;; esac'


@pytest.mark.parametrize(
    ("programs", "sentence"),
    [
        ({}, "'python3' was not found. Install Python 3.11 or newer"),
        ({"python3": OLD_PYTHON}, "Python 3.11 or newer is needed, 'python3' is 3.9."),
        ({"python3": PYTHON}, "Node was not found. Install Node 20 or newer"),
        (
            {"python3": PYTHON, "node": "echo v18.2.0"},
            "Node 20 or newer is needed, 'node' is v18.2.0.",
        ),
        ({"python3": PYTHON, "node": "echo v20.1.0"}, "npm was not found."),
    ],
)
def test_what_a_machine_lacks_is_named(
    tmp_path: Path, programs: dict[str, str], sentence: str
) -> None:
    done = run_bootstrap(tmp_path, **programs)

    assert done.returncode == 1
    assert done.stderr.startswith(f"entree: {sentence}")
    assert done.stderr.count("\n") == 1


def test_make_lists_its_targets() -> None:
    done = subprocess.run(
        ["make", "help"], cwd=CHECKOUT, capture_output=True, text=True, check=True, env=os.environ
    )

    for target in ("demo", "test", "up", "down", "check", "bench", "help"):
        assert f"make {target}" in done.stdout
