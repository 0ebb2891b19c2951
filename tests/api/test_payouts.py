"""What is paid out on an organiser's own account: settlements and balances as the provider has
them, to the cent, whoever dies in between; and what differs from our payments is said."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from cli.stack import Endpoints, Stack
from tests.api import organiser
from tests.api.market import Market, open_market
from tests.api.organiser import connected, current, pay_out, read_payouts, throw_out
from tests.shop import Row, Sale, Shop, expect, refusal, until
from workers import mollie as mollie_module
from workers import payouts
from workers.accounts import Accounts
from workers.db import Database
from workers.mollie import Mollie, MollieUnavailable
from workers.settings import Settings

# What the sandbox takes, in cents, VAT included.
IDEAL, REFUND, CHARGEBACK = 35, 30, 42


@pytest.fixture(scope="module")
def shop(endpoints: Endpoints) -> Iterator[Market]:
    with open_market(endpoints) as shop:
        yield shop


@dataclass(frozen=True)
class Season:
    """An organiser with four sold tickets: 50 euros paid, 25 of which 5 went back, 25 that a bank
    took back; and the settlement that they are paid out in."""

    sale: Sale
    merchant: Row
    settlement: Row
    orders: list[Row]

    @property
    def amount(self) -> int:
        return cents(self.settlement)


@pytest.fixture(scope="module")
def season(shop: Market) -> Season:
    sale, merchant = connected(shop)
    orders = [shop.buy(sale, 2), shop.buy(sale), shop.buy(sale)]
    give_back(shop, sale, orders[1], 500)
    expect(shop.sandbox("POST", f"payments/{shop.payment(orders[2])}/chargeback", reason="MD06"))
    until(
        "the chargeback is known",
        lambda: shop.rows("chargebacks", sale.owner.token, order_id=f"eq.{orders[2]['order_id']}"),
    )
    settlement = pay_out(shop, merchant["id"])
    read_payouts(shop, sale)
    return Season(sale, merchant, settlement, orders)


def give_back(shop: Market, sale: Sale, order: Row, amount: int) -> None:
    """Refund an amount, and have the bank do it."""
    body = {"order_id": order["order_id"], "amount": amount, "idempotency_key": str(uuid4())}
    expect(shop.post("create-refund", body, Authorization=f"Bearer {sale.owner.token}"))
    [refund] = until(
        "the provider has the refund",
        lambda: expect(shop.sandbox("GET", f"payments/{shop.payment(order)}"))["_embedded"][
            "refunds"
        ],
    )
    for _ in range(2):
        expect(shop.sandbox("POST", f"refunds/{refund['id']}/advance"))
    until(
        "the refund is done",
        lambda: shop.rows("refunds", sale.owner.token, mollie_refund_id=f"eq.{refund['id']}"),
        lambda rows: [row["status"] for row in rows] == ["refunded"],
    )


def cents(row: Row) -> int:
    return round(100 * float(row["amount"]["value"]))


def settlements(shop: Shop, sale: Sale, **filters: str) -> list[Row]:
    found = shop.rows(
        "settlements",
        sale.owner.token,
        org_id=f"eq.{sale.org_id}",
        order="provider_created_at",
        **filters,
    )
    return [row for row in found if row["mollie_settlement_id"] not in ("open", "next")]


def lines(shop: Shop, sale: Sale, settlement: Row) -> list[Row]:
    return shop.rows("settlement_lines", sale.owner.token, settlement_id=f"eq.{settlement['id']}")


def differences(shop: Shop, sale: Sale) -> list[Row]:
    return list(expect(shop.rpc("payout_differences", sale.owner.token, org_id=sale.org_id)))


def test_the_platform_sees_what_is_paid_out(shop: Market, season: Season) -> None:
    admin = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", admin.email)

    def payouts(**filters: object) -> Row:
        asked = {"org_id": season.sale.org_id, **filters}
        return dict(expect(shop.rpc("platform_payouts", admin.token, **asked)))

    told = payouts()
    assert told["by_status"]["paidout"] == {"settlements": 1, "amount": season.amount}
    [paid] = payouts(status="paidout")["settlements"]
    assert paid["amount"] == season.amount
    assert payouts(unexplained=True)["settlements"] == []
    shop.ask("select tenancy.revoke_platform_admin(%s)", admin.email)


def test_a_settlement_is_what_its_lines_come_to(shop: Market, season: Season) -> None:
    [settlement] = settlements(shop, season.sale)

    found = lines(shop, season.sale, settlement)

    expected = 10000 - 3 * IDEAL - 200 - 500 - REFUND - 2500 - CHARGEBACK
    assert (settlement["status"], settlement["amount"]) == ("paidout", expected)
    assert settlement["amount"] == season.amount == sum(line["amount"] for line in found)
    assert settlement["reference"] == season.settlement["reference"]
    sums: dict[str, int] = {}
    for line in found:
        sums[line["kind"]] = sums.get(line["kind"], 0) + line["amount"]
    assert sums == {
        "payment": 10000,
        "refund": -500,
        "chargeback": -2500,
        "application_fee": -200,
        "provider_cost": -(3 * IDEAL + REFUND + CHARGEBACK),
    }
    by_order = {order["order_id"]: 0 for order in season.orders}
    for line in found:
        by_order[line["order_id"]] += line["amount"]
    assert list(by_order.values()) == [
        5000 - 100 - IDEAL,
        2500 - 50 - IDEAL - 500 - REFUND,
        -50 - IDEAL - CHARGEBACK,
    ]


def test_balances_have_their_age(shop: Market, season: Season) -> None:
    sale = season.sale
    [balance] = shop.rows("balances", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert (balance["available_amount"], balance["currency"]) == (0, "EUR")
    assert 0 <= balance["age_seconds"] < 60
    moved = shop.rows("balance_transactions", sale.owner.token, balance_id=f"eq.{balance['id']}")
    assert sum(row["amount"] for row in moved) == 0
    assert {row["kind"] for row in moved} == {
        "payment",
        "application-fee",
        "refund",
        "chargeback",
        "outgoing-transfer",
    }


def export(shop: Market, sale: Sale, **body: Any) -> list[dict[str, str]]:
    answer = shop.post("export", body, Authorization=f"Bearer {sale.owner.token}")
    assert answer.is_success, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))


def total(rows: list[dict[str, str]], column: str) -> int:
    return sum(round(100 * float(row[column])) for row in rows if row[column])


def test_exports_come_to_what_was_paid_out(shop: Market, season: Season) -> None:
    sale = season.sale
    [settlement] = settlements(shop, sale)
    of_it = {"org_id": sale.org_id, "filters": {"settlement_id": settlement["id"]}}

    paid = export(shop, sale, kind="payouts", **of_it)
    orders = export(shop, sale, kind="orders", **of_it)
    tickets = export(shop, sale, kind="tickets", **of_it)

    assert total(paid, "amount") == season.amount
    assert {row["settlement"] for row in paid} == {season.settlement["reference"]}
    assert total(orders, "paid_out") == season.amount
    assert [total(orders, name) for name in ("total", "refunded", "charged_back")] == [
        10000,
        500,
        2500,
    ]
    assert total(orders, "platform_fee") == 200
    assert len(tickets) == 4
    everything = export(shop, sale, kind="payouts", event_id=sale.event_id)
    assert total(everything, "amount") == season.amount
    shop.let_in(season.orders[0])
    body = {"kind": "scans", "event_id": sale.event_id}
    scans = export(shop, sale, **body)
    assert [row["result"] for row in scans] == ["admitted", "admitted"]
    assert {row["order_number"] for row in scans} == {season.orders[0]["order_number"]}
    refused = shop.post(
        "export",
        of_it | {"kind": "payouts", "filters": {"settlement_id": str(uuid4())}},
        Authorization=f"Bearer {sale.owner.token}",
    )
    assert refusal(refused)[:2] == (404, "not_found")


def test_an_event_says_what_is_left_of_it(shop: Market, season: Season) -> None:
    sale = season.sale
    [row] = expect(shop.rpc("event_payouts", sale.owner.token, org_id=sale.org_id))

    assert {name: row[name] for name in row.keys() - {"event_id", "title", "starts_at"}} == {
        "currency": "EUR",
        "tickets_sold": 4,
        "gross": 10000,
        "service_fee": 0,
        "platform_fee": 200,
        "refunds": 500,
        "chargebacks": 2500,
        "fee_credits": 10,
        "provider_costs": 3 * IDEAL + REFUND + CHARGEBACK,
        "net": season.amount + 10,
        "paid_out": season.amount,
    }


def test_the_open_and_the_next_settlement(shop: Market) -> None:
    sale, merchant = connected(shop)
    shop.buy(sale)
    read_payouts(shop, sale)

    shown = shop.rows("settlements", sale.owner.token, org_id=f"eq.{sale.org_id}")

    left = 2500 - 50 - IDEAL
    assert {(row["mollie_settlement_id"], row["status"], row["amount"]) for row in shown} == {
        ("open", "open", left),
        ("next", "open", left),
    }
    [balance] = shop.rows("balances", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert balance["available_amount"] == left
    # On its way to the bank, there, and back again.
    pending = pay_out(shop, merchant["id"], paid_out=False)
    read_payouts(shop, sale)
    [settlement] = settlements(shop, sale)
    assert (settlement["status"], settlement["amount"]) == ("pending", left)
    assert settlement["has_lines"]
    expect(shop.sandbox("POST", f"settlements/{pending['id']}/fail"))
    pay_out(shop, merchant["id"])
    read_payouts(shop, sale)
    told = {settlement["status"]: settlement for settlement in settlements(shop, sale)}
    assert told.keys() == {"failed", "paidout"}
    again = told["paidout"]
    [line] = lines(shop, sale, again)
    assert (line["kind"], line["description"], line["amount"]) == (
        "movement",
        "returned-transfer",
        left,
    )
    assert differences(shop, sale) == []


def test_what_differs_is_said_in_words(shop: Market) -> None:
    sale, merchant = connected(shop)
    known, strange = shop.buy(sale), shop.buy(sale)
    give_back(shop, sale, known, 700)
    pay_out(shop, merchant["id"])
    read_payouts(shop, sale)
    assert differences(shop, sale) == []
    # As if the webhook of one had never come, and another were of another amount.
    with shop.database() as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "update payments.payments set provider_payment_id = 'tr_lost',"
            " paid_at = paid_at - interval '15 days' where payable_id = %s",
            [strange["order_id"]],
        )
        connection.execute(
            "update payments.refunds set amount = 600 where payable_id = %s", [known["order_id"]]
        )
    try:
        found = {
            (row["kind"], row["subject"]): row
            for row in differences(shop, sale)
            if row["kind"] != "books"
        }
        assert set(found) == {
            ("unknown", "payment"),
            ("fee", "application_fee"),
            ("amount", "refund"),
            ("not_settled", "payment"),
        }
        unknown = found["unknown", "payment"]
        assert (unknown["our_amount"], unknown["their_amount"]) == (None, 2500)
        assert unknown["mollie_id"] == shop.payment(strange)
        differs = found["amount", "refund"]
        assert (differs["our_amount"], differs["their_amount"]) == (-600, -700)
        assert "another amount of this refund" in differs["reason"]
        assert "14 days" in found["not_settled", "payment"]["reason"]
    finally:
        with shop.database() as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(
                "update payments.payments set provider_payment_id = %s,"
                " paid_at = paid_at + interval '15 days' where payable_id = %s",
                [shop.payment(strange), strange["order_id"]],
            )
            connection.execute(
                "update payments.refunds set amount = 700 where payable_id = %s",
                [known["order_id"]],
            )
    assert differences(shop, sale) == []


def test_a_lost_connection_keeps_what_was_known_with_its_age(shop: Market) -> None:
    sale, merchant = connected(shop)
    shop.buy(sale)
    read_payouts(shop, sale)
    shop.ask(
        "update payments.balances set fetched_at = fetched_at - interval '1 day' where org_id = %s",
        sale.org_id,
    )
    throw_out(shop, merchant)
    shop.ask(
        "update payments.mollie_tokens set access_expires_at = core.clock() where org_id = %s",
        sale.org_id,
    )
    expect(shop.rpc("refresh_payouts", sale.owner.token, org_id=sale.org_id))
    until("the connection is lost", lambda: current(shop, sale)["status"] == "expired")

    [balance] = shop.rows("balances", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert balance["available_amount"] == 2500 - 50 - IDEAL
    assert balance["age_seconds"] >= 86_400
    refused = shop.rpc("refresh_payouts", sale.owner.token, org_id=sale.org_id)
    assert refusal(refused)[:2] == (409, "connection_lost")
    due = "select due_at from payments.payout_fetches where org_id = %s"
    assert shop.ask(due, sale.org_id) is None

    assert organiser.connect(shop, sale.owner, sale.org_id, merchant["id"]) == "connected"
    assert shop.ask(due, sale.org_id) is not None
    read_payouts(shop, sale)
    [balance] = shop.rows("balances", sale.owner.token, org_id=f"eq.{sale.org_id}")
    assert balance["age_seconds"] < 60


def test_an_account_that_does_not_show_it_is_not_asked(shop: Market) -> None:
    sale, _ = connected(shop)
    shop.ask(
        "update payments.mollie_connections set scopes = array['payments.read'] where org_id = %s",
        sale.org_id,
    )
    due = "select due_at from payments.payout_fetches where org_id = %s"
    assert shop.ask(due, sale.org_id) is None
    refused = shop.rpc("refresh_payouts", sale.owner.token, org_id=sale.org_id)
    assert refusal(refused)[:2] == (409, "payouts_not_granted")


# Workers that die, and workers that do the same at once.


class Dying:
    """Mollie, until a worker dies: so many calls are answered and no more."""

    def __init__(self, mollie: Mollie, calls: int) -> None:
        self._mollie = mollie
        self._left = calls

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def ask(*given: Any) -> Any:
            self._left -= 1
            if self._left < 0:
                raise MollieUnavailable("It died")
            return await getattr(self._mollie, name)(*given)

        return ask


def written(shop: Shop, sale: Sale) -> list[Any]:
    """All that is known of an org's payouts, but for when it was read."""
    query = """
      select jsonb_build_array(
        (select jsonb_agg(jsonb_build_array(t.mollie_transaction_id, t.amount, t.cost_amount)
           order by t.mollie_transaction_id)
         from payments.balance_transactions as t where t.org_id = %s),
        (select jsonb_agg(jsonb_build_array(s.mollie_settlement_id, s.status, s.amount)
           order by s.mollie_settlement_id)
         from payments.settlements as s where s.org_id = %s),
        (select jsonb_agg(jsonb_build_array(l.kind, l.mollie_id, l.amount)
           order by l.kind, l.mollie_id)
         from payments.settlement_lines as l where l.org_id = %s),
        (select jsonb_agg(jsonb_build_array(j.cause, j.lines) order by j.cause, j.lines::text)
         from ledger.journals as j
         where j.org_id = %s and j.cause in ('payout', 'provider_costs')))"""
    return list(shop.ask(query, *[sale.org_id] * 4))


