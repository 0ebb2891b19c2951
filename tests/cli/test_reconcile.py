"""`entree reconcile`: it finds each kind of difference, and nothing where there is none."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.reconcile import Entry, differences, merged
from tests.api import bills
from tests.api.market import Market, open_market
from tests.shop import Row, Sale, expect, until
from tests.stacks import endpoints_of, own_stack

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Books:
    """A shop, and the provider's key that it has."""

    shop: Market
    sale: Sale
    home: str
    key: str

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code and output of the command, about all that was ever made."""
        always = ["--home", self.home, "reconcile", "--since", "2020-01-01"]
        result = CliRunner().invoke(app, [*always, "--until", "2100-01-01", *arguments])
        assert not isinstance(result.exception, Exception), result.output
        return result.exit_code, result.output

    def found(self) -> list[Row]:
        """The differences."""
        code, output = self.run("--json")
        *lines, summary = (json.loads(line) for line in output.splitlines())
        assert summary["differences"] == len(lines)
        assert code == (1 if lines else 0)
        return lines

    def kinds(self) -> list[str]:
        return sorted(line["kind"] for line in self.found())

    def ask(self, query: str, *values: object) -> Any:
        return self.shop.ask(query, *values)

    def refunded(self) -> Row:
        """The refund of some of an order, under way at the bank, as the provider has it."""
        order = self.shop.buy(self.sale)
        self.ask(
            "select sales.make_refund("
            "sales.lock_order(%s, %s), null, 500, 'a test', gen_random_uuid(), 'system')",
            *(self.sale.org_id, order["order_id"]),
        )
        payment = self.shop.payment(order)
        path = f"payments/{payment}"
        (refund,) = until(
            "the provider has it",
            lambda: expect(self.shop.sandbox("GET", path)).get("_embedded", {}).get("refunds", []),
        )
        expect(self.shop.sandbox("POST", f"refunds/{refund['id']}/advance", to="processing"))
        status = "select status from payments.refunds where mollie_refund_id = %s"
        until(
            "it is under way",
            lambda: self.ask(status, refund["id"]),
            lambda seen: seen == "processing",
        )
        return dict(refund)

    def charged_back(self) -> tuple[Row, Row]:
        """An order whose money a bank took back, and the chargeback."""
        order = self.shop.buy(self.sale)
        path = f"payments/{self.shop.payment(order)}/chargeback"
        chargeback = expect(self.shop.sandbox("POST", path, reason="MD06"))
        known = "select count(*) from payments.chargebacks where mollie_chargeback_id = %s"
        until("it is in the books", lambda: self.ask(known, chargeback["id"]))
        return order, chargeback


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    """A stack of its own, whose provider and books are about to be spoilt."""
    with own_stack() as stack, open_market(endpoints_of(stack)) as market:
        key = stack.settings()["MOLLIE_API_KEY"]
        yield Books(market, market.sale(capacity=1000), str(stack.home), key)


@pytest.fixture(autouse=True)
def untouched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both sides agree before and after each test that spoils them."""
    yield
    if "books" in request.fixturenames:
        books: Books = request.getfixturevalue("books")
        expect(books.shop.sandbox("DELETE", "faults"))
        books.ask("update payments.refunds set provider_created_at = null")
        books.ask("delete from payments.refunds")
        books.ask("delete from payments.chargebacks")
        books.ask("update payments.payments set provider_created_at = null")
        expect(books.shop.sandbox("POST", "reset"))


def test_books_that_agree(books: Books) -> None:
    books.refunded()
    books.charged_back()
    failed = books.shop.placed(books.sale)
    books.shop.decide(failed, "failed")
    books.shop.wait_for(failed, "failed")

    code, output = books.run()

    assert (code, output.strip()) == (0, "5 compared, all agree.")


def test_a_payment_that_we_do_not_know(books: Books) -> None:
    body = {
        "amount": {"currency": "EUR", "value": "1.00"},
        "description": "By hand",
        "redirectUrl": "https://shop.example/",
    }
    made = httpx.post(
        f"{books.shop.stack.mollie_url}/v2/payments",
        json=body,
        headers={"Authorization": f"Bearer {books.key}"},
    ).json()

    [found] = books.found()

    assert (found["kind"], found["id"]) == ("payment_unknown", made["id"])
    assert (found["ours"], found["theirs"]) == (None, "open")


