"""Runs `entree` in this process, on the stack of the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from cli.stack import Endpoints

Entree = Callable[..., Result]


@pytest.fixture
def entree(endpoints: Endpoints) -> Entree:
    """Return a function that runs a command on the database of the tests, as `postgres`."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(
            app, arguments, env={"DATABASE_URL": endpoints.db_url, "COLUMNS": "160"}
        )

    return run
