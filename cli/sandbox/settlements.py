"""Settlements: what Mollie pays out of a balance, a day's worth at a time.

    pending -> paidout | failed      paidout -> failed

A balance is closed at midnight (UTC): what came by then leaves it as one settlement, which is at
the bank ten hours later. What comes to nothing, or less, waits for another day. The money of a
settlement that fails is on the balance again, and leaves with the next. Mollie has no test mode
here, so what a settlement is made of is shown as live.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cli.sandbox import balances, chargebacks, merchants, payments, refunds
from cli.sandbox.balances import CURRENCY, DAY, Movement
from cli.sandbox.clock import iso
from cli.sandbox.endpoint import TOKENS, Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, unknown
from cli.sandbox.hal import Json, Listing, Page, Site, documentation, paginate
from cli.sandbox.methods import METHODS
from cli.sandbox.money import Amount
from cli.sandbox.store import Row
from cli.sandbox.world import Timer, World

MOVES: dict[str, frozenset[str]] = {
    "pending": frozenset({"paidout", "failed"}),
    "paidout": frozenset({"failed"}),
    "failed": frozenset(),
}
# How long the bank takes.
AT_THE_BANK = 10 * 3600.0

SCHEMA = """
create table settlements (
  seq integer primary key autoincrement,
  id text not null unique,
  organization text not null,
  reference text not null,
  status text not null,
  units integer not null,
  created_at real not null,
  due_at real,
  settled_at real
);
create index settlements_organization on settlements (organization, seq);
create index settlements_due on settlements (due_at) where due_at is not null
"""


class ImpossibleMove(Exception):
    """The settlement's state does not allow that."""

    def __init__(self, row: Row, to: str) -> None:
        super().__init__(f"Settlement {row['id']} is {row['status']} and cannot become {to}")


def find(world: World, settlement: str) -> Row | None:
    """A settlement by its id or by the reference that stands on the bank statement."""
    return world.store.row(
        "select * from settlements where id = :id or reference = :id", id=settlement
    )


def close(world: World, organization: str, before: float | None = None) -> Row | None:
    """Make a settlement of what is on a balance; None when there is nothing to pay out."""
    units = balances.available(world, organization, before)
    if units <= 0 or not merchants.of(world, organization)["receives_settlements"]:
        return None
    now = world.clock.now() if before is None else before
    settlement = world.new_id("stl_")
    world.store.execute(
        "update balance_transactions set settlement = :settlement"
        " where organization = :organization and settlement is null"
        " and (:before is null or created_at < :before)",
        settlement=settlement,
        organization=organization,
        before=before,
    )
    world.store.execute(
        "insert into settlements (id, organization, reference, status, units, created_at, due_at)"
        " values (:id, :organization, :reference, 'pending', :units, :now, :due)",
        id=settlement,
        organization=organization,
        reference=_new_reference(world, organization, now),
        units=units,
        now=now,
        due=now + AT_THE_BANK,
    )
    context = {"transferId": f"trf_{settlement[4:]}", "settlementId": settlement}
    leaving = Movement("outgoing-transfer", Amount(CURRENCY, -units), context, subject=settlement)
    balances.book(world, organization, leaving)
    # What left is in the settlement; it is no part of what the next one pays out.
    world.store.execute(
        "update balance_transactions set settlement = :settlement"
        " where organization = :organization and type = 'outgoing-transfer' and settlement is null",
        settlement=settlement,
        organization=organization,
    )
    return find(world, settlement)


def _new_reference(world: World, organization: str, now: float) -> str:
    """As it stands on the bank statement: `1234567.2404.03`, the third of April 2024."""
    start = f"{organization.removeprefix('org_')}.{datetime.fromtimestamp(now, UTC):%y%m}."
    made = world.store.value(
        "select count(*) from settlements where reference like :start || '%'", start=start
    )
    return f"{start}{made + 1:02d}"


def move(world: World, row: Row, to: str, at: float | None = None) -> None:
    """Bring a settlement into a state; one that fails gives its money back to the balance."""
    if to not in MOVES[row["status"]]:
        raise ImpossibleMove(row, to)
    at = world.clock.now() if at is None else at
    world.store.execute(
        "update settlements set status = :to, due_at = null, settled_at = :at where id = :id",
        to=to,
        at=at if to == "paidout" else None,
        id=row["id"],
    )
    if to == "failed":
        context = {"transferId": f"trf_{row['id'][4:]}", "settlementId": row["id"]}
        back = Movement("returned-transfer", Amount(CURRENCY, row["units"]), context)
        balances.book(world, row["organization"], back)


# What settlements are made of, as their periods show it


@dataclass(frozen=True)
class _Key:
    """What makes one row of a period: rows are summed up by it."""

    period: tuple[str, str]
    is_cost: bool
    description: str
    method: str | None
    rate: balances.Rate | None = None


