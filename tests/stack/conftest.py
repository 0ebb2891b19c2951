"""Stacks to break: small ones, in homes of their own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.stack import Stack
from cli.stack.places import CHECKOUT

StackMaker = Callable[..., Stack]


@contextmanager
def new_home() -> Iterator[Path]:
    """Hold a new folder in the checkout, with a name to stumble over.

    Not below pytest's own temporary folder: root's is closed to the user that the server runs as,
    and what happens then has tests of its own.
    """
    parent = CHECKOUT / ".entree"
    parent.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix='test it\'s a "home" $1 ', dir=parent))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    """Return the folder for a stack of this test alone."""
    with new_home() as folder:
        yield folder


@pytest.fixture(scope="session")
def pristine() -> Iterator[Stack]:
    """Return a stack whose database has just been made, stopped."""
    with new_home() as folder:
        stack = Stack(folder, ports="auto", durable=False, migrate=False, names=())
        stack.up()
        stack.down()
        yield stack
        stack.down(erase=True)


@pytest.fixture
def make_stack(home: Path) -> Iterator[StackMaker]:
    """Return a function that makes a stack in `home`: only the database unless told otherwise."""
    made: list[Stack] = []

    def make(**options: Any) -> Stack:
        stack = Stack(
            home,
            **{"ports": "auto", "durable": False, "migrate": False, "names": (), **options},
        )
        made.append(stack)
        return stack

    yield make
    for stack in made:
        stack.down(erase=True)


@pytest.fixture
def make_grown_stack(pristine: Stack, make_stack: StackMaker) -> StackMaker:
    """Return the same as `make_stack`, but the database has been made before."""

    def make(**options: Any) -> Stack:
        stack = make_stack(**options)
        if not stack.data.exists():
            # With owners and modes: the folder belongs to the user that the server runs as.
            subprocess.run(["cp", "-a", pristine.data, stack.data], check=True)
            for note in ("keys.json", "database.json"):
                shutil.copy(pristine.home / note, stack.home / note)
        return stack

    return make
