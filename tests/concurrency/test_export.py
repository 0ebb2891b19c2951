"""An export while rows change: all of it is as it was when its first row was read."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from cli.stack import Endpoints
from tests.shop import Sale, Shop, open_shop
from workers.db import Caller, Database
from workers.routines import OPEN_EXPORT
from workers.sheet import Sheet

COUNT = 2_500
"""More than two fetches of the cursor."""


def people(shop: Shop, sale: Sale) -> None:
    """Let many people take part."""
    shop.ask(
        "insert into sales.participants (org_id, first_name, last_name)"
        " select %s, 'Old', to_char(n, 'FM00000') from generate_series(1, %s) as n",
        *(sale.org_id, COUNT),
    )


def change_everything(endpoints: Endpoints, sale: Sale) -> None:
    """Rename half of the people, remove a tenth, and add some everywhere in the order."""
    org = {"org_id": sale.org_id}
    with psycopg.connect(endpoints.db_url, autocommit=True) as connection:
        connection.execute(
            "update sales.participants set first_name = 'New' where org_id = %(org_id)s"
            " and last_name::integer %% 2 = 0",
            org,
        )
        connection.execute(
            "update sales.participants set deleted_at = core.clock() where org_id = %(org_id)s"
            " and last_name::integer %% 10 = 5",
            org,
        )
        connection.execute(
            "insert into sales.participants (org_id, first_name, last_name)"
            " select %(org_id)s, 'Newcomer', to_char(n * 10, 'FM00000')"
            " from generate_series(1, 250) as n",
            org,
        )


@pytest.fixture
def sale(endpoints: Endpoints) -> Any:
    with open_shop(endpoints) as shop:
        sale = shop.sale(price=0)
        people(shop, sale)
        yield sale


async def test_an_export_is_of_one_moment(endpoints: Endpoints, sale: Sale) -> None:
    claims = f'{{"role": "authenticated", "sub": "{sale.owner.user_id}"}}'
    database = Database(
        endpoints.db_url,
        name="test-export",
        pool_size=1,
        statement_timeout_ms=60_000,
        lock_timeout_ms=60_000,
    )
    asked = {"p_kind": "participants", "p_org_id": sale.org_id, "p_filters": {}}
    lines: list[str] = []
    async with (
        database,
        database.reading(OPEN_EXPORT, asked, caller=Caller("authenticated", claims)) as opened,
    ):
        more, parts = opened
        sheet = Sheet(",", more)
        async for part in parts:
            if not lines:
                change_everything(endpoints, sale)
            lines += sheet.part(part).decode().splitlines()
    rows = [line.split(",")[:2] for line in lines[1:]]
    assert rows == [["Old", f"{n:05}"] for n in range(1, COUNT + 1)]
    with psycopg.connect(endpoints.db_url) as connection:
        changed = connection.execute(
            "select count(*) from sales.participants where org_id = %s and deleted_at is null"
            " and first_name <> 'Old'",
            [sale.org_id],
        ).fetchone()
    assert changed is not None
    assert changed[0] > 1_000, "it did change meanwhile"
