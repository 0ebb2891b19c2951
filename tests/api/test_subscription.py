"""An org's plan from the first payment on, over HTTP and by the clock: what the provider collects,
what fails and is paid after all, other plans, other ways of paying, and what goes wrong on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import pytest

from cli.stack import Stack
from tests.api.market import Market, open_market, problem
from tests.shop import Person, Row, expect, refusal, until
from tests.stacks import endpoints_of, own_stack

DAY = 24 * 60
PRICE, DEARER = 4900, 9900
RETURN = "https://app.example/plan"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack of this module's own: it moves the clock by months."""
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
    bank(shop)
    shop.ask("update core.settings set value = '\"platform\"' where key = 'payments.accounts'")
    until("everything is explained", shop.problems, lambda problems: problems == set())


def bank(shop: Market, outcome: str = "paid") -> None:
    """What comes of what is collected."""
    expect(shop.sandbox("PATCH", "settings", recurring_outcome=outcome))


@dataclass(frozen=True)
class Club:
    """An org, its owner, and its plan."""

    shop: Market
    owner: Person
    org_id: str

    def ask(self, function: str, **more: object) -> httpx.Response:
        return self.shop.rpc(function, self.owner.token, org_id=self.org_id, **more)

    @property
    def plan(self) -> Row:
        return dict(expect(self.ask("get_subscription")))

    def becomes(self, **wanted: object) -> Row:
        """Waits until the plan is so."""
        return until(
            f"the plan is {wanted}",
            lambda: self.plan,
            lambda plan: all(plan[name] == value for name, value in wanted.items()),
        )

    def choose(self, plan: str, outcome: str = "paid") -> Row:
        """Choose a plan, and pay what it asks for at the provider's checkout."""
        chosen: Row = expect(self.ask("choose_plan", plan=plan, return_url=RETURN))
        if chosen["charge"]:
            self.pay(chosen["charge"], outcome)
        return chosen

    def pay(self, charge: Row, outcome: str = "paid") -> None:
        opened = self.shop.function("create-payment", public_token=charge["public_token"])
        sent = self.shop.checkout(expect(opened)["checkout_url"], outcome)
        assert sent.startswith(("https://app.example", self.shop.stack.api_url))
        until(
            "the webhook has arrived",
            lambda: self.shop.ask(
                "select count(*) from payments.payments where payable_id = %s"
                " and status in ('created', 'open')",
                charge["id"],
            ),
            lambda count: count == 0,
        )

    def charges(self, **filters: str) -> list[Row]:
        """What the platform asked of it, oldest first."""
        token = self.owner.token
        filters |= {"org_id": f"eq.{self.org_id}", "order": "created_at"}
        return self.shop.rows("charges", token, **filters)

    def at_mollie(self, *states: str) -> list[Row]:
        """What Mollie collects from it, newest first."""
        customer = self.shop.ask(
            "select mollie_customer_id from billing.customers where org_id = %s", self.org_id
        )
        return [
            found
            for found in expect(self.shop.sandbox("GET", "subscriptions"))
            if found["customerId"] == customer and (not states or found["status"] in states)
        ]

    def collected_by(self, **wanted: object) -> Row:
        """Waits until Mollie collects on these terms, and on no others; returns the terms."""
        [terms] = until(
            f"Mollie collects {wanted}",
            lambda: self.at_mollie("active"),
            lambda found: (
                len(found) == 1 and all(found[0][name] == value for name, value in wanted.items())
            ),
        )
        return terms

    def next_month(self) -> None:
        """Lets time pass until the bank has decided about the next month."""
        minutes = self.shop.ask(
            "select extract(epoch from current_period_end - core.clock())::integer / 60"
            " from billing.subscriptions where org_id = %s and status <> 'cancelled'",
            self.org_id,
        )
        self.shop.later(minutes + 2 * DAY + 60)

    def mandate(self) -> str:
        """What Mollie collects with."""
        return str(self.at_mollie("active", "suspended")[0]["mandateId"])

    def speaks(self, language: str) -> None:
        self.shop.ask(
            "update tenancy.orgs set language = %s where id = %s returning 1", language, self.org_id
        )

    def told(self, subject: str) -> int:
        """How many mails its owner got with a subject that begins so, after its name."""
        name = self.shop.ask("select name from tenancy.orgs where id = %s", self.org_id)
        listed = self.shop.mail_to(self.owner.email)
        return sum(mail["subject"].startswith(f"{name}: {subject}") for mail in listed)

    def hears(self, subject: str) -> None:
        """Waits until its owner has got one such mail; there is never another."""
        until(f"a mail: {subject}", lambda: self.told(subject), lambda count: count == 1)

    def kept(self) -> int:
        """What the platform has of its money, in cents."""
        return int(
            self.shop.ask(
                "select coalesce(sum(amount_captured - amount_refunding - amount_refunded), 0)"
                " from payments.payments where org_id = %s",
                self.org_id,
            )
        )


