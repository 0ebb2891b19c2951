"""Whether a process is ready, what Prometheus is told, and the id that a request leaves behind."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from cli.stack import Endpoints, Stack
from tests.shop import Sale, Shop, expect, until
from tests.workers.receiver import Receiver, listening
from workers import health
from workers.db import Database
from workers.health import Health

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
FAMILY = re.compile(r"^# TYPE (entree_\w+) ", re.MULTILINE)


@pytest.fixture
async def database(endpoints: Endpoints) -> AsyncIterator[Database]:
    async with Database(
        endpoints.db_url,
        name="test_health",
        pool_size=2,
        statement_timeout_ms=8000,
        lock_timeout_ms=4000,
    ) as opened:
        yield opened


@pytest.fixture
def provider() -> Iterator[Receiver]:
    with listening() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    return shop.sale(price=0)


def failed(checks: dict[str, health.Check]) -> set[str]:
    return {name for name, check in checks.items() if check.status == "failed"}


@pytest.mark.parametrize("process", ["functions_url", "worker_url"])
def test_a_process_that_can_work_says_so(endpoints: Endpoints, process: str) -> None:
    url = getattr(endpoints, process)
    assert httpx.get(f"{url}/healthz").text == "ok"
    answer = until(
        "it is ready", lambda: httpx.get(f"{url}/readyz"), lambda got: got.status_code == 200
    )
    assert answer.json()["failed"] == []
    assert answer.json()["checks"].keys() == {"database", "outbox", "clock", "provider"}
    assert "entree_database_up 1.0" in httpx.get(f"{url}/metrics").text


async def test_without_a_database_each_check_says_what_is_wrong(http: httpx.AsyncClient) -> None:
    answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["failed"] == ["database", "outbox", "clock", "provider"]
    assert answer.json()["checks"]["database"]["detail"] in {"try_again", "no answer in time"}
    assert "entree_database_up 0.0" in (await http.get("/metrics")).text


async def test_a_check_may_be_left_out(http: httpx.AsyncClient) -> None:
    """Who would rather stay in the proxy without the provider says so."""
    checks = ("database", "outbox", "clock", "provider")
    some = await http.get("/readyz", params={"exclude": list(checks[1:])})
    assert some.json()["failed"] == ["database"]
    none = await http.get("/readyz", params={"exclude": list(checks)})
    assert (none.status_code, none.json()["checks"]) == (200, {})


async def test_the_provider_is_asked_once_however_many_ask(
    database: Database, provider: Receiver
) -> None:
    asked = Health(database, provider.url)
    found = await asyncio.gather(*(asked.checks() for _ in range(20)))
    assert len(provider.bodies) == 1
    assert {check["provider"].status for check in found} == {"ok"}


async def test_a_provider_that_breaks_or_is_away_is_not_there(
    database: Database, provider: Receiver
) -> None:
    provider.status = 502
    assert failed(await Health(database, provider.url).checks()) == {"provider"}
    assert failed(await Health(database, "http://127.0.0.1:1").checks()) == {"provider"}


async def test_mail_that_is_late_is_noticed(
    database: Database, provider: Receiver, db: psycopg.Connection[Any]
) -> None:
    channel = f"t{uuid4().hex}"
    db.execute("insert into core.outbox_buckets (channel, bucket) values (%s, 0)", [channel])
    try:
        db.execute(
            "insert into core.outbox_events"
            " (channel, bucket, aggregate, topic, payload, available_at) values"
            " (%(c)s, 0, 'x', %(c)s || '.x', '{}', core.clock() - interval '6 minutes')",
            {"c": channel},
        )
        checks = await Health(database, provider.url).checks()
        assert failed(checks) == {"outbox"}
        assert f"{channel} is 36" in checks["outbox"].detail
    finally:
        db.execute("delete from core.outbox_events where channel = %s", [channel])
        db.execute("delete from core.outbox_buckets where channel = %s", [channel])


async def test_a_clock_that_is_wrong_is_noticed(
    database: Database, provider: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = SimpleNamespace(
        time=lambda: time.time() + 60, monotonic=time.monotonic, perf_counter=time.perf_counter
    )
    monkeypatch.setattr(health, "time", ahead)
    checks = await Health(database, provider.url).checks()
    assert failed(checks) == {"clock"}
    assert "the database's is -" in checks["clock"].detail


async def test_who_is_about_to_stop_is_not_ready(database: Database, provider: Receiver) -> None:
    leaving = Health(database, provider.url)
    leaving.leave()
    assert failed(await leaving.checks()) == {"process"}


def test_metrics_are_described_and_name_nobody(
    shop: Shop, sale: Sale, endpoints: Endpoints
) -> None:
    order = shop.buy(sale)
    refused = shop.function("create-order-public", event_id=str(uuid4()), items=[], email="x")
    assert refused.is_error
    mailed = 'entree_deliveries_total{outcome="done",topic="email.'
    pages = until(
        "its mail is counted",
        lambda: [
            httpx.get(f"{url}/metrics").text
            for url in (endpoints.functions_url, endpoints.worker_url)
        ],
        lambda seen: mailed in seen[1],
    )
    families = {name for page in pages for name in FAMILY.findall(page)}
    assert families
    described = set(re.findall(r"entree_[a-z_]+", OPERATIONS))
    missing = {
        name
        for name in families
        if name.removesuffix("_total")
        not in described | {word.removesuffix("_total") for word in described}
        and not name.endswith("_created")
    }
    assert not missing
    code = refused.json()["code"]
    assert f'entree_refusals_total{{code="{code}",function="create-order-public"}}' in pages[0]
    assert "entree_sweep_seconds_count{sweep=" in pages[1]
    for private in (sale.org_id, sale.event_id, order["order_id"], order["email"]):
        assert not [page for page in pages if private in page]


def lines_of(stack: Stack, process: str, request_id: str) -> list[dict[str, Any]]:
    found = [line for line in stack.log(process).read_text().splitlines() if request_id in line]
    return [json.loads(line) for line in found]


def audited(shop: Shop, request_id: str) -> Any:
    return shop.ask("select count(*) from core.audit_log where request_id = %s", request_id)


def test_a_request_is_found_by_its_id_wherever_it_went(
    stack: Stack, shop: Shop, sale: Sale
) -> None:
    """In the answer, the log of the functions, the audit log, and the log of what it caused."""
    request_id = f"test-{uuid4()}"
    body = {"event_id": sale.event_id, "items": sale.cart(), "email": f"{uuid4()}@example.test"}
    answer = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/create-order-public",
        json=body,
        headers={"X-Request-Id": request_id},
    )
    expect(answer)
    assert answer.headers["x-request-id"] == request_id
    [line] = [
        line for line in lines_of(stack, "functions", request_id) if line["event"] == "request"
    ]
    assert (line["function"], line["status"]) == ("create-order-public", 200)
    assert line["ms"] > 0
    assert audited(shop, request_id) > 0
    delivered = until(
        "its mail is delivered",
        lambda: [
            line for line in lines_of(stack, "worker", request_id) if line["event"] == "delivered"
        ],
    )
    assert {line["outcome"] for line in delivered} == {"done"}
    assert shop.ask(
        "select count(*) from core.outbox_history where request_id = %s", request_id
    ) == len(delivered)


@pytest.mark.parametrize("given", [True, False])
def test_so_is_a_request_to_the_database(shop: Shop, sale: Sale, given: bool) -> None:
    request_id = f"test-{uuid4()}"
    answer = shop.http.patch(
        f"{shop.stack.api_url}/rest/v1/events",
        params={"id": f"eq.{sale.event_id}"},
        json={"title": f"Run {uuid4()}"},
        headers={
            "apikey": shop.stack.anon_key,
            "Authorization": f"Bearer {sale.owner.token}",
            **({"X-Request-Id": request_id} if given else {}),
        },
    )
    assert answer.is_success, answer.text
    kept = answer.headers["x-request-id"]
    assert (kept == request_id) is given
    assert audited(shop, kept) == 1
