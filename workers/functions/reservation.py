"""The page on which a guest sees a reservation, and pays, confirms or cancels it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from workers.context import caller, limit, service, services
from workers.errors import EntreeError, MissingField
from workers.mail.messages import reservation_url
from workers.pages import ANSWERS, form_field, page, problem
from workers.payments import open_checkout
from workers.routines import (
    CANCEL_RESERVATION,
    CONFIRM_OPTION,
    GET_RESERVATION,
    RECONFIRM_RESERVATION,
)
from workers.words import preferred, words

router = APIRouter()

CHANGES = {
    "cancel": CANCEL_RESERVATION,
    "confirm": CONFIRM_OPTION,
    "reconfirm": RECONFIRM_RESERVATION,
}
HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}}, "description": "The page"}
}


@router.get("", response_class=HTMLResponse, responses=HTML)
async def reservation(
    request: Request,
    token: Annotated[str, Query(description="the reservation's public token")] = "",
) -> Response:
    """Show a reservation to its guest, in Dutch or English."""
    say = words(preferred(request.headers.get("accept-language")))
    try:
        found = await services(request).database.call(
            GET_RESERVATION, {"public_token": token}, caller=caller(request)
        )
    except EntreeError as error:
        return problem(say, error, asked=request)
    return _reservation_page(found, token)


@router.post("", response_class=RedirectResponse, status_code=303, responses=ANSWERS)
async def change(request: Request) -> Response:
    """Do what the guest chose: a form with the fields `token` and `what`.

    `what` is pay, confirm, reconfirm or cancel.
    """
    say = words(preferred(request.headers.get("accept-language")))
    body = await request.body()
    token, what = form_field(body, "token"), form_field(body, "what")
    settings, database = services(request).settings, services(request).database
    try:
        if not token:
            raise MissingField(field="token")
        if what == "pay":
            await database.hit(limit(request, "create_payment"))
            target = await open_checkout(services(request), token, service(request))
        elif what in CHANGES:
            await database.call(CHANGES[what], {"public_token": token}, caller=caller(request))
            target = reservation_url(settings, token)
        else:
            raise MissingField(field="what")
    except EntreeError as error:
        back = reservation_url(settings, token) if token else None
        return problem(say, error, back=back)
    return RedirectResponse(target, status_code=303)


def _reservation_page(found: dict[str, Any], token: str) -> HTMLResponse:
    say = words(found["language"])
    location = found["location"]
    return page(
        "reservation",
        say,
        title=say("reservation_page.title"),
        refresh=None,
        token=token,
        reservation=found,
        location=location,
        where=", ".join(filter(None, (location["address"], location["city"]))),
        when=say.moment(datetime.fromisoformat(found["starts_at"]), location["time_zone"]),
        refund=say.money(found["refund_amount"], found["currency"])
        if found["refund_amount"]
        else None,
        actions=[what for what in ("pay", "confirm", "reconfirm", "cancel") if found["may"][what]],
    )
