"""The page of one ticket, for who holds it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from workers.context import caller, services
from workers.errors import EntreeError
from workers.pages import page, problem
from workers.routines import GET_TICKETS
from workers.tickets import qr
from workers.tickets.facts import facts
from workers.tickets.order import held
from workers.words import preferred, words

router = APIRouter()

HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}}, "description": "The page"}
}


@router.get("", response_class=HTMLResponse, responses=HTML)
async def ticket(
    request: Request,
    token: Annotated[str, Query(description="the ticket's token")] = "",
) -> Response:
    """Show a ticket to whoever has the link of its mail, in Dutch or English."""
    if token and "." not in token:  # that of an order
        return RedirectResponse(f"order?{urlencode({'token': token})}")
    try:
        return await _ticket_page(request, token)
    except EntreeError as error:
        return problem(
            words(preferred(request.headers.get("accept-language"))), error, asked=request
        )


async def _ticket_page(request: Request, token: str) -> HTMLResponse:
    database, signer = services(request).database, services(request).signer
    rows = await database.call(GET_TICKETS, {"public_token": token}, caller=caller(request))
    seen: dict[str, Any] = next(iter(rows[0].values()))
    bought = await held(database, signer, [seen["ticket_instance_id"]])
    (shown,) = bought.tickets
    say, event = words(bought.order.language), bought.event
    query = urlencode({"token": token})
    return page(
        "ticket",
        say,
        title=say("ticket_page.title"),
        refresh=None,
        org=bought.org.name,
        event=event,
        ticket=shown,
        # Our own drawing of our own token; the only text in it is escaped by its maker.
        svg=Markup(qr.svg(shown.qr_token, say("page.qr", code=shown.code))),  # noqa: S704
        facts=facts(shown, say, event.time_zone),
        products=seen["products"],
        when=say.period(event.starts_at, event.ends_at, event.time_zone),
        where=event.where,
        pdf_url=f"ticket-pdf?{query}",
        calendar_url=f"ticket-calendar?{query}",
    )
