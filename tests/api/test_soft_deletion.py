"""What is deleted is told to nobody: every view and every function that reads, asked by everybody.

One row of each kind is deleted, some with others that belong to them, and all of it carries words
and ids that stand nowhere else. Who is asked before, meanwhile, and after an owner has brought it
all back, must tell of it, keep silent, and tell of it again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.shop import Person, Row, Sale, Shop, expect, refusal
from tests.staff import ROLES

RECORDS = {
    "audit_log": "what happened stays in the log, for those who may read it",
    "order_items": "an order keeps what it was sold, at which price",
}
"""Views that tell of what is deleted, and why."""
KINDS = (
    "bib_range",
    "event",
    "event_image",
    "faq_entry",
    "participant",
    "price_tier",
    "product",
    "product_variant",
    "promo_code",
    "question",
    "ticket_type",
    "wave",
)

Seen = dict[tuple[str, str], str]
"""Answers, by who asked and what."""


@dataclass
class Deleted:
    """A row that will be deleted, and what tells of it or of what belongs to it."""

    id: str
    traces: set[str] = field(default_factory=set)

    def mark(self) -> str:
        """A word that stands nowhere else."""
        word = f"X{uuid4().hex[:12].upper()}"
        self.traces.add(word)
        return word


@dataclass(frozen=True)
class World:
    """An org with something of each kind, and everybody who asks."""

    shop: Shop
    sale: Sale
    askers: dict[str, str]
    """Tokens by role."""
    rows: dict[str, Deleted]
    names: dict[str, list[Any]]
    """What parameters of functions are given, by their name."""
    order: Row

    def walk(self) -> Seen:
        """Ask everybody's questions."""
        seen = {}
        for asker, token in self.askers.items():
            for view in self.views():
                answer = self.shop.http.get(
                    f"{self.shop.stack.api_url}/rest/v1/{view}",
                    params={"select": "*"},
                    headers=self.shop.headers(token),
                )
                seen[asker, view] = answer.text
            for function, arguments in self.calls():
                answer = self.shop.rpc(function, token, **arguments)
                seen[asker, f"{function} {json.dumps(arguments)}"] = answer.text
        page = f"{self.shop.stack.api_url}/functions/v1/order"
        answer = self.shop.http.get(page, params={"token": self.order["public_token"]})
        seen["visitor", "page of the order"] = str(expect_text(answer))
        return seen

    def views(self) -> list[str]:
        """Every view of the API."""
        with self.shop.database() as connection:
            found = connection.execute(
                "select relname from pg_class where relnamespace = 'public'::regnamespace"
                " and relkind in ('v', 'm') order by 1"
            ).fetchall()
        return [name for (name,) in found]

    def calls(self) -> list[tuple[str, Row]]:
        """Every function that only reads, about all there is to ask about, and others that tell."""
        with self.shop.database() as connection:
            found = connection.execute(
                "select proname, coalesce(proargnames[1:pronargs], '{}') from pg_proc"
                " where pronamespace = 'public'::regnamespace and provolatile in ('s', 'i')"
                "   and prorettype <> 'trigger'::regtype order by 1"
            ).fetchall()
        calls = []
        for name, parameters in found:
            known = [parameter for parameter in parameters if parameter in self.names]
            for turn in range(max((len(self.names[each]) for each in known), default=1)):
                arguments = {each: self.names[each][turn % len(self.names[each])] for each in known}
                calls.append((name, arguments))
        for event_id in self.names["event_id"]:
            items = [{"ticket_type_id": self.sale.ticket_type_id, "quantity": 1}]
            calls.append(("validate_checkout_capacity", {"event_id": event_id, "items": items}))
        calls.append(("deleted_rows", {"org_id": self.sale.org_id}))
        calls.append(("team_by_code", {"join_code": self.names["join_code"][0]}))
        people = {"org_id": self.sale.org_id, "participant_ids": [self.rows["participant"].id]}
        calls.append(("read_participant_details", people))
        return calls

    def told(self, seen: Seen, kind: str) -> set[tuple[str, str]]:
        """Who was told of a row, by what; an echo of the question tells nothing."""
        row = self.rows[kind]
        return {
            (asker, question)
            for (asker, question), answer in seen.items()
            if question not in RECORDS
            and any(trace in answer and trace not in question for trace in (row.id, *row.traces))
        }


