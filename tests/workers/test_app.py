"""The application around the functions: addresses, bodies, headers, and what is told of errors."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from workers.asgi import BODY_LIMIT
from workers.functions import discover, scanner_scanlogs_batch

ORDER = "/functions/v1/create-order-public"
GOOD: dict[str, Any] = {
    "event_id": str(uuid4()),
    "items": [{"ticket_type_id": str(uuid4()), "quantity": 1}],
    "email": "zoe@example.org",
}


def error(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Checks that an answer is this error, and returns its details."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    assert set(body) == {"code", "message", "details", "hint"}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    details: dict[str, Any] = body["details"]
    return details


@pytest.mark.parametrize(
    "body", [b"", b"{", b"not json", b"\xff\xfe", b'{"a": "\xff"}', b"[" * 60_000]
)
async def test_what_is_not_json_is_malformed(http: httpx.AsyncClient, body: bytes) -> None:
    error(await http.post(ORDER, content=body), 400, "malformed_json")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"1", b"NaN"])
async def test_json_that_is_no_object_is_invalid(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post(ORDER, content=body)

    assert answer.status_code == 400
    assert answer.json()["code"] in {"invalid_field", "malformed_json"}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"event_id": None}, "invalid_field", "event_id"),
        ({"event_id": ...}, "missing_field", "event_id"),
        ({"event_id": "17"}, "invalid_field", "event_id"),
        ({"event_id": 17}, "invalid_field", "event_id"),
        ({"items": ...}, "missing_field", "items"),
        ({"items": {}}, "invalid_field", "items"),
        ({"items": "x"}, "invalid_field", "items"),
        ({"items": [1]}, "invalid_field", "items.0"),
        ({"accept_terms": "yes"}, "invalid_field", "accept_terms"),
        ({"promo_code": 5}, "invalid_field", "promo_code"),
        ({"email": ...}, "missing_field", "email"),
        ({"email": 5}, "invalid_field", "email"),
        ({"language": "fr"}, "invalid_field", "language"),
        ({"purchaser_name": {}}, "invalid_field", "purchaser_name"),
        ({"idempotency_key": 1}, "invalid_field", "idempotency_key"),
        ({"return_url": []}, "invalid_field", "return_url"),
    ],
)
async def test_a_field_that_is_wrong_is_named(
    http: httpx.AsyncClient, change: dict[str, Any], code: str, field: str
) -> None:
    body = {name: value for name, value in (GOOD | change).items() if value is not ...}

    details = error(await http.post(ORDER, content=json.dumps(body)), 400, code)

    assert details["field"] == field


@pytest.mark.parametrize("field", ["email", "purchaser_name", "idempotency_key", "return_url"])
async def test_text_that_postgres_cannot_hold_is_refused(
    http: httpx.AsyncClient, field: str
) -> None:
    for text in ("a\0b", "a\ud800b"):
        answer = await http.post(ORDER, content=json.dumps(GOOD | {field: text}))
        error(answer, 400, "invalid_value")
        items = [GOOD["items"][0] | {"registrations": [{"first_name": text}]}]
        answer = await http.post(ORDER, content=json.dumps(GOOD | {"items": items}))
        error(answer, 400, "invalid_value")


async def chunks(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, 1000):
        yield b" " * min(1000, size - start)


@pytest.mark.parametrize("path", [ORDER, "/functions/v1/mollie-webhook", "/functions/v1/nothing"])
async def test_a_body_above_the_limit_is_refused(http: httpx.AsyncClient, path: str) -> None:
    error(await http.post(path, content=b" " * (BODY_LIMIT + 1)), 413, "body_too_large")
    error(await http.post(path, content=chunks(BODY_LIMIT + 1)), 413, "body_too_large")
    error(await http.post(path, content=chunks(40 * BODY_LIMIT)), 413, "body_too_large")


BATCH = "/functions/v1/scanner-scanlogs-batch"


async def test_a_function_may_take_more(http: httpx.AsyncClient) -> None:
    error(await http.post(BATCH, content=b" " * (BODY_LIMIT + 1)), 400, "malformed_json")
    limit = scanner_scanlogs_batch.BODY_LIMIT
    error(await http.post(BATCH, content=b" " * (limit + 1)), 413, "body_too_large")


async def test_a_packed_body_is_bounded_by_what_is_in_it(http: httpx.AsyncClient) -> None:
    packed = {"content-encoding": "gzip"}
    good = gzip.compress(json.dumps(GOOD).encode())
    for content, status, code in (
        (gzip.compress(b" " * BODY_LIMIT), 400, "malformed_json"),
        (gzip.compress(b" " * (BODY_LIMIT + 1)), 413, "body_too_large"),
        (gzip.compress(b" " * 100 * BODY_LIMIT), 413, "body_too_large"),
        (good[:-20], 400, "malformed_json"),
        (b"no gzip", 400, "malformed_json"),
    ):
        error(await http.post(ORDER, content=content, headers=packed), status, code)


async def test_a_body_at_the_limit_is_read(http: httpx.AsyncClient) -> None:
    error(await http.post(ORDER, content=chunks(BODY_LIMIT)), 400, "malformed_json")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/functions/v1",
        "/functions/v1/",
        "/functions/v1/no-such-function",
        "/functions/v1/create_order_public",
        "/functions/v1/create-order-public/",
        "/functions/v1/create-order-public/more",
        "/docs",
    ],
)
async def test_an_unknown_address_is_no_function(http: httpx.AsyncClient, path: str) -> None:
    error(await http.post(path, json={}), 404, "function_not_found")


async def test_another_method_is_not_allowed(http: httpx.AsyncClient) -> None:
    answer = await http.get(ORDER)

    error(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("name", discover())
async def test_browsers_may_call_every_function(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.options(
        f"/functions/v1/{name}",
        headers={
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, x-client-info, apikey, content-type",
        },
    )

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    allowed = answer.headers["access-control-allow-headers"].split(", ")
    assert set(allowed) == {
        "authorization",
        "x-client-info",
        "apikey",
        "content-type",
        "x-acting-as",
    }
    assert "POST" in answer.headers["access-control-allow-methods"]


async def test_a_request_keeps_its_id(http: httpx.AsyncClient) -> None:
    answer = await http.post(ORDER, headers={"X-Request-Id": "abc-123.DEF"})

    assert answer.headers["x-request-id"] == "abc-123.DEF"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", "<script>alert</script>"])
async def test_an_unusable_id_is_replaced(http: httpx.AsyncClient, given: str) -> None:
    first, second = [await http.post(ORDER, headers={"X-Request-Id": given}) for _ in range(2)]

    ids = {first.headers["x-request-id"], second.headers["x-request-id"]}
    assert len(ids) == 2
    assert given not in ids


@pytest.mark.parametrize("authorization", ["Bearer a.b.c", "Bearer", "Basic eDp5"])
async def test_a_bad_token_is_refused(http: httpx.AsyncClient, authorization: str) -> None:
    answer = await http.post(ORDER, json=GOOD, headers={"Authorization": authorization})

    error(answer, 401, "invalid_token")


async def test_a_bad_token_in_the_body_is_refused(http: httpx.AsyncClient) -> None:
    error(await http.post(ORDER, json=GOOD | {"user_token": "a.b.c"}), 401, "invalid_token")


async def test_without_a_database_callers_are_asked_to_come_back(http: httpx.AsyncClient) -> None:
    answer = await http.post(ORDER, json=GOOD)

    error(answer, 503, "try_again")
    assert answer.headers["retry-after"] == "1"


async def test_what_breaks_is_told_to_the_log_and_not_to_the_caller(
    app: FastAPI, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    del app.state.services

    answer = await http.post(ORDER, json=GOOD)

    error(answer, 500, "internal_error")
    assert "services" not in answer.text
    assert "AttributeError" in capsys.readouterr().out


async def test_a_process_without_a_database_is_alive_and_not_ready(
    http: httpx.AsyncClient,
) -> None:
    assert (await http.get("/healthz")).status_code == 200
    assert (await http.get("/readyz")).status_code == 503


async def test_metrics_count_by_function_and_not_by_address(http: httpx.AsyncClient) -> None:
    await http.post(ORDER, content=b"{")
    await http.get("/functions/v1/no-such-function?token=secret")

    metrics = (await http.get("/metrics")).text

    assert 'entree_requests_total{function="create-order-public",status="400"}' in metrics
    assert 'entree_requests_total{function="other",status="404"}' in metrics
    assert "secret" not in metrics


async def test_the_log_has_one_line_per_request_and_nobody_in_it(
    http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    await http.post(
        ORDER + "?token=secret-token",
        json=GOOD | {"user_token": "a.b.c", "purchaser_name": "Zoë van den Berg"},
        headers={"X-Request-Id": "request-1", "X-Real-IP": "203.0.113.7"},
    )

    lines = capsys.readouterr().out.splitlines()
    # Beside it only that there is no database to ask.
    assert sum("create-order-public" in line for line in lines) == 1
    assert all("request-1" in line for line in lines)
    for private in ("zoe@example.org", "Zoë", "secret-token", "203.0.113.7", "a.b.c"):
        assert not [line for line in lines if private in line]


async def test_the_description_has_every_function(http: httpx.AsyncClient) -> None:
    description = (await http.get("/functions/v1/openapi.json")).json()

    described = {path.removeprefix("/functions/v1/") for path in description["paths"]}
    assert described == set(discover())
    for path in description["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["description"]
            assert "default" in operation["responses"]


async def test_the_page_of_an_order_says_what_is_wrong_in_the_readers_language(
    http: httpx.AsyncClient,
) -> None:
    for language, said in (("nl-NL", "Dit is niet gelukt"), ("en", "This did not work")):
        answer = await http.get(
            "/functions/v1/order?token=x", headers={"Accept-Language": language}
        )
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert said in answer.text


async def test_pages_run_nothing_and_pass_no_address_on(http: httpx.AsyncClient) -> None:
    answer = await http.get("/functions/v1/order")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