def test_a_payment_that_the_provider_does_not_know(books: Books) -> None:
    order = books.shop.buy(books.sale)
    books.ask(
        "update payments.payments set provider_payment_id = %s where provider_payment_id = %s",
        "tr_gone" + str(order["order_number"]),
        books.shop.payment(order),
    )

    assert books.kinds() == ["payment_missing", "payment_unknown"]
    code, output = books.run()
    assert code == 1
    assert f"order_id {order['order_id']}" in output
    assert output.strip().endswith("2 compared, 2 differ.")


def test_a_payment_whose_webhook_was_lost(books: Books) -> None:
    order = books.shop.placed(books.sale)
    payment = books.shop.payment(order)
    with books.shop.trouble("drop_webhook", payment=payment):
        books.shop.decide(order, "paid")

    [found] = books.found()

    assert (found["kind"], found["ours"], found["theirs"]) == ("payment_status", "open", "paid")
    assert found["about"]["order_id"] == order["order_id"]


@pytest.mark.parametrize(
    ("forgery", "kinds"),
    [
        ({"amount": {"currency": "EUR", "value": "0.01"}}, ["payment_amount"]),
        (
            {"amount": {"currency": "USD", "value": "25.00"}},
            ["payment_currency"],
        ),
        ({"mode": "live"}, ["payment_mode"]),
    ],
)
def test_a_payment_that_is_not_as_agreed(books: Books, forgery: Row, kinds: list[str]) -> None:
    order = books.shop.placed(books.sale)
    payment = books.shop.payment(order)
    expect(books.shop.sandbox("POST", f"payments/{payment}/forge", **forgery))
    books.shop.decide(order, "paid")
    books.shop.calls_end(payment)

    found = books.found()

    assert [line["kind"] for line in found] == kinds
    assert found[0]["about"]["in_review"] is True


def test_refunds_that_differ(books: Books) -> None:
    refund = books.refunded()
    books.ask("update payments.refunds set amount = 499")
    [found] = books.found()
    assert (found["kind"], found["ours"], found["theirs"]) == ("refund_amount", 499, 500)
    books.ask("update payments.refunds set amount = 500")

    with books.shop.trouble("drop_webhook"):
        expect(books.shop.sandbox("POST", f"refunds/{refund['id']}/advance", to="refunded"))
    [found] = books.found()
    assert (found["kind"], found["ours"]) == ("refund_status", "processing")
    assert found["theirs"] == "refunded"

    books.ask("update payments.refunds set mollie_refund_id = 're_gone'")
    assert books.kinds() == ["refund_missing", "refund_unknown"]


def test_a_refund_that_nobody_told_us_of(books: Books) -> None:
    order = books.shop.buy(books.sale)
    amount = {"currency": "EUR", "value": "5.00"}
    path = f"payments/{books.shop.payment(order)}/refund"
    with books.shop.trouble("drop_webhook"):
        expect(books.shop.sandbox("POST", path, amount=amount))
        assert books.kinds() == ["refund_unknown"]


def test_a_refund_that_was_canceled_is_none_on_either_side(books: Books) -> None:
    refund = books.refunded()
    books.ask(
        "alter table payments.refunds disable trigger _200_transition;"
        " update payments.refunds set status = 'canceled', canceled_at = now();"
        " alter table payments.refunds enable trigger _200_transition"
    )

    assert books.kinds() == ["refund_unknown"], refund


def test_chargebacks_that_differ(books: Books) -> None:
    _, chargeback = books.charged_back()
    expect(books.shop.sandbox("POST", f"chargebacks/{chargeback['id']}/reverse"))
    [found] = books.found()
    assert found["kind"] == "chargeback_reversed"
    assert (found["ours"], found["theirs"]) == (False, True)

    books.ask("update payments.chargebacks set reversed_at = now(), amount = 1")
    assert books.kinds() == ["chargeback_amount"]

    books.ask("update payments.chargebacks set mollie_chargeback_id = 'chb_gone'")
    assert books.kinds() == ["chargeback_missing", "chargeback_unknown"]


