"""A browser, and something to buy with it.

These tests need a Chromium on this machine: `apt-get install chromium`, ENTREE_CHROMIUM=<path>, or
`.venv/bin/python -m tests.browser.chromium`, which fetches one with npm and needs no root.
Where there is none they are not collected, and the first lines of the test run say so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.client import Client
from cli.stack import Endpoints
from tests.browser.chromium import find_chromium
from tests.browser.devtools import Page, browser

CHROMIUM = find_chromium()
if CHROMIUM is None:
    collect_ignore_glob = ["test_*.py"]

DRAFT = {
    "title": "Run of the browsers, with a title that is long enough to be broken",
    "location_name": "Domplein",
    "location_address": "Domplein 29, 3512 JE Utrecht",
    "starts_at": "2030-03-24T10:00:00+01:00",
    "ends_at": "2030-03-24T16:00:00+01:00",
}


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Return an empty tab of a fresh browser."""
    assert CHROMIUM is not None
    async with browser(CHROMIUM) as page:
        yield page


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that knows no proxy."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        yield http


@pytest.fixture
async def order(endpoints: Endpoints, http: httpx.AsyncClient) -> dict[str, Any]:
    """Return an order of two tickets that waits to be paid; its buyer reads English."""
    staff = await Client.open(endpoints.api_url, endpoints.anon_key, http)
    await staff.sign_in(f"{uuid4().hex}@browser.example", "a password of tests", "Anna")
    org = await staff.call("create_org", name="Org with a browser")
    owned = {"org_id": org["org_id"]}
    event = await staff.add("events", owned | DRAFT)
    ticket_type = await staff.add(
        "ticket_types", owned | {"event_id": event["id"], "name": "10 km", "price": 2750}
    )
    await staff.call("publish_event", event_id=event["id"])
    visitor = await Client.open(endpoints.api_url, endpoints.anon_key, http)
    return await visitor.invoke(
        "create-order-public",
        event_id=event["id"],
        items=[{"ticket_type_id": ticket_type["id"], "quantity": 2}],
        email=f"{uuid4().hex}@bezoeker.example",
        purchaser_name="Zoë Kaya",
        language="en",
    )
