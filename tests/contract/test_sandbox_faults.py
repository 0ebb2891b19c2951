"""Answers of the sandbox that go wrong on order, and the control API itself."""

from __future__ import annotations

import httpx
import pytest

from tests.contract.support import Json, Sandbox, order


def post(sandbox: Sandbox, key: str = "k") -> httpx.Response:
    return sandbox.api.post("/payments", json=order(), headers={"Idempotency-Key": key})


def payments(sandbox: Sandbox) -> list[Json]:
    found: list[Json] = sandbox.order("GET", "/payments")
    return found


@pytest.mark.parametrize("status", [429, 500, 503, 418])
def test_a_status_is_answered_as_often_as_ordered(sandbox: Sandbox, status: int) -> None:
    sandbox.fault("status", status=status, next=2)

    answers = [post(sandbox) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [status, status, 201]
    assert answers[0].json()["status"] == status
    assert answers[0].json()["detail"]
    assert len(payments(sandbox)) == 1


def test_an_error_can_come_from_a_proxy(sandbox: Sandbox) -> None:
    sandbox.fault("status", status=502, html=True)

    answer = post(sandbox)

    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("kind", ["close", "timeout"])
def test_a_connection_ends_without_an_answer(sandbox: Sandbox, kind: str) -> None:
    sandbox.fault(kind, next=1, seconds=0.05)

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        post(sandbox)

    assert payments(sandbox) == []
    assert post(sandbox).status_code == 201
    assert [entry["status"] for entry in sandbox.requests("POST", "payments")] == [0, 201]


@pytest.mark.parametrize("kind", ["close", "timeout", "status"])
def test_the_work_can_be_done_and_its_answer_lost(sandbox: Sandbox, kind: str) -> None:
    sandbox.fault(kind, next=1, seconds=0.05, after=True)
    try:
        assert post(sandbox).status_code == 503
    except (httpx.RemoteProtocolError, httpx.ReadError):
        assert kind != "status"
    [payment] = payments(sandbox)

    again = post(sandbox)

    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["id"] == payment["id"]


def test_a_silent_request_goes_on_when_the_fault_is_taken_back(sandbox: Sandbox) -> None:
    fault = sandbox.fault("timeout", seconds=3600)
    with pytest.raises(httpx.ReadTimeout):
        sandbox.api.get("/payments", timeout=0.1)

    sandbox.order("DELETE", f"/faults/{fault}")

    assert sandbox.api.get("/payments").status_code == 200


def test_faults_can_be_narrowed_down(sandbox: Sandbox) -> None:
    one, other = sandbox.create(), sandbox.create()
    sandbox.fault("status", status=500, method="DELETE")
    sandbox.fault("status", status=503, payment=one["id"])
    sandbox.fault("status", status=429, path="refunds$")

    assert sandbox.api.delete(f"/payments/{other['id']}").status_code == 500
    assert sandbox.api.get(f"/payments/{one['id']}").status_code == 503
    assert sandbox.api.get(f"/payments/{other['id']}").status_code == 200
    assert sandbox.api.get("/refunds").status_code == 429
    sandbox.order("DELETE", "/faults")
    assert sandbox.api.get("/refunds").status_code == 200


def test_a_rate_hits_evenly_and_is_counted(sandbox: Sandbox) -> None:
    sandbox.fault("status", rate=0.5)

    statuses = [sandbox.api.get("/payments").status_code for _ in range(6)]

    assert statuses == [200, 503] * 3
    [listed] = sandbox.order("GET", "/faults")
    assert (listed["seen"], listed["hits"]) == (6, 3)


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"kind": "meteor"},
        {"kind": "status", "status": 200},
        {"kind": "status", "next": 0},
        {"kind": "status", "next": 1, "rate": 0.5},
        {"kind": "status", "rate": 1.5},
        {"kind": "slow", "after": True},
        {"kind": "close", "path": "("},
        {"kind": "close", "metod": "POST"},
    ],
)
def test_a_fault_ordered_wrongly_is_refused(sandbox: Sandbox, fault: Json) -> None:
    assert sandbox.control.post("/faults", json=fault).status_code == 422
    assert sandbox.order("GET", "/faults") == []


def test_the_journal_tells_what_was_asked_but_no_secret(sandbox: Sandbox) -> None:
    post(sandbox, "key-1")
    post(sandbox, "key-1")

    first, second = sandbox.requests("POST", "payments")

    assert (first["idempotency_key"], first["replayed"]) == ("key-1", False)
    assert first["body"] == order()
    assert first["answer"]["resource"] == "payment"
    assert second["replayed"] is True
    assert "test_merchant" not in sandbox.control.get("/requests").text
    sandbox.order("DELETE", "/requests")
    assert sandbox.requests("POST", "payments") == []


def test_settings_are_checked(sandbox: Sandbox) -> None:
    for changes in ({"time_scale": 0}, {"time_scale": "fast"}, {"colour": "red"}):
        assert sandbox.control.patch("/settings", json=changes).status_code == 422
    assert sandbox.order("GET", "/settings")["time_scale"] == 1.0


def test_a_reset_leaves_nothing(sandbox: Sandbox) -> None:
    sandbox.advance(86_400)
    sandbox.settings(time_scale=60)
    sandbox.fault("status")
    before = sandbox.order("GET", "/clock")["now"]

    sandbox.reset()

    assert sandbox.order("GET", "/clock")["now"] < before
    assert sandbox.order("GET", "/settings")["time_scale"] == 1.0
    assert sandbox.order("GET", "/faults") == []
    assert sandbox.requests("GET", "") == []


def test_a_payment_can_be_made_to_lie(sandbox: Sandbox) -> None:
    payment = sandbox.paid()
    lie = {"amount": {"currency": "EUR", "value": "1.00"}, "mode": "live"}

    sandbox.order("POST", f"/payments/{payment['id']}/forge", lie)

    told = sandbox.get(payment)
    assert (told["amount"], told["mode"]) == (lie["amount"], "live")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/payments/tr_unknown/outcome", 404),
        ("POST", "/payments/tr_unknown/expire", 404),
        ("POST", "/payments/tr_unknown/webhook", 404),
        ("POST", "/refunds/re_unknown/advance", 404),
        ("POST", "/refunds/re_unknown/fail", 404),
        ("DELETE", "/faults/999", 404),
        ("POST", "/clock", 422),
    ],
)
def test_the_control_api_refuses_what_cannot_be(
    sandbox: Sandbox, method: str, path: str, status: int
) -> None:
    body = {"advance_seconds": -1} if path == "/clock" else {"status": "paid"}
    answer = sandbox.control.request(
        method, path, json=body if "outcome" in path or path == "/clock" else None
    )

    assert answer.status_code == status


def test_the_page_tells_what_can_be_done(sandbox: Sandbox) -> None:
    payment = sandbox.create(description="<b>Order</b>")

    page = sandbox.browser.get("/", follow_redirects=True)

    assert page.status_code == 200
    for words in ("/sandbox/payments/{payment_id}/outcome", "time_scale", "drop_webhook"):
        assert words in page.text
    assert payment["id"] in page.text
    assert "<b>Order</b>" not in page.text
