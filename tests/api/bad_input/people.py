"""Bad requests about who takes part: profiles and registrations."""

from __future__ import annotations

from typing import Any

from tests.api.bad_input.cases import HUGE, NOWHERE, Refusal, by_whom, rpc, rpcs, update

PROFILE: dict[str, Any] = {
    "org_id": "ORG",
    "profile": {"first_name": "Anna", "last_name": "Jansen"},
}
CHANGE: dict[str, Any] = {
    "registration_id": "REGISTRATION",
    "changes": {"club": "AV"},
    "public_token": "RACE_TOKEN",
}


def person(**changes: object) -> dict[str, Any]:
    """Fields of a person, which profiles and registrations have in common."""
    return {"first_name": "Anna", "last_name": "Jansen"} | changes


BAD_PEOPLE: tuple[Refusal, ...] = (
    ({"email": "anna"}, 400, "invalid_field"),
    ({"email": 5}, 400, "invalid_field"),
    ({"email": "x" * 300 + "@example.test"}, 400, "invalid_field"),
    ({"phone": "call me"}, 400, "invalid_field"),
    ({"phone": 31612345678}, 400, "invalid_field"),
    ({"gender": "x"}, 400, "invalid_field"),
    ({"nationality": "XX"}, 400, "invalid_field"),
    ({"city": "x" * 101}, 400, "invalid_field"),
    ({"club": "a\u0007"}, 400, "invalid_field"),
    ({"club": "a\u0000"}, 400, "22P05"),
    ({"club": "a\ud800"}, 400, "PGRST102"),
    ({"club": ["AV"]}, 400, "invalid_field"),
    ({"language": "de"}, 400, "invalid_field"),
    ({"birth_date": "soon"}, 400, "invalid_field"),
    ({"birth_date": "1990-02-30"}, 400, "invalid_field"),
    ({"birth_date": "1815-06-18"}, 400, "invalid_field"),
    ({"birth_date": "2200-01-01"}, 400, "invalid_field"),
    ({"birth_date": "infinity"}, 400, "invalid_field"),
    ({"birth_date": HUGE}, 400, "invalid_field"),
    ({"medical_note": "x" * 2001}, 400, "invalid_field"),
    ({"emergency_phone": "mother"}, 400, "invalid_field"),
)

