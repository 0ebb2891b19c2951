"""What administrators of the platform see at a glance: figures that equal a slow recount."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api import bills
from tests.shop import Person, Row, Sale, Shop, expect, refusal, until

RECOUNT = """
with moments as (
  select o.org_id, o.created_at as at, 1 as placed, 0 as paid, 0::bigint as tickets, 0 as gmv,
    0 as service_fee, 0 as refunds, 0 as refunded, 0 as chargebacks, 0 as charged_back,
    0 as payments_paid, 0 as payments_failed, 0 as fee, 0::bigint as credit, 0 as billed,
    0 as overage
  from sales.orders as o
  union all
  select o.org_id, o.paid_at, 0, 1, case o.purpose when 'sale' then (
    select coalesce(sum(i.quantity), 0) from sales.order_items as i
    where i.order_id = o.id and i.kind = 'ticket') else 0 end,
    o.total_amount, o.service_fee_amount, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  from sales.orders as o where o.paid_at is not null
  union all
  select f.org_id, f.refunded_at, 0, 0, 0, 0, 0, 1, f.amount, 0, 0, 0, 0, 0, (
    select coalesce(sum(l.amount), 0) from ledger.journals as j cross join unnest(j.lines) as l
    where j.cause = 'refund' and j.cause_id = f.id and l.account = 'fee_credits'), 0, 0
  from payments.refunds as f join sales.orders as o on o.id = f.payable_id
  where f.status = 'refunded' and o.paid_at is not null and f.reason is distinct from 'surplus'
  union all
  select c.org_id, c.received_at, 0, 0, 0, 0, 0, 0, 0, 1, c.amount, 0, 0, 0, 0, 0, 0
  from payments.chargebacks as c
  union all
  select c.org_id, c.reversed_at, 0, 0, 0, 0, 0, 0, 0, 0, -c.amount, 0, 0, 0, 0, 0, 0
  from payments.chargebacks as c where c.reversed_at is not null
  union all
  select p.org_id, p.paid_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, (p.provider = 'mollie')::integer, 0,
    p.application_fee_amount, 0, 0, 0
  from payments.payments as p where p.status = 'paid'
  union all
  select p.org_id, p.failed_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
  from payments.payments as p where p.status = 'failed'
  union all
  select c.org_id, c.paid_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, c.amount,
    case c.kind when 'OVERAGE' then c.amount else 0 end
  from billing.charges as c where c.status = 'paid'
), counted as (
  select org_id, (at at time zone 'Europe/Amsterdam')::date as day, sum(placed), sum(paid),
    sum(tickets), sum(gmv), sum(service_fee), sum(refunds), sum(refunded), sum(chargebacks),
    sum(charged_back), sum(payments_paid), sum(payments_failed), sum(fee),
    sum(credit), sum(billed), sum(overage)
  from moments where org_id = any(%(orgs)s) group by 1, 2
), kept as (
  select org_id, starts_on, orders_placed, orders_paid, tickets_sold, gmv_amount,
    service_fee_amount, refunds, refunded_amount, chargebacks, charged_back_amount, payments_paid,
    payments_failed, platform_fee_amount, fee_credit_amount, billed_amount, overage_amount
  from platform.figures where grain = 'day' and org_id = any(%(orgs)s)
)
select json_build_object(
  'missing', (select json_agg(m) from (table counted except table kept) as m),
  'wrong', (select json_agg(w) from (table kept except table counted) as w))
