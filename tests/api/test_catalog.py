"""What an organiser sets up for an event over HTTP, and what buyers see of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cli.stack import Endpoints
from tests.api.books import Books, open_books
from tests.shop import Person, Row, Sale, Shop, expect, refusal

GONE = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Office:
    """The staff of an event on sale."""

    shop: Shop
    sale: Sale
    support: Person

    @property
    def token(self) -> str:
        """The owner's token."""
        return self.sale.owner.token

    def add(self, view: str, **row: object) -> Row:
        """A new row of the event."""
        return self.shop.insert(view, self.token, org_id=self.sale.org_id, **row)

    def of_event(self, view: str, **row: object) -> Row:
        """A new row that belongs to the event itself."""
        return self.add(view, event_id=self.sale.event_id, **row)

    def tier(self, name: str, price: int, **more: object) -> str:
        """A new price tier of the ticket type; its id."""
        row = {"ticket_type_id": self.sale.ticket_type_id, "name": name, "price": price}
        return str(self.add("price_tiers", **row, **more)["id"])

    def send(
        self, method: str, view: str, body: object = None, token: str | None = None, **which: str
    ) -> httpx.Response:
        """A request to a view; written rows come back."""
        return self.shop.http.request(
            method,
            f"{self.shop.stack.api_url}/rest/v1/{view}",
            params=which,
            json=body,
            headers=self.shop.headers(token or self.token) | {"Prefer": "return=representation"},
        )

    def change(self, view: str, row_id: str, **change: object) -> httpx.Response:
        """Change a row."""
        return self.send("PATCH", view, change, id=f"eq.{row_id}")

    def settings(self, token: str | None = None, **change: object) -> httpx.Response:
        """Change the rules of the event."""
        return self.send(
            "PATCH", "event_settings", change, token, event_id=f"eq.{self.sale.event_id}"
        )

    def page(self, language: str | None = None) -> Row:
        """The page of the event, as visitors see it."""
        event_id = self.sale.event_id
        return dict(expect(self.shop.rpc("get_event", event_id=event_id, language=language)))

    def ticket_type(self) -> Row:
        """What the page says of the first ticket type."""
        return dict(self.page()["ticket_types"][0])

    def pool(self, pool_id: str) -> tuple[int | None, int, int | None]:
        """Capacity, what is taken and what is left of a limit."""
        (row,) = self.shop.rows("capacity_pools", self.token, id=f"eq.{pool_id}")
        return row["capacity"], row["taken"], row["remaining"]

    def order(self, quantity: int = 1, **line: object) -> httpx.Response:
        """Order the ticket type as a visitor, past the payment."""
        (item,) = self.sale.cart(quantity)
        return self.shop.rpc(
            "create_order",
            event_id=self.sale.event_id,
            items=[item | line],
            email="vera@example.test",
        )


@pytest.fixture
def office(shop: Shop) -> Office:
    """An event of its own for each test."""
    sale, support = shop.sale(), shop.person()
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'support')",
        *(sale.org_id, support.user_id),
    )
    return Office(shop, sale, support)


@pytest.fixture(scope="module")
def books(endpoints: Endpoints) -> Iterator[Books]:
    """The contents of the database, to compare."""
    with open_books(endpoints.admin_db_url) as books:
        yield books


# The rules of an event.


def test_the_rules_of_an_event_are_changed_and_seen(office: Office) -> None:
    rules: dict[str, Any] = {
        "hold_minutes": 30,
        "transfers_allowed": True,
        "transfer_fee": 250,
        "service_fee_rate": 500,
        "service_fee_minimum": 50,
        "service_fee_maximum": 300,
        "required_profile_fields": ["birth_date", "phone"],
        "terms_nl": "Regels",
        "terms_en": "Rules",
    }
    (changed,) = expect(office.settings(**rules))
    assert changed["required_profile_fields"] == ["phone", "birth_date"]
    assert changed["terms_version"] == 1
    seen = office.page(language="en")["settings"]
    assert seen["terms"] == {"version": 1, "text": "Rules"}
    assert seen["service_fee"] == {"rate": 500, "minimum": 50, "maximum": 300, "vat_rate": 2100}
    assert seen["transfers"]["fee"] == 250
    assert seen["hold_minutes"] == 30

    expect(office.settings(vat_rate=2100))
    made = office.of_event("ticket_types", name="5 km", price=1000)
    assert made["vat_rate"] == 2100, "what is left out comes from the rules"


