"""The configuration of the platform over HTTP: settings, mails in own words, maintenance, notices,
and mails to all owners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cli.stack import Stack
from tests.shop import Person, Row, Sale, Shop, expect, open_shop, refusal, until
from tests.stacks import endpoints_of, own_stack


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack of this module's own: it changes what holds for everybody."""
    with own_stack() as stack:
        yield stack


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Iterator[Shop]:
    with open_shop(endpoints_of(stack)) as shop:
        yield shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> Person:
    """Somebody who administers the platform."""
    person = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", person.email)
    return person


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    return shop.sale()


def post(shop: Shop, function: str, token: str | None = None, **body: object) -> httpx.Response:
    """Call a worker's function as somebody."""
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/{function}", json=body, headers=shop.headers(token)
    )


def write(shop: Shop, who: Person, org_id: str | None, subject: str, body: str) -> httpx.Response:
    """Save a draft of the confirmation in Dutch, and ask for its preview."""
    its: Row = {"org_id": org_id, "kind": "order_confirmation", "language": "nl"}
    expect(shop.rpc("save_template_draft", who.token, **its, subject=subject, body=body))
    return post(shop, "template-preview", who.token, **its)


def publish(shop: Shop, who: Person, org_id: str | None, subject: str, body: str) -> Row:
    shown = expect(write(shop, who, org_id, subject, body))
    its: Row = {"org_id": org_id, "kind": "order_confirmation", "language": "nl"}
    published: Row = expect(
        shop.rpc("publish_template", who.token, **its, hash=shown["hash"], reason="Test")
    )
    return published


def mail(shop: Shop, email: str, subject: str = "") -> Row:
    """The one mail to an address with these words in its subject, with its text and HTML."""
    [found] = until(
        f"a mail to {email} about {subject}",
        lambda: [m for m in shop.mail_to(email) if subject in m["subject"]],
    )
    whole: Row = expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{found['id']}"))
    return whole


def test_a_setting_is_changed_seen_and_taken_back(shop: Shop, admin: Person) -> None:
    def settings() -> dict[str, Row]:
        return {row["key"]: row for row in expect(shop.rpc("platform_settings", admin.token))}

    fee = settings()["events.service_fee_rate"]
    change = {"key": fee["key"], "value": 150, "expected_version": fee["version"]}
    changed = expect(shop.rpc("platform_set_setting", admin.token, **change, reason="We must live"))
    assert (changed["value"], changed["version"]) == (150, fee["version"] + 1)
    late = shop.rpc("platform_set_setting", admin.token, **change, reason="Me too")
    assert refusal(late)[:2] == (409, "setting_changed")

    # It is what a new event begins with.
    owner = shop.person()
    event_id = shop.event(owner, shop.org(owner))
    [its] = shop.rows("event_settings", owner.token, event_id=f"eq.{event_id}")
    assert its["service_fee_rate"] == 150

    back = {"key": fee["key"], "version": fee["version"], "expected_version": changed["version"]}
    expect(shop.rpc("platform_revert_setting", admin.token, **back, reason="We need not"))
    assert settings()[fee["key"]]["value"] == fee["value"]
    history = expect(shop.rpc("platform_setting_history", admin.token, key=fee["key"]))
    assert [(row["new_value"], row["reason"]) for row in history[:2]] == [
        (fee["value"], "We need not"),
        (150, "We must live"),
    ]
    assert history[0]["changed_by_email"] == admin.email


def test_founders_are_welcomed(shop: Shop) -> None:
    owner = shop.person()
    shop.org(owner, "Nachtloop")
    welcome = mail(shop, owner.email, "Nachtloop")
    assert "Welkom bij Entree" in welcome["subject"]
    assert "drie stappen" in welcome["text"]


