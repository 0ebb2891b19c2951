"""Webhooks of the sandbox: who hears what, when it is said again, and how it can go astray."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.contract.support import Json, Sandbox, Shop, wait_for

MINUTE, HOUR = 60, 3600
SCHEDULE = [0, MINUTE, 3 * MINUTE, 7 * MINUTE, 15 * MINUTE, 31 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR]
SCHEDULE += [26 * HOUR]


def the_call(sandbox: Sandbox, payment: Json) -> Json:
    [call] = sandbox.calls(payment)
    return call


def wait_for_attempts(sandbox: Sandbox, payment: Json, number: int) -> Json:
    """The payment's one call, once that many attempts are over."""

    def over() -> Json | None:
        call = the_call(sandbox, payment)
        ended = [attempt for attempt in call["attempts"] if attempt["seconds"] is not None]
        return call if len(ended) >= number else None

    return wait_for(over, f"{number} attempts")


@pytest.mark.parametrize("status", ["paid", "failed", "canceled", "expired", "authorized"])
def test_a_decision_is_announced(sandbox: Sandbox, shop: Shop, status: str) -> None:
    payment = sandbox.create(webhookUrl=f"{shop.url}/hooks/mollie")
    sandbox.settle(payment, status)

    shop.wait_for_calls(1)

    [request] = shop.requests
    assert request["path"] == "/hooks/mollie"
    assert request["body"] == f"id={payment['id']}"
    headers = {name.lower(): value for name, value in request["headers"].items()}
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["user-agent"] == "Mollie HTTP client/1.0"
    call = wait_for_attempts(sandbox, payment, 1)
    assert (call["state"], call["attempts"][0]["status"]) == ("delivered", 200)


def test_expiry_is_announced_too(sandbox: Sandbox, shop: Shop) -> None:
    payment = sandbox.create(webhookUrl=shop.url)

    sandbox.advance(15 * MINUTE + 1)

    assert shop.wait_for_calls(1) == [payment["id"]]


def test_creation_pending_and_updates_are_not_announced(sandbox: Sandbox, shop: Shop) -> None:
    payment = sandbox.create(webhookUrl=shop.url)
    sandbox.settle(payment, "pending")
    sandbox.api.patch(f"/payments/{payment['id']}", json={"metadata": 1})

    assert sandbox.calls() == []


def test_without_an_address_nobody_is_called(sandbox: Sandbox) -> None:
    sandbox.paid()

    assert sandbox.calls() == []


def test_a_call_that_fails_is_made_ten_times_on_schedule(sandbox: Sandbox, shop: Shop) -> None:
    shop.answers = [500] * 20
    payment = sandbox.paid(webhookUrl=shop.url)
    created = datetime.fromisoformat(the_call(sandbox, payment)["created_at"])

    for number, offset in enumerate(SCHEDULE[1:], start=1):
        call = wait_for_attempts(sandbox, payment, number)
        due = (datetime.fromisoformat(call["due_at"]) - created).total_seconds()
        assert call["state"] == "waiting"
        assert len(call["attempts"]) == number
        assert offset <= due <= offset + 2
        now = datetime.fromisoformat(sandbox.order("GET", "/clock")["now"])
        sandbox.advance((datetime.fromisoformat(call["due_at"]) - now).total_seconds() + 1.1)

    call = wait_for_attempts(sandbox, payment, 10)
    assert call["state"] == "given_up"
    assert [attempt["status"] for attempt in call["attempts"]] == [500] * 10
    sandbox.advance(90 * 86_400)
    assert len(shop.received) == 10


