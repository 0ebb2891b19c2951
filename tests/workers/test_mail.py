"""Letters: what they say, what comes with them, and what a name in them cannot do."""

from __future__ import annotations

import email
import email.policy
import io
import re
from email.message import EmailMessage
from typing import Any, cast

import pytest
from pypdf import PdfReader

from tests.workers.samples import CODES, purchase
from workers.mail import messages
from workers.mail.letter import BadAddress, File, Letter, address, compose
from workers.settings import Settings
from workers.tickets import qr
from workers.tickets.order import Purchase

SENDER = "Entree <tickets@entree.example>"
INVITATION = {
    "email": "new@example.org",
    "language": "en",
    "org_name": "Stichting Stadsloop",
    "inviter_name": "Ada",
    "role": "support",
    "token": "tok/en+1",
    "expires_at": "2026-12-12T09:00:00+00:00",
}


def sent(letter: Letter, message_id: str = "<1@entree.example>") -> EmailMessage:
    """The letter as whoever gets it reads it: written out and parsed again."""
    composed = compose(letter, sender=SENDER, message_id=message_id)
    return email.message_from_bytes(composed.as_bytes(), policy=email.policy.default)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(cast("EmailMessage", part).get_content())


def files(message: EmailMessage) -> dict[str, EmailMessage]:
    return {name: part for part in message.walk() if (name := part.get_filename())}


def letter_of(settings: Settings, kind: messages.Kind, bought: Purchase) -> Letter:
    if kind == "change_impossible":
        order = bought.order.model_copy(update={"purpose": "swap"})
        return messages.overbooked(bought.model_copy(update={"order": order}))
    if kind == "order_overbooked":
        return messages.overbooked(bought)
    if kind == "order_reserved":
        return messages.reserved(settings, bought)
    return messages.tickets(settings, bought, kind)


def test_a_confirmation_brings_everything(settings: Settings) -> None:
    message = sent(messages.tickets(settings, purchase(), "order_confirmation"))

    assert message["To"] == "zoe@example.org"
    assert message["From"] == SENDER
    assert message["Reply-To"] == "info@stadsloop.example"
    assert message["Message-ID"] == "<1@entree.example>"
    assert message["Date"].datetime.utcoffset() is not None
    assert message["Subject"] == "Je tickets voor Stadsloop Utrecht (bestelling JX490N9E6D)"
    assert message.get_content_type() == "multipart/mixed"
    attached = {part.get_filename(): part.get_content_type() for part in message.iter_attachments()}
    assert attached == {
        "tickets-JX490N9E6D.pdf": "application/pdf",
        "event.ics": "text/calendar",
    }
    pdf = files(message)["tickets-JX490N9E6D.pdf"].get_content()
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2


def test_the_html_shows_the_codes_of_the_tickets(settings: Settings) -> None:
    bought = purchase()
    message = sent(messages.tickets(settings, bought, "order_confirmation"))

    shown = re.findall(r'<img src="cid:([^"]+)"', body(message, "html"))
    images = {
        part["Content-ID"].strip("<>"): part.get_content()
        for part in files(message).values()
        if part.get_content_type() == "image/png"
    }
    assert [images[cid] for cid in shown] == [qr.png(t.qr_token) for t in bought.tickets]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_confirmation_says_who_starts_and_what_it_adds_up_to(
    settings: Settings, kind: str
) -> None:
    plain = purchase()
    line = plain.items[0].model_dump()
    bought = purchase(
        items=[line, line | {"name": "Medaille", "quantity": 1, "personalisation": "Zoë"}],
        tickets=[
            plain.tickets[0].model_dump()
            | {"holder": "Noor Bakker", "team": "Natte Sokken", "bib": 117, "wave": "Startvak B"}
            | {"starts_at": "2026-12-12T09:10:00+00:00"}
        ],
        order__subtotal_amount=3750,
        order__discount_amount=375,
        order__service_fee_amount=121,
        order__service_fee_vat_amount=21,
        order__service_fee_vat_rate=2100,
        order__total_amount=3496,
    )

    said = " ".join(
        body(sent(messages.tickets(settings, bought, "order_confirmation")), kind).split()
    )

    told = ["Noor Bakker", "Natte Sokken", "117", "Startvak B, 10:10", "Medaille: Zoë"]
    added = ["Korting", "€ -3,75", "Servicekosten", "€ 1,21", "waarvan btw 21%", "€ 34,96"]
    assert [text for text in told + added if text not in said] == []


