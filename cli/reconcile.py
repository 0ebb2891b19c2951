"""`entree reconcile`: our books of a period against the payment provider's lists.

Both sides are read newest first and merged as they come, so memory does not grow with the period:
of the provider's lists one page is held, of ours one batch, and what was made within one second,
because the provider's lists go by seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, LiteralString

import psycopg
import typer
from psycopg.rows import dict_row
from rich.console import Console
from rich.markup import escape

from cli.credentials import worker_settings
from cli.db import database_url
from cli.errors import Stop
from cli.operate import DbUrl
from cli.stack import Stack

if TYPE_CHECKING:
    from workers.mollie import Mollie

BATCH = 500
"""Rows of ours that are read at a time."""
RECENT = timedelta(minutes=5)
"""What is younger may still be on its way between the two."""
PERIOD = timedelta(days=31)
_DECIMALS = {"ISK": 0, "JPY": 0}
_UNPAID = frozenset({"canceled", "expired", "failed"})

Json = dict[str, Any]
Facts = dict[str, str | int | bool | None]


@dataclass(frozen=True)
class Entry:
    """One payment, refund, chargeback or sales invoice, as one side has it."""

    id: str
    moment: datetime
    facts: Facts
    about: Facts = field(default_factory=dict)
    """What helps a person to find it, and is not compared."""


@dataclass(frozen=True)
class Difference:
    """Something that the two sides do not agree on."""

    kind: str
    id: str
    ours: str | int | bool | None
    theirs: str | int | bool | None
    about: Facts


@dataclass(frozen=True)
class Kind:
    """A kind of thing that both sides list: how ours are found, and how theirs are read."""

    name: str
    ours: LiteralString
    """What we have, all of it."""
    made: LiteralString
    """The column by which it is sorted: the moment that the provider has, too."""
    known_as: LiteralString
    """The column with the provider's id."""
    read: Callable[[Json], Facts]
    moment: Callable[[Json], str]


_PAYMENTS: LiteralString = """
  select p.provider_payment_id as id, p.provider_created_at as moment, p.status::text, p.amount,
    p.currency, p.mode, p.org_id::text, p.payable_id::text as order_id,
    exists (
      select from payments.payment_reviews as v
      where v.org_id = p.org_id and v.payment_id = p.id and v.resolved_at is null
    ) as in_review
  from payments.payments as p
  where p.provider = 'mollie'
"""
_REFUNDS: LiteralString = """
  select r.mollie_refund_id as id, r.provider_created_at as moment, r.status::text, r.amount,
    r.currency, p.provider_payment_id as payment, r.org_id::text, r.payable_id::text as order_id
  from payments.refunds as r
  join payments.payments as p on p.org_id = r.org_id and p.id = r.payment_id
  where r.status <> 'canceled'
"""
_CHARGEBACKS: LiteralString = """
  select c.mollie_chargeback_id as id, c.received_at as moment,
    c.reversed_at is not null as reversed, c.amount, c.currency, p.provider_payment_id as payment,
    c.org_id::text, c.payable_id::text as order_id
  from payments.chargebacks as c
  join payments.payments as p on p.org_id = c.org_id and p.id = c.payment_id
  where true
"""
_SALES_INVOICES: LiteralString = """
  select i.mollie_sales_invoice_id as id, i.provider_created_at as moment, 'paid' as status,
    i.total_amount as amount, i.vat_amount, i.currency, p.provider_payment_id as payment,
    i.org_id::text, i.charge_id::text as order_id
  from billing.sales_invoices as i
  join payments.payments as p on p.org_id = i.org_id and p.id = i.payment_id
  where i.mollie_sales_invoice_id is not null
"""
_ON_ACCOUNT: LiteralString = "and p.connection_id is not distinct from %s"
_ABOUT = ("org_id", "order_id", "in_review")


def _amount(item: Mapping[str, Any], name: str = "amount") -> Facts:
    """Cents, or the smallest unit that the currency has."""
    currency, value = str(item[name]["currency"]), str(item[name]["value"])
    whole, _, rest = value.partition(".")
    return {
        "amount": int(whole + rest.ljust(_DECIMALS.get(currency, 2), "0")),
        "currency": currency,
    }


