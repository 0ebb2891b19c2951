"""Bad requests about personal data: what people agree to, what is kept of them, who is erased."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, by_whom, rpc, rpcs

AGREED: dict[str, Any] = {"org_id": "ORG", "purpose": "marketing", "text_version": "2026-01"}
ASKED: dict[str, Any] = {"org_id": "ORG", "email": "anna@example.test"}

CASES = [
    # What people agree to.
    *rpcs(
        "give_consent",
        AGREED,
        ({"purpose": None}, 400, "missing_field"),
        ({"purpose": "Marketing!"}, 400, "invalid_field"),
        ({"purpose": "x" * 51}, 400, "invalid_field"),
        ({"text_version": None}, 400, "missing_field"),
        ({"text_version": "x" * 51}, 400, "invalid_field"),
        ({"language": "de"}, 400, "invalid_field"),
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"public_token": "x"}, 404, "token_unknown"),
        ({"public_token": ""}, 404, "token_unknown"),
        ({"email": "anna@example.test"}, 404, "PGRST202"),
    ),
    rpc("give_consent", AGREED, 401, "sign_in_required"),
    *rpcs(
        "withdraw_consent",
        {"org_id": "ORG", "purpose": "marketing"},
        ({"purpose": None}, 400, "missing_field"),
        ({"purpose": "a b"}, 400, "invalid_field"),
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"public_token": "x"}, 404, "token_unknown"),
        ({"consent_token": ""}, 404, "token_unknown"),
        ({"consent_token": "x" * 97}, 404, "token_unknown"),
        ({"consent_token": "x" * 96}, 404, "token_unknown"),
        ({"email": "anna"}, 400, "invalid_email"),
        ({"email": "anna@example.test", "org_id": None}, 400, "missing_field"),
        ({"email": "anna@example.test", "org_id": "OTHER_ORG"}, 404, "not_found"),
    ),
    *by_whom(
        "withdraw_consent",
        {"org_id": "ORG", "purpose": "marketing"},
        (
            ({}, 401, "sign_in_required", "visitor"),
            ({"email": "anna@example.test"}, 401, "sign_in_required", "visitor"),
            ({"email": "anna@example.test"}, 404, "not_found", "stranger"),
            ({"email": "anna@example.test"}, 403, "not_allowed", "scanner"),
        ),
    ),
    *rpcs(
        "consents_of",
        ASKED,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "OTHER_ORG"}, 404, "not_found"),
        ({"email": None}, 400, "missing_field"),
        ({"email": "anna"}, 400, "invalid_email"),
    ),
    rpc("consents_of", ASKED, 403, "not_allowed", "scanner"),
    rpc("my_consents", {}, 400, "missing_field", "owner"),
    rpc("my_consents", {"org_id": "ORG"}, 401, "42501"),
    # Who is erased, and what is told of them.
    *(
        case
        for function in ("erase_person", "export_person")
        for case in (
            *rpcs(
                function,
                ASKED,
                ({"org_id": None}, 400, "missing_field"),
                ({"org_id": "x"}, 400, "22P02"),
                ({"org_id": NOWHERE}, 404, "not_found"),
                ({"org_id": "OTHER_ORG"}, 404, "not_found"),
                ({"email": None}, 400, "missing_field"),
                ({"email": ""}, 400, "missing_field"),
                ({"email": "anna"}, 400, "invalid_email"),
                ({"email": "nobody@example.test"}, 404, "person_not_found"),
                ({"email": None, "participant_id": NOWHERE}, 404, "person_not_found"),
                ({"email": None, "order_id": "OTHER_ORDER"}, 404, "person_not_found"),
                ({"email": None, "customer_id": "OTHER_GUEST"}, 404, "person_not_found"),
                ({"participant_id": "x"}, 400, "22P02"),
            ),
            rpc(function, ASKED, 403, "not_allowed", "support"),
            rpc(function, ASKED, 404, "not_found", "stranger"),
            rpc(function, ASKED, 401, "42501"),
        )
    ),
    rpc(
        "erase_person",
        {"org_id": "ORG", "order_id": "ORDER_ID"},
        *(409, "person_has_obligations", "owner"),
    ),
    *(
        case
        for function in ("erase_me", "my_data")
        for case in (
            rpc(function, {}, 400, "missing_field", "stranger"),
            rpc(function, {"org_id": "x"}, 400, "22P02", "stranger"),
            rpc(function, {"org_id": NOWHERE}, 404, "person_not_found", "stranger"),
            rpc(function, {"org_id": "ORG"}, 404, "person_not_found", "stranger"),
            rpc(function, {"org_id": "ORG"}, 401, "42501"),
        )
    ),
    # How long what is kept.
    *rpcs(
        "set_retention",
        {"org_id": "ORG", "class": "answers", "keep_days": 30},
        ({"class": None}, 400, "missing_field"),
        ({"class": "x"}, 400, "invalid_field"),
        ({"class": "invoices"}, 400, "invalid_field"),
        ({"keep_days": 0}, 400, "invalid_field"),
        ({"keep_days": 100000}, 400, "invalid_field"),
        ({"keep_days": "x"}, 400, "22P02"),
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "OTHER_ORG"}, 404, "not_found"),
    ),
    rpc("set_retention", {"org_id": "ORG", "class": "answers"}, 403, "not_allowed", "support"),
    rpc("retention", {}, 400, "missing_field", "owner"),
    rpc("retention", {"org_id": "ORG"}, 403, "not_allowed", "support"),
    rpc("retention", {"org_id": "OTHER_ORG"}, 404, "not_found", "owner"),
]
