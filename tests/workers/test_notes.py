"""Letters about teams and to organisers: in both languages, complete, and safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.workers.test_mail import EVIL, body, sent
from workers.mail import notes
from workers.mail.cancellations import event_cancelled, order_cancelled, registration_cancelled
from workers.mail.letter import Letter

TEAM: dict[str, Any] = {
    "team_id": "01a1fbb9-8c67-7acb-b5a3-ea36421e898a",
    "email": "zoe@example.org",
    "language": "en",
    "name": "Zoë",
    "team_name": "Wet Socks",
    "ticket_type": "Relay",
    "members": 1,
    "size_min": 2,
    "size_max": 4,
    "closes_at": "2026-12-01T11:00:00+00:00",
    "event": "City Triathlon",
    "starts_at": "2026-12-12T09:00:00+00:00",
    "time_zone": "Europe/Amsterdam",
    "org_name": "Stichting Stadsloop",
    "org_email": "info@stadsloop.example",
}
CODE = TEAM | {"reason": "paid", "join_code": "7QK4-M2XW-9TR0"}
EVENT: dict[str, Any] = {
    "event_id": "01a1fbb9-7b53-7dfb-b45f-34e3d84081fc",
    "email": "info@stadsloop.example",
    "language": "en",
    "event": "City Triathlon",
    "starts_at": "2026-12-12T09:00:00+00:00",
    "time_zone": "Europe/Amsterdam",
    "org_name": "Stichting Stadsloop",
}
CLOSED = EVENT | {
    "complete": 12,
    "incomplete": [
        {"team_id": "x", "team_name": "Flat Tyres", "members": 1, "size_min": 2},
        {"team_id": "y", "team_name": "Wet Socks", "members": 2, "size_min": 3},
    ],
}
LOST = EVENT | {
    "order_id": "x",
    "order_number": "S-42",
    "amount": 5000,
    "currency": "EUR",
    "reason": "Account closed",
    "tickets": 2,
    "used": 1,
}
MESSAGE: dict[str, Any] = {
    "email": "zoe@example.org",
    "language": "en",
    "name": "Zoë",
    "subject": "About Saturday",
    "text": "See you!",
    "event": "City Triathlon",
    "org_name": "Stichting Stadsloop",
    "org_email": "info@stadsloop.example",
}
BACK = EVENT | {
    "refund_id": "01a1fbb9-7b53-7dfb-b45f-34e3d84081fd",
    "order_number": "7QK4M2XW9T",
    "amount": 1500,
    "currency": "EUR",
    "status": "refunded",
    "provider": "mollie",
    "failure_reason": None,
    "items": [{"name": "10 km", "quantity": 2}],
}
UNPAID = BACK | {"status": "failed", "failure_reason": "The account was closed"}
STOPPED = BACK | {"status": "canceled"}
CANCELLED = EVENT | {
    "order_id": "01a1fbb9-7b53-7dfb-b45f-34e3d84081fd",
    "order_number": "2KHWW442FX",
    "email": "zoe@example.org",
    "name": "Zoë",
    "ticket_type": "10 km",
    "participant": "Zoë Kaya",
    "refund_amount": 1375,
    "currency": "EUR",
}
FOR_NOTHING = CANCELLED | {"refund_amount": 0}
NAMELESS = CANCELLED | {"participant": None}
Write = Callable[[dict[str, Any]], Letter]


@pytest.mark.parametrize(
    ("write", "payload", "language", "subject", "said"),
    [
        (notes.team_code, CODE, "en", "The code of your team Wet Socks", "The team has 1 member"),
        (notes.team_code, CODE, "nl", "De code van je team Wet Socks", "Het team heeft nu 1 lid."),
        (notes.team_code, CODE | {"reason": "captain"}, "en", "The code of", "you are the captain"),
        (notes.team_code, CODE | {"reason": "captain"}, "nl", "De code van", "jij de captain"),
        (notes.team_closed, TEAM | {"status": "complete"}, "en", "is complete", "with 1 member."),
        (notes.team_closed, TEAM | {"status": "complete"}, "nl", "is compleet", "met 1 lid."),
        (notes.team_closed, TEAM | {"status": "incomplete"}, "en", "too few members", "needs 2."),
        (notes.team_closed, TEAM | {"status": "incomplete"}, "nl", "te weinig", "er 2 nodig"),
        (notes.teams_closed, CLOSED, "en", "the time to join is over", "Complete: 12 teams."),
        (notes.teams_closed, CLOSED, "nl", "de tijd om mee te doen", "Compleet: 12 teams."),
        (notes.refund_completed, BACK, "en", "You get €15.00 back", "City Triathlon has been"),
        (notes.refund_completed, BACK, "nl", "Je krijgt € 15,00 terug", "is terugbetaald"),
        (notes.refund_failed, UNPAID, "en", "A refund of €15.00 has failed", "did not arrive"),
        (notes.refund_failed, UNPAID, "nl", "van € 15,00 is mislukt", "niet aangekomen"),
        (notes.refund_failed, STOPPED, "en", "€15.00 was cancelled", "before it was sent"),
        (notes.refund_failed, STOPPED, "nl", "is geannuleerd", "gestopt voordat"),
        (registration_cancelled, CANCELLED, "en", "registration for", "Zoë Kaya no longer"),
        (registration_cancelled, CANCELLED, "nl", "inschrijving voor", "Zoë Kaya doet niet"),
        (registration_cancelled, NAMELESS, "en", "registration for", "A ticket for City"),
        (registration_cancelled, NAMELESS, "nl", "inschrijving voor", "Een ticket voor City"),
        (order_cancelled, CANCELLED, "en", "was cancelled", "€13.75 goes back"),
        (order_cancelled, FOR_NOTHING, "nl", "is geannuleerd", "gaat geen geld terug"),
        (event_cancelled, CANCELLED, "en", "City Triathlon is cancelled", "not take place"),
        (event_cancelled, CANCELLED, "nl", "gaat niet door", "Je krijgt € 13,75 terug"),
        (notes.bibs_gone, EVENT, "en", "no start numbers left", "Their order stands"),
        (notes.bibs_gone, EVENT, "nl", "de startnummers zijn op", "De bestelling staat"),
        (notes.participant_message, MESSAGE, "en", "About Saturday", "who takes part in City Tri"),
        (notes.participant_message, MESSAGE, "nl", "About Saturday", "die meedoet aan City Tri"),
        (notes.chargeback_received, LOST, "en", "S-42 was charged back", "took back €50.00"),
        (notes.chargeback_received, LOST, "en", "S-42", "So 2 tickets admit nobody for now"),
        (notes.chargeback_received, LOST, "en", "S-42", "reason: Account closed."),
        (notes.chargeback_received, LOST, "nl", "S-42 is teruggehaald", "Al gebruikt: 1 ticket."),
        (notes.chargeback_reversed, LOST, "en", "S-42 is back", "2 tickets made valid again"),
        (notes.chargeback_reversed, LOST, "nl", "S-42 is terug", "2 tickets weer geldig"),
    ],
)
def test_every_note_speaks_both_languages(
    write: Write, payload: dict[str, Any], language: str, subject: str, said: str
) -> None:
    message = sent(write(payload | {"language": language}))

    assert subject in message["Subject"]
    for form in ("plain", "html"):
        assert said in body(message, form)
    assert f'<html lang="{language}">' in body(message, "html")


def test_an_organiser_writes_plain_text() -> None:
    text = "Bring <b>your</b> id.\nDoors: 9:00 & later.\n\nSee you!"
    message = sent(notes.participant_message(MESSAGE | {"text": text}))

    assert message["Subject"] == "About Saturday"
    assert message["Reply-To"] == "info@stadsloop.example"
    plain = body(message, "plain").replace("\r\n", "\n")
    assert "Bring <b>your</b> id.\nDoors: 9:00 & later.\n\nSee you!" in plain
    html = body(message, "html")
    assert "Bring &lt;b&gt;your&lt;/b&gt; id.<br>Doors: 9:00 &amp; later.</p>" in html
    assert "<p>See you!</p>" in html
    for form in ("plain", "html"):
        assert "Dear Zoë," in body(message, form)
        assert "Stichting Stadsloop" in body(message, form)


def test_a_captain_gets_the_code_and_what_it_is_for() -> None:
    message = sent(notes.team_code(CODE))

    assert message["To"] == "zoe@example.org"
    assert message["Reply-To"] == "info@stadsloop.example"
    for form in ("plain", "html"):
        told = body(message, form)
        for said in (
            "7QK4-M2XW-9TR0",
            "Dear Zoë,",
            "Relay, City Triathlon",
            "at least 2 and at most 4",
            "until Tuesday 1 December 2026, 12:00",
        ):
            assert said in told


def test_a_team_without_a_deadline_names_none() -> None:
    assert "until" not in notes.team_code(CODE | {"closes_at": None}).text


def test_organisers_read_which_teams_are_too_small() -> None:
    message = sent(notes.teams_closed(CLOSED))

    for form in ("plain", "html"):
        assert "Flat Tyres: 1 member, 2 needed" in body(message, form)
        assert "Wet Socks: 2 members, 3 needed" in body(message, form)
    assert "let a team start" not in notes.teams_closed(CLOSED | {"incomplete": []}).text


def test_names_in_notes_are_text() -> None:
    message = sent(notes.team_code(CODE | {"team_name": EVIL, "name": EVIL, "event": EVIL}))

    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert "<script>" not in body(message, "html")
    assert "{{ 6 * 111 }}" in body(message, "html")


def test_payers_read_what_was_refunded_and_how_it_goes_back() -> None:
    message = sent(notes.refund_completed(BACK | {"name": "Zoë"}))

    for form in ("plain", "html"):
        told = body(message, form)
        for said in ("Dear Zoë,", "2 x 10 km", "7QK4M2XW9T", "the way you paid"):
            assert said in told
        assert "an order was placed with this e-mail address" in told
    by_hand = notes.refund_completed(BACK | {"provider": "manual", "items": []}).text
    assert "by hand" in by_hand
    assert "It is for" not in by_hand


def test_organisers_read_why_a_refund_failed() -> None:
    assert "The account was closed" in notes.refund_failed(UNPAID).text
    assert "payment provider says" not in notes.refund_failed(STOPPED).text
