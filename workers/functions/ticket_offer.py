"""The page on which somebody looks at a ticket that is offered to them, and takes it or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from workers.context import caller, limit, service, services
from workers.errors import EntreeError, MissingField
from workers.mail.messages import ticket_url
from workers.offers import complaint, fields, registration, text_of
from workers.pages import ANSWERS, form_fields, page, problem
from workers.payments import open_checkout
from workers.routines import ACCEPT_TRANSFER, DECLINE_TRANSFER, GET_TRANSFER
from workers.words import preferred, words

router = APIRouter()

HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}}, "description": "The page"}
}


@router.get("", response_class=HTMLResponse, responses=HTML)
async def ticket_offer(
    request: Request,
    token: Annotated[str, Query(description="the token of the mail")] = "",
) -> Response:
    """Show what is offered and what is asked for it, in Dutch or English.

    Looking claims nothing.
    """
    try:
        return _offer_page(await _offer(request, token), token)
    except EntreeError as error:
        return problem(
            words(preferred(request.headers.get("accept-language"))), error, asked=request
        )


@router.post("", response_class=RedirectResponse, status_code=303, responses=ANSWERS)
async def answer(request: Request) -> Response:
    """Take the ticket over or decline it (the form of the page, with `token` and `answer`)."""
    given = form_fields(await request.body())
    token = given.get("token", [""])[0]
    try:
        await services(request).database.hit(limit(request, "transfer"))
        offer = await _offer(request, token)
        if given.get("answer") == ["decline"]:
            await services(request).database.call(
                DECLINE_TRANSFER, {"token": token}, caller=caller(request)
            )
            return _offer_page(await _offer(request, token), token)
        try:
            return RedirectResponse(await _accept(request, offer, token, given), status_code=303)
        except EntreeError as error:
            told = complaint(error, offer, words(offer["language"]))
            if told is None:
                raise
            return _offer_page(
                await _offer(request, token), token, given=given, told=told, status=error.status
            )
    except EntreeError as error:
        return problem(words(preferred(request.headers.get("accept-language"))), error)


async def _offer(request: Request, token: str) -> dict[str, Any]:
    """What a token opens."""
    if not token:
        raise MissingField(field="token")
    offer: dict[str, Any] = await services(request).database.call(
        GET_TRANSFER, {"token": token}, caller=caller(request)
    )
    return offer


async def _accept(
    request: Request, offer: Mapping[str, Any], token: str, given: Mapping[str, Sequence[str]]
) -> str:
    """Claims the ticket; the address of its page, or of the checkout for the fee."""
    taken = await services(request).database.call(
        ACCEPT_TRANSFER,
        {"token": token, "registration": registration(offer, given)},
        caller=caller(request),
    )
    if taken["status"] == "paying":
        return await open_checkout(services(request), taken["public_token"], service(request))
    return ticket_url(services(request).settings, taken["public_token"])


def _offer_page(
    offer: Mapping[str, Any],
    token: str,
    *,
    given: Mapping[str, Sequence[str]] | None = None,
    told: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    say, event = words(offer["language"]), offer["event"]
    zone = event["time_zone"]
    starts, ends = _moment(event["starts_at"]), _moment(event["ends_at"])
    waiver = offer["asked"]["waiver"]
    wave = offer["wave"]
    return page(
        "offer",
        say,
        status=status,
        title=say("offer.title"),
        refresh=None,
        offer=offer,
        token=token,
        told=told,
        when=say.period(starts, ends, zone) if starts else None,
        where=", ".join(filter(None, (event["location_name"], event["location_address"]))),
        wave=f"{wave['name']}, {say.time(datetime.fromisoformat(wave['starts_at']), zone)}"
        if wave
        else None,
        until=say.moment(datetime.fromisoformat(offer["expires_at"]), zone),
        fee=say.money(offer["fee_amount"], offer["currency"]) if offer["fee_amount"] else None,
        fields=fields(offer, say, given or {}),
        given=given or {},
        waiver=text_of(waiver, "text", say) if waiver else None,
        guardian_below_age=waiver and waiver["guardian_below_age"],
        checkout_url=f"order?{urlencode({'token': offer['checkout_token']})}"
        if offer["checkout_token"]
        else None,
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
