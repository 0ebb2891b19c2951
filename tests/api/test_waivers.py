"""Waivers over HTTP: published, changed, withdrawn by staff; versions stay."""

from __future__ import annotations

import pytest

from tests.shop import Person, Row, Sale, Shop, expect, refusal

NOWHERE = "00000000-0000-7000-8000-00000000dead"


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An event whose waiver no test keeps."""
    return shop.sale()


@pytest.fixture(scope="module")
def support(shop: Shop, sale: Sale) -> Person:
    """Staff of the event that may not change it."""
    person = shop.person()
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'support')",
        *(sale.org_id, person.user_id),
    )
    return person


def versions(shop: Shop, sale: Sale, person: Person | None = None) -> list[Row]:
    """The waivers of an event, oldest first, as somebody sees them."""
    token = (person or sale.owner).token
    return shop.rows("waivers", token, event_id=f"eq.{sale.event_id}", order="version")


def test_a_waiver_has_versions_and_can_be_withdrawn(shop: Shop) -> None:
    sale = shop.sale()
    token = sale.owner.token

    def publish(**body: object) -> int:
        answer = shop.rpc("publish_waiver", token, event_id=sale.event_id, **body)
        return int(expect(answer)["version"])

    def page() -> Row:
        return dict(expect(shop.rpc("get_event", event_id=sale.event_id)))

    assert publish(text_nl="Op eigen risico.\r\nEcht.") == 1
    assert publish(text_nl="Op eigen risico.\nEcht.", guardian_below_age=18) == 1
    assert publish(text_nl="Op eigen risico.\nEcht.", text_en="At your own risk.") == 2
    assert publish(text_en="At your own risk.", guardian_below_age=16) == 3
    assert [(row["version"], row["is_current"]) for row in versions(shop, sale)] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert page()["waiver"] == {
        "version": 3,
        "text": "At your own risk.",
        "guardian_below_age": 16,
    }
    for _ in range(2):
        expect(shop.rpc("withdraw_waiver", token, event_id=sale.event_id))
        assert page()["waiver"] is None
        assert [row["is_current"] for row in versions(shop, sale)] == [False] * 3
    assert versions(shop, sale)[2]["withdrawn_at"] is not None
    assert publish(text_en="At your own risk.", guardian_below_age=16) == 3
    newest = versions(shop, sale)[-1]
    assert (newest["is_current"], newest["withdrawn_at"]) == (True, None)
    assert (newest["text_nl"], newest["guardian_below_age"]) == (None, 16)


def test_who_may_publish_and_see(shop: Shop, sale: Sale, support: Person) -> None:
    body = {"event_id": sale.event_id, "text_nl": "Op eigen risico"}
    expect(shop.rpc("publish_waiver", sale.owner.token, **body))
    stranger = shop.sale().owner
    assert len(versions(shop, sale, support)) == 1
    assert versions(shop, sale, stranger) == []
    for function in ("publish_waiver", "withdraw_waiver"):
        asked = body if function == "publish_waiver" else {"event_id": sale.event_id}
        assert refusal(shop.rpc(function, support.token, **asked))[:2] == (403, "not_allowed")
        assert refusal(shop.rpc(function, stranger.token, **asked))[:2] == (404, "not_found")
        assert refusal(shop.rpc(function, **asked))[:2] == (401, "42501")
    assert [row["is_current"] for row in versions(shop, sale)] == [True]


@pytest.mark.parametrize(
    ("function", "changes", "status", "code"),
    [
        ("publish_waiver", {"event_id": None}, 400, "missing_field"),
        ("publish_waiver", {"event_id": "x"}, 400, "22P02"),
        ("publish_waiver", {"event_id": NOWHERE}, 404, "not_found"),
        ("publish_waiver", {"text_nl": None}, 400, "missing_field"),
        ("publish_waiver", {"text_nl": " \n "}, 400, "missing_field"),
        ("publish_waiver", {"text_nl": "x" * 50001}, 400, "invalid_field"),
        ("publish_waiver", {"text_en": "a\u0007"}, 400, "invalid_field"),
        ("publish_waiver", {"text_en": "a\u0000"}, 400, "22P05"),
        ("publish_waiver", {"guardian_below_age": -1}, 400, "invalid_field"),
        ("publish_waiver", {"guardian_below_age": 22}, 400, "invalid_field"),
        ("publish_waiver", {"guardian_below_age": "young"}, 400, "22P02"),
        ("publish_waiver", {"guardian_below_age": 10**10}, 400, "22003"),
        ("publish_waiver", {"text_de": "Auf eigene Gefahr"}, 404, "PGRST202"),
        ("withdraw_waiver", {"event_id": None}, 400, "missing_field"),
        ("withdraw_waiver", {"event_id": "x"}, 400, "22P02"),
        ("withdraw_waiver", {"event_id": NOWHERE}, 404, "not_found"),
    ],
)
def test_bad_requests_are_refused(
    shop: Shop, sale: Sale, function: str, changes: Row, status: int, code: str
) -> None:
    body: Row = {"event_id": sale.event_id}
    if function == "publish_waiver":
        body |= {"text_nl": "Op eigen risico"}
    before = versions(shop, sale)
    answer = shop.rpc(function, sale.owner.token, **(body | changes))
    assert refusal(answer)[:2] == (status, code)
    assert versions(shop, sale) == before
