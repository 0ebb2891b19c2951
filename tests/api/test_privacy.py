"""Personal data over HTTP: what people agree to, what is told them, and how they are erased."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from cli.db.source import rooms
from cli.stack import Stack
from cli.stack.places import CHECKOUT
from tests.api.invoices import set_up_invoices
from tests.shop import Row, Sale, Shop, expect, refusal, until
from tests.table import Table, open_table

WORDS: Row = {"purpose": "marketing", "text_version": "2026-01", "language": "en"}


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An org with something to sell, shared by what leaves it as it is."""
    return shop.sale(price=0)


@pytest.fixture
def logs_folder(stack: Stack) -> Path:
    """Where the processes of the stack write their logs."""
    return stack.home / "logs"


def agrees(shop: Shop, sale: Sale, email: str, purpose: str = "marketing") -> bool:
    """What other rooms are told."""
    question = "select tenancy.has_consent(%s, %s, %s)"
    return bool(shop.ask(question, sale.org_id, email, purpose))


def said(shop: Shop, sale: Sale, email: str) -> list[Row]:
    """Everything that somebody said to the org, as staff reads it."""
    asked = {"org_id": sale.org_id, "email": email}
    return list(expect(shop.rpc("consents_of", sale.owner.token, **asked)))


def test_a_buyer_agrees_and_takes_it_back(shop: Shop, sale: Sale) -> None:
    email = f"{uuid4()}@example.test"
    token = expect(shop.order(sale, email=email.upper()))["public_token"]
    assert not agrees(shop, sale, email)
    given = expect(shop.rpc("give_consent", public_token=token, **WORDS))
    assert given["is_given"]
    assert given["org_id"] == sale.org_id
    assert agrees(shop, sale, email.upper())
    assert not agrees(shop, sale, email, "research")
    assert not agrees(shop, shop.sale(), email)

    assert expect(shop.rpc("give_consent", public_token=token, **WORDS)) == given
    newer = expect(shop.rpc("give_consent", public_token=token, **WORDS | {"text_version": "2"}))
    assert newer["said_at"] > given["said_at"]
    back = expect(shop.rpc("withdraw_consent", public_token=token, purpose="marketing"))
    assert not back["is_given"]
    assert not agrees(shop, sale, email)
    history = [
        (row["is_given"], row["text_version"], row["source"]) for row in said(shop, sale, email)
    ]
    assert history == [(True, "2026-01", "order"), (True, "2", "order"), (False, None, "order")]


def test_one_click_of_a_mail_takes_one_consent_back(shop: Shop, sale: Sale) -> None:
    person = shop.person()
    for purpose in ("marketing", "research"):
        wish = WORDS | {"org_id": sale.org_id, "purpose": purpose}
        expect(shop.rpc("give_consent", person.token, **wish))
    link = shop.ask("select tenancy.consent_token(%s, %s, 'marketing')", sale.org_id, person.email)
    assert expect(shop.rpc("withdraw_consent", consent_token=link))["is_given"] is False
    assert not agrees(shop, sale, person.email)
    assert agrees(shop, sale, person.email, "research")
    mine = expect(shop.rpc("my_consents", person.token, org_id=sale.org_id))
    assert [(row["purpose"], row["is_given"], row["source"]) for row in mine] == [
        ("marketing", False, "link"),
        ("research", True, "login"),
    ]
    for wrong in (link[:-1], link[1:], link[:-1] + ("A" if link[-1] != "A" else "B"), link.lower()):
        answer = refusal(shop.rpc("withdraw_consent", consent_token=wrong))
        assert answer == (404, "token_unknown", {})


def test_staff_takes_back_what_somebody_told_them(shop: Shop, sale: Sale) -> None:
    person = shop.person()
    expect(shop.rpc("give_consent", person.token, org_id=sale.org_id, **WORDS))
    told = {"org_id": sale.org_id, "email": person.email, "purpose": "marketing"}
    expect(shop.rpc("withdraw_consent", sale.owner.token, **told))
    assert not agrees(shop, sale, person.email)
    assert [row["source"] for row in said(shop, sale, person.email)] == ["login", "staff"]


def test_what_was_said_is_never_changed(shop: Shop, sale: Sale) -> None:
    person = shop.person()
    expect(shop.rpc("give_consent", person.token, org_id=sale.org_id, **WORDS))
    with pytest.raises(Exception, match="append"):
        shop.ask("update tenancy.consents set is_given = false where org_id = %s", sale.org_id)


# How long what is kept.

ACTS = {
    "blank": "blanked",
    "pseudonymise": "pseudonymised",
    "delete": "removed",
    "keep": "kept",
}


def test_the_page_says_what_the_registry_says(shop: Shop, sale: Sale) -> None:
    told = []
    for row in expect(shop.rpc("retention", sale.owner.token, org_id=sale.org_id)):
        time = "– | {reason} | –"
        if row["default_days"]:
            time = "{default_days} | {starts} | {min_days}–{max_days}"
        words = {name: str(value).rstrip(".") for name, value in row.items()}
        words |= {"act": ACTS[row["act"]]}
        told.append(("| `{class}` | {description} | {act} | " + time + " |").format(**words))
    page = (CHECKOUT / "docs" / "privacy.md").read_text().splitlines()
    assert [line for line in page if line.startswith("| `")] == told


