"""Bad requests about what changed in an org."""

from __future__ import annotations

from tests.api.bad_input.cases import HUGE, NOWHERE, by_whom, rpcs
from tests.api.bad_input.organiser import NO_ORG, ORG

CASES = [
    *by_whom(
        "get_changes",
        ORG,
        (
            *NO_ORG,
            ({}, 401, "42501", "visitor"),
            ({}, 404, "not_found", "stranger"),
            ({"event_types": ["event.changed", "payment.paid"]}, 403, "not_allowed", "support"),
        ),
    ),
    *rpcs(
        "get_changes",
        ORG,
        ({"cursor": "x"}, 400, "invalid_field"),
        ({"cursor": ""}, 400, "invalid_field"),
        ({"cursor": "x" * 5000}, 400, "invalid_field"),
        ({"cursor": NOWHERE}, 400, "invalid_field"),
        ({"cursor": "a\u0000"}, 400, "22P05"),
        ({"cursor": 7}, 400, "invalid_field"),
        ({"limit": 0}, 400, "invalid_field"),
        ({"limit": 1001}, 400, "invalid_field"),
        ({"limit": HUGE}, 400, "22003"),
        ({"limit": "all"}, 400, "22P02"),
        ({"event_types": ["order.eaten"]}, 400, "invalid_field"),
        ({"event_types": [None]}, 400, "invalid_field"),
        ({"event_types": "order.paid"}, 400, "22P02"),
        ({"event_id": "x"}, 400, "22P02"),
        ({"event_id": NOWHERE}, 404, "not_found"),
        ({"event_id": "OTHER"}, 404, "not_found"),
        ({"from_now": "soon"}, 400, "22P02"),
        ({"since": 1}, 404, "PGRST202"),
    ),
]
