"""Bad requests by organisers: looking for orders, numbers at a glance, lists, notes."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import HUGE, NOWHERE, RefusalTo, by_whom, post, rpcs
from tests.api.bad_input.race_day import NOT_THEIR_REGISTRATION

OF_EVENT = {"event_id": "EVENT"}
SAID = {"subject": "Hello", "text": "See you!"}
MESSAGE = {"event_id": "EVENT", "texts": {"en": SAID}}
EXPORT = {"kind": "orders", "event_id": "EVENT"}
NOTE = {"order_id": "ORDER_ID", "body": "Called"}


def to_others(role: str) -> tuple[RefusalTo, ...]:
    """What is told to those who may not ask, a member in this role among them."""
    return (
        ({}, 401, "42501", "visitor"),
        ({}, 404, "not_found", "stranger"),
        ({}, 403, "not_allowed", role),
    )


def not_an(thing: str, other: str) -> tuple[RefusalTo, ...]:
    """What is told about a thing that is none of theirs."""
    return (
        ({thing: None}, 400, "missing_field", "owner"),
        ({thing: "x"}, 400, "22P02", "owner"),
        ({thing: 0}, 400, "22P02", "owner"),
        ({thing: NOWHERE}, 404, "not_found", "owner"),
        ({thing: other}, 404, "not_found", "owner"),
    )


NO_ORG: tuple[RefusalTo, ...] = (
    ({"org_id": None}, 404, "not_found", "owner"),
    ({"org_id": "x"}, 400, "22P02", "owner"),
    ({"org_id": NOWHERE}, 404, "not_found", "owner"),
    ({"org_id": "OTHER_ORG"}, 404, "not_found", "owner"),
)

ORG: dict[str, Any] = {"org_id": "ORG"}

CASES = [
    *by_whom("search_orders", ORG, (*NO_ORG, *to_others("scanner"))),
    *rpcs(
        "search_orders",
        ORG,
        ({"query": "a\u0000"}, 400, "22P05"),
        ({"status": ["nice"]}, 400, "invalid_field"),
        ({"status": ["paid", None]}, 400, "invalid_field"),
        ({"status": "paid"}, 400, "22P02"),
        ({"from": "soon"}, 400, "22007"),
        ({"to": {}}, 400, "22007"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"cursor": "x"}, 400, "22P02"),
        ({"cursor": NOWHERE}, 400, "invalid_field"),
        ({"cursor": "OTHER_ORDER"}, 400, "invalid_field"),
        ({"limit": 0}, 400, "invalid_field"),
        ({"limit": -1}, 400, "invalid_field"),
        ({"limit": 201}, 400, "invalid_field"),
        ({"limit": HUGE}, 400, "22003"),
        ({"limit": "all"}, 400, "22P02"),
        ({"page": 2}, 404, "PGRST202"),
    ),
    *by_whom("org_dashboard", ORG, (*NO_ORG, *to_others("scanner"))),
    *(
        case
        for function, role in (
            ("event_dashboard", "scanner"),
            ("sales_over_time", "scanner"),
            ("start_list", "scanner"),
        )
        for case in by_whom(function, OF_EVENT, (*not_an("event_id", "OTHER"), *to_others(role)))
    ),
    *rpcs(
        "sales_over_time",
        OF_EVENT,
        ({"bucket": "month"}, 400, "invalid_field"),
        ({"bucket": ""}, 400, "invalid_field"),
        ({"bucket": "hour\u0000"}, 400, "22P05"),
        ({"from": "soon"}, 400, "22007"),
        ({"from": "-infinity"}, 400, "invalid_field"),
        ({"to": "infinity"}, 400, "invalid_field"),
        ({"from": "1900-01-01T00:00Z"}, 400, "invalid_field"),
        (
            {"from": "2026-01-01T00:00Z", "to": "2027-01-01T00:00Z", "bucket": "hour"},
            400,
            "invalid_field",
        ),
    ),
    *rpcs(
        "start_list",
        OF_EVENT,
        ({"ticket_type_id": "x"}, 400, "22P02"),
        ({"wave_id": 7}, 400, "22P02"),
    ),
    *by_whom(
        "order_detail",
        {"order_id": "ORDER_ID"},
        (*not_an("order_id", "OTHER_ORDER"), *to_others("scanner")),
    ),
    *by_whom("add_order_note", NOTE, (*not_an("order_id", "OTHER_ORDER"), *to_others("scanner"))),
    *rpcs(
        "add_order_note",
        NOTE,
        ({"body": None}, 400, "missing_field"),
        ({"body": " \n "}, 400, "missing_field"),
        ({"body": "x" * 2001}, 400, "invalid_field"),
        ({"body": "a\u0007"}, 400, "invalid_field"),
        ({"body": "a\u0000"}, 400, "22P05"),
    ),
    *by_whom(
        "message_participants", MESSAGE, (*not_an("event_id", "OTHER"), *to_others("support"))
    ),
    *rpcs(
        "message_participants",
        MESSAGE,
        ({"texts": None}, 400, "missing_field"),
        ({"texts": {}}, 400, "missing_field"),
        ({"texts": []}, 400, "invalid_field"),
        ({"texts": "Hello"}, 400, "invalid_field"),
        ({"texts": 7}, 400, "invalid_field"),
        ({"texts": {"de": SAID}}, 400, "invalid_field"),
        ({"texts": {"nl": "Hallo"}}, 400, "invalid_field"),
        ({"texts": {"nl": None}}, 400, "invalid_field"),
        ({"texts": {"nl": SAID | {"subject": None}}}, 400, "invalid_field"),
        ({"texts": {"nl": {"text": "Hallo"}}}, 400, "missing_field"),
        ({"texts": {"nl": {"subject": "Hallo"}}}, 400, "missing_field"),
        ({"texts": {"nl": SAID | {"subject": " "}}}, 400, "missing_field"),
        ({"texts": {"nl": SAID | {"subject": "a\nb"}}}, 400, "invalid_field"),
        ({"texts": {"nl": SAID | {"subject": "x" * 151}}}, 400, "invalid_field"),
        ({"texts": {"nl": SAID | {"text": " \n "}}}, 400, "missing_field"),
        ({"texts": {"nl": SAID | {"text": "x" * 10_001}}}, 400, "invalid_field"),
        ({"texts": {"nl": SAID | {"text": "a\u0007"}}}, 400, "invalid_field"),
        ({"texts": {"nl": SAID | {"text": ["a"]}}}, 400, "invalid_field"),
        ({"texts": {"nl": SAID | {"text": "a\u0000"}}}, 400, "22P05"),
        ({"texts": {"nl": SAID, "en": {}}}, 400, "missing_field"),
        ({"ticket_type_id": "x"}, 400, "22P02"),
        ({"ticket_type_id": NOWHERE}, 404, "not_found"),
        ({"ticket_type_id": "OTHER_TYPE"}, 404, "not_found"),
        ({"ticket_type_id": "ELSEWHERE_TYPE"}, 404, "not_found"),
        ({"ticket_type_id": "SOLD_OUT_TYPE"}, 409, "nobody_to_tell"),
        ({"wave_id": NOWHERE}, 404, "not_found"),
        ({"wave_id": "WAVE"}, 409, "nobody_to_tell"),
        ({"idempotency_key": "x" * 201}, 400, "invalid_field"),
    ),
    *by_whom(
        "message_progress",
        {"message_id": "MESSAGE"},
        (*not_an("message_id", "OTHER_MESSAGE"), *to_others("scanner")),
    ),
    *(
        post("export", EXPORT | changes, status, code, who)
        for changes, status, code, who in (
            ({"kind": None}, 400, "invalid_field", "owner"),
            ({"kind": "payments"}, 400, "invalid_field", "owner"),
            ({"kind": "orders\u0000"}, 400, "invalid_field", "owner"),
            ({"event_id": "x"}, 400, "invalid_field", "owner"),
            ({"event_id": NOWHERE}, 404, "not_found", "owner"),
            ({"event_id": "OTHER"}, 404, "not_found", "owner"),
            ({"event_id": None}, 404, "not_found", "owner"),
            ({"event_id": None, "org_id": "OTHER_ORG"}, 404, "not_found", "owner"),
            ({"event_id": None, "org_id": NOWHERE}, 404, "not_found", "owner"),
            (
                {"kind": "registrations", "event_id": None, "org_id": "ORG"},
                *(400, "missing_field", "owner"),
            ),
            (
                {"kind": "start_list", "event_id": None, "org_id": "ORG"},
                400,
                "missing_field",
                "owner",
            ),
            ({"filters": {"settlement_id": "x"}}, 400, "invalid_field", "owner"),
            ({"filters": {"settlement_id": NOWHERE}}, 404, "not_found", "owner"),
            (
                {"kind": "payouts", "filters": {"settlement_id": NOWHERE}},
                *(404, "not_found", "owner"),
            ),
            ({"kind": "payouts", "filters": {"status": ["x"]}}, 400, "invalid_field", "owner"),
            ({"kind": "scans", "filters": {"status": ["x"]}}, 400, "invalid_field", "owner"),
            ({"format": "xlsx"}, 400, "invalid_field", "owner"),
            ({"separator": "|"}, 400, "invalid_field", "owner"),
            ({"separator": ""}, 400, "invalid_field", "owner"),
            ({"bom": "perhaps"}, 400, "invalid_field", "owner"),
            ({"filters": []}, 400, "invalid_field", "owner"),
            ({"filters": {"colour": "red"}}, 400, "invalid_field", "owner"),
            ({"filters": {"status": "paid"}}, 400, "invalid_field", "owner"),
            ({"filters": {"status": ["a\u0000"]}}, 400, "invalid_value", "owner"),
            ({"filters": {"status": ["x"] * 21}}, 400, "invalid_field", "owner"),
            ({"filters": {"wave_id": "WAVE"}}, 400, "invalid_field", "owner"),
            ({"filters": {"include_sensitive": True}}, 400, "invalid_field", "owner"),
            ({"filters": {"from": "soon"}}, 400, "invalid_field", "owner"),
            ({"filters": {"ticket_type_id": 7}}, 400, "invalid_field", "owner"),
            ({}, 401, "sign_in_required", "visitor"),
            ({}, 401, "invalid_token", "forged"),
            ({}, 401, "invalid_token", "expired"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "not_allowed", "support"),
        )
    ),
    post("export", "{", 400, "malformed_json", "owner"),
    post("export", {}, 400, "missing_field", "owner"),
    *(
        case
        for case in by_whom(
            "set_chip",
            {"registration_id": "REGISTRATION", "chip_number": "C1"},
            tuple(
                wrong if wrong[3] != "visitor" else (wrong[0], 401, "42501", "visitor")
                for wrong in NOT_THEIR_REGISTRATION
            ),
        )
    ),
    *rpcs(
        "set_chip",
        {"registration_id": "REGISTRATION", "chip_number": "C1"},
        ({"chip_number": "x" * 41}, 400, "invalid_field"),
        ({"chip_number": "a b"}, 400, "invalid_field"),
        ({"chip_number": "a\u0007"}, 400, "invalid_field"),
        ({"chip_number": "a\u0000"}, 400, "22P05"),
    ),
]
