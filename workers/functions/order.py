"""The page on which a customer lands after paying: how the order stands, and its tickets."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from workers.context import limit, service, services
from workers.errors import EntreeError, MissingField
from workers.mail.messages import order_url
from workers.pages import ANSWERS, form_field, page, problem
from workers.payments import open_checkout
from workers.tickets import qr
from workers.tickets.facts import facts
from workers.tickets.order import Purchase, purchase_of
from workers.words import preferred, words

router = APIRouter()

REFRESH_SECONDS = 4
CHANGED = frozenset({"paid", "overbooked"})
"""What is told in other words of an order that changes a ticket."""
RETRIABLE = frozenset({"pending", "failed", "cancelled", "expired"})
HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}}, "description": "The page"}
}


@router.get("", response_class=HTMLResponse, responses=HTML)
async def order(
    request: Request,
    token: Annotated[str, Query(description="the order's public token")] = "",
) -> Response:
    """Show an order to its buyer, in Dutch or English.

    While the payment is on its way the page looks again by itself; then it shows the tickets.
    """
    say = words(preferred(request.headers.get("accept-language")))
    try:
        return _order_page(await purchase_of(services(request), token))
    except EntreeError as error:
        return problem(say, error, asked=request)


@router.post("", response_class=RedirectResponse, status_code=303, responses=ANSWERS)
async def pay(request: Request) -> Response:
    """Send the buyer from the page to the checkout (a form with the field `token`)."""
    say = words(preferred(request.headers.get("accept-language")))
    token = form_field(await request.body(), "token")
    try:
        if not token:
            raise MissingField(field="token")
        await services(request).database.hit(limit(request, "create_payment"))
        checkout = await open_checkout(services(request), token, service(request))
    except EntreeError as error:
        back = order_url(services(request).settings, token) if token else None
        return problem(say, error, back=back)
    return RedirectResponse(checkout, status_code=303)


def _order_page(bought: Purchase) -> HTMLResponse:
    order, event, say = bought.order, bought.event, words(bought.order.language)
    tickets = [
        {
            "ticket_type": ticket.ticket_type,
            "code": ticket.code,
            # Our own drawing of our own token; the only text in it is escaped by its maker.
            "svg": Markup(qr.svg(ticket.qr_token, say("page.qr", code=ticket.code))),  # noqa: S704
            "pdf_url": _pdf_url(order.public_token, ticket=ticket.ticket_instance_id),
            "facts": [value for _, value in facts(ticket, say, event.time_zone)],
        }
        for ticket in bought.admissions
    ]
    return page(
        "order",
        say,
        title=f"{say('page.title')} {order.order_number}",
        refresh=REFRESH_SECONDS if order.status == "pending" else None,
        retry=order.status in RETRIABLE,
        told="change" if order.purpose != "sale" and order.status in CHANGED else "status",
        org=bought.org.name,
        order=order,
        event=event,
        items=bought.items,
        tickets=tickets,
        pdf_url=_pdf_url(order.public_token),
        invoices=[
            {
                "name": say(
                    "page.invoice",
                    kind=say(f"invoice.{document.kind}"),
                    number=document.number,
                ),
                "url": f"invoice-pdf?{urlencode(query)}",
            }
            for document in order.invoices
            for query in [{"token": order.public_token, "invoice": document.invoice_id}]
        ],
        when=say.period(event.starts_at, event.ends_at, event.time_zone),
        where=event.where,
        money=lambda amount: say.money(amount, order.currency),
    )


def _pdf_url(token: str, **query: str) -> str:
    return f"ticket-pdf?{urlencode({'token': token, **query})}"
