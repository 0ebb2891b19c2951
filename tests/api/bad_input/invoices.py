"""Bad requests about invoices: settings of the org, details of the buyer, documents."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import (
    NOWHERE,
    ORDER,
    Case,
    by_whom,
    post,
    rpc,
    rpcs,
)
from tests.api.bad_input.desk import SOLD

SETTINGS: dict[str, Any] = {"org_id": "ORG", "settings": {"legal_name": "Mine"}}
ASKED: dict[str, Any] = {"order_id": "UNPAID_ID", "invoice_details": {"name": "Anna"}}
CORRECTED: dict[str, Any] = {"invoice_id": "ISSUED", "invoice_details": {"name": "Anna"}}


def settings(**changes: object) -> dict[str, Any]:
    """Settings that change this."""
    return {"settings": changes}


def details(**changes: object) -> dict[str, Any]:
    """Details of a buyer that say this."""
    return {"invoice_details": changes}


WRONG_DETAILS: list[tuple[dict[str, Any], int, str]] = [
    ({"invoice_details": "x"}, 400, "invalid_field"),
    ({"invoice_details": []}, 400, "invalid_field"),
    ({"invoice_details": 7}, 400, "invalid_field"),
    (details(no_such_field="x"), 400, "invalid_field"),
    (details(name=7), 400, "invalid_field"),
    (details(name={"a": 1}), 400, "invalid_field"),
    (details(name="x" * 201), 400, "invalid_field"),
    (details(name="a\u0007"), 400, "invalid_field"),
    (details(name="a\u0000"), 400, "22P05"),
    (details(company="X"), 400, "missing_field"),
    (details(company="X", address="A", city="B"), 400, "missing_field"),
    (details(company="X", address="A", country="NL"), 400, "missing_field"),
    (details(country="Nederland"), 400, "invalid_field"),
    (details(country="XX"), 400, "invalid_field"),
    (details(vat_number="NL123456789B01"), 400, "missing_field"),
    (details(vat_number="NL123456789B01", country="NL"), 400, "missing_field"),
    (details(vat_number="NL1", country="NL"), 400, "invalid_field"),
    (details(vat_number="DE123456789", country="NL"), 400, "invalid_field"),
    (details(email="anna"), 400, "invalid_email"),
    (details(reference="x" * 201), 400, "invalid_field"),
]

CASES: list[Case] = [
    *rpcs(
        "save_invoice_settings",
        SETTINGS,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"org_id": "OTHER_ORG"}, 404, "not_found"),
        ({"settings": None}, 400, "missing_field"),
        ({"settings": []}, 400, "invalid_field"),
        ({"settings": "x"}, 400, "invalid_field"),
        ({"settings": 7, "is_new_entity": True}, 400, "invalid_field"),
        ({"is_new_entity": "x"}, 400, "22P02"),
        (settings(no_such_field="x"), 400, "invalid_field"),
        (settings(legal_name=7), 400, "invalid_field"),
        (settings(legal_name="x" * 201), 400, "invalid_field"),
        (settings(legal_name="a\u0007"), 400, "invalid_field"),
        (settings(is_vat_exempt="yes"), 400, "invalid_field"),
        (settings(country="Nederland"), 400, "invalid_field"),
        (settings(country="NL", kvk_number="1234567"), 400, "invalid_field"),
        (settings(country="NL", kvk_number="1234567x"), 400, "invalid_field"),
        (settings(country="NL", vat_number="NL1"), 400, "invalid_field"),
        (settings(country=None, vat_number="NL123456789B01"), 400, "missing_field"),
        (settings(iban="NL92ABNA0417164300"), 400, "invalid_field"),
        (settings(iban="x"), 400, "invalid_field"),
        (settings(time_zone="Mars"), 400, "invalid_field"),
        (settings(time_zone="+02"), 400, "invalid_field"),
        (settings(number_prefix="a b"), 400, "invalid_field"),
        (settings(number_prefix="x" * 11), 400, "invalid_field"),
        (settings(issue="sometimes"), 400, "invalid_field"),
        (settings(issue="always", iban=None), 409, "invoice_settings_incomplete"),
        (settings(issue="always") | {"is_new_entity": True}, 409, "invoice_settings_incomplete"),
        (settings(reverse_charge="yes"), 400, "invalid_field"),
        (settings(payment_note="x" * 501), 400, "invalid_field"),
    ),
    *by_whom(
        "save_invoice_settings",
        SETTINGS,
        [
            ({}, 401, "42501", "visitor"),
            ({}, 403, "not_allowed", "support"),
            ({}, 404, "not_found", "stranger"),
        ],
    ),
    *rpcs(
        "request_invoice",
        ASKED,
        *WRONG_DETAILS,
        ({"order_id": "x"}, 400, "22P02"),
        ({"order_id": NOWHERE}, 404, "not_found"),
        ({"order_id": "OTHER_ORDER"}, 404, "not_found"),
        ({"order_id": None}, 400, "missing_field"),
        ({"order_id": None, "public_token": "x"}, 404, "order_not_found"),
        ({"order_id": "INVOICED"}, 409, "invoice_is_issued"),
    ),
    *by_whom(
        "request_invoice",
        ASKED,
        [
            ({}, 401, "sign_in_required", "visitor"),
            ({}, 403, "not_allowed", "support"),
            ({}, 404, "not_found", "stranger"),
        ],
    ),
    *rpcs(
        "correct_invoice",
        CORRECTED,
        *WRONG_DETAILS,
        ({"invoice_details": None}, 400, "missing_field"),
        ({"invoice_id": None}, 400, "missing_field"),
        ({"invoice_id": "x"}, 400, "22P02"),
        ({"invoice_id": NOWHERE}, 404, "not_found"),
        ({"invoice_id": "OTHER_ISSUED"}, 404, "not_found"),
        ({"invoice_id": "CREDITED"}, 409, "invoice_is_credited"),
    ),
    *by_whom(
        "correct_invoice",
        CORRECTED,
        [
            ({}, 401, "42501", "visitor"),
            ({}, 403, "not_allowed", "support"),
            ({}, 404, "not_found", "stranger"),
        ],
    ),
    *(
        case
        for function, to_visitors in (
            ("get_invoice", "sign_in_required"),
            ("resend_invoice", "42501"),
        )
        for case in by_whom(
            function,
            {"invoice_id": "ISSUED"},
            [
                ({"invoice_id": None}, 400, "missing_field", "owner"),
                ({"invoice_id": "x"}, 400, "22P02", "owner"),
                ({"invoice_id": NOWHERE}, 404, "not_found", "owner"),
                ({"invoice_id": "OTHER_ISSUED"}, 404, "not_found", "owner"),
                ({}, 401, to_visitors, "visitor"),
                ({}, 403, "not_allowed", "support"),
                ({}, 404, "not_found", "stranger"),
            ],
        )
    ),
    rpc("get_invoice", {"public_token": "x"}, 404, "order_not_found"),
    rpc("get_invoice", {"public_token": ""}, 400, "missing_field"),
    rpc("get_invoice", {"public_token": "UNPAID_TOKEN"}, 404, "invoice_not_found"),
    rpc(
        "get_invoice",
        {"public_token": "UNPAID_TOKEN", "invoice_id": "ISSUED"},
        *(404, "invoice_not_found"),
    ),
    *rpcs("create_order", ORDER, *WRONG_DETAILS, who="visitor"),
    *rpcs("create_staff_order", SOLD, *WRONG_DETAILS),
    post("create-order-public", ORDER | {"invoice_details": "x"}, 400, "invalid_field"),
    post("create-order-public", ORDER | details(vat_number="NL1"), 400, "missing_field"),
    *(
        Case("/functions/v1/invoice-pdf", None, status, code, who, "GET", params)
        for params, status, code, who in (
            ({}, 401, "sign_in_required", "visitor"),
            ({}, 400, "missing_field", "owner"),
            ({"invoice": "ISSUED"}, 401, "sign_in_required", "visitor"),
            ({"invoice": "ISSUED"}, 401, "sign_in_required", "nobody"),
            ({"invoice": "ISSUED"}, 401, "invalid_token", "forged"),
            ({"invoice": "ISSUED"}, 401, "invalid_token", "expired"),
            ({"invoice": "ISSUED"}, 403, "not_allowed", "support"),
            ({"invoice": "ISSUED"}, 404, "not_found", "stranger"),
            ({"invoice": "OTHER_ISSUED"}, 404, "not_found", "owner"),
            ({"invoice": NOWHERE}, 404, "not_found", "owner"),
            ({"invoice": "x"}, 400, "invalid_field", "owner"),
            ({"token": ""}, 400, "missing_field", "visitor"),
            ({"token": "x"}, 404, "order_not_found", "visitor"),
            ({"token": "a\x00"}, 400, "invalid_value", "visitor"),
            ({"token": "UNPAID_TOKEN"}, 404, "invoice_not_found", "visitor"),
            (
                {"token": "UNPAID_TOKEN", "invoice": "ISSUED"},
                *(404, "invoice_not_found", "visitor"),
            ),
        )
    ),
]
