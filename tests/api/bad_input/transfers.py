"""Bad requests about tickets that are handed on, and about finding one's own."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import (
    HUGE,
    NOWHERE,
    Case,
    RefusalTo,
    by_whom,
    post,
    rpc,
    rpcs,
    update,
)
from tests.api.bad_input.people import BAD_PEOPLE, person

CREATE: dict[str, Any] = {
    "ticket_instance_id": "DECLINED_TICKET",
    "to_email": "nina@example.test",
    "public_token": "DECLINED_TOKEN",
}
SIGNED = {"waiver": {"version": 1, "accepted_by": "Anna"}}
TAKER = person(birth_date="1990-12-31")
ACCEPT: dict[str, Any] = {"token": "OFFER", "registration": TAKER | SIGNED}

# Whose ticket it is: of a guest, by the token of their order.
NOT_THEIR_TICKET: tuple[RefusalTo, ...] = (
    ({"ticket_instance_id": None}, 400, "missing_field", "visitor"),
    ({"ticket_instance_id": "x"}, 400, "22P02", "visitor"),
    ({"ticket_instance_id": NOWHERE}, 404, "not_found", "visitor"),
    ({"ticket_instance_id": "OTHER_TICKET"}, 404, "not_found", "visitor"),
    ({"public_token": None}, 401, "sign_in_required", "visitor"),
    ({"public_token": None}, 404, "not_found", "stranger"),
    ({"public_token": None}, 404, "not_found", "owner"),
    ({"public_token": "x"}, 404, "not_found", "visitor"),
    ({"public_token": "OFFER_TOKEN"}, 404, "not_found", "visitor"),
    ({"public_token": "0" * 32 + "." + "x" * 43}, 404, "not_found", "visitor"),
    ({"public_token": "x" * 10_000}, 404, "not_found", "visitor"),
    ({"public_token": "a\u0000"}, 400, "22P05", "visitor"),
)
NOT_THEIR_OFFER: tuple[RefusalTo, ...] = (
    ({"transfer_id": None}, 400, "missing_field", "visitor"),
    ({"transfer_id": "x"}, 400, "22P02", "visitor"),
    ({"transfer_id": NOWHERE}, 404, "not_found", "visitor"),
    ({"transfer_id": "OTHER_TRANSFER"}, 404, "not_found", "visitor"),
    ({"public_token": None}, 401, "sign_in_required", "visitor"),
    ({"public_token": None}, 404, "not_found", "owner"),
    ({"public_token": "x"}, 404, "not_found", "visitor"),
    ({"public_token": "DECLINED_TOKEN"}, 404, "not_found", "visitor"),
)
BAD_TOKENS: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"token": None}, 400, "missing_field"),
    ({"token": ""}, 400, "missing_field"),
    ({"token": "x"}, 404, "transfer_token_not_valid"),
    ({"token": "OFFER_TOKEN"}, 404, "transfer_token_not_valid"),
    ({"token": "TRANSFER"}, 404, "transfer_token_not_valid"),
    ({"token": "x" * 10_000}, 404, "transfer_token_not_valid"),
    ({"token": "a\u0000"}, 400, "22P05"),
)


def transfer(action: str, body: dict[str, Any], status: int, code: str) -> Case:
    """A request to the function."""
    return post("ticket-transfer", {"action": action} | body, status, code)


CASES = [
    # Offering.
    *by_whom("create_transfer", CREATE, NOT_THEIR_TICKET),
    *rpcs(
        "create_transfer",
        CREATE,
        ({"to_email": None}, 400, "missing_field"),
        ({"to_email": " "}, 400, "missing_field"),
        ({"to_email": "nina"}, 400, "invalid_email"),
        ({"to_email": "nina@example"}, 400, "invalid_email"),
        ({"to_email": "a@example.test, b@example.test"}, 400, "invalid_email"),
        ({"to_email": "x" * 300 + "@example.test"}, 400, "invalid_email"),
        ({"to_email": "a@example.test\r\nBcc: b@example.test"}, 400, "invalid_email"),
        ({"to_email": "a\u0000@example.test"}, 400, "22P05"),
        ({"to_email": "bo@example.test"}, 400, "invalid_field"),
        ({"language": "de"}, 400, "invalid_field"),
        ({"user_id": NOWHERE}, 404, "PGRST202"),
        (
            {"ticket_instance_id": "OFFERED_TICKET", "public_token": "OFFER_TOKEN"},
            *(409, "transfer_pending"),
        ),
        who="visitor",
    ),
    *(
        case
        for function in ("resend_transfer", "withdraw_transfer")
        for case in by_whom(
            function, {"transfer_id": "TRANSFER", "public_token": "OFFER_TOKEN"}, NOT_THEIR_OFFER
        )
    ),
    *(
        rpc(
            function,
            {"transfer_id": "DECLINED_TRANSFER", "public_token": "DECLINED_TOKEN"},
            *(409, "transfer_not_open", "visitor"),
        )
        for function in ("resend_transfer", "withdraw_transfer")
    ),
    # Answering.
    *(
        case
        for function in ("accept_transfer", "decline_transfer", "get_transfer")
        for case in rpcs(
            function,
            ACCEPT if function == "accept_transfer" else {"token": "OFFER"},
            *BAD_TOKENS,
            who="visitor",
        )
    ),
    *rpcs(
        "accept_transfer",
        ACCEPT,
        ({"token": "DECLINED"}, 409, "transfer_not_open"),
        ({"registration": None}, 400, "missing_field"),
        ({"registration": "Anna"}, 400, "invalid_field"),
        ({"registration": []}, 400, "invalid_field"),
        ({"registration": {}}, 400, "profile_field_missing"),
        ({"registration": person(last_name=None) | SIGNED}, 400, "profile_field_missing"),
        ({"registration": TAKER}, 400, "waiver_missing"),
        ({"registration": TAKER | SIGNED | {"wave_id": "WAVE"}}, 400, "invalid_field"),
        ({"registration": TAKER | SIGNED | {"team_name": "Mine"}}, 400, "invalid_field"),
        ({"registration": TAKER | SIGNED | {"products": []}}, 400, "invalid_field"),
        ({"registration": TAKER | SIGNED | {"shoe_size": HUGE}}, 400, "invalid_field"),
        (
            {"registration": SIGNED | {"participant_id": "PARTICIPANT"}},
            *(404, "participant_not_found"),
        ),
        ({"registration": TAKER | SIGNED | {"answers": 5}}, 400, "invalid_field"),
        ({"language": "de"}, 400, "invalid_field"),
        *(
            ({"registration": TAKER | wrong | SIGNED}, status, code)
            for wrong, status, code in BAD_PEOPLE
        ),
        who="visitor",
    ),
    # The function.
    *(post("ticket-transfer", body, 400, "missing_field") for body in ({}, {"token": "OFFER"})),
    transfer("give", {}, 400, "invalid_field"),
    transfer("create", {"ticket_instance_id": "x"}, 400, "invalid_field"),
    transfer("create", {"to_email": "nina@example.test"}, 401, "sign_in_required"),
    transfer("create", CREATE | {"to_email": "nina"}, 400, "invalid_email"),
    transfer("create", CREATE | {"user_token": "FORGED"}, 401, "invalid_token"),
    transfer("create", CREATE | {"user_token": "EXPIRED"}, 401, "invalid_token"),
    transfer("resend", {"public_token": "OFFER_TOKEN"}, 400, "missing_field"),
    transfer("withdraw", {"transfer_id": NOWHERE, "public_token": "OFFER_TOKEN"}, 404, "not_found"),
    transfer("accept", {}, 400, "missing_field"),
    transfer("accept", {"token": "OFFER"}, 400, "missing_field"),
    transfer("accept", {"token": "OFFER", "registration": 5}, 400, "invalid_field"),
    transfer("accept", ACCEPT | {"token": "DECLINED"}, 409, "transfer_not_open"),
    transfer("accept", ACCEPT | {"token": "a\u0000"}, 400, "invalid_value"),
    transfer("decline", {"token": "x"}, 404, "transfer_token_not_valid"),
    Case("/functions/v1/ticket-transfer", None, 405, "method_not_allowed", method="GET"),
    Case("/functions/v1/ticket-transfer", "{", 400, "malformed_json", method="POST"),
    Case("/functions/v1/ticket-offer", None, 405, "method_not_allowed", method="PUT"),
    Case("/functions/v1/ticket", None, 405, "method_not_allowed", method="POST"),
    Case("/functions/v1/ticket-pdf", None, 400, "missing_field", method="GET"),
    Case("/functions/v1/ticket-calendar", None, 400, "missing_field", method="GET"),
    Case("/functions/v1/ticket-calendar", None, 405, "method_not_allowed", method="POST"),
    # One's own.
    rpc("my_tickets", {}, 401, "sign_in_required", "visitor"),
    rpc("my_tickets", {"user_id": NOWHERE}, 404, "PGRST202", "owner"),
    *rpcs(
        "get_tickets",
        {"public_token": "PAID_TOKEN"},
        ({"public_token": None}, 400, "missing_field"),
        ({"public_token": ""}, 400, "missing_field"),
        ({"public_token": "x"}, 404, "order_not_found"),
        ({"public_token": "ORDER_ID"}, 404, "order_not_found"),
        ({"public_token": "0" * 32 + "." + "x" * 43}, 404, "order_not_found"),
        ({"public_token": "a\u0000"}, 400, "22P05"),
        who="visitor",
    ),
    *rpcs(
        "find_tickets",
        {"email": "nina@example.test"},
        ({"email": None}, 400, "missing_field"),
        ({"email": "nina"}, 400, "invalid_email"),
        ({"email": "a@example.test\r\nBcc: b@example.test"}, 400, "invalid_email"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"org_slug": "x" * 101}, 400, "invalid_field"),
        ({"language": "de"}, 400, "invalid_field"),
        ({"email": "a\u0000@example.test"}, 400, "22P05"),
        who="visitor",
    ),
    post("find-tickets", {}, 400, "missing_field"),
    post("find-tickets", {"email": "nina"}, 400, "invalid_email"),
    post("find-tickets", {"email": 5}, 400, "invalid_field"),
    post("find-tickets", {"email": "a@example.test", "event_id": "x"}, 400, "invalid_field"),
    post("find-tickets", {"email": "a@example.test", "language": "de"}, 400, "invalid_field"),
    post("find-tickets", "[]", 400, "invalid_field"),
    # What nobody writes.
    update("ticket_transfers", NOWHERE, {"status": "accepted"}, 403, "42501"),
]