def test_the_schedule_can_be_run_faster(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.settings(time_scale=500_000)
    shop.answers = [500] * 9
    payment = sandbox.paid(webhookUrl=shop.url)

    call = wait_for_attempts(sandbox, payment, 10)

    assert call["state"] == "delivered"


@pytest.mark.parametrize("status", [201, 204, 400, 404, 503])
def test_only_200_is_an_answer(sandbox: Sandbox, shop: Shop, status: int) -> None:
    shop.answers = [status]
    payment = sandbox.paid(webhookUrl=shop.url)

    call = wait_for_attempts(sandbox, payment, 1)

    assert (call["state"], call["attempts"][0]["status"]) == ("waiting", status)


def test_a_late_answer_is_none(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.settings(webhook_timeout_seconds=0.2)
    shop.silent = True
    payment = sandbox.paid(webhookUrl=shop.url)

    call = wait_for_attempts(sandbox, payment, 1)

    assert call["attempts"][0]["status"] is None
    assert "0.2 seconds" in call["attempts"][0]["error"]
    shop.silent = False
    shop.go_on.set()
    sandbox.advance(MINUTE)
    assert wait_for_attempts(sandbox, payment, 2)["state"] == "delivered"


def test_nobody_at_home_is_an_error_that_is_written_down(sandbox: Sandbox) -> None:
    payment = sandbox.paid(webhookUrl="http://127.0.0.1:9/hook")

    call = wait_for_attempts(sandbox, payment, 1)

    assert call["state"] == "waiting"
    assert "ConnectError" in call["attempts"][0]["error"]


@pytest.mark.parametrize(("status", "verb"), [(307, "id"), (301, "nothing")])
def test_a_redirect_keeps_or_loses_the_id(
    sandbox: Sandbox, shop: Shop, status: int, verb: str
) -> None:
    shop.answers = [status]
    payment = sandbox.paid(webhookUrl=shop.url)

    assert wait_for_attempts(sandbox, payment, 1)["state"] == "delivered"
    moved = shop.requests[-1]
    assert moved["path"] == "/moved"
    assert moved["body"] == (f"id={payment['id']}" if verb == "id" else "")


def test_a_slow_shop_does_not_keep_others_waiting(sandbox: Sandbox, shop: Shop) -> None:
    shop.silent = True
    slow = sandbox.paid(webhookUrl=shop.url)
    shop.wait_for_calls(1)
    shop.silent = False

    sandbox.paid(webhookUrl=shop.url)

    shop.wait_for_calls(2)
    assert the_call(sandbox, slow)["attempts"][0]["seconds"] is None


def test_a_dropped_webhook_never_arrives(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.fault("drop_webhook", next=1)
    lost, heard = (sandbox.paid(webhookUrl=shop.url) for _ in range(2))

    assert shop.wait_for_calls(1) == [heard["id"]]
    call = the_call(sandbox, lost)
    assert (call["state"], call["attempts"]) == ("dropped", [])


def test_a_duplicated_webhook_arrives_as_often_as_told(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.fault("duplicate_webhook", next=1, copies=3)
    payment = sandbox.paid(webhookUrl=shop.url)

    assert shop.wait_for_calls(3) == [payment["id"]] * 3
    assert len(sandbox.calls(payment)) == 3


def test_a_delayed_webhook_waits_for_the_clock(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.fault("delay_webhook", next=1, seconds=3600)
    late, prompt = (sandbox.paid(webhookUrl=shop.url) for _ in range(2))

    assert shop.wait_for_calls(1) == [prompt["id"]]
    sandbox.advance(3601)
    assert shop.wait_for_calls(2) == [prompt["id"], late["id"]]


def test_reordered_webhooks_arrive_last_first(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.fault("reorder_webhooks", next=4, group=4)
    ids = [sandbox.paid(webhookUrl=shop.url)["id"] for _ in range(4)]

    assert shop.wait_for_calls(4) == ids[::-1]


def test_an_unfilled_group_goes_out_with_the_last_webhook_it_was_ordered_for(
    sandbox: Sandbox, shop: Shop
) -> None:
    sandbox.fault("reorder_webhooks", next=3, group=2)
    ids = [sandbox.paid(webhookUrl=shop.url)["id"] for _ in range(3)]

    received = shop.wait_for_calls(3)

    assert received.index(ids[1]) < received.index(ids[0])
    assert ids[2] in received


def test_held_webhooks_wait_to_be_released(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.fault("hold_webhook", next=2)
    ids = [sandbox.paid(webhookUrl=shop.url)["id"] for _ in range(3)]
    assert shop.wait_for_calls(1) == [ids[2]]

    assert sandbox.order("POST", "/webhooks/release") == {"released": 2}

    assert shop.wait_for_calls(3) == [ids[2], ids[1], ids[0]]


def test_a_fault_can_be_for_one_payment(sandbox: Sandbox, shop: Shop) -> None:
    unlucky, lucky = (sandbox.create(webhookUrl=shop.url) for _ in range(2))
    sandbox.fault("drop_webhook", payment=unlucky["id"])

    for payment in (unlucky, lucky):
        sandbox.settle(payment)

    assert shop.wait_for_calls(1) == [lucky["id"]]
    assert the_call(sandbox, unlucky)["state"] == "dropped"


def test_a_rate_is_spread_evenly(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.fault("drop_webhook", rate=0.25)
    for _ in range(8):
        sandbox.paid(webhookUrl=shop.url)

    states = [call["state"] == "dropped" for call in sandbox.calls()]

    assert states == [False, False, False, True] * 2


def test_a_webhook_can_be_sent_again(sandbox: Sandbox, shop: Shop) -> None:
    payment = sandbox.paid(webhookUrl=shop.url)
    first = wait_for_attempts(sandbox, payment, 1)

    sandbox.order("POST", f"/webhooks/{first['id']}/replay")
    assert shop.wait_for_calls(2) == [payment["id"]] * 2
    sandbox.order("POST", f"/payments/{payment['id']}/webhook")

    assert shop.wait_for_calls(3) == [payment["id"]] * 3
    assert sandbox.control.post("/webhooks/999999/replay").status_code == 404
