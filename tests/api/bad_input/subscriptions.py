"""Bad requests about the plan of an org: choosing, ending, paying."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, Case, by_whom, rpcs

RETURN = "https://app.example/plan"
ORG: dict[str, Any] = {"org_id": "ORG"}
PLAN: dict[str, Any] = {"org_id": "ORG", "plan": "ORGANIZER", "return_url": RETURN}
EVENT: dict[str, Any] = {"event_id": "EVENT", "return_url": RETURN}

WRONG_ORG: list[tuple[dict[str, Any], int, str]] = [
    ({"org_id": None}, 400, "missing_field"),
    ({"org_id": "x"}, 400, "22P02"),
    ({"org_id": NOWHERE}, 404, "not_found"),
    ({"org_id": "OTHER_ORG"}, 404, "not_found"),
]
WRONG_PLAN: list[tuple[dict[str, Any], int, str]] = [
    ({"plan": None}, 400, "missing_field"),
    ({"plan": ""}, 400, "invalid_field"),
    ({"plan": "organizer"}, 400, "invalid_field"),
    ({"plan": "x" * 5000}, 400, "invalid_field"),
]
WRONG_RETURN: list[tuple[dict[str, Any], int, str]] = [
    ({"return_url": "javascript:alert(1)"}, 400, "invalid_field"),
    ({"return_url": "https://a b"}, 400, "invalid_field"),
    ({"return_url": "https://app.example/" + "x" * 500}, 400, "invalid_field"),
]

CASES: list[Case] = [
    *rpcs("get_subscription", ORG, *WRONG_ORG),
    *rpcs("preview_plan_change", {"org_id": "ORG", "plan": "ORGANIZER"}, *WRONG_ORG, *WRONG_PLAN),
    *rpcs(
        "choose_plan",
        PLAN,
        *WRONG_ORG,
        *WRONG_PLAN,
        *WRONG_RETURN,
        ({"return_url": None}, 400, "missing_field"),
        ({"amount": "x"}, 400, "22P02"),
        ({"amount": 10**30}, 400, "22003"),
        ({"amount": 4899}, 409, "plan_amount_changed"),
        ({"amount": -1}, 409, "plan_amount_changed"),
    ),
    *rpcs("cancel_subscription", ORG, *WRONG_ORG, ({}, 409, "no_subscription")),
    *rpcs("reactivate_subscription", ORG, *WRONG_ORG, ({}, 409, "no_subscription")),
    *rpcs(
        "update_payment_method",
        ORG | {"return_url": RETURN},
        *WRONG_ORG,
        *WRONG_RETURN,
        ({"return_url": None}, 400, "missing_field"),
        ({}, 409, "no_subscription"),
    ),
    *rpcs(
        "buy_event",
        EVENT,
        *WRONG_RETURN,
        ({"event_id": None}, 400, "missing_field"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"event_id": NOWHERE}, 404, "not_found"),
        ({"event_id": "OTHER"}, 404, "not_found"),
        ({"return_url": None}, 400, "missing_field"),
        ({}, 409, "plan_not_per_event"),
    ),
    *(
        case
        for function, good in (
            ("choose_plan", PLAN),
            ("cancel_subscription", ORG),
            ("reactivate_subscription", ORG),
            ("update_payment_method", ORG | {"return_url": RETURN}),
            ("buy_event", EVENT),
        )
        for case in by_whom(
            function,
            good,
            [
                ({}, 401, "42501", "visitor"),
                ({}, 403, "not_allowed", "support"),
                ({}, 404, "not_found", "stranger"),
            ],
        )
    ),
]