CASES = [
    # Profiles.
    *rpcs(
        "my_profile",
        {"org_id": "ORG"},
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": 0}, 400, "22P02"),
        ({"user_id": NOWHERE}, 404, "PGRST202"),
    ),
    rpc("my_profile", {"org_id": "ORG"}, 401, "42501"),
    *rpcs(
        "save_my_profile",
        PROFILE,
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "22P02"),
        ({"org_id": NOWHERE}, 404, "not_found"),
        ({"profile": None}, 400, "missing_field"),
        ({"profile": "Anna"}, 400, "invalid_field"),
        ({"profile": []}, 400, "invalid_field"),
        ({"profile": {}}, 400, "missing_field"),
        ({"profile": person(first_name=" ")}, 400, "missing_field"),
        ({"profile": person(first_name="x" * 101)}, 400, "invalid_field"),
        ({"profile": person(last_name=None)}, 400, "missing_field"),
        ({"profile": person(last_name=7)}, 400, "invalid_field"),
        ({"profile": person(user_id="x")}, 400, "invalid_field"),
        ({"profile": person(org_id="OTHER_ORG")}, 400, "invalid_field"),
        *(({"profile": person(**wrong)}, status, code) for wrong, status, code in BAD_PEOPLE),
        who="stranger",
    ),
    rpc("save_my_profile", PROFILE, 401, "42501"),
    *by_whom(
        "read_participant_details",
        {"org_id": "ORG", "participant_ids": ["PARTICIPANT"]},
        (
            ({"org_id": None}, 404, "not_found", "owner"),
            ({"org_id": "x"}, 400, "22P02", "owner"),
            ({"org_id": NOWHERE}, 404, "not_found", "owner"),
            ({"org_id": "OTHER_ORG"}, 404, "not_found", "owner"),
            ({"participant_ids": None}, 400, "missing_field", "owner"),
            ({"participant_ids": ["x"]}, 400, "22P02", "owner"),
            ({"participant_ids": "PARTICIPANT"}, 400, "22P02", "owner"),
            ({"participant_ids": [NOWHERE] * 501}, 400, "invalid_field", "owner"),
            ({"reason": "x" * 201}, 400, "invalid_field", "owner"),
            ({"reason": "a\u0007"}, 400, "invalid_field", "owner"),
            ({}, 403, "not_allowed", "support"),
            ({}, 404, "not_found", "stranger"),
            ({}, 401, "42501", "visitor"),
        ),
    ),
    # Changes of registrations.
    *by_whom(
        "change_registration",
        CHANGE,
        (
            ({"registration_id": None}, 400, "missing_field", "visitor"),
            ({"registration_id": "x"}, 400, "22P02", "visitor"),
            ({"registration_id": NOWHERE}, 404, "not_found", "visitor"),
            ({"registration_id": "OTHER_REGISTRATION"}, 404, "not_found", "visitor"),
            ({"registration_id": "CAPTAIN"}, 404, "not_found", "visitor"),
            ({"public_token": None}, 401, "sign_in_required", "visitor"),
            ({"public_token": None}, 404, "not_found", "stranger"),
            ({"public_token": None}, 404, "not_found", "support"),
            ({"public_token": "x"}, 404, "not_found", "visitor"),
            ({"public_token": "PAID_TOKEN"}, 404, "not_found", "visitor"),
            ({"public_token": "x" * 10_000}, 404, "not_found", "visitor"),
            ({"public_token": "a\u0000"}, 400, "22P05", "visitor"),
        ),
    ),
    # Giving up, and looking back.
    *(
        case
        for function in ("cancel_registration", "cancellation_terms", "registration_history")
        for case in by_whom(
            function,
            {name: CHANGE[name] for name in ("registration_id", "public_token")},
            (
                ({"registration_id": None}, 400, "missing_field", "visitor"),
                ({"registration_id": "x"}, 400, "22P02", "visitor"),
                ({"registration_id": NOWHERE}, 404, "not_found", "visitor"),
                ({"registration_id": "OTHER_REGISTRATION"}, 404, "not_found", "visitor"),
                ({"public_token": None}, 401, "sign_in_required", "visitor"),
                ({"public_token": None}, 404, "not_found", "support"),
                ({"public_token": "PAID_TOKEN"}, 404, "not_found", "visitor"),
                ({"public_token": "a\u0000"}, 400, "22P05", "visitor"),
                ({"changes": {}}, 404, "PGRST202", "visitor"),
            ),
        )
    ),
    *rpcs(
        "cancel_registration",
        {name: CHANGE[name] for name in ("registration_id", "public_token")},
        ({}, 409, "registration_not_cancellable"),
        ({"refund_amount": "all"}, 400, "22P02"),
        ({"refund_amount": 2.5}, 400, "22P02"),
        ({"refund_amount": 10**12}, 400, "22003"),
    ),
    *rpcs(
        "cancel_my_order",
        {"public_token": "UNPAID_TOKEN"},
        ({"public_token": None}, 400, "missing_field"),
        ({"public_token": ""}, 400, "missing_field"),
        ({"public_token": "x"}, 404, "order_not_found"),
        ({"public_token": "x" * 10_000}, 404, "order_not_found"),
        ({"public_token": "PAID_TOKEN"}, 409, "order_cannot_be_cancelled"),
        ({"order_id": NOWHERE}, 404, "PGRST202"),
    ),
    *rpcs(
        "change_registration",
        CHANGE,
        ({"changes": None}, 400, "missing_field"),
        ({"changes": "AV"}, 400, "invalid_field"),
        ({"changes": []}, 400, "invalid_field"),
        ({"changes": {"first_name": "Eve"}}, 400, "invalid_field"),
        ({"changes": {"participant_id": "OTHER_PARTICIPANT"}}, 400, "invalid_field"),
        ({"changes": {"wave_id": "WAVE"}}, 400, "invalid_field"),
        ({"changes": {"team_name": "Mine"}}, 400, "invalid_field"),
        ({"changes": {"products": []}}, 400, "invalid_field"),
        ({"changes": {"answers": 5}}, 400, "invalid_field"),
        ({"changes": {"answers": {NOWHERE: "Yes"}}}, 404, "question_not_found"),
        ({"changes": {"answers": {"x": "Yes"}}}, 404, "question_not_found"),
        ({"changes": {"licence_number": "x" * 51}}, 400, "invalid_field"),
        ({"changes": {"licence_number": 7}}, 400, "invalid_field"),
        *(({"changes": wrong}, status, code) for wrong, status, code in BAD_PEOPLE),
        who="visitor",
    ),
    *rpcs(
        "change_registration",
        {"registration_id": "UNNAMED", "changes": person(), "public_token": "PAID_TOKEN"},
        ({"changes": {}}, 400, "profile_field_missing"),
        ({"changes": {"last_name": "Jansen"}}, 400, "profile_field_missing"),
        ({"changes": {"participant_id": NOWHERE}}, 404, "participant_not_found"),
        ({"changes": {"participant_id": "PARTICIPANT"}}, 404, "participant_not_found"),
        ({"changes": {"participant_id": "x"}}, 404, "participant_not_found"),
        ({"changes": {"participant_id": ["x"]}}, 404, "participant_not_found"),
        who="visitor",
    ),
    # What nobody writes.
    *(
        update(view, NOWHERE, {"org_id": "ORG"}, 403, "42501", key="org_id")
        for view in (
            "participants",
            "registrations",
            "registration_answers",
            "waiver_acceptances",
            "teams",
            "bibs",
            "questions",
            "question_versions",
            "waivers",
        )
    ),
]
