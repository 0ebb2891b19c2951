"""Payments: what one is, the states it goes through, and how Mollie shows it.

    open -> pending -> paid | failed
    open -> authorized -> paid | canceled | expired
    open -> paid | canceled | expired | failed

A refund or chargeback is no state: the payment stays paid, its amounts and links tell.
"""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cli.sandbox import balances, events, webhooks
from cli.sandbox.auth import Caller
from cli.sandbox.balances import Movement
from cli.sandbox.clock import iso
from cli.sandbox.hal import Json, Site, documentation
from cli.sandbox.methods import LIFETIME_WITHOUT_METHOD, METHODS
from cli.sandbox.money import Amount, read_amount
from cli.sandbox.store import Row
from cli.sandbox.world import Timer, World

MOVES: dict[str, frozenset[str]] = {
    "open": frozenset({"pending", "authorized", "paid", "canceled", "expired", "failed"}),
    "pending": frozenset({"paid", "failed"}),
    "authorized": frozenset({"paid", "canceled", "expired"}),
    "paid": frozenset(),
    "canceled": frozenset(),
    "expired": frozenset(),
    "failed": frozenset(),
}
_ANNOUNCED = frozenset({"authorized", "paid", "canceled", "expired", "failed"})

# Why a card payment in test mode fails, by its amount; documented by Mollie for euros.
_CARD_FAILURES = {
    100_100: "invalid_card_number",
    100_200: "invalid_cvv",
    100_300: "invalid_card_holder_name",
    100_400: "card_expired",
    100_500: "invalid_card_type",
    100_600: "refused_by_issuer",
    100_700: "insufficient_funds",
    100_800: "inactive_card",
    100_900: "possible_fraud",
    101_000: "authentication_failed",
    101_100: "card_declined",
}

# The pages of a payment: where it is paid, and where the money of a paid one is sent back.
CHECKOUT = "3."
CHANGE = "5."

SCHEMA = """
create table payments (
  seq integer primary key autoincrement,
  id text not null unique,
  profile text not null,
  organization text not null,
  mode text not null,
  status text not null,
  currency text not null,
  units integer not null,
  refunded integer not null default 0,
  charged_back integer not null default 0,
  method text,
  choice text not null,
  given text not null,
  details text,
  moments text not null,
  expires_at real,
  token text not null unique,
  told_profile text,
  platform text
);
create index payments_profile on payments (profile, seq);
create index payments_expiry on payments (expires_at)
  where status in ('open', 'authorized')
"""


@dataclass
class Payment:
    """`amount`, `refunded` and `charged_back` (in its units) are money; `choice` lists the methods
    the merchant allows (empty: all); `given` holds request fields that are echoed as they came;
    `moments` says when each state was reached; `token` is what the addresses of its pages have in
    common; `told_profile` is the one it pretends to be of, see the control operation forge;
    `platform` is the organization that gets the application fee."""

    id: str
    profile: str
    organization: str
    amount: Amount
    given: dict[str, Any]
    choice: list[str]
    method: str | None
    token: str
    moments: dict[str, float]
    expires_at: float | None
    status: str = "open"
    mode: str = "test"
    refunded: int = 0
    charged_back: int = 0
    told_profile: str | None = None
    platform: str | None = None
    details: dict[str, Any] | None = field(default=None)

    @property
    def sequence(self) -> str:
        """`oneoff`, `first` (leaves a mandate behind) or `recurring` (is collected with it)."""
        return str(self.given.get("sequenceType") or "oneoff")

    @property
    def created_at(self) -> float:
        return self.moments["open"]

    @property
    def is_final(self) -> bool:
        return not MOVES[self.status]

    @property
    def remaining(self) -> int:
        """What can still be refunded, in units of the amount."""
        refundable = self.method is None or METHODS[self.method].refundable
        if self.status != "paid" or not refundable:
            return 0
        # Mollie does not document it; what the bank took back can hardly be sent back as well.
        return max(0, self.amount.units - self.refunded - self.charged_back)


@dataclass(frozen=True)
class Part:
    """A kind of thing that hangs below a payment, under the name of its link and its embed."""

    name: str
    render: Callable[[World, Site, Payment], list[Json]]


# Filled by the modules of the parts (refunds, chargebacks), so that a payment need not know what
# it can have.
PARTS: dict[str, Part] = {}
# What else happens when a payment is paid, before anybody hears of it.
WHEN_PAID: list[Callable[[World, Payment], None]] = []
# What may be asked to be embedded; without a part of that name the list is empty.
EMBEDS = frozenset({"refunds", "chargebacks", "captures"})


class ImpossibleMove(Exception):
    """The payment's state does not allow that."""

    def __init__(self, payment: Payment, to: str) -> None:
        super().__init__(f"Payment {payment.id} is {payment.status} and cannot become {to}")


def new_token() -> str:
    alphabet = string.ascii_lowercase + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(8))


