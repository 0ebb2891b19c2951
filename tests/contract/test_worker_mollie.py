"""The workers' way to Mollie, against the sandbox and everything it can do to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.contract.support import KEY, Json, Sandbox, euros
from workers.mollie import (
    Mollie,
    MollieNotFound,
    MollieRefused,
    MollieUnauthorized,
    MollieUnavailable,
)


@pytest.fixture
async def mollie(sandbox: Sandbox) -> AsyncIterator[Mollie]:
    client = Mollie(KEY, sandbox.url, timeout=10)
    yield client
    client.close()


async def create(mollie: Mollie, **changes: Any) -> Json:
    details: dict[str, Any] = {
        "key": "0199-a",
        "amount": 2500,
        "currency": "EUR",
        "description": "Order E-1001",
        "redirect_url": "https://shop.example/orders/1",
        "webhook_url": "http://127.0.0.1:9/hook",
        "metadata": {"payment_id": "0199-a"},
        "locale": "nl_NL",
    }
    return await mollie.create_payment(**details | changes)


async def refund(mollie: Mollie, payment: Json, **changes: Any) -> Json:
    details: dict[str, Any] = {
        "key": "0199-r",
        "payment_id": payment["id"],
        "amount": 500,
        "currency": "EUR",
        "description": "Order E-1001 was canceled",
        "metadata": {"refund_id": "0199-r"},
    }
    return await mollie.create_refund(**details | changes)


async def test_a_payment_is_made_and_found_again(mollie: Mollie, sandbox: Sandbox) -> None:
    payment = await create(mollie)

    assert type(payment) is dict
    assert payment["status"] == "open"
    assert payment["amount"] == euros("25.00")
    assert payment["_links"]["checkout"]["href"].startswith(sandbox.url)
    found = await mollie.get_payment(payment["id"])
    assert type(found) is dict
    assert found["_embedded"] == {"refunds": [], "chargebacks": []}
    assert found["metadata"] == {"payment_id": "0199-a"}


async def test_what_is_not_given_is_not_sent(mollie: Mollie, sandbox: Sandbox) -> None:
    await create(mollie, webhook_url=None, locale=None)
    await create(mollie, key="0199-b", cancel_url="https://shop.example/canceled")

    bare, full = sandbox.requests("POST", "payments")

    assert bare["idempotency_key"] == "0199-a"
    assert bare["body"] == {
        "amount": euros("25.00"),
        "description": "Order E-1001",
        "redirectUrl": "https://shop.example/orders/1",
        "metadata": {"payment_id": "0199-a"},
    }
    assert full["body"] == bare["body"] | {
        "cancelUrl": "https://shop.example/canceled",
        "webhookUrl": "http://127.0.0.1:9/hook",
        "locale": "nl_NL",
    }


@pytest.mark.parametrize(
    ("amount", "currency", "value"),
    [
        (1, "EUR", "0.01"),
        (10, "EUR", "0.10"),
        (100, "EUR", "1.00"),
        (99_999_999, "EUR", "999999.99"),
        (2500, "JPY", "2500"),
        (7, "ISK", "7"),
        (2500, "USD", "25.00"),
    ],
)
async def test_amounts_are_written_with_their_currencys_decimals(
    mollie: Mollie, amount: int, currency: str, value: str
) -> None:
    payment = await create(mollie, amount=amount, currency=currency)

    assert payment["amount"] == {"currency": currency, "value": value}


async def test_a_cancelable_payment_is_canceled(mollie: Mollie, sandbox: Sandbox) -> None:
    sandbox.settings(all_cancelable=True)
    payment = await create(mollie)

    assert (await mollie.cancel_payment(payment["id"]))["status"] == "canceled"
    with pytest.raises(MollieRefused) as refused:
        await mollie.cancel_payment(payment["id"])
    assert refused.value.status == 422


async def test_refunds_are_made_and_listed(mollie: Mollie, sandbox: Sandbox) -> None:
    payment = sandbox.paid()

    first = await refund(mollie, payment)
    second = await refund(mollie, payment, key="0199-s", amount=600)

    assert first["status"] == "pending"
    assert first["metadata"] == {"refund_id": "0199-r"}
    listed = await mollie.list_refunds(payment["id"])
    assert [item["id"] for item in listed] == [second["id"], first["id"]]
    embedded = (await mollie.get_payment(payment["id"]))["_embedded"]["refunds"]
    assert embedded == listed


async def test_all_pages_of_refunds_are_read(mollie: Mollie, sandbox: Sandbox) -> None:
    payment = sandbox.paid(amount=euros("1000.00"))
    for units in range(1, 253):
        sandbox.refund(payment, f"{units / 100:.2f}")

    listed = await mollie.list_refunds(payment["id"])

    assert len({item["id"] for item in listed}) == 252
    assert len(sandbox.requests("GET", "refunds")) == 2


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("status", {"status": 429}),
        ("status", {"status": 500}),
        ("status", {"status": 503}),
        ("status", {"status": 408}),
        ("status", {"status": 409}),
        ("status", {"status": 502, "html": True}),
        ("status", {"status": 404, "html": True}),
        ("close", {}),
        ("timeout", {"seconds": 0.05}),
    ],
)
@pytest.mark.parametrize("after", [False, True])
async def test_trouble_is_a_reason_to_ask_again_with_the_same_key(
    mollie: Mollie, sandbox: Sandbox, kind: str, details: Json, after: bool
) -> None:
    paid = sandbox.paid()
    sandbox.fault(kind, next=1, method="POST", path="payments$", after=after, **details)
    with pytest.raises(MollieUnavailable):
        await create(mollie)
    sandbox.fault(kind, next=1, method="POST", path="refunds$", after=after, **details)
    with pytest.raises(MollieUnavailable):
        await refund(mollie, paid)

    payment = await create(mollie)
    made = await refund(mollie, paid)

    assert {item["id"] for item in sandbox.order("GET", "/payments")} == {paid["id"], payment["id"]}
    assert [item["id"] for item in await mollie.list_refunds(paid["id"])] == [made["id"]]
    assert sandbox.requests("POST", "payments")[-1]["replayed"] == after


async def test_trouble_when_reading_is_the_same(mollie: Mollie, sandbox: Sandbox) -> None:
    payment = sandbox.create()
    sandbox.fault("status", status=503, next=3)

    for call in (mollie.get_payment, mollie.cancel_payment, mollie.list_refunds):
        with pytest.raises(MollieUnavailable):
            await call(payment["id"])


async def test_silence_ends_after_the_timeout(sandbox: Sandbox) -> None:
    mollie = Mollie(KEY, sandbox.url, timeout=0.1)
    fault = sandbox.fault("timeout", seconds=600)

    with pytest.raises(MollieUnavailable):
        await create(mollie)

    sandbox.order("DELETE", f"/faults/{fault}")
    mollie.close()


async def test_nobody_there_is_unavailable() -> None:
    mollie = Mollie(KEY, "http://127.0.0.1:9", timeout=1)

    with pytest.raises(MollieUnavailable):
        await create(mollie)

    mollie.close()


async def test_a_request_still_under_way_is_a_reason_to_wait(
    mollie: Mollie, sandbox: Sandbox
) -> None:
    fault = sandbox.fault("slow", next=1, seconds=600)
    first = asyncio.create_task(create(mollie))
    while sandbox.order("GET", "/faults")[0]["hits"] == 0:  # noqa: ASYNC110 (another process)
        await asyncio.sleep(0.01)

    with pytest.raises(MollieUnavailable) as waiting:
        await create(mollie)
    sandbox.order("DELETE", f"/faults/{fault}")

    assert waiting.value.retry_after is None
    assert (await create(mollie))["id"] == (await first)["id"]


async def test_an_equal_refund_has_to_wait_an_hour(mollie: Mollie, sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    await refund(mollie, payment)

    with pytest.raises(MollieUnavailable) as duplicate:
        await refund(mollie, payment, key="0199-s")

    assert duplicate.value.retry_after == 3600
    sandbox.advance(3601)
    await refund(mollie, payment, key="0199-s")


async def test_a_refusal_names_status_field_and_reason(mollie: Mollie, sandbox: Sandbox) -> None:
    payment = sandbox.paid()

    with pytest.raises(MollieRefused) as too_much:
        await refund(mollie, payment, amount=2501)
    assert (too_much.value.status, too_much.value.field) == (422, "amount.value")
    assert too_much.value.detail

    with pytest.raises(MollieRefused) as bad_address:
        await create(mollie, redirect_url="nonsense")
    assert bad_address.value.field == "redirectUrl"

    with pytest.raises(MollieRefused) as no_currency:
        await create(mollie, currency="KWD")
    assert no_currency.value.field == "amount.currency"

    with pytest.raises(MollieRefused) as nothing:
        await create(mollie, amount=0)
    assert nothing.value.field == "amount"


async def test_a_key_for_another_request_is_refused(mollie: Mollie) -> None:
    await create(mollie)

    with pytest.raises(MollieRefused) as refused:
        await create(mollie, amount=2600)

    assert refused.value.status == 400


@pytest.mark.parametrize(
    "payment_id",
    ["tr_unknown", "re_4qqhO89gsT", "", "tr_", "x", "tr_a/../../methods", "tr_a/refunds", "tr_a?b"],
)
async def test_what_does_not_exist_is_not_found(
    mollie: Mollie, sandbox: Sandbox, payment_id: str
) -> None:
    for call in (mollie.get_payment, mollie.cancel_payment, mollie.list_refunds):
        with pytest.raises(MollieNotFound):
            await call(payment_id)
    with pytest.raises(MollieNotFound):
        await refund(mollie, {"id": payment_id})

    asked = {entry["path"] for entry in sandbox.requests("GET", "")}
    assert asked <= {"/v2/payments/tr_unknown", "/v2/payments/tr_unknown/refunds"}


async def test_a_key_that_is_not_accepted_is_a_matter_for_people(sandbox: Sandbox) -> None:
    mollie = Mollie("live_not_here", sandbox.url)

    with pytest.raises(MollieUnauthorized):
        await mollie.get_payment("tr_unknown")

    mollie.close()


@pytest.mark.parametrize("status", [401, 403])
async def test_missing_rights_are_a_matter_for_people(
    mollie: Mollie, sandbox: Sandbox, status: int
) -> None:
    sandbox.fault("status", status=status)

    with pytest.raises(MollieUnauthorized):
        await create(mollie)


async def test_a_deleted_profile_has_no_payments(mollie: Mollie, sandbox: Sandbox) -> None:
    sandbox.fault("status", status=410)

    with pytest.raises(MollieNotFound):
        await mollie.get_payment("tr_unknown")


@pytest.mark.parametrize("key", ["", "secret", "test-with-dashes", "sk_test_1"])
def test_what_is_no_key_is_told_without_printing_it(key: str) -> None:
    with pytest.raises(MollieUnauthorized) as refused:
        Mollie(key, "http://127.0.0.1:9")

    assert "test_ or live_" in str(refused.value)
    assert not key or key not in str(refused.value)


async def test_a_slow_mollie_takes_no_thread_from_anyone_else(sandbox: Sandbox) -> None:
    """All its threads are stuck: others go on."""
    mollie = Mollie(KEY, sandbox.url, timeout=30, connections=2)
    other = Mollie(KEY, sandbox.url, timeout=30, connections=1)
    payment = sandbox.create()
    fault = sandbox.fault("slow", seconds=600, next=2)
    stuck = [asyncio.create_task(mollie.get_payment(payment["id"])) for _ in range(3)]
    while sandbox.order("GET", "/faults")[0]["hits"] < 2:  # noqa: ASYNC110 (another process)
        await asyncio.sleep(0.01)

    assert await asyncio.to_thread(lambda: "free") == "free"
    assert (await other.get_payment(payment["id"]))["id"] == payment["id"]
    assert not any(task.done() for task in stuck)
    # The third waits for a thread, not at Mollie.
    assert len(sandbox.requests("GET", "payments")) == 1

    sandbox.order("DELETE", f"/faults/{fault}")
    assert {found["id"] for found in await asyncio.gather(*stuck)} == {payment["id"]}
    mollie.close()
    other.close()


async def test_who_waits_too_long_for_a_thread_is_told_so(sandbox: Sandbox) -> None:
    mollie = Mollie(KEY, sandbox.url, timeout=0.5, connections=1)
    payment = sandbox.create()
    fault = sandbox.fault("timeout", seconds=600)

    ends = await asyncio.gather(
        *(mollie.get_payment(payment["id"]) for _ in range(20)), return_exceptions=True
    )

    assert all(isinstance(end, MollieUnavailable) for end in ends)
    # Had each waited for its turn, all twenty would have been sent.
    assert sandbox.order("GET", "/faults")[0]["hits"] < 20
    sandbox.order("DELETE", f"/faults/{fault}")
    mollie.close()


async def test_thirty_calls_at_once_keep_to_their_own_payments(
    mollie: Mollie, sandbox: Sandbox
) -> None:
    keys = [f"0199-{number}" for number in range(30)]

    made = await asyncio.gather(
        *(create(mollie, key=key, metadata={"payment_id": key}) for key in keys)
    )

    assert [payment["metadata"]["payment_id"] for payment in made] == keys
    assert len({payment["id"] for payment in made}) == 30
    assert len(sandbox.order("GET", "/payments")) == 30
