"""The page of somebody who waits for places: how they stand, and taking what they are offered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from workers.context import Services, caller, limit, service, services
from workers.errors import EntreeError, MissingField
from workers.mail.messages import order_url
from workers.mail.waitlist import Entry, about, waitlist_url
from workers.pages import ANSWERS, form_field, page, problem
from workers.payments import open_checkout
from workers.routines import (
    CREATE_ORDER,
    DECLINE_OFFER,
    GET_EVENT,
    LEAVE_WAITLIST,
    WAITLIST_ENTRY,
)
from workers.words import preferred, words

router = APIRouter()

HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}}, "description": "The page"}
}


@router.get("", response_class=HTMLResponse, responses=HTML)
async def waitlist(
    request: Request,
    token: Annotated[str, Query(description="the token from the mail about the waitlist")] = "",
) -> Response:
    """Show somebody who waits how they stand, in Dutch or English."""
    try:
        entry = await _entry(request, token)
        terms, price = await _for_order(request, entry)
    except EntreeError as error:
        return _refused(request, error)
    return _page(services(request), entry, terms=terms, price=price)


@router.post("", response_class=RedirectResponse, status_code=303, responses=ANSWERS)
async def answer(request: Request) -> Response:
    """Take what was offered, decline it, or leave (a form with `token` and `action`).

    Taking (`quantity`, `accept_terms`) places an order and leads to its checkout.
    """
    body = await request.body()
    token = form_field(body, "token")
    try:
        if not token:
            raise MissingField(field="token")
        target = await _act(request, body, token)
    except EntreeError as error:
        return _refused(request, error, token)
    return RedirectResponse(target, status_code=303)


async def _act(request: Request, body: bytes, token: str) -> str:
    """Do what the form says; return where the browser goes next."""
    found = services(request)
    action = form_field(body, "action")
    if action in ("decline", "leave"):
        routine = DECLINE_OFFER if action == "decline" else LEAVE_WAITLIST
        await found.database.call(routine, {"waitlist_token": token}, caller=caller(request))
        return waitlist_url(found.settings, token)
    entry = await _entry(request, token)
    quantity = form_field(body, "quantity") or ""
    order = await found.database.call(
        CREATE_ORDER,
        {
            "event_id": entry["event"]["event_id"],
            "items": [
                {
                    "ticket_type_id": entry["ticket_type"]["ticket_type_id"],
                    "quantity": int(quantity) if quantity.isdecimal() else quantity,
                }
            ],
            "email": entry["email"],
            "purchaser_name": entry["name"],
            "language": entry["language"],
            "accept_terms": form_field(body, "accept_terms") == "true",
            "waitlist_token": token,
            # Pressing the button twice is one order.
            "idempotency_key": f"waitlist {entry['entry_id']} {quantity[:10]}",
        },
        caller=caller(request),
        limit=limit(request, "create_order"),
    )
    if order["status"] == "pending":
        return await open_checkout(found, order["public_token"], service(request))
    return order_url(found.settings, order["public_token"])


async def _entry(request: Request, token: str) -> Entry:
    """How somebody stands."""
    if not token:
        raise MissingField(field="token")
    entry: Entry = await services(request).database.call(
        WAITLIST_ENTRY, {"waitlist_token": token}, caller=caller(request)
    )
    return entry


async def _for_order(request: Request, entry: Entry) -> tuple[dict[str, Any] | None, int | None]:
    """The terms of the event, and what a ticket costs, where there is something to be taken."""
    if entry["status"] != "offered":
        return None, None
    event = await services(request).database.call(
        GET_EVENT,
        {"event_id": entry["event"]["event_id"], "language": entry["language"]},
        caller=caller(request),
    )
    prices = {kind["ticket_type_id"]: kind["price"] for kind in event["ticket_types"]}
    return event["settings"]["terms"], prices.get(entry["ticket_type"]["ticket_type_id"])


def _page(
    found: Services, entry: Entry, *, terms: dict[str, Any] | None, price: int | None
) -> HTMLResponse:
    say = words(entry["language"])
    said = about(entry, say)
    standing, offer, event = entry["status"], entry["offer"], entry["event"]
    token, shop = entry["waitlist_token"], found.settings.app_url
    order_token = offer and offer["order_token"]
    ahead = None
    if standing == "waiting":
        people = say.count("person", entry["ahead"])
        ahead = say(
            "waitlist_page.ahead" if entry["ahead"] else "waitlist_page.first", people=people
        )
    starts, ends = (datetime.fromisoformat(event[name]) for name in ("starts_at", "ends_at"))
    return page(
        "waitlist",
        say,
        title=say("waitlist_page.title"),
        refresh=None,
        heading=say(f"waitlist_page.{standing}.heading"),
        text=say(f"waitlist_page.{standing}.text", **said),
        ahead=ahead,
        offer=offer if standing == "offered" else None,
        price=say.money(price, "EUR") if price else None,
        terms=terms,
        token=token,
        shop_url=f"{shop}/waitlist/{token}" if shop else None,
        order_url=order_url(found.settings, order_token) if order_token else None,
        event=event,
        when=say.period(starts, ends, event["time_zone"]),
    )


def _refused(request: Request, error: EntreeError, token: str | None = None) -> Response:
    say = words(preferred(request.headers.get("accept-language")))
    back = waitlist_url(services(request).settings, token) if token else None
    return problem(
        say,
        error,
        back=back,
        back_to="waitlist_page.back",
        unknown="waitlist_entry_not_found",
        asked=request,
    )
