"""What was deleted comes back over HTTP: owners list it and restore it, or are told why not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.shop import Person, Row, Sale, Shop, expect, refusal


@pytest.fixture
def sale(shop: Shop) -> Sale:
    return shop.sale()


def member(shop: Shop, sale: Sale, role: str) -> Person:
    """Somebody with a role in the sale's org."""
    person = shop.person()
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, %s)",
        *(sale.org_id, person.user_id, role),
    )
    return person


def delete(shop: Shop, asker: Person, view: str, row: str) -> None:
    """Delete a row softly."""
    answer = shop.http.patch(
        f"{shop.stack.api_url}/rest/v1/{view}",
        params={"id": f"eq.{row}"},
        json={"deleted_at": datetime.now(UTC).isoformat()},
        headers=shop.headers(asker.token) | {"Prefer": "return=representation"},
    )
    assert len(expect(answer)) == 1


def deleted(shop: Shop, sale: Sale) -> list[Row]:
    """What the owner can restore."""
    return list(expect(shop.rpc("deleted_rows", sale.owner.token, org_id=sale.org_id)))


def test_what_an_admin_deletes_an_owner_restores(shop: Shop, sale: Sale) -> None:
    admin = member(shop, sale, "admin")
    delete(shop, admin, "ticket_types", sale.ticket_type_id)
    assert refusal(shop.rpc("create_order", **cart(sale)))[1] == "ticket_type_not_found"
    (row,) = deleted(shop, sale)
    assert (row["kind"], row["id"], row["label"]) == (
        *("ticket_type", sale.ticket_type_id, "10 km, City Run"),
    )
    what = {"kind": row["kind"], "id": row["id"]}
    for person, slug in (
        (admin, "not_allowed"),
        (member(shop, sale, "support"), "not_allowed"),
        (shop.person(), "not_found"),
        (shop.sale().owner, "not_found"),
    ):
        assert refusal(shop.rpc("restore", person.token, **what))[1] == slug
        listed = shop.rpc("deleted_rows", person.token, org_id=sale.org_id)
        assert refusal(listed)[1] == slug
    assert shop.rpc("restore", **what).status_code == 401

    restored = expect(shop.rpc("restore", sale.owner.token, **what))
    assert restored == what | {"label": "10 km, City Run"}
    assert deleted(shop, sale) == []
    expect(shop.rpc("create_order", **cart(sale)))
    trail = shop.rows(
        "audit_log",
        sale.owner.token,
        entity_id=f"eq.{sale.ticket_type_id}",
        action="in.(ticket_type.deleted,ticket_type.restored)",
        order="audit_id",
    )
    assert [(entry["action"], entry["performed_by"]) for entry in trail] == [
        ("ticket_type.deleted", admin.user_id),
        ("ticket_type.restored", sale.owner.user_id),
    ]
    assert expect(shop.rpc("restore", sale.owner.token, **what)) == restored, "a repeat is no error"


def cart(sale: Sale) -> Row:
    """An order of one ticket."""
    return {"event_id": sale.event_id, "items": sale.cart(), "email": "vera@example.test"}


def test_parents_come_first(shop: Shop, sale: Sale) -> None:
    token, own = sale.owner.token, {"org_id": sale.org_id}
    event_id = shop.event(sale.owner, sale.org_id, title="Winter Run")
    product = shop.insert("products", token, **own, event_id=event_id, name="Shirt", price=1)["id"]
    variant = shop.insert("product_variants", token, **own, product_id=product, name="M")["id"]
    delete(shop, sale.owner, "product_variants", variant)
    delete(shop, sale.owner, "products", product)
    delete(shop, sale.owner, "events", event_id)
    assert [(row["kind"], row["label"]) for row in deleted(shop, sale)] == [
        ("event", "Winter Run"),
        ("product", "Shirt, Winter Run"),
        ("product_variant", "M, Shirt"),
    ], "the newest first"

    answer = shop.rpc("restore", token, kind="product_variant", id=variant)
    status, slug, data = refusal(answer)
    assert (status, slug, data["parent_kind"], data["parent_id"]) == (
        *(409, "parent_deleted", "product", product),
    )
    assert "Shirt, Winter Run" in answer.json()["message"]
    for kind, row in (("event", event_id), ("product", product), ("product_variant", variant)):
        expect(shop.rpc("restore", token, kind=kind, id=row))
    assert deleted(shop, sale) == []
    assert shop.rows("product_variants", token, id=f"eq.{variant}")


def test_a_grandparent_counts_too(shop: Shop, sale: Sale) -> None:
    token, own = sale.owner.token, {"org_id": sale.org_id}
    event_id = shop.event(sale.owner, sale.org_id)
    product = shop.insert("products", token, **own, event_id=event_id, name="Shirt", price=1)["id"]
    variant = shop.insert("product_variants", token, **own, product_id=product, name="M")["id"]
    delete(shop, sale.owner, "product_variants", variant)
    delete(shop, sale.owner, "events", event_id)
    _, slug, data = refusal(shop.rpc("restore", token, kind="product_variant", id=variant))
    assert (slug, data["parent_kind"]) == ("parent_deleted", "event")


def test_a_code_that_is_taken_again(shop: Shop, sale: Sale) -> None:
    code: Row = {"org_id": sale.org_id, "event_id": sale.event_id, "code": "SUMMER"}
    code |= {"kind": "amount", "value": 100}
    old = shop.insert("promo_codes", sale.owner.token, **code)["id"]
    delete(shop, sale.owner, "promo_codes", old)
    new = shop.insert("promo_codes", sale.owner.token, **code)["id"]
    answer = shop.rpc("restore", sale.owner.token, kind="promo_code", id=old)
    assert refusal(answer)[:2] == (409, "restore_conflict")
    assert "another promo code with its code" in answer.json()["message"]
    delete(shop, sale.owner, "promo_codes", new)
    expect(shop.rpc("restore", sale.owner.token, kind="promo_code", id=old))
    answer = shop.rpc("restore", sale.owner.token, kind="promo_code", id=new)
    assert refusal(answer)[1] == "restore_conflict"


def test_a_client_cannot_restore_with_a_change(shop: Shop, sale: Sale) -> None:
    delete(shop, sale.owner, "ticket_types", sale.ticket_type_id)
    answer = shop.http.patch(
        f"{shop.stack.api_url}/rest/v1/ticket_types",
        params={"org_id": f"eq.{sale.org_id}"},
        json={"deleted_at": None},
        headers=shop.headers(sale.owner.token) | {"Prefer": "return=representation"},
    )
    assert expect(answer) == [], "what is deleted cannot be reached"
