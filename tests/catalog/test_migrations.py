"""`sql/`, our migrations, and what the official CLI makes of them are the same database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

from cli.db import official
from cli.db.catalog import compare, describe, snapshot
from cli.db.connection import connect
from cli.db.migrate import apply, migrations
from cli.db.scratch import scratch
from cli.db.verify import verify
from cli.stack import Endpoints
from cli.stack.places import CHECKOUT

ADVISORS = CHECKOUT / "docs" / "advisors.md"


@pytest.fixture(scope="module")
def pushed_url(endpoints: Endpoints) -> Iterator[str]:
    """A pristine database to which the official CLI pushed the migrations."""
    with scratch(endpoints.db_url) as url:
        official.run("db", "push", f"--remote={official.url(url)}")
        yield url


def test_source_and_migrations_make_the_same_database(endpoints: Endpoints) -> None:
    differences = verify(endpoints.db_url)
    assert not differences, f"draft the migration (entree db diff NAME):\n{describe(differences)}"


def test_the_official_cli_makes_the_same_database(pushed_url: str, facts: dict[str, str]) -> None:
    with connect(pushed_url) as conn:
        differences = compare(facts, snapshot(conn))
    assert not differences, describe(differences)


def test_the_official_cli_and_we_agree_on_what_is_applied(pushed_url: str) -> None:
    assert apply(pushed_url) == []
    with connect(pushed_url) as conn:
        rows = conn.execute("select version, name from supabase_migrations.schema_migrations")
        assert set(rows) == {(migration.version, migration.name) for migration in migrations()}


def test_advisors_find_nothing_that_is_not_explained(pushed_url: str) -> None:
    """Each finding is in docs/advisors.md with a reason; each line there is still a finding."""
    answer = official.run(
        *("db", "advisors", f"--remote={official.url(pushed_url)}"),
        *("--type", "all", "--level", "info", "--output-format", "json"),
    )
    findings = {found["cacheKey"]: found["detail"] for found in json.loads(answer)["results"]}
    explained = re.findall(r"^\| `([^`]+)` \| \S", ADVISORS.read_text(), re.MULTILINE)
    unexplained = {
        key: detail
        for key, detail in findings.items()
        if not any(fnmatchcase(key, pattern) for pattern in explained)
    }
    assert unexplained == {}
    stale = [
        pattern for pattern in explained if not any(fnmatchcase(key, pattern) for key in findings)
    ]
    assert stale == []
