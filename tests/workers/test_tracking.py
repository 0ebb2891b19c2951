"""Unexpected errors reach an error tracker, and nobody's data goes along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sentry_sdk
from fastapi import FastAPI
from structlog.testing import capture_logs

from tests.workers.receiver import Receiver, listening
from workers import tracking
from workers.app import create_app
from workers.errors import InternalError, TryAgain
from workers.settings import Settings

ORDER = "/functions/v1/create-order-public"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where errors are sent."""
    with listening() as receiver:
        yield receiver
    # Nowhere again, whatever the environment still says.
    sentry_sdk.init(dsn="", default_integrations=False)


@pytest.fixture
def settings(bare: pytest.MonkeyPatch, receiver: Receiver) -> Settings:
    """Settings with an error tracker and without a database."""
    bare.setenv("ENVIRONMENT", "local")
    bare.setenv("DATABASE_URL", "postgresql://postgres@127.0.0.1:1/postgres")
    bare.setenv("SENTRY_DSN", receiver.url.replace("http://", "http://key@") + "/7")
    return Settings.load()


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    tracking.configure(settings, "functions")
    return create_app(settings)


def events(receiver: Receiver) -> list[dict[str, Any]]:
    """The events of the envelopes that came in."""
    tracking.finish()
    lines = [json.loads(line) for body in receiver.bodies for line in body.splitlines() if line]
    return [line for line in lines if "exception" in line]


async def test_what_breaks_is_reported_and_nobody_with_it(
    app: FastAPI, http: httpx.AsyncClient, receiver: Receiver
) -> None:
    del app.state.services

    body = {
        "event_id": str(uuid4()),
        "items": [{"ticket_type_id": str(uuid4()), "quantity": 1}],
        "email": "zoe@example.org",
        "purchaser_name": "Mevrouw Zomer",
    }
    with capture_logs():
        await http.post(
            f"{ORDER}?token=secret-token",
            json=body,
            headers={"X-Request-Id": "request-1", "X-Real-IP": "203.0.113.7"},
        )

    [event] = events(receiver)
    broken = event["exception"]["values"][-1]
    assert broken["type"] == "AttributeError"
    assert any(frame["module"].startswith("workers.") for frame in broken["stacktrace"]["frames"])
    assert event["tags"] == {
        "process": "functions",
        "function": "create-order-public",
        "request_id": "request-1",
    }
    sent = b"".join(receiver.bodies).decode()
    for private in ("zoe@example.org", "Zomer", "secret-token", "203.0.113.7"):
        assert private not in sent, private


async def test_refusals_are_no_errors(http: httpx.AsyncClient, receiver: Receiver) -> None:
    assert (await http.post(ORDER, content=b"{")).status_code == 400
    assert (await http.get(ORDER)).status_code == 405
    assert (await http.post("/functions/v1/nothing")).status_code == 404
    assert events(receiver) == []


def test_words_of_an_error_and_values_stay_here(settings: Settings, receiver: Receiver) -> None:
    tracking.configure(settings, "worker")
    email = "anna@example.org"
    try:
        raise ValueError(f"Key (email)=({email}) already exists")
    except ValueError as error:
        tracking.report(error, topic="email.order_confirmation")

    [event] = events(receiver)
    assert event["tags"] == {"process": "worker", "topic": "email.order_confirmation"}
    assert "anna" not in json.dumps(event)
    assert {"user", "request", "breadcrumbs", "extra", "modules"}.isdisjoint(event)


@pytest.mark.parametrize(
    ("error", "expected"),
    [(TryAgain(), True), (TimeoutError(), True), (InternalError(), True), (KeyError("x"), False)],
)
def test_errors_of_ours_are_expected(error: Exception, expected: bool) -> None:
    assert tracking.is_expected(error) is expected


def test_without_an_address_nothing_is_sent(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("ENVIRONMENT", "local")
    before = sentry_sdk.get_client()

    tracking.configure(Settings.load(), "functions")
    tracking.report(ValueError("nobody hears this"))

    assert sentry_sdk.get_client() is before