KINDS = (
    Kind(
        "payment",
        _PAYMENTS,
        "p.provider_created_at",
        "p.provider_payment_id",
        lambda item: {"status": item["status"], "mode": item["mode"], **_amount(item)},
        lambda item: str(item["createdAt"]),
    ),
    Kind(
        "refund",
        _REFUNDS,
        "r.provider_created_at",
        "r.mollie_refund_id",
        lambda item: {"status": item["status"], "payment": item["paymentId"], **_amount(item)},
        lambda item: str(item["createdAt"]),
    ),
    Kind(
        "chargeback",
        _CHARGEBACKS,
        "c.received_at",
        "c.mollie_chargeback_id",
        lambda item: {
            "reversed": item.get("reversedAt") is not None,
            "payment": item["paymentId"],
            **_amount(item),
        },
        lambda item: str(item["createdAt"]),
    ),
)

_PAYMENT = KINDS[0]


def _sales_invoice(item: Json) -> Facts:
    return {
        "status": item["status"],
        **_amount(item, "totalAmount"),
        "vat_amount": _amount(item, "totalVatAmount")["amount"],
        "payment": (item.get("paymentDetails") or [{}])[0].get("sourceReference"),
    }


SALES_INVOICE = Kind(
    "sales_invoice",
    _SALES_INVOICES,
    "i.provider_created_at",
    "i.mollie_sales_invoice_id",
    _sales_invoice,
    lambda item: str(item["createdAt"]),
)
"""What the platform sent orgs for what they paid: on its own account only."""


# Comparing


def differences(kind: str, ours: Entry | None, theirs: Entry | None) -> list[Difference]:
    """What one thing has that differs; either side may lack it."""
    known = ours or theirs
    if known is None:
        return []
    about = ours.about if ours else {}
    if ours is None or theirs is None:
        lacks = "missing" if theirs is None else "unknown"
        mine, other = (side.facts.get("status") if side else None for side in (ours, theirs))
        return [Difference(f"{kind}_{lacks}", known.id, mine, other, about)]
    return [
        Difference(f"{kind}_{name}", known.id, mine, theirs.facts[name], about)
        for name, mine in ours.facts.items()
        if not _agree(f"{kind}_{name}", mine, theirs.facts[name])
    ]


def _agree(name: str, ours: object, theirs: object) -> bool:
    # What we gave up may still run out, or be canceled, at the provider: no money either way.
    given_up = name == "payment_status" and ours in _UNPAID
    return ours == theirs or (given_up and theirs not in ("paid", "authorized"))


async def merged(
    ours: AsyncIterator[Entry], theirs: AsyncIterator[Entry]
) -> AsyncIterator[tuple[Entry | None, Entry | None]]:
    """Pairs of equal ids from two sides that are sorted by second, newest first."""
    left, right = _Seconds(ours), _Seconds(theirs)
    while moments := [side for side in (await left.peek(), await right.peek()) if side]:
        newest = max(moments)
        mine, other = await left.take(newest), await right.take(newest)
        for entry_id in dict.fromkeys((*mine, *other)):
            yield mine.get(entry_id), other.get(entry_id)


class _Seconds:
    """One side, taken second by second."""

    def __init__(self, entries: AsyncIterator[Entry]) -> None:
        self._entries = entries
        self._next: Entry | None = None
        self._is_over = False

    async def peek(self) -> datetime | None:
        """The second of the next entry, None at the end."""
        if self._next is None and not self._is_over:
            self._next = await anext(self._entries, None)
            self._is_over = self._next is None
        return None if self._next is None else self._next.moment.replace(microsecond=0)

    async def take(self, moment: datetime) -> dict[str, Entry]:
        """The entries of a second by id, if it is the turn of that second."""
        found: dict[str, Entry] = {}
        while await self.peek() == moment and self._next is not None:
            found[self._next.id] = self._next
            self._next = None
        return found


# The two sides