def test_an_org_chooses_within_bounds(shop: Shop) -> None:
    sale = shop.sale()

    def days() -> int:
        rows = expect(shop.rpc("retention", sale.owner.token, org_id=sale.org_id))
        return int(next(row["keep_days"] for row in rows if row["class"] == "answers"))

    chosen = {"org_id": sale.org_id, "class": "answers"}
    default = days()
    expect(shop.rpc("set_retention", sale.owner.token, **chosen, keep_days=7))
    assert days() == 7
    expect(shop.rpc("set_retention", sale.owner.token, **chosen, keep_days=8))
    assert days() == 8
    expect(shop.rpc("set_retention", sale.owner.token, **chosen, keep_days=None))
    assert days() == default


# Who is erased, and what is told of them.


COUNTERS = {"core.rate_counters"}
"""Of no org; they go within a day."""
INVOICES = {"invoicing.invoices", "invoicing.invoice_lines"}
"""What the law has an org keep as it is."""


@dataclass(frozen=True)
class Somebody:
    """A person whose every word is a mark of their own, which can be looked for anywhere."""

    mark: str

    @property
    def email(self) -> str:
        """Their address."""
        return f"{self.mark}.mail@example.test"

    def says(self, field: str) -> str:
        """What they enter into a field."""
        return f"{self.mark} {field}"

    def profile(self, question_id: str) -> Row:
        """Everything that can be said of who takes part."""
        names = ("first_name", "last_name", "city", "club", "emergency_name", "medical_note")
        return {name: self.says(name) for name in names} | {
            "email": self.email,
            "phone": "+31612121212",
            "gender": "female",
            "nationality": "NL",
            "birth_date": "1987-03-29",
            "emergency_phone": "+31687878787",
            "answers": {question_id: self.says("answer")},
            "waiver": {"version": 1, "accepted_by": self.says("waiver")},
        }

    def guest(self) -> Row:
        """Everything that can be said of a guest."""
        names = {name: self.says(name) for name in ("first_name", "last_name")}
        return names | {"email": self.email, "phone_number": "+31612121212"}


def tables_with(shop: Shop, word: str) -> set[str]:
    """The tables of all rooms in which a word stands in some row."""
    found = set()
    with psycopg.connect(shop.stack.admin_db_url) as connection:
        tables = connection.execute(
            "select c.oid::regclass::text from pg_class as c"
            " join pg_namespace as n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname = any (%s)",
            [[room.partition("_")[2] for room in rooms()]],
        ).fetchall()
        for (table,) in tables:
            query = f"select exists (select from {table} as t where t::text ilike %s)"  # noqa: S608
            if connection.execute(query.encode(), [f"%{word}%"]).fetchone() == (True,):
                found.add(table)
    return found


def registered(shop: Shop) -> set[str]:
    """The tables that may have personal data."""
    query = "select array_agg(d.table_name) from tenancy.personal_data as d where d.columns <> '{}'"
    return set(shop.ask(query))


def erase(shop: Shop, sale: Sale | Table, **who: object) -> httpx.Response:
    """Take a person out of the org, as its owner."""
    return shop.rpc("erase_person", sale.owner.token, org_id=sale.org_id, **who)


def end(shop: Shop, event_id: str) -> None:
    """An event that is over."""
    shop.ask(
        "update events.events set starts_at = core.clock() - interval '2 days',"
        " ends_at = core.clock() - interval '1 day' where id = %s",
        event_id,
    )


def enters(shop: Shop, sale: Sale, who: Somebody, **more: Any) -> Row:
    """Somebody orders and pays a ticket, saying everything that is asked."""
    question_id = shop.question(sale.owner, sale.event_id)
    words = {"event_id": sale.event_id, "text_nl": "Ik loop mee"}
    expect(shop.rpc("publish_waiver", sale.owner.token, **words))
    shirt = shop.insert(
        "products",
        sale.owner.token,
        org_id=sale.org_id,
        event_id=sale.event_id,
        name="Shirt",
        price=500,
        personalisation_label="Name",
        personalisation_max_length=50,
    )
    shirts = [{"product_id": shirt["id"], "personalisation": who.says("shirt")}]
    person = who.profile(question_id) | {"products": shirts}
    cart = [sale.cart()[0] | {"registrations": [person]}]
    buyer: Row = {"email": who.email, "purchaser_name": who.says("buyer")}
    return shop.buy(sale, items=cart, **buyer, **more)


def let_money_go_back(shop: Shop, order: Row) -> None:
    """What the bank does in the days after a refund."""
    query = "select mollie_refund_id, status::text from payments.refunds where payable_id = %s"
    known = until("the provider knows the refund", lambda: shop.ask(query, order["order_id"]))
    for step in ("pending", "processing", "refunded"):
        shop.sandbox("POST", f"refunds/{known}/advance", to=step)
    is_back = "select status = 'refunded' from payments.refunds where payable_id = %s"
    until("the money is back", lambda: shop.ask(is_back, order["order_id"]))


