"""Bad requests about the bills of the platform: whom they are addressed to, their history, PDFs."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, Case, by_whom, rpcs

DETAILS: dict[str, Any] = {"org_id": "ORG", "details": {"company": "Mine"}}
HISTORY: dict[str, Any] = {"org_id": "ORG"}


def details(**changes: object) -> dict[str, Any]:
    """Details that change this."""
    return {"details": changes}


CASES: list[Case] = [
    *rpcs(
        "save_billing_details",
        DETAILS,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"org_id": "OTHER_ORG"}, 404, "not_found"),
        ({"details": None}, 400, "missing_field"),
        ({"details": []}, 400, "invalid_field"),
        ({"details": "x"}, 400, "invalid_field"),
        ({"details": 7}, 400, "invalid_field"),
        (details(no_such_field="x"), 400, "invalid_field"),
        (details(company=7), 400, "invalid_field"),
        (details(company="x" * 201), 400, "invalid_field"),
        (details(company="a\u0007"), 400, "invalid_field"),
        (details(company="a\u0000"), 400, "22P05"),
        (details(country="Nederland"), 400, "invalid_field"),
        (details(country="NL", kvk_number="1234567"), 400, "invalid_field"),
        (details(country="NL", vat_number="NL1"), 400, "invalid_field"),
        (details(country=None, vat_number="NL123456789B01"), 400, "missing_field"),
        (details(email="anna"), 400, "invalid_email"),
    ),
    *rpcs(
        "billing_history",
        HISTORY,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"org_id": "OTHER_ORG"}, 404, "not_found"),
        ({"kind": "TICKET"}, 400, "invalid_field"),
        ({"kind": ""}, 400, "invalid_field"),
        ({"status": ["gone"]}, 400, "invalid_field"),
        ({"status": [None]}, 400, "invalid_field"),
        ({"status": "paid"}, 400, "22P02"),
        ({"from": "yesterdayish"}, 400, "22007"),
        ({"cursor": NOWHERE}, 400, "invalid_field"),
        ({"cursor": "x"}, 400, "22P02"),
        ({"limit": 0}, 400, "invalid_field"),
        ({"limit": 201}, 400, "invalid_field"),
    ),
    *(
        case
        for function, good in (("save_billing_details", DETAILS), ("billing_history", HISTORY))
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
    *(
        Case("/functions/v1/invoice-pdf", None, status, code, who, "GET", {"id": which})
        for which, status, code, who in (
            (NOWHERE, 401, "sign_in_required", "visitor"),
            (NOWHERE, 401, "sign_in_required", "nobody"),
            (NOWHERE, 401, "invalid_token", "forged"),
            (NOWHERE, 401, "invalid_token", "expired"),
            (NOWHERE, 404, "not_found", "owner"),
            # An invoice of the org's own is none of the platform's.
            ("ISSUED", 404, "not_found", "owner"),
            ("x", 400, "invalid_field", "owner"),
            ("", 400, "invalid_field", "owner"),
        )
    ),
]
