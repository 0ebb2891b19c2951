"""Bad requests about the configuration of the platform, by its administrators and by others."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import HUGE, NOWHERE, rpc, rpcs

SETTING: dict[str, Any] = {
    "key": "sales.retry_hours",
    "value": 36,
    "reason": "Test",
    "expected_version": 1,
}
REVERTED: dict[str, Any] = {
    "key": "sales.retry_hours",
    "version": 1,
    "reason": "Test",
    "expected_version": 1,
}
FEATURE: dict[str, Any] = {"feature": "teams", "plan": "ORGANIZER", "is_on": True, "reason": "Test"}
ORG_FEATURE: dict[str, Any] = {"org_id": "ORG", "feature": "teams", "is_on": True, "reason": "Test"}
LIMIT: dict[str, Any] = {"rule": "export", "max_hits": 5, "window_seconds": 60, "reason": "Test"}
OVERRIDE: dict[str, Any] = {
    "rule": "export",
    "plan": "ORGANIZER",
    "org_id": None,
    "max_hits": 5,
    "reason": "Test",
}
MAINTENANCE: dict[str, Any] = {
    "is_on": True,
    "text_nl": None,
    "text_en": None,
    "retry_after": 60,
    "reason": "Test",
}

# What administrators send that is wrong.
WRONG = {
    "platform_set_setting": (
        SETTING,
        ({"key": None}, 404, "setting_not_found"),
        ({"key": "sales.nothing"}, 404, "setting_not_found"),
        ({"key": "core.clock_is_movable", "value": True}, 403, "setting_is_operational"),
        ({"value": None}, 400, "missing_field"),
        ({"value": "36"}, 400, "invalid_field"),
        ({"value": 0}, 400, "invalid_field"),
        ({"value": 1.5}, 400, "invalid_field"),
        ({"value": HUGE}, 400, "invalid_field"),
        ({"value": [36]}, 400, "invalid_field"),
        ({"value": {"hours": 36}}, 400, "invalid_field"),
        ({"key": "core.maintenance_text_nl", "value": "a\u0007b"}, 400, "invalid_field"),
        ({"key": "core.maintenance_text_nl", "value": "x" * 501}, 400, "invalid_field"),
        ({"reason": ""}, 400, "missing_field"),
        ({"reason": "x" * 501}, 400, "invalid_field"),
        ({"expected_version": None}, 400, "missing_field"),
        ({"expected_version": 7}, 409, "setting_changed"),
        ({"expected_version": "x"}, 400, "22P02"),
        ({"more": 1}, 404, "PGRST202"),
    ),
    "platform_revert_setting": (
        REVERTED,
        ({"key": "sales.nothing"}, 404, "version_not_found"),
        ({"version": 9}, 404, "version_not_found"),
        ({"version": None}, 404, "version_not_found"),
        ({"reason": None}, 400, "missing_field"),
        ({"expected_version": 7}, 409, "setting_changed"),
    ),
    "platform_setting_history": (
        {"key": "sales.retry_hours"},
        ({"key": "sales.nothing"}, 404, "setting_not_found"),
        ({"limit": 0}, 400, "invalid_field"),
        ({"limit": 201}, 400, "invalid_field"),
        ({"before": "x"}, 400, "22P02"),
    ),
    "platform_set_feature": (
        FEATURE,
        ({"feature": None}, 400, "missing_field"),
        ({"feature": "flying"}, 400, "invalid_field"),
        ({"plan": "GOLD"}, 400, "invalid_field"),
        ({"plan": None, "is_on": None}, 400, "missing_field"),
        ({"is_on": "maybe"}, 400, "22P02"),
        ({"reason": None}, 400, "missing_field"),
    ),
    "platform_set_org_feature": (
        ORG_FEATURE,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"feature": "flying"}, 400, "invalid_field"),
        ({"reason": None}, 400, "missing_field"),
    ),
    "platform_set_rate_limit": (
        LIMIT,
        ({"rule": None}, 400, "missing_field"),
        ({"rule": "flying"}, 400, "invalid_field"),
        ({"max_hits": 0}, 400, "invalid_field"),
        ({"max_hits": None}, 400, "missing_field"),
        ({"max_hits": HUGE}, 400, "22003"),
        ({"window_seconds": 86401}, 400, "invalid_field"),
        ({"reason": None}, 400, "missing_field"),
    ),
    "platform_override_rate_limit": (
        OVERRIDE,
        ({"rule": "webhook"}, 400, "invalid_field"),
        ({"plan": None}, 400, "invalid_field"),
        ({"plan": "GOLD"}, 400, "invalid_field"),
        ({"plan": None, "org_id": NOWHERE}, 404, "not_found"),
        ({"org_id": "ORG"}, 400, "invalid_field"),
        ({"max_hits": -1}, 400, "invalid_field"),
        ({"reason": None}, 400, "missing_field"),
    ),
    "platform_set_maintenance": (
        MAINTENANCE,
        ({"is_on": None}, 400, "missing_field"),
        ({"retry_after": 9}, 400, "invalid_field"),
        ({"retry_after": 86401}, 400, "invalid_field"),
        ({"text_nl": "x" * 501}, 400, "invalid_field"),
        ({"reason": " "}, 400, "missing_field"),
    ),
}

CASES = [
    *(
        case
        for function, (good, *wrong) in WRONG.items()
        for case in rpcs(function, good, *wrong, who="admin")
    ),
    *(
        rpc(function, good, status, code, who)
        for function, (good, *_) in WRONG.items()
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("owner", 403, "platform_admin_required"),
        )
    ),
    *(
        rpc("org_features", {"org_id": org_id}, status, code, who)
        for org_id, status, code, who in (
            (None, 404, "not_found", "owner"),
            (NOWHERE, 404, "not_found", "owner"),
            ("OTHER_ORG", 404, "not_found", "owner"),
            ("x", 400, "22P02", "owner"),
            ("ORG", 404, "not_found", "stranger"),
            ("ORG", 401, "42501", "visitor"),
        )
    ),
]
