"""Bad requests about plans of the platform, its fees, and the verification of non-profits."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, Case, rpc, rpcs

# What staff asks about their org or event: a good request each.
OF_ORGS: dict[str, dict[str, Any]] = {
    "get_usage": {"org_id": "ORG"},
    "get_overage_fee": {"org_id": "ORG"},
    "can_create_event": {"org_id": "ORG"},
    "set_branding": {"org_id": "ORG", "branding_removed": True},
    "submit_verification": {"org_id": "ORG", "kvk_number": "12345678"},
}
OF_EVENTS: dict[str, dict[str, Any]] = {
    "can_sell_tickets": {"event_id": "EVENT", "quantity": 1},
    "event_fees": {"event_id": "EVENT"},
    "publish_checklist": {"event_id": "EVENT"},
}
FEES = {"event_id": "EVENT", "platform_fee_override": 100, "reason": "Test"}
TERMS = {"org_id": "ORG", "ticket_limit": 100, "reason": "Test"}
DECISION = {"org_id": "ORG", "verified": False, "reason": "Test"}
# What administrators do.
BY_ADMINS: dict[str, dict[str, Any]] = {
    "set_event_fees": FEES,
    "set_plan_override": TERMS,
    "decide_verification": DECISION,
    "verification_queue": {},
}


def number(value: Any, status: int = 400, code: str = "invalid_field") -> Case:
    """A KVK number that is none."""
    return rpc("submit_verification", {"org_id": "ORG", "kvk_number": value}, status, code, "owner")


CASES = [
    *(
        case
        for functions, name in ((OF_ORGS, "org_id"), (OF_EVENTS, "event_id"))
        for function, good in functions.items()
        for case in rpcs(
            function,
            good,
            ({name: None}, 400, "missing_field"),
            ({name: "x"}, 400, "22P02"),
            ({name: 7}, 400, "22P02"),
            ({name: NOWHERE}, 404, "not_found"),
            ({"amount": 1}, 404, "PGRST202"),
        )
    ),
    *(
        case
        for function, good in (OF_ORGS | OF_EVENTS).items()
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 404, "not_found"),
            ("support", 403, "not_allowed"),
            ("scanner", 403, "not_allowed"),
        )
        for case in rpcs(function, good, ({}, status, code), who=who)
    ),
    *rpcs(
        "can_sell_tickets",
        OF_EVENTS["can_sell_tickets"],
        ({"quantity": None}, 400, "missing_field"),
    ),
    *(
        case
        for quantity in (0, -1, 1_000_001)
        for case in rpcs(
            "can_sell_tickets",
            OF_EVENTS["can_sell_tickets"],
            ({"quantity": quantity}, 400, "invalid_field"),
        )
    ),
    *rpcs(
        "set_branding", OF_ORGS["set_branding"], ({"branding_removed": None}, 400, "missing_field")
    ),
    *rpcs("set_branding", OF_ORGS["set_branding"], ({}, 409, "no_subscription")),
    *rpcs("set_branding", OF_ORGS["set_branding"], ({"branding_removed": "x"}, 400, "22P02")),
    number(None, code="missing_field"),
    number(" ", code="missing_field"),
    number("1234567"),
    number("123456789"),
    number("1234567a"),
    number("1" * 31),
    number("12345678\u0000", code="22P05"),
    *rpcs(
        "submit_verification",
        OF_ORGS["submit_verification"],
        ({"appeal": "x" * 2001}, 400, "invalid_field"),
        ({"appeal": "a\u0007"}, 400, "invalid_field"),
    ),
    rpc("is_overage_allowed", {}, 400, "missing_field"),
    rpc("is_overage_allowed", {"plan": "GOLD"}, 400, "invalid_field"),
    rpc("is_overage_allowed", {"plan": "x" * 51}, 400, "invalid_field"),
    rpc("available_plans", {"plan": "GOLD"}, 404, "PGRST202"),
    # Administrators of the platform.
    *(
        case
        for function, good in BY_ADMINS.items()
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("owner", 403, "platform_admin_required"),
            ("stranger", 403, "platform_admin_required"),
        )
        for case in rpcs(function, good, ({}, status, code), who=who)
    ),
    *rpcs(
        "set_event_fees",
        FEES,
        ({"event_id": None}, 400, "missing_field"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"event_id": NOWHERE}, 404, "not_found"),
        ({"platform_fee_override": -1}, 400, "invalid_field"),
        ({"platform_fee_override": 1001}, 400, "invalid_field"),
        ({"platform_fee_override": 1.5}, 400, "22P02"),
        ({"platform_fee_override": 10**10}, 400, "22003"),
        ({"overage_fee_override": -1}, 400, "invalid_field"),
        ({"overage_fee_override": 101}, 400, "invalid_field"),
        ({"reason": None}, 400, "missing_field"),
        ({"reason": " "}, 400, "missing_field"),
        ({"reason": "x" * 501}, 400, "invalid_field"),
        ({"reason": "a\u0007"}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "set_plan_override",
        TERMS,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"ticket_limit": 0}, 400, "invalid_field"),
        ({"ticket_limit": 10_000_001}, 400, "invalid_field"),
        ({"max_active_events": 0}, 400, "invalid_field"),
        ({"max_active_events": 1_000_001}, 400, "invalid_field"),
        ({"overage_amount": -1}, 400, "invalid_field"),
        ({"overage_amount": 101}, 400, "invalid_field"),
        ({"reason": None}, 400, "missing_field"),
        ({"reason": "x" * 501}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "decide_verification",
        DECISION,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({}, 404, "not_found"),
        ({"verified": None}, 400, "missing_field"),
        ({"reason": None}, 400, "missing_field"),
        ({"reason": "x" * 501}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "verification_queue",
        {},
        ({"status": "lost"}, 400, "invalid_field"),
        ({"limit": 0}, 400, "invalid_field"),
        ({"limit": 501}, 400, "invalid_field"),
        who="platform",
    ),
    # Adapters of a register have the service key.
    rpc("companies_to_look_up", {}, 403, "42501", "owner"),
    rpc("companies_to_look_up", {}, 401, "42501"),
    rpc("note_company", {"org_id": "ORG", "kvk_number": "12345678"}, 403, "42501", "owner"),
    rpc("note_company", {"org_id": "ORG", "kvk_number": "12345678"}, 401, "42501"),
]
