"""Stacks of the tests: where their homes are, and how one comes and goes."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from cli.stack import Endpoints, Stack
from cli.stack.places import CHECKOUT


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


@contextmanager
def running(stack: Stack) -> Iterator[Stack]:
    """Run a stack with an empty, migrated database, erased in the end; its logs stay."""
    stack.down(erase=True)
    shutil.rmtree(stack.home / "logs", ignore_errors=True)
    try:
        stack.up()
        yield stack
    finally:
        stack.down(erase=True)


@contextmanager
def own_stack(**options: Any) -> Iterator[Stack]:
    """Run a local stack for those who move its clock, break it, or look at all of it."""
    with (
        free_home() as home,
        running(Stack(home, ports="auto", durable=False, **options)) as stack,
    ):
        yield stack


def endpoints_of(stack: Stack) -> Endpoints:
    """Return where a running stack is reached."""
    endpoints = stack.status()
    assert endpoints is not None, f"dead: {stack.dead()}"
    return endpoints
