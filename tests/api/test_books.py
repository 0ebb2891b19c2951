"""The books that other tests compare do notice what is written."""

from __future__ import annotations

from cli.stack import Endpoints
from tests.api.books import open_books
from tests.shop import Shop

RAISE = "update core.rate_limits set max_hits = max_hits + 1 where rule = 'api_write'"


def test_what_is_committed_shows_and_what_is_rolled_back_does_not(
    endpoints: Endpoints, shop: Shop
) -> None:
    shop.quiet()
    with open_books(endpoints.admin_db_url) as books, shop.database() as connection:
        before = books.read()
        assert books.read() == before, "nothing happened"
        with connection.transaction(force_rollback=True):
            connection.execute(RAISE)
        assert books.read() == before, "it was taken back"
        connection.execute(RAISE)
        changed = {name for name, count in books.read().items() if count != before.get(name)}
        assert "core.rate_limits" in changed


def test_a_sale_shows_in_every_table_it_touches(endpoints: Endpoints, shop: Shop) -> None:
    sale = shop.sale()
    with open_books(endpoints.admin_db_url) as books:
        assert shop.order(sale).is_success
        assert {"sales.orders", "sales.order_items", "core.audit_log"} <= set(books.read())
