"""Balances: what an organization has at Mollie, and every movement of it; `GET /v2/balances`.

A payment comes in when it is paid, less what Mollie asks for it; the fee of the app that made it
goes from the merchant's balance to that of the app's organization. A refund leaves when it is
refunded, a chargeback when it is received. Mollie's test mode books none of this; the sandbox does,
or nobody would ever see a payout.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cli.sandbox.clock import iso
from cli.sandbox.endpoint import TOKENS, Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid, unknown
from cli.sandbox.hal import Json, Listing, Page, documentation, paginate
from cli.sandbox.money import Amount
from cli.sandbox.store import Row
from cli.sandbox.world import World

CURRENCY = "EUR"
DAY = 86_400.0
ZONE = ZoneInfo("Europe/Amsterdam")

# The rows of an organization in the order in which its money moved. `units` is what the balance
# changes by: the movement itself less `costs` (zero or less), both in cents. `settlement` is the
# payout that it went into.
SCHEMA = """
create table balances (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null unique,
  created_at real not null,
  closes_at real
);
create index balances_closing on balances (closes_at) where closes_at is not null;
create table balance_transactions (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null,
  type text not null,
  initial integer not null,
  costs integer not null,
  units integer not null,
  method text,
  payment text,
  subject text,
  context text not null,
  settlement text,
  created_at real not null
);
create index balance_transactions_organization on balance_transactions (organization, seq);
create index balance_transactions_open on balance_transactions (organization)
  where settlement is null;
create index balance_transactions_settlement on balance_transactions (settlement);
create index balance_transactions_subject on balance_transactions (subject)
"""


@dataclass(frozen=True)
class Rate:
    """What Mollie asks for one movement: cents and hundredths of a percent, VAT not included."""

    fixed: int
    share: int = 0

    def of(self, units: int) -> int:
        """The costs of a movement, VAT included, in whole cents."""
        net = self.fixed * 10_000 + abs(units) * self.share
        return (net * 121 + 500_000) // 1_000_000


_PAYMENT = Rate(29)
_OF_METHODS = {"creditcard": Rate(25, 180), "applepay": Rate(25, 180), "banktransfer": Rate(25)}
_OF_TYPES = {"refund": Rate(25), "chargeback": Rate(35)}


def rate(kind: str, method: str | None) -> Rate | None:
    """What a kind of movement costs; None: nothing."""
    if kind == "payment":
        return _OF_METHODS.get(method or "", _PAYMENT)
    return _OF_TYPES.get(kind)


@dataclass(frozen=True)
class Movement:
    """Money that comes (positive) or goes. `subject` is the payment, refund or chargeback, and
    `context` what Mollie tells of it."""

    kind: str
    amount: Amount
    context: Mapping[str, str]
    method: str | None = None
    payment: str | None = None
    subject: str | None = None


def of(world: World, organization: str) -> Row:
    """The organization's balance, which is there as soon as somebody asks."""
    sql = "select * from balances where organization = :organization"
    found = world.store.row(sql, organization=organization)
    if found is None:
        world.store.execute(
            "insert into balances (id, organization, created_at) values (:id, :organization, :now)",
            id=f"bal_{organization.removeprefix('org_')}",
            organization=organization,
            now=world.clock.now(),
        )
        found = world.store.row(sql, organization=organization)
    assert found is not None  # noqa: S101 (just made)
    return found


