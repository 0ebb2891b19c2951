"""Bad requests about accounts at the payment provider."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, Case, post, rpcs

CLIENT = {"given_name": "Zoë", "family_name": "Bakker", "email": "zoe@example.org"}
BODIES: dict[str, dict[str, Any]] = {
    "disconnect_mollie": {"org_id": "ORG"},
    "check_mollie_connection": {"org_id": "ORG"},
    "choose_mollie_profile": {"org_id": "ORG", "profile_id": "pfl_x"},
}


def connect(changes: dict[str, Any], status: int, code: str, who: str = "owner") -> Case:
    """A call of mollie-connect that differs from a good one."""
    return post("mollie-connect", {"org_id": "ORG"} | changes, status, code, who)


PAYOUTS = ("refresh_payouts", "payout_differences", "event_payouts")
CASES = [
    *(
        case
        for function in PAYOUTS
        for case in rpcs(
            function,
            {"org_id": "ORG"},
            ({"org_id": None}, 400, "missing_field"),
            ({"org_id": "x"}, 400, "22P02"),
            ({"org_id": 7}, 400, "22P02"),
            ({"org_id": NOWHERE}, 404, "not_found"),
            ({"amount": 1}, 404, "PGRST202"),
        )
    ),
    *(
        case
        for function in PAYOUTS
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 404, "not_found"),
            ("support", 403, "not_allowed"),
            ("scanner", 403, "not_allowed"),
        )
        for case in rpcs(function, {"org_id": "ORG"}, ({}, status, code), who=who)
    ),
    *rpcs("refresh_payouts", {"org_id": "ORG"}, ({}, 404, "not_connected")),
    *(
        case
        for function, good in BODIES.items()
        for case in rpcs(
            function,
            good,
            ({"org_id": None}, 400, "missing_field"),
            ({"org_id": "x"}, 400, "22P02"),
            ({"org_id": 7}, 400, "22P02"),
            ({"org_id": NOWHERE}, 404, "not_found"),
            ({}, 404, "not_connected"),
            ({"amount": 1}, 404, "PGRST202"),
        )
    ),
    *(
        case
        for function, good in BODIES.items()
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 404, "not_found"),
            ("support", 403, "not_allowed"),
            ("scanner", 403, "not_allowed"),
        )
        for case in rpcs(function, good, ({}, status, code), who=who)
    ),
    connect({"org_id": None}, 400, "invalid_field"),
    connect({"org_id": "x"}, 400, "invalid_field"),
    connect({"org_id": NOWHERE}, 404, "not_found"),
    connect({}, 401, "sign_in_required", "visitor"),
    connect({}, 404, "not_found", "stranger"),
    connect({}, 403, "not_allowed", "support"),
    connect({"return_url": "javascript:alert(1)"}, 400, "invalid_field"),
    connect({"return_url": 5}, 400, "invalid_field"),
    connect({"return_url": "https://x.example/\u0000"}, 400, "invalid_value"),
    connect({"client": {}}, 400, "missing_field"),
    connect({"client": "x"}, 400, "invalid_field"),
    connect({"client": CLIENT | {"email": "nobody"}}, 400, "invalid_field"),
    connect({"client": CLIENT | {"country": "nl"}}, 400, "invalid_field"),
    connect({"client": CLIENT | {"family_name": ""}}, 400, "invalid_field"),
]
