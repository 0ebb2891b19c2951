"""Organisers who are paid on accounts of their own: consent, payments and fees, what is lost and
comes back, and that no account is ever used for another org."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.stack import Stack
from tests.api import organiser
from tests.api.market import Market, open_market, problem
from tests.api.organiser import account, becomes, begin, come_back, connect, connected, consent
from tests.api.plans import administrator
from tests.shop import Row, Sale, expect, refusal, until
from tests.stacks import endpoints_of, own_stack
from workers.accounts import ACCESS, REFRESH
from workers.vault import Vault, key_id

TOKENS = "/oauth2/tokens"
SEALED = ("key_id", "access_token", "refresh_token")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack of this module's own: it moves the clock, and breaks the provider."""
    with own_stack() as stack:
        yield stack


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Iterator[Market]:
    with open_market(endpoints_of(stack)) as shop:
        yield shop


@pytest.fixture(autouse=True)
def explained(shop: Market) -> Iterator[None]:
    """All money is explained after each test, and no fault or switch stays."""
    yield
    expect(shop.sandbox("DELETE", "faults"))
    expect(shop.sandbox("PATCH", "settings", rotate_refresh_tokens=False))
    # What time made overdue is delivered first.
    until("everything is explained", shop.problems, lambda problems: problems == set())


@pytest.fixture(scope="module")
def keys(stack: Stack) -> Vault:
    """What the workers seal tokens with."""
    return vault_of(stack)


def vault_of(stack: Stack) -> Vault:
    from workers.settings import Settings  # noqa: PLC0415

    return Vault(Settings.of(stack.settings()).encryption_keys)


def sealed(shop: Market, sale: Sale) -> Row:
    """The tokens of an org as the database has them."""
    found: Row = shop.ask(
        "select to_jsonb(t) from payments.mollie_tokens as t"
        " join payments.mollie_connections as c on c.org_id = t.org_id and c.id = t.connection_id"
        " where c.is_current and c.org_id = %s",
        sale.org_id,
    )
    return found


def refreshes(shop: Market, sale: Sale) -> tuple[int, int]:
    """How often a worker set out for fresh tokens of an org, and how often it brought some."""
    row = sealed(shop, sale)
    return row["lease"], row["version"] - 1


def undisturbed(shop: Market) -> None:
    """Nobody asks how accounts stand from now on: what the provider is asked is the test's."""
    shop.ask(
        "update payments.mollie_connections set check_at = 'infinity' where check_at is not null"
    )
    shop.ask("update payments.payout_fetches set due_at = 'infinity' where due_at is not null")
    until(
        "nobody is being asked about",
        lambda: shop.ask(
            "select count(*) from core.outbox_events"
            " where topic in ('mollie.check_connection', 'mollie.fetch_payouts')"
        ),
        lambda waiting: waiting == 0,
    )


def at_the_provider(shop: Market, order: Row) -> Row:
    [payment] = shop.payments(order)
    return payment


def refund(shop: Market, sale: Sale, order: Row) -> httpx.Response:
    body = {"order_id": order["order_id"], "idempotency_key": str(uuid4())}
    return shop.post("create-refund", body, Authorization=f"Bearer {sale.owner.token}")


def letter(shop: Market, sale: Sale, subject: str) -> str:
    """The text of a mail to the owner of an org with these words in its subject."""
    [found] = until(
        f"a mail about {subject}",
        lambda: [m for m in shop.mail_to(sale.owner.email) if subject in m["subject"]],
    )
    box = f"{shop.stack.mail_url}/api/messages"
    return str(expect(shop.http.get(f"{box}/{found['id']}"))["text"])


def parked(shop: Market, sale: Sale) -> list[str]:
    """The topics of what waits for an org's connection."""
    found: list[str] = shop.ask(
        "select coalesce(array_agg(c.topic order by c.id), '{}') from payments.parked_calls as c"
        " where c.org_id = %s",
        sale.org_id,
    )
    return found


# Connecting.


def test_an_organiser_connects_and_is_paid_there(shop: Market) -> None:
    sale, merchant = connected(shop)

    order = shop.buy(sale, 2)

    payment = at_the_provider(shop, order)
    assert payment["profileId"] == merchant["profiles"][0]["id"]
    assert payment["applicationFee"]["amount"] == {"currency": "EUR", "value": "1.00"}
    connection = organiser.current(shop, sale)
    assert (connection["status"], connection["can_receive_payments"]) == ("active", True)
    assert connection["mollie_organization_id"] == merchant["id"]
    [ours] = shop.rows("payments", sale.owner.token, payable_id=f"eq.{order['order_id']}")
    assert (ours["application_fee_amount"], ours["application_fee_basis_points"]) == (100, 200)
    assert ours["connection_id"] == connection["id"]
    assert "Runners" in letter(shop, sale, "kan betalingen ontvangen")