def _keys(row: Row) -> list[tuple[_Key, int]]:
    """The rows of the periods that a movement is part of, with its share in cents."""
    moment = datetime.fromtimestamp(row["created_at"], UTC)
    period = (f"{moment:%Y}", f"{moment:%m}")
    name = METHODS[row["method"]].name if row["method"] else ""
    kind, units = row["type"], row["initial"]
    if kind == "application-fee":
        is_cost = units < 0
        found = [(_Key(period, is_cost, "Application fees", "applicationfee"), abs(units))]
    else:
        shown: tuple[str, str | None] = {
            "payment": (name, row["method"]),
            "refund": ("Refunds", "refund"),
            "chargeback": ("Chargebacks", "chargeback"),
            "chargeback-reversal": ("Chargebacks", "chargeback"),
        }.get(kind, ("Returned payouts", None))
        found = [(_Key(period, False, *shown), units)]
    if row["costs"]:
        asked = balances.rate(kind, row["method"])
        shown = (name, row["method"]) if kind == "payment" else (found[0][0].description, None)
        found.append((_Key(period, True, *shown, asked), -row["costs"]))
    return found


def _periods(world: World, condition: str, **values: Any) -> Json:
    counts: dict[_Key, int] = {}
    sums: dict[_Key, int] = {}
    for row in world.store.rows(
        f"select * from balance_transactions where type <> 'outgoing-transfer' and {condition}"  # noqa: S608
        " order by seq",
        **values,
    ):
        for key, units in _keys(row):
            counts[key] = counts.get(key, 0) + 1
            sums[key] = sums.get(key, 0) + units
    periods: Json = {}
    for key, units in sums.items():
        year, month = key.period
        period = periods.setdefault(year, {}).setdefault(month, {"revenue": [], "costs": []})
        period["costs" if key.is_cost else "revenue"].append(_line(key, counts[key], units))
    return periods


def _line(key: _Key, count: int, units: int) -> Json:
    gross = Decimal(units) / 100
    net = gross / Decimal("1.21") if key.rate is not None else gross
    net = net.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    body: Json = {
        "description": key.description,
        "method": key.method,
        "count": count,
        "amountNet": _four(net),
        "amountVat": None if key.rate is None else _four(gross - net),
        "amountGross": _four(gross),
    }
    if key.is_cost:
        body["rate"] = (
            {}
            if key.rate is None
            else {
                "fixed": _four(Decimal(key.rate.fixed) / 100),
                "percentage": f"{Decimal(key.rate.share) / 100:.2f}",
            }
        )
    return body


def _four(value: Decimal) -> Json:
    """An amount of a period: these alone have four decimals."""
    return {"currency": CURRENCY, "value": f"{value:.4f}"}


# The API


def render(world: World, site: Site, row: Row) -> Json:
    here = f"settlements/{row['id']}"
    return {
        "resource": "settlement",
        "id": row["id"],
        "reference": row["reference"],
        "createdAt": iso(row["created_at"]),
        "settledAt": None if row["settled_at"] is None else iso(row["settled_at"]),
        "status": row["status"],
        "amount": Amount(CURRENCY, row["units"]).json(),
        "balanceId": balances.of(world, row["organization"])["id"],
        "periods": _periods(world, "settlement = :settlement", settlement=row["id"]),
        "_links": {
            "self": site.resource(here),
            **{
                name: site.resource(f"{here}/{name}")
                for name in ("payments", "captures", "refunds", "chargebacks")
            },
            "documentation": documentation("get-settlement"),
        },
    }


def _find_own(call: Call) -> Row:
    row = find(call.world, call.path["settlement"])
    if row is None or row["organization"] != call.caller.organization:
        raise unknown(call.path["settlement"])
    return row


def get(call: Call) -> Answer:
    return Answer(200, render(call.world, call.site, _find_own(call)))


def _convenience(call: Call, name: str, units: int, periods: Json) -> Answer:
    """The open and the next settlement are no settlements yet: their names are their ids."""
    body = {
        "resource": "settlement",
        "id": name,
        "reference": None,
        "createdAt": iso(call.world.clock.now()),
        "settledAt": None,
        "status": "open",
        "amount": Amount(CURRENCY, units).json(),
        "balanceId": balances.of(call.world, call.caller.organization)["id"],
        "periods": periods,
        "_links": {
            "self": call.site.resource(f"settlements/{name}"),
            "documentation": documentation(f"get-{name}-settlement"),
        },
    }
    return Answer(200, body)


def get_open(call: Call) -> Answer:
    """All that is on the balance."""
    who = call.caller.organization
    units = balances.available(call.world, who)
    condition = "organization = :organization and settlement is null"
    return _convenience(call, "open", units, _periods(call.world, condition, organization=who))


def get_next(call: Call) -> Answer:
    """What is paid out next: what came before the balance closes."""
    who = call.caller.organization
    closes = balances.of(call.world, who)["closes_at"]
    units = balances.available(call.world, who, closes)
    condition = (
        "organization = :organization and settlement is null"
        " and (:before is null or created_at < :before)"
    )
    periods = _periods(call.world, condition, organization=who, before=closes)
    return _convenience(call, "next", units, periods)