def club(shop: Market) -> Club:
    owner = shop.person()
    return Club(shop, owner, shop.org(owner))


def organizer(shop: Market) -> Club:
    """An org with a plan that is paid, and collected from then on."""
    made = club(shop)
    made.choose("ORGANIZER")
    made.becomes(status="active")
    made.collected_by(amount={"currency": "EUR", "value": "49.00"})
    return made


def euros(cents: int) -> Row:
    return {"currency": "EUR", "value": f"{cents / 100:.2f}"}


def test_three_months_of_a_plan(shop: Market) -> None:
    """Paid on the platform's account, also where orgs are paid on their own only."""
    shop.ask("update core.settings set value = '\"own\"' where key = 'payments.accounts'")
    ours = club(shop)
    assert ours.plan["plan"] is None

    chosen = ours.choose("ORGANIZER", "canceled")
    assert (chosen["status"], chosen["change"]) == ("trialing", "start")
    again: Row = expect(ours.ask("choose_plan", plan="ORGANIZER", return_url=RETURN))
    assert again["charge"]["id"] == chosen["charge"]["id"]
    ours.pay(again["charge"])

    plan = ours.becomes(status="active", plan="ORGANIZER", open_charges=[])
    terms = ours.collected_by(amount=euros(PRICE), interval="1 month")
    assert plan["current_period_end"].startswith(terms["startDate"])
    [mandate] = {found["mandateId"] for found in ours.at_mollie()}
    assert mandate
    for months in (1, 2, 3):
        ours.next_month()
        paid = until(
            f"month {months} is paid",
            lambda: ours.charges(status="eq.paid"),
            lambda found, wanted=1 + months: len(found) == wanted,  # type: ignore[misc]
        )
        assert paid[-1]["period_start"] == paid[-2]["period_end"]
        assert (paid[-1]["amount"], paid[-1]["vat_amount"]) == (PRICE, 850)
    assert ours.kept() == 4 * PRICE
    assert ours.charges(status="neq.paid") == []
    assert ours.becomes(status="active")["current_period_end"] == paid[-1]["period_end"]
    assert len(ours.at_mollie()) == 1
    assert {found["connection_id"] for found in shop.rows("payments", ours.owner.token)} == {None}


def test_what_fails_is_collected_again(shop: Market) -> None:
    ours = organizer(shop)
    bank(shop, "failed")
    ours.next_month()

    plan = ours.becomes(status="past_due")
    [owed] = plan["open_charges"]
    assert (owed["status"], owed["purpose"], owed["amount"]) == ("failed", "renewal", PRICE)
    assert owed["retry_at"] > plan["past_due_at"]
    refused = ours.ask("choose_plan", plan="PRO_ORGANIZER")
    assert refusal(refused)[:2] == (409, "payment_owed")

    bank(shop)
    shop.later(3 * DAY)  # it is collected again
    until(
        "the bank is at it",
        lambda: shop.rows("payments", ours.owner.token, payable_id=f"eq.{owed['id']}"),
        lambda found: {row["status"] for row in found} == {"failed", "pending"},
    )
    busy = shop.function("create-payment", public_token=owed["public_token"])
    assert problem(busy)[:2] == (409, "charge_is_being_paid")
    shop.later(3 * DAY)
    ours.becomes(status="active", open_charges=[])
    assert ours.kept() == 2 * PRICE