def test_the_consent_page_shows_exactly_what_is_used(shop: Market) -> None:
    sale = shop.sale()
    url = expect(begin(shop, sale.owner, sale.org_id))["authorize_url"]

    page = shop.http.get(url).text

    wishes = ("See payments", "Change payments", "Change refunds", "See website profiles")
    for wish in (*wishes, "See settlements", "See balances"):
        assert wish in page
    for other in ("customers", "balance reports", "subscriptions", "Change the progress"):
        assert other not in page


def test_who_does_not_agree_changes_nothing(shop: Market) -> None:
    sale = shop.sale()
    url = expect(begin(shop, sale.owner, sale.org_id))["authorize_url"]

    assert come_back(shop, consent(shop, url, decision="deny")) == "denied"

    assert shop.rows("mollie_connections", sale.owner.token) == []
    shop.buy(sale)  # on the platform's account


def test_a_state_works_once(shop: Market) -> None:
    sale, merchant = shop.sale(), account(shop)
    url = expect(begin(shop, sale.owner, sale.org_id))["authorize_url"]
    callback = consent(shop, url, merchant=merchant["id"], decision="allow")
    assert come_back(shop, callback) == "connected"

    again = shop.http.get(callback, headers={"Accept-Language": "en"})

    assert again.status_code == 404
    assert "used already" in again.text
    assert organiser.current(shop, sale)["status"] == "active"


def test_a_state_ends_after_half_an_hour(shop: Market) -> None:
    sale, merchant = shop.sale(), account(shop)
    url = expect(begin(shop, sale.owner, sale.org_id))["authorize_url"]
    shop.later(minutes=31)

    assert shop.http.get(consent(shop, url, merchant=merchant["id"], decision="allow")).is_error
    assert shop.rows("mollie_connections", sale.owner.token) == []


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": "x" * 43}, {"state": "a\x00b"}])
def test_a_state_that_nobody_was_given(shop: Market, query: dict[str, str]) -> None:
    answer = shop.get("mollie-callback", None, **query, code="auth_x")

    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"].startswith("text/html")


def test_who_left_the_org_connects_nothing_to_it(shop: Market) -> None:
    sale, merchant = shop.sale(), account(shop)
    admin = shop.person()
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'admin')",
        *(sale.org_id, admin.user_id),
    )
    url = expect(begin(shop, admin, sale.org_id))["authorize_url"]
    callback = consent(shop, url, merchant=merchant["id"], decision="allow")
    expect(shop.rpc("remove_member", sale.owner.token, org_id=sale.org_id, user_id=admin.user_id))

    assert shop.http.get(callback).status_code == 404
    assert shop.rows("mollie_connections", sale.owner.token) == []


def test_without_an_address_to_go_back_to_there_is_a_page(shop: Market) -> None:
    sale, merchant = shop.sale(), account(shop)
    url = expect(begin(shop, sale.owner, sale.org_id, return_url=None))["authorize_url"]

    page = shop.http.get(consent(shop, url, merchant=merchant["id"], decision="allow"))

    assert page.status_code == 200
    assert "Het account is gekoppeld" in page.text


@pytest.mark.parametrize("path", [TOKENS, "/v2/organizations/me", "/v2/onboarding/me"])
def test_the_provider_fails_in_the_middle(shop: Market, path: str) -> None:
    sale, merchant = shop.sale(), account(shop)
    url = expect(begin(shop, sale.owner, sale.org_id))["authorize_url"]
    callback = consent(shop, url, merchant=merchant["id"], decision="allow")
    with shop.trouble("status", status=503, path=path, method=None):
        assert come_back(shop, callback) == "failed"

    assert shop.rows("mollie_connections", sale.owner.token) == []
    assert connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"


def test_an_organiser_without_an_account_gets_one_on_the_way(shop: Market) -> None:
    sale = shop.sale(price=2500)
    client = {"given_name": "Zoë", "family_name": "Bakker", "email": "zoe@example.org"}
    asked = begin(shop, sale.owner, sale.org_id, client=client)
    url = expect(asked)["authorize_url"]
    assert "/dashboard/client-link/" in url

    assert come_back(shop, consent(shop, url, decision="allow")) == "connected"

    connection = organiser.current(shop, sale)
    assert (connection["status"], connection["onboarding_status"]) == ("pending", "needs-data")
    # It is refreshed without the address that its consent did without.
    shop.later(minutes=61)
    expect(shop.rpc("check_mollie_connection", sale.owner.token, org_id=sale.org_id))
    becomes(shop, sale, status="pending")
    shop.quiet()
    assert organiser.current(shop, sale)["status"] == "pending"


