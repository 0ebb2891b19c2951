"""What the mails say: one function per topic of the outbox channel `email`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote, urlencode

from workers.invoices import pdf as invoice_pdf
from workers.invoices.document import Invoice
from workers.mail.letter import File, Letter, Wording
from workers.settings import Settings
from workers.tickets import calendar, pdf, qr
from workers.tickets.facts import facts
from workers.tickets.order import Purchase
from workers.words import Words, words

ORDER_PAGE = "/functions/v1/order"
TICKET_PAGE = "/functions/v1/ticket"
RESERVATION_PAGE = "/functions/v1/reservation"
BILL_PAGE = "/functions/v1/bill"

Kind = Literal[
    "order_confirmation",
    "tickets_resent",
    "order_overbooked",
    "order_reserved",
    "change_impossible",
    "ticket_swapped",
    "ticket_deferred",
    "wave_changed",
]


def order_url(settings: Settings, public_token: str) -> str:
    """The page on which a customer sees an order."""
    return f"{settings.public_url}{ORDER_PAGE}?{urlencode({'token': public_token})}"


def ticket_url(settings: Settings, public_token: str) -> str:
    """The page of one ticket, for who holds it."""
    return f"{settings.public_url}{TICKET_PAGE}?{urlencode({'token': public_token})}"


def reservation_url(settings: Settings, public_token: str) -> str:
    """The page on which a guest sees a reservation, and confirms or cancels it."""
    return f"{settings.public_url}{RESERVATION_PAGE}?{urlencode({'token': public_token})}"


def bill_url(settings: Settings, public_token: str) -> str:
    """The page on which a bill of the platform is seen, and paid."""
    return f"{settings.public_url}{BILL_PAGE}?{urlencode({'token': public_token})}"


def tickets(settings: Settings, purchase: Purchase, kind: Kind) -> Letter:
    """The tickets of an order: QR codes in the text, PDF and calendar entry attached."""
    say = words(purchase.order.language)
    shown = _shown(purchase, say)
    values = {
        **_about(purchase, say, kind),
        "tickets": shown,
        "order_url": order_url(settings, purchase.order.public_token),
    }
    return Letter.of(
        Wording("mail/order_confirmation", say, values, _facts(values, purchase)),
        to=purchase.order.email,
        files=_files(purchase, shown),
        reply_to=purchase.org.email,
    )


def received(
    settings: Settings,
    purchase: Purchase,
    kind: Literal["ticket_received", "wave_changed"] = "ticket_received",
) -> Letter:
    """A ticket for who got it from somebody else: code, PDF and calendar entry, and its link."""
    say = words(purchase.order.language)
    event, admissions = purchase.event, purchase.admissions
    shown = _shown(purchase, say)
    name = purchase.order.purchaser_name
    said = {
        "event": event.title,
        "ticket_type": admissions[0].ticket_type,
        "order_number": purchase.order.order_number,
    }
    values: dict[str, Any] = {
        "subject": say(f"{kind}.subject", **said),
        "heading": say(f"{kind}.heading"),
        "intro": say(f"{kind}.intro", **said),
        "greeting": say("mail.greeting", name=name) if name else say("mail.greeting_nameless"),
        "footer": say("ticket_received.footer"),
        "org": purchase.org.name,
        "order": purchase.order,
        "when": say.period(event.starts_at, event.ends_at, event.time_zone),
        "where": event.where,
        "tickets": shown,
        "ticket_url": ticket_url(settings, purchase.order.public_token),
    }
    return Letter.of(
        Wording("mail/ticket_received", say, values, _facts(values, purchase) | said),
        to=purchase.order.email,
        files=_files(purchase, shown),
        reply_to=purchase.org.email,
    )


def overbooked(purchase: Purchase) -> Letter:
    """The apology for an order that was paid when it was no longer possible."""
    say = words(purchase.order.language)
    kind: Kind = "order_overbooked" if purchase.order.purpose == "sale" else "change_impossible"
    amount = say.money(purchase.order.total_amount, purchase.order.currency)
    values = {
        **_about(purchase, say, kind),
        "refund": say(f"{kind}.refund", amount=amount),
    }
    return Letter.of(
        Wording("mail/order_overbooked", say, values, _facts(values, purchase)),
        to=purchase.order.email,
        reply_to=purchase.org.email,
    )


def reserved(settings: Settings, purchase: Purchase) -> Letter:
    """What staff ordered for somebody who pays later: until when, how much, how."""
    say = words(purchase.order.language)
    order, event = purchase.order, purchase.event
    until = order.expires_at or event.starts_at
    values = {
        **_about(purchase, say, "order_reserved"),
        "pay": say(
            "order_reserved.pay",
            until=say.moment(until, event.time_zone),
            amount=say.money(order.total_amount, order.currency),
            order_number=order.order_number,
        ),
        "order_url": order_url(settings, order.public_token),
    }
    return Letter.of(
        Wording("mail/order_reserved", say, values, _facts(values, purchase)),
        to=order.email,
        reply_to=purchase.org.email,
    )


def invoice(settings: Settings, document: Invoice) -> Letter:
    """An invoice or credit note, with its PDF."""
    say = words(document.language)
    seller, buyer, kind = document.seller, document.buyer, document.kind
    name = buyer.name or buyer.company
    said = {
        "number": document.number,
        "credited": document.credited_number,
        "event": document.subject,
        "amount": say.money(abs(document.total_amount), document.currency),
    }
    values = {
        "subject": say(f"invoice.mail.{kind}.subject", **said),
        "heading": say(f"invoice.{kind}"),
        "greeting": say("mail.greeting", name=name) if name else say("mail.greeting_nameless"),
        "intro": say(f"invoice.mail.{kind}.intro", **said),
        "order_url": order_url(settings, document.public_token or ""),
        "org": seller.trade_name,
        "footer": say("mail.footer"),
    }
    return Letter.of(
        Wording("mail/invoice", say, values, _texts(said)),
        to=buyer.email or "",
        files=[
            File(invoice_pdf.file_name(document), "application/pdf", invoice_pdf.render(document))
        ],
        reply_to=seller.email,
    )


def invitation(settings: Settings, payload: dict[str, Any]) -> Letter:
    """The invitation of a future member of an org, with its single-use token."""
    say = words(payload.get("language"))
    org, inviter = payload["org_name"], payload.get("inviter_name")
    nameless = "" if inviter else "_nameless"
    said = {"inviter": inviter, "org": org, "role": say(f"role.{payload['role']}")}
    subject = say(f"invitation.subject{nameless}", **said)
    token = payload["token"]
    values = {
        "subject": subject,
        "heading": say("invitation.heading", org=org),
        "org": org,
        "intro": say(f"invitation.intro{nameless}", **said),
        "token": token,
        "accept_url": (
            f"{settings.app_url}/invitations/{quote(token, safe='')}" if settings.app_url else None
        ),
        "expires": say.date(datetime.fromisoformat(payload["expires_at"]), "Europe/Amsterdam"),
        "footer": say("invitation.footer"),
    }
    return Letter.of(
        Wording("mail/invitation", say, values, _texts(said)),
        to=payload["email"],
    )


def _facts(values: Mapping[str, Any], purchase: Purchase) -> dict[str, str]:
    """What somebody's own words may say of an order."""
    order = purchase.order
    return {
        "name": order.purchaser_name or "",
        "event": purchase.event.title,
        "order_number": order.order_number,
        "when": values["when"],
        "where": values["where"],
    }