def insert(world: World, payment: Payment) -> None:
    world.store.execute(
        "insert into payments (id, profile, organization, mode, status, currency, units, refunded,"
        " charged_back, method, choice, given, details, moments, expires_at, token, told_profile,"
        " platform)"
        " values (:id, :profile, :organization, :mode, :status, :currency, :units, :refunded,"
        " :charged_back, :method, :choice, :given, :details, :moments, :expires_at, :token,"
        " :told_profile, :platform)",
        profile=payment.profile,
        organization=payment.organization,
        token=payment.token,
        platform=payment.platform,
        **_values(payment),
    )


def save(world: World, payment: Payment) -> None:
    world.store.execute(
        "update payments set mode = :mode, status = :status, currency = :currency, units = :units,"
        " refunded = :refunded, charged_back = :charged_back, method = :method, choice = :choice,"
        " given = :given, details = :details, moments = :moments, expires_at = :expires_at,"
        " told_profile = :told_profile"
        " where id = :id",
        **_values(payment),
    )


def _values(payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.id,
        "mode": payment.mode,
        "status": payment.status,
        "currency": payment.amount.currency,
        "units": payment.amount.units,
        "refunded": payment.refunded,
        "charged_back": payment.charged_back,
        "method": payment.method,
        "choice": json.dumps(payment.choice),
        "given": json.dumps(payment.given),
        "details": None if payment.details is None else json.dumps(payment.details),
        "moments": json.dumps(payment.moments),
        "expires_at": payment.expires_at,
        "told_profile": payment.told_profile,
    }


def from_row(row: Row) -> Payment:
    return Payment(
        id=row["id"],
        profile=row["profile"],
        organization=row["organization"],
        amount=Amount(row["currency"], row["units"]),
        given=json.loads(row["given"]),
        choice=json.loads(row["choice"]),
        method=row["method"],
        token=row["token"],
        moments=json.loads(row["moments"]),
        expires_at=row["expires_at"],
        status=row["status"],
        mode=row["mode"],
        refunded=row["refunded"],
        charged_back=row["charged_back"],
        told_profile=row["told_profile"],
        platform=row["platform"],
        details=None if row["details"] is None else json.loads(row["details"]),
    )


def find(world: World, payment_id: str, caller: Caller | None = None) -> Payment | None:
    """The payment, if this caller (None: nobody in particular) sees it."""
    condition, values = ("true", {}) if caller is None else caller.share
    row = world.store.row(
        f"select * from payments where id = :id and {condition}",  # noqa: S608 (a fixed text)
        id=payment_id,
        **values,
    )
    return None if row is None else from_row(row)


def find_by_token(world: World, token: str) -> Payment | None:
    row = world.store.row("select * from payments where token = :token", token=token)
    return None if row is None else from_row(row)


def choose_method(world: World, payment: Payment, method: str) -> None:
    """From now on the payment is by this method, and lives as long as such payments do."""
    if payment.method != method:
        payment.method = method
        payment.expires_at = world.clock.now() + METHODS[method].lifetime
        save(world, payment)


def move(world: World, payment: Payment, to: str) -> None:
    """Bring the payment into a state, and tell the merchant if it is one Mollie tells about."""
    if to not in MOVES[payment.status]:
        raise ImpossibleMove(payment, to)
    payment.status = to
    payment.moments[to] = world.clock.now()
    if to == "paid":
        _pay(payment)
        for then in WHEN_PAID:
            then(world, payment)
        _book(world, payment)
    if to == "failed" and payment.method == "creditcard":
        reason = _CARD_FAILURES.get(payment.amount.units)
        payment.details = None if reason is None else {"failureReason": reason}
    save(world, payment)
    if to in _ANNOUNCED:
        notify(world, payment, to)
    events.publish(
        world,
        events.Subject(payment.organization, payment.id, "payments"),
        f"payment.{to}",
        payment.id,
        lambda site: render(world, site, payment),
    )


def _pay(payment: Payment) -> None:
    if payment.method is None:
        payment.method = payment.choice[0] if payment.choice else "ideal"
    details = METHODS[payment.method].details
    payment.details = None if details is None else dict(details)


def _book(world: World, payment: Payment) -> None:
    """The money comes onto the merchant's balance, and of it the fee onto the platform's."""
    about = {"paymentId": payment.id, "paymentDescription": str(payment.given["description"])}
    who = payment.organization
    came = Movement("payment", payment.amount, about, payment.method, payment.id, payment.id)
    balances.book(world, who, came)
    given = payment.given.get("applicationFee")
    if given is not None and payment.platform is not None:
        fee = read_amount(given["amount"], "applicationFee.amount")
        about |= {"payingOwner": who}
        for owner, sign in ((who, -1), (payment.platform, 1)):
            moved = Movement("application-fee", fee.of(sign * fee.units), about, None, payment.id)
            balances.book(world, owner, moved)