def test_the_mail_about_what_is_owed_leads_to_its_bill(shop: Market) -> None:
    ours = organizer(shop)
    bank(shop, "failed")
    ours.next_month()
    [owed] = ours.becomes(status="past_due")["open_charges"]

    def links() -> list[str]:
        mails = [
            expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{mail['id']}"))["text"]
            for mail in shop.mail_to(ours.owner.email)
        ]
        return [link for text in mails for link in re.findall(r"\S+/functions/v1/bill\S+", text)]

    [link] = until("the mail is there", links, lambda found: len(found) == 1)
    page = shop.http.get(link)
    assert page.status_code == 200, page.text
    assert owed["public_token"] in page.text, "it can be paid there"


def test_what_is_owed_is_paid_by_another_way(shop: Market) -> None:
    ours = organizer(shop)
    before = ours.at_mollie()[0]["mandateId"]
    bank(shop, "failed")
    ours.next_month()
    [owed] = ours.becomes(status="past_due")["open_charges"]

    asked: Row = expect(ours.ask("update_payment_method", return_url=RETURN))
    assert asked["charge"]["id"] == owed["id"]
    ours.pay(asked["charge"])

    ours.becomes(status="active", open_charges=[])
    after = until(
        "Mollie collects by the new way",
        lambda: ours.collected_by()["mandateId"],
        lambda mandate: mandate != before,
    )
    # Nothing is owed: a cent shows another way, and goes back.
    cent: Row = expect(ours.ask("update_payment_method", return_url=RETURN))["charge"]
    assert cent["amount"] == 1
    ours.pay(cent)
    until("it is taken over", lambda: ours.collected_by()["mandateId"], lambda now: now != after)
    until("the cent went back", ours.kept, lambda kept: kept == 2 * PRICE)
    paid = shop.function("create-payment", public_token=owed["public_token"])
    assert problem(paid)[:2] == (409, "charge_already_paid")


def test_a_plan_that_is_never_paid_ends(shop: Market) -> None:
    ours, other = organizer(shop), club(shop)
    other.choose("ORGANIZER", "canceled")
    bank(shop, "failed")
    ours.next_month()
    assert other.becomes(status=None)["open_charges"] == []

    ours.becomes(status="past_due")
    shop.later(20 * DAY)

    ended = ours.becomes(plan=None, status=None)
    assert ended["open_charges"] == []
    until("nothing is collected", lambda: ours.at_mollie("active", "pending"), lambda f: not f)
    assert ours.kept() == PRICE


def test_dearer_and_cheaper_plans(shop: Market) -> None:
    ours = organizer(shop)
    shown: Row = expect(ours.ask("preview_plan_change", plan="PRO_ORGANIZER"))
    assert shown["change"] == "upgrade"
    assert shown["amount"] == 5000  # of the whole first day
    wrong = ours.ask("choose_plan", plan="PRO_ORGANIZER", amount=1)
    assert refusal(wrong)[:2] == (409, "plan_amount_changed")
    shop.later(10 * DAY)
    shown = expect(ours.ask("preview_plan_change", plan="PRO_ORGANIZER"))
    part = 5000 * shown["days_left"] / shown["days_total"]
    assert abs(shown["amount"] - part) <= 0.5
    until_when = ours.plan["current_period_end"]

    ours.choose("PRO_ORGANIZER")

    dearer = ours.becomes(plan="PRO_ORGANIZER", open_charges=[])
    assert dearer["current_period_end"] == until_when
    ours.collected_by(amount=euros(DEARER), description="Pro organizer")
    unchanged = ours.ask("choose_plan", plan="PRO_ORGANIZER")
    assert refusal(unchanged)[:2] == (409, "plan_unchanged")

    cheaper = ours.choose("ORGANIZER")
    assert (cheaper["change"], cheaper["charge"]) == ("downgrade", None)
    assert (cheaper["plan"], cheaper["next_plan"]) == ("PRO_ORGANIZER", "ORGANIZER")
    assert cheaper["changes_at"] == until_when
    ours.collected_by(amount=euros(PRICE))
    ours.next_month()
    ours.becomes(plan="ORGANIZER", next_plan=None, status="active")
    until("it is paid", lambda: ours.charges(purpose="eq.renewal", status="eq.paid"))
    assert ours.kept() == 2 * PRICE + shown["amount"]
    assert len(ours.at_mollie()) == 1


