"""Next-generation webhooks: subscriptions to events, and the events themselves.

A subscription has a secret; every call carries `X-Mollie-Signature`, the HMAC-SHA256 of its body
with that secret. For a day after the secret was rolled the calls carry two: of the new one and of
the old one. Mollie offers this to access tokens only, never to API keys.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cli.sandbox import webhooks
from cli.sandbox.clock import iso
from cli.sandbox.endpoint import TOKENS, Answer, Call, Endpoint
from cli.sandbox.errors import invalid, missing, unknown
from cli.sandbox.fields import read_url
from cli.sandbox.hal import DOCUMENTATION, Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.store import Row
from cli.sandbox.world import World

TYPES = frozenset(
    f"{entity}.{what}"
    for entity, kinds in {
        "payment": ("paid", "authorized", "failed", "canceled", "expired", "pending"),
        "refund": ("queued", "pending", "processing", "refunded", "failed", "canceled"),
        "chargeback": ("received", "reversed"),
    }.items()
    for what in kinds
)
ALL = "*"
# How long calls carry the signature of the old secret as well.
ROLL = 86_400.0

SCHEMA = """
create table subscriptions (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null,
  name text not null,
  url text not null,
  event_types text not null,
  secret text not null,
  old_secret text,
  old_until real,
  api text not null,
  pages text not null,
  created_at real not null
);
create table events (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null,
  type text not null,
  body text not null
)
"""


@dataclass(frozen=True)
class Subject:
    """What an event is about: whose it is, of which payment, and the path of its kind."""

    organization: str
    payment: str
    path: str


def publish(
    world: World, subject: Subject, kind: str, entity: str, render: Callable[[Site], Json]
) -> list[int]:
    """Tell every subscription that asked for it; returns the ids of the calls queued."""
    rows = world.store.rows(
        "select * from subscriptions where organization = :organization order by seq",
        organization=subject.organization,
    )
    heard = [row for row in rows if _wants(row, kind)]
    if not heard:
        return []
    site = Site(api=heard[0]["api"], pages=heard[0]["pages"])
    body = _event(world, site, subject, kind, entity)
    if not world.settings.events_are_simple:
        body["_embedded"] = {"entity": render(site)}
    content = json.dumps(body)
    world.store.execute(
        "insert into events (id, organization, type, body)"
        " values (:id, :organization, :type, :body)",
        id=body["id"],
        organization=subject.organization,
        type=kind,
        body=content,
    )
    return [
        call
        for row in heard
        for call in webhooks.announce(
            world, subject.payment, row["url"], kind, _signed(world, row, content)
        )
    ]


def _wants(row: Row, kind: str) -> bool:
    return bool({kind, ALL} & set(json.loads(row["event_types"])))


def _event(world: World, site: Site, subject: Subject, kind: str, entity: str) -> Json:
    new = world.new_id("event_")
    return {
        "resource": "event",
        "id": new,
        "type": kind,
        "entityId": entity,
        "createdAt": iso(world.clock.now()),
        "_links": {
            "self": site.resource(f"events/{new}"),
            "documentation": documentation("webhooks-new"),
            "entity": site.resource(f"{subject.path}/{entity}"),
        },
    }


def signature(secret: str, content: str) -> str:
    """The value of the header for a body."""
    return f"sha256={hmac.new(secret.encode(), content.encode(), hashlib.sha256).hexdigest()}"


def _signed(world: World, row: Row, content: str) -> webhooks.Content:
    keys = [row["secret"]]
    if row["old_until"] is not None and row["old_until"] > world.clock.now():
        keys.append(row["old_secret"])
    return webhooks.Content(
        content,
        (
            ("content-type", "application/json"),
            *(("x-mollie-signature", signature(key, content)) for key in keys),
        ),
    )


def roll(world: World, webhook: str) -> str | None:
    """Give a subscription a new secret; the old one signs for another day. None: there is none."""
    row = world.store.row("select * from subscriptions where id = :id", id=webhook)
    if row is None:
        return None
    new = secrets.token_urlsafe(24)
    world.store.execute(
        "update subscriptions set secret = :new, old_secret = secret, old_until = :until"
        " where id = :id",
        new=new,
        until=world.clock.now() + ROLL,
        id=webhook,
    )
    return new


def subscribe(
    world: World,
    organization: str,
    site: Site,
    fields: Mapping[str, Any],
    secret: str | None = None,
) -> tuple[Row, str]:
    """A new subscription, and its secret, which is shown this once."""
    given = _read(fields, frozenset({"name", "url", "eventTypes"}))
    secret = secret or secrets.token_urlsafe(24)
    new = world.new_id("hook_")
    world.store.execute(
        "insert into subscriptions"
        " (id, organization, name, url, event_types, secret, api, pages, created_at)"
        " values (:id, :organization, :name, :url, :types, :secret, :api, :pages, :now)",
        id=new,
        organization=organization,
        name=given["name"],
        url=given["url"],
        types=json.dumps(given["eventTypes"]),
        secret=secret,
        api=site.api,
        pages=site.pages,
        now=world.clock.now(),
    )
    row = world.store.row("select * from subscriptions where id = :id", id=new)
    if row is None:
        raise LookupError(f"subscription {new} is gone")
    return row, secret


def _read(fields: Mapping[str, Any], needed: frozenset[str]) -> dict[str, Any]:
    """The fields of a subscription that were sent, checked."""
    given: dict[str, Any] = {}
    for name in sorted(needed):
        if fields.get(name) in (None, "", []):
            raise missing(name)
    if "name" in fields:
        if not isinstance(fields["name"], str) or not fields["name"]:
            raise invalid("The name is invalid", "name")
        given["name"] = fields["name"]
    if "url" in fields:
        given["url"] = read_url(fields, "url", "URL")
        if given["url"] is None:
            raise invalid("Invalid URL provided", "url")
    if "eventTypes" in fields:
        asked = fields["eventTypes"]
        types = asked if isinstance(asked, list) else [asked]
        if not types or any(kind not in TYPES | {ALL} for kind in types):
            raise invalid("The event types contain an invalid value", "eventTypes")
        given["eventTypes"] = types
    return given


def render(site: Site, row: Row) -> Json:
    types = json.loads(row["event_types"])
    return {
        "resource": "webhook",
        "id": row["id"],
        "url": row["url"],
        "profileId": None,
        "createdAt": iso(row["created_at"]),
        "name": row["name"],
        "eventTypes": sorted(TYPES) if ALL in types else types,
        "status": "enabled",
        "mode": "test",
        "_links": {
            "self": site.resource(f"webhooks/{row['id']}"),
            "documentation": {"href": f"{DOCUMENTATION}get-webhook", "type": "text/html"},
        },
    }


def _find_own(call: Call) -> Row:
    row = call.world.store.row(
        "select * from subscriptions where id = :id and organization = :organization",
        id=call.path["webhook"],
        organization=call.caller.organization,
    )
    if row is None:
        raise unknown(call.path["webhook"])
    return row


def create(call: Call) -> Answer:
    row, secret = subscribe(call.world, call.caller.organization, call.site, call.body)
    return Answer(201, render(call.site, row) | {"webhookSecret": secret})


def get(call: Call) -> Answer:
    return Answer(200, render(call.site, _find_own(call)))


def update(call: Call) -> Answer:
    row = _find_own(call)
    given = _read(call.body, frozenset())
    call.world.store.execute(
        "update subscriptions set name = :name, url = :url, event_types = :types where id = :id",
        id=row["id"],
        name=given.get("name", row["name"]),
        url=given.get("url", row["url"]),
        types=json.dumps(given["eventTypes"]) if "eventTypes" in given else row["event_types"],
    )
    return get(call)


def delete(call: Call) -> Answer:
    row = _find_own(call)
    call.world.store.execute("delete from subscriptions where id = :id", id=row["id"])
    return Answer(204)


def list_all(call: Call) -> Answer:
    listing = Listing(
        source="subscriptions where organization = :organization",
        values={"organization": call.caller.organization},
        render=lambda row: render(call.site, row),
        name="webhooks",
        path="webhooks",
        documented="list-webhooks",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def get_event(call: Call) -> Answer:
    row = call.world.store.row(
        "select * from events where id = :id and organization = :organization",
        id=call.path["event"],
        organization=call.caller.organization,
    )
    if row is None:
        raise unknown(call.path["event"])
    return Answer(200, json.loads(row["body"]))


_FIELDS = frozenset({"name", "url", "eventTypes"})
_ONE = "/webhooks/{webhook}"
_READ, _WRITE = "webhooks.read", "webhooks.write"
ENDPOINTS = [
    Endpoint("POST", "/webhooks", create, body=_FIELDS, scope=_WRITE, credentials=TOKENS),
    Endpoint("GET", "/webhooks", list_all, query=Page.PARAMETERS, scope=_READ, credentials=TOKENS),
    Endpoint("GET", _ONE, get, scope=_READ, credentials=TOKENS),
    Endpoint("PATCH", _ONE, update, body=_FIELDS, scope=_WRITE, credentials=TOKENS),
    Endpoint("DELETE", _ONE, delete, scope=_WRITE, credentials=TOKENS),
    Endpoint("GET", "/events/{event}", get_event, scope="events.read", credentials=TOKENS),
]
