"""Bad requests about waitlists: joining, what those who wait do, and what staff does with them."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import (
    CART,
    HUGE,
    NOWHERE,
    ORDER,
    RefusalTo,
    by_whom,
    insert,
    post,
    rpc,
    rpcs,
)

JOIN: dict[str, Any] = {
    "event_id": "EVENT",
    "ticket_type_id": "SOLD_OUT_TYPE",
    "quantity": 1,
    "email": "late@example.test",
}

NOT_THEIR_ENTRY: tuple[RefusalTo, ...] = (
    ({}, 400, "missing_field", "visitor"),
    ({"waitlist_token": ""}, 400, "missing_field", "visitor"),
    ({"waitlist_token": "x"}, 404, "waitlist_entry_not_found", "visitor"),
    ({"waitlist_token": "x" * 5000}, 404, "waitlist_entry_not_found", "visitor"),
    ({"waitlist_token": "WAITING"}, 404, "waitlist_entry_not_found", "visitor"),
    ({"waitlist_token": "PAID_TOKEN"}, 404, "waitlist_entry_not_found", "visitor"),
    ({"waitlist_token": 7}, 404, "waitlist_entry_not_found", "visitor"),
    ({"waitlist_token": "a\u0000"}, 400, "22P05", "visitor"),
    ({"entry_id": "x"}, 400, "22P02", "visitor"),
    ({"entry_id": "WAITING"}, 404, "waitlist_entry_not_found", "visitor"),
    ({"entry_id": "WAITING"}, 404, "waitlist_entry_not_found", "owner"),
    ({"entry_id": NOWHERE}, 404, "waitlist_entry_not_found", "owner"),
)

NOT_FOR_STAFF: tuple[RefusalTo, ...] = (
    ({"entry_id": None}, 400, "missing_field", "owner"),
    ({"entry_id": "x"}, 400, "22P02", "owner"),
    ({"entry_id": HUGE}, 400, "22P02", "owner"),
    ({"entry_id": NOWHERE}, 404, "not_found", "owner"),
    ({"entry_id": "OTHER_WAITING"}, 404, "not_found", "owner"),
    ({}, 401, "42501", "visitor"),
    ({}, 404, "not_found", "stranger"),
    ({}, 403, "not_allowed", "scanner"),
    ({"reason": None}, 400, "missing_field", "owner"),
    ({"reason": " "}, 400, "missing_field", "owner"),
    ({"reason": "x" * 501}, 400, "invalid_field", "owner"),
    ({"reason": "a\u0007"}, 400, "invalid_field", "owner"),
    ({"reason": "a\u0000"}, 400, "22P05", "owner"),
)

CASES = [
    *rpcs(
        "join_waitlist",
        JOIN,
        ({"event_id": None}, 400, "missing_field"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"event_id": NOWHERE}, 404, "event_not_found"),
        ({"event_id": "DRAFT"}, 404, "event_not_found"),
        ({"event_id": "CANCELLED"}, 404, "event_not_found"),
        ({"event_id": "SUSPENDED"}, 403, "org_suspended"),
        ({"event_id": "OTHER"}, 404, "ticket_type_not_found"),
        ({"ticket_type_id": None}, 400, "missing_field"),
        ({"ticket_type_id": 7}, 400, "22P02"),
        ({"ticket_type_id": NOWHERE}, 404, "ticket_type_not_found"),
        ({"ticket_type_id": "OTHER_TYPE"}, 404, "ticket_type_not_found"),
        ({"ticket_type_id": "INACTIVE_TYPE"}, 404, "ticket_type_not_found"),
        ({"ticket_type_id": "LATER_TYPE"}, 409, "sales_not_started"),
        ({"ticket_type_id": "OVER_TYPE"}, 409, "sales_ended"),
        ({"ticket_type_id": "GROUP_TYPE"}, 400, "quantity_below_minimum"),
        ({"ticket_type_id": "TYPE"}, 409, "not_sold_out"),
        ({"event_id": "RACE", "ticket_type_id": "RACE_TYPE"}, 409, "waitlist_not_open"),
        ({"quantity": 0}, 400, "invalid_quantity"),
        ({"quantity": -1}, 400, "invalid_quantity"),
        ({"quantity": 5}, 400, "invalid_quantity"),
        ({"quantity": 1.5}, 400, "22P02"),
        ({"quantity": HUGE}, 400, "22003"),
        ({"quantity": "two"}, 400, "22P02"),
        ({"email": None}, 400, "missing_field"),
        ({"email": " "}, 400, "missing_field"),
        ({"email": "nobody"}, 400, "invalid_email"),
        ({"email": "a\u0000@example.test"}, 400, "22P05"),
        ({"name": "x" * 201}, 400, "invalid_field"),
        ({"name": "a\u0007"}, 400, "invalid_field"),
        ({"language": "fr"}, 400, "invalid_field"),
        ({"wave_id": "x"}, 400, "22P02"),
        ({"wave_id": NOWHERE}, 404, "wave_not_found"),
        ({"wave_id": "WAVE"}, 404, "wave_not_found"),
        who="visitor",
    ),
    *by_whom("waitlist_entry", {}, NOT_THEIR_ENTRY),
    *by_whom("leave_waitlist", {}, NOT_THEIR_ENTRY),
    rpc("leave_waitlist", {"waitlist_token": "GONE_TOKEN"}, 409, "waitlist_entry_ended"),
    *by_whom("decline_offer", {}, NOT_THEIR_ENTRY),
    rpc("decline_offer", {"waitlist_token": "WAITING_TOKEN"}, 409, "offer_not_open"),
    *(
        case
        for function in ("skip_waitlist_entry", "remove_waitlist_entry", "offer_to_waitlist_entry")
        for case in by_whom(function, {"entry_id": "WAITING", "reason": "Test"}, NOT_FOR_STAFF)
    ),
    *rpcs(
        "offer_to_waitlist_entry",
        {"reason": "Test"},
        ({"entry_id": "WAITING"}, 409, "sold_out"),
        ({"entry_id": "GONE_WAITING"}, 409, "waitlist_entry_ended"),
        who="support",
    ),
    rpc(
        "remove_waitlist_entry",
        {"entry_id": "GONE_WAITING", "reason": "Test"},
        *(409, "waitlist_entry_ended", "support"),
    ),
    # Orders that take what was offered.
    *(
        case
        for token, status, code in (
            ("x", 404, "waitlist_entry_not_found"),
            ("", 404, "waitlist_entry_not_found"),
            ("PAID_TOKEN", 404, "waitlist_entry_not_found"),
            ("OTHER_WAITING_TOKEN", 404, "waitlist_entry_not_found"),
            ("WAITING_TOKEN", 409, "offer_not_open"),
            ("GONE_TOKEN", 409, "offer_not_open"),
        )
        for case in (
            rpc("create_order", ORDER | {"waitlist_token": token}, status, code),
            post("create-order-public", ORDER | {"waitlist_token": token}, status, code),
            rpc("validate_checkout_capacity", CART | {"waitlist_token": token}, status, code),
        )
    ),
    rpc("create_order", ORDER | {"waitlist_token": "OFFERED_TOKEN"}, 400, "offer_not_used"),
    rpc(
        "create_order",
        CART
        | {
            "items": [{"ticket_type_id": "OFFERED_TYPE", "quantity": 2}],
            "email": "anna@example.test",
            "waitlist_token": "OFFERED_TOKEN",
        },
        *(400, "offer_too_small"),
    ),
    # What nobody writes.
    insert("waitlist_entries", {}, 403, "42501"),
    insert("waitlist_offers", {}, 403, "42501"),
]
