"""Bad requests of administrators of the platform about what all orgs sell, and of others."""

from __future__ import annotations

from tests.api.bad_input.cases import HUGE, NOWHERE, post, rpcs

PERIODS = (
    ({"from": "x"}, 400, "22007"),
    ({"from": "2026-02-30"}, 400, "22008"),
    ({"from": "2026-01-01", "to": "2026-01-01"}, 400, "invalid_field"),
    ({"from": "2026-01-01", "to": "2037-01-01"}, 400, "invalid_field"),
    ({"from": "infinity"}, 400, "invalid_field"),
    ({"to": "-infinity"}, 400, "invalid_field"),
    ({"until": "2026-01-01"}, 404, "PGRST202"),
    ({"from": "294277-01-01"}, 400, "invalid_field"),
    ({"to": "0001-01-01"}, 400, "invalid_field"),
)
PAGES = (
    ({"limit": 0}, 400, "invalid_field"),
    ({"limit": 201}, 400, "invalid_field"),
    ({"limit": HUGE}, 400, "22003"),
    ({"limit": "x"}, 400, "22P02"),
)

CASES = [
    *rpcs("platform_dashboard", {}, *PERIODS, who="platform"),
    *rpcs(
        "platform_fees_per_org",
        {},
        *PERIODS,
        *PAGES,
        ({"offset": -1}, 400, "invalid_field"),
        ({"offset": 1_000_001}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "platform_search_orders",
        {},
        *PAGES,
        ({"query": "x" * 255}, 400, "invalid_field"),
        ({"query": "a\u0000"}, 400, "22P05"),
        ({"status": ["gone"]}, 400, "invalid_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"cursor": 7}, 400, "22P02"),
        ({"from": "never"}, 400, "22007"),
        who="platform",
    ),
    *rpcs(
        "platform_find_ticket",
        {"query": "a@example.test"},
        ({"query": None}, 400, "missing_field"),
        ({"query": " "}, 400, "missing_field"),
        ({"query": "x" * 255}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "platform_messages",
        {"org_id": "ORG"},
        *PAGES,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"about": "x" * 201}, 400, "invalid_field"),
        ({"state": "lost"}, 400, "invalid_field"),
        ({"cursor": "x"}, 400, "22P02"),
        who="platform",
    ),
    *rpcs(
        "platform_refund",
        {"order_id": "ORDER_ID", "reason": "Overcharged", "idempotency_key": NOWHERE},
        ({"order_id": None}, 400, "missing_field"),
        ({"order_id": NOWHERE}, 404, "not_found"),
        ({"order_id": "UNPAID_ID"}, 409, "order_not_paid"),
        ({"reason": None}, 400, "missing_field"),
        ({"reason": "x" * 501}, 400, "invalid_field"),
        ({"idempotency_key": None}, 400, "missing_field"),
        ({"amount": 0}, 400, "invalid_field"),
        ({"amount": 5_000_000}, 409, "refund_too_large"),
        ({"items": "x"}, 400, "invalid_field"),
        who="platform",
    ),
    *(
        case
        for function in ("platform_failed_payments", "platform_scan_conflicts")
        for case in rpcs(
            function, {}, *PAGES, ({"period": "1y"}, 400, "invalid_field"), who="platform"
        )
    ),
    *rpcs(
        "platform_failed_deliveries",
        {},
        *PAGES,
        ({"channel": "fax"}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "platform_retry",
        {},
        ({}, 400, "missing_field"),
        ({"event_id": -1}, 404, "not_found"),
        ({"event_id": HUGE}, 400, "22003"),
        ({"payment_id": NOWHERE}, 404, "not_found"),
        ({"event_id": 1, "payment_id": NOWHERE}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "platform_alerts",
        {},
        *PAGES,
        ({"status": ["gone"]}, 400, "invalid_field"),
        ({"rule": "gone"}, 400, "invalid_field"),
        who="platform",
    ),
    *rpcs(
        "platform_review_alert",
        {},
        ({}, 400, "missing_field"),
        ({"alert_id": NOWHERE}, 404, "not_found"),
        who="platform",
    ),
    *rpcs(
        "platform_close_alert",
        {"alert_id": NOWHERE, "note": "Settled"},
        ({}, 404, "not_found"),
        ({"note": " "}, 400, "missing_field"),
        ({"note": "x" * 2001}, 400, "invalid_field"),
        ({"alert_id": None}, 400, "missing_field"),
        who="platform",
    ),
    *rpcs(
        "platform_payouts",
        {},
        *PAGES,
        ({"status": "lost"}, 400, "invalid_field"),
        ({"offset": -1}, 400, "invalid_field"),
        ({"org_id": "x"}, 400, "22P02"),
        who="platform",
    ),
    *(
        post("platform-report", {"kind": "fees"} | changes, status, code, who)
        for changes, status, code, who in (
            ({"kind": "secrets"}, 400, "invalid_field", "platform"),
            ({"kind": None}, 400, "invalid_field", "platform"),
            ({"from": "x"}, 400, "invalid_field", "platform"),
            ({"from": "2026-01-01", "to": "2026-01-01"}, 400, "invalid_field", "platform"),
            ({"separator": "|"}, 400, "invalid_field", "platform"),
            ({}, 401, "sign_in_required", "visitor"),
            ({}, 403, "platform_admin_required", "owner"),
        )
    ),
    # Who may not.
    *(
        case
        for function in ("platform_dashboard", "platform_refund", "platform_alerts")
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("owner", 403, "platform_admin_required"),
        )
        for case in rpcs(function, {}, ({}, status, code), who=who)
    ),
]
