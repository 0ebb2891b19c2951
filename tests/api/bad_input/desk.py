"""Bad requests by staff who sell: orders for others, and money that came past the provider."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import HUGE, LINE, NOWHERE, rpcs

SOLD: dict[str, Any] = {
    "event_id": "EVENT",
    "items": [LINE],
    "email": "anna@example.test",
    "settlement": "invoice",
}
MONEY: dict[str, Any] = {
    "order_id": "INVOICE",
    "amount": 2500,
    "method": "bank",
    "reference": "statement 7",
}

CASES = [
    *rpcs(
        "create_staff_order",
        SOLD,
        ({"event_id": None}, 400, "missing_field"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"event_id": NOWHERE}, 404, "not_found"),
        ({"event_id": "OTHER"}, 404, "not_found"),
        ({"event_id": "DRAFT"}, 404, "event_not_found"),
        ({"event_id": "CLOSED"}, 404, "event_not_found"),
        ({"items": None}, 400, "missing_field"),
        ({"items": []}, 400, "missing_field"),
        ({"items": "x"}, 400, "invalid_field"),
        ({"items": [LINE, LINE]}, 400, "duplicate_line"),
        ({"items": [LINE | {"quantity": 0}]}, 400, "invalid_quantity"),
        ({"items": [LINE | {"ticket_type_id": "OTHER_TYPE"}]}, 404, "ticket_type_not_found"),
        ({"items": [LINE | {"ticket_type_id": "SOLD_OUT_TYPE"}]}, 409, "sold_out"),
        ({"items": [LINE | {"unit_amount": 1}]}, 409, "price_changed"),
        ({"email": None}, 400, "missing_field"),
        ({"email": "anna"}, 400, "invalid_email"),
        ({"purchaser_name": "x" * 201}, 400, "invalid_field"),
        ({"purchaser_name": "a\u0000"}, 400, "22P05"),
        ({"language": "de"}, 400, "invalid_field"),
        ({"settlement": None}, 400, "missing_field"),
        ({"settlement": "online"}, 400, "invalid_field"),
        ({"settlement": "gift"}, 400, "invalid_field"),
        ({"settlement": 7}, 400, "invalid_field"),
        ({"promo_code": "NOPE"}, 404, "promo_code_not_found"),
        ({"settlement": "complimentary", "promo_code": "SUMMER"}, 400, "invalid_field"),
        ({"note": "x" * 2001}, 400, "invalid_field"),
        ({"note": "a\u0007"}, 400, "invalid_field"),
        ({"idempotency_key": "x" * 201}, 400, "invalid_field"),
        ({"idempotency_key": "a\nb"}, 400, "invalid_field"),
        ({"hold_minutes": 14}, 400, "invalid_field"),
        ({"hold_minutes": 86_401}, 400, "invalid_field"),
        ({"hold_minutes": -1}, 400, "invalid_field"),
        ({"hold_minutes": HUGE}, 400, "22003"),
        ({"hold_minutes": "long"}, 400, "22P02"),
        ({"settlement": "cash", "hold_minutes": 60}, 400, "invalid_field"),
        ({"total_amount": 0}, 404, "PGRST202"),
    ),
    *rpcs(
        "cancel_order",
        {"order_id": "INVOICE"},
        ({"order_id": None}, 400, "missing_field"),
        ({"order_id": "x"}, 400, "22P02"),
        ({"order_id": NOWHERE}, 404, "not_found"),
        ({"order_id": "OTHER_ORDER"}, 404, "not_found"),
        ({"order_id": "ORDER_ID"}, 400, "missing_field"),
        ({"order_id": "ORDER_ID", "refund": "half"}, 400, "invalid_field"),
        ({"order_id": "ORDER_ID", "refund": "All"}, 400, "invalid_field"),
        ({"order_id": "ORDER_ID", "refund": 7}, 400, "invalid_field"),
        ({"order_id": "ORDER_ID", "refund": "a\u0000"}, 400, "22P05"),
        ({"order_id": "ORDER_ID", "refund": "all", "reason": "x" * 501}, 400, "invalid_field"),
        ({"order_id": "ORDER_ID", "refund": "all", "reason": "a\u0007"}, 400, "invalid_field"),
        ({"refund_amount": 5}, 404, "PGRST202"),
    ),
    *rpcs(
        "cancel_order",
        {"order_id": "ORDER_ID", "refund": "all"},
        ({}, 403, "not_allowed"),
        who="support",
    ),
    *rpcs(
        "refund_event",
        {"event_id": "CLOSED"},
        ({"event_id": None}, 400, "missing_field"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"event_id": NOWHERE}, 404, "not_found"),
        ({"event_id": "OTHER"}, 404, "not_found"),
        ({}, 409, "event_not_called_off"),
        ({"include_fees": "perhaps"}, 400, "22P02"),
        ({"reason": "x" * 501}, 400, "invalid_field"),
        ({"reason": "a\u0007"}, 400, "invalid_field"),
        ({"reason": "a\u0000"}, 400, "22P05"),
        ({"orders": []}, 404, "PGRST202"),
    ),
    *(
        case
        for function in ("pause_event_refund", "resume_event_refund")
        for case in rpcs(
            function,
            {"event_id": "EVENT"},
            ({"event_id": None}, 400, "missing_field"),
            ({"event_id": "x"}, 400, "22P02"),
            ({"event_id": NOWHERE}, 404, "not_found"),
            ({"event_id": "OTHER"}, 404, "not_found"),
            ({}, 404, "not_found"),
        )
    ),
    *rpcs(
        "record_manual_payment",
        MONEY,
        ({"order_id": None}, 400, "missing_field"),
        ({"order_id": "x"}, 400, "22P02"),
        ({"order_id": NOWHERE}, 404, "not_found"),
        ({"order_id": "OTHER_ORDER"}, 404, "not_found"),
        ({"order_id": "ORDER_ID"}, 409, "paid_otherwise"),
        ({"amount": None}, 400, "missing_field"),
        ({"amount": 0}, 422, "wrong_amount"),
        ({"amount": -2500}, 422, "wrong_amount"),
        ({"amount": 2499}, 422, "wrong_amount"),
        ({"amount": 10**15}, 422, "wrong_amount"),
        ({"amount": HUGE}, 400, "22003"),
        ({"amount": 25.5}, 400, "22P02"),
        ({"amount": "all"}, 400, "22P02"),
        ({"method": None}, 400, "missing_field"),
        ({"method": "ideal"}, 400, "invalid_field"),
        ({"reference": None}, 400, "missing_field"),
        ({"reference": "x" * 201}, 400, "invalid_field"),
        ({"reference": "a\nb"}, 400, "invalid_field"),
        ({"reference": "a\u0000"}, 400, "22P05"),
        ({"received_at": "soon"}, 400, "22007"),
        ({"received_at": "infinity"}, 400, "invalid_field"),
        ({"received_at": "2199-01-01T00:00Z"}, 400, "invalid_field"),
        ({"received_at": "2001-01-01T00:00Z"}, 400, "invalid_field"),
    ),
    # Who may not.
    *(
        case
        for function, body in (
            ("create_staff_order", SOLD),
            ("cancel_order", {"order_id": "INVOICE"}),
            ("record_manual_payment", MONEY),
        )
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 404, "not_found"),
            ("scanner", 403, "not_allowed"),
        )
        for case in rpcs(function, body, ({}, status, code), who=who)
    ),
    *rpcs(
        "create_staff_order",
        SOLD,
        ({"settlement": "complimentary"}, 403, "not_allowed"),
        who="support",
    ),
    *rpcs("record_manual_payment", MONEY, ({}, 403, "not_allowed"), who="support"),
]
