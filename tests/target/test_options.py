"""The options that name what the tests run against."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cli.stack import Endpoints
from cli.stack.places import CHECKOUT

CHEAP = "tests/docs/test_api.py::test_links_lead_somewhere"
REMOTE = "tests/docs/test_api.py::test_everything_in_public_is_named"


def pytest_run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=CHECKOUT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def addresses(endpoints: Endpoints) -> list[str]:
    """The options that name a running project."""
    names = ("db_url", "admin_db_url", "api_url", "anon_key", "service_key", "jwt_secret")
    found = endpoints.as_dict()
    return [
        f"--{name.replace('_', '-')}={found[name]}" for name in (*names, "mail_url", "mollie_url")
    ]


def test_docker_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    refused = pytest_run("--stack=docker", CHEAP, DOCKER_HOST=f"unix://{tmp_path}/no.sock")
    assert refused.returncode == 4
    [error] = [line for line in refused.stderr.splitlines() if line]
    assert error.startswith("ERROR: --stack=docker needs a running Docker engine")
    assert "the local stack needs no Docker" in error


def test_a_project_is_named_completely_or_not_at_all() -> None:
    refused = pytest_run("--db-url=postgresql://postgres@127.0.0.1/postgres", CHEAP)
    assert refused.returncode == 4
    assert "--api-url" in refused.stderr
    assert "--mollie-url" in refused.stderr
    both = pytest_run("--stack=docker", "--db-url=x", CHEAP)
    assert both.returncode == 4


def test_the_tests_run_on_a_project_that_runs_already(endpoints: Endpoints) -> None:
    passed = pytest_run(*addresses(endpoints), REMOTE, CHEAP)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "7 passed" in passed.stdout


def test_what_needs_its_own_processes_is_left_out(endpoints: Endpoints) -> None:
    left_out = pytest_run(*addresses(endpoints), "tests/docs/test_readme.py", "tests/demo")
    assert left_out.returncode == 0, left_out.stdout + left_out.stderr
    assert "2 skipped" in left_out.stdout
    assert "passed" not in left_out.stdout