def test_what_was_cancelled_can_go_on(shop: Market) -> None:
    ours = organizer(shop)
    ends = ours.plan["current_period_end"]

    cancelled: Row = expect(ours.ask("cancel_subscription"))

    assert (cancelled["status"], cancelled["changes_at"]) == ("active", ends)
    assert expect(ours.ask("cancel_subscription")) == cancelled
    until("nothing is collected", lambda: ours.at_mollie("active"), lambda found: not found)
    again: Row = expect(ours.ask("reactivate_subscription"))
    assert (again["changes_at"], again["next_charge_at"]) == (None, ends)
    assert ours.collected_by()["startDate"] == ends[:10]
    nothing = ours.ask("reactivate_subscription")
    assert refusal(nothing)[:2] == (409, "nothing_to_reactivate")

    expect(ours.ask("choose_plan", plan="PAY_PER_EVENT"))
    until("nothing is collected", lambda: ours.at_mollie("active"), lambda found: not found)
    ours.next_month()
    ours.becomes(plan="PAY_PER_EVENT", status="active", current_period_end=None)
    assert ours.kept() == PRICE
    assert refusal(club(shop).ask("cancel_subscription"))[:2] == (409, "no_subscription")


def test_limits_stand_in_the_way(shop: Market) -> None:
    ours = organizer(shop)
    for _ in range(2):
        event_id = shop.event(ours.owner, ours.org_id)
        shop.ticket_type(ours.owner, ours.org_id, event_id)
        starts = datetime.now().astimezone() + timedelta(days=900)
        shop.ask(
            "update events.events set starts_at = %s, ends_at = %s where id = %s returning 1",
            *(starts, starts + timedelta(hours=3), event_id),
        )
        expect(shop.rpc("publish_event", ours.owner.token, event_id=event_id))
    shown: Row = expect(ours.ask("preview_plan_change", plan="PAY_PER_EVENT"))
    [obstacle] = [found for found in shown["obstacles"] if found["limit"] == "active_events"]
    assert (obstacle["used"], obstacle["max"]) == (2, 1)

    status, slug, details = refusal(ours.ask("choose_plan", plan="PAY_PER_EVENT"))

    assert (status, slug) == (409, "plan_change_blocked")
    assert "2 events are on sale" in str(details)
    assert ours.plan["next_plan"] is None


def test_lost_webhooks_and_answers(shop: Market) -> None:
    """What nobody told is found the next day; what was made and not answered is not made twice."""
    ours = club(shop)
    chosen: Row = expect(ours.ask("choose_plan", plan="ORGANIZER", return_url=RETURN))
    with shop.trouble("close", after=True, method="POST", path="customers$"):
        lost = shop.function("create-payment", public_token=chosen["charge"]["public_token"])
        assert problem(lost)[:2] == (503, "payment_provider_unavailable")
    with shop.trouble("close", after=True, method="POST", path="subscriptions$", next=1):
        ours.pay(chosen["charge"])
        ours.becomes(status="active")
        ours.collected_by(amount=euros(PRICE))
    customers = shop.ask("select count(*) from billing.customers where org_id = %s", ours.org_id)
    assert customers == 1
    assert len(ours.at_mollie()) == 1
    with shop.trouble("drop_webhook"):
        ours.next_month()
        until("it is found", lambda: ours.charges(purpose="eq.renewal", status="eq.paid"))
    assert ours.kept() == 2 * PRICE