def list_all(call: Call) -> Answer:
    source, values = "organization = :organization", {"organization": call.caller.organization}
    if (month := call.query.get("month")) is not None and "year" not in call.query:
        raise MollieError(400, "The month needs a year", "year")
    if (year := call.query.get("year")) is not None:
        source += " and strftime('%Y', created_at, 'unixepoch') = :year"
        values["year"] = year
    if month is not None:
        source += " and strftime('%m', created_at, 'unixepoch') = :month"
        values["month"] = month.zfill(2)
    if call.query.get("currencies", CURRENCY) != CURRENCY:
        source += " and false"
    own = balances.of(call.world, call.caller.organization)["id"]
    if call.query.get("balanceId", own) != own:
        source += " and false"
    listing = Listing(
        source=f"settlements where {source}",
        values=values,
        render=lambda row: render(call.world, call.site, row),
        name="settlements",
        path="settlements",
        documented="list-settlements",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def _parts(kind: str, name: str, show: Callable[[Call, Row], Json]) -> Callable[[Call], Answer]:
    """The list of one kind of movement of a settlement; `name` is its table's and the API's."""

    def answer(call: Call) -> Answer:
        settlement = _find_own(call)

        def render_part(row: Row) -> Json:
            return show(call, row) | {"mode": "live", "settlementId": settlement["id"]}

        listing = Listing(
            source=f"{name} where id in (select subject from balance_transactions"  # noqa: S608
            " where settlement = :settlement and type = :kind)",
            values={"settlement": settlement["id"], "kind": kind},
            render=render_part,
            name=name,
            path=f"settlements/{call.path['settlement']}/{name}",
            documented=f"list-settlement-{name}",
        )
        return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))

    return answer


def _show_payment(call: Call, row: Row) -> Json:
    return payments.render(call.world, call.site, payments.from_row(row))


def _show_refund(call: Call, row: Row) -> Json:
    refund = refunds.from_row(row)
    taken = refund.amount.of(-refund.amount.units).json()
    return refunds.render(call.site, refund) | {"settlementAmount": taken}


def _show_chargeback(call: Call, row: Row) -> Json:
    chargeback = chargebacks.from_row(row)
    taken = chargeback.amount.of(-chargeback.amount.units).json()
    return chargebacks.render(call.site, chargeback) | {"settlementAmount": taken}


def list_captures(call: Call) -> Answer:
    """None: the sandbox captures by itself."""
    _find_own(call)
    listing = Listing(
        source="payments where false",
        values={},
        render=dict,
        name="captures",
        path=f"settlements/{call.path['settlement']}/captures",
        documented="list-settlement-captures",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def _next_closing(world: World) -> float | None:
    due: float | None = world.store.value("select min(closes_at) from balances")
    return due


def _close_all(world: World) -> None:
    for row in world.store.rows(
        "select * from balances where closes_at <= :now order by closes_at", now=world.clock.now()
    ):
        close(world, row["organization"], row["closes_at"])
        waits = world.store.row(
            "select 1 from balance_transactions where organization = :organization"
            " and settlement is null",
            organization=row["organization"],
        )
        world.store.execute(
            "update balances set closes_at = :closes where id = :id",
            id=row["id"],
            closes=None if waits is None else row["closes_at"] + DAY,
        )


def _next_payout(world: World) -> float | None:
    due: float | None = world.store.value("select min(due_at) from settlements")
    return due


def _pay_out(world: World) -> None:
    for row in world.store.rows(
        "select * from settlements where due_at <= :now order by due_at", now=world.clock.now()
    ):
        move(world, row, "paidout", at=row["due_at"])


CLOSING = Timer(next_due=_next_closing, run=_close_all)
PAYOUT = Timer(next_due=_next_payout, run=_pay_out)

_READ = "settlements.read"
_ONE = "/settlements/{settlement}"


def _endpoint(
    path: str,
    handle: Callable[[Call], Answer],
    query: frozenset[str] = frozenset(),
    scope: str = "",
) -> Endpoint:
    return Endpoint(
        "GET",
        path,
        handle,
        query=query,
        scope=f"{_READ} {scope}".strip(),
        credentials=TOKENS,
        has_modes=False,
    )


_LIST = frozenset({"from", "limit"})
ENDPOINTS = [
    _endpoint("/settlements", list_all, _LIST | {"balanceId", "year", "month", "currencies"}),
    _endpoint("/settlements/open", get_open),
    _endpoint("/settlements/next", get_next),
    _endpoint(_ONE, get),
    _endpoint(
        f"{_ONE}/payments",
        _parts("payment", "payments", _show_payment),
        Page.PARAMETERS | {"profileId"},
        "payments.read",
    ),
    _endpoint(f"{_ONE}/refunds", _parts("refund", "refunds", _show_refund), _LIST, "refunds.read"),
    _endpoint(
        f"{_ONE}/chargebacks",
        _parts("chargeback", "chargebacks", _show_chargeback),
        _LIST,
        "payments.read",
    ),
    _endpoint(f"{_ONE}/captures", list_captures, _LIST, "payments.read"),
]
