"""Questions to participants over HTTP: how staff sets them up, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cli.stack import Endpoints
from tests.api.books import Books, open_books
from tests.shop import Person, Row, Sale, Shop, at_once, expect, refusal

NOWHERE = "00000000-0000-7000-8000-00000000dead"
SHIRT = {
    "kind": "choice",
    "label_nl": "Wil je een shirt?",
    "label_en": "Do you want a shirt?",
    "is_required": True,
    "options": [
        {"value": "yes", "label_nl": "Ja", "label_en": "Yes"},
        {"value": "no", "label_nl": "Nee", "label_en": "No"},
    ],
}
VERSION = [
    *("kind", "label_nl", "label_en", "help_nl", "help_en"),
    *("is_required", "options", "rules", "condition"),
]


@dataclass(frozen=True)
class Desk:
    """The staff of an event with a ticket type, and an org that has nothing to do with it."""

    shop: Shop
    sale: Sale
    support: Person
    other: Sale

    def save(self, **question: object) -> httpx.Response:
        """Make or change a question of the event."""
        body = {"event_id": self.sale.event_id} | question
        return self.shop.rpc("save_question", self.sale.owner.token, **body)

    def saved(self, **question: object) -> Row:
        """Make or change a question; return what is told of it."""
        return dict(expect(self.save(**question)))

    def rows(self, view: str = "questions", **filters: str) -> list[Row]:
        """What staff sees of the event's questions, in order."""
        order = "version" if view == "question_versions" else "sort_order,id"
        event = f"eq.{self.sale.event_id}"
        token = self.sale.owner.token
        return self.shop.rows(view, token, event_id=event, order=order, **filters)


@pytest.fixture
def desk(shop: Shop) -> Desk:
    """An event of its own for each test."""
    sale, support = shop.sale(), shop.person()
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'support')",
        *(sale.org_id, support.user_id),
    )
    return Desk(shop, sale, support, shop.sale())


@pytest.fixture(scope="module")
def books(endpoints: Endpoints) -> Iterator[Books]:
    """The contents of the database, to compare."""
    with open_books(endpoints.admin_db_url) as books:
        yield books


def test_a_questionnaire_is_set_up(desk: Desk) -> None:
    shirt = desk.saved(**SHIRT)
    size = desk.saved(
        kind="multiple_choice",
        label_en="Which sizes fit?",
        options=[{"value": size, "label_en": size} for size in ("S", "M", "L")],
        rules={"max_choices": 2},
        condition={"question_id": shirt["question_id"], "any_of": ["yes"]},
    )
    club = desk.saved(
        kind="text",
        label_nl="Club",
        ticket_type_id=desk.sale.ticket_type_id,
        rules={"max_length": 50},
    )
    assert [shirt["sort_order"], size["sort_order"], club["sort_order"]] == [1, 2, 3]
    first, second, third = desk.rows()
    assert first | SHIRT == first
    assert (first["version"], first["is_active"], first["ticket_type_id"]) == (1, True, None)
    assert second["condition"] == {"question_id": shirt["question_id"], "any_of": ["yes"]}
    assert second["options"][0] == {"value": "S", "label_nl": None, "label_en": "S"}
    assert third["ticket_type_id"] == desk.sale.ticket_type_id

    wanted = [club["question_id"], shirt["question_id"], size["question_id"]]
    put = {"event_id": desk.sale.event_id, "question_ids": wanted}
    assert expect(desk.shop.rpc("order_questions", desk.sale.owner.token, **put)) == put
    assert [row["id"] for row in desk.rows()] == wanted


def test_a_change_is_a_version_and_the_same_again_is_none(desk: Desk) -> None:
    made = desk.saved(**SHIRT)
    question = {"question_id": made["question_id"]}
    assert desk.saved(**question, **SHIRT) == made
    assert desk.saved(**question, **SHIRT, sort_order=7)["version"] == 1
    assert desk.saved(**question, **SHIRT | {"label_nl": "Shirt?"})["version"] == 2
    assert desk.saved(**question, kind="checkbox", label_nl="Shirt?")["version"] == 3
    versions = desk.rows("question_versions")
    assert [(row["version"], row["kind"], row["label_nl"]) for row in versions] == [
        (1, "choice", "Wil je een shirt?"),
        (2, "choice", "Shirt?"),
        (3, "checkbox", "Shirt?"),
    ]
    (now,) = desk.rows()
    assert {key: now[key] for key in VERSION} == {key: versions[-1][key] for key in VERSION}
    assert (now["version"], now["sort_order"]) == (3, 7)