def notify(world: World, payment: Payment, reason: str) -> list[int]:
    """Call the payment's webhook, if it has one; returns the ids of the calls queued."""
    url = payment.given.get("webhookUrl")
    return webhooks.announce(world, payment.id, url, reason) if url else []


def is_cancelable(world: World, payment: Payment) -> bool:
    if payment.status != "open":
        return payment.status == "authorized"
    by_method = payment.method is not None and METHODS[payment.method].cancelable
    return by_method or world.settings.all_cancelable


def test_page(payment: Payment, kind: str) -> str:
    """Mollie's tokens start with what they are for: CHECKOUT or CHANGE."""
    return f"checkout/test-mode?method={payment.method}&token={kind}{payment.token}"


def checkout_page(payment: Payment) -> str:
    """Where the customer pays, as a path of the site."""
    if payment.method is None:
        return f"checkout/select-method/{payment.id.removeprefix('tr_')}"
    return test_page(payment, CHECKOUT)


def render(world: World, site: Site, payment: Payment, embed: Iterable[str] = ()) -> Json:
    """The payment as the API shows it; what does not apply is left out, as Mollie does."""
    body: Json = {
        "resource": "payment",
        "id": payment.id,
        "mode": payment.mode,
        "createdAt": iso(payment.created_at),
        "amount": payment.amount.json(),
        "description": payment.given["description"],
        "metadata": payment.given.get("metadata"),
        "status": payment.status,
    }
    if payment.method is not None:
        body["method"] = payment.method
    if not payment.is_final:
        body["isCancelable"] = is_cancelable(world, payment)
        if payment.expires_at is not None and payment.status != "pending":
            body["expiresAt"] = iso(payment.expires_at)
    for state, moment in payment.moments.items():
        if state not in ("open", "pending"):
            body[f"{state}At"] = iso(moment)
    settlement = None
    if payment.status == "paid":
        body |= _render_money(payment)
        settlement = balances.settlement_of(world, payment.id)
    if settlement is not None:
        body["settlementId"] = settlement
    if payment.details is not None:
        body["details"] = payment.details
    body |= {
        name: value
        for name, value in payment.given.items()
        if name not in ("description", "metadata") and value is not None
    }
    body |= {"profileId": payment.told_profile or payment.profile}
    body.setdefault("sequenceType", "oneoff")
    parts = {name: part.render(world, site, payment) for name, part in PARTS.items()}
    body["_links"] = _links(site, payment, [name for name, items in parts.items() if items])
    if embedded := {name: parts.get(name, []) for name in embed}:
        body["_embedded"] = embedded
    return body


def _render_money(payment: Payment) -> Json:
    """What is known of the money once it is there."""
    amount = payment.amount
    body: Json = {"amountRefunded": amount.of(payment.refunded).json()}
    if payment.charged_back:
        body["amountChargedBack"] = amount.of(payment.charged_back).json()
    if payment.method is None or METHODS[payment.method].refundable:
        body["amountRemaining"] = amount.of(payment.remaining).json()
    if amount.currency == "EUR":
        body["settlementAmount"] = amount.json()
    return body | {"countryCode": "NL"}


def _links(site: Site, payment: Payment, parts: Iterable[str]) -> Json:
    here = f"payments/{payment.id}"
    links: Json = {"self": site.resource(here)}
    if payment.status == "open":
        links["checkout"] = site.page(checkout_page(payment))
    if payment.status == "paid":
        links["changePaymentState"] = site.page(test_page(payment, CHANGE))
    if payment.status == "pending" and payment.given.get("sequenceType") == "recurring":
        links["changePaymentState"] = site.page(test_page(payment, CHECKOUT))
    customer = f"customers/{payment.given.get('customerId')}"
    for name, path in (
        ("customer", customer),
        ("mandate", f"{customer}/mandates/{payment.given.get('mandateId')}"),
        ("subscription", f"{customer}/subscriptions/{payment.given.get('subscriptionId')}"),
    ):
        if payment.given.get(f"{name}Id"):
            links[name] = site.resource(path)
    links["dashboard"] = site.page(f"dashboard/{payment.organization}/payments/{payment.id}")
    links |= {name: site.resource(f"{here}/{name}") for name in parts}
    links["documentation"] = documentation("get-payment")
    return links


def _next_expiry(world: World) -> float | None:
    due: float | None = world.store.value(
        "select min(expires_at) from payments where status in ('open', 'authorized')"
    )
    return due


def _expire(world: World) -> None:
    for row in world.store.rows(
        "select * from payments where status in ('open', 'authorized') and expires_at <= :now"
        " order by expires_at",
        now=world.clock.now(),
    ):
        move(world, from_row(row), "expired")


EXPIRY = Timer(next_due=_next_expiry, run=_expire)


def first_lifetime(method: str | None) -> float:
    return LIFETIME_WITHOUT_METHOD if method is None else METHODS[method].lifetime