# Onboarding and profiles.


def test_nobody_pays_before_the_account_can_be_paid(shop: Market) -> None:
    sale, merchant = connected(shop, status="needs-data", can_receive_payments=False)

    status, slug, details = problem(shop.order(sale))

    assert (status, slug) == (409, "payments_unavailable")
    assert details["status"] == "pending"  # the order is kept, and its place held
    assert organiser.current(shop, sale)["dashboard_url"].startswith("http")
    step = {"status": "in-review", "can_receive_payments": True}
    expect(shop.sandbox("POST", f"merchants/{merchant['id']}/onboarding", **step))
    expect(shop.rpc("check_mollie_connection", sale.owner.token, org_id=sale.org_id))
    becomes(shop, sale, can_receive_payments=True, onboarding_status="in-review")
    order = details | {"checkout_url": expect(shop.pay_again(details))["checkout_url"]}
    shop.decide(order, "paid")
    shop.wait_for(order, "paid")


def test_the_provider_is_asked_by_itself(shop: Market) -> None:
    sale, merchant = connected(shop, status="needs-data", can_receive_payments=False)
    step = {"status": "completed", "can_receive_payments": True}
    expect(shop.sandbox("POST", f"merchants/{merchant['id']}/onboarding", **step))

    shop.later(minutes=11)

    becomes(shop, sale, can_receive_payments=True, onboarding_status="completed")
    expect(
        shop.sandbox("POST", f"merchants/{merchant['id']}/onboarding", can_receive_payments=False)
    )
    shop.later(minutes=6 * 60 + 1)
    becomes(shop, sale, can_receive_payments=False)
    assert "website" in letter(shop, sale, "kan nu geen betalingen ontvangen")


def test_an_account_is_connected_for_one_mode(shop: Market) -> None:
    sale, _ = connected(shop)
    setting = "update core.settings set value = %s where key = 'payments.mode'"
    shop.ask(setting, '"live"')
    try:
        assert problem(shop.order(sale))[:2] == (409, "payments_unavailable")
    finally:
        shop.ask(setting, '"test"')
    shop.buy(sale)


def test_a_profile_is_chosen_where_there_are_several(shop: Market) -> None:
    sale, merchant = connected(shop, profiles=2)
    first, second = (profile["id"] for profile in merchant["profiles"])
    assert organiser.current(shop, sale)["status"] == "pending"
    assert problem(shop.order(sale))[1] == "payments_unavailable"

    def choose(profile: str) -> httpx.Response:
        return shop.rpc(
            "choose_mollie_profile", sale.owner.token, org_id=sale.org_id, profile_id=profile
        )

    assert refusal(choose("pfl_none"))[:2] == (404, "profile_not_found")
    assert expect(choose(second))["status"] == "active"
    assert at_the_provider(shop, shop.buy(sale))["profileId"] == second
    expect(choose(first))
    assert at_the_provider(shop, shop.buy(sale))["profileId"] == first


def test_an_account_without_a_profile_waits_for_one(shop: Market) -> None:
    sale, merchant = connected(shop, profiles=0)
    assert organiser.current(shop, sale)["status"] == "pending"

    expect(shop.sandbox("POST", f"merchants/{merchant['id']}/profiles", name="Site"))
    shop.later(minutes=11)

    becomes(shop, sale, status="active")
    shop.buy(sale)


# Fees.


def test_a_fee_that_the_provider_allows_no_room_for_is_not_taken(shop: Market) -> None:
    sale, _ = connected(shop)
    cheap = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, name="1 km", price=30)

    order = shop.placed(sale, items=[{"ticket_type_id": cheap, "quantity": 1}])

    assert "applicationFee" not in at_the_provider(shop, order)


def test_an_agreed_fee_stays(shop: Market) -> None:
    sale, _ = connected(shop)
    order = shop.placed(sale)
    setting = "update core.settings set value = %s where key = 'payments.fee_basis_points'"
    shop.ask(setting, "400")
    try:
        assert expect(shop.pay_again(order))["checkout_url"] == order["checkout_url"]
        other = shop.placed(sale)
    finally:
        shop.ask(setting, "200")

    assert at_the_provider(shop, order)["applicationFee"]["amount"]["value"] == "0.50"
    assert at_the_provider(shop, other)["applicationFee"]["amount"]["value"] == "1.00"