def test_the_rules_are_for_managers(office: Office, books: Books) -> None:
    before = books.read()
    assert expect(office.settings(office.support.token, hold_minutes=20)) == []
    assert expect(office.settings(office.shop.person().token, hold_minutes=20)) == []
    assert refusal(office.settings(office.shop.stack.anon_key, hold_minutes=20))[:2] == (
        401,
        "42501",
    )
    assert books.read() == before
    (seen,) = office.shop.rows("event_settings", office.support.token)
    assert seen["hold_minutes"] == 15


# The page.


def test_the_page_speaks_dutch_and_english(office: Office) -> None:
    office.of_event("event_contents", language="nl", title="Stadsloop", description="Rennen")
    office.of_event("event_contents", language="en", title="City Run")
    office.of_event("faq_entries", language="nl", question="Parkeren?", answer="Ja.")
    office.of_event("event_images", reference="start.jpg", alt_nl="De start")
    dutch, english = office.page(language="nl"), office.page(language="en")
    assert (dutch["title"], english["title"]) == ("Stadsloop", "City Run")
    assert english["description"] == "Rennen", "in Dutch rather than not at all"
    assert [entry["question"] for entry in english["faq"]] == ["Parkeren?"]
    assert english["images"][0]["alt"] == "De start"
    url = f"{office.shop.stack.api_url}/rest/v1/rpc/get_event"
    browser = {"Accept-Language": "en-GB,en;q=0.8,nl;q=0.5"}
    for headers, language in ((browser, "en"), ({}, "nl")):
        answer = office.shop.http.get(
            url,
            params={"event_id": office.sale.event_id},
            headers=office.shop.headers() | {"Accept-Language": "*"} | headers,
        )
        assert expect(answer)["language"] == language
    status, slug, details = refusal(
        office.shop.rpc("get_event", event_id=office.sale.event_id, language="fr")
    )
    assert (status, slug, details["field"]) == (400, "invalid_field", "language")


def test_what_is_deleted_is_gone_everywhere(office: Office) -> None:
    faq = office.of_event("faq_entries", language="nl", question="Parkeren?", answer="Ja.")["id"]
    image = office.of_event("event_images", reference="start.jpg")["id"]
    tier = office.tier("Early", 1500)
    other = office.of_event("ticket_types", name="5 km", price=1000)["id"]
    for view, row_id in (
        ("faq_entries", faq),
        ("event_images", image),
        ("price_tiers", tier),
        ("ticket_types", other),
    ):
        assert expect(office.change(view, row_id, deleted_at=GONE))[0]["id"] == row_id
        for token in (office.token, office.support.token):
            assert office.shop.rows(view, token, id=f"eq.{row_id}") == []
        assert expect(office.change(view, row_id, deleted_at=None)) == [], "nor can it be had back"
    page = office.page()
    assert page["faq"] == page["images"] == []
    assert [kind["name"] for kind in page["ticket_types"]] == ["10 km"]
    assert (page["ticket_types"][0]["price"], page["ticket_types"][0]["price_tier"]) == (2500, None)
    answer = office.shop.rpc(
        "create_order",
        event_id=office.sale.event_id,
        items=[{"ticket_type_id": other, "quantity": 1}],
        email="vera@example.test",
    )
    assert refusal(answer)[1] == "ticket_type_not_found"


# Prices.


def test_a_tier_rolls_over_by_quantity_while_somebody_looks(office: Office) -> None:
    early = office.tier("Early", 1500, capacity=2)
    office.tier("Late", 2000, sort_order=1)
    seen = office.ticket_type()
    assert (seen["price"], seen["regular_price"]) == (1500, 2500)
    assert seen["price_tier"]["price_tier_id"] == early
    assert seen["price_tier"]["max_quantity"] == 2
    assert [tier["price"] for tier in seen["upcoming_tiers"]] == [2000]

    assert expect(office.order(2, unit_amount=1500))["total_amount"] == 3000
    status, slug, details = refusal(office.order(1, unit_amount=1500))
    assert (status, slug, details["price"]) == (409, "price_changed", 2000)
    assert office.ticket_type()["price"] == 2000
    assert office.ticket_type()["upcoming_tiers"] == []
    assert expect(office.order(1, unit_amount=2000))["total_amount"] == 2000


