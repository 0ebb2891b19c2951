"""Bad requests about changes of tickets: swaps, deferrals, and what staff move and correct."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import HUGE, NOWHERE, RefusalTo, by_whom, changes_of

TICKET: dict[str, Any] = {"ticket_instance_id": "TICKET", "public_token": "RACE_TOKEN"}
SWAP: dict[str, Any] = TICKET | {"ticket_type_id": "LONG_TYPE"}
MOVE: dict[str, Any] = {"registration_id": "REGISTRATION", "ticket_type_id": "LONG_TYPE"}
EDIT: dict[str, Any] = {"registration_id": "REGISTRATION", "changes": {"club": "AV"}}

OTHERS: tuple[RefusalTo, ...] = (
    ({"ticket_instance_id": None}, 400, "missing_field", "visitor"),
    ({"ticket_instance_id": "x"}, 400, "22P02", "visitor"),
    ({"ticket_instance_id": NOWHERE}, 404, "not_found", "visitor"),
    ({"public_token": None}, 401, "sign_in_required", "visitor"),
    ({"public_token": None}, 404, "not_found", "stranger"),
    ({"public_token": None}, 404, "not_found", "owner"),
    ({"public_token": "PAID_TOKEN"}, 404, "not_found", "visitor"),
    ({"public_token": "x" * 10_000}, 404, "not_found", "visitor"),
    ({"public_token": "a\u0000"}, 400, "22P05", "visitor"),
    ({"org_id": "ORG"}, 404, "PGRST202", "visitor"),
)
"""What is refused of all that people do with a ticket."""

STAFF: tuple[RefusalTo, ...] = (
    ({"registration_id": None}, 400, "missing_field", "owner"),
    ({"registration_id": "x"}, 400, "22P02", "owner"),
    ({"registration_id": NOWHERE}, 404, "not_found", "owner"),
    ({"registration_id": "OTHER_REGISTRATION"}, 404, "not_found", "owner"),
    ({}, 403, "not_allowed", "scanner"),
    ({}, 404, "not_found", "stranger"),
    ({}, 401, "42501", "visitor"),
)
"""What is refused of all that staff do with a registration."""

REGISTRATIONS: tuple[RefusalTo, ...] = (
    ({"registration": "Anna"}, 400, "invalid_field", "visitor"),
    ({"registration": []}, 400, "invalid_field", "visitor"),
    ({"registration": {"first_name": "Eve"}}, 400, "invalid_field", "visitor"),
    ({"registration": {"last_name": None}}, 400, "invalid_field", "visitor"),
    ({"registration": {"participant_id": "OTHER_PARTICIPANT"}}, 400, "invalid_field", "visitor"),
    ({"registration": {"wave_id": "WAVE"}}, 400, "invalid_field", "visitor"),
    ({"registration": {"team_name": "Mine"}}, 400, "invalid_field", "visitor"),
    ({"registration": {"no_such_field": 1}}, 400, "invalid_field", "visitor"),
    ({"registration": {"club": "a\u0007"}}, 400, "invalid_field", "visitor"),
    ({"registration": {"club": "a\u0000"}}, 400, "22P05", "visitor"),
    ({"registration": {"birth_date": "2020-01-01"}}, 422, "too_young", "visitor"),
    ({"registration": {"birth_date": HUGE}}, 400, "invalid_field", "visitor"),
    ({"registration": {"answers": 5}}, 400, "invalid_field", "visitor"),
    ({"registration": {"answers": {NOWHERE: "Yes"}}}, 404, "question_not_found", "visitor"),
    (
        {"registration": {"waiver": {"version": 9, "accepted_by": "A"}}},
        409,
        "waiver_outdated",
        "visitor",
    ),
    ({"registration": {"products": "all"}}, 400, "invalid_field", "visitor"),
    (
        {"registration": {"products": [{"product_id": NOWHERE}]}},
        404,
        "product_not_found",
        "visitor",
    ),
)

CASES = [
    *by_whom("swap_options", TICKET, OTHERS),
    *by_whom("swap_ticket", SWAP, OTHERS),
    *by_whom("swap_ticket", SWAP, REGISTRATIONS),
    *by_whom(
        "swap_ticket",
        SWAP,
        (
            ({"ticket_type_id": "x"}, 400, "22P02", "visitor"),
            ({"ticket_type_id": NOWHERE}, 404, "ticket_type_not_found", "visitor"),
            ({"ticket_type_id": "OTHER_TYPE"}, 404, "ticket_type_not_found", "visitor"),
            ({"ticket_type_id": "TYPE"}, 404, "ticket_type_not_found", "visitor"),
            ({"ticket_type_id": "RELAY_TYPE"}, 409, "ticket_not_changeable", "visitor"),
            ({"ticket_type_id": "RACE_TYPE", "wave_id": NOWHERE}, 404, "wave_not_found", "visitor"),
            ({"wave_id": "x"}, 400, "22P02", "visitor"),
            ({"wave_id": "WAVE"}, 404, "wave_not_found", "visitor"),
            ({"idempotency_key": "x" * 201}, 400, "invalid_field", "visitor"),
            ({"idempotency_key": "a\u0007"}, 400, "invalid_field", "visitor"),
            ({"return_url": "javascript:alert(1)"}, 400, "invalid_field", "visitor"),
        ),
    ),
    *by_whom("defer_ticket", TICKET, OTHERS),
    *by_whom(
        "defer_ticket",
        TICKET,
        (
            ({}, 409, "deferrals_not_allowed", "visitor"),
            ({"ticket_type_id": "x"}, 400, "22P02", "visitor"),
            ({"idempotency_key": "x" * 201}, 400, "invalid_field", "visitor"),
        ),
    ),
    *by_whom("move_registration", MOVE, STAFF),
    *by_whom(
        "move_registration",
        MOVE,
        (
            ({"ticket_type_id": NOWHERE}, 404, "ticket_type_not_found", "owner"),
            ({"ticket_type_id": "OTHER_TYPE"}, 404, "ticket_type_not_found", "owner"),
            ({"ticket_type_id": "x"}, 400, "22P02", "owner"),
            ({"registration_id": "CAPTAIN"}, 409, "ticket_not_changeable", "owner"),
            ({"registration_id": "UNPAID_CAPTAIN"}, 409, "ticket_not_changeable", "owner"),
            ({"charge": "perhaps"}, 400, "22P02", "owner"),
            ({"registration": {"birth_date": "1990-01-01"}}, 403, "not_allowed", "support"),
            ({"registration": 5}, 400, "invalid_field", "owner"),
            ({"idempotency_key": "x" * 201}, 400, "invalid_field", "owner"),
        ),
    ),
    *by_whom("update_registration", EDIT, STAFF),
    *by_whom(
        "update_registration",
        EDIT,
        (
            ({"changes": None}, 400, "missing_field", "owner"),
            ({"changes": "AV"}, 400, "invalid_field", "owner"),
            ({"changes": []}, 400, "invalid_field", "owner"),
            ({"changes": {"first_name": None}}, 400, "profile_field_missing", "owner"),
            ({"changes": {"first_name": " "}}, 400, "profile_field_missing", "owner"),
            ({"changes": {"wave_id": "WAVE"}}, 400, "invalid_field", "owner"),
            ({"changes": {"team_name": "Mine"}}, 400, "invalid_field", "owner"),
            ({"changes": {"products": []}}, 400, "invalid_field", "owner"),
            ({"changes": {"participant_id": "OTHER_PARTICIPANT"}}, 400, "invalid_field", "owner"),
            ({"changes": {"answers": {NOWHERE: "Yes"}}}, 404, "question_not_found", "owner"),
            ({"changes": {"club": "a\u0000"}}, 400, "22P05", "owner"),
            ({"changes": {"medical_note": "None"}}, 403, "not_allowed", "support"),
        ),
    ),
    *changes_of(
        "event_settings",
        "RACE",
        ({"swaps_allowed": None}, 400, "missing_field"),
        ({"swaps_allowed": "perhaps"}, 400, "22P02"),
        ({"swap_fee": -1}, 400, "invalid_field"),
        ({"swap_fee": 50_001}, 400, "invalid_field"),
        ({"swap_fee": None}, 400, "missing_field"),
        ({"swap_refunds_difference": None}, 400, "missing_field"),
        ({"swaps_close_at": "infinity"}, 400, "23514"),
        ({"deferrals_allowed": None}, 400, "missing_field"),
        ({"deferral_fee": -1}, 400, "invalid_field"),
        ({"deferral_fee": 0.5}, 400, "22P02"),
        ({"deferrals_close_at": "1999-01-01T00:00Z"}, 400, "23514"),
        ({"next_event_id": "x"}, 400, "22P02"),
        ({"next_event_id": NOWHERE}, 409, "23503"),
        ({"next_event_id": "OTHER"}, 409, "23503"),
        ({"next_event_id": "RACE"}, 400, "23514"),
        ({"change_fee_vat_rate": 10_001}, 400, "invalid_field"),
        ({"change_fee_vat_rate": None}, 400, "missing_field"),
        key="event_id",
    ),
]