def test_a_fee_that_was_agreed_for_an_event_is_that_of_its_new_orders(shop: Market) -> None:
    sale, _ = connected(shop)
    before = shop.placed(sale)
    admin = administrator(shop)
    fees = {"event_id": sale.event_id, "platform_fee_override": 1000, "reason": "A deal"}
    expect(shop.rpc("set_event_fees", admin.token, **fees))

    after = shop.placed(sale)
    shop.decide(before, "failed")
    until("the first attempt has failed", lambda: shop.seen(before)["status"] == "failed")
    expect(shop.pay_again(before))

    assert at_the_provider(shop, after)["applicationFee"]["amount"]["value"] == "2.50"
    rates = {
        payment["application_fee_basis_points"]
        for payment in shop.rows(
            "payments", sale.owner.token, payable_id=f"eq.{before['order_id']}"
        )
    }
    assert rates == {200}, "an order keeps its rate, however often it is paid"


def test_on_the_platforms_own_account_there_is_no_fee(shop: Market) -> None:
    sale = shop.sale(price=2500)

    order = shop.buy(sale)

    assert "applicationFee" not in at_the_provider(shop, order)
    [ours] = shop.rows("payments", sale.owner.token, payable_id=f"eq.{order['order_id']}")
    assert (ours["connection_id"], ours["application_fee_amount"]) == (None, 0)


def test_where_everybody_needs_an_account_nobody_is_paid_without(shop: Market) -> None:
    sale = shop.sale(price=2500)
    setting = "update core.settings set value = %s where key = 'payments.accounts'"
    shop.ask(setting, '"own"')
    try:
        assert problem(shop.order(sale))[:2] == (409, "payments_unavailable")
    finally:
        shop.ask(setting, '"platform"')


# Refunds, and news by other ways.


def test_money_goes_back_from_the_organisers_account(shop: Market) -> None:
    sale, _ = connected(shop)
    order = shop.buy(sale)

    expect(refund(shop, sale, order))

    [made] = until(
        "the provider has the refund",
        lambda: at_the_provider(shop, order).get("_embedded", {}).get("refunds", []),
    )
    for step in ("processing", "refunded"):
        expect(shop.sandbox("POST", f"refunds/{made['id']}/advance", to=step))
    shop.wait_for(order, "refunded")


def test_what_goes_back_gives_a_credit_of_the_fee(shop: Market) -> None:
    sale, _ = connected(shop)
    order = shop.buy(sale, 2)
    token, its = sale.owner.token, {"org_id": f"eq.{sale.org_id}"}
    [line] = shop.rows("order_items", token, order_id=f"eq.{order['order_id']}")
    one = {"order_item_id": line["id"], "quantity": 1}
    body = {"order_id": order["order_id"], "idempotency_key": str(uuid4()), "items": [one]}
    expect(shop.post("create-refund", body, Authorization=f"Bearer {token}"))
    [made] = until(
        "the provider has the refund",
        lambda: at_the_provider(shop, order).get("_embedded", {}).get("refunds", []),
    )
    for step in ("processing", "refunded"):
        expect(shop.sandbox("POST", f"refunds/{made['id']}/advance", to=step))
    shop.wait_for(order, "partially_refunded")

    [fee] = shop.rows("fee_credits", token, **its)
    assert (fee["fee_amount"], fee["amount_refunded"], fee["credit_amount"]) == (100, 2500, 50)
    entries = shop.rows("ledger_entries", token, **its, source_id=f"eq.{order['order_id']}")
    assert {row["subject_id"] for row in entries} == {sale.event_id}
    booked = {(row["cause"], row["account"]): row["debit"] - row["credit"] for row in entries}
    assert booked["payment", "provider"] == 5000 - 100
    assert booked["refund", "provider"] == -2500
    assert booked["refund", "fee_credits"] == 50
    balances = shop.rows("ledger_balances", token, **its, account="eq.platform_fees")
    assert [(row["debit"], row["credit"], row["balance"]) for row in balances] == [(100, 50, 50)]
    compared = shop.rows("ledger_comparison", token, **its)
    assert {row["item"]: row["ledger_amount"] for row in compared} == {
        "received": 5000,
        "application_fee": 100,
        "refunded": 2500,
        "fee_credit": 50,
    }
    assert {row["difference"] for row in compared} == {0}