def test_what_others_depend_on_stays(desk: Desk) -> None:
    shirt = desk.saved(**SHIRT)["question_id"]
    condition = {"question_id": shirt, "any_of": ["yes"]}
    size = desk.saved(kind="text", label_en="Size", condition=condition)["question_id"]
    token = desk.sale.owner.token
    without_yes = SHIRT | {"options": [{"value": "no", "label_nl": "Nee"}]}
    for refused in (
        desk.shop.rpc("delete_question", token, question_id=shirt),
        desk.save(question_id=shirt, **SHIRT, is_active=False),
        desk.save(question_id=shirt, **SHIRT, sort_order=99),
        desk.save(question_id=shirt, **without_yes),
    ):
        status, slug, details = refusal(refused)
        assert (status, slug) == (409, "question_is_needed")
        assert details["dependents"] == '"Size"'
    backwards = {"event_id": desk.sale.event_id, "question_ids": [size, shirt]}
    status, slug, details = refusal(desk.shop.rpc("order_questions", token, **backwards))
    assert (status, slug) == (400, "invalid_field")
    assert details["reason"] == '"Do you want a shirt?" is asked after "Size"'
    assert [(row["id"], row["version"]) for row in desk.rows()] == [(shirt, 1), (size, 1)]

    for question_id in (size, shirt):
        expect(desk.shop.rpc("delete_question", token, question_id=question_id))
    assert desk.rows() == desk.rows("question_versions") == []
    again = desk.shop.rpc("delete_question", token, question_id=shirt)
    assert refusal(again)[:2] == (404, "not_found")


def entry(given: Row) -> Row:
    """A registration with answers by the id of their question."""
    return {"first_name": "Anna", "last_name": "de Vries", "answers": given}


def order(desk: Desk, *entries: Row) -> httpx.Response:
    """An order for so many participants."""
    line = {"ticket_type_id": desk.sale.ticket_type_id, "quantity": len(entries)}
    return desk.shop.order(desk.sale, items=[line | {"registrations": list(entries)}])


def answers(desk: Desk, order_id: str) -> list[list[Any]]:
    """What is kept of an order's answers: position, version, value."""
    query = """
        select jsonb_agg(jsonb_build_array(r.position, a.version, a.value) order by r.position)
        from sales.registration_answers as a
        join sales.registrations as r on r.org_id = a.org_id and r.id = a.registration_id
        where r.order_id = %s
    """
    return list(desk.shop.ask(query, order_id))


def test_answers_keep_the_question_that_they_answered(desk: Desk) -> None:
    asked = desk.saved(kind="text", label_nl="Maat", label_en="Size", is_required=True)
    key = asked["question_id"]
    before = expect(order(desk, entry({key: " medium "}), entry({key: "XL"})))
    assert answers(desk, before["order_id"]) == [[1, 1, "medium"], [2, 1, "XL"]]

    sizes = [{"value": size, "label_nl": size} for size in ("M", "L")]
    desk.saved(question_id=key, kind="choice", label_en="Which size?", options=sizes)
    refused = order(desk, entry({key: "M"}), entry({key: "medium"}))
    body = refused.json()
    assert (refused.status_code, body["code"]) == (400, "answer_invalid")
    assert body["message"] == (
        'The answer to "Which size?" is not valid: it is none of the options.'
    )
    assert body["details"] == body["details"] | {
        "line": 1,
        "position": 2,
        "question_id": key,
        "question": "Which size?",
    }
    after = expect(order(desk, entry({key: "M"}), entry({})))
    assert answers(desk, after["order_id"]) == [[1, 2, "M"]]
    assert answers(desk, before["order_id"]) == [[1, 1, "medium"], [2, 1, "XL"]]
    first = desk.rows("question_versions")[0]
    assert (first["version"], first["kind"], first["label_nl"]) == (1, "text", "Maat")

    expect(desk.shop.rpc("delete_question", desk.sale.owner.token, question_id=key))
    assert order(desk, entry({key: "M"})).json()["code"] == "question_not_found"
    assert answers(desk, before["order_id"]) == [[1, 1, "medium"], [2, 1, "XL"]]


def test_an_order_answers_what_is_required(desk: Desk) -> None:
    shirt = desk.saved(**SHIRT)["question_id"]
    condition = {"question_id": shirt, "any_of": ["yes"]}
    size = desk.saved(kind="text", label_en="Size", is_required=True, condition=condition)
    size_id = size["question_id"]
    bare = desk.shop.order(desk.sale)
    assert bare.json()["code"] == "registrations_required"
    for given, code, question in (
        ({}, "answer_missing", "Do you want a shirt?"),
        ({shirt: "yes"}, "answer_missing", "Size"),
        ({shirt: "yes", size_id: 40}, "answer_invalid", "Size"),
        ({shirt: "maybe"}, "answer_invalid", "Do you want a shirt?"),
    ):
        refused = order(desk, entry(given)).json()
        assert (refused["code"], refused["details"]["question"]) == (code, question)
        assert refused["details"]["position"] == 1
    for given, kept in (
        ({shirt: "no"}, [[1, 1, "no"]]),
        ({shirt: "no", size_id: "left over"}, [[1, 1, "no"]]),
        ({shirt: "yes", size_id: "M"}, [[1, 1, "yes"], [1, 1, "M"]]),
    ):
        placed = expect(order(desk, entry(given)))
        assert sorted(answers(desk, placed["order_id"]), key=str) == sorted(kept, key=str)