@pytest.mark.parametrize("kind", ["text", "html"])
def test_text_and_html_tell_the_same(settings: Settings, kind: str) -> None:
    message = sent(messages.tickets(settings, purchase(), "order_confirmation"))

    told = body(message, {"text": "plain"}.get(kind, kind))
    for said in (
        "Beste Zoë van den Berg,",
        "zaterdag 12 december 2026, 10:00–13:00",
        "Domplein, Domplein 29, Utrecht",
        "JX490N9E6D",
        *CODES,
        "€ 25,00",
        "waarvan btw 9%",
        "€ 2,06",
        "/functions/v1/order?token=JvjdK6vGePkctQvIOnKlJ0E6dp9b1zNxKfa5aVBgia8",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("kind", "language", "subject", "said"),
    [
        ("order_confirmation", "en", "Your tickets for", "Dear Zoë"),
        ("tickets_resent", "nl", "opnieuw verstuurd", "Het zijn dezelfde als eerst"),
        ("tickets_resent", "en", "sent again", "the same as before"),
        ("order_overbooked", "nl", "kon niet doorgaan", "volledige bedrag van € 25,00"),
        ("order_overbooked", "en", "could not be fulfilled", "full amount of €25.00"),
        ("change_impossible", "nl", "Je wijziging voor", "Je krijgt de € 25,00 die je"),
        ("change_impossible", "en", "Your change for", "get the €25.00 that you paid"),
        ("ticket_swapped", "nl", "Je nieuwe ticket", "werkt niet meer; gebruik deze"),
        ("ticket_swapped", "en", "Your new ticket", "stopped working; use this one"),
        ("ticket_deferred", "nl", "Je ticket voor", "is doorgeschoven"),
        ("ticket_deferred", "en", "Your ticket for", "has been deferred"),
        ("wave_changed", "nl", "Een andere startwave", "code blijft hetzelfde"),
        ("wave_changed", "en", "Another start wave", "code stays the same"),
        ("order_reserved", "nl", "zijn gereserveerd", "betaling van € 25,00"),
        ("order_reserved", "en", "are reserved", "payment of €25.00"),
    ],
)
def test_every_kind_speaks_both_languages(
    settings: Settings, kind: messages.Kind, language: str, subject: str, said: str
) -> None:
    message = sent(letter_of(settings, kind, purchase(order__language=language)))

    assert subject in message["Subject"]
    for form in ("plain", "html"):
        assert said in body(message, form)
    assert f'<html lang="{language}">' in body(message, "html")


def test_what_was_paid_before_is_taken_off_with_its_vat(settings: Settings) -> None:
    shirt = {"name": "Shirt", "quantity": 1, "unit_amount": 2000, "total_amount": 2000}
    bought = purchase(
        order__purpose="swap",
        order__subtotal_amount=6500,
        order__credit_amount=3000,
        order__credit_vat_amount=430,
        order__credit_vat_rate=900,
        order__total_amount=3500,
        items=[
            {"name": "21 km", "quantity": 1, "unit_amount": 4000, "total_amount": 4000}
            | {"vat_rate": 900, "vat_amount": 330},
            {"name": "Omwisselkosten", "quantity": 1, "unit_amount": 500, "total_amount": 500}
            | {"vat_rate": 2100, "vat_amount": 87},
            shirt | {"vat_rate": 2100, "vat_amount": 347, "from_item_id": "01a1fbba"},
        ],
    )

    told = body(sent(messages.tickets(settings, bought, "order_confirmation")), "plain")

    assert "Eerder betaald: € -30,00" in told or "Eerder betaald: -€ 30,00" in told
    assert "Totaal: € 35,00" in told
    # Of the shirt, that came along, nothing; of the ticket 330 less 83.
    assert "waarvan btw 9%: € 2,47" in told
    assert "waarvan btw 21%: € 0,87" in told


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("nl", "Een andere startwave", "Je start in een andere wave"),
        ("en", "Another start wave", "You start in another wave"),
    ],
)
def test_who_got_a_ticket_hears_of_its_wave(
    settings: Settings, language: str, subject: str, said: str
) -> None:
    bought = purchase(order__language=language)

    message = sent(messages.received(settings, bought, "wave_changed"))

    assert subject in message["Subject"]
    for form in ("plain", "html"):
        assert said in body(message, form)
    assert "event.ics" in files(message)


def test_an_apology_has_no_tickets() -> None:
    message = sent(messages.overbooked(purchase(order__status="overbooked", tickets=[])))

    assert files(message) == {}
    assert CODES[0] not in message.as_string()


