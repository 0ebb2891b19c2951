"""In which order modules start, when several workers share the tests."""

from __future__ import annotations

import pytest

LONGEST = (
    "tests/bench/test_run.py",
    "tests/demo/test_demo.py",
    "tests/concurrency/test_twice.py",
    "tests/api/test_isolation.py",
    "tests/cli/test_orgs.py",
    "tests/api/test_connect.py",
    "tests/api/test_bad_input.py",
    "tests/concurrency/test_kill.py",
    "tests/scale/test_pgbouncer.py",
    "tests/scale/test_standby.py",
    "tests/bench/test_books.py",
    "tests/api/test_money.py",
    "tests/concurrency/test_kill_money.py",
    "tests/api/test_subscription.py",
)
"""The modules that take longest, longest first. Started late, one of them would keep everybody
waiting in the end; the rest is short enough for any order. `pytest --durations=60` tells."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the longest modules first, and leave the rest in its order."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(LONGEST)))
