"""Idempotency keys in the sandbox: once per key, also when it is asked twice at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.contract.support import Sandbox, euros, order, wait_for


def create(sandbox: Sandbox, key: str, description: str = "Order E-1001") -> httpx.Response:
    return sandbox.api.post(
        "/payments", json=order(description=description), headers={"Idempotency-Key": key}
    )


def count(sandbox: Sandbox) -> int:
    return len(sandbox.order("GET", "/payments"))


def test_the_same_key_brings_the_same_answer(sandbox: Sandbox) -> None:
    first = create(sandbox, "k")
    sandbox.settle(first.json())

    again = create(sandbox, "k")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert count(sandbox) == 1


def test_without_a_key_or_with_another_everything_is_new(sandbox: Sandbox) -> None:
    ids = {create(sandbox, key).json()["id"] for key in ("a", "b", "", "")}

    assert len(ids) == 4


def test_a_key_is_refused_for_another_request(sandbox: Sandbox) -> None:
    payment = create(sandbox, "k").json()
    sandbox.settle(payment)

    changed = create(sandbox, "k", "Order E-1002")
    elsewhere = sandbox.api.post(
        f"/payments/{payment['id']}/refunds",
        json={"amount": euros("1.00")},
        headers={"Idempotency-Key": "k"},
    )

    assert changed.status_code == changed.json()["status"] == 400
    assert elsewhere.status_code == 400
    assert count(sandbox) == 1


def test_a_key_is_forgotten_after_an_hour(sandbox: Sandbox) -> None:
    first = create(sandbox, "k").json()["id"]

    sandbox.advance(3500)
    assert create(sandbox, "k").json()["id"] == first
    sandbox.advance(101)
    assert create(sandbox, "k").json()["id"] != first


def test_errors_are_not_kept(sandbox: Sandbox) -> None:
    assert create(sandbox, "k", "").status_code == 422
    assert create(sandbox, "k").status_code == 201


def test_keys_of_two_merchants_have_nothing_to_do_with_each_other(sandbox: Sandbox) -> None:
    create(sandbox, "k")
    with sandbox.merchant("test_rival") as rival:
        answer = rival.post("/payments", json=order(), headers={"Idempotency-Key": "k"})

    assert "idempotent-replayed" not in answer.headers
    assert count(sandbox) == 2


def test_while_the_first_request_runs_the_second_is_told_to_wait(sandbox: Sandbox) -> None:
    fault = sandbox.fault("slow", next=1, seconds=60)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(create, sandbox, "k")
        wait_for(
            lambda: sandbox.order("GET", "/faults")[0]["hits"] == 1, "the first request to arrive"
        )

        assert create(sandbox, "k").status_code == 409
        assert create(sandbox, "other").status_code == 201
        sandbox.order("DELETE", f"/faults/{fault}")
        first = running.result()

    assert first.status_code == 201
    assert create(sandbox, "k").json() == first.json()
    assert count(sandbox) == 2


def test_twenty_at_once_make_one_payment(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: create(sandbox, "k"), range(20)))

    assert {answer.json()["id"] for answer in answers} == {create(sandbox, "k").json()["id"]}
    assert count(sandbox) == 1


def test_only_posts_have_keys(sandbox: Sandbox) -> None:
    payment = sandbox.create()
    path = f"/payments/{payment['id']}"
    key = {"Idempotency-Key": "k"}

    for metadata in ("one", "two"):
        answer = sandbox.api.patch(path, json={"metadata": metadata}, headers=key)
        assert answer.json()["metadata"] == metadata
        assert "idempotent-replayed" not in answer.headers
