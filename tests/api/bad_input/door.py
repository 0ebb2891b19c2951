"""Bad requests at the door: its setup, terminals, and scans."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import (
    HUGE,
    NOWHERE,
    Case,
    RefusalTo,
    by_whom,
    inserts,
    post,
    refused_to_others,
    update,
    without,
)

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

TERMINAL: dict[str, Any] = {"org_id": "ORG", "name": "Gate", "event_ids": ["EVENT"]}
ITS_TERMINAL = {"terminal_id": "TERMINAL"}
OF_TERMINALS: tuple[RefusalTo, ...] = (
    ({"terminal_id": None}, 400, "missing_field", "owner"),
    ({"terminal_id": "x"}, 400, "22P02", "owner"),
    ({"terminal_id": NOWHERE}, 404, "not_found", "owner"),
    ({"terminal_id": "OTHER_TERMINAL"}, 404, "not_found", "owner"),
    ({"terminal_id": "GONE_TERMINAL"}, 404, "not_found", "owner"),
    ({}, 401, "42501", "visitor"),
    ({}, 403, "not_allowed", "support"),
    ({}, 404, "not_found", "stranger"),
    ({}, 403, "42501", "terminal"),
)
BAD_EXPIRY = (
    ({"expires_at": "2020-01-01T00:00Z"}, 400, "invalid_field", "owner"),
    ({"expires_at": "2100-01-01T00:00Z"}, 400, "invalid_field", "owner"),
    ({"expires_at": "infinity"}, 400, "invalid_field", "owner"),
    ({"expires_at": "soon"}, 400, "22007", "owner"),
)
BAD_EVENTS = (
    ({"event_ids": ["OTHER"]}, 404, "not_found", "owner"),
    ({"event_ids": ["EVENT", NOWHERE]}, 404, "not_found", "owner"),
    ({"event_ids": [None]}, 404, "not_found", "owner"),
    ({"event_ids": ["x"]}, 400, "22P02", "owner"),
    ({"event_ids": "EVENT"}, 400, "22P02", "owner"),
    ({"event_ids": ["EVENT"] * 201}, 400, "invalid_field", "owner"),
)

LOGIN = {"code": "000000", "device_id": NOWHERE}

TERMINALS: list[Case] = [
    *by_whom(
        "create_terminal",
        TERMINAL,
        (
            ({"org_id": None}, 400, "missing_field", "owner"),
            ({"org_id": "x"}, 400, "22P02", "owner"),
            ({"org_id": NOWHERE}, 404, "not_found", "owner"),
            ({"org_id": "OTHER_ORG"}, 404, "not_found", "owner"),
            ({"name": None}, 400, "missing_field", "owner"),
            ({"name": " "}, 400, "missing_field", "owner"),
            ({"name": "x" * 101}, 400, "invalid_field", "owner"),
            ({"name": "a\nb"}, 400, "invalid_field", "owner"),
            ({"name": "a\u0000"}, 400, "22P05", "owner"),
            ({"code": "000000"}, 404, "PGRST202", "owner"),
            *BAD_EVENTS,
            *BAD_EXPIRY,
            ({}, 401, "42501", "visitor"),
            ({}, 403, "not_allowed", "support"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "42501", "terminal"),
        ),
    ),
    *by_whom(
        "set_terminal_events",
        ITS_TERMINAL | {"event_ids": ["EVENT"]},
        (*OF_TERMINALS, *BAD_EVENTS, ({"event_ids": None}, 400, "missing_field", "owner")),
    ),
    *by_whom("activate_terminal", ITS_TERMINAL, (*OF_TERMINALS, *BAD_EXPIRY)),
    *by_whom("deactivate_terminal", ITS_TERMINAL, OF_TERMINALS),
    *by_whom("delete_terminal", ITS_TERMINAL, OF_TERMINALS),
    *by_whom(
        "end_scanner_session",
        {"session_id": "SESSION"},
        (
            ({"session_id": None}, 400, "missing_field", "owner"),
            ({"session_id": "x"}, 400, "22P02", "owner"),
            ({"session_id": NOWHERE}, 404, "not_found", "owner"),
            ({"session_id": "OTHER_SESSION"}, 404, "not_found", "owner"),
            ({}, 401, "42501", "visitor"),
            ({}, 403, "not_allowed", "scanner"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "42501", "terminal"),
        ),
    ),
    *(
        post("scanner-login", LOGIN | changes, 400, code)
        for changes, code in (
            ({"code": None}, "invalid_field"),
            ({"code": " "}, "missing_field"),
            ({"code": 7}, "invalid_field"),
            ({"code": "x" * 101}, "invalid_field"),
            ({"code": "a\u0007"}, "invalid_field"),
            ({"code": "a\u0000"}, "invalid_value"),
            ({"device_id": None}, "invalid_field"),
            ({"device_id": "x"}, "invalid_field"),
            ({"device_clock": "soon"}, "invalid_field"),
        )
    ),
    *(
        post("scanner-login", without(LOGIN, key), 400, "missing_field")
        for key in ("code", "device_id")
    ),
    *(
        post("scanner-login", {"code": "CODE", "device_id": NOWHERE} | changes, 400, code)
        for changes, code in (
            ({"device_clock": "1950-01-01T00:00:00Z"}, "invalid_field"),
            ({"app_version": "x" * 51}, "invalid_field"),
            ({"app_version": "a\nb"}, "invalid_field"),
            ({"app_version": 1}, "invalid_field"),
        )
    ),
]

OWN_DEVICE = {"device_id": None}
SCAN: dict[str, Any] = {"token": "CODE_OF_NOTHING", "event_id": "EVENT", "device_id": NOWHERE}
OVERRIDE: dict[str, Any] = {"ticket_instance_id": "TICKET", "action": "admit", "reason": "Test"}

SCANS: list[Case] = [
    *by_whom(
        "scan_ticket",
        SCAN,
        (
            ({"token": None}, 400, "missing_field", "scanner"),
            ({"token": ""}, 400, "missing_field", "scanner"),
            ({"token": "x" * 4297}, 400, "invalid_field", "scanner"),
            ({"token": "a\u0000"}, 400, "22P05", "scanner"),
            ({"event_id": None}, 400, "missing_field", "scanner"),
            ({"event_id": None, "device_id": None}, 400, "missing_field", "terminal"),
            ({"event_id": "x"}, 400, "22P02", "scanner"),
            ({"event_id": NOWHERE}, 404, "not_found", "scanner"),
            ({"event_id": "OTHER"}, 404, "not_found", "scanner"),
            ({"event_id": "OTHER", "device_id": None}, 404, "not_found", "terminal"),
            ({"event_id": "DRAFT", "device_id": None}, 404, "not_found", "terminal"),
            ({"device_id": None}, 400, "missing_field", "scanner"),
            ({"device_id": "x"}, 400, "22P02", "scanner"),
            ({}, 400, "invalid_field", "terminal"),
            ({"list_id": NOWHERE}, 404, "not_found", "scanner"),
            ({"list_id": "OTHER_LIST"}, 404, "not_found", "scanner"),
            ({"list_id": "x"}, 400, "22P02", "scanner"),
            ({"direction": "up"}, 400, "invalid_field", "scanner"),
            ({"direction": "out"}, 400, "invalid_field", "scanner"),
            ({"scanned_at": "soon"}, 400, "22007", "scanner"),
            ({"scanned_at": "infinity"}, 400, "invalid_field", "scanner"),
            ({"scanned_at": "1950-01-01T00:00Z"}, 400, "invalid_field", "scanner"),
            ({"scan_id": "x"}, 400, "22P02", "scanner"),
            ({"scan_id": "USED_SCAN"}, 422, "idempotency_key_reused", "scanner"),
            (
                {"scan_id": "USED_SCAN", "device_id": None},
                422,
                "idempotency_key_reused",
                "terminal",
            ),
            ({"device_id": None}, 401, "scanner_session_over", "past_terminal"),
            ({}, 401, "42501", "visitor"),
            ({}, 404, "not_found", "stranger"),
        ),
    ),
    *(
        post("scanner-scan", SCAN | changes, 400, code, "scanner")
        for changes, code in (
            ({"token": None}, "invalid_field"),
            ({"token": ""}, "missing_field"),
            ({"token": 7}, "invalid_field"),
            ({"event_id": None}, "invalid_field"),
            ({"event_id": "x"}, "invalid_field"),
            ({"device_id": None}, "missing_field"),
            ({"direction": "up"}, "invalid_field"),
            ({"scanned_at": "soon"}, "invalid_field"),
            ({"scanned_at": HUGE}, "invalid_field"),
        )
    ),
    *(
        post("scanner-scan", without(SCAN, key), 400, "missing_field", "scanner")
        for key in ("token", "event_id", "device_id")
    ),
    post("scanner-scan", SCAN, 401, "sign_in_required", "visitor"),
    post("scanner-scan", SCAN, 404, "not_found", "stranger"),
    post("scanner-scan", SCAN | {"device_id": None}, 401, "scanner_session_over", "past_terminal"),
    *by_whom(
        "override_admission",
        OVERRIDE,
        (
            ({"ticket_instance_id": None}, 400, "missing_field", "owner"),
            ({"ticket_instance_id": "x"}, 400, "22P02", "owner"),
            ({"ticket_instance_id": NOWHERE}, 404, "not_found", "owner"),
            ({"ticket_instance_id": "OTHER_TICKET"}, 404, "not_found", "owner"),
            ({"list_id": NOWHERE}, 404, "not_found", "owner"),
            ({"list_id": "OTHER_LIST"}, 404, "not_found", "owner"),
            ({"action": None}, 400, "missing_field", "owner"),
            ({"action": "void"}, 400, "invalid_field", "owner"),
            ({"reason": None}, 400, "missing_field", "owner"),
            ({"reason": " "}, 400, "missing_field", "owner"),
            ({"reason": "x" * 501}, 400, "invalid_field", "owner"),
            ({"reason": "a\u0007"}, 400, "invalid_field", "owner"),
            ({}, 401, "42501", "visitor"),
            ({}, 403, "not_allowed", "support"),
            ({}, 403, "not_allowed", "scanner"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "42501", "terminal"),
        ),
    ),
]

AT_THE_DOOR: dict[str, Any] = {"event_id": "EVENT", "device_id": NOWHERE}
OF_SCANNERS: tuple[RefusalTo, ...] = (
    ({"event_id": None}, 400, "missing_field", "scanner"),
    ({"event_id": None, "device_id": None}, 400, "missing_field", "terminal"),
    ({"event_id": "x"}, 400, "22P02", "scanner"),
    ({"event_id": NOWHERE}, 404, "not_found", "scanner"),
    ({"event_id": "OTHER"}, 404, "not_found", "scanner"),
    ({"event_id": "OTHER", "device_id": None}, 404, "not_found", "terminal"),
    ({"event_id": "DRAFT", "device_id": None}, 404, "not_found", "terminal"),
    ({"device_id": None}, 400, "missing_field", "scanner"),
    ({"device_id": "x"}, 400, "22P02", "scanner"),
    ({}, 400, "invalid_field", "terminal"),
    ({"device_id": None}, 401, "scanner_session_over", "past_terminal"),
    ({}, 401, "42501", "visitor"),
    ({}, 404, "not_found", "stranger"),
)
OF_LOOKING: tuple[RefusalTo, ...] = (
    ({"event_id": None}, 400, "missing_field", "scanner"),
    ({"event_id": None}, 400, "missing_field", "terminal"),
    ({"event_id": "x"}, 400, "22P02", "scanner"),
    ({"event_id": NOWHERE}, 404, "not_found", "scanner"),
    ({"event_id": "OTHER"}, 404, "not_found", "scanner"),
    ({"event_id": "OTHER"}, 404, "not_found", "terminal"),
    ({"event_id": "DRAFT"}, 404, "not_found", "terminal"),
    ({}, 401, "scanner_session_over", "past_terminal"),
    ({}, 401, "42501", "visitor"),
    ({}, 404, "not_found", "stranger"),
)

OFFLINE: list[Case] = [
    *by_whom(
        "sync_scanner",
        AT_THE_DOOR,
        (
            *OF_SCANNERS,
            ({"since": "x"}, 400, "invalid_field", "scanner"),
            ({"since": "a\u0000"}, 400, "22P05", "scanner"),
            ({"since": ""}, 400, "invalid_field", "scanner"),
            ({"limit": 0}, 400, "invalid_field", "scanner"),
            ({"limit": 5001}, 400, "invalid_field", "scanner"),
            ({"limit": HUGE}, 400, "22003", "scanner"),
            ({"limit": "many"}, 400, "22P02", "scanner"),
            ({"app_version": "x" * 51}, 400, "invalid_field", "scanner"),
            ({"app_version": "a\u0007"}, 400, "invalid_field", "scanner"),
            ({"device_time": "soon"}, 400, "22007", "scanner"),
            ({"device_time": "infinity"}, 400, "invalid_field", "scanner"),
            ({"device_time": "1950-01-01T00:00Z"}, 400, "invalid_field", "scanner"),
        ),
    ),
    *by_whom(
        "upload_scan_logs",
        AT_THE_DOOR | {"logs": []},
        (
            *OF_SCANNERS,
            ({"logs": None}, 400, "missing_field", "scanner"),
            ({"logs": {}}, 400, "invalid_field", "scanner"),
            ({"logs": "x"}, 400, "invalid_field", "scanner"),
            ({"logs": [1] * 10_001}, 400, "invalid_field", "scanner"),
            ({"logs": ["a\u0000"]}, 400, "22P05", "scanner"),
        ),
    ),
    *by_whom("door_dashboard", {"event_id": "EVENT"}, OF_LOOKING),
    *by_whom(
        "search_tickets",
        {"event_id": "EVENT", "query": "a"},
        (
            *OF_LOOKING,
            ({"query": None}, 400, "missing_field", "scanner"),
            ({"query": " "}, 400, "missing_field", "scanner"),
            ({"query": "x" * 255}, 400, "invalid_field", "scanner"),
            ({"query": "a\u0007"}, 400, "invalid_field", "scanner"),
            ({"limit": 0}, 400, "invalid_field", "scanner"),
            ({"limit": 201}, 400, "invalid_field", "scanner"),
        ),
    ),
    *(
        post("scanner-sync", AT_THE_DOOR | changes, 400, code, "scanner")
        for changes, code in (
            ({"event_id": None}, "invalid_field"),
            ({"event_id": "x"}, "invalid_field"),
            ({"since": "x"}, "invalid_field"),
            ({"since": 7}, "invalid_field"),
            ({"limit": "1"}, "invalid_field"),
            ({"limit": 0}, "invalid_field"),
            ({"limit": HUGE}, "invalid_value"),
            ({"device_id": None}, "missing_field"),
            ({"device_time": "soon"}, "invalid_field"),
            ({"app_version": "x" * 51}, "invalid_field"),
        )
    ),
    post("scanner-sync", without(AT_THE_DOOR, "event_id"), 400, "missing_field", "scanner"),
    *(
        post("scanner-scanlogs-batch", AT_THE_DOOR | changes, 400, code, "scanner")
        for changes, code in (
            ({}, "missing_field"),
            ({"logs": None}, "invalid_field"),
            ({"logs": {}}, "invalid_field"),
            ({"logs": [1] * 10_001}, "invalid_field"),
            ({"logs": ["a\u0000"]}, "invalid_value"),
            ({"logs": [], "device_id": None}, "missing_field"),
        )
    ),
    *(
        case
        for name, body in (
            ("scanner-sync", AT_THE_DOOR),
            ("scanner-scanlogs-batch", AT_THE_DOOR | {"logs": []}),
        )
        for case in (
            post(name, body, 401, "sign_in_required", "visitor"),
            post(name, body, 404, "not_found", "stranger"),
            post(name, body | {"device_id": None}, 401, "scanner_session_over", "past_terminal"),
        )
    ),
]

KIT: dict[str, Any] = {
    "event_id": "EVENT",
    "ticket_instance_id": "KIT_TICKET",
    "device_id": NOWHERE,
}
HANDOUT: dict[str, Any] = KIT | {"list_id": "KITS", "order_item_ids": [NOWHERE]}
OF_KITS: tuple[RefusalTo, ...] = (
    ({"event_id": None}, 400, "missing_field", "scanner"),
    ({"event_id": "x"}, 400, "22P02", "scanner"),
    ({"event_id": NOWHERE}, 404, "not_found", "scanner"),
    ({"event_id": "OTHER"}, 404, "not_found", "scanner"),
    ({"event_id": "DRAFT", "device_id": None}, 404, "not_found", "terminal"),
    ({"ticket_instance_id": None}, 400, "missing_field", "scanner"),
    ({"ticket_instance_id": "x"}, 400, "22P02", "scanner"),
    ({"ticket_instance_id": NOWHERE}, 404, "not_found", "scanner"),
    ({"ticket_instance_id": "OTHER_TICKET"}, 404, "not_found", "scanner"),
    ({"device_id": None}, 400, "missing_field", "scanner"),
    ({"device_id": "x"}, 400, "22P02", "scanner"),
    ({}, 400, "invalid_field", "terminal"),
    ({"device_id": None}, 401, "scanner_session_over", "past_terminal"),
    ({}, 401, "42501", "visitor"),
    ({}, 404, "not_found", "stranger"),
)

KITS: list[Case] = [
    *by_whom("kit_of_ticket", KIT, OF_KITS),
    *by_whom(
        "hand_out",
        HANDOUT,
        (
            *OF_KITS,
            ({"list_id": None}, 400, "missing_field", "scanner"),
            ({"list_id": NOWHERE}, 404, "not_found", "scanner"),
            ({"list_id": "OTHER_LIST"}, 404, "not_found", "scanner"),
            ({"list_id": "LIST"}, 400, "invalid_field", "scanner"),
            ({"order_item_ids": None}, 400, "missing_field", "scanner"),
            ({"order_item_ids": []}, 400, "missing_field", "scanner"),
            ({"order_item_ids": "x"}, 400, "22P02", "scanner"),
            ({"order_item_ids": ["x"]}, 400, "22P02", "scanner"),
            ({"order_item_ids": [None]}, 409, "not_to_hand_out", "scanner"),
            ({"order_item_ids": [NOWHERE] * 101}, 400, "invalid_field", "scanner"),
            ({}, 409, "not_to_hand_out", "scanner"),
            ({"device_id": None}, 409, "not_to_hand_out", "terminal"),
        ),
    ),
    *by_whom(
        "undo_handout",
        {"handout_id": NOWHERE, "reason": "Test"},
        (
            ({"handout_id": None}, 400, "missing_field", "owner"),
            ({"handout_id": "x"}, 400, "22P02", "owner"),
            ({}, 404, "not_found", "owner"),
            ({}, 401, "42501", "visitor"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "42501", "terminal"),
        ),
    ),
    *(
        post("scanner-kit", KIT | changes, 400, code, "scanner")
        for changes, code in (
            ({"event_id": "x"}, "invalid_field"),
            ({"ticket_instance_id": None}, "invalid_field"),
            ({"device_id": None}, "missing_field"),
        )
    ),
    post("scanner-kit", KIT, 401, "sign_in_required", "visitor"),
    post("scanner-kit", KIT, 404, "not_found", "stranger"),
    *(
        post("scanner-hand-out", HANDOUT | changes, 400, code, "scanner")
        for changes, code in (
            ({"order_item_ids": ["x"]}, "invalid_field"),
            ({"order_item_ids": []}, "missing_field"),
            ({"list_id": None}, "invalid_field"),
            ({"list_id": "LIST"}, "invalid_field"),
        )
    ),
    *(
        post("scanner-hand-out", without(HANDOUT, key), 400, "missing_field", "scanner")
        for key in HANDOUT
    ),
    post("scanner-hand-out", HANDOUT, 401, "sign_in_required", "visitor"),
    post("scanner-context", {}, 401, "sign_in_required", "visitor"),
    post("scanner-context", {}, 401, "scanner_session_over", "past_terminal"),
]

CASES: list[Case] = [*SETUP, *TERMINALS, *SCANS, *OFFLINE, *KITS]