def expect_text(answer: Any) -> str:
    """The text of a page that must be there."""
    assert answer.is_success, answer.text
    return str(answer.text)


@pytest.fixture(scope="module")
def world(shop: Shop) -> World:
    """Build it."""
    sale = shop.sale(price=0)
    staff = {"owner": sale.owner}
    for role in ROLES[1:]:
        staff[role] = shop.person()
        shop.ask(
            "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
            *(sale.org_id, staff[role].user_id, role),
        )
    buyer = shop.person()
    rows: dict[str, Deleted] = {}
    set_up_event(shop, sale, rows)
    set_up_parts(shop, sale, rows)
    order, join_code = buy(shop, sale, buyer, rows)
    askers = {"visitor": shop.stack.anon_key, "buyer": buyer.token}
    askers |= {role: person.token for role, person in staff.items()}
    (org,) = shop.rows("orgs", sale.owner.token)
    events = {row["id"]: row["slug"] for row in shop.rows("events", sale.owner.token)}
    event_ids = [sale.event_id, rows["event"].id]
    names: dict[str, list[Any]] = {
        "org_id": [sale.org_id],
        "event_id": event_ids,
        "org_slug": [org["slug"]],
        "slug": [events[event_id] for event_id in event_ids],
        "ticket_type_id": [sale.ticket_type_id],
        "order_id": [order["order_id"]],
        "public_token": [order["public_token"]],
        "registration_id": [order["registrations"][0]["id"]],
        "join_code": [join_code],
    }
    shop.quiet()
    return World(shop, sale, askers, rows, names, order)


def set_up_event(shop: Shop, sale: Sale, rows: dict[str, Deleted]) -> None:
    """An event that nobody has ordered for, with everything that can belong to one."""
    token = sale.owner.token
    row = Deleted("")
    row.id = shop.event(sale.owner, sale.org_id, title=row.mark())
    rows["event"] = row
    fill(shop, sale, row, row.id)
    shop.insert(
        *("event_contents", token),
        org_id=sale.org_id,
        event_id=row.id,
        language="nl",
        title=row.mark(),
    )
    expect(shop.rpc("publish_waiver", token, event_id=row.id, text_nl=row.mark()))
    shop.update("event_settings", token, {"terms_nl": row.mark()}, event_id=f"eq.{row.id}")
    for move in ("publish_event", "cancel_event"):  # what is on sale is not deleted
        expect(shop.rpc(move, token, event_id=row.id))


def fill(shop: Shop, sale: Sale, row: Deleted, event_id: str) -> None:
    """Something of every kind for an event, all of which tells of the row."""
    token, org = sale.owner.token, {"org_id": sale.org_id}
    event = org | {"event_id": event_id}
    start = shop.rows("events", token, id=f"eq.{event_id}")[0]["starts_at"]

    def make(view: str, **more: object) -> str:
        made = str(shop.insert(view, token, **more)["id"])
        row.traces.add(made)
        return made

    ticket_type = shop.ticket_type(sale.owner, sale.org_id, event_id, name=row.mark())
    row.traces.add(ticket_type)
    make("price_tiers", **org, ticket_type_id=ticket_type, name=row.mark(), price=1, capacity=9)
    product = make("products", **event, name=row.mark(), price=1)
    make("product_variants", **org, product_id=product, name=row.mark())
    code = make("promo_codes", **event, code=row.mark(), kind="amount", value=1)
    shop.insert(
        "promo_code_ticket_types", token, **org, promo_code_id=code, ticket_type_id=ticket_type
    )
    wave = make("waves", **event, name=row.mark(), starts_at=start)
    shop.insert("wave_ticket_types", token, **org, wave_id=wave, ticket_type_id=ticket_type)
    make("faq_entries", **event, language="nl", question=row.mark(), answer=row.mark())
    make("event_images", **event, reference=f"{row.mark()}.jpg")
    make("bib_ranges", **event, first_number=1, last_number=9)
    pool = make("capacity_pools", **event, name=row.mark(), capacity=5)
    shop.insert("ticket_type_pools", token, **org, ticket_type_id=ticket_type, pool_id=pool)
    row.traces.add(shop.question(sale.owner, event_id, label_nl=row.mark()))


