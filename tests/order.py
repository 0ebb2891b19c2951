"""In which order modules start, when several workers share the tests."""

from __future__ import annotations

import pytest

LONGEST = (
    "tests/bench/test_run.py",
    "tests/demo/test_demo.py",
    "tests/concurrency/test_twice.py",
)
"""The modules that take longest, longest first. Started late, one of them would keep everybody
waiting in the end; the rest is short enough for any order. `pytest --durations=60` tells."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the longest modules first, and leave the rest in its order."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(LONGEST)))
