"""`entree db …` as a person calls it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from cli.db.connection import connect
from cli.db.migrate import migrations
from cli.db.scratch import scratch
from cli.main import app


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    with scratch(server_url) as url:
        yield url


def entree(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["db", *arguments])


def test_apply_tells_each_file_and_then_that_there_is_none(url: str) -> None:
    names = [migration.path.name for migration in migrations()]
    first = entree("apply", "--db-url", url)
    assert (first.exit_code, first.stdout.split()[:-2]) == (0, names)
    again = entree("apply", "--db-url", url)
    assert (again.exit_code, again.stdout) == (0, "Everything is applied already.\n")


def test_reset_rebuilds(url: str) -> None:
    with connect(url) as conn:
        conn.execute("create table public.left_over ()")
    done = entree("reset", "--db-url", url)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        f"Rebuilt from {len(migrations())} migrations.",
    )
    with connect(url) as conn:
        assert conn.execute("select to_regclass('public.left_over')").fetchone() == (None,)


def test_verify_says_what_it_found(server_url: str) -> None:
    done = entree("verify", "--db-url", server_url)
    last = done.stdout.splitlines()[-1]
    if done.exit_code == 0:
        assert last == "sql/ and supabase/migrations make the same database."
    else:
        assert last.endswith("differences. Draft the migration: entree db diff NAME")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["reset", "--db-url", "postgresql://u@db.example.test/x"], 1, "--yes-destroy"),
        (["apply", "--db-url", "postgresql://u:secret@127.0.0.1:1/x"], 1, "127.0.0.1:1/x"),
        (["apply", "--db-url", "nonsense"], 2, "It looks like postgresql://"),
        (["diff", "Not A Name", "--db-url", "postgresql://u@127.0.0.1:1/x"], 2, "lower-case words"),
        (["diff"], 2, "Missing argument"),
        (["apply", "--no-such-option"], 2, "No such option"),
    ],
)
def test_what_goes_wrong_is_a_sentence(arguments: list[str], code: int, sentence: str) -> None:
    done = entree(*arguments)
    assert done.exit_code == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.output
