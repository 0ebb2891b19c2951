"""Bad requests about restaurants: their setup, what is available, and reservations."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import (
    HUGE,
    NOWHERE,
    Case,
    Refusal,
    RefusalTo,
    by_whom,
    changes_of,
    inserts,
    post,
    refused_to_others,
    rpcs,
    update,
)

THERE: dict[str, Any] = {"org_id": "ORG", "location_id": "LOCATION"}
LOCATION: dict[str, Any] = {"org_id": "ORG", "name": "Mine"}
AREA = THERE | {"name": "Terrace"}
TABLE = THERE | {"area_id": "AREA", "name": "Ten", "max_capacity": 4}
GROUP = THERE | {"name": "Ten and eleven", "max_capacity": 8}
MEMBER = THERE | {"table_group_id": "GROUP", "table_id": "TABLE"}
RULE = THERE | {"table_id": "TABLE", "rule_type": "block"}
SHIFT = THERE | {
    "name": "Lunch",
    "short_name": "L",
    "start_time": "12:00",
    "end_time": "14:00",
    "days_of_week": [1, 2],
}
EXCEPTION = THERE | {"exception_date": "2030-12-25", "exception_type": "closed"}
POLICY_SET = THERE | {"name": "Strict"}
TICKET = THERE | {
    "name": "Brunch",
    "short_name": "B",
    "duration_minutes": 90,
    "policy_set_id": "POLICY",
}
SHIFT_TICKET = THERE | {"shift_id": "SHIFT", "ticket_id": "SPARE_TICKET"}

NOT_THERE: tuple[Refusal, ...] = (
    ({"location_id": "OTHER_LOCATION"}, 409, "23503"),
    ({"location_id": NOWHERE}, 409, "23503"),
    ({"location_id": None}, 400, "23502"),
    ({"location_id": "x"}, 400, "22P02"),
)
BAD_NAMES: tuple[Refusal, ...] = (
    ({"name": None}, 400, "missing_field"),
    ({"name": " "}, 400, "missing_field"),
    ({"name": "x" * 101}, 400, "invalid_field"),
    ({"name": "a\nb"}, 400, "invalid_field"),
    ({"name": "a\u0000"}, 400, "22P05"),
)

SETUP: list[Case] = [
    *refused_to_others("locations", LOCATION, "LOCATION"),
    *inserts(
        "locations",
        LOCATION,
        ({"name": ""}, 400, "missing_field"),
        ({"name": "x" * 201}, 400, "invalid_field"),
        ({"time_zone": "CET+1"}, 400, "invalid_field"),
        ({"country": "XX"}, 400, "invalid_field"),
        ({"email": "nobody"}, 400, "invalid_email"),
        ({"phone_number": "12"}, 400, "invalid_field"),
        ({"slug": "No Slug"}, 400, "23514"),
        ({"language": "de"}, 400, "23514"),
    ),
    *(
        update("reservation_settings", "LOCATION", change, status, code, key="location_id")
        for change, status, code in (
            ({"option_hours": 0}, 400, "23514"),
            ({"payment_timeout_minutes": 1}, 400, "23514"),
            ({"overbooking_tolerance": -1}, 400, "23514"),
            ({"channels_open": ["pigeon"]}, 400, "22P02"),
            ({"channels_open": None}, 400, "23502"),
            ({"location_id": NOWHERE}, 403, "42501"),
        )
    ),
    *refused_to_others("areas", AREA, "AREA"),
    *inserts("areas", AREA, *NOT_THERE, *BAD_NAMES, ({"name": "restaurant"}, 409, "name_taken")),
    *refused_to_others("tables", TABLE, "TABLE"),
    *inserts(
        "tables",
        TABLE,
        *NOT_THERE,
        *BAD_NAMES,
        ({"area_id": "OTHER_AREA"}, 409, "23503"),
        ({"max_capacity": 0}, 400, "23514"),
        ({"min_capacity": 5}, 400, "23514"),
        ({"max_capacity": HUGE}, 400, "22003"),
    ),
    *refused_to_others("table_groups", GROUP, "GROUP"),
    *inserts("table_groups", GROUP, *NOT_THERE, *BAD_NAMES, ({"max_capacity": 0}, 400, "23514")),
    *refused_to_others("table_group_members", MEMBER),
    *inserts(
        "table_group_members",
        MEMBER,
        *NOT_THERE,
        ({"table_id": "OTHER_TABLE"}, 409, "23503"),
        ({"table_group_id": NOWHERE}, 409, "23503"),
    ),
    *refused_to_others("table_availability_rules", RULE),
    *inserts(
        "table_availability_rules",
        RULE,
        *NOT_THERE,
        ({"table_id": "OTHER_TABLE"}, 409, "23503"),
        ({"rule_type": "perhaps"}, 400, "22P02"),
        ({"days_of_week": []}, 400, "23514"),
        ({"days_of_week": [8]}, 400, "23514"),
        ({"start_time": "12:00"}, 400, "23514"),
        ({"start_time": "12:00", "end_time": "12:00"}, 400, "23514"),
        ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, 400, "23514"),
    ),
    *refused_to_others("shifts", SHIFT, "SHIFT"),
    *inserts(
        "shifts",
        SHIFT,
        *NOT_THERE,
        *BAD_NAMES,
        ({"start_time": "14:00"}, 400, "23514"),
        ({"start_time": "25:00"}, 400, "22008"),
        ({"days_of_week": [0]}, 400, "23514"),
        ({"days_of_week": []}, 400, "23514"),
        ({"arrival_interval_minutes": 20}, 400, "23514"),
        ({"color": "red"}, 400, "23514"),
    ),
    *refused_to_others("shift_exceptions", EXCEPTION),
    *inserts(
        "shift_exceptions",
        EXCEPTION,
        *NOT_THERE,
        ({"shift_id": "OTHER_SHIFT"}, 409, "23503"),
        ({"exception_type": "modified"}, 400, "23514"),
        ({"override_start_time": "12:00"}, 400, "23514"),
        ({"exception_date": "2900-01-01"}, 400, "23514"),
        ({"exception_date": "soon"}, 400, "22007"),
    ),
    *refused_to_others("policy_sets", POLICY_SET, "POLICY"),
    *inserts(
        "policy_sets",
        POLICY_SET,
        *NOT_THERE,
        *BAD_NAMES,
        ({"payment_type": "deposit_pp"}, 400, "23514"),
        ({"payment_amount": 5}, 400, "23514"),
        ({"payment_type": "deposit_pp", "payment_amount": -5}, 400, "23514"),
        ({"cancel_refund_pct": 101}, 400, "23514"),
        ({"cancel_free_hours": -1}, 400, "23514"),
        ({"reconfirm_required": True}, 400, "23514"),
    ),
    *refused_to_others("tickets", TICKET, "SPARE_TICKET"),
    *inserts(
        "tickets",
        TICKET,
        *NOT_THERE,
        *BAD_NAMES,
        ({"name": "REGULAR"}, 409, "name_taken"),
        ({"policy_set_id": "OTHER_POLICY"}, 409, "23503"),
        ({"duration_minutes": 0}, 400, "23514"),
        ({"min_party_size": 5, "max_party_size": 4}, 400, "23514"),
        ({"squeeze_enabled": True}, 400, "23514"),
        ({"squeeze_duration_minutes": 120}, 400, "23514"),
        ({"booking_max_advance_days": -1}, 400, "23514"),
        ({"is_default": True, "is_active": False}, 400, "23514"),
    ),
    *refused_to_others("shift_tickets", SHIFT_TICKET),
    *inserts(
        "shift_tickets",
        SHIFT_TICKET,
        *NOT_THERE,
        ({"shift_id": "OTHER_SHIFT"}, 409, "23503"),
        ({"ticket_id": "OTHER_DINING_TICKET"}, 409, "23503"),
        ({"area_ids": ["OTHER_AREA"]}, 404, "area_not_found"),
        ({"area_ids": [NOWHERE]}, 404, "area_not_found"),
        ({"pacing_covers_limit": -1}, 400, "23514"),
    ),
    *changes_of("shift_tickets", "SHIFT_TICKET", ({"ticket_id": NOWHERE}, 403, "42501")),
]

WISH: dict[str, Any] = {"location_id": "LOCATION", "date": "EVENING", "party_size": 2}
BAD_WISHES: tuple[Refusal, ...] = (
    ({"party_size": None}, 400, "missing_field"),
    ({"party_size": 0}, 400, "invalid_field"),
    ({"party_size": -1}, 400, "invalid_field"),
    ({"party_size": HUGE}, 400, "22003"),
    ({"party_size": "many"}, 400, "22P02"),
    ({"channel": "pigeon"}, 400, "invalid_field"),
    ({"channel": None}, 400, "invalid_field"),
    ({"channel": "phone"}, 401, "sign_in_required"),
    ({"location_id": NOWHERE}, 404, "location_not_found"),
    ({"location_id": "CLOSED_LOCATION"}, 404, "location_not_found"),
    ({"location_id": "x"}, 400, "22P02"),
    ({"location_id": None}, 400, "missing_field"),
    ({"ticket_id": NOWHERE}, 404, "ticket_not_offered"),
    ({"ticket_id": "OTHER_DINING_TICKET"}, 404, "ticket_not_offered"),
)
BOOKING: dict[str, Any] = {
    "location_id": "LOCATION",
    "reservation_date": "EVENING",
    "start_time": "19:00",
    "party_size": 2,
    "guest": {"first_name": "Noor", "last_name": "Bakker", "email": "noor@example.test"},
}
NOT_THEIR_RESERVATION: tuple[RefusalTo, ...] = (
    ({"reservation_id": None}, 400, "missing_field", "owner"),
    ({"reservation_id": "x"}, 400, "22P02", "owner"),
    ({"reservation_id": NOWHERE}, 404, "not_found", "owner"),
    ({"reservation_id": "OTHER_RESERVATION"}, 404, "not_found", "owner"),
    ({}, 401, "sign_in_required", "visitor"),
    ({}, 404, "not_found", "stranger"),
    ({}, 403, "not_allowed", "scanner"),
)


def not_their_guest(field: str) -> tuple[RefusalTo, ...]:
    """Guests, by some field, that are not there or not for who asks."""
    return (
        ({field: None}, 400, "missing_field", "owner"),
        ({field: "x"}, 400, "22P02", "owner"),
        ({field: NOWHERE}, 404, "not_found", "owner"),
        ({field: "OTHER_GUEST"}, 404, "not_found", "owner"),
        ({}, 401, "sign_in_required", "visitor"),
        ({}, 404, "not_found", "stranger"),
        ({}, 403, "not_allowed", "scanner"),
    )


NOT_THEIR_LOCATION: tuple[RefusalTo, ...] = (
    ({"location_id": None}, 400, "missing_field", "owner"),
    ({"location_id": "x"}, 400, "22P02", "owner"),
    ({"location_id": NOWHERE}, 404, "not_found", "owner"),
    ({"location_id": "OTHER_LOCATION"}, 404, "not_found", "owner"),
    ({}, 401, "sign_in_required", "visitor"),
    ({}, 404, "not_found", "stranger"),
    ({}, 403, "not_allowed", "scanner"),
)
BAD_TOKENS: tuple[Refusal, ...] = (
    ({"public_token": None}, 400, "missing_field"),
    ({"public_token": ""}, 400, "missing_field"),
    ({"public_token": "x"}, 404, "reservation_not_found"),
    ({"public_token": "PAID_TOKEN"}, 404, "reservation_not_found"),
    ({"public_token": "a\u0000"}, 400, "22P05"),
)


def hidden(refusals: tuple[RefusalTo, ...]) -> tuple[RefusalTo, ...]:
    """The same of a function that visitors may not even call."""
    return tuple(
        (change, status, "42501" if who == "visitor" else code, who)
        for change, status, code, who in refusals
    )


CASES: list[Case] = [
    *SETUP,
    *rpcs("check_availability", WISH, *BAD_WISHES, who="visitor"),
    *rpcs(
        "check_availability",
        WISH,
        ({"date": None}, 400, "missing_field"),
        ({"date": "soon"}, 400, "22007"),
        ({"date": "1800-01-01"}, 400, "invalid_field"),
        ({"party_size": 900, "ticket_id": "DINING_TICKET"}, 400, "party_size_not_allowed"),
        who="visitor",
    ),
    *rpcs(
        "check_availability_range",
        {"location_id": "LOCATION", "from_date": "EVENING", "party_size": 2},
        *BAD_WISHES,
        ({"from_date": None}, 400, "missing_field"),
        ({"until_date": "2001-01-01"}, 400, "invalid_field"),
        ({"until_date": "2190-01-01"}, 400, "invalid_field"),
        who="visitor",
    ),
    *by_whom(
        "explain_availability",
        WISH,
        (
            *((*refusal, "owner") for refusal in BAD_WISHES if refusal[2] != "sign_in_required"),
            ({"date": None}, 400, "missing_field", "owner"),
            ({"date": "1800-01-01"}, 400, "invalid_field", "owner"),
            ({"location_id": "OTHER_LOCATION"}, 404, "not_found", "owner"),
            ({}, 401, "sign_in_required", "visitor"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "not_allowed", "scanner"),
        ),
    ),
    *rpcs(
        "get_location",
        {"location_id": "LOCATION"},
        ({"location_id": None}, 400, "missing_field"),
        ({"location_id": "x"}, 400, "22P02"),
        ({"location_id": NOWHERE}, 404, "location_not_found"),
        ({"location_id": None, "slug": "nowhere"}, 404, "location_not_found"),
        ({"location_id": None, "slug": "nowhere", "org_slug": "x"}, 404, "location_not_found"),
        ({"language": "de"}, 400, "invalid_field"),
        who="visitor",
    ),
    *rpcs(
        "get_effective_shift_schedule",
        {"location_id": "LOCATION", "date": "EVENING"},
        ({"location_id": None}, 400, "missing_field"),
        ({"location_id": NOWHERE}, 404, "location_not_found"),
        ({"date": None}, 400, "missing_field"),
        ({"date": "1800-01-01"}, 400, "invalid_field"),
        who="visitor",
    ),
    *rpcs(
        "create_reservation",
        BOOKING,
        *BAD_WISHES,
        ({"reservation_date": None}, 400, "missing_field"),
        ({"reservation_date": "1800-01-01"}, 400, "invalid_field"),
        ({"start_time": None}, 400, "missing_field"),
        ({"start_time": "19:07"}, 404, "slot_not_found"),
        ({"starts_at": "2026-01-01T00:00Z"}, 404, "slot_not_found"),
        ({"guest": None}, 400, "missing_field"),
        ({"guest": []}, 400, "invalid_field"),
        ({"guest": {"name": "Noor"}}, 400, "invalid_field"),
        ({"guest": {"last_name": 7}}, 400, "invalid_field"),
        ({"guest": BOOKING["guest"] | {"email": "x"}}, 400, "invalid_email"),
        ({"guest": BOOKING["guest"] | {"phone_number": "x"}}, 400, "invalid_field"),
        ({"guest_notes": "x" * 2001}, 400, "invalid_field"),
        ({"idempotency_key": "x" * 201}, 400, "invalid_field"),
        ({"return_url": "ftp://example.test"}, 400, "invalid_field"),
        ({"options": {"status": "draft"}}, 403, "not_allowed"),
        who="visitor",
    ),
    *rpcs(
        "create_reservation",
        BOOKING | {"channel": "phone"},
        ({"options": []}, 400, "invalid_field"),
        ({"options": {"status": "seated"}}, 400, "invalid_field"),
        ({"options": {"status": "option"}}, 409, "options_disabled"),
        ({"options": {"colour": "red"}}, 400, "invalid_field"),
        ({"options": {"table_id": "x"}}, 400, "invalid_field"),
        ({"options": {"table_id": "OTHER_TABLE"}}, 404, "table_not_found"),
        ({"options": {"table_group_id": NOWHERE}}, 404, "table_not_found"),
        ({"options": {"badges": ["<b>"]}}, 400, "invalid_field"),
        ({"options": {"waive_payment": "yes"}}, 400, "invalid_field"),
        ({"guest": {"last_name": "Bakker"}}, 400, "missing_field"),
    ),
    *by_whom(
        "create_reservation",
        BOOKING | {"channel": "phone"},
        (
            ({}, 401, "sign_in_required", "visitor"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "not_allowed", "scanner"),
        ),
    ),
    *by_whom(
        "transition_reservation_status",
        {"reservation_id": "RESERVATION", "new_status": "seated"},
        (
            *NOT_THEIR_RESERVATION,
            ({"new_status": None}, 400, "invalid_field", "owner"),
            ({"new_status": "eaten"}, 400, "invalid_field", "owner"),
            ({"new_status": "completed"}, 409, "invalid_transition", "owner"),
            ({"new_status": "draft"}, 409, "invalid_transition", "owner"),
            ({"new_status": "no_show"}, 409, "no_show_too_early", "owner"),
            ({"refund": "double"}, 400, "invalid_field", "owner"),
            ({"reason": "x" * 501}, 400, "invalid_field", "owner"),
        ),
    ),
    *by_whom(
        "move_reservation",
        {"reservation_id": "RESERVATION", "start_time": "20:00"},
        (
            *NOT_THEIR_RESERVATION,
            ({"party_size": 0}, 400, "invalid_field", "owner"),
            ({"party_size": 21}, 400, "party_size_not_allowed", "owner"),
            ({"party_size": 20}, 409, "tables_full", "owner"),
            ({"ticket_id": NOWHERE}, 404, "ticket_not_offered", "owner"),
            ({"reservation_date": "1800-01-01"}, 400, "invalid_field", "owner"),
            ({"reservation_date": "2180-01-01"}, 400, "invalid_field", "owner"),
            ({"start_time": "20:07"}, 404, "slot_not_found", "owner"),
            ({"start_time": "22:45"}, 409, "closed", "owner"),
            ({"table": {"table_id": "OTHER_TABLE"}}, 404, "table_not_found", "owner"),
            ({"table": []}, 400, "invalid_field", "owner"),
            ({"reservation_id": "CANCELLED_RESERVATION"}, 409, "reservation_is_over", "owner"),
        ),
    ),
    *by_whom(
        "auto_assign_table",
        {"reservation_id": "RESERVATION"},
        (
            *NOT_THEIR_RESERVATION,
            ({"reservation_id": "CANCELLED_RESERVATION"}, 409, "reservation_is_over", "owner"),
        ),
    ),
    *by_whom(
        "lock_table",
        {"reservation_id": "RESERVATION"},
        (
            *NOT_THEIR_RESERVATION,
            ({"is_locked": None}, 400, "missing_field", "owner"),
            ({"reservation_id": "CANCELLED_RESERVATION"}, 409, "table_missing", "owner"),
        ),
    ),
    *by_whom("calculate_no_show_risk", {"reservation_id": "RESERVATION"}, NOT_THEIR_RESERVATION),
    *by_whom(
        "record_spend",
        {"reservation_id": "RESERVATION", "amount": 100},
        (
            *NOT_THEIR_RESERVATION,
            ({}, 409, "spend_too_early", "owner"),
            ({"amount": -1}, 400, "invalid_field", "owner"),
            ({"amount": HUGE}, 400, "22003", "owner"),
            ({"amount": 0.5}, 400, "22P02", "owner"),
        ),
    ),
    *by_whom(
        "update_customer",
        {"customer_id": "GUEST", "changes": {"notes": "Kind."}},
        (
            *not_their_guest("customer_id"),
            ({"changes": None}, 400, "invalid_field", "owner"),
            ({"changes": "all"}, 400, "invalid_field", "owner"),
            ({"changes": {"total_visits": 9}}, 400, "invalid_field", "owner"),
            ({"changes": {"email": "x"}}, 400, "invalid_email", "owner"),
            ({"changes": {"email": "second@example.test"}}, 409, "customer_email_taken", "owner"),
            ({"changes": {"notes": "a\u0000"}}, 400, "22P05", "owner"),
            ({"changes": {"tags": [7]}}, 400, "invalid_field", "owner"),
            ({"customer_id": "ERASED_GUEST"}, 409, "customer_is_erased", "owner"),
        ),
    ),
    *by_whom(
        "merge_customers",
        {"keep_id": "GUEST", "other_id": "SECOND_GUEST"},
        (
            *not_their_guest("keep_id"),
            *not_their_guest("other_id"),
            ({"other_id": "GUEST"}, 400, "invalid_field", "owner"),
            ({"other_id": "ERASED_GUEST"}, 409, "customer_is_erased", "owner"),
        ),
    ),
    *by_whom(
        "erase_customer",
        {"customer_id": "GUEST"},
        (
            *not_their_guest("customer_id"),
            ({}, 403, "not_allowed", "support"),
            ({}, 409, "customer_has_reservations", "owner"),
        ),
    ),
    *by_whom(
        "reservation_detail", {"reservation_id": "RESERVATION"}, hidden(NOT_THEIR_RESERVATION)
    ),
    *(
        case
        for function in ("shift_overview", "reservation_list", "table_timeline", "table_grid")
        for case in by_whom(
            function,
            {"location_id": "LOCATION", "date": "EVENING"},
            (
                *hidden(NOT_THEIR_LOCATION),
                ({"date": None}, 400, "missing_field", "owner"),
                ({"date": "soon"}, 400, "22007", "owner"),
                ({"date": "1800-01-01"}, 400, "invalid_field", "owner"),
                ({"date": "infinity"}, 400, "invalid_field", "owner"),
            ),
        )
    ),
    *by_whom("location_signals", {"location_id": "LOCATION"}, hidden(NOT_THEIR_LOCATION)),
    *rpcs("get_reservation", {}, *BAD_TOKENS, who="visitor"),
    *rpcs(
        "cancel_reservation",
        {"public_token": "RESERVATION_TOKEN"},
        *BAD_TOKENS,
        ({"reason": "x" * 501}, 400, "invalid_field"),
        who="visitor",
    ),
    *rpcs(
        "confirm_option",
        {"public_token": "CANCELLED_RESERVATION_TOKEN"},
        *BAD_TOKENS,
        ({}, 409, "reservation_is_over"),
        ({"public_token": "UNPAID_RESERVATION_TOKEN"}, 409, "payment_needed"),
        who="visitor",
    ),
    *rpcs(
        "reconfirm_reservation",
        {"public_token": "RESERVATION_TOKEN"},
        *BAD_TOKENS,
        ({}, 409, "not_asked_to_reconfirm"),
        who="visitor",
    ),
    post("create-payment", {"public_token": "RESERVATION_TOKEN"}, 409, "reservation_is_over"),
]
