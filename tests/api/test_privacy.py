"""Personal data over HTTP: what people agree to, what is told them, and how they are erased."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.shop import Row, Sale, Shop, expect, refusal

WORDS: Row = {"purpose": "marketing", "text_version": "2026-01", "language": "en"}


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An org with something to sell, shared by what leaves it as it is."""
    return shop.sale(price=0)


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
