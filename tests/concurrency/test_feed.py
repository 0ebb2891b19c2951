"""The feed of changes while many write: nothing is skipped that commits late or told twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID, uuid4

import psycopg

from tests.concurrency.sessions import sessions
from tests.shop import Row, Sale, Shop, expect, until

RENAME = "update events.events set title = %s where id = %s"
NOTE = "select core.audit(%s, 'event', %s, 'event.updated', '{\"title\": 1}', %s::jsonb)"


def reader(shop: Shop, sale: Sale) -> Callable[[], list[Row]]:
    """Each call reads what is new, page by page, as a client that polls."""
    page = expect(shop.rpc("get_changes", sale.owner.token, org_id=sale.org_id, from_now=True))
    cursor = [page["cursor"]]

    def read() -> list[Row]:
        shop.ask("select core.settle_audit(1000000) from generate_series(1, 3)")
        changes: list[Row] = []
        while True:
            wish = {"org_id": sale.org_id, "cursor": cursor[0], "limit": 7}
            page = expect(shop.rpc("get_changes", sale.owner.token, **wish))
            cursor[0] = page["cursor"]
            changes += page["changes"]
            if not page["has_more"]:
                return changes

    return read


def test_what_commits_late_is_not_skipped(shop: Shop) -> None:
    sale = shop.sale()
    shop.quiet()
    shop.settle()
    read = reader(shop, sale)
    read()
    with sessions(shop.stack.db_url, None, None) as (early, late):
        early.call(RENAME, "First number, last commit", UUID(sale.event_id))
        late.call(NOTE, UUID(sale.org_id), sale.event_id, '{"title": "second number"}')
        late.commit()
        assert read() == [], "what has a later number waits for the one before"
        early.commit()
        found = until("both are told", read)
    assert [change["event_type"] for change in found] == ["event.changed"] * 2
    assert found[0]["data"]["changed"] == ["title"]
    assert found[0]["change_id"] < found[1]["change_id"]
    assert read() == []


def test_what_is_undone_holds_nothing_up(shop: Shop) -> None:
    sale = shop.sale()
    shop.quiet()
    shop.settle()
    read = reader(shop, sale)
    read()
    with sessions(shop.stack.db_url, None, None) as (undone, kept):
        undone.call(RENAME, "Never", UUID(sale.event_id))
        kept.call(NOTE, UUID(sale.org_id), sale.event_id, '{"title": "kept"}')
        kept.commit()
        undone.rollback()
        (change,) = until("it is told", read)
    assert change["entity_id"] == sale.event_id


def test_every_commit_is_told_once(shop: Shop) -> None:
    """Six write, some undo, while one polls: what it read is what was committed, in order."""
    sale = shop.sale()
    shop.quiet()
    shop.settle()
    read = reader(shop, sale)
    read()
    committed: set[str] = set()

    def write(seed: int) -> None:
        random = Random(seed)  # noqa: S311 - nothing secret
        with psycopg.connect(shop.stack.db_url) as connection:
            for _ in range(40):
                ids = [str(uuid4()) for _ in range(random.randint(1, 4))]
                for id_ in ids:
                    connection.execute(NOTE, [sale.org_id, id_, '{"title": 2}'])
                if random.random() < 0.2:
                    connection.rollback()
                else:
                    connection.commit()
                    committed.update(ids)

    seen: list[Row] = []
    with ThreadPoolExecutor(max_workers=6) as pool:
        writers = [pool.submit(write, seed) for seed in range(6)]
        while not all(writer.done() for writer in writers):
            seen += read()
        for writer in writers:
            writer.result()

    def catch_up() -> int:
        seen.extend(read())
        return len(seen)

    until("all are told", catch_up, lambda count: count >= len(committed))
    catch_up()
    assert len(seen) == len(committed)
    assert {change["entity_id"] for change in seen} == committed
    numbers = [change["change_id"] for change in seen]
    assert numbers == sorted(numbers)