def test_a_lost_webhook_is_made_up_for(shop: Market) -> None:
    sale, _ = connected(shop)
    order = shop.placed(sale)
    with shop.trouble("drop_webhook", payment=shop.payment(order)):
        shop.decide(order, "paid")

    shop.later(minutes=21)

    shop.wait_for(order, "paid")


def test_a_payment_that_was_never_attached_is_found_by_its_webhook(shop: Market) -> None:
    sale, _ = connected(shop)
    with shop.trouble("close", after=True, method="POST", path="/v2/payments$", next=1):
        status, slug, details = problem(shop.order(sale))
    assert (status, slug) == (503, "payment_provider_unavailable")
    [made] = shop.payments(details)

    expect(shop.sandbox("POST", f"payments/{made['id']}/outcome", status="paid"))

    shop.wait_for(details, "paid")
    assert len(shop.payments(details)) == 1


def test_the_books_of_connected_accounts_are_compared(shop: Market, stack: Stack) -> None:
    sale, merchant = connected(shop)
    shop.buy(sale)
    somebody_elses(shop, sale, merchant, vault_of(stack))
    always = ["--since", "2020-01-01", "--until", "2100-01-01", "--json"]

    def differences() -> list[Row]:
        result = CliRunner().invoke(app, ["--home", str(stack.home), "reconcile", *always])
        assert not isinstance(result.exception, Exception), result.output
        return [json.loads(line) for line in result.output.splitlines()][:-1]

    assert of_org(differences(), sale) == []
    # What the provider says otherwise is found on this account too.
    order = shop.placed(sale)
    with shop.trouble("drop_webhook", payment=shop.payment(order)):
        shop.decide(order, "paid")
    assert [d["kind"] for d in of_org(differences(), sale)] == ["payment_status"]
    shop.later(minutes=21)
    shop.wait_for(order, "paid")


def of_org(found: list[Row], sale: Sale) -> list[Row]:
    return [d for d in found if d["about"].get("org_id") == sale.org_id or not d["about"]]


def somebody_elses(shop: Market, sale: Sale, merchant: Row, keys: Vault, **metadata: str) -> Row:
    """A payment that the account's owner makes past us, with the token that we were given."""
    token = keys.open(sealed(shop, sale)["access_token"], owner=sale.org_id, what=ACCESS)
    body = {
        "amount": {"currency": "EUR", "value": "25.00"},
        "description": "Their own",
        "redirectUrl": "https://own.example/",
        "profileId": merchant["profiles"][0]["id"],
        "testmode": True,
        "metadata": metadata,
    }
    answer = shop.http.post(
        f"{shop.stack.mollie_url}/v2/payments",
        json=body,
        headers={"Authorization": f"Bearer {token}"},
    )
    return dict(expect(answer))


# Tokens: refreshed once, kept through crashes, sealed, and read by nobody.


def test_many_at_once_refresh_once(shop: Market) -> None:
    sale, _ = connected(shop)
    undisturbed(shop)
    shop.later(minutes=56)  # what ends within five minutes is refreshed

    with ThreadPoolExecutor(8) as pool:
        orders = list(pool.map(lambda _: expect(shop.order(sale)), range(8)))

    assert all(order["checkout_url"] for order in orders)
    assert refreshes(shop, sale) == (1, 1)


def test_many_at_once_wait_for_one_that_refreshes_what_has_ended(shop: Market) -> None:
    sale, _ = connected(shop)
    undisturbed(shop)
    shop.later(minutes=61)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shop.order(sale), range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert refreshes(shop, sale) == (1, 1)


@pytest.mark.parametrize("rotates", [False, True])
def test_an_answer_that_is_lost_loses_no_connection(shop: Market, rotates: bool) -> None:
    expect(shop.sandbox("PATCH", "settings", rotate_refresh_tokens=rotates))
    sale, _ = connected(shop)
    undisturbed(shop)
    shop.later(minutes=61)
    with shop.trouble("close", after=True, method="POST", path=TOKENS, next=1):
        assert problem(shop.order(sale))[1] == "payment_provider_unavailable"

    shop.later(minutes=1)  # the lease of the one that did not come back

    assert at_the_provider(shop, shop.buy(sale))["status"] == "paid"
    assert organiser.current(shop, sale)["status"] == "active"
    shop.later(minutes=61)
    shop.buy(sale)


