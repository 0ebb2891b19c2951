"""The page of a bill of the platform: whoever pays lands there, unless the app has its own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from workers.context import limit, service, services
from workers.errors import EntreeError, MissingField
from workers.mail.messages import bill_url
from workers.pages import ANSWERS, form_field, page, problem
from workers.payments import open_checkout
from workers.routines import SHOW_BILL
from workers.words import preferred, words

router = APIRouter()

REFRESH_SECONDS = 4
UNKNOWN = "bill_not_found"
HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}}, "description": "The page"}
}


@router.get("", response_class=HTMLResponse, responses=HTML)
async def bill(
    request: Request,
    token: Annotated[str, Query(description="the bill's public token")] = "",
) -> Response:
    """Show a bill to whoever pays it, in the language of the org.

    While the payment is on its way the page looks again by itself.
    """
    say = words(preferred(request.headers.get("accept-language")))
    try:
        found = await _find(request, token)
    except EntreeError as error:
        return problem(say, error, unknown=UNKNOWN, asked=request)
    say = words(found["language"])
    return page(
        "bill",
        say,
        title=found["description"],
        refresh=REFRESH_SECONDS if found["status"] == "pending" else None,
        token=token,
        bill=found,
        amount=say.money(found["amount"], found["currency"]),
        vat=say.money(found["vat_amount"], found["currency"]),
    )


@router.post("", response_class=RedirectResponse, status_code=303, responses=ANSWERS)
async def pay(request: Request) -> Response:
    """Send whoever pays from the page to the checkout (a form with the field `token`)."""
    say = words(preferred(request.headers.get("accept-language")))
    token = form_field(await request.body(), "token")
    try:
        if not token:
            raise MissingField(field="token")
        await services(request).database.hit(limit(request, "create_payment"))
        await _find(request, token)
        checkout = await open_checkout(services(request), token, service(request))
    except EntreeError as error:
        back = bill_url(services(request).settings, token) if token else None
        return problem(say, error, back=back, back_to="bill_page.back", unknown=UNKNOWN)
    return RedirectResponse(checkout, status_code=303)


async def _find(request: Request, token: str) -> dict[str, Any]:
    found: dict[str, Any] = await services(request).database.call(
        SHOW_BILL, {"p_public_token": token}, caller=service(request)
    )
    return found