def test_changes_at_the_same_moment_come_one_after_the_other(desk: Desk) -> None:
    key = desk.saved(kind="text", label_nl="Vraag")["question_id"]
    saved = at_once(
        6, lambda number: desk.save(question_id=key, kind="text", label_nl=f"Vraag {number}")
    )
    assert sorted(expect(answer)["version"] for answer in saved) == [2, 3, 4, 5, 6, 7]
    made = at_once(6, lambda number: desk.save(kind="text", label_nl=f"Nieuw {number}"))
    assert sorted(expect(answer)["sort_order"] for answer in made) == [2, 3, 4, 5, 6, 7]

    # One deletes it while others make it a condition: whoever is second is refused.
    for _ in range(3):
        target = desk.saved(kind="checkbox", label_nl="Shirt?")["question_id"]
        condition = {"question_id": target, "any_of": [True]}

        def act(number: int, target: str = target, condition: Row = condition) -> httpx.Response:
            if number == 0:
                token = desk.sale.owner.token
                return desk.shop.rpc("delete_question", token, question_id=target)
            return desk.save(kind="text", label_nl=f"Maat {number}", condition=condition)

        deleted, *dependents = at_once(4, act)
        assert deleted.is_success is not any(answer.is_success for answer in dependents)
        for answer in (deleted, *dependents):
            assert answer.is_success or refusal(answer)[:2] in {
                (409, "question_is_needed"),
                (400, "invalid_field"),
            }


def test_staff_without_the_permission_reads_and_does_not_write(desk: Desk, books: Books) -> None:
    question_id = desk.saved(**SHIRT)["question_id"]
    event_id = desk.sale.event_id
    token = desk.support.token
    assert [row["id"] for row in desk.shop.rows("questions", token)] == [question_id]
    before = books.read()
    for function, body in (
        ("save_question", {"event_id": event_id} | SHIRT),
        ("save_question", {"question_id": question_id} | SHIRT),
        ("delete_question", {"question_id": question_id}),
        ("order_questions", {"event_id": event_id, "question_ids": [question_id]}),
    ):
        assert refusal(desk.shop.rpc(function, token, **body))[:2] == (403, "not_allowed")
        assert refusal(desk.shop.rpc(function, **body))[:2] == (401, "42501")
    assert books.read() == before


def test_other_tenants_look_like_nothing_at_all(desk: Desk, books: Books) -> None:
    question_id = desk.saved(**SHIRT)["question_id"]
    token = desk.other.owner.token
    assert desk.shop.rows("questions", token) == desk.shop.rows("question_versions", token) == []
    before = books.read()
    theirs = {"EVENT": desk.sale.event_id, "QUESTION": question_id}
    for function, body in (
        ("save_question", {"event_id": "EVENT"} | SHIRT),
        ("save_question", {"question_id": "QUESTION"} | SHIRT),
        ("delete_question", {"question_id": "QUESTION"}),
        ("order_questions", {"event_id": "EVENT", "question_ids": ["QUESTION"]}),
    ):
        told = []
        for known in (theirs, dict.fromkeys(theirs, NOWHERE)):
            names = dict[str, Any](body)
            for key, value in body.items():
                if isinstance(value, str):
                    names[key] = known.get(value, value)
            names |= {key: [known["QUESTION"]] for key in ("question_ids",) if key in body}
            answer = desk.shop.rpc(function, token, **names)
            text = answer.text.replace(known["EVENT"], "x").replace(known["QUESTION"], "x")
            told.append((answer.status_code, text))
        assert told[0] == told[1]
        assert told[0][0] == 404
    # Nor can their things be used in ours.
    ours = {"event_id": desk.other.event_id, "kind": "text", "label_nl": "X"}
    for more, expected in (
        ({"ticket_type_id": desk.sale.ticket_type_id}, (404, "ticket_type_not_found")),
        (
            {"condition": {"question_id": question_id, "any_of": ["yes"]}},
            (400, "invalid_field"),
        ),
    ):
        answer = desk.shop.rpc("save_question", token, **ours, **more)
        assert refusal(answer)[:2] == expected
        assert "shirt" not in answer.text
    assert books.read() == before


