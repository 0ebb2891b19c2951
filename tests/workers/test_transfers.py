"""Letters about tickets that are handed on, and to who looks for theirs; the form of an offer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workers.samples import purchase
from tests.workers.test_mail import EVIL, body, files, sent
from workers.errors import Refused
from workers.mail import messages, transfers
from workers.offers import complaint, fields, registration
from workers.settings import Settings
from workers.words import words

OFFER: dict[str, Any] = {
    "transfer_id": "01a1fbb9-8c67-7acb-b5a3-ea36421e898a",
    "email": "nina@example.org",
    "language": "en",
    "from_name": "Olga Old",
    "to_email": "nina@example.org",
    "ticket_type": "10 km",
    "fee_amount": 0,
    "currency": "EUR",
    "expires_at": "2026-12-01T11:00:00+00:00",
    "event": "City Run",
    "starts_at": "2026-12-12T09:00:00+00:00",
    "time_zone": "Europe/Amsterdam",
    "org_name": "Stichting Stadsloop",
    "org_email": "info@stadsloop.example",
    "token": "JvjdK6vGePkctQvIOnKlJ0E6dp9b1zNxKfa5aVBgia8",
}
FOUND: dict[str, Any] = {
    "orders": [
        {
            "order_number": "JX490N9E6D",
            "public_token": "tok-order",
            "event": "City Run",
            "starts_at": "2026-12-12T09:00:00+00:00",
            "time_zone": "Europe/Amsterdam",
            "org_name": "Stadsloop",
        }
    ],
    "tickets": [
        {
            "ticket_type": "5 km",
            "holder": "Nina Taker",
            "public_token": "0.tok-ticket",
            "event": "Night Run",
            "starts_at": "2026-12-13T19:00:00+00:00",
            "time_zone": "Europe/Amsterdam",
            "org_name": "Nachtloop",
        }
    ],
}
ASKED: dict[str, Any] = {
    "to_email": "nina@example.org",
    "asked": {
        "required_profile_fields": ["gender", "emergency_contact"],
        "min_age": 16,
        "max_age": None,
        "requires_licence": True,
        "waiver": {"version": 3, "text_nl": "Eigen risico", "guardian_below_age": 18},
        "questions": [
            {
                "question_id": kind,
                "kind": kind,
                "label_nl": f"Vraag {kind}",
                "label_en": None,
                "help_nl": None,
                "help_en": None,
                "is_required": True,
                "options": [{"value": "S", "label_nl": "Klein", "label_en": "Small"}]
                if "choice" in kind
                else None,
                "rules": {},
                "condition": {"question_id": "x", "any_of": [True]} if kind == "date" else None,
            }
            for kind in ("text", "number", "choice", "multiple_choice", "date", "checkbox")
        ],
    },
}


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("en", "Olga Old hands a ticket for City Run on to you", "until Tuesday 1 December 2026"),
        ("nl", "Olga Old draagt een ticket voor City Run aan je over", "tot dinsdag 1 december"),
    ],
)
def test_an_offer_brings_a_link(settings: Settings, language: str, subject: str, said: str) -> None:
    message = sent(transfers.offered(settings, OFFER | {"language": language}))

    assert (message["Subject"], message["To"]) == (subject, "nina@example.org")
    assert message["Reply-To"] == "info@stadsloop.example"
    for form in ("plain", "html"):
        assert f"/functions/v1/ticket-offer?token={OFFER['token']}" in body(message, form)
        assert said in body(message, form)
        assert "12,50" not in body(message, form)


def test_an_offer_names_its_fee(settings: Settings) -> None:
    message = sent(transfers.offered(settings, OFFER | {"fee_amount": 1250}))
    assert "Taking it over costs €12.50." in body(message, "plain")


def test_an_offer_of_nobody_known_names_nobody(settings: Settings) -> None:
    message = sent(transfers.offered(settings, OFFER | {"from_name": None}))
    assert message["Subject"] == "A ticket for City Run is handed on to you"
    assert "None" not in body(message, "plain")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("news", ["started", "accepted", "declined", "withdrawn", "expired"])
def test_every_news_is_told_in_both_languages(news: str, language: str) -> None:
    message = sent(transfers.news(OFFER | {"news": news, "language": language}))
    assert "City Run" in message["Subject"]
    for form in ("plain", "html"):
        assert "10 km, City Run" in body(message, form)
        assert OFFER["token"] not in body(message, form)


def test_names_in_offers_are_text(settings: Settings) -> None:
    message = sent(transfers.offered(settings, OFFER | {"from_name": EVIL, "event": EVIL}))
    assert message["Bcc"] is None
    assert "<script>" not in body(message, "html")


def test_a_ticket_comes_with_everything_but_the_buyers_order(settings: Settings) -> None:
    held = purchase(items=[], order__public_token="0.tok-ticket", order__language="en")
    message = sent(messages.received(settings, held))

    assert message["Subject"] == "Your ticket for Stadsloop Utrecht"
    assert {"tickets-JX490N9E6D.pdf", "event.ics"} <= set(files(message))
    for form in ("plain", "html"):
        assert "/functions/v1/ticket?token=0.tok-ticket" in body(message, form)
        assert "/functions/v1/order" not in body(message, form)


def test_links_are_found(settings: Settings) -> None:
    asked = {"email": "nina@example.org", "language": "en"}
    message = sent(transfers.found(settings, asked, FOUND))

    assert message["Subject"] == "Your tickets"
    for form in ("plain", "html"):
        told = body(message, form)
        for said in (
            "Order JX490N9E6D: City Run, Saturday 12 December 2026",
            "5 km for Nina Taker: Night Run, Sunday 13 December 2026",
            "/functions/v1/order?token=tok-order",
            "/functions/v1/ticket?token=0.tok-ticket",
            "Nachtloop, Stadsloop",
        ):
            assert said in told


def test_a_form_asks_what_is_asked() -> None:
    shown = {field.name: field for field in fields(ASKED, words("en"), {"city": ["Assen"]})}

    assert list(shown)[:3] == ["first_name", "last_name", "email"]
    assert set(shown) >= {"birth_date", "gender", "emergency_phone", "licence_number"}
    assert "city" not in shown
    assert shown["email"].value == "nina@example.org"
    assert not shown["email"].required
    assert shown["multiple_choice"].kind == "checks"
    assert shown["text"].label == "Vraag text", "in the other language where it must be"
    assert shown["date"].help == "Only if this concerns you."
    assert not shown["date"].required


def test_a_form_is_read_as_it_is_asked() -> None:
    told = registration(
        ASKED,
        {
            "first_name": ["Nina"],
            "phone": [" "],
            "user_id": ["x"],
            "number": ["41.5"],
            "choice": ["S"],
            "multiple_choice": ["S", "L"],
            "checkbox": ["yes"],
            "text": [""],
            "accepted_by": ["Nina"],
            "is_guardian": ["yes"],
        },
    )
    assert told == {
        "first_name": "Nina",
        "answers": {
            "number": 41.5,
            "choice": "S",
            "multiple_choice": ["S", "L"],
            "checkbox": True,
        },
        "waiver": {"version": 3, "accepted_by": "Nina", "is_guardian": True},
    }


@pytest.mark.parametrize(
    ("code", "data", "said"),
    [
        ("profile_field_missing", {"field": "gender"}, "Please fill in: Gender."),
        ("answer_missing", {"question_id": "text"}, "Please fill in: Vraag text."),
        ("licence_invalid", {}, "This is not right: Licence number."),
        ("too_young", {}, "The participant is too young for this start."),
        ("transfer_not_open", {}, "This ticket is no longer offered."),
        ("rate_limited", {}, None),
    ],
)
def test_a_refusal_says_what_to_correct(code: str, data: dict[str, Any], said: str | None) -> None:
    error = Refused(400, "", "", data | {"code": code})
    assert complaint(error, ASKED, words("en")) == said
