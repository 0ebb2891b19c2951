"""Bad requests of administrators of the platform for its figures, and requests of others."""

from __future__ import annotations

from tests.api.bad_input.cases import HUGE, rpcs

PERIODS = (
    ({"from": "x"}, 400, "22007"),
    ({"from": "2026-02-30"}, 400, "22008"),
    ({"from": "2026-01-01", "to": "2026-01-01"}, 400, "invalid_field"),
    ({"from": "2026-01-01", "to": "2037-01-01"}, 400, "invalid_field"),
    ({"from": "infinity"}, 400, "invalid_field"),
    ({"to": "-infinity"}, 400, "invalid_field"),
    ({"until": "2026-01-01"}, 404, "PGRST202"),
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
    # Who may not.
    *(
        case
        for function in ("platform_dashboard", "platform_fees_per_org")
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("owner", 403, "platform_admin_required"),
        )
        for case in rpcs(function, {}, ({}, status, code), who=who)
    ),
]