def book(world: World, organization: str, movement: Movement) -> None:
    """Write a movement down. What is not in euros is no business of this balance."""
    if movement.amount.currency != CURRENCY:
        return
    asked = rate(movement.kind, movement.method)
    costs = 0 if asked is None else -asked.of(movement.amount.units)
    now = world.clock.now()
    of(world, organization)
    world.store.execute(
        "insert into balance_transactions (id, organization, type, initial, costs, units, method,"
        " payment, subject, context, created_at) values (:id, :organization, :type, :initial,"
        " :costs, :units, :method, :payment, :subject, :context, :now)",
        id=world.new_id("baltr_"),
        organization=organization,
        type=movement.kind,
        initial=movement.amount.units,
        costs=costs,
        units=movement.amount.units + costs,
        method=movement.method,
        payment=movement.payment,
        subject=movement.subject,
        context=json.dumps(dict(movement.context)),
        now=now,
    )
    world.store.execute(
        "update balances set closes_at = :closes"
        " where organization = :organization and closes_at is null",
        organization=organization,
        closes=(now // DAY + 1) * DAY,
    )


def available(world: World, organization: str, before: float | None = None) -> int:
    """What can be paid out, in cents; of what came before a moment, if one is given."""
    found: int = world.store.value(
        "select coalesce(sum(units), 0) from balance_transactions"
        " where organization = :organization and settlement is null"
        " and (:before is null or created_at < :before)",
        organization=organization,
        before=before,
    )
    return found


def settlement_of(world: World, subject: str) -> str | None:
    """The payout that a payment, refund or chargeback went into."""
    found: str | None = world.store.value(
        "select settlement from balance_transactions where subject = :subject and type in"
        " ('payment', 'refund', 'chargeback') and settlement is not null",
        subject=subject,
    )
    return found


def _render(call: Call, row: Row) -> Json:
    units = available(call.world, row["organization"])
    return {
        "resource": "balance",
        "id": row["id"],
        "mode": "test",
        "createdAt": iso(row["created_at"]),
        "currency": CURRENCY,
        "description": "Primary balance",
        "status": "active",
        "availableAmount": Amount(CURRENCY, units).json(),
        "pendingAmount": Amount(CURRENCY, 0).json(),
        "transferFrequency": "daily",
        "transferThreshold": Amount(CURRENCY, 0).json(),
        "transferReference": "Payout",
        "transferDestination": {
            "type": "bank-account",
            "bankAccount": "NL53INGB0654422370",
            "beneficiaryName": "T. Test",
        },
        "_links": {
            "self": call.site.resource(f"balances/{row['id']}"),
            "documentation": documentation("get-balance"),
        },
    }


def _find_own(call: Call) -> Row:
    row = of(call.world, call.caller.organization)
    if call.path.get("balance", "primary") not in ("primary", row["id"]):
        raise unknown(call.path["balance"])
    return row


def get(call: Call) -> Answer:
    return Answer(200, _render(call, _find_own(call)))


def list_all(call: Call) -> Answer:
    of(call.world, call.caller.organization)
    asked = call.query.get("currency", CURRENCY)
    listing = Listing(
        source="balances where organization = :organization and :currency = 'EUR'",
        values={"organization": call.caller.organization, "currency": asked},
        render=lambda row: _render(call, row),
        name="balances",
        path="balances",
        documented="list-balances",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def render_transaction(row: Row) -> Json:
    costs = Amount(CURRENCY, row["costs"]).json()
    body: Json = {
        "resource": "balance-transaction",
        "id": row["id"],
        "type": row["type"],
        "resultAmount": Amount(CURRENCY, row["units"]).json(),
        "initialAmount": Amount(CURRENCY, row["initial"]).json(),
        "createdAt": iso(row["created_at"]),
        "context": {row["type"]: json.loads(row["context"])},
    }
    if row["costs"]:
        body |= {"deductions": costs, "deductionDetails": {"fees": costs}}
    return body


def list_transactions(call: Call) -> Answer:
    row = _find_own(call)
    listing = Listing(
        source="balance_transactions where organization = :organization",
        values={"organization": row["organization"]},
        render=render_transaction,
        name="balance_transactions",
        path=f"balances/{call.path['balance']}/transactions",
        documented="list-balance-transactions",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def _day(call: Call, name: str) -> date:
    try:
        return date.fromisoformat(call.query.get(name, ""))
    except ValueError:
        raise MollieError(400, f"The {name} is not a date of the form YYYY-MM-DD", name) from None


# What Mollie's reports call the types of movements.
_CATEGORIES = {
    "payment": "payments",
    "application-fee": "payments",
    "refund": "refunds",
    "chargeback": "chargebacks",
    "chargeback-reversal": "chargebacks",
    "outgoing-transfer": "transfers",
    "returned-transfer": "transfers",
}


def report(call: Call) -> Answer:
    """What a balance did from a day until (and without) another, by Mollie's days."""
    row, since, until = _find_own(call), _day(call, "from"), _day(call, "until")
    if until <= since:
        raise invalid("The end of the report must lie after its beginning", "until")
    grouping = call.query.get("grouping", "status-balances")
    if grouping not in ("status-balances", "transaction-categories"):
        raise MollieError(400, "The grouping parameter contains an invalid value", "grouping")
    start, end = (_midnight(day) for day in (since, until))
    moved: dict[str, int] = {}
    for group in call.world.store.rows(
        "select type, sum(units) as units from balance_transactions"
        " where organization = :organization and created_at >= :start and created_at < :end"
        " group by type",
        organization=row["organization"],
        start=start,
        end=end,
    ):
        category = _CATEGORIES.get(group["type"], "corrections")
        moved[category] = moved.get(category, 0) + group["units"]
    opened, closed = (_total_at(call.world, row["organization"], at) for at in (start, end))
    body = {
        "resource": "balance-report",
        "balanceId": row["id"],
        "timeZone": ZONE.key,
        "from": since.isoformat(),
        "until": until.isoformat(),
        "grouping": grouping,
        "totals": _by_status(opened, closed)
        if grouping == "status-balances"
        else _by_category(opened, closed, moved),
        "_links": {
            "self": call.site.resource(f"balances/{row['id']}/report"),
            "documentation": documentation("get-balance-report"),
        },
    }
    return Answer(200, body)


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp()


def _total_at(world: World, organization: str, moment: float) -> int:
    found: int = world.store.value(
        "select coalesce(sum(units), 0) from balance_transactions"
        " where organization = :organization and created_at < :moment",
        organization=organization,
        moment=moment,
    )
    return found


def _group(units: int) -> Json:
    return {"amount": Amount(CURRENCY, units).json()}


def _by_status(opened: int, closed: int) -> Json:
    nothing = _group(0)
    return {
        "pendingBalance": {
            "open": nothing,
            "pending": nothing,
            "movedToAvailable": nothing,
            "close": nothing,
        },
        "availableBalance": {
            "open": _group(opened),
            "movedFromPending": nothing,
            "immediatelyAvailable": _group(closed - opened),
            "close": _group(closed),
        },
    }


def _by_category(opened: int, closed: int, moved: Mapping[str, int]) -> Json:
    names = ("payments", "refunds", "chargebacks", "capital", "transfers", "fee-prepayments")
    totals: Json = {
        name: {
            "pending": _group(0),
            "movedToAvailable": _group(0),
            "immediatelyAvailable": _group(moved.get(name, 0)),
        }
        for name in (*names, "corrections", "topups")
    }
    totals["open"] = {"pending": _group(0), "available": _group(opened)}
    totals["close"] = {"pending": _group(0), "available": _group(closed)}
    return totals


_READ = "balances.read"
_LIST = frozenset({"from", "limit"})
ENDPOINTS = [
    Endpoint(
        "GET",
        "/balances",
        list_all,
        query=_LIST | {"currency"},
        scope=_READ,
        credentials=TOKENS,
    ),
    Endpoint("GET", "/balances/primary", get, scope=_READ, credentials=TOKENS, has_modes=False),
    Endpoint("GET", "/balances/{balance}", get, scope=_READ, credentials=TOKENS),
    Endpoint(
        "GET",
        "/balances/{balance}/transactions",
        list_transactions,
        query=_LIST,
        scope=_READ,
        credentials=TOKENS,
    ),
    Endpoint(
        "GET",
        "/balances/{balance}/report",
        report,
        query=frozenset({"from", "until", "grouping"}),
        scope="balance-reports.read",
        credentials=TOKENS,
    ),
]
