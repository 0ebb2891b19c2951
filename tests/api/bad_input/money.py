"""Bad requests about money that goes back."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import HUGE, NOWHERE, post, rpcs

KEY = "00000000-0000-4000-8000-000000000001"
BACK: dict[str, Any] = {"order_id": "ORDER_ID", "idempotency_key": KEY}
ITEM: dict[str, Any] = {"order_item_id": "ITEM_ID"}
SENT: dict[str, Any] = {"refund_id": "CASH_REFUND", "reference": "statement 7"}

# What the function and the RPC refuse alike.
WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"order_id": NOWHERE}, 404, "not_found"),
    ({"order_id": "OTHER_ORDER"}, 404, "not_found"),
    ({"order_id": "UNPAID_ID"}, 409, "order_not_paid"),
    ({"order_id": "INVOICE"}, 409, "order_not_paid"),
    ({"amount": 0}, 400, "invalid_field"),
    ({"amount": -1}, 400, "invalid_field"),
    ({"amount": 5_000_001}, 400, "invalid_field"),
    ({"amount": 2501}, 409, "refund_too_large"),
    ({"items": []}, 400, "invalid_field"),
    ({"items": [{"order_item_id": NOWHERE}]}, 404, "order_item_not_found"),
    ({"items": [ITEM, ITEM]}, 400, "invalid_field"),
    ({"items": [ITEM | {"quantity": 0}]}, 400, "invalid_field"),
    ({"items": [ITEM | {"quantity": 2}]}, 409, "already_refunded"),
    ({"items": [ITEM | {"amount": -1}]}, 400, "invalid_field"),
    ({"items": [ITEM | {"amount": 2501}]}, 409, "refund_too_large"),
    ({"items": [ITEM], "amount": 2501}, 409, "refund_too_large"),
    ({"items": [ITEM | {"ticket_instance_ids": [NOWHERE]}]}, 404, "ticket_not_found"),
    ({"items": [ITEM | {"ticket_instance_ids": []}]}, 400, "invalid_field"),
    ({"reason": "x" * 501}, 400, "invalid_field"),
    ({"reason": "a\nb"}, 400, "invalid_field"),
    ({"internal_note": "x" * 2001}, 400, "invalid_field"),
    ({"internal_note": "a\u0007"}, 400, "invalid_field"),
]

CASES = [
    *rpcs(
        "create_refund",
        BACK,
        *WRONG,
        ({"order_id": None}, 400, "missing_field"),
        ({"order_id": "x"}, 400, "22P02"),
        ({"idempotency_key": None}, 400, "missing_field"),
        ({"idempotency_key": "x"}, 400, "22P02"),
        ({"amount": HUGE}, 400, "22003"),
        ({"items": "x"}, 400, "invalid_field"),
        ({"items": {}}, 400, "invalid_field"),
        ({"items": [1]}, 400, "invalid_field"),
        ({"items": [{}]}, 400, "invalid_field"),
        ({"items": [{"order_item_id": "x"}]}, 400, "invalid_field"),
        ({"items": [ITEM | {"quantity": "many"}]}, 400, "invalid_field"),
        ({"include_fees": "perhaps"}, 400, "22P02"),
        ({"total": 1}, 404, "PGRST202"),
    ),
    *(
        post("create-refund", BACK | changes, status, code, "owner")
        for changes, status, code in (
            *WRONG,
            ({"order_id": None}, 400, "invalid_field"),
            ({"order_id": "x"}, 400, "invalid_field"),
            ({"idempotency_key": "x"}, 400, "invalid_field"),
            ({"amount": "12"}, 400, "invalid_field"),
            ({"amount": True}, 400, "invalid_field"),
            ({"amount": HUGE}, 400, "invalid_value"),
            ({"items": "x"}, 400, "invalid_field"),
            ({"items": [{}]}, 400, "missing_field"),
            ({"include_fees": 1}, 400, "invalid_field"),
        )
    ),
    post("create-refund", {"order_id": "ORDER_ID"}, 400, "missing_field", "owner"),
    post("create-refund", {"idempotency_key": KEY}, 400, "missing_field", "owner"),
    *rpcs(
        "cancel_refund",
        {},
        ({}, 400, "missing_field"),
        ({"refund_id": "x"}, 400, "22P02"),
        ({"refund_id": NOWHERE}, 404, "not_found"),
        ({"refund_id": "OTHER_REFUND"}, 404, "not_found"),
        ({"refund_id": "SENT_REFUND"}, 409, "refund_not_cancelable"),
    ),
    *rpcs(
        "record_manual_refund",
        SENT,
        ({"refund_id": None}, 400, "missing_field"),
        ({"refund_id": "x"}, 400, "22P02"),
        ({"refund_id": NOWHERE}, 404, "not_found"),
        ({"refund_id": "OTHER_REFUND"}, 404, "not_found"),
        ({"refund_id": "SENT_REFUND"}, 409, "refund_already_recorded"),
        ({"refund_id": "ONLINE_REFUND"}, 409, "refund_not_manual"),
        ({"reference": None}, 400, "missing_field"),
        ({"reference": " "}, 400, "missing_field"),
        ({"reference": "x" * 201}, 400, "invalid_field"),
        ({"reference": "a\u0007"}, 400, "invalid_field"),
        ({"refunded_at": "2999-01-01T00:00:00Z"}, 400, "invalid_field"),
        ({"refunded_at": "1999-01-01T00:00:00Z"}, 400, "invalid_field"),
        ({"refunded_at": "soon"}, 400, "22007"),
    ),
    *rpcs(
        "refundable_items",
        {"order_id": "ORDER_ID"},
        ({"order_id": None}, 400, "missing_field"),
        ({"order_id": "x"}, 400, "22P02"),
        ({"order_id": NOWHERE}, 404, "not_found"),
        ({"order_id": "OTHER_ORDER"}, 404, "not_found"),
        ({"include_fees": "perhaps"}, 400, "22P02"),
    ),
    # By whom.
    *(
        case
        for function, body in (
            ("create_refund", BACK),
            ("cancel_refund", {"refund_id": "CASH_REFUND"}),
            ("record_manual_refund", SENT),
            ("refundable_items", {"order_id": "ORDER_ID"}),
        )
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 404, "not_found"),
            ("scanner", 403, "not_allowed"),
        )
        for case in rpcs(function, body, ({}, status, code), who=who)
    ),
    *(
        post("create-refund", BACK, status, code, who)
        for who, status, code in (
            ("visitor", 401, "sign_in_required"),
            ("stranger", 404, "not_found"),
            ("scanner", 403, "not_allowed"),
        )
    ),
]
