"""What every test can ask for: a running stack, where it is reached, a way into its database.

Each run of pytest, and each worker of pytest-xdist, takes the first free folder `.entree/test-<n>`
for its stack. The stack is made anew, and its logs are left there.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.stack import Endpoints, Stack
from cli.stack.places import CHECKOUT
from tests.shop import Shop, open_shop


@contextmanager
def free_home() -> Iterator[Path]:
    """Hold a folder that no other run of the tests uses meanwhile."""
    parent = CHECKOUT / ".entree"
    parent.mkdir(exist_ok=True)
    for number in count(1):
        with (parent / f"test-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield parent / f"test-{number}"
            return


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Return a running stack with an empty, migrated database."""
    with free_home() as home:
        stack = Stack(home, ports="auto", durable=False)
        stack.down(erase=True)
        try:
            stack.up()
            yield stack
        finally:
            stack.down(erase=True)


@pytest.fixture(scope="session")
def endpoints(stack: Stack) -> Endpoints:
    """Return where the stack is reached, and its keys."""
    endpoints = stack.status()
    assert endpoints is not None
    return endpoints


@pytest.fixture
def db(endpoints: Endpoints) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Return a connection to the main database as its superuser, each statement its own commit."""
    with psycopg.connect(endpoints.admin_db_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def shop(endpoints: Endpoints) -> Iterator[Shop]:
    """Return what tests of the sale build and do on the stack."""
    with open_shop(endpoints) as shop:
        yield shop
