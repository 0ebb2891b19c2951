"""Bad requests about the administration of the platform."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, Case, post, rpc

BODIES: dict[str, dict[str, Any]] = {
    "platform_assign_plan": {"org_id": "ORG", "plan": "ORGANIZER", "reason": "Test"},
    "platform_note_org": {"org_id": "ORG", "body": "Test"},
    "platform_org": {"org_id": "ORG"},
    "platform_orgs": {},
    "platform_audit_log": {},
    "platform_end_impersonation": {"impersonation_id": NOWHERE},
    "platform_reset_password": {"user_id": NOWHERE, "reason": "Test"},
    "platform_sign_out": {"org_id": "ORG", "reason": "Test"},
}
IMPERSONATE = {"org_id": "ORG", "reason": "Test"}


def ours(function: str, changes: dict[str, Any], status: int, code: str) -> Case:
    """A call by an administrator that differs from a good one."""
    return rpc(function, BODIES[function] | changes, status, code, "platform")


def impersonate(changes: dict[str, Any], status: int, code: str, who: str = "platform") -> Case:
    """The same of the function that acts in somebody's name."""
    return post("impersonate", IMPERSONATE | changes, status, code, who)


NO_IDS: tuple[object, ...] = ("x", 7, [])
NO_FILTERS: tuple[object, ...] = (
    [],
    "x",
    {"status": "closed"},
    {"status": 7},
    {"created_to": {}},
    {"onboarding": "begun"},
    {"plan": "GOLD"},
    {"subscription_status": "cancelled"},
    {"created_from": "yesterday-ish"},
    {"created_to": ["2026-01-01"]},
    {"no_such_filter": 1},
)

CASES = [
    *(
        rpc(function, body, status, code, who)
        for function, body in BODIES.items()
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 403, "platform_admin_required"),
            ("owner", 403, "platform_admin_required"),
        )
    ),
    *(ours(function, {"no_such_field": 1}, 404, "PGRST202") for function in BODIES),
    *(
        ours(function, {field: wrong}, 400, "22P02")
        for function, body in BODIES.items()
        for field in body
        if field.endswith("_id")
        for wrong in NO_IDS
    ),
    *(
        ours(function, {"reason": wrong}, 400, code)
        for function, body in BODIES.items()
        if "reason" in body
        for wrong, code in (
            (None, "missing_field"),
            ("  ", "missing_field"),
            ("x" * 501, "invalid_field"),
            ("a\u0007b", "invalid_field"),
        )
    ),
    *(
        ours(function, {"org_id": org_id}, status, code)
        for function in ("platform_assign_plan", "platform_note_org", "platform_org")
        for org_id, status, code in ((None, 400, "missing_field"), (NOWHERE, 404, "not_found"))
    ),
    *(
        ours(function, {"limit": limit}, 400, code)
        for function in ("platform_orgs", "platform_audit_log")
        for limit, code in ((0, "invalid_field"), (201, "invalid_field"), ("x", "22P02"))
    ),
    *(ours("platform_orgs", {"filters": filters}, 400, "invalid_field") for filters in NO_FILTERS),
    ours("platform_orgs", {"query": "x" * 255}, 400, "invalid_field"),
    ours("platform_orgs", {"query": "a\u0007b"}, 400, "invalid_field"),
    ours("platform_orgs", {"cursor": "x"}, 400, "22P02"),
    ours("platform_audit_log", {"cursor": "x"}, 400, "22P02"),
    ours("platform_audit_log", {"admin_id": "x"}, 400, "22P02"),
    ours("platform_audit_log", {"from": "x"}, 400, "22007"),
    ours("platform_note_org", {"body": None}, 400, "missing_field"),
    ours("platform_note_org", {"body": "  "}, 400, "missing_field"),
    ours("platform_note_org", {"body": "x" * 4001}, 400, "invalid_field"),
    ours("platform_assign_plan", {"plan": None}, 400, "missing_field"),
    ours("platform_assign_plan", {"plan": "GOLD"}, 400, "invalid_field"),
    *(
        rpc("delete_org", {"org_id": "ORG"} | changes, status, code, who)
        for changes, status, code, who in (
            ({}, 409, "org_in_use", "owner"),
            ({"org_id": None}, 400, "missing_field", "owner"),
            ({"org_id": "x"}, 400, "22P02", "owner"),
            ({"org_id": NOWHERE}, 404, "not_found", "owner"),
            ({"reason": "x" * 501}, 400, "invalid_field", "owner"),
            ({}, 401, "42501", "visitor"),
            ({}, 403, "not_allowed", "support"),
            ({}, 404, "not_found", "stranger"),
            ({}, 400, "missing_field", "platform"),
            ({"reason": "Test"}, 409, "org_in_use", "platform"),
        )
    ),
    ours("platform_end_impersonation", {"impersonation_id": None}, 400, "missing_field"),
    ours("platform_end_impersonation", {}, 404, "not_found"),
    ours("platform_reset_password", {"user_id": None}, 400, "missing_field"),
    ours("platform_reset_password", {}, 404, "not_found"),
    ours("platform_sign_out", {"org_id": None}, 400, "missing_field"),
    ours("platform_sign_out", {"org_id": NOWHERE}, 404, "not_found"),
    ours("platform_sign_out", {"user_id": NOWHERE}, 404, "not_found"),
    impersonate({}, 401, "sign_in_required", "visitor"),
    impersonate({}, 403, "platform_admin_required", "owner"),
    impersonate({"org_id": NOWHERE}, 404, "not_found"),
    impersonate({"org_id": "x"}, 400, "invalid_field"),
    impersonate({"org_id": None}, 400, "missing_field"),
    impersonate({"user_id": NOWHERE}, 404, "not_found"),
    impersonate({"reason": None}, 400, "missing_field"),
    impersonate({"reason": "x" * 501}, 400, "invalid_field"),
    impersonate({"reason": "\u0000"}, 400, "invalid_value"),
    impersonate({"can_write": "perhaps"}, 400, "invalid_field"),
]
