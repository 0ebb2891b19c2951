"""Moving the clock of a database; that it moves, and for everybody, the tests of the demo see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cli import clock
from cli.errors import Stop
from cli.stack import Endpoints


def test_an_unmoved_clock_is_right(endpoints: Endpoints) -> None:
    assert clock.lead(endpoints.admin_db_url) == timedelta()


def test_time_never_goes_back(endpoints: Endpoints) -> None:
    with pytest.raises(Stop, match="cannot go back"):
        clock.advance(endpoints.admin_db_url, timedelta(seconds=-1))
    assert clock.lead(endpoints.admin_db_url) == timedelta()
