"""The endpoints of payments: create, get, list, update, cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.sandbox import customers, fees, mandates, merchants, payments, recurring
from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, invalid, missing, unknown
from cli.sandbox.fields import (
    read_country,
    read_date,
    read_description,
    read_locale,
    read_metadata,
    read_object,
    read_url,
)
from cli.sandbox.hal import Listing, Page, paginate
from cli.sandbox.lines import read_lines
from cli.sandbox.methods import INACTIVE, METHODS, SEQUENCES
from cli.sandbox.money import Amount, read_amount
from cli.sandbox.payments import Payment

_OPTIONAL = frozenset(
    {
        "description",
        "redirectUrl",
        "cancelUrl",
        "webhookUrl",
        "metadata",
        "method",
        "locale",
        "dueDate",
        "restrictPaymentMethodsToCountry",
        "billingAddress",
        "shippingAddress",
        "billingEmail",
        "issuer",
    }
)
_CREATE = _OPTIONAL | {
    "amount",
    "lines",
    "sequenceType",
    "customerId",
    "mandateId",
    "captureMode",
    "profileId",
    "applicationFee",
}
# Which of a customer's ways are still to be chosen can only change while nothing was chosen.
_ONLY_WHILE_OPEN = {
    "redirectUrl": "redirect URL",
    "cancelUrl": "cancel URL",
    "method": "payment method",
    "dueDate": "due date",
    "locale": "locale",
    "restrictPaymentMethodsToCountry": "restriction to a country",
}


def create(call: Call) -> Answer:
    body = call.body
    amount = read_amount(body.get("amount"), "amount")
    given = _read_given(body, _OPTIONAL)
    given["description"] = read_description(body)
    sequence = body.get("sequenceType") or "oneoff"
    if sequence not in SEQUENCES:
        raise invalid("The sequence type is invalid", "sequenceType")
    given |= _read_customer(call, sequence)
    if sequence == "recurring":
        return _collect(call, amount, given)
    if body.get("redirectUrl") is None:
        raise missing("redirectUrl")
    given["sequenceType"] = sequence
    if body.get("captureMode", "automatic") not in ("automatic", None):
        raise invalid("The sandbox captures automatically only", "captureMode")
    choice = _read_choice(body, amount, sequence)
    lines = read_lines(body, amount)
    if lines is not None:
        given["lines"] = lines
    fee = fees.read(call, amount)
    if fee is not None:
        given["applicationFee"] = fee
    method = choice[0] if len(choice) == 1 else None
    now = call.world.clock.now()
    payment = Payment(
        id=call.world.new_id("tr_"),
        profile=profile_of_new(call),
        organization=call.caller.organization,
        amount=amount,
        given=given,
        choice=choice,
        method=method,
        token=payments.new_token(),
        moments={"open": now},
        expires_at=_due_date_expiry(given) or now + payments.first_lifetime(method),
        platform=None if fee is None else fees.platform_of(call),
    )
    payments.insert(call.world, payment)
    return Answer(201, payments.render(call.world, call.site, payment))


def _read_customer(call: Call, sequence: str) -> dict[str, str]:
    """Whose payment it is, for those that have to say so."""
    token = call.body.get("customerId")
    if token is None:
        if sequence != "oneoff":
            raise missing("customerId")
        return {}
    if customers.find(call.world, str(token), call.caller.organization) is None:
        raise invalid("The customer ID is invalid", "customerId")
    return {"customerId": str(token)}


def _collect(call: Call, amount: Amount, given: dict[str, Any]) -> Answer:
    """A payment without its customer, by a mandate: it is at the bank at once."""
    if amount.units <= 0:
        raise invalid("The amount is lower than the minimum", "amount")
    wanted = call.body.get("mandateId")
    mandate = mandates.usable(call.world, given["customerId"], wanted)
    if mandate is None:
        raise invalid("No suitable mandates found for customer")
    owner = (call.caller.organization, profile_of_new(call))
    payment = recurring.collect(call.world, mandate, amount, given, owner)
    return Answer(201, payments.render(call.world, call.site, payment))


def create_for_customer(call: Call) -> Answer:
    """A payment of the customer in the path."""
    body = dict(call.body) | {"customerId": customers.find_own(call)["id"]}
    return create(replace(call, body=body))


def list_of_customer(call: Call) -> Answer:
    row = customers.find_own(call)
    condition, values = seen_payments(call)
    listing = Listing(
        source=f"payments where {condition} and json_extract(given, '$.customerId') = :customer",
        values=values | {"customer": row["id"]},
        render=lambda found: payments.render(call.world, call.site, payments.from_row(found)),
        name="payments",
        path=f"customers/{row['id']}/payments",
        documented="list-customer-payments",
    )
    return Answer(200, paginate(call.world.store, Page.asked(call.query), listing, call.site))


def get(call: Call) -> Answer:
    payment = find_own(call)
    embed = [name for name in call.query.get("embed", "").split(",") if name]
    for name in embed:
        if name not in payments.EMBEDS:
            raise MollieError(400, "The embed parameter contains an invalid value", "embed")
    return Answer(200, payments.render(call.world, call.site, payment, embed))


def list_all(call: Call) -> Answer:
    page = Page.asked(call.query)
    condition, values = seen_payments(call)
    listing = Listing(
        source=f"payments where {condition}",
        values=values,
        render=lambda row: payments.render(call.world, call.site, payments.from_row(row)),
        name="payments",
        path="payments",
        documented="list-payments",
    )
    return Answer(200, paginate(call.world.store, page, listing, call.site))


def update(call: Call) -> Answer:
    payment = find_own(call)
    body = call.body
    for name, noun in _ONLY_WHILE_OPEN.items():
        if name in body and payment.status != "open":
            verb = "finalized" if payment.is_final else payment.status
            raise invalid(f"The {noun} cannot be updated when the payment is {verb}", name)
    changes = _read_given(body, _OPTIONAL & body.keys())
    if "description" in body:
        changes["description"] = read_description(body)
    if "redirectUrl" in body and changes["redirectUrl"] is None:
        raise missing("redirectUrl")
    payment.given |= changes
    if "method" in body:
        payment.choice = _read_choice(body, payment.amount, payment.sequence)
        payment.method = payment.choice[0] if len(payment.choice) == 1 else None
        lifetime = payments.first_lifetime(payment.method)
        payment.expires_at = call.world.clock.now() + lifetime
    payment.expires_at = _due_date_expiry(changes) or payment.expires_at
    payments.save(call.world, payment)
    return Answer(200, payments.render(call.world, call.site, payment))


def cancel(call: Call) -> Answer:
    payment = find_own(call)
    if not payments.is_cancelable(call.world, payment):
        raise invalid("The payment cannot be cancelled")
    payments.move(call.world, payment, "canceled")
    return Answer(200, payments.render(call.world, call.site, payment))


def find_own(call: Call) -> Payment:
    """The payment in the path; one that is not the caller's does not exist for them."""
    token = call.path["payment"]
    payment = payments.find(call.world, token, call.caller)
    if payment is None:
        raise unknown(token)
    return payment