def lives(shop: Shop, sale: Sale, table: Table, who: Somebody) -> Row:
    """Somebody buys, is invoiced, let in and paid back, and eats out; return the order."""
    set_up_invoices(shop, sale)
    details = {"name": who.says("invoice"), "address": who.says("street"), "city": "Utrecht"}
    order = enters(shop, sale, who, invoice_details=details | {"postal_code": "1", "country": "NL"})
    owner = sale.owner.token
    note = {"order_id": order["order_id"], "body": who.says("note")}
    expect(shop.rpc("add_order_note", owner, **note))
    (registration,) = shop.rows("registrations", owner, order_id=f"eq.{order['order_id']}")
    body = {"registration_id": registration["id"], "public_token": order["public_token"]}
    changed = {"club": who.says("new club"), "medical_note": who.says("pollen")}
    shop.rpc("change_registration", None, **body, changes=changed)
    shop.let_in(order)
    refund = {"order_id": order["order_id"], "amount": 100, "idempotency_key": str(uuid4())}
    expect(shop.rpc("create_refund", owner, **refund, reason=who.says("reason")))

    booked = expect(table.book(guest=who.guest(), guest_notes=who.says("allergy")))
    (guest,) = shop.rows("customers", table.owner.token, email=f"eq.{who.email}")
    known = {"notes": who.says("regular"), "preferences": {"wine": who.says("red")}}
    asked = {"customer_id": guest["id"], "changes": known}
    expect(table.rpc("update_customer", table.owner.token, **asked))
    # What is refused repeats what was asked, to nobody but whoever asked.
    refusal(table.book(guest=who.guest() | {"phone_number": who.says("phone")}))
    refusal(shop.order(sale, 1000, email=who.email, purchaser_name=who.says("greedy")))
    refusal(shop.rpc("create_order", email=who.says("mail"), event_id=sale.event_id))
    refusal(shop.rpc("join_waitlist", email=who.says("mail"), event_id=sale.event_id))
    refusal(erase(shop, sale, email=who.says("mail")))
    shop.quiet()
    cancelled = {"reservation_id": booked["reservation_id"], "new_status": "cancelled"}
    expect(table.rpc("transition_reservation_status", table.owner.token, **cancelled))
    return order


def test_the_words_of_a_person_stand_where_they_are_registered(
    shop: Shop, logs_folder: Path
) -> None:
    sale, table = shop.sale(), open_table(shop)
    who = Somebody(f"q{uuid4().hex[:12]}")
    order = lives(shop, sale, table, who)
    until("the invoice is issued", lambda: shop.rows("invoices", sale.owner.token))
    shop.quiet()

    found = tables_with(shop, who.mark)
    assert {"sales.participants", "sales.orders", "dining.customers"} <= found
    assert found <= registered(shop) | COUNTERS
    assert not tables_with(shop, "1987-03-29") - {"sales.participant_details"}

    # What stands in the way is said, and nothing happens.
    status, code, data = refusal(erase(shop, sale, email=who.email))
    assert (status, code) == (409, "person_has_obligations")
    assert {o["what"] for o in data["obligations"]} >= {"places of events to come"}
    assert tables_with(shop, who.mark) == found

    asked = {"org_id": sale.org_id, "email": who.email}
    told = expect(shop.rpc("export_person", sale.owner.token, **asked))["data"]
    assert told["sales.participant_details"][0]["medical_note"] == who.says("pollen")
    assert told["sales.registration_answers"][0]["value"] == who.says("answer")
    assert "public_token_hash" not in told["sales.orders"][0]

    end(shop, sale.event_id)
    let_money_go_back(shop, order)
    books = shop.rows("ledger_entries", sale.owner.token)
    certificate = expect(erase(shop, sale, email=who.email.upper()))
    expect(erase(shop, table, email=who.email))
    assert who.mark not in str(certificate)
    assert certificate["rows"]["sales.participants"] == 1
    assert tables_with(shop, who.mark) - COUNTERS == INVOICES
    assert shop.rows("ledger_entries", sale.owner.token) == books
    (row,) = shop.rows("erasures", sale.owner.token)
    assert row["rows"] == certificate["rows"]
    assert refusal(erase(shop, sale, email=who.email))[1] == "person_not_found"
    assert not shop.problems()

    # An older backup knows them again.
    shop.ask(
        "update sales.participants set last_name = %s, erased_at = null where id = any (%s)",
        *(who.mark, certificate["ids"]),
    )
    again = shop.ask("select tenancy.repeat_erasure(%s)", json.dumps(certificate))
    assert again["sales.participants"] == 1
    assert tables_with(shop, who.mark) - COUNTERS == INVOICES

    logs = [path for path in logs_folder.rglob("*") if path.is_file()]
    assert logs
    assert not [path.name for path in logs if who.mark in path.read_text(errors="replace")]