def set_up_parts(shop: Shop, sale: Sale, rows: dict[str, Deleted]) -> None:
    """Of the event on sale one part of each kind, with what belongs to it."""
    token, org = sale.owner.token, {"org_id": sale.org_id}
    event = org | {"event_id": sale.event_id}
    start = shop.rows("events", token, id=f"eq.{sale.event_id}")[0]["starts_at"]

    def make(view: str, **more: object) -> str:
        return str(shop.insert(view, token, **more)["id"])

    row = rows["ticket_type"] = Deleted("")
    row.id = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name=row.mark())
    own = org | {"ticket_type_id": row.id}
    row.traces |= {
        make("price_tiers", **own, name=row.mark(), price=1),
        make("products", **event, ticket_type_id=row.id, name=row.mark(), price=1),
        make("bib_ranges", **event, ticket_type_id=row.id, first_number=100, last_number=199),
        shop.question(sale.owner, sale.event_id, ticket_type_id=row.id, label_nl=row.mark()),
    }

    row = rows["price_tier"] = Deleted("")
    sold = org | {"ticket_type_id": sale.ticket_type_id}
    row.id = make("price_tiers", **sold, name=row.mark(), price=0)
    row = rows["product"] = Deleted("")
    row.id = make("products", **event, name=row.mark(), price=1, capacity=9)
    row.traces.add(make("product_variants", **org, product_id=row.id, name=row.mark()))
    row = rows["product_variant"] = Deleted("")
    product = make("products", **event, name="Parking", price=1)
    row.id = make("product_variants", **org, product_id=product, name=row.mark(), capacity=9)
    row = rows["promo_code"] = Deleted("")
    row.id = make("promo_codes", **event, code=row.mark(), kind="amount", value=1)
    row = rows["wave"] = Deleted("")
    row.id = make("waves", **event, name=row.mark(), starts_at=start)
    row.traces.add(make("bib_ranges", **event, wave_id=row.id, first_number=200, last_number=299))
    row = rows["faq_entry"] = Deleted("")
    row.id = make("faq_entries", **event, language="en", question=row.mark(), answer=row.mark())
    row = rows["event_image"] = Deleted("")
    row.id = make("event_images", **event, reference=f"{row.mark()}.jpg")
    row = rows["bib_range"] = Deleted("")
    row.id = make("bib_ranges", **event, first_number=1, last_number=99)
    row = rows["question"] = Deleted("")
    row.id = shop.question(sale.owner, sale.event_id, label_nl=row.mark())


def buy(shop: Shop, sale: Sale, buyer: Person, rows: dict[str, Deleted]) -> tuple[Row, str]:
    """The buyer takes part, and leads a team: an order of two, and the code to join the team."""
    row = rows["participant"] = Deleted("")
    profile = {"first_name": row.mark(), "last_name": row.mark(), "club": row.mark()}
    mine = shop.rpc("save_my_profile", buyer.token, org_id=sale.org_id, profile=profile)
    row.id = expect(mine)["participant_id"]
    relay = shop.ticket_type(
        *(sale.owner, sale.org_id, sale.event_id),
        name="Relay",
        price=0,
        team_min=1,
        team_max=4,
    )
    person = {"participant_id": row.id, "answers": {rows["question"].id: rows["question"].mark()}}
    guest = {"first_name": "Gast", "last_name": "Gast", "team_name": "De Vlugge Vier"}
    items = [
        {"ticket_type_id": sale.ticket_type_id, "quantity": 1, "registrations": [person]},
        {"ticket_type_id": relay, "quantity": 1, "registrations": [guest]},
    ]
    body: Row = {"event_id": sale.event_id, "items": items, "email": buyer.email}
    placed = expect(shop.rpc("create_order", buyer.token, **body))
    token = placed["public_token"]
    seen = expect(shop.rpc("get_order", public_token=token)) | {"public_token": token}
    (team,) = shop.rows("teams", sale.owner.token)
    code = shop.rpc("renew_join_code", buyer.token, team_id=team["id"], public_token=token)
    return seen, str(expect(code)["join_code"])


def delete(shop: Shop, manager: Person, kind: str, row_id: str) -> None:
    """Delete a row as clients do, who name a moment as they like."""
    view = {"faq_entry": "faq_entries"}.get(kind, f"{kind}s")
    change = {"deleted_at": "2100-01-01T00:00:00Z"}
    (row,) = shop.update(view, manager.token, change, id=f"eq.{row_id}")
    deleted_at = datetime.fromisoformat(row["deleted_at"])
    assert abs((deleted_at - datetime.now(UTC)).total_seconds()) < 3600, "it is deleted now"