def seen_payments(call: Call) -> tuple[str, dict[str, str]]:
    """A condition on rows of payments, and its values: the caller's, of one profile if asked."""
    condition, values = call.caller.share
    profile = call.query.get("profileId")
    if profile is None:
        return condition, values
    merchants.profile_of(call.world, call.caller.organization, profile)
    return f"{condition} and profile = :wanted", values | {"wanted": profile}


def profile_of_new(call: Call) -> str:
    """The profile that something new is of: the key's; a token has to name one."""
    if call.caller.profile is not None:
        return call.caller.profile
    given = call.body.get("profileId")
    if given is None:
        raise missing("profileId")
    if not isinstance(given, str):
        raise invalid("The profile ID is invalid", "profileId")
    row = merchants.profile_of(call.world, call.caller.organization, given)
    if row["status"] == "blocked":
        raise invalid("The website profile is blocked", "profileId")
    return given


def _read_given(body: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The fields among `names` that are echoed as they came, checked; absent ones as None."""
    readers: dict[str, Callable[[], Any]] = {
        "redirectUrl": lambda: read_url(body, "redirectUrl", "redirect URL", any_scheme=True),
        "cancelUrl": lambda: read_url(body, "cancelUrl", "cancel URL", any_scheme=True),
        "webhookUrl": lambda: read_url(body, "webhookUrl", "webhook URL"),
        "metadata": lambda: read_metadata(body),
        "locale": lambda: read_locale(body),
        "dueDate": lambda: read_date(body, "dueDate"),
        "restrictPaymentMethodsToCountry": lambda: read_country(
            body, "restrictPaymentMethodsToCountry"
        ),
        "billingAddress": lambda: read_object(body, "billingAddress"),
        "shippingAddress": lambda: read_object(body, "shippingAddress"),
    }
    return {name: read() for name, read in readers.items() if name in names}


def _read_choice(body: Mapping[str, Any], amount: Amount, sequence: str) -> list[str]:
    """The methods that the merchant allows; empty means that the customer may take any."""
    value = body.get("method")
    names = value if isinstance(value, list) else [] if value is None else [value]
    for name in names:
        if not isinstance(name, str) or name not in METHODS.keys() | INACTIVE:
            raise invalid("The payment method is invalid", "method")
        if name in INACTIVE or sequence not in METHODS[name].sequences:
            raise invalid("The payment method is not enabled in your website profile", "method")
    if amount.units <= 0:
        raise invalid("The amount is lower than the minimum", "amount")
    allowed = [METHODS[name] for name in names] or [
        method for method in METHODS.values() if sequence in method.sequences
    ]
    if not any(amount.currency in method.currencies for method in allowed):
        raise invalid("The amount contains an invalid currency", "amount.currency")
    if not any(method.takes(amount) for method in allowed):
        raise invalid("The amount is higher than the maximum", "amount")
    return names


def _due_date_expiry(given: Mapping[str, Any]) -> float | None:
    """Bank transfers may come in until two days after their due date."""
    due = given.get("dueDate")
    if due is None:
        return None
    midnight = datetime.fromisoformat(due).replace(tzinfo=UTC)
    return (midnight + timedelta(days=3)).timestamp()


_READ, _WRITE = "payments.read", "payments.write"
_OF_CUSTOMER = "/customers/{customer}/payments"
ENDPOINTS = [
    Endpoint("POST", _OF_CUSTOMER, create_for_customer, body=_CREATE, scope=_WRITE),
    Endpoint(
        "GET", _OF_CUSTOMER, list_of_customer, query=Page.PARAMETERS | {"profileId"}, scope=_READ
    ),
    Endpoint("POST", "/payments", create, query=frozenset({"include"}), body=_CREATE, scope=_WRITE),
    Endpoint("GET", "/payments", list_all, query=Page.PARAMETERS | {"profileId"}, scope=_READ),
    Endpoint("GET", "/payments/{payment}", get, query=frozenset({"embed", "include"}), scope=_READ),
    Endpoint("PATCH", "/payments/{payment}", update, body=_OPTIONAL, scope=_WRITE),
    Endpoint("DELETE", "/payments/{payment}", cancel, scope=_WRITE),
]