class Books:
    """Our side: what is on one account at the provider, a connected one or (None) our own."""

    def __init__(
        self, connection: psycopg.AsyncConnection[Any], account: str | None = None
    ) -> None:
        self._connection = connection
        self._account = account

    @property
    def is_own(self) -> bool:
        """Whether it is our own account."""
        return self._account is None

    async def entries(self, kind: Kind, since: datetime, until: datetime) -> AsyncIterator[Entry]:
        """What we have of the period, newest first."""
        async with (
            self._connection.transaction(),
            self._connection.cursor(f"entree_{kind.name}", row_factory=dict_row) as cursor,
        ):
            cursor.itersize = BATCH
            within = f"{_ON_ACCOUNT} and {kind.made} >= %s and {kind.made} < %s"
            await cursor.execute(
                f"{kind.ours} {within} order by {kind.made} desc", [self._account, since, until]
            )
            async for row in cursor:
                yield _entry(row)

    async def find(self, kind: Kind, entry_id: str) -> Entry | None:
        """One thing, whenever it was made."""
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                f"{kind.ours} {_ON_ACCOUNT} and {kind.known_as} = %s", [self._account, entry_id]
            )
            row = await cursor.fetchone()
        return None if row is None else _entry(row)

    async def concerns(self, kind: Kind, item: Json) -> bool:
        """Whether something that the provider lists is our business.

        The platform's own account is ours alone. On a connected one its owner may do other things;
        ours have our id in their metadata, or are of such a payment.
        """
        if kind is SALES_INVOICE:
            # The platform may write others, for what it sells besides.
            return "sales_invoice_id" in (item.get("metadata") or {})
        if self._account is None:
            return True
        if kind.name == "payment":
            metadata = item.get("metadata")
            return isinstance(metadata, dict) and "payment_id" in metadata
        return await self.find(_PAYMENT, item["paymentId"]) is not None


def _entry(row: Json) -> Entry:
    about = {name: row.pop(name) for name in _ABOUT if name in row}
    entry_id, moment = row.pop("id"), row.pop("moment") or datetime.min.replace(tzinfo=UTC)
    return Entry(entry_id, moment, row, about)


async def told(
    mollie: Mollie, books: Books, kind: Kind, since: datetime, until: datetime
) -> AsyncIterator[Entry]:
    """What the provider has of the period, newest first."""
    listed: Any = f"{kind.name}s"
    everything = mollie.sales_invoices() if kind is SALES_INVOICE else mollie.everything(listed)
    async for item in everything:
        moment = datetime.fromisoformat(kind.moment(item))
        if moment < since:
            return
        if moment < until and await books.concerns(kind, item):
            yield Entry(item["id"], moment, kind.read(item))


async def told_of(
    mollie: Mollie, kind: Kind, pair: tuple[Entry | None, Entry | None]
) -> Entry | None:
    """One thing as the provider has it now."""
    from workers.mollie import MollieNotFound  # noqa: PLC0415 - with the provider's library

    ours, theirs = pair
    known = theirs or ours
    if known is None:
        return None
    with suppress(MollieNotFound, KeyError):
        if kind is SALES_INVOICE:
            item = await mollie.get_sales_invoice(known.id)
        elif kind is _PAYMENT:
            item = await mollie.get_payment(known.id)
        else:
            payment = await mollie.get_payment(str(known.facts["payment"]))
            parts = payment.get("_embedded", {}).get(f"{kind.name}s", [])
            item = {part["id"]: part for part in parts}[known.id]
        return Entry(known.id, datetime.fromisoformat(kind.moment(item)), kind.read(item))
    return None


async def compare(
    mollie: Mollie, books: Books, kind: Kind, since: datetime, until: datetime
) -> AsyncIterator[tuple[int, list[Difference]]]:
    """Each thing of the period with its differences; the number is 1, to be added up.

    What seems to differ is looked at again on both sides, since both go on while they are read.
    """
    ours = books.entries(kind, since, until)
    theirs = told(mollie, books, kind, since, until)
    doubted: list[tuple[Entry | None, Entry | None]] = []
    async for pair in merged(ours, theirs):
        yield 1, []
        if differences(kind.name, *pair):
            doubted.append(pair)
            if len(doubted) == BATCH:
                async for found in _look_again(mollie, books, kind, doubted):
                    yield 0, found
                doubted.clear()
    async for found in _look_again(mollie, books, kind, doubted):
        yield 0, found


async def _look_again(
    mollie: Mollie, books: Books, kind: Kind, doubted: list[tuple[Entry | None, Entry | None]]
) -> AsyncIterator[list[Difference]]:
    for pair in doubted:
        known = pair[0] or pair[1]
        assert known is not None  # noqa: S101 (a pair has at least one side)
        now = await books.find(kind, known.id), await told_of(mollie, kind, pair)
        yield differences(kind.name, *now)


# The command


