"""Bad requests about what changed in an org."""

from __future__ import annotations

from tests.api.bad_input.cases import HUGE, NOWHERE, by_whom, rpcs
from tests.api.bad_input.organiser import NO_ORG, ORG, not_an, to_others

RACE = {"event_id": "RACE"}
LINE = RACE | {"results": [{"bib": 1, "status": "dns"}]}

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
    *by_whom("start_list_changes", RACE, (*not_an("event_id", "OTHER"), *to_others("scanner"))),
    *by_whom("save_results", LINE, (*not_an("event_id", "OTHER"), *to_others("scanner"))),
    *by_whom("publish_results", RACE, (*not_an("event_id", "OTHER"), *to_others("support"))),
    *by_whom("unpublish_results", RACE, (*not_an("event_id", "OTHER"), *to_others("support"))),
    *rpcs("publish_results", RACE, ({}, 409, "no_results")),
    *by_whom("my_results", {}, (({}, 401, "42501", "visitor"),)),
    *by_whom(
        "get_results",
        RACE,
        (*not_an("event_id", NOWHERE), ({}, 404, "results_not_published", "stranger")),
    ),
    *rpcs(
        "get_results",
        RACE,
        ({"limit": 0}, 400, "invalid_field"),
        ({"limit": 5001}, 400, "invalid_field"),
        ({"offset": -1}, 400, "invalid_field"),
        ({"offset": HUGE}, 400, "22003"),
        ({"wave_id": "x"}, 400, "22P02"),
    ),
    *rpcs(
        "start_list_changes",
        RACE,
        ({"cursor": "x"}, 400, "invalid_field"),
        ({"limit": 0}, 400, "invalid_field"),
        ({"limit": 5001}, 400, "invalid_field"),
    ),
    *rpcs(
        "save_results",
        LINE,
        ({"results": None}, 400, "missing_field"),
        ({"csv": "bib"}, 400, "invalid_field"),
        ({"results": []}, 400, "invalid_field"),
        ({"results": {}}, 400, "invalid_field"),
        ({"results": "x"}, 400, "invalid_field"),
        ({"results": [1]}, 400, "invalid_field"),
        ({"results": [{"bib": 0}]}, 422, "results_invalid"),
        ({"results": [{"bib": {}}]}, 422, "results_invalid"),
        ({"results": [{"line": "x", "bib": HUGE}]}, 422, "results_invalid"),
        ({"results": None, "csv": ""}, 400, "invalid_field"),
        ({"results": None, "csv": "bib\n"}, 400, "invalid_field"),
        ({"results": None, "csv": "bib\n1;2\n"}, 422, "results_invalid"),
        ({"results": None, "csv": "\n\n1,2,3"}, 422, "results_invalid"),
        ({"results": None, "csv": "a\u0000"}, 400, "22P05"),
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
