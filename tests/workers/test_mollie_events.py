"""Signed events: whose signature counts, which payment they name, and forgeries over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from fastapi import FastAPI

from tests.workers.conftest import NOWHERE
from workers.app import create_app
from workers.functions.mollie_events import is_signed, payment_of
from workers.settings import Settings, SettingsError

BODY = b'{"resource": "event"}'
OLD, NEW, FOREIGN = b"old-secret-of-ours", b"new-secret-of-ours", b"secret-of-a-stranger"


def sign(secret: bytes, body: bytes = BODY) -> str:
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("given", "secrets"),
    [
        ([sign(NEW)], [NEW]),
        ([sign(NEW).removeprefix("sha256=")], [NEW]),
        ([sign(NEW), sign(OLD)], [OLD]),
        ([sign(NEW), sign(OLD)], [NEW]),
        ([f"{sign(NEW)}, {sign(OLD)}"], [OLD]),
        ([sign(OLD)], [NEW, OLD]),
        ([sign(FOREIGN), sign(OLD)], [NEW, OLD]),
    ],
)
def test_a_signature_with_any_of_our_secrets_counts(given: list[str], secrets: list[bytes]) -> None:
    assert is_signed(BODY, given, secrets)


@pytest.mark.parametrize(
    ("given", "secrets"),
    [
        ([], [NEW]),
        ([""], [NEW]),
        (["sha256="], [NEW]),
        ([sign(NEW)], []),
        ([sign(b"")], []),
        ([sign(FOREIGN)], [NEW, OLD]),
        ([sign(NEW, b"another body")], [NEW]),
        ([sign(NEW)[:-1]], [NEW]),
        ([sign(NEW).upper()], [NEW]),
        (["sha512=" + sign(NEW)[7:]], [NEW]),
        (["sha256=é"], [NEW]),
    ],
)
def test_nothing_else_counts(given: list[str], secrets: list[bytes]) -> None:
    assert not is_signed(BODY, given, secrets)


def event(kind: str, entity: str, **more: Any) -> bytes:
    return json.dumps({"resource": "event", "type": kind, "entityId": entity} | more).encode()


def link(path: str) -> dict[str, Any]:
    return {"entity": {"href": f"https://api.mollie.com/v2/{path}"}}


@pytest.mark.parametrize(
    ("body", "payment"),
    [
        (event("payment.paid", "tr_1"), "tr_1"),
        (event("refund.failed", "re_1", _embedded={"entity": {"paymentId": "tr_2"}}), "tr_2"),
        (event("refund.failed", "re_1", _links=link("payments/tr_3/refunds/re_1")), "tr_3"),
        (event("chargeback.received", "chb_1", _links=link("payments/tr_4/chargebacks/x")), "tr_4"),
        (event("refund.failed", "re_1", _links=link("refunds/re_1")), None),
        (event("refund.failed", "re_1", _embedded={"entity": {"paymentId": "x"}}), None),
        (event("refund.failed", "re_1", _embedded={"entity": None}), None),
        (event("refund.failed", "re_1", _embedded=[1]), None),
        (event("payment-link.paid", "pl_1"), None),
        (event("payment.paid", "tr_../x"), None),
        (event("payment.paid", "tr_" + "x" * 65), None),
        (event("payment.paid", "tr_1", resource="payment"), None),
        (b'{"resource": "event", "type": 7, "entityId": "tr_1"}', None),
        (b'{"resource": "event", "type": "payment.paid", "entityId": 7}', None),
        (b'{"resource": "payment", "id": "tr_1"}', None),
        (b"[]", None),
        (b"id=tr_1", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_an_event_names_a_payment_or_none(body: bytes, payment: str | None) -> None:
    assert payment_of(body) == payment


@pytest.mark.parametrize("given", ["short", "long-enough-secret,short", ","])
def test_secrets_must_look_like_some(bare: pytest.MonkeyPatch, given: str) -> None:
    bare.setenv("ENVIRONMENT", "local")
    bare.setenv("MOLLIE_WEBHOOK_SECRETS", given)

    with pytest.raises(SettingsError, match="MOLLIE_WEBHOOK_SECRETS holds a secret of fewer"):
        Settings.load()


def test_two_secrets_are_read(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("ENVIRONMENT", "local")
    bare.setenv("DATABASE_URL", NOWHERE)
    bare.setenv("MOLLIE_WEBHOOK_SECRETS", f"{NEW.decode()}, {OLD.decode()}")

    assert Settings.load().webhook_secrets == (NEW, OLD)
    assert isinstance(create_app(Settings.load()), FastAPI)