def test_what_is_collected_twice_goes_back(stack: Stack, shop: Market) -> None:
    """Somebody made a second subscription at the provider for the same org."""
    ours = organizer(shop)
    [terms] = ours.at_mollie()
    twin = shop.http.post(
        f"{shop.stack.mollie_url}/v2/customers/{terms['customerId']}/subscriptions",
        json={
            "amount": terms["amount"],
            "interval": "1 month",
            "description": "Twin",
            "startDate": terms["startDate"],
            "metadata": terms["metadata"],
            "webhookUrl": terms["webhookUrl"],
        },
        headers={"Authorization": f"Bearer {stack.settings()['MOLLIE_API_KEY']}"},
    )
    assert twin.status_code == 201, twin.text
    ours.next_month()
    until("one is paid", lambda: ours.charges(purpose="eq.renewal", status="eq.paid"))
    until("one is left", lambda: ours.at_mollie("active"), lambda found: len(found) == 1)
    until("the other went back", ours.kept, lambda kept: kept == 2 * PRICE)
    assert ours.becomes(status="active")["open_charges"] == []


def test_a_complete_event_goes_on_sale_once_it_is_paid(shop: Market) -> None:
    ours = club(shop)
    ours.choose("PAY_PER_EVENT")
    # Months have passed in this module.
    when = {"starts_at": "2040-06-21T10:00Z", "ends_at": "2040-06-21T16:00Z"}
    event_id = shop.event(ours.owner, ours.org_id, **when)
    shop.ticket_type(ours.owner, ours.org_id, event_id, price=0)
    bought = {"event_id": event_id, "return_url": RETURN}
    ours.pay(expect(shop.rpc("buy_event", ours.owner.token, **bought))["charge"])
    until(
        "it is on sale",
        lambda: shop.rows("events", ours.owner.token, id=f"eq.{event_id}"),
        lambda rows: bool(rows[0]["status"] == "published"),
    )
    assert shop.ask("select count(*) from events.bought_events") == 0


def test_an_event_is_paid_for_by_itself(shop: Market) -> None:
    ours = club(shop)
    event_id = shop.event(ours.owner, ours.org_id, title="Dorpsloop")

    def buy() -> httpx.Response:
        return shop.rpc("buy_event", ours.owner.token, event_id=event_id, return_url=RETURN)

    assert refusal(buy())[:2] == (409, "plan_not_per_event")
    assert ours.choose("PAY_PER_EVENT")["status"] == "active"
    charge: Row = expect(buy())["charge"]
    assert (charge["kind"], charge["amount"], charge["event_id"]) == (
        *("PAY_PER_EVENT", PRICE),
        event_id,
    )
    assert charge["description"] == "Pay per event: Dorpsloop"
    assert expect(buy())["charge"]["id"] == charge["id"]
    paid = "select billing.is_event_paid(%s, %s)"
    assert shop.ask(paid, ours.org_id, event_id) is False
    ours.pay(charge)
    until("it is paid", lambda: shop.ask(paid, ours.org_id, event_id))
    assert refusal(buy())[:2] == (409, "event_already_paid")
    # It sells nothing yet, so it stays a draft.
    shop.sweep()
    [event] = shop.rows("events", ours.owner.token, id=f"eq.{event_id}")
    assert event["status"] == "draft"

    # Its bank takes the money back: the event is owed again.
    [payment] = shop.rows("payments", ours.owner.token, payable_id=f"eq.{charge['id']}")
    expect(
        shop.sandbox("POST", f"payments/{payment['provider_payment_id']}/chargeback", reason="MD06")
    )
    until("it is owed", lambda: ours.charges(status="eq.failed"))
    assert shop.ask(paid, ours.org_id, event_id) is False
    ours.pay(expect(buy())["charge"])
    until("it is paid again", lambda: shop.ask(paid, ours.org_id, event_id))