@pytest.mark.parametrize("rotates", [False, True])
def test_a_process_that_dies_while_it_refreshes_loses_no_connection(
    shop: Market, stack: Stack, rotates: bool
) -> None:
    expect(shop.sandbox("PATCH", "settings", rotate_refresh_tokens=rotates))
    sale, _ = connected(shop)
    undisturbed(shop)
    shop.later(minutes=61)
    # The provider has done it, and its answer is on the way.
    with (
        shop.trouble("timeout", after=True, method="POST", path=TOKENS, next=1),
        ThreadPoolExecutor(1) as pool,
    ):
        lost = pool.submit(shop.order, sale)
        until("the provider was asked", lambda: refreshes(shop, sale) == (1, 0))
        until("it has done it", lambda: expect(shop.sandbox("GET", "faults"))[0]["hits"] == 1)
        stack.kill("functions")
        assert lost.result().status_code >= 500
    stack.start("functions")
    shop.later(minutes=1)  # the lease of the dead

    shop.buy(sale)

    assert organiser.current(shop, sale)["status"] == "active"
    assert refreshes(shop, sale) == (2, 1)


def test_a_token_that_the_provider_refuses_early_is_refreshed(shop: Market, keys: Vault) -> None:
    sale, _ = connected(shop)
    undisturbed(shop)
    token = keys.open(sealed(shop, sale)["access_token"], owner=sale.org_id, what=ACCESS)
    gone = shop.http.request(
        "DELETE",
        f"{shop.stack.mollie_url}{TOKENS}",
        data={"token_type_hint": "access_token", "token": token},
        auth=("app_entree_local", "secret_of_the_local_app"),
    )
    assert gone.status_code == 204

    shop.buy(sale)

    assert sealed(shop, sale)["version"] == 2


def test_tokens_are_nowhere_in_clear(shop: Market, stack: Stack, keys: Vault) -> None:
    sale, _ = connected(shop)
    shop.later(minutes=61)
    shop.buy(sale)
    row = sealed(shop, sale)
    secrets = [
        keys.open(row["access_token"], owner=sale.org_id, what=ACCESS),
        keys.open(row["refresh_token"], owner=sale.org_id, what=REFRESH),
    ]
    hidden = [*secrets, row["access_token"], row["refresh_token"]]

    written = "".join(
        Path(stack.log(name)).read_text()
        for name in ("functions", "worker", "postgrest", "gateway")
    )
    audited = json.dumps(shop.rows("audit_log", sale.owner.token), default=str)
    shown = json.dumps(shop.rows("mollie_connections", sale.owner.token), default=str)
    waiting = shop.ask("select coalesce(jsonb_agg(h.result), '[]') from core.outbox_history as h")

    assert "mollie_connection" in audited
    for place in (written, audited, shown, json.dumps(waiting)):
        assert not any(text in place for text in hidden)
    dumped: str = shop.ask("select string_agg(t::text, '') from payments.mollie_tokens as t")
    assert not any(text in dumped for text in secrets)
    for key in (None, shop.stack.service_key):
        answer = shop.http.get(
            f"{shop.stack.api_url}/rest/v1/mollie_tokens", headers=shop.headers(key)
        )
        assert answer.status_code == 404


def damaged(row: Row, other: Row) -> dict[str, Row]:
    """Sealed tokens that must not open."""
    strange = Vault([b"a key that is nobody's, 32 bytes."[:32]])
    seal = strange.seal("access_" + "x" * 42, owner=row["org_id"], what=ACCESS)
    body = seal.rpartition(".")[2]
    return {
        "another org's": {name: other[name] for name in SEALED},
        "cut short": {
            name: row[name][:-8] if name.endswith("token") else row[name] for name in SEALED
        },
        "of a strange key": {
            "key_id": strange.key_id,
            "access_token": seal,
            "refresh_token": seal,
        },
        "of a strange key under our name": {
            "key_id": row["key_id"],
            "access_token": f"v1.{row['key_id']}.{body}",
            "refresh_token": f"v1.{row['key_id']}.{body}",
        },
        "swapped with each other": {
            "key_id": row["key_id"],
            "access_token": row["refresh_token"],
            "refresh_token": row["access_token"],
        },
    }