def forget(shop: Shop, sale: Sale) -> None:
    """Nothing of an org's payouts was ever read."""
    with shop.database() as connection:
        connection.execute("set session_replication_role = replica")
        for table in ("settlement_lines", "settlements", "balance_transactions", "balances"):
            connection.execute(
                f"delete from payments.{table} where org_id = %s",  # noqa: S608
                [sale.org_id],
            )
        connection.execute(
            "update payments.payout_fetches set fetched_at = null where org_id = %s", [sale.org_id]
        )
        connection.execute(
            "delete from ledger.journals where org_id = %s"
            " and cause in ('payout', 'provider_costs')",
            [sale.org_id],
        )


def test_who_dies_in_the_middle_and_who_does_it_twice_write_the_same(
    shop: Market, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale, merchant = connected(shop)
    for _ in range(2):
        shop.buy(sale)
        give_back(shop, sale, shop.buy(sale), 900)
        pay_out(shop, merchant["id"])
    read_payouts(shop, sale)
    expected = written(shop, sale)
    connection_id = current(shop, sale)["id"]
    shop.ask(
        "update payments.payout_fetches set due_at = 'infinity' where org_id = %s", sale.org_id
    )
    monkeypatch.setattr(mollie_module, "_LONGEST_PAGE", 2)
    settings = Settings.of(stack.settings())

    async def read(*calls: int) -> None:
        async with Database.of(settings, name="test") as database:
            accounts = Accounts.of(settings, database)

            async def once(limit: int) -> None:
                with contextlib.suppress(MollieUnavailable):
                    await accounts.use(
                        connection_id,
                        lambda mollie: payouts.fetch(
                            database,
                            Dying(mollie, limit),  # type: ignore[arg-type]
                            connection_id,
                        ),
                    )

            await asyncio.gather(*(once(limit) for limit in calls))
            await accounts.close()

    forget(shop, sale)
    for calls in range(1, 24, 2):
        asyncio.run(read(calls))
    assert written(shop, sale) == expected
    forget(shop, sale)
    asyncio.run(read(1000, 1000))
    assert written(shop, sale) == expected
    # The next one needs no more than what is new.
    expect(shop.sandbox("DELETE", "requests"))
    asyncio.run(read(1000))
    asked = expect(shop.sandbox("GET", "requests?method=GET&path=/v2/"))
    assert len([r for r in asked if "transactions" in r["path"]]) == 1
    assert written(shop, sale) == expected


def test_the_books_have_what_the_provider_has(shop: Market, season: Season) -> None:
    sale = season.sale
    assert differences(shop, sale) == []
    costs = 3 * IDEAL + REFUND + CHARGEBACK
    lines = shop.ask(
        "select jsonb_object_agg(b.account, b.amount) from ("
        " select l.account, sum(l.amount) as amount from ledger.journals as j"
        " cross join lateral unnest(j.lines) as l"
        " where j.org_id = %s and j.cause in ('payout', 'provider_costs') group by l.account) as b",
        sale.org_id,
    )
    vat = lines["input_vat"]
    assert lines == {
        "bank": season.amount,
        "provider": -season.amount - costs,
        "provider_costs": costs - vat,
        "input_vat": vat,
    }
    assert vat == round(costs * 21 / 121)
    assert shop.problems() == set()