def test_an_organiser_writes_in_own_words(shop: Shop, sale: Sale, admin: Person) -> None:
    shown = expect(
        write(
            shop, sale.owner, sale.org_id, "Hoi {{ name }}", "Tot op {{ event }}!\n\n{{ tickets }}"
        )
    )
    assert shown["subject"] == "Hoi Robin de Vries"
    assert "Tot op Voorbeeldloop!" in shown["text"]
    assert "data:image/png;base64," in shown["html"]
    assert set(shown["parts"]) == {"message", "event_details", "order_lines", "tickets"}
    its: Row = {"org_id": sale.org_id, "kind": "order_confirmation", "language": "nl"}
    expect(shop.rpc("send_template_test", sale.owner.token, **its))
    assert "Tot op Voorbeeldloop!" in mail(shop, sale.owner.email, "[test] Hoi Robin")["text"]

    before = shop.buy(sale, language="nl")
    assert "Je tickets voor" in mail(shop, before["email"])["subject"], "it is not published yet"
    expect(shop.rpc("publish_template", sale.owner.token, **its, hash=shown["hash"]))
    after = shop.buy(sale, language="nl", purchaser_name="Zoë <b>")
    told = mail(shop, after["email"])
    assert told["subject"] == "Hoi Zoë <b>"
    assert "Tot op City Run!" in told["text"]
    assert "<b>" not in told["html"]
    english = shop.buy(sale, language="en")
    assert "Your tickets" in mail(shop, english["email"])["subject"], "each language has its own"

    # The platform's words reach the others, and this one once it gives up its own.
    publish(shop, admin, None, "Van ons", "{{ greeting }}\n\n{{ message }}")
    other = shop.sale()
    assert mail(shop, shop.buy(other, language="nl")["email"])["subject"] == "Van ons"
    again = shop.buy(sale, language="nl", purchaser_name="Bo")
    assert mail(shop, again["email"])["subject"] == "Hoi Bo"
    expect(shop.rpc("revert_template", sale.owner.token, **its, version=None))
    last = shop.buy(sale, language="nl")
    assert mail(shop, last["email"])["subject"] == "Van ons"
    expect(shop.rpc("revert_template", admin.token, **its | {"org_id": None}, version=None))


@pytest.mark.parametrize(
    "body",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 9**9**9**9 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{{ nothing }}",
        "{{ name",
    ],
)
def test_a_hostile_text_gets_no_preview(shop: Shop, sale: Sale, body: str) -> None:
    answer = write(shop, sale.owner, sale.org_id, "Hoi", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "template_invalid")
    its: Row = {"org_id": sale.org_id, "kind": "order_confirmation", "language": "nl"}
    [kind] = [
        row
        for row in expect(shop.rpc("mail_templates", sale.owner.token, org_id=sale.org_id))
        if row["kind"] == "order_confirmation"
    ]
    draft = kind["templates"][0]["draft"]
    assert draft["is_previewed"] is False
    refused = shop.rpc("publish_template", sale.owner.token, **its, hash=draft["hash"])
    assert refusal(refused)[:2] == (409, "template_not_previewed")


def test_words_that_fail_lose_no_mail(shop: Shop) -> None:
    """What got past the preview, by whatever way, is sent in our words; its owner hears of it."""
    sale = shop.sale()
    template = publish(shop, sale.owner, sale.org_id, "Hoi", "Hoi")
    shop.ask(
        "insert into platform.mail_template_versions (template_id, version, subject, body)"
        " values (%s, 2, 'Hoi', '{%% for a in name %%}{{ a.__class__ }}{%% endfor %%}')",
        template["template_id"],
    )
    shop.ask(
        "update platform.mail_templates set live_version = 2, last_version = 2 where id = %s",
        template["template_id"],
    )
    for _ in range(2):
        order = shop.buy(sale, language="nl")
        assert "Je tickets voor" in mail(shop, order["email"])["subject"]
    told = mail(shop, sale.owner.email, "order_confirmation")
    assert "for is not possible here" in told["text"]


@pytest.fixture
def maintenance(shop: Shop, admin: Person) -> Iterator[Row]:
    """Maintenance while a test runs."""
    begins: dict[str, Any] = {"is_on": True, "text_nl": "Even geduld", "text_en": "A moment"}
    yield {"begins": begins}
    expect(shop.rpc("platform_set_maintenance", admin.token, is_on=False, reason="Done"))