@pytest.mark.parametrize(
    "how",
    [
        "another org's",
        "cut short",
        "of a strange key",
        "of a strange key under our name",
        "swapped with each other",
    ],
)
def test_tokens_that_are_not_its_own_are_never_used(shop: Market, how: str) -> None:
    sale, _ = connected(shop)
    rival, its_merchant = connected(shop, name="Rivals")
    row = sealed(shop, sale)
    wrong = damaged(row, sealed(shop, rival))[how]
    put = (
        "update payments.mollie_tokens as t set key_id = n.key_id,"
        " access_token = n.access_token, refresh_token = n.refresh_token"
        " from jsonb_to_record(%s::jsonb)"
        " as n (key_id text, access_token text, refresh_token text)"
        " where t.org_id = %s"
    )
    shop.ask(put, json.dumps(wrong), sale.org_id)

    status, slug, details = problem(shop.order(sale))

    assert (status, slug) == (503, "payment_provider_unavailable")
    assert shop.payments(details) == []
    shop.ask(put, json.dumps({name: row[name] for name in SEALED}), sale.org_id)
    expect(shop.pay_again(details))
    assert at_the_provider(shop, details)["profileId"] != its_merchant["profiles"][0]["id"]


def test_keys_are_rotated_while_everything_works(shop: Market, stack: Stack) -> None:
    sale, _ = connected(shop)
    old = stack.settings()["TOKEN_ENCRYPTION_KEYS"]
    new = "bmV3LWVudHJlZS10b2tlbi1lbmNyeXB0aW9uLTAwMDI"
    for ring in (f"{new},{old}", f"{old},{new}"):  # there, and back again for the others
        env = {"TOKEN_ENCRYPTION_KEYS": ring, "DATABASE_URL": shop.stack.db_url}
        settings = stack.settings() | env
        result = CliRunner().invoke(app, ["keys", "rotate", "--json"], env=settings)
        assert result.exit_code == 0, result.output
        done = json.loads(result.output)
        assert done["resealed"] >= 1
        assert done["cannot_be_opened"] == []
        first = ring_of(ring)[0]
        assert sealed(shop, sale)["key_id"] == key_id(first)
    again = CliRunner().invoke(app, ["keys", "rotate", "--json"], env=settings)
    assert json.loads(again.output)["resealed"] == 0
    shop.buy(sale)


def ring_of(ring: str) -> tuple[bytes, ...]:
    from workers.settings import Settings  # noqa: PLC0415

    return Settings.of({"ENVIRONMENT": "local", "TOKEN_ENCRYPTION_KEYS": ring}).encryption_keys


def test_tokens_that_no_key_opens_are_told_of(shop: Market, stack: Stack) -> None:
    sale, _ = connected(shop)
    lost = organiser.current(shop, sale)["id"]
    new = "bmV3LWVudHJlZS10b2tlbi1lbmNyeXB0aW9uLTAwMDI"
    env = stack.settings() | {"TOKEN_ENCRYPTION_KEYS": new, "DATABASE_URL": shop.stack.db_url}

    result = CliRunner().invoke(app, ["keys", "rotate", "--json"], env=env)

    assert result.exit_code == 1
    done = json.loads(result.output)
    assert (done["resealed"], lost in done["cannot_be_opened"]) == (0, True)
    shop.buy(sale)


# Lost, and back again.


def test_a_lost_connection_hides_payment_and_comes_back(shop: Market) -> None:
    sale, merchant = connected(shop)
    organiser.throw_out(shop, merchant)
    left = shop.left(sale)

    status, slug, details = problem(shop.order(sale))

    assert (status, slug) == (409, "payments_unavailable")
    assert (details["status"], shop.left(sale)) == ("pending", left - 1)
    connection = organiser.current(shop, sale)
    assert connection["status"] == "expired"
    assert "niet meer" in letter(shop, sale, "niet meer gekoppeld")
    assert problem(shop.pay_again(details))[1] == "payments_unavailable"

    assert connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"

    assert organiser.current(shop, sale)["id"] == connection["id"]
    order = details | {"checkout_url": expect(shop.pay_again(details))["checkout_url"]}
    shop.decide(order, "paid")
    shop.wait_for(order, "paid")


def test_what_was_under_way_waits_and_goes_on(shop: Market) -> None:
    sale, merchant = connected(shop)
    bought, waiting = shop.buy(sale), shop.placed(sale)
    organiser.throw_out(shop, merchant)
    left = shop.left(sale)
    expect(refund(shop, sale, bought))
    shop.decide(waiting, "paid")
    until(
        "both wait",
        lambda: sorted(parked(shop, sale)),
        lambda topics: topics == ["mollie.create_refund", "mollie.fetch_payment"],
    )
    shop.calls_end(shop.payment(waiting))
    # Its place is kept although its time is over: the provider cannot be asked.
    shop.later(minutes=21)
    until("it was tried", lambda: "mollie.check_payment" in parked(shop, sale))
    assert shop.status(waiting) == "pending"
    assert shop.left(sale) == left + 1  # that of the ticket given back

    assert connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"

    shop.wait_for(waiting, "paid")
    until(
        "the refund has been made",
        lambda: at_the_provider(shop, bought).get("_embedded", {}).get("refunds", []),
    )
    assert parked(shop, sale) == []
    assert len(expect(shop.sandbox("GET", f"payments/{shop.payment(waiting)}"))) > 0