"""
"""The figures of orgs per day, counted from the rows that they are of: what differs."""

SUMS = """
select count(*) from (
  select f.org_id, date_trunc('month', f.starts_on::timestamp)::date, sum(f.gmv_amount),
    sum(f.tickets_sold), sum(f.refunded_amount) from platform.figures as f
  where f.grain = 'day' group by 1, 2
  except
  select f.org_id, f.starts_on, f.gmv_amount, f.tickets_sold, f.refunded_amount
  from platform.figures as f where f.grain = 'month'
  union all
  (select f.org_id, '-infinity', sum(f.gmv_amount), sum(f.tickets_sold), sum(f.refunded_amount)
  from platform.figures as f where f.grain = 'day' group by 1
  except
  select f.org_id, f.starts_on, f.gmv_amount, f.tickets_sold, f.refunded_amount
  from platform.figures as f where f.grain = 'ever')
) as wrong
"""


def settle_and_fold(shop: Shop) -> None:
    """What the sweeps do that the figures come from."""
    shop.ask("select core.settle_audit(10000)")
    shop.ask("select platform.sweep_figures(10000)")


def catch_up(shop: Shop) -> None:
    """Let the figures contain everything that was committed until now."""
    last = shop.ask("select max(audit_id) from core.audit_log")

    def sweep() -> int:
        settle_and_fold(shop)
        return int(shop.ask("select coalesce(max(done_until), 0) from platform.figure_progress"))

    until("the figures have caught up", sweep, lambda done: done >= last)


def figures(shop: Shop, org_id: str) -> Row:
    """What an org sold, of all time."""
    found: Row = shop.ask(
        "select to_jsonb(f) from platform.figures as f where grain = 'ever' and org_id = %s", org_id
    )
    return found


@pytest.fixture(scope="module")
def admin(shop: Shop) -> Iterator[Person]:
    """An administrator of the platform."""
    person = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", person.email)
    yield person
    shop.ask("select tenancy.revoke_platform_admin(%s)", person.email)


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """A sale with orders in many states."""
    sale = shop.sale(capacity=1000, price=250_000)
    first = shop.buy(sale, 2)
    shop.buy(sale, 3)
    refused = expect(shop.order(sale, 6))
    shop.decide(refused, "failed")
    shop.wait_for(refused, "failed")
    expect(shop.order(sale, 5))
    body = {"items": sale.cart(1), "email": "free@example.test", "settlement": "complimentary"}
    expect(shop.rpc("create_staff_order", sale.owner.token, event_id=sale.event_id, **body))
    body["settlement"] = "cash"
    expect(shop.rpc("create_staff_order", sale.owner.token, event_id=sale.event_id, **body))
    pay_back(shop, sale, first)
    return sale


def pay_back(shop: Shop, sale: Sale, order: Row) -> None:
    """Let all money of an order go back."""
    refund = expect(
        shop.rpc(
            "create_refund",
            sale.owner.token,
            order_id=order["order_id"],
            idempotency_key=str(uuid4()),
        )
    )
    name = until(
        "the provider knows of the refund",
        lambda: shop.ask(
            "select mollie_refund_id from payments.refunds where id = %s", refund["refund_id"]
        ),
    )
    for step in ("processing", "refunded"):
        expect(shop.sandbox("POST", f"refunds/{name}/advance", to=step))
    shop.wait_for(order, "refunded")


def test_figures_are_what_a_recount_comes_to(shop: Shop, sale: Sale) -> None:
    other = shop.sale(price=2_000)
    disputed = shop.buy(other, 2)
    expect(shop.sandbox("POST", f"payments/{shop.payment(disputed)}/chargeback", reason="MD06"))
    bills.pay_bill(shop, other.org_id)
    until(
        "the bank has taken the money back",
        lambda: shop.ask(
            "select count(*) from payments.chargebacks where org_id = %s", other.org_id
        ),
    )
    shop.quiet()
    catch_up(shop)
    with shop.database() as connection:
        [found] = (
            connection.execute(RECOUNT, {"orgs": [sale.org_id, other.org_id]}).fetchone() or []
        )
    assert found == {"missing": None, "wrong": None}
    seen = figures(shop, other.org_id)
    assert (seen["chargebacks"], seen["charged_back_amount"]) == (1, 4_000)
    assert seen["billed_amount"] == 4_900
    assert shop.ask(SUMS) == 0


def test_an_orgs_figures_are_its_sales(shop: Shop, sale: Sale) -> None:
    catch_up(shop)
    seen = figures(shop, sale.org_id)
    assert (seen["orders_placed"], seen["orders_paid"]) == (6, 4)
    assert (seen["tickets_sold"], seen["gmv_amount"]) == (7, 6 * 250_000)
    assert (seen["refunds"], seen["refunded_amount"]) == (1, 2 * 250_000)
    assert (seen["payments_paid"], seen["payments_failed"]) == (2, 1)
    board = expect(shop.rpc("org_dashboard", sale.owner.token, org_id=sale.org_id))
    assert board["paid_amount"] == seen["gmv_amount"]
    assert board["refunded_amount"] == seen["refunded_amount"]


def test_what_happens_is_counted_once_and_in_its_turn(shop: Shop, sale: Sale) -> None:
    catch_up(shop)
    before = figures(shop, sale.org_id)
    with shop.database() as held:
        held.autocommit = False
        # A change whose number comes before those of others, and whose commit comes after them.
        placed = (
            "select public.create_order(event_id => %s, items => jsonb_build_array("
            " jsonb_build_object('ticket_type_id', %s::text, 'quantity', 1)),"
            " email => 'late@example.test', idempotency_key => %s)"
        )
        held.execute(placed, [sale.event_id, sale.ticket_type_id, str(uuid4())])
        other = shop.person()
        shop.org(other)
        for _ in range(4):
            settle_and_fold(shop)
        assert figures(shop, sale.org_id) == before
        held.commit()
    catch_up(shop)
    after = figures(shop, sale.org_id)
    assert after["orders_placed"] == before["orders_placed"] + 1
    catch_up(shop)
    assert figures(shop, sale.org_id) == after


def test_figures_can_be_made_anew(shop: Shop, sale: Sale) -> None:
    catch_up(shop)
    before = figures(shop, sale.org_id)
    shop.ask("select platform.rebuild_figures()")
    assert figures(shop, sale.org_id) is None
    catch_up(shop)
    assert figures(shop, sale.org_id) == before


def test_the_dashboard_adds_up(shop: Shop, sale: Sale, admin: Person) -> None:
    catch_up(shop)
    board = expect(shop.rpc("platform_dashboard", admin.token))
    total = "select coalesce(sum(%s), 0)::bigint from platform.figures where grain = 'day'"
    for name, column in (
        ("gmv_amount", "gmv_amount"),
        ("tickets", "tickets_sold"),
        ("orders", "orders_paid"),
        ("refunded_amount", "refunded_amount"),
        ("platform_fee_amount", "platform_fee_amount"),
    ):
        assert board["all_time"][name] == shop.ask(total % column), name
    assert board["as_of"] is not None
    assert board["orgs"]["total"] == shop.ask(
        "select count(*) from tenancy.orgs where deleted_at is null"
    )
    standings = ("active", "suspended", "churned")
    assert sum(board["orgs"][how] for how in standings) == board["orgs"]["total"]
    states = ("draft", "published", "closed", "cancelled")
    assert sum(board["events"][state] for state in states) == board["events"]["total"]
    assert board["events"]["active"] >= 1
    assert board["period"] == board["this_month"]
    # Of the dearest tickets, it sold the most.
    top = board["top_orgs"]
    assert top[0]["org_id"] == sale.org_id
    assert [org["gmv_amount"] for org in top] == sorted(
        (o["gmv_amount"] for o in top), reverse=True
    )
    assert len(top) <= 10


@pytest.mark.usefixtures("sale")
def test_periods(shop: Shop, admin: Person) -> None:
    catch_up(shop)
    # The same by days and by months.
    months = ask(shop, admin, {"from": "2020-01-01", "to": "2029-01-01"})
    days = ask(shop, admin, {"from": "2020-01-02", "to": "2029-01-02"})
    assert months["period"] == days["period"] == months["all_time"]
    empty = ask(shop, admin, {"from": "2001-01-01", "to": "2001-02-01"})
    assert (empty["period"]["gmv_amount"], empty["top_orgs"]) == (0, [])
    assert [week["orgs"] for week in empty["orgs"]["new_per_week"]] == [0] * 5
    for wrong in (
        {"from": "2020-01-01", "to": "2020-01-01"},
        {"from": "2020-01-01", "to": "2031-01-01"},
        {"from": "infinity"},
        {"to": "-infinity"},
    ):
        answer = shop.rpc("platform_dashboard", admin.token, **wrong)
        assert refusal(answer)[:2] == (400, "invalid_field"), wrong


def ask(shop: Shop, admin: Person, body: Row) -> Any:
    """The dashboard of a period."""
    return expect(shop.rpc("platform_dashboard", admin.token, **body))


def test_fees_per_org(shop: Shop, sale: Sale, admin: Person) -> None:
    catch_up(shop)
    other = shop.sale()
    shop.buy(other)
    catch_up(shop)
    seen: list[Row] = []
    offset: int | None = 0
    while offset is not None:
        page = expect(shop.rpc("platform_fees_per_org", admin.token, limit=2, offset=offset))
        assert len(page["orgs"]) <= 2
        seen += page["orgs"]
        offset = page["next_offset"]
    ours = {org["org_id"]: org for org in seen}
    assert len(ours) == len(seen)
    assert ours[other.org_id]["gmv_amount"] == 2500
    assert ours[sale.org_id]["gmv_amount"] == 6 * 250_000
    fees = [(org["platform_fee_amount"], org["gmv_amount"]) for org in seen]
    assert fees == sorted(fees, reverse=True)


def report(shop: Shop, token: str, **body: object) -> httpx.Response:
    """A financial report, as CSV."""
    url = f"{shop.stack.api_url}/functions/v1/platform-report"
    return shop.http.post(url, json=body, headers=shop.headers(token))


def test_reports_are_what_the_dashboard_says(shop: Shop, sale: Sale, admin: Person) -> None:
    catch_up(shop)
    read: dict[str, list[Row]] = {}
    for kind in ("fees", "days", "subscriptions", "bills", "settlements"):
        answer = report(shop, admin.token, kind=kind)
        assert answer.status_code == 200, answer.text
        assert f"platform-{kind}-" in answer.headers["content-disposition"]
        read[kind] = list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))
    board = expect(shop.rpc("platform_dashboard", admin.token))
    for kind in ("fees", "days"):
        total = sum(round(float(row["gmv"]) * 100) for row in read[kind])
        assert total == board["period"]["gmv_amount"], kind
        assert sum(int(row["tickets"]) for row in read[kind]) == board["period"]["tickets"]
    [ours] = [row for row in read["fees"] if row["org_id"] == sale.org_id]
    assert (ours["gmv"], ours["refunded"]) == ("15000.00", "5000.00")
    running = board["billing"]["subscriptions"]
    assert len(read["subscriptions"]) == running
    acts = shop.ask(
        "select array_agg(action order by entry_id desc) from tenancy.admin_audit_log"
        " where admin_id = %s and entity_type = 'report'",
        admin.user_id,
    )
    assert acts[:2] == ["report.finished", "report.started"]
    refused = report(shop, sale.owner.token, kind="fees")
    assert (refused.status_code, refused.json()["code"]) == (403, "platform_admin_required")


def test_payouts_of_all_orgs(shop: Shop, admin: Person) -> None:
    seen = expect(shop.rpc("platform_payouts", admin.token, limit=1))
    count = shop.ask("select count(*) from payments.settlements")
    assert sum(status["settlements"] for status in seen["by_status"].values()) == count
    wrong = expect(shop.rpc("platform_payouts", admin.token, unexplained=True))
    assert all(row["unexplained_amount"] for row in wrong["settlements"])
