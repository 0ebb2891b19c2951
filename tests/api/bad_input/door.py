"""Bad requests at the door: its setup, terminals, and scans."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import NOWHERE, Case, inserts, refused_to_others, update

LIST: dict[str, Any] = {
    "org_id": "ORG",
    "event_id": "EVENT",
    "name": "Bags",
    "kind": "bag_drop",
}
LIST_TYPE = {"org_id": "ORG", "list_id": "LIST", "ticket_type_id": "WAVES_TYPE"}

SETUP: list[Case] = [
    *refused_to_others("checkin_lists", LIST, "LIST"),
    *inserts(
        "checkin_lists",
        LIST,
        ({"name": None}, 400, "23502"),
        ({"name": " "}, 400, "23514"),
        ({"name": "x" * 101}, 400, "23514"),
        ({"name": "a\u0007"}, 400, "23514"),
        ({"name": "a\u0000"}, 400, "22P05"),
        ({"kind": "exit"}, 400, "22P02"),
        ({"opens_at": "soon"}, 400, "22007"),
        ({"opens_at": "infinity"}, 400, "23514"),
        ({"opens_at": "2027-01-02T00:00Z", "closes_at": "2027-01-01T00:00Z"}, 400, "23514"),
        ({"allows_reentry": "perhaps"}, 400, "22P02"),
        ({"is_default": True}, 403, "42501"),
        ({"event_id": "OTHER"}, 409, "23503"),
        ({"event_id": NOWHERE}, 409, "23503"),
        ({"event_id": None}, 400, "23502"),
    ),
    update("checkin_lists", "LIST", {"event_id": "DRAFT"}, 403, "42501"),
    update("checkin_lists", "LIST", {"is_default": False}, 403, "42501"),
    update("checkin_lists", "LIST", {"kind": "finish"}, 400, "23514"),
    update("checkin_lists", "LIST", {"is_active": False}, 400, "23514"),
    *refused_to_others("checkin_list_ticket_types", LIST_TYPE),
    *inserts(
        "checkin_list_ticket_types",
        LIST_TYPE,
        ({"ticket_type_id": "TYPE"}, 409, "23505"),
        ({"ticket_type_id": "ELSEWHERE_TYPE"}, 404, "ticket_type_not_found"),
        ({"ticket_type_id": "OTHER_TYPE"}, 409, "23503"),
        ({"list_id": NOWHERE}, 409, "23503"),
        ({"list_id": None}, 400, "23502"),
    ),
]

CASES: list[Case] = SETUP