def test_an_organiser_disconnects_and_connects_again(shop: Market, keys: Vault) -> None:
    sale, merchant = connected(shop)
    token = keys.open(sealed(shop, sale)["access_token"], owner=sale.org_id, what=ACCESS)

    told = expect(shop.rpc("disconnect_mollie", sale.owner.token, org_id=sale.org_id))

    assert told["status"] == "revoked"
    until("our tokens are forgotten", lambda: sealed(shop, sale) is None)
    gone = shop.http.get(
        f"{shop.stack.mollie_url}/v2/organizations/me",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert gone.status_code == 401
    assert problem(shop.order(sale))[1] == "payments_unavailable"
    assert "Iemand" in letter(shop, sale, "is ontkoppeld")
    for function, more in (
        ("check_mollie_connection", {}),
        ("choose_mollie_profile", {"profile_id": merchant["profiles"][0]["id"]}),
    ):
        refused = shop.rpc(function, sale.owner.token, org_id=sale.org_id, **more)
        assert refusal(refused)[:2] == (409, "connection_lost")
    assert connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"
    shop.buy(sale)


def test_another_account_takes_over_and_the_old_one_pays_back(shop: Market) -> None:
    sale, first = connected(shop)
    order = shop.buy(sale)
    second = account(shop, name="Runners and Walkers")

    assert connect(shop, sale.owner, sale.org_id, second["id"]) == "connected"

    assert at_the_provider(shop, shop.buy(sale))["profileId"] == second["profiles"][0]["id"]
    expect(refund(shop, sale, order))
    until(
        "the refund is on the first account",
        lambda: at_the_provider(shop, order).get("_embedded", {}).get("refunds", []),
    )
    assert at_the_provider(shop, order)["profileId"] == first["profiles"][0]["id"]


# Nobody else's.


def test_a_payment_on_ones_own_account_pays_nobody_elses_order(shop: Market, keys: Vault) -> None:
    sale, _ = connected(shop)
    thief, its_merchant = connected(shop, name="Thieves")
    with shop.trouble("status", status=503, method="POST", path="/v2/payments$", next=1):
        order = problem(shop.order(sale))[2]
    attempt: str = shop.ask(
        "select p.id::text from payments.payments as p where p.payable_id = %s", order["order_id"]
    )
    forged = somebody_elses(shop, thief, its_merchant, keys, payment_id=attempt)
    expect(shop.sandbox("POST", f"payments/{forged['id']}/outcome", status="paid"))

    for query in ("", f"?payment={attempt}"):
        answer = shop.http.post(
            f"{shop.stack.api_url}/functions/v1/mollie-webhook{query}",
            content=f"id={forged['id']}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == 200

    assert shop.status(order) == "pending"
    for applied in (organiser.current(shop, thief)["id"], None):
        # Fetched with the thief's own token, or with the platform's key: not this order's account.
        told: Any = shop.ask(
            "select payments.apply_provider_payment(%s::jsonb, %s)", json.dumps(forged), applied
        )
        assert told == {"outcome": "unknown"}
    expect(shop.pay_again(order))


def test_a_platform_payment_is_not_moved_by_a_connected_account(shop: Market, keys: Vault) -> None:
    sale = shop.sale(price=2500)
    thief, its_merchant = connected(shop, name="Thieves")
    with shop.trouble("status", status=503, method="POST", path="/v2/payments$", next=1):
        order = problem(shop.order(sale))[2]
    attempt: str = shop.ask(
        "select p.id::text from payments.payments as p where p.payable_id = %s", order["order_id"]
    )
    forged = somebody_elses(shop, thief, its_merchant, keys, payment_id=attempt)
    expect(shop.sandbox("POST", f"payments/{forged['id']}/outcome", status="paid"))

    told: Any = shop.ask(
        "select payments.apply_provider_payment(%s::jsonb, %s)",
        *(json.dumps(forged), organiser.current(shop, thief)["id"]),
    )

    assert told == {"outcome": "unknown"}
    assert shop.status(order) == "pending"
