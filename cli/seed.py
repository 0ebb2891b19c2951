"""`entree seed`: orgs, people and events to develop with, made through the API as people would.

What there is to make stands in `seed/data.toml`. Whatever is there already (a user, an org by its
slug, an event by its slug, what an event has by its name) is left as it is.
"""

from __future__ import annotations

import asyncio
import re
import time
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import httpx
import typer
from rich.console import Console
from rich.markup import escape

from cli.client import Client, Refusal
from cli.errors import Stop
from cli.postbox import Postbox
from cli.setup import SECTIONS, set_up
from cli.stack import Stack
from cli.stack.places import CHECKOUT

DATA = CHECKOUT / "seed" / "data.toml"
TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}(?=\s*$)", re.MULTILINE)
MAIL_TIMEOUT = 30.0  # seconds until an invitation must have arrived
LOOK_AGAIN = 0.2  # seconds

Row = dict[str, Any]


def seed(
    api_url: Annotated[
        str | None,
        typer.Option(help="The API of another project: https://….supabase.co; with --anon-key."),
    ] = None,
    anon_key: Annotated[str | None, typer.Option(help="The anon key of that project.")] = None,
) -> None:
    """Fill the local stack with people, orgs and events; what is there already stays."""
    if (api_url is None) != (anon_key is None):
        raise Stop("Give --api-url and --anon-key together, or neither.", exit_code=2)
    mail_url = None
    if api_url is None or anon_key is None:
        endpoints = Stack().status()
        if endpoints is None:
            raise Stop(
                "No local stack is running. Start it: entree up. Or name a project: "
                "--api-url and --anon-key."
            )
        api_url, anon_key = endpoints.api_url, endpoints.anon_key
        mail_url = endpoints.mail_url
    data = tomllib.loads(DATA.read_text())
    try:
        asyncio.run(_seed(data, api_url, anon_key, mail_url))
    except httpx.HTTPError as error:
        raise Stop(f"{api_url} does not answer: {error!r}") from error
    except Refusal as refusal:
        raise Stop(f"The API refuses: {refusal}") from refusal
    _print(f"\nEverybody's password: {data['password']}")


async def _seed(data: Row, api_url: str, anon_key: str, mail_url: str | None) -> None:
    is_local = mail_url is not None
    async with httpx.AsyncClient(trust_env=not is_local, timeout=30) as http:
        seeder = _Seeder(data, api_url, anon_key, http)
        seeder.postbox = Postbox(http, mail_url) if mail_url else None
        for user in data["users"]:
            await seeder.user(user)
        for org in data["orgs"]:
            await seeder.org(org)


@dataclass
class _Seeder:
    """Makes one thing after another, each by the user whose it is."""

    data: Row
    api_url: str
    anon_key: str
    http: httpx.AsyncClient
    clients: dict[str, Client] = field(default_factory=dict)
    postbox: Postbox | None = None

    async def user(self, user: Row) -> None:
        client = await Client.open(self.api_url, self.anon_key, self.http)
        is_new = await client.sign_in(user["email"], self.data["password"], user["name"])
        self.clients[user["email"]] = client
        _tell(is_new, "user", user["email"])

    async def org(self, org: Row) -> None:
        owner = self.clients[org["owner"]]
        context = await owner.call("get_user_context")
        known = [found["org_id"] for found in context["orgs"] if found["slug"] == org["slug"]]
        if known:
            org_id = known[0]
        else:
            fields = {name: org[name] for name in ("name", "slug", "email")}
            founded = await owner.call("create_org", **fields, language=org.get("language", "nl"))
            org_id = founded["org_id"]
        _tell(not known, "org", org["name"])
        await self.members(owner, org_id, org.get("members", {}))
        for event in org["events"]:
            await self.event(owner, org_id, event)

    async def members(self, owner: Client, org_id: str, members: dict[str, str]) -> None:
        """Invite them, and accept for them: the token comes by mail and no other way."""
        rows = await owner.read("org_members", "email", org_id=org_id)
        there = {row["email"] for row in rows}
        for email, role in members.items():
            if email not in there and self.postbox is None:
                _print(f"  skipped  {role:<9} {email}: the invitation goes to that mailbox")
                continue
            if email not in there:
                before = await self._letters(email)
                await owner.call("invite_member", org_id=org_id, email=email, role=role)
                token = await self._token(email, after=len(before))
                await self.clients[email].call("accept_invitation", token=token)
            _tell(email not in there, role, email)

    async def event(self, owner: Client, org_id: str, event: Row) -> None:
        known = await owner.read("events", "*", org_id=org_id, slug=event["slug"])
        if known:
            [row] = known
        else:
            row = await owner.add("events", {"org_id": org_id} | event_row(event))
        await set_up(owner, row, event)
        if row["status"] == "draft" and not event.get("draft"):
            await owner.call("publish_event", event_id=row["id"])
        _tell(not known, "event", event["title"] + (" (draft)" if event.get("draft") else ""))

    async def _token(self, email: str, after: int) -> str:
        """The token in the first letter to an address after so many others."""
        deadline = time.monotonic() + MAIL_TIMEOUT
        while len(letters := await self._letters(email)) <= after:
            if time.monotonic() > deadline:
                raise Stop(
                    f"The invitation of {email} has not arrived after {MAIL_TIMEOUT:.0f} seconds. "
                    "Does the worker run? `entree status` shows it."
                )
            await asyncio.sleep(LOOK_AGAIN)
        assert self.postbox is not None  # noqa: S101 - _letters has used it
        letter = await self.postbox.letter(letters[after]["id"])
        found = TOKEN.search(letter["text"])
        if found is None:
            raise Stop(f"The letter {letter['subject']!r} to {email} holds no token.")
        return found[0]

    async def _letters(self, email: str) -> list[Row]:
        return await self.postbox.letters(email) if self.postbox else []


def event_row(event: Row, now: datetime | None = None) -> Row:
    """The columns of an event of the plan, its dates counted from today."""
    own = SECTIONS | {"in_days", "starts", "hours", "draft"}
    row = {name: value for name, value in event.items() if name not in own}
    if "in_days" in event:
        today = now or datetime.now(UTC)
        day = today.astimezone(ZoneInfo(event["time_zone"])) + timedelta(days=event["in_days"])
        hour, minute = map(int, event["starts"].split(":"))
        start = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        row |= {
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=event["hours"])).isoformat(),
        }
    return row


def _tell(is_new: bool, kind: str, name: str) -> None:
    _print(f"  {'made' if is_new else 'there':<7}  {kind:<9} {name}")


def _print(text: str) -> None:
    Console(soft_wrap=True, highlight=False).print(escape(text))