def test_maintenance_stops_changes_and_nothing_else(
    shop: Shop, sale: Sale, admin: Person, maintenance: Row
) -> None:
    pending = expect(shop.order(sale))
    expect(
        shop.rpc(
            "platform_set_maintenance",
            admin.token,
            **maintenance["begins"],
            retry_after=30,
            reason="New disks",
        )
    )

    def refused(answer: httpx.Response) -> bool:
        if not answer.is_error:
            return False
        found = answer.json()
        assert answer.status_code == 503, answer.text
        # PostgREST puts one of its own before ours.
        assert answer.headers["retry-after"].split(", ")[-1] == "30"
        said = found["details"] if isinstance(found["details"], str) else answer.text
        assert "Even geduld" in said
        assert "A moment" in said
        assert "maintenance" in said + found["code"]
        return True

    # What changes something, past PostgREST and past the functions.
    until("the functions know", lambda: refused(shop.order(sale)))
    assert refused(shop.function("create-payment", public_token=pending["public_token"]))
    assert refused(shop.function("find-tickets", email="anna@example.test"))
    token = sale.owner.token
    assert refused(shop.rpc("create_org", token, name="New"))
    assert refused(shop.rpc("create_order", event_id=sale.event_id, items=sale.cart()))
    changed = shop.http.patch(
        f"{shop.stack.api_url}/rest/v1/events",
        params={"id": f"eq.{sale.event_id}"},
        json={"title": "New"},
        headers=shop.headers(token),
    )
    assert refused(changed)

    # What is read goes on, and so does what was begun.
    assert shop.rows("events", token)
    expect(shop.rpc("search_orders", token, org_id=sale.org_id))
    expect(shop.rpc("event_dashboard", token, event_id=sale.event_id))
    assert shop.status(pending) == "pending"
    shop.decide(pending, "paid")
    shop.wait_for(pending, "paid")
    told = expect(shop.rpc("get_notices"))["maintenance"]
    assert told == {
        "is_on": True,
        "retry_after": 30,
        "text_nl": "Even geduld",
        "text_en": "A moment",
    }

    # Administrators are locked out of nothing.
    expect(shop.rpc("create_org", admin.token, name="Meanwhile"))
    ends = {"audience": "everybody", "text_nl": "Terug", "text_en": "Back"}
    ends |= {"ends_at": shop.ask("select (now() + interval '1 hour')::text")}
    notice = expect(shop.rpc("platform_save_notice", admin.token, **ends))
    shown = expect(shop.rpc("get_notices", audience="organisers"))["notices"]
    assert [n["text_en"] for n in shown] == ["Back"]
    expect(shop.rpc("platform_withdraw_notice", admin.token, notice_id=notice["notice_id"]))
    body = {"org_id": None, "kind": "invoice", "language": "nl", "subject": "x", "body": "x"}
    expect(shop.rpc("save_template_draft", admin.token, **body))
    expect(post(shop, "template-preview", admin.token, org_id=None, kind="invoice", language="nl"))


def test_afterwards_everything_is_as_before(shop: Shop, sale: Sale) -> None:
    until("orders are taken again", lambda: shop.order(sale).is_success)


def test_every_owner_is_told_once(shop: Shop, sale: Sale, admin: Person) -> None:
    texts = {"nl": {"subject": "Nieuws", "text": "Wij verhuizen.\n\nTot dan!"}}
    body = {"texts": texts, "idempotency_key": str(uuid4())}
    begun = expect(shop.rpc("platform_broadcast", admin.token, **body))
    assert expect(shop.rpc("platform_broadcast", admin.token, **body)) == begun
    until(
        "it is completed",
        lambda: expect(shop.rpc("platform_broadcasts", admin.token))[0]["status"],
        lambda status: status == "completed",
    )
    [progress] = expect(shop.rpc("platform_broadcasts", admin.token))
    assert progress["queued"] == begun["recipients"]
    shop.quiet()
    assert "Wij verhuizen." in mail(shop, sale.owner.email, "Nieuws")["text"]


def test_a_plan_decides_about_features_and_limits(shop: Shop, admin: Person) -> None:
    sale = shop.sale()
    shop.ask(
        "insert into billing.subscriptions (org_id, plan, status)"
        " values (%s, 'ORGANIZER', 'active')",
        sale.org_id,
    )
    shop.ask("update core.settings set value = 'true' where key = 'billing.plans_required'")
    try:
        off = {"feature": "scanner_terminals", "plan": "ORGANIZER", "is_on": False}
        expect(shop.rpc("platform_set_feature", admin.token, **off, reason="Test"))
        terminal: Row = {"org_id": sale.org_id, "name": "Door", "event_ids": []}
        status, slug, said = refusal(shop.rpc("create_terminal", sale.owner.token, **terminal))
        assert (status, slug) == (403, "feature_not_in_plan")
        assert "Pro organizer" in said["plans"]
        expect(
            shop.rpc("platform_set_feature", admin.token, **off | {"is_on": None}, reason="Test")
        )
        expect(shop.rpc("create_terminal", sale.owner.token, **terminal))

        limit: Row = {"rule": "orders_of_org", "plan": "ORGANIZER", "max_hits": 1}
        expect(shop.rpc("platform_override_rate_limit", admin.token, **limit, reason="Test"))
        answers = [shop.order(sale) for _ in range(3)]
        assert answers[-1].status_code == 429
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        free = limit | {"max_hits": None}
        expect(shop.rpc("platform_override_rate_limit", admin.token, **free, reason="Test"))
        expect(shop.order(sale))
    finally:
        shop.ask("update core.settings set value = 'false' where key = 'billing.plans_required'")


def test_no_promise_is_broken(shop: Shop) -> None:
    assert until("all is explained", shop.problems, lambda problems: problems == set()) == set()
