"""Bad requests about the configuration of the platform, by its administrators and by others."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import HUGE, NOWHERE, post, rpc, rpcs

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
NOTICE: dict[str, Any] = {
    "notice_id": None,
    "audience": "everybody",
    "text_nl": "Hoi",
    "text_en": "Hi",
    "starts_at": None,
    "ends_at": "2100-01-01T00:00Z",
}
BROADCAST: dict[str, Any] = {
    "texts": {"nl": {"subject": "Hoi", "text": "Hoi"}},
    "idempotency_key": "bad",
}
TEXT: dict[str, Any] = {
    "org_id": "ORG",
    "kind": "team_code",
    "language": "nl",
    "subject": "Hoi",
    "body": "Hoi",
}
ITS_TEXT: dict[str, Any] = {"org_id": "ORG", "kind": "team_code", "language": "nl"}

# What administrators send that is wrong.
WRONG: dict[str, tuple[Any, ...]] = {
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
    "platform_save_notice": (
        NOTICE,
        ({}, 400, "invalid_field"),
        ({"ends_at": None}, 400, "missing_field"),
        ({"ends_at": "soon"}, 400, "22007"),
        ({"audience": "all"}, 400, "invalid_field"),
        ({"text_nl": ""}, 400, "missing_field"),
        ({"text_en": "x" * 1001}, 400, "invalid_field"),
    ),
    "platform_withdraw_notice": (
        {"notice_id": NOWHERE},
        ({}, 404, "not_found"),
        ({"notice_id": None}, 400, "missing_field"),
        ({"notice_id": 7}, 400, "22P02"),
    ),
    "platform_broadcast": (
        BROADCAST,
        ({"texts": None}, 400, "missing_field"),
        ({"texts": []}, 400, "invalid_field"),
        ({"texts": {"fr": {"subject": "x", "text": "x"}}}, 400, "invalid_field"),
        ({"idempotency_key": None}, 400, "missing_field"),
    ),
    "platform_stop_broadcast": (
        {"broadcast_id": NOWHERE},
        ({}, 404, "not_found"),
        ({"broadcast_id": None}, 400, "missing_field"),
        ({"broadcast_id": "x"}, 400, "22P02"),
    ),
}

CASES = [
    *(
        case
        for function, (good, *wrong) in WRONG.items()
        for case in rpcs(function, good, *wrong, who="platform")
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
    *(
        rpc("mail_templates", {"org_id": org_id}, status, code, who)
        for org_id, status, code, who in (
            (None, 403, "platform_admin_required", "owner"),
            (NOWHERE, 404, "not_found", "owner"),
            ("OTHER_ORG", 404, "not_found", "owner"),
            ("x", 400, "22P02", "owner"),
            ("ORG", 404, "not_found", "stranger"),
            ("ORG", 401, "42501", "visitor"),
        )
    ),
    rpc("get_notices", {"audience": "everybody"}, 400, "invalid_field"),
    rpc("get_notices", {"audience": {}}, 400, "invalid_field"),
    rpc("find_cell", {}, 400, "missing_field"),
    rpc("find_cell", {"org_id": NOWHERE}, 404, "not_found"),
    rpc("find_cell", {"org_id": "x"}, 400, "22P02"),
    rpc("find_cell", {"slug": "of-nobody"}, 404, "not_found"),
    rpc("find_cell", {"slug": "a\u0000b"}, 400, "22P05"),
    *rpcs(
        "save_template_draft",
        TEXT,
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"org_id": "OTHER_ORG"}, 404, "not_found"),
        ({"org_id": None}, 403, "platform_admin_required"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"kind": None}, 400, "missing_field"),
        ({"kind": "flying"}, 400, "invalid_field"),
        ({"kind": "welcome"}, 400, "invalid_field"),
        ({"language": "fr"}, 400, "invalid_field"),
        ({"subject": ""}, 400, "missing_field"),
        ({"subject": "a\nb"}, 400, "invalid_field"),
        ({"body": " "}, 400, "missing_field"),
        ({"body": "x" * 20001}, 400, "invalid_field"),
        ({"body": "a\u0000b"}, 400, "22P05"),
    ),
    *(
        case
        for function in ("publish_template", "revert_template", "send_template_test")
        for case in rpcs(
            function,
            ITS_TEXT,
            ({}, 404, "not_found"),
            ({"org_id": NOWHERE}, 404, "not_found"),
            ({"org_id": None}, 403, "platform_admin_required"),
            ({"kind": "flying"}, 400, "invalid_field"),
        )
    ),
    *(
        rpc(function, ITS_TEXT, status, code, who)
        for function in ("publish_template", "mail_template_history", "send_template_test")
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 404, "not_found"),
            ("support", 403, "not_allowed"),
        )
    ),
    post("template-preview", ITS_TEXT, 401, "sign_in_required", "visitor"),
    post("template-preview", ITS_TEXT, 404, "not_found", "owner"),
    post("template-preview", ITS_TEXT, 403, "not_allowed", "support"),
    post("template-preview", ITS_TEXT, 404, "not_found", "stranger"),
    post("template-preview", ITS_TEXT | {"org_id": None}, 403, "platform_admin_required", "owner"),
    post("template-preview", ITS_TEXT | {"org_id": "x"}, 400, "invalid_field", "owner"),
    post("template-preview", ITS_TEXT | {"kind": "flying"}, 400, "invalid_field", "owner"),
    post("template-preview", ITS_TEXT | {"language": "fr"}, 400, "invalid_field", "owner"),
    post("template-preview", ITS_TEXT | {"kind": "x" * 101}, 400, "invalid_field", "owner"),
    post("template-preview", {"kind": "invoice"}, 400, "missing_field", "owner"),
]
