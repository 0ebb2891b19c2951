"""What tests with real concurrent connections have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.shop import Shop

DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"


@dataclass
class Harm:
    """What was found the last time that somebody looked."""

    shop: Shop
    deadlocks: int
    problems: set[str]


@pytest.fixture(scope="module")
def harm(shop: Shop) -> Harm:
    return Harm(shop, shop.ask(DEADLOCKS), shop.problems())


@pytest.fixture
def no_harm(harm: Harm) -> Iterator[None]:
    """The test breaks no promise, and Postgres need not break a deadlock."""
    yield
    deadlocks, problems = harm.deadlocks, harm.problems
    harm.deadlocks, harm.problems = harm.shop.ask(DEADLOCKS), harm.shop.problems()
    assert harm.deadlocks == deadlocks, "Postgres had to break a deadlock"
    assert harm.problems - problems == set(), "the doctor finds what was not there before"


@pytest.fixture(scope="module")
def movable_clock(shop: Shop) -> None:
    """Let connections that ask for it live a little later."""
    shop.ask("update core.settings set value = 'true' where key = 'core.clock_is_movable'")