def test_a_reservation_says_until_when_and_how_to_pay(settings: Settings) -> None:
    bought = purchase(
        order__status="pending", order__expires_at="2026-11-15T10:00:00+00:00", tickets=[]
    )

    message = sent(messages.reserved(settings, bought))

    assert "Je plaatsen voor Stadsloop Utrecht zijn gereserveerd" in message["Subject"]
    for form in ("plain", "html"):
        told = body(message, form)
        assert "zondag 15 november 2026, 11:00" in told
        assert "vermeld daarbij bestelnummer JX490N9E6D" in told
        assert "/functions/v1/order?token=" in told
    assert files(message) == {}


def test_only_tickets_that_admit_are_sent(settings: Settings) -> None:
    bought = purchase()
    tickets = [t.model_dump() for t in bought.tickets]
    tickets[0]["status"] = "refunded"

    message = sent(messages.tickets(settings, purchase(tickets=tickets), "tickets_resent"))

    assert CODES[0] not in body(message, "plain")
    assert CODES[1] in body(message, "plain")


def test_an_invitation_says_who_and_what_and_until_when(settings: Settings) -> None:
    message = sent(messages.invitation(settings, INVITATION))

    assert message["Subject"] == "Ada invites you to Stichting Stadsloop"
    for form in ("plain", "html"):
        told = body(message, form)
        assert "tok/en+1" in told
        assert "as support" in told
        assert "Saturday 12 December 2026" in told
        assert "/invitations/" not in told


def test_an_invitation_links_to_the_app_where_there_is_one(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("ENVIRONMENT", "local")
    bare.setenv("APP_URL", "https://app.example.org/")

    letter = messages.invitation(Settings.load(), INVITATION | {"inviter_name": None})

    assert letter.subject == "You are invited to Stichting Stadsloop"
    assert "https://app.example.org/invitations/tok%2Fen%2B1" in letter.text


@pytest.mark.parametrize("role", ["owner", "admin", "finance", "support", "scanner", "member"])
@pytest.mark.parametrize("language", ["nl", "en", None])
def test_every_role_has_a_name(settings: Settings, role: str, language: str | None) -> None:
    messages.invitation(settings, INVITATION | {"role": role, "language": language})


EVIL = '<script>alert(1)</script>{{ 6 * 111 }}\r\nBcc: victim@example.org\r\n\r\n"&'


def test_names_are_text_wherever_they_stand(settings: Settings) -> None:
    bought = purchase(event__title=EVIL, order__purchaser_name=EVIL, org__name=EVIL)

    kinds: tuple[messages.Kind, ...] = ("order_confirmation", "order_overbooked")
    for kind in kinds:
        message = sent(letter_of(settings, kind, bought))

        assert message["Bcc"] is None
        assert "\n" not in message["Subject"]
        html = body(message, "html")
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
        assert "666" not in html
        assert "{{ 6 * 111 }}" in html


def test_an_evil_invitation_is_text_too(settings: Settings) -> None:
    evil: dict[str, Any] = INVITATION | {"org_name": EVIL, "inviter_name": EVIL, "token": EVIL}

    message = sent(messages.invitation(settings, evil))

    assert message["Bcc"] is None
    assert "<script>" not in body(message, "html")


def test_file_names_cannot_break_out_of_their_header() -> None:
    file = File('a"\r\nX-Evil: 1.png', "image/png", b"x")

    message = sent(Letter("a@example.org", "s", "t", "<p>h</p>", files=[file]))

    assert "X-Evil" not in set(message.keys())


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("zoe@example.org", "zoe@example.org"),
        ("Zoë <zoe@example.org>", "Zoë <zoe@example.org>"),
        ("zoe@exämple.org", "zoe@xn--exmple-cua.org"),
        ("o'neil+tag@sub.example.org", "o'neil+tag@sub.example.org"),
    ],
)
def test_addresses_are_written_as_mail_needs_them(given: str, written: str) -> None:
    assert str(address(given)) == written


@pytest.mark.parametrize(
    "bad",
    ["", "zoe", "@example.org", "zoe@", "a b@example.org", "a@example.org\r\nBcc: b@example.org"],
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(BadAddress):
        address(bad)


def test_a_subject_stays_on_its_line() -> None:
    message = sent(Letter("a@example.org", "one\r\ntwo\u2028three" + "x" * 500, "t", "<p>h</p>"))

    assert message["Subject"].startswith("one two three")
    assert len(message["Subject"]) == 200
