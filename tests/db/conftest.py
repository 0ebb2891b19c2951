"""The server on which these tests make and drop databases of their own."""

from __future__ import annotations

import pytest

from cli.stack import Endpoints


@pytest.fixture(scope="session")
def server_url(endpoints: Endpoints) -> str:
    """The main database as `postgres`; its server keeps the template `blank`."""
    return endpoints.db_url


@pytest.fixture(scope="session")
def admin_url(endpoints: Endpoints) -> str:
    """The main database as a superuser."""
    return endpoints.admin_db_url
