"""Bringing the stack up: from nothing, again, and from whatever an accident left behind."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from cli.stack import NAMES, Endpoints, Stack, StackError, ports
from cli.stack.places import CHECKOUT
from tests.stack.conftest import StackMaker


def entree(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, for the stack in `home`."""
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "--home", str(home), *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def keep_something(endpoints: Endpoints) -> None:
    """Write a row that must survive."""
    with psycopg.connect(endpoints.db_url) as connection:
        connection.execute("create table public.kept as select 'this' as what")


def what_is_kept(endpoints: Endpoints) -> str | None:
    """Return what has survived, None when even its table has not."""
    with psycopg.connect(endpoints.db_url) as connection:
        try:
            found = connection.execute("select what from public.kept").fetchone()
        except psycopg.errors.UndefinedTable:
            return None
        return str(found[0]) if found else None


def test_everything_serves(stack: Stack, endpoints: Endpoints) -> None:
    assert set(stack.pids()) == set(NAMES)
    for path in ("/rest/v1/", "/auth/v1/health"):
        answer = httpx.get(endpoints.api_url + path, headers={"apikey": endpoints.anon_key})
        assert answer.status_code == 200, path
    assert httpx.get(f"{endpoints.functions_url}/healthz").status_code == 200


def test_second_up_says_so_and_starts_nothing(stack: Stack, endpoints: Endpoints) -> None:
    before = stack.pids()

    answer = entree(stack.home, "up")

    assert answer.returncode == 0
    assert answer.stderr.strip() == f"Already running at {endpoints.api_url}."
    assert stack.pids() == before


def test_two_starts_at_once_make_one_stack(make_stack: StackMaker) -> None:
    stacks = [make_stack() for _ in range(3)]

    with ThreadPoolExecutor() as pool:
        found = list(pool.map(Stack.up, stacks))

    assert found[0] == found[1] == found[2]
    assert sorted(stack.started for stack in stacks) == [[], [], ["postgres"]]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_killed_is_started_again_alone(stack: Stack, name: str) -> None:
    others = stack.pids()
    del others[name]

    stack.kill(name)

    assert stack.dead() == [name]
    assert stack.status() is None
    stack.up()
    assert stack.started == [name]
    assert stack.status() is not None
    assert others.items() <= stack.pids().items()


def test_after_everything_was_killed_data_is_still_there(make_grown_stack: StackMaker) -> None:
    stack = make_grown_stack(names=("mailbox", "auth", "postgrest", "gateway"))
    endpoints = stack.up()
    keep_something(endpoints)

    for name in stack.names:
        stack.kill(name)
    assert stack.pids() == {}

    assert stack.up() == endpoints
    assert what_is_kept(endpoints) == "this"


def test_down_stops_everything_and_up_finds_the_data_again(make_grown_stack: StackMaker) -> None:
    stack = make_grown_stack()
    endpoints = stack.up()
    keep_something(endpoints)

    assert stack.down() is True

    assert stack.status() is None
    assert stack.pids() == {}
    assert stack.down() is False
    assert what_is_kept(stack.up()) == "this"


def test_erase_starts_over(make_grown_stack: StackMaker) -> None:
    stack = make_grown_stack()
    keep_something(stack.up())

    stack.down(erase=True)

    assert what_is_kept(stack.up()) is None


def test_half_made_database_is_made_again(make_stack: StackMaker) -> None:
    stack = make_stack()
    draft = stack.data.with_name("data.new")
    (draft / "base").mkdir(parents=True)
    (draft / "PG_VERSION").write_text("17\n")

    endpoints = stack.up()

    assert what_is_kept(endpoints) is None
    assert not draft.exists()


def test_start_that_was_killed_while_making_the_database_is_repeated(
    make_stack: StackMaker,
) -> None:
    stack = make_stack()
    script = """
import os, signal, sys
from pathlib import Path
from cli.stack import Stack, stack
stack._make_auth_tables = lambda _: os.kill(os.getpid(), signal.SIGKILL)
Stack(Path(sys.argv[1]), ports="auto", durable=False, migrate=False, names=()).up()
"""
    killed = subprocess.run(
        [sys.executable, "-c", script, stack.home], cwd=CHECKOUT, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert "postgres" in stack.pids()

    endpoints = stack.up()

    with psycopg.connect(endpoints.db_url) as connection:
        connection.execute("select from auth.users")


@pytest.mark.parametrize("part", ["PG_VERSION", "global/pg_control"])
def test_damaged_data_folder_is_named(make_grown_stack: StackMaker, part: str) -> None:
    stack = make_grown_stack()
    stack.up()
    stack.down()
    (stack.data / part).unlink()

    with pytest.raises(StackError) as refused:
        stack.up()

    assert str(stack.data) in refused.value.message
    assert f"{part} is missing" in refused.value.message
    assert "entree down --erase" in refused.value.message
    stack.down(erase=True)
    assert what_is_kept(stack.up()) is None


def test_foreign_password_is_explained(make_grown_stack: StackMaker) -> None:
    stack = make_grown_stack()
    stack.up()
    stack.down()
    (stack.home / "keys.json").unlink()

    with pytest.raises(StackError, match="refuses the password"):
        stack.up()


def test_port_in_use_is_named(make_stack: StackMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(ports, "DEFAULT", {"gateway": taken})

        with pytest.raises(StackError) as refused:
            make_stack(ports="default").up()

    assert f"Port {taken}, wanted for gateway, is taken by another program" in str(refused.value)


def test_stack_with_free_ports_moves_out_of_the_way(make_grown_stack: StackMaker) -> None:
    stack = make_grown_stack()
    first = stack.up()
    stack.down()
    port = int(first.api_url.rpartition(":")[2])

    with socket.create_server(("127.0.0.1", port)):
        second = stack.up()

    assert second.api_url != first.api_url
    assert second.db_url == first.db_url


def test_missing_node_is_named(
    make_stack: StackMaker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StackError, match=r"Node was not found\. Install Node 20 or newer"):
        make_stack().up()


def test_old_node_is_named(
    make_stack: StackMaker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.20.4\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(StackError, match=r"Node 20 or newer is needed, but .* is v18\.20\.4\."):
        make_stack().up()


def test_process_that_dies_while_starting_shows_its_last_words(make_stack: StackMaker) -> None:
    stack = make_stack(postgres_options={"no_such_setting": "1"})

    with pytest.raises(StackError) as refused:
        stack.up()

    assert "postgres stopped while it was starting" in refused.value.message
    assert 'unrecognized configuration parameter "no_such_setting"' in refused.value.message


def test_copied_home_does_not_touch_the_original(make_grown_stack: StackMaker, home: Path) -> None:
    original = make_grown_stack()
    original.up()
    copy = home.with_name(f"{home.name} copy")
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("data"))
    try:
        assert Stack(copy).pids() == {}
        assert Stack(copy).down() is False
    finally:
        shutil.rmtree(copy)
    assert "postgres" in original.pids()