@dataclass(frozen=True)
class Walks:
    """What was told before, meanwhile and after; what the owner could restore meanwhile."""

    before: Seen
    meanwhile: Seen
    after: Seen
    restorable: list[Row]


@pytest.fixture(scope="module")
def walks(world: World) -> Walks:
    """Delete it all, and restore it."""
    shop, owner = world.shop, world.sale.owner
    before = world.walk()
    for kind, row in world.rows.items():
        if kind == "question":
            expect(shop.rpc("delete_question", owner.token, question_id=row.id))
        elif kind == "participant":
            shop.ask("update sales.participants set deleted_at = now() where id = %s", row.id)
        else:
            delete(shop, owner, kind, row.id)
    meanwhile = world.walk()
    restorable = expect(shop.rpc("deleted_rows", owner.token, org_id=world.sale.org_id))
    for kind, row in world.rows.items():
        expect(shop.rpc("restore", owner.token, kind=kind, id=row.id))
    return Walks(before, meanwhile, world.walk(), restorable)


def test_every_kind_is_deleted(world: World) -> None:
    with world.shop.database() as connection:
        kinds = connection.execute("select kind from tenancy.restorables").fetchall()
    assert {kind for (kind,) in kinds} == set(KINDS) == set(world.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_told_of_before(world: World, walks: Walks, kind: str) -> None:
    row = world.rows[kind]
    told = "\n".join(
        answer for (_, question), answer in walks.before.items() if question not in RECORDS
    )
    assert {trace for trace in (row.id, *row.traces) if trace not in told} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_told_to_nobody(world: World, walks: Walks, kind: str) -> None:
    told = world.told(walks.meanwhile, kind)
    assert {question.split(" ")[0] for _, question in told} <= {"deleted_rows"}
    assert {asker for asker, _ in told} == {"owner"}, "who can restore it"


@pytest.mark.parametrize("kind", KINDS)
def test_it_comes_back(world: World, walks: Walks, kind: str) -> None:
    assert world.told(walks.after, kind) == world.told(walks.before, kind)


def test_the_owner_restores_what_was_deleted(world: World, walks: Walks) -> None:
    listed = {(row["kind"], row["id"]) for row in walks.restorable}
    assert listed == {(kind, row.id) for kind, row in world.rows.items()}, "children with parents"


def test_an_event_that_was_sold_is_told_of_by_its_orders(shop: Shop) -> None:
    sale, buyer = shop.sale(price=0), shop.person()
    body = {"event_id": sale.event_id, "items": sale.cart(), "email": buyer.email}
    order = expect(shop.rpc("create_order", buyer.token, **body))
    expect(shop.rpc("cancel_event", sale.owner.token, event_id=sale.event_id))
    assert len(expect(shop.rpc("my_registrations", buyer.token))) == 1
    delete(shop, sale.owner, "event", sale.event_id)
    assert expect(shop.rpc("my_registrations", buyer.token)) == []
    seen = expect(shop.rpc("get_order", public_token=order["public_token"]))
    assert seen["event"]["title"] == "City Run", "a receipt says what it is for"


def test_what_was_sold_keeps_what_it_was_sold_as(shop: Shop) -> None:
    sale = shop.sale(price=0)
    order = shop.buy(sale)
    delete(shop, sale.owner, "ticket_type", sale.ticket_type_id)
    seen = expect(shop.rpc("get_order", public_token=order["public_token"]))
    (registration,) = seen["registrations"]
    assert registration["ticket_type"]["name"] == seen["tickets"][0]["ticket_type"] == "10 km"
    (listed,) = shop.rows("registrations", sale.owner.token)
    assert listed["ticket_type"] is None, "what is sold now has no such thing"


def test_visitors_see_nothing_of_an_org_that_is_gone(shop: Shop) -> None:
    sale = shop.sale(price=0)
    page = {"event_id": sale.event_id}
    assert shop.rows("published_events", id=f"eq.{sale.event_id}")
    expect(shop.rpc("get_event", **page))
    shop.ask("update tenancy.orgs set deleted_at = now() where id = %s", sale.org_id)
    assert not shop.rows("published_events", id=f"eq.{sale.event_id}")
    assert not shop.rows("published_events", shop.person().token, id=f"eq.{sale.event_id}")
    assert refusal(shop.rpc("get_event", **page))[1] == "event_not_found"
    assert not shop.rows("events", sale.owner.token, id=f"eq.{sale.event_id}")
