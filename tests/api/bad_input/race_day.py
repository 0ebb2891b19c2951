"""Bad requests about start numbers and teams."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.api.bad_input.cases import (
    HUGE,
    NOWHERE,
    Refusal,
    RefusalTo,
    by_whom,
    changes_of,
    insert,
    inserts,
    refused_to_others,
    rpc,
    rpcs,
)
from tests.api.bad_input.people import BAD_PEOPLE, person

RANGE: dict[str, Any] = {
    "org_id": "ORG",
    "event_id": "RACE",
    "first_number": 5000,
    "last_number": 5999,
}
RUNNER = person(birth_date="1990-12-31")
TODAY = datetime.now(UTC).date().isoformat()
SIGNED = {"waiver": {"version": 1, "accepted_by": "Anna"}}

# Who acts for a team: its captain, its buyer with a token, staff. All are told the same.
NOT_THEIR_TEAM: tuple[RefusalTo, ...] = (
    ({"team_id": None}, 400, "missing_field", "owner"),
    ({"team_id": "x"}, 400, "22P02", "owner"),
    ({"team_id": NOWHERE}, 404, "not_found", "owner"),
    ({"team_id": "OTHER_TEAM"}, 404, "not_found", "owner"),
    ({}, 401, "sign_in_required", "visitor"),
    ({}, 404, "not_found", "stranger"),
    ({}, 403, "not_allowed", "support"),
    ({"public_token": "x"}, 404, "order_not_found", "visitor"),
    ({"public_token": ""}, 400, "missing_field", "visitor"),
    ({"public_token": "a\u0000"}, 400, "22P05", "visitor"),
    ({"public_token": "PAID_TOKEN"}, 404, "not_found", "visitor"),
    ({"public_token": "PAID_TOKEN", "team_id": None}, 400, "missing_field", "visitor"),
    ({"public_token": "TEAM_TOKEN", "team_id": "OTHER_TEAM"}, 404, "not_found", "visitor"),
)

NOT_THEIR_REGISTRATION: tuple[RefusalTo, ...] = (
    ({"registration_id": None}, 400, "missing_field", "owner"),
    ({"registration_id": "x"}, 400, "22P02", "owner"),
    ({"registration_id": 0}, 400, "22P02", "owner"),
    ({"registration_id": NOWHERE}, 404, "not_found", "owner"),
    ({"registration_id": "OTHER_REGISTRATION"}, 404, "not_found", "owner"),
    ({}, 401, "sign_in_required", "visitor"),
    ({}, 404, "not_found", "stranger"),
    ({}, 403, "not_allowed", "support"),
)

NOT_THEIR_EVENT: tuple[RefusalTo, ...] = (
    ({"event_id": None}, 400, "missing_field", "owner"),
    ({"event_id": "x"}, 400, "22P02", "owner"),
    ({"event_id": -1}, 400, "22P02", "owner"),
    ({"event_id": NOWHERE}, 404, "not_found", "owner"),
    ({"event_id": "OTHER"}, 404, "not_found", "owner"),
    ({}, 401, "sign_in_required", "visitor"),
    ({}, 404, "not_found", "stranger"),
    ({}, 403, "not_allowed", "support"),
)

BAD_NUMBERS: tuple[Refusal, ...] = (
    ({"numbers": None}, 400, "missing_field"),
    ({"numbers": []}, 400, "missing_field"),
    ({"numbers": [None]}, 400, "missing_field"),
    ({"numbers": [7, None]}, 400, "invalid_field"),
    ({"numbers": [0]}, 400, "invalid_field"),
    ({"numbers": [-1]}, 400, "invalid_field"),
    ({"numbers": [1_000_000]}, 400, "invalid_field"),
    ({"numbers": [HUGE]}, 400, "22003"),
    ({"numbers": [1.5]}, 400, "22P02"),
    ({"numbers": "seven"}, 400, "22P02"),
    ({"numbers": 7}, 400, "22P02"),
    ({"numbers": list(range(1, 10_002))}, 400, "invalid_field"),
)


CASES = [
    # Teams.
    *by_whom("close_team", {"team_id": "TEAM"}, NOT_THEIR_TEAM),
    rpc("close_team", {"team_id": "SMALL_TEAM"}, 409, "team_too_small", "owner"),
    rpc("close_team", {"team_id": "UNPAID_TEAM"}, 409, "team_not_paid", "owner"),
    *by_whom("renew_join_code", {"team_id": "TEAM"}, NOT_THEIR_TEAM),
    rpc("renew_join_code", {"team_id": "UNPAID_TEAM"}, 409, "team_not_paid", "owner"),
    *by_whom("leave_team", {"registration_id": "CAPTAIN"}, NOT_THEIR_REGISTRATION[:-3]),
    *by_whom(
        "leave_team",
        {"registration_id": "CAPTAIN"},
        (
            ({}, 401, "sign_in_required", "visitor"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "not_allowed", "support"),
            ({"registration_id": "REGISTRATION"}, 409, "registration_not_in_team", "owner"),
            ({"registration_id": "UNPAID_CAPTAIN"}, 409, "team_not_paid", "owner"),
            ({"successor_id": "CAPTAIN"}, 422, "successor_not_in_team", "owner"),
            ({"successor_id": "REGISTRATION"}, 422, "successor_not_in_team", "owner"),
            ({"successor_id": NOWHERE}, 422, "successor_not_in_team", "owner"),
            ({"successor_id": "OTHER_REGISTRATION"}, 422, "successor_not_in_team", "owner"),
            ({"successor_id": "x"}, 400, "22P02", "owner"),
            ({"public_token": "x"}, 404, "order_not_found", "visitor"),
            ({"public_token": "PAID_TOKEN"}, 404, "not_found", "visitor"),
        ),
    ),
    *(
        rpc(function, body | {"join_code": join_code}, status, code)
        for function, body in (("team_by_code", {}), ("join_team", {"registration": person()}))
        for join_code, status, code in (
            (None, 400, "missing_field"),
            (" ", 400, "missing_field"),
            ("x", 404, "join_code_not_valid"),
            (7, 404, "join_code_not_valid"),
            (["JOIN_CODE"], 404, "join_code_not_valid"),
            ("TEAM", 404, "join_code_not_valid"),
            ("0000-0000-0000", 404, "join_code_not_valid"),
            ("x" * 101, 400, "invalid_field"),
            ("a\u0007", 400, "invalid_field"),
            ("a\u0000", 400, "22P05"),
        )
    ),
    rpc("join_team", {"join_code": "FULL_CODE", "registration": person()}, 409, "team_full"),
    rpc("join_team", {"join_code": "CLOSED_CODE", "registration": person()}, 409, "team_closed"),
    *rpcs(
        "join_team",
        {"join_code": "JOIN_CODE"},
        ({"registration": None}, 400, "missing_field"),
        ({"registration": "Anna"}, 400, "invalid_field"),
        ({"registration": []}, 400, "invalid_field"),
        ({"registration": {}}, 400, "profile_field_missing"),
        ({"registration": person()}, 400, "profile_field_missing"),
        ({"registration": person(participant_id="PARTICIPANT")}, 400, "invalid_field"),
        ({"registration": {"participant_id": "PARTICIPANT"}}, 404, "participant_not_found"),
        ({"registration": person(products=[{}])}, 400, "invalid_field"),
        ({"registration": person(user_id="x")}, 400, "invalid_field"),
        ({"registration": RUNNER}, 400, "waiver_missing"),
        ({"registration": RUNNER | {"waiver": 5}}, 400, "invalid_field"),
        ({"registration": RUNNER | {"waiver": {}}}, 400, "invalid_field"),
        ({"registration": RUNNER | {"waiver": {"version": 9}}}, 409, "waiver_outdated"),
        ({"registration": RUNNER | {"waiver": {"version": 1}}}, 400, "waiver_missing"),
        ({"registration": RUNNER | {"answers": 5}}, 400, "invalid_field"),
        ({"registration": RUNNER | {"answers": {NOWHERE: 1}}}, 404, "question_not_found"),
        ({"registration": RUNNER | {"birth_date": TODAY} | SIGNED}, 422, "guardian_missing"),
        *(({"registration": person(**wrong)}, status, code) for wrong, status, code in BAD_PEOPLE),
        who="visitor",
    ),
    # Ranges of start numbers.
    *refused_to_others("bib_ranges", RANGE, "RANGE"),
    *inserts(
        "bib_ranges",
        RANGE,
        ({"first_number": None}, 400, "23502"),
        ({"last_number": None}, 400, "23502"),
        ({"first_number": 0, "last_number": 0}, 400, "23514"),
        ({"first_number": -5, "last_number": -1}, 400, "23514"),
        ({"last_number": 4999}, 400, "23514"),
        ({"first_number": 999_990, "last_number": 1_000_000}, 400, "23514"),
        ({"last_number": HUGE}, 400, "22003"),
        ({"first_number": "one"}, 400, "22P02"),
        ({"first_number": 5.5}, 400, "22P02"),
        ({"first_number": 1}, 409, "bib_ranges_overlap"),
        ({"next_number": 7}, 400, "PGRST204"),
        ({"wave_id": NOWHERE}, 404, "not_found"),
        ({"wave_id": "WAVE"}, 404, "not_found"),
        ({"ticket_type_id": NOWHERE}, 404, "not_found"),
        ({"ticket_type_id": "OTHER_TYPE"}, 404, "not_found"),
        ({"ticket_type_id": "TYPE"}, 404, "not_found"),
        ({"event_id": None}, 400, "23502"),
        ({"event_id": NOWHERE}, 409, "23503"),
        ({"event_id": "OTHER"}, 409, "23503"),
    ),
    *changes_of(
        "bib_ranges",
        "RANGE",
        ({"first_number": 0}, 400, "23514"),
        ({"last_number": 9050}, 409, "bib_ranges_overlap"),
        ({"wave_id": "WAVE"}, 404, "not_found"),
        ({"event_id": "EVENT"}, 403, "42501"),
    ),
    # Start numbers.
    *by_whom("assign_bibs", {"event_id": "RACE"}, NOT_THEIR_EVENT),
    *by_whom("reserve_bibs", {"event_id": "RACE", "numbers": [7000]}, NOT_THEIR_EVENT),
    *rpcs("reserve_bibs", {"event_id": "RACE"}, *BAD_NUMBERS),
    *rpcs(
        "reserve_bibs",
        {"event_id": "RACE", "numbers": [7000]},
        ({"numbers": [7000, "WORN"]}, 409, "bib_taken"),
        ({"note": "x" * 201}, 400, "invalid_field"),
        ({"note": "a\u0007"}, 400, "invalid_field"),
        ({"note": "a\u0000"}, 400, "22P05"),
    ),
    *by_whom("release_bibs", {"event_id": "RACE", "numbers": [7000]}, NOT_THEIR_EVENT),
    *rpcs("release_bibs", {"event_id": "RACE"}, *BAD_NUMBERS),
    *by_whom("return_bib", {"registration_id": "REGISTRATION"}, NOT_THEIR_REGISTRATION),
    *by_whom(
        "set_bib", {"registration_id": "REGISTRATION", "number": 7000}, NOT_THEIR_REGISTRATION
    ),
    *rpcs(
        "set_bib",
        {"registration_id": "REGISTRATION"},
        ({"number": None}, 400, "missing_field"),
        ({"number": 0}, 400, "invalid_field"),
        ({"number": -1}, 400, "invalid_field"),
        ({"number": 1_000_000}, 400, "invalid_field"),
        ({"number": HUGE}, 400, "22003"),
        ({"number": 1.5}, 400, "22P02"),
        ({"number": "first"}, 400, "22P02"),
        ({"number": "WORN_BY_CAPTAIN"}, 409, "bib_taken"),
        ({"registration_id": "UNPAID_CAPTAIN", "number": 7000}, 409, "registration_not_paid"),
    ),
    # What nobody writes.
    insert("bibs", {}, 403, "42501"),
    insert("teams", {}, 403, "42501"),
]
