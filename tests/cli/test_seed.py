"""`entree seed` on a stack, twice."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.client import Client
from cli.main import app
from cli.seed import DATA
from cli.stack import Endpoints, Stack

CONTENT = tomllib.loads(DATA.read_text())


def seed(stack: Stack, *arguments: str) -> Result:
    """Run the command for the stack of the tests."""
    return CliRunner().invoke(app, ["seed", *arguments], env={"ENTREE_HOME": str(stack.home)})


@pytest.fixture(scope="module")
def seeded(stack: Stack) -> Result:
    """What the first run said."""
    return seed(stack)


def test_everything_is_made_once(stack: Stack, seeded: Result) -> None:
    assert seeded.exit_code == 0, seeded.output
    assert "event     City Run Utrecht" in seeded.stdout
    again = seed(stack)
    assert again.exit_code == 0, again.output
    assert "made" not in again.stdout


@pytest.fixture
async def visitor(endpoints: Endpoints) -> AsyncIterator[Client]:
    """A user of the API who has not signed in yet."""
    async with httpx.AsyncClient(trust_env=False) as http:
        yield await Client.open(endpoints.api_url, endpoints.anon_key, http)


@pytest.mark.usefixtures("seeded")
async def test_published_events_are_on_sale_and_drafts_are_not(visitor: Client) -> None:
    on_sale = {row["slug"] for row in await visitor.read("published_events", "slug")}
    events = [event for org in CONTENT["orgs"] for event in org["events"]]
    assert {event["slug"] for event in events if not event.get("draft")} <= on_sale
    assert not {event["slug"] for event in events if event.get("draft")} & on_sale


@pytest.mark.usefixtures("seeded")
async def test_an_event_has_all_that_its_plan_says(stack: Stack, visitor: Client) -> None:
    [plan] = [
        event
        for org in CONTENT["orgs"]
        for event in org["events"]
        if event["slug"] == "triathlon-of-the-plas"
    ]
    where = {"org_slug": "heuvelrug-cycling", "slug": plan["slug"], "language": "nl"}
    page = await visitor.call("get_event", **where)
    for section in ("ticket_types", "waves", "products"):
        assert [row["name"] for row in page[section]] == [row["name"] for row in plan[section]]
    types = {row["name"]: row["ticket_type_id"] for row in page["ticket_types"]}
    for wave, planned in zip(page["waves"], plan["waves"], strict=True):
        assert wave["ticket_type_ids"] == [types[name] for name in planned["ticket_types"]]
        assert (
            planned["starts_at"]
            in datetime.fromisoformat(wave["starts_at"])
            .astimezone(ZoneInfo(plan["time_zone"]))
            .isoformat()
        )
    olympic = page["ticket_types"][0]
    assert (olympic["price"], olympic["price_tier"]["name"]) == (6900, "Early bird")
    shirt = page["products"][0]
    assert [variant["name"] for variant in shirt["variants"]] == ["S", "M", "L"]
    assert [row["label"] for row in page["questions"]] == [
        row["label_nl"] for row in plan["questions"]
    ]
    assert page["title"] == "Triathlon van de Plas"
    assert page["faq"][0]["question"] == "Is een wetsuit verplicht?"
    assert page["waiver"]["text"] == plan["waiver"]["text_nl"]
    assert page["settings"]["terms"]["text"] == plan["settings"]["terms_nl"]
    assert page["settings"]["service_fee"]["rate"] == 250
    assert (await asyncio.to_thread(seed, stack)).exit_code == 0
    assert await visitor.call("get_event", **where) == page, "nothing came twice"


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("user", CONTENT["users"], ids=lambda user: user["email"])
async def test_everybody_can_sign_in_and_has_their_role(
    visitor: Client, user: dict[str, str]
) -> None:
    email = user["email"]
    roles = {org["slug"]: "owner" for org in CONTENT["orgs"] if org["owner"] == email}
    for org in CONTENT["orgs"]:
        if email in org.get("members", {}):
            roles[org["slug"]] = org["members"][email]
    is_new = await visitor.sign_in(email, CONTENT["password"], user["name"])
    context = await visitor.call("get_user_context")
    assert not is_new
    assert {org["slug"]: org["role"] for org in context["orgs"]} == roles


@pytest.mark.usefixtures("seeded")
def test_another_project_is_named_by_address_and_key(stack: Stack, endpoints: Endpoints) -> None:
    there = ["--api-url", endpoints.api_url, "--anon-key", endpoints.anon_key]
    assert seed(stack, *there).exit_code == 0
    assert seed(stack, *there[:2]).exit_code == 2
    nowhere = seed(stack, "--api-url", "http://127.0.0.1:9", "--anon-key", endpoints.anon_key)
    assert nowhere.exit_code == 1
    assert "does not answer" in nowhere.stderr
