"""A customer in a real browser: the checkout of the sandbox, and the page of the order."""

from __future__ import annotations

from typing import Any

import httpx

from cli.stack import Endpoints
from tests.browser.devtools import Page
from tests.browser.manners import DESKTOP, PHONE, is_decent

INK = "rgb(24, 28, 44)"


def order_url(endpoints: Endpoints, order: dict[str, Any]) -> str:
    """The page of an order."""
    return f"{endpoints.api_url}/functions/v1/order?token={order['public_token']}"


async def finish(page: Page, order: dict[str, Any], outcome: str) -> None:
    """Go through the checkout to this end."""
    await page.open(order["checkout_url"])
    await page.click("a[href*='method=ideal']")
    await page.click(f"input[value='{outcome}']")
    await page.click(".button")


async def test_paid_from_the_checkout_to_the_tickets(
    page: Page, order: dict[str, Any], http: httpx.AsyncClient
) -> None:
    await finish(page, order, "paid")
    # The page looks again by itself while the payment is on its way.
    await page.until("document.body.innerText.includes('You\\'re in!')")

    said = await page.text()
    assert order["order_number"] in said
    assert await page.evaluate("document.querySelectorAll('svg.qr').length") == 2
    colour = "getComputedStyle(document.querySelector('header')).backgroundColor"
    assert await page.evaluate(colour) == INK, "the content security policy admits its style"
    assert await page.evaluate("document.querySelectorAll('script').length") == 0
    pdf = await http.get(await page.evaluate("document.querySelector('a.button').href"))
    assert pdf.content.startswith(b"%PDF-")
    assert (await page.screenshot()).startswith(b"\x89PNG")


async def test_failed_and_tried_again(page: Page, order: dict[str, Any]) -> None:
    await finish(page, order, "failed")
    await page.until("document.querySelector('form button') !== null")
    await page.until("!document.body.innerText.includes('Waiting for your payment')")

    await page.click("form button")
    await page.until("location.pathname.startsWith('/checkout/')")
    assert "55.00" in await page.text()


async def test_left_and_come_back(page: Page, endpoints: Endpoints, order: dict[str, Any]) -> None:
    await page.open(order_url(endpoints, order))
    assert "Waiting for your payment" in await page.text()
    await page.click("form button")
    await page.until(f"location.href === {order['checkout_url']!r}")


async def test_every_page_fits_every_screen(
    page: Page, endpoints: Endpoints, order: dict[str, Any]
) -> None:
    for size in (DESKTOP, PHONE):
        await page.resize(*size)
        await page.open(order["checkout_url"])
        await is_decent(page)
        await page.click("a[href*='method=ideal']")
        await page.until("document.querySelector('input[value=paid]') !== null")
        await is_decent(page)
        await page.open(order_url(endpoints, order))
        await is_decent(page)
        await page.open(order_url(endpoints, {"public_token": "unknown"}))
        await is_decent(page)
    await finish(page, order, "paid")
    await page.until("document.querySelector('svg.qr') !== null")
    await is_decent(page)