def test_a_tier_rolls_over_by_time_and_a_running_order_keeps_its_price(office: Office) -> None:
    early = office.tier("Early", 1500)
    placed = expect(office.shop.order(office.sale, 1))
    assert placed["total_amount"] == 1500
    expect(office.change("price_tiers", early, ends_at=datetime.now(UTC).isoformat()))
    assert office.ticket_type()["price"] == 2500
    assert refusal(office.order(1, unit_amount=1500))[1] == "price_changed"
    office.shop.decide(placed, "paid")
    office.shop.wait_for(placed, "paid")
    token = placed["public_token"]
    assert expect(office.shop.rpc("get_order", public_token=token))["total_amount"] == 1500


# Limits.


def test_capacity_never_goes_below_what_is_sold_and_held(office: Office) -> None:
    office.shop.buy(office.sale, 2)
    expect(office.order(3))
    tier = office.tier("Early", 1500, capacity=10)
    expect(office.order(4))
    for view, row_id, taken in (
        ("ticket_types", office.sale.ticket_type_id, 9),
        ("price_tiers", tier, 4),
    ):
        assert office.pool(row_id)[1] == taken
        status, slug, details = refusal(office.change(view, row_id, capacity=taken - 1))
        assert (status, slug, details["taken"]) == (409, "capacity_below_sold", taken)
        expect(office.change(view, row_id, capacity=taken))
        assert office.pool(row_id) == (taken, taken, 0)
        expect(office.change(view, row_id, capacity=None))
        assert office.pool(row_id) == (None, taken, None)
    assert office.shop.problems() == set()


def test_ticket_types_share_a_limit(office: Office) -> None:
    sale = office.sale
    kids = office.of_event("ticket_types", name="Kids", price=1000)["id"]
    expect(office.order(2))
    cap = office.of_event("capacity_pools", name="Start field", capacity=5)
    assert (cap["taken"], cap["remaining"]) == (0, 5)
    rows = [
        {"org_id": sale.org_id, "ticket_type_id": type_id, "pool_id": cap["id"]}
        for type_id in (sale.ticket_type_id, kids)
    ]
    expect(office.send("POST", "ticket_type_pools", rows))
    assert office.pool(cap["id"]) == (5, 2, 3)
    assert [kind["max_quantity"] for kind in office.page()["ticket_types"]] == [3, 3]

    expect(office.order(3))
    assert {kind["state"] for kind in office.page()["ticket_types"]} == {"sold_out"}
    status, slug, _ = refusal(office.order(1))
    assert (status, slug) == (409, "sold_out")
    status, slug, details = refusal(office.change("capacity_pools", cap["id"], capacity=4))
    assert (status, slug, details["taken"]) == (409, "capacity_below_sold", 5)
    (changed,) = expect(office.change("capacity_pools", cap["id"], capacity=7, name="Field"))
    assert (changed["taken"], changed["remaining"], changed["name"]) == (5, 2, "Field")

    # What each draws on, in one request.
    drawn = office.shop.rows(
        "ticket_type_pools",
        office.token,
        select="pool_id,capacity_pools(name,taken)",
        ticket_type_id=f"eq.{kids}",
        order="pool_id",
    )
    assert [row["capacity_pools"] for row in drawn] == [
        {"name": None, "taken": 0},
        {"name": "Field", "taken": 5},
    ]

    # Off it again; what is too much is not put on.
    which = {"pool_id": f"eq.{cap['id']}", "ticket_type_id": f"eq.{sale.ticket_type_id}"}
    expect(office.send("DELETE", "ticket_type_pools", **which))
    assert office.pool(cap["id"]) == (7, 0, 7)
    expect(office.change("capacity_pools", cap["id"], capacity=4))
    status, slug, details = refusal(office.send("POST", "ticket_type_pools", rows[0]))
    assert (status, slug, details["taken"]) == (409, "capacity_below_sold", 5)
    own = office.send("DELETE", "ticket_type_pools", pool_id=f"eq.{sale.ticket_type_id}")
    assert refusal(own)[:2] == (409, "own_pool_stays")
    assert office.shop.problems() == set()


