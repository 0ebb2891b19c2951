"""Bad carts, buyers, tokens and bodies: whatever has to do with ordering and paying."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.api.bad_input.cases import (
    CART,
    HUGE,
    LINE,
    NOWHERE,
    ORDER,
    PERSON,
    Case,
    insert,
    line,
    post,
    rpc,
    without,
)


class Wrong(NamedTuple):
    """What is wrong with a cart or its buyer: changes to a good one, and the database's answer.

    Then that of the worker where it differs: it reads the types of the request first.
    """

    changes: dict[str, Any]
    status: int
    code: str
    status_of_worker: int = 0
    code_of_worker: str = ""


CARTS: list[Wrong] = [
    Wrong({"event_id": None}, 400, "missing_field", 400, "invalid_field"),
    Wrong({"event_id": "x"}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": 0}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": -1}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": HUGE}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": ["EVENT"]}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": {"id": "EVENT"}}, 400, "22P02", 400, "invalid_field"),
    Wrong({"event_id": NOWHERE}, 404, "event_not_found"),
    Wrong({"event_id": "DRAFT"}, 404, "event_not_found"),
    Wrong({"event_id": "CANCELLED"}, 404, "event_not_found"),
    Wrong({"event_id": "CLOSED"}, 404, "event_not_found"),
    Wrong(
        {"event_id": "SUSPENDED", "items": [LINE | {"ticket_type_id": "SUSPENDED_TYPE"}]},
        403,
        "org_suspended",
    ),
    Wrong({"event_id": "OTHER"}, 404, "ticket_type_not_found"),
    Wrong({"items": None}, 400, "missing_field", 400, "invalid_field"),
    Wrong({"items": []}, 400, "missing_field"),
    Wrong({"items": "x"}, 400, "invalid_field"),
    Wrong({"items": 1}, 400, "invalid_field"),
    Wrong({"items": {}}, 400, "invalid_field"),
    Wrong({"items": [None]}, 400, "invalid_field"),
    Wrong({"items": [1]}, 400, "invalid_field"),
    Wrong({"items": [[]]}, 400, "invalid_field"),
    Wrong({"items": [{}]}, 400, "missing_field"),
    Wrong({"items": [without(LINE, "quantity")]}, 400, "missing_field"),
    Wrong({"items": [without(LINE, "ticket_type_id")]}, 400, "missing_field"),
    Wrong(line(ticket_type_id=None), 400, "missing_field"),
    Wrong(line(ticket_type_id="x"), 400, "invalid_field"),
    Wrong(line(ticket_type_id=7), 400, "invalid_field"),
    Wrong(line(ticket_type_id=["TYPE"]), 400, "invalid_field"),
    Wrong(line(ticket_type_id=NOWHERE), 404, "ticket_type_not_found"),
    Wrong(line(ticket_type_id="OTHER_TYPE"), 404, "ticket_type_not_found"),
    Wrong(line(ticket_type_id="INACTIVE_TYPE"), 404, "ticket_type_not_found"),
    Wrong(line(ticket_type_id="LATER_TYPE"), 409, "sales_not_started"),
    Wrong(line(ticket_type_id="OVER_TYPE"), 409, "sales_ended"),
    Wrong(line(ticket_type_id="GROUP_TYPE"), 400, "quantity_below_minimum"),
    Wrong(line(ticket_type_id="SOLD_OUT_TYPE"), 409, "sold_out"),
    Wrong(line(ticket_type_id="SCARCE_TYPE", quantity=3), 409, "sold_out"),
    Wrong(line(quantity=None), 400, "invalid_quantity"),
    Wrong(line(quantity=0), 400, "invalid_quantity"),
    Wrong(line(quantity=-1), 400, "invalid_quantity"),
    Wrong(line(quantity=1.5), 400, "invalid_quantity"),
    Wrong(line(quantity="1"), 400, "invalid_quantity"),
    Wrong(line(quantity=True), 400, "invalid_quantity"),
    Wrong(line(quantity=[1]), 400, "invalid_quantity"),
    Wrong(line(quantity=HUGE), 400, "invalid_quantity"),
    Wrong(line(quantity=1000), 400, "invalid_quantity"),
    Wrong(line(quantity=11), 400, "quantity_above_maximum"),
    Wrong({"items": [LINE, LINE]}, 400, "duplicate_line"),
    Wrong({"items": [LINE] * 21}, 400, "too_many_lines"),
    Wrong(line(ticket_type_id="DEAR_TYPE", quantity=2), 400, "amount_too_large"),
    Wrong(line(unit_amount=1), 409, "price_changed"),
    Wrong(line(unit_amount=-1), 400, "invalid_field"),
    Wrong(line(unit_amount=1.5), 400, "invalid_field"),
    Wrong(line(unit_amount="2500"), 400, "invalid_field"),
    Wrong(line(unit_amount=HUGE), 400, "invalid_field"),
    Wrong(line(product_id=NOWHERE), 400, "invalid_field"),
    Wrong({"items": [{"product_id": NOWHERE, "quantity": 1}]}, 404, "product_not_found"),
    Wrong({"items": [{"product_id": "x", "quantity": 1}]}, 400, "invalid_field"),
    Wrong({"items": [{"product_id": NOWHERE}]}, 400, "missing_field"),
    Wrong({"items": [{"product_id": NOWHERE, "quantity": 0}]}, 400, "invalid_quantity"),
    Wrong(line(registrations="x"), 400, "invalid_field"),
    Wrong(line(registrations=[1]), 400, "invalid_field"),
    Wrong(line(registrations=[{}] * 101), 400, "invalid_field"),
    Wrong(line(registrations=[{}, {}]), 400, "registrations_do_not_match_quantity"),
    Wrong(line(registrations=[PERSON | {"products": 5}]), 400, "invalid_field"),
    Wrong(line(registrations=[PERSON | {"products": ["x"]}]), 400, "invalid_field"),
    Wrong(line(registrations=[PERSON | {"products": [{}]}]), 400, "missing_field"),
    Wrong(line(registrations=[PERSON | {"products": [LINE]}]), 400, "invalid_field"),
    Wrong(
        line(registrations=[PERSON | {"products": [{"product_id": NOWHERE}]}]),
        404,
        "product_not_found",
    ),
    Wrong({"promo_code": "NOPE"}, 404, "promo_code_not_found"),
    Wrong({"promo_code": "x" * 1000}, 404, "promo_code_not_found"),
    Wrong({"promo_code": 7}, 404, "promo_code_not_found", 400, "invalid_field"),
]
BUYERS: list[Wrong] = [
    Wrong({"email": None}, 400, "missing_field", 400, "invalid_field"),
    Wrong({"email": ""}, 400, "missing_field"),
    Wrong({"email": "anna"}, 400, "invalid_email"),
    Wrong({"email": "anna@example"}, 400, "invalid_email"),
    Wrong({"email": "anna@@example.test"}, 400, "invalid_email"),
    Wrong({"email": "Anna <anna@example.test>"}, 400, "invalid_email"),
    Wrong({"email": "anna@example.test\r\nBcc: eve@example.test"}, 400, "invalid_email"),
    Wrong({"email": "x" * 300 + "@example.test"}, 400, "invalid_email"),
    Wrong({"email": 5}, 400, "invalid_email", 400, "invalid_field"),
    Wrong({"email": ["anna@example.test"]}, 400, "invalid_email", 400, "invalid_field"),
    Wrong({"purchaser_name": "x" * 201}, 400, "invalid_field"),
    Wrong({"purchaser_name": "a\u0007b"}, 400, "invalid_field"),
    Wrong({"purchaser_name": "a\u0000b"}, 400, "22P05", 400, "invalid_value"),
    Wrong({"purchaser_name": "a\ud800b"}, 400, "PGRST102", 400, "invalid_value"),
    Wrong({"email": "a\ud800b@example.test"}, 400, "PGRST102", 400, "invalid_value"),
    Wrong({"idempotency_key": "a\udfffb"}, 400, "PGRST102", 400, "invalid_value"),
    Wrong({"accept_terms": "perhaps"}, 400, "22P02", 400, "invalid_field"),
    Wrong({"language": "de"}, 400, "invalid_field"),
    Wrong({"language": 7}, 400, "invalid_field"),
    Wrong({"idempotency_key": "x" * 201}, 400, "invalid_field"),
    Wrong({"idempotency_key": "a\nb"}, 400, "invalid_field"),
    Wrong({"idempotency_key": "USED_KEY"}, 422, "idempotency_key_reused"),
    Wrong({"return_url": "javascript:alert(1)"}, 400, "invalid_field"),
    Wrong({"return_url": "x"}, 400, "invalid_field"),
    Wrong({"return_url": "https://a.example/" + "x" * 500}, 400, "invalid_field"),
]


def carts() -> Iterator[Case]:
    """Every wrong cart, at every place that takes one."""
    for wrong in (*CARTS, *BUYERS):
        body = ORDER | wrong.changes
        yield rpc("create_order", body, wrong.status, wrong.code)
        yield post(
            "create-order-public",
            body,
            wrong.status_of_worker or wrong.status,
            wrong.code_of_worker or wrong.code,
        )
    for wrong in CARTS:
        yield rpc("validate_checkout_capacity", CART | wrong.changes, wrong.status, wrong.code)
    for key in ("event_id", "items", "email"):
        yield rpc("create_order", without(ORDER, key), 400, "missing_field")
        yield post("create-order-public", without(ORDER, key), 400, "missing_field")
    for key in ("event_id", "items"):
        yield rpc("validate_checkout_capacity", without(CART, key), 400, "missing_field")


MALFORMED = ["{", "", "[", "nil", "{'a': 1}", '{"event_id": }', "\x00"]

CASES = [
    *carts(),
    # Who asks.
    *(
        rpc(function, body, 401, "PGRST301", who)
        for who in ("forged", "expired", "garbage")
        for function, body in (("create_order", ORDER), ("my_orders", {}), ("get_event", {}))
    ),
    *(
        post("create-order-public", ORDER | {"user_token": token}, 401, "invalid_token")
        for token in ("FORGED", "EXPIRED", "ANON_FORGED", "x", "a.b.c")
    ),
    post("create-order-public", ORDER | {"user_token": 5}, 400, "invalid_field"),
    *(
        post("create-order-public", ORDER, 401, "invalid_token", who)
        for who in ("forged", "expired")
    ),
    rpc("get_event", {"event_id": "EVENT"}, 401, "invalid_api_key", "nobody"),
    # Bodies that are none.
    *(rpc("create_order", body, 400, "PGRST102") for body in MALFORMED if body),
    *(post("create-order-public", body, 400, "malformed_json") for body in MALFORMED),
    *(post("create-payment", body, 400, "malformed_json") for body in MALFORMED),
    *(
        post("create-order-public", body, 400, "invalid_field")
        for body in ("[]", "7", '"x"', "null")
    ),
    *(
        Case(path, "x" * (64 * 1024 + 1), 413, "body_too_large")
        for path in (
            "/rest/v1/rpc/create_order",
            "/functions/v1/create-order-public",
            "/functions/v1/mollie-webhook",
            "/functions/v1/mollie-events",
        )
    ),
    rpc("create_order", ORDER | {"price": 1}, 404, "PGRST202"),
    rpc("no_such_function", {}, 404, "PGRST202"),
    post("no-such-function", {}, 404, "function_not_found"),
    Case("/functions/v1/create-order-public", None, 405, "method_not_allowed", method="GET"),
    Case("/functions/v1/mollie-webhook", None, 405, "method_not_allowed", method="GET"),
    Case("/functions/v1/mollie-events", None, 405, "method_not_allowed", method="GET"),
    *(
        post("mollie-events", body, 401, "invalid_signature")
        for body in ("", "x", "{}", '{"resource": "event", "entityId": "tr_x"}', "id=tr_x")
    ),
    # Orders by their token.
    *(
        rpc(function, {"public_token": token}, status, code)
        for function in ("get_order", "resend_tickets")
        for token, status, code in (
            (None, 400, "missing_field"),
            ("", 400, "missing_field"),
            ("x", 404, "order_not_found"),
            (5, 404, "order_not_found"),
            (["x"], 404, "order_not_found"),
            ("x" * 10000, 404, "order_not_found"),
            ("ORDER_ID", 404, "order_not_found"),
            ("a\u0000", 400, "22P05"),
            ("a\ud800", 400, "PGRST102"),
        )
    ),
    rpc("get_order", {}, 400, "missing_field"),
    rpc("get_order", {"order_id": "ORDER_ID"}, 404, "PGRST202"),
    rpc("resend_tickets", {}, 400, "missing_field"),
    rpc("resend_tickets", {"public_token": "UNPAID_TOKEN"}, 409, "order_has_no_tickets"),
    rpc("resend_tickets", {"order_id": "ORDER_ID"}, 401, "sign_in_required"),
    rpc("resend_tickets", {"order_id": "ORDER_ID"}, 404, "not_found", "stranger"),
    rpc("resend_tickets", {"order_id": NOWHERE}, 404, "not_found", "stranger"),
    rpc("resend_tickets", {"order_id": NOWHERE}, 404, "not_found", "owner"),
    rpc("resend_tickets", {"order_id": "UNPAID_ID"}, 409, "order_has_no_tickets", "owner"),
    rpc("resend_tickets", {"order_id": "x"}, 400, "22P02", "owner"),
    rpc("resend_tickets", {"order_id": -1}, 400, "22P02", "owner"),
    *(
        post("create-payment", {"public_token": token}, status, code)
        for token, status, code in (
            ("", 400, "missing_field"),
            ("x", 404, "order_not_found"),
            ("x" * 10000, 404, "order_not_found"),
            ("ORDER_ID", 404, "order_not_found"),
            ("PAID_TOKEN", 409, "order_already_paid"),
            (None, 400, "invalid_field"),
            (5, 400, "invalid_field"),
            (["x"], 400, "invalid_field"),
            ("a\u0000", 400, "invalid_value"),
            ("a\ud800", 400, "invalid_value"),
        )
    ),
    post("create-payment", {}, 400, "missing_field"),
    *(
        Case(f"/functions/v1/{function}", None, status, code, method="GET", params=params)
        for function in ("ticket-pdf",)
        for params, status, code in (
            ({}, 400, "missing_field"),
            ({"token": ""}, 400, "missing_field"),
            ({"token": "x"}, 404, "order_not_found"),
            ({"token": "UNPAID_TOKEN"}, 409, "order_has_no_tickets"),
            ({"token": "PAID_TOKEN", "ticket": "x"}, 400, "invalid_field"),
            ({"token": "PAID_TOKEN", "ticket": NOWHERE}, 409, "order_has_no_tickets"),
        )
    ),
    # Only workers report payments.
    rpc("handle_payment_webhook", {"payment": {"id": "tr_x", "status": "paid"}}, 401, "42501"),
    rpc("handle_payment_webhook", {"payment": {}}, 403, "42501", "owner"),
    # What nobody writes.
    *(
        insert(view, {}, 403, "42501")
        for view in (
            "orders",
            "order_items",
            "ticket_instances",
            "payments",
            "payment_events",
            "payments_in_review",
            "chargebacks",
            "ledger_entries",
            "ledger_balances",
            "ledger_comparison",
            "fee_credits",
            "balances",
            "balance_transactions",
            "settlements",
            "settlement_lines",
            "refunds",
            "refund_items",
            "published_events",
            "audit_log",
            "email_outbox",
        )
    ),
    insert("no_such_view", {}, 404, "42P01"),
]