SUSPENDED = {
    "nl": "betalingen voor het abonnement Organizer kunnen niet worden geïnd",
    "en": "payments for the plan Organizer cannot be collected",
}
OVERDUE = {
    "nl": "een betaling voor het abonnement Organizer is mislukt",
    "en": "a payment for the plan Organizer failed",
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_suspended_collection(shop: Market, language: str) -> None:
    """The bank no longer takes the mandate: the org hears of it, owes the month, and pays it by
    another way, from which is collected from then on."""
    ours = organizer(shop)
    ours.speaks(language)
    before = ours.mandate()
    expect(shop.sandbox("POST", f"mandates/{before}/status", status="invalid"))
    assert [found["status"] for found in ours.at_mollie()] == ["suspended"]

    shop.later(DAY)
    ours.hears(SUSPENDED[language])
    plan = ours.becomes(status="active", collection_status="suspended")
    assert plan["open_charges"] == []
    shop.later(DAY)  # looked at again, and the same: nobody is told twice
    shop.quiet()
    assert ours.told(SUSPENDED[language]) == 1

    ours.next_month()  # the provider collects nothing
    shop.later(5 * DAY)
    [owed] = ours.becomes(status="past_due")["open_charges"]
    assert (owed["status"], owed["purpose"], owed["amount"]) == ("failed", "renewal", PRICE)
    ours.hears(OVERDUE[language])
    assert ours.kept() == PRICE

    ours.pay(expect(ours.ask("update_payment_method", return_url=RETURN))["charge"])
    ours.becomes(status="active", collection_status="active", open_charges=[])
    assert ours.collected_by(amount=euros(PRICE))["mandateId"] != before
    assert ours.kept() == 2 * PRICE
    ours.next_month()
    until("the next month is collected", ours.kept, lambda kept: kept == 3 * PRICE)
    assert ours.becomes(status="active")["open_charges"] == []


def test_a_suspended_collection_that_goes_on_by_itself(shop: Market) -> None:
    ours = organizer(shop)
    ours.speaks("en")
    mandate = ours.mandate()
    expect(shop.sandbox("POST", f"mandates/{mandate}/status", status="invalid"))
    shop.later(DAY)
    ours.hears(SUSPENDED["en"])
    expect(shop.sandbox("POST", f"mandates/{mandate}/status", status="valid"))
    shop.later(DAY)
    ours.becomes(status="active", collection_status="active")
    ours.next_month()
    until("the month is collected", ours.kept, lambda kept: kept == 2 * PRICE)
    assert (ours.told(SUSPENDED["en"]), ours.told(OVERDUE["en"])) == (1, 0)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_refused_collection_ends_the_plan(stack: Stack, shop: Market, language: str) -> None:
    """The mandate is revoked: Mollie ends what it collects and refuses to begin anew, and refuses
    each attempt of ours. Nobody pays, so the plan ends; the org hears of each step once."""
    ours = organizer(shop)
    ours.speaks(language)
    [terms] = ours.at_mollie()
    revoked = shop.http.delete(
        f"{shop.stack.mollie_url}/v2/customers/{terms['customerId']}/mandates/{terms['mandateId']}",
        headers={"Authorization": f"Bearer {stack.settings()['MOLLIE_API_KEY']}"},
    )
    assert revoked.status_code == 204, revoked.text
    assert [found["status"] for found in ours.at_mollie()] == ["canceled"]

    shop.later(DAY)
    ours.hears(SUSPENDED[language])
    ours.becomes(status="active", collection_status="refused")
    ours.next_month()
    shop.later(5 * DAY)
    [owed] = ours.becomes(status="past_due")["open_charges"]
    ours.hears(OVERDUE[language])

    for times in (1, 2):  # it is collected again, and refused
        shop.later(3 * DAY)
        attempts = until(
            f"attempt {times} is refused",
            lambda: shop.rows("payments", ours.owner.token, payable_id=f"eq.{owed['id']}"),
            lambda found, times=times: (  # type: ignore[misc]
                [row["status"] for row in found] == ["failed"] * times
            ),
        )
        assert {row["amount_captured"] for row in attempts} == {0}
    [owed] = ours.becomes(status="past_due")["open_charges"]
    assert owed["retry_at"] is not None

    shop.later(9 * DAY)
    assert ours.becomes(plan=None, status=None)["open_charges"] == []
    ours.hears(
        {"nl": "het abonnement Organizer is geëindigd", "en": "the plan Organizer has ended"}[
            language
        ]
    )
    assert (ours.told(SUSPENDED[language]), ours.told(OVERDUE[language])) == (1, 1)
    assert ours.at_mollie("pending", "active", "suspended") == []
    assert ours.kept() == PRICE


def test_what_may_have_been_made_is_looked_for_when_its_key_is_forgotten(shop: Market) -> None:
    """Every answer is lost, for longer than the provider keeps keys: nothing is made twice."""
    ours = club(shop)
    chosen: Row = expect(ours.ask("choose_plan", plan="ORGANIZER", return_url=RETURN))
    token = chosen["charge"]["public_token"]
    with shop.trouble("close", after=True, method="POST", path="customers$"):
        lost = shop.function("create-payment", public_token=token)
        assert problem(lost)[:2] == (503, "payment_provider_unavailable")
        shop.later(120)
        ours.pay(chosen["charge"])  # found in the list
    ours.becomes(status="active")
    ours.collected_by(amount=euros(PRICE))
    ours_there = shop.ask("select id from billing.customers where org_id = %s", ours.org_id)
    made = [
        entry
        for entry in expect(shop.sandbox("GET", "requests?method=POST&path=customers"))
        if (entry["body"].get("metadata") or {}).get("customer_id") == str(ours_there)
    ]
    assert [entry["replayed"] for entry in made] == [False]

    # What is collected again.
    bank(shop, "failed")
    ours.next_month()
    [owed] = ours.becomes(status="past_due")["open_charges"]
    bank(shop)
    with shop.trouble("close", after=True, method="POST", path="payments$"):
        shop.later(3 * DAY)
        [again] = until("it is made", lambda: made_of(shop, ours, "pending"))
        shop.later(120)
        until(
            "it is found",
            lambda: shop.rows("payments", ours.owner.token, payable_id=f"eq.{owed['id']}"),
            lambda found: again["id"] in {row["provider_payment_id"] for row in found},
        )
    assert [found["id"] for found in made_of(shop, ours, "pending")] == [again["id"]]
    shop.later(3 * DAY)
    ours.becomes(status="active", open_charges=[])
    assert ours.kept() == 2 * PRICE

    # What goes back.
    cent: Row = expect(ours.ask("update_payment_method", return_url=RETURN))["charge"]
    with shop.trouble("close", after=True, method="POST", path="refunds$"):
        ours.pay(cent)
        refunds = "select count(*) from payments.refunds where org_id = %s and status = %s"
        until("it is to go back", lambda: shop.ask(refunds, ours.org_id, "pending"))
        until("it is made", lambda: made_of(shop, ours, "paid", refunded="0.01"))
        shop.later(120)
        until(
            "it is found",
            lambda: shop.ask(
                "select count(*) from payments.refunds"
                " where org_id = %s and mollie_refund_id is not null",
                ours.org_id,
            ),
        )
    shop.later(DAY)
    until("the cent went back", ours.kept, lambda kept: kept == 2 * PRICE)
    assert shop.ask(refunds, ours.org_id, "failed") == 0


def made_of(shop: Market, ours: Club, status: str, refunded: str | None = None) -> list[Row]:
    """An org's payments at Mollie in a status, and of which so much went back."""
    customer = shop.ask(
        "select mollie_customer_id from billing.customers where org_id = %s", ours.org_id
    )
    return [
        found
        for found in expect(shop.sandbox("GET", "payments"))
        if found.get("customerId") == customer
        and found["status"] == status
        and (refunded is None or found.get("amountRefunded", {}).get("value") == refunded)
    ]