def reconcile(
    since: Annotated[
        datetime | None, typer.Option(help="Made at this moment or later (UTC). 31 days ago.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(help="Made before this moment (UTC). 5 minutes ago.")
    ] = None,
    db_url: DbUrl = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: one difference a line, then a summary.")
    ] = False,
) -> None:
    """Compare payments, refunds, chargebacks and the platform's invoices with the provider's.

    Exit code 1 if any differs.

    Uses MOLLIE_API_KEY and MOLLIE_API_URL, or those of the running local stack.
    """
    now = datetime.now(UTC)
    period = _utc(since) or now - PERIOD, _utc(until) or now - RECENT
    if period[0] >= period[1]:
        raise Stop("The period is empty: --since must be before --until.", exit_code=2)
    count, found = asyncio.run(_run(database_url(db_url), *period, as_json=as_json))
    if as_json:
        summary = {"compared": count, "differences": found}
        print(
            json.dumps(summary | {"since": period[0].isoformat(), "until": period[1].isoformat()})
        )
    else:
        _print(f"{count} compared, {found} differ." if found else f"{count} compared, all agree.")
    raise typer.Exit(1 if found else 0)


async def _run(db_url: str, since: datetime, until: datetime, *, as_json: bool) -> tuple[int, int]:
    from workers import mollie as provider  # noqa: PLC0415 - loads the provider's library

    key, url = _credentials()
    count = found = 0
    try:
        mollie = provider.Mollie(key, url)
        async with await psycopg.AsyncConnection.connect(db_url, autocommit=True) as connection:
            for results in (
                _compare_all(mollie, Books(connection), since, until),
                _compare_connected(db_url, connection, since, until),
            ):
                async for seen, differing in results:
                    count += seen
                    found += len(differing)
                    for difference in differing:
                        _tell(difference, as_json=as_json)
        mollie.close()
    except provider.MollieError as error:
        raise Stop(f"The payment provider does not answer as it should: {error}") from error
    except psycopg.Error as error:
        raise Stop(f"The database refuses: {str(error).strip()}") from error
    return count, found


async def _compare_all(
    mollie: Mollie, books: Books, since: datetime, until: datetime
) -> AsyncIterator[tuple[int, list[Difference]]]:
    """One account, everything on it."""
    for kind in (*KINDS, SALES_INVOICE) if books.is_own else KINDS:
        async for result in compare(mollie, books, kind, since, until):
            yield result


async def _compare_connected(
    db_url: str, connection: psycopg.AsyncConnection[Any], since: datetime, until: datetime
) -> AsyncIterator[tuple[int, list[Difference]]]:
    """The accounts that orgs connected, one after the other; each with its own token.

    One that is no longer connected cannot be asked: that is a difference of its own.
    """
    cursor = await connection.execute(
        "select connection_id::text, org_id::text, organization_name"
        " from payments.connections_to_reconcile()"
    )
    accounts = await cursor.fetchall()
    if not accounts:
        return
    from workers.accounts import Accounts, ConnectionLost  # noqa: PLC0415
    from workers.db import Database  # noqa: PLC0415

    settings = worker_settings(db_url)
    async with Database.of(settings, name="entree-reconcile") as database:
        known = Accounts.of(settings, database)
        for connection_id, org_id, name in accounts:
            books = Books(connection, connection_id)

            async def listed(mollie: Mollie, books: Books = books) -> tuple[int, list[Difference]]:
                # From the start when the token has to be refreshed on the way.
                count, found = 0, []
                async for seen, differing in _compare_all(mollie, books, since, until):
                    count += seen
                    found += differing
                return count, found

            try:
                yield await known.use(connection_id, listed)
            except ConnectionLost as error:
                about: Facts = {"org_id": org_id, "account": name}
                yield (
                    1,
                    [
                        Difference(
                            "connection", connection_id, error.status, "cannot be asked", about
                        )
                    ],
                )
        await known.close()


def _credentials() -> tuple[str, str]:
    """The provider's key and address."""
    settings: Mapping[str, str] = os.environ
    if "MOLLIE_API_KEY" not in settings or "MOLLIE_API_URL" not in settings:
        stack = Stack()
        if "postgres" not in stack.pids():
            raise Stop("Set MOLLIE_API_KEY and MOLLIE_API_URL, or start a stack: entree up.")
        settings = stack.settings()
    return settings["MOLLIE_API_KEY"], settings["MOLLIE_API_URL"]


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _tell(difference: Difference, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(difference)))
        return
    about = ", ".join(f"{name} {value}" for name, value in difference.about.items() if value)
    said = {"ours": difference.ours, "theirs": difference.theirs}
    words = ", ".join(f"{side} {value}" for side, value in said.items() if value is not None)
    _print(f"{difference.kind} {difference.id}: {words}" + (f" ({about})" if about else ""))


def _print(text: str) -> None:
    Console(soft_wrap=True, highlight=False).print(escape(text))
