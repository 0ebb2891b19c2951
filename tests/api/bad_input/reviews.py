"""Bad requests about money that waits for a decision."""

from __future__ import annotations

from tests.api.bad_input.cases import NOWHERE, rpcs

REVIEW = {"review_id": "REVIEW"}
ASSIGNED = REVIEW | {"order_id": "UNPAID_ID"}
BODIES = {"accept_payment": REVIEW, "refund_payment": REVIEW, "assign_payment": ASSIGNED}

CASES = [
    *(
        case
        for function, good in BODIES.items()
        for case in rpcs(
            function,
            good,
            ({"review_id": None}, 400, "missing_field"),
            ({"review_id": "x"}, 400, "22P02"),
            ({"review_id": 7}, 400, "22P02"),
            ({"review_id": NOWHERE}, 404, "not_found"),
            ({"review_id": "OTHER_REVIEW"}, 404, "not_found"),
            ({"review_id": "CURRENCY_REVIEW", "note": "x" * 2001}, 400, "invalid_field")
            if function == "refund_payment"
            else ({"note": "x" * 2001}, 400, "invalid_field")
            if function == "accept_payment"
            else ({"note": "a\u0000"}, 400, "22P05"),
            ({"amount": 1}, 404, "PGRST202"),
        )
    ),
    *rpcs(
        "accept_payment",
        {"review_id": "CURRENCY_REVIEW"},
        ({}, 409, "review_action_impossible"),
    ),
    *rpcs(
        "assign_payment",
        ASSIGNED,
        ({"order_id": None}, 400, "missing_field"),
        ({"order_id": "x"}, 400, "22P02"),
        ({"order_id": NOWHERE}, 404, "not_found"),
        ({"order_id": "OTHER_ORDER"}, 404, "not_found"),
        ({"order_id": "ORDER_ID"}, 409, "paid_otherwise"),
        ({}, 422, "wrong_amount"),
        ({"review_id": "CURRENCY_REVIEW"}, 409, "review_action_impossible"),
    ),
    # Who may not.
    *(
        case
        for function, good in BODIES.items()
        for who, status, code in (
            ("visitor", 401, "42501"),
            ("stranger", 404, "not_found"),
            ("support", 403, "not_allowed"),
            ("scanner", 403, "not_allowed"),
        )
        for case in rpcs(function, good, ({}, status, code), who=who)
    ),
]