WRONG: list[tuple[dict[str, object], int, str]] = [
    ({"kind": None}, 400, "missing_field"),
    ({"kind": "colour"}, 400, "invalid_field"),
    ({"kind": 7}, 400, "invalid_field"),
    ({"label_nl": None}, 400, "missing_field"),
    ({"label_nl": ""}, 400, "missing_field"),
    ({"label_nl": "x" * 301}, 400, "invalid_field"),
    ({"label_en": "a\u0007"}, 400, "invalid_field"),
    ({"label_en": "a\u0000"}, 400, "22P05"),
    ({"help_nl": "x" * 1001}, 400, "invalid_field"),
    ({"is_required": "perhaps"}, 400, "22P02"),
    ({"options": [{"value": "a", "label_nl": "A"}]}, 400, "invalid_field"),
    ({"kind": "choice"}, 400, "missing_field"),
    ({"kind": "choice", "options": 5}, 400, "invalid_field"),
    ({"kind": "choice", "options": [None]}, 400, "invalid_field"),
    ({"kind": "choice", "options": [{"value": "a"}]}, 400, "missing_field"),
    ({"kind": "choice", "options": [{"value": {}, "label_nl": "A"}]}, 400, "invalid_field"),
    ({"kind": "choice", "options": [{"value": "a", "label_nl": "A"}] * 2}, 400, "invalid_field"),
    ({"kind": "choice", "options": [{"value": "a", "label_nl": "A"}] * 201}, 400, "invalid_field"),
    ({"rules": "short"}, 400, "invalid_field"),
    ({"rules": {"max_length": -1}}, 400, "invalid_field"),
    ({"rules": {"max_length": 10**30}}, 400, "invalid_field"),
    ({"rules": {"colour": "red"}}, 400, "invalid_field"),
    ({"kind": "number", "rules": {"min": 2, "max": 1}}, 400, "invalid_field"),
    ({"kind": "date", "rules": {"min": "yesterday"}}, 400, "invalid_field"),
    ({"condition": 5}, 400, "invalid_field"),
    ({"condition": {"question_id": "x", "any_of": ["a"]}}, 400, "invalid_field"),
    ({"condition": {"question_id": NOWHERE, "any_of": ["a"]}}, 400, "invalid_field"),
    ({"condition": {"question_id": NOWHERE}}, 400, "missing_field"),
    ({"sort_order": "first"}, 400, "22P02"),
    ({"sort_order": 10**10}, 400, "22003"),
    ({"is_active": []}, 400, "22P02"),
    ({"event_id": None}, 400, "missing_field"),
    ({"event_id": "x"}, 400, "22P02"),
    ({"event_id": NOWHERE}, 404, "not_found"),
    ({"question_id": NOWHERE}, 404, "not_found"),
    ({"question_id": -1}, 400, "22P02"),
    ({"ticket_type_id": NOWHERE}, 404, "ticket_type_not_found"),
    ({"price": 5}, 404, "PGRST202"),
]


@pytest.fixture(scope="module")
def event(shop: Shop) -> Sale:
    """One event for all bad requests, which leave it as it is."""
    return shop.sale()


@pytest.mark.parametrize(("changes", "status", "code"), WRONG)
def test_bad_questions_are_refused(
    shop: Shop, event: Sale, books: Books, changes: dict[str, object], status: int, code: str
) -> None:
    body = {"event_id": event.event_id, "kind": "text", "label_nl": "Vraag"} | changes
    before = books.read()
    answer = shop.rpc("save_question", event.owner.token, **body)
    assert refusal(answer)[:2] == (status, code)
    assert books.read() == before


@pytest.mark.parametrize(
    ("function", "body", "status", "code"),
    [
        ("delete_question", {}, 400, "missing_field"),
        ("delete_question", {"question_id": "x"}, 400, "22P02"),
        ("delete_question", {"question_id": NOWHERE}, 404, "not_found"),
        ("order_questions", {"question_ids": []}, 400, "missing_field"),
        ("order_questions", {"event_id": "EVENT"}, 400, "missing_field"),
        ("order_questions", {"event_id": "EVENT", "question_ids": [NOWHERE]}, 400, "invalid_field"),
        ("order_questions", {"event_id": "EVENT", "question_ids": [None]}, 400, "invalid_field"),
        ("order_questions", {"event_id": "EVENT", "question_ids": ["x"]}, 400, "22P02"),
        ("order_questions", {"event_id": "EVENT", "question_ids": "x"}, 400, "22P02"),
        ("order_questions", {"event_id": NOWHERE, "question_ids": []}, 404, "not_found"),
    ],
)
def test_bad_requests_about_questions_are_refused(
    shop: Shop, event: Sale, function: str, body: Row, status: int, code: str
) -> None:
    known = {key: event.event_id if value == "EVENT" else value for key, value in body.items()}
    answer = shop.rpc(function, event.owner.token, **known)
    assert refusal(answer)[:2] == (status, code)