def _texts(said: Mapping[str, object]) -> dict[str, str]:
    """The same, of what our sentences were filled in with."""
    return {name: "" if value is None else str(value) for name, value in said.items()}


def _shown(purchase: Purchase, say: Words) -> list[dict[str, Any]]:
    """The tickets as a letter shows them."""
    return [
        {
            "ticket_type": t.ticket_type,
            "code": t.code,
            "cid": f"{t.ticket_instance_id}@entree",
            "facts": [value for _, value in facts(t, say, purchase.event.time_zone)],
        }
        for t in purchase.admissions
    ]


def _files(purchase: Purchase, shown: list[dict[str, Any]]) -> list[File]:
    """What comes with tickets: the codes that the text shows, the PDF, the calendar entry."""
    admissions = purchase.admissions
    images = [
        File(f"{ticket['code']}.png", "image/png", qr.png(t.qr_token), ticket["cid"])
        for ticket, t in zip(shown, admissions, strict=True)
    ]
    return [
        *images,
        File(pdf.file_name(purchase), "application/pdf", pdf.render(purchase, admissions)),
        File("event.ics", "text/calendar", calendar.render(purchase)),
    ]


def _about(purchase: Purchase, say: Words, kind: Kind) -> dict[str, Any]:
    """What every mail about an order tells."""
    order, event = purchase.order, purchase.event
    name = order.purchaser_name
    money: Callable[[int], str] = lambda amount: say.money(amount, order.currency)  # noqa: E731
    return {
        "subject": say(f"{kind}.subject", event=event.title, order_number=order.order_number),
        "heading": say(f"{kind}.heading"),
        "intro": say(f"{kind}.intro", event=event.title, org=purchase.org.name),
        "greeting": say("mail.greeting", name=name) if name else say("mail.greeting_nameless"),
        "footer": say("mail.footer"),
        "org": purchase.org.name,
        "order": order,
        "items": purchase.items,
        "vat": _vat(purchase, say),
        "money": money,
        "when": say.period(event.starts_at, event.ends_at, event.time_zone),
        "where": event.where,
    }


def _vat(purchase: Purchase, say: Words) -> list[tuple[str, int]]:
    """The VAT in the total, per rate: the rate in percent as text, and the amount.

    What came along from an order before is in the lines and in the credit, and so in neither here.
    """
    order = purchase.order
    if order.total_amount == 0:
        return []
    amounts: defaultdict[int, int] = defaultdict(int)
    came_along = 0
    for line in purchase.items:
        if line.from_item_id:
            came_along += line.vat_amount
        else:
            amounts[line.vat_rate] += line.vat_amount
    amounts[order.service_fee_vat_rate or 0] += order.service_fee_vat_amount
    amounts[order.credit_vat_rate or 0] -= order.credit_vat_amount - came_along
    return [(say.percent(rate), amount) for rate, amount in sorted(amounts.items()) if amount]