# Publishing, and what comes after.


def test_publishing_says_all_that_is_missing_at_once(office: Office) -> None:
    draft = office.shop.event(office.sale.owner, office.sale.org_id, location_name=None)
    row = {"event_id": draft, "name": "Relay", "price": 9000, "team_min": 3, "team_max": 3}
    kind = office.add("ticket_types", **row)["id"]
    over = datetime.now(UTC) - timedelta(days=1)
    office.add("price_tiers", ticket_type_id=kind, name="Early", price=1, ends_at=over.isoformat())
    shirt = office.add("products", event_id=draft, name="Shirt", price=1, is_required=True)["id"]
    office.add("product_variants", product_id=shirt, name="M", is_active=False)
    closes = datetime.now(UTC) + timedelta(days=60)
    settings = {"teams_close_at": closes.isoformat()}
    expect(office.send("PATCH", "event_settings", settings, event_id=f"eq.{draft}"))

    status, slug, details = refusal(office.shop.rpc("publish_event", office.token, event_id=draft))
    assert (status, slug) == (422, "event_incomplete")
    assert details["problems"] == [
        "a location",
        'the teams of "Relay" can be joined after the start',
        'the price tier "Early" of "Relay" never applies (it is over)',
        'the required product "Shirt" has no active variant',
    ]
    assert details["missing"] == ", ".join(details["problems"])
    outsider = office.shop.rpc("publish_event", office.support.token, event_id=draft)
    assert refusal(outsider)[:2] == (403, "not_allowed")


def test_an_event_is_moved_after_sales(office: Office) -> None:
    """The sale, the deadlines and the page go along; what was bought stays."""
    bought = office.shop.buy(office.sale, 2)
    held = expect(office.order(1))
    before = office.page()
    start = datetime.fromisoformat(before["starts_at"]) + timedelta(days=7)
    dates = {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=6)).isoformat(),
    }
    expect(office.change("events", office.sale.event_id, **dates))
    after = office.page()
    assert datetime.fromisoformat(after["starts_at"]) == start
    assert datetime.fromisoformat(after["ticket_types"][0]["sales_end"]) == start
    assert datetime.fromisoformat(after["settings"]["edits_close_at"]) == start
    assert office.shop.status(bought) == "paid"
    assert office.shop.status(held) == "pending"
    assert office.pool(office.sale.ticket_type_id)[1] == 3
    expect(office.order(1))

    # Into the past: nothing is sold any more, and what was sold is still there.
    start = datetime.now(UTC) - timedelta(hours=1)
    dates = {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=6)).isoformat(),
    }
    expect(office.change("events", office.sale.event_id, **dates))
    assert office.ticket_type()["state"] == "ended"
    assert refusal(office.order(1))[1] == "sales_ended"
    assert office.shop.status(bought) == "paid"
    for impossible in ({"starts_at": None}, {"ends_at": before["starts_at"], "starts_at": GONE}):
        answer = office.change("events", office.sale.event_id, **impossible | {"ends_at": GONE})
        assert answer.status_code == 400, answer.text
    assert office.shop.problems() == set()


# What is refused, in words; all the rest that is refused is in bad_input/setup.py.

WORDS: list[tuple[Row, str]] = [
    ({"hold_minutes": 4}, "The field hold_minutes is not valid: 4 is not from 5 to 1440."),
    (
        {"service_fee_minimum": 200, "service_fee_maximum": 100},
        "The field service_fee_maximum is not valid: 100 is not from 200 to 100000.",
    ),
    ({"terms_nl": "x" * 50001}, "The field terms_nl is not valid: 50001 is not from 0 to 50000."),
]


@pytest.mark.parametrize(("change", "said"), WORDS, ids=lambda value: str(value)[:40])
def test_bad_rules_are_refused_in_words(office: Office, change: Row, said: str) -> None:
    answer = office.settings(**change)
    assert refusal(answer)[:2] == (400, "invalid_field")
    assert answer.json()["message"] == said