def test_bills_of_the_platform_and_their_invoices(books: Books) -> None:
    """Paid, and paid for: both are compared, and what is spoilt of either is found."""
    shop, sale = books.shop, books.sale
    bills.save_address(shop, sale)
    bill = bills.pay_bill(shop, sale.org_id)
    (document,) = bills.documents(shop, sale, bill)
    code, output = books.run()
    assert (code, output.strip()) == (0, "2 compared, all agree.")

    written = "alter table billing.sales_invoices {} trigger user"
    books.ask(written.format("disable"))
    try:
        change = "update billing.sales_invoices set {} where id = %s"
        books.ask(change.format("total_amount = 4800, net_amount = 3950"), document["id"])
        [found] = books.found()
        assert (found["kind"], found["ours"], found["theirs"]) == (
            *("sales_invoice_amount", 4800),
            4900,
        )
        assert found["about"]["order_id"] == bill["charge_id"]
        books.ask(change.format("total_amount = 4900, net_amount = 4050"), document["id"])
        books.ask(change.format("mollie_sales_invoice_id = 'invoice_gone'"), document["id"])
        assert books.kinds() == ["sales_invoice_missing", "sales_invoice_unknown"]
        books.ask(
            "update payments.payments set mode = 'live' where payable_id = %s", bill["charge_id"]
        )
        assert "payment_mode" in books.kinds()
    finally:
        # What comes after begins with nothing on either side.
        books.ask("delete from billing.sales_invoices")
        books.ask(written.format("enable"))


def test_an_invoice_that_the_platform_writes_besides_is_not_ours(books: Books) -> None:
    recipient = {
        "type": "consumer",
        "givenName": "Ada",
        "familyName": "Smit",
        "email": "ada@example.test",
        "streetAndNumber": "Laan 1",
        "postalCode": "1000 AA",
        "city": "Amsterdam",
        "country": "NL",
        "locale": "nl_NL",
    }
    line = {
        "description": "Advice",
        "quantity": 1,
        "vatRate": "21.00",
        "unitPrice": {"currency": "EUR", "value": "10.00"},
    }
    made = httpx.post(
        f"{books.shop.stack.mollie_url}/v2/sales-invoices",
        json={
            "status": "draft",
            "recipientIdentifier": "ada",
            "recipient": recipient,
            "lines": [line],
        },
        headers={"Authorization": f"Bearer {books.key}"},
    )
    assert made.status_code == 201, made.text

    code, output = books.run()

    assert (code, output.strip()) == (0, "0 compared, all agree.")


def test_only_the_period_is_compared(books: Books) -> None:
    order = books.shop.placed(books.sale)
    with books.shop.trouble("drop_webhook"):
        books.shop.decide(order, "paid")

    code, output = books.run("--until", "2021-01-01")

    assert (code, output.strip()) == (0, "0 compared, all agree.")
    assert books.run("--since", "2021-01-01", "--until", "2021-01-01")[0] == 2


def test_a_provider_in_trouble_is_no_difference(books: Books) -> None:
    with books.shop.trouble("status", status=503):
        code, output = books.run()

    assert code == 1
    assert "differ" not in output


# The merge by itself.


async def side(entries: list[Entry]) -> AsyncIterator[Entry]:
    for entry in entries:
        yield entry


def entry(name: str, second: float, **facts: Any) -> Entry:
    return Entry(name, START - timedelta(seconds=second), {"status": "paid"} | facts)


async def pairs(ours: list[Entry], theirs: list[Entry]) -> list[tuple[str | None, str | None]]:
    return [
        (mine.id if mine else None, other.id if other else None)
        async for mine, other in merged(side(ours), side(theirs))
    ]


async def test_the_same_second_may_come_in_any_order() -> None:
    ours = [entry("a", 1), entry("b", 1), entry("c", 2), entry("x", 3)]
    theirs = [entry("y", 0), entry("b", 1), entry("a", 1), entry("c", 2)]

    assert await pairs(ours, theirs) == [
        (None, "y"),
        ("a", "a"),
        ("b", "b"),
        ("c", "c"),
        ("x", None),
    ]
    assert await pairs([], []) == []


def test_what_we_gave_up_may_still_end_in_another_way_there() -> None:
    expired, canceled = entry("a", 1, status="expired"), entry("a", 1, status="canceled")
    paid, still_open = entry("a", 1), entry("a", 1, status="open")

    assert differences("payment", expired, canceled) == []
    assert differences("payment", expired, still_open) == []
    assert [found.kind for found in differences("payment", expired, paid)] == ["payment_status"]
    assert [found.kind for found in differences("payment", still_open, expired)] == [
        "payment_status"
    ]
    assert [found.kind for found in differences("refund", expired, still_open)] == ["refund_status"]


async def test_memory_does_not_grow_with_the_period() -> None:
    async def many(count: int) -> AsyncIterator[Entry]:
        for number in range(count):
            yield entry(f"tr_{number}", number // 20)

    async def peak(count: int) -> int:
        tracemalloc.start()
        seen = 0
        async for _ in merged(many(count), many(count)):
            seen += 1
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seen == count
        return highest

    await peak(1000)
    assert await peak(50_000) < 2 * await peak(2_000)
