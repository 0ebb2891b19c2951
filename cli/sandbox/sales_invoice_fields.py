"""The fields of a sales invoice, read with the 422 that Mollie answers when one is wrong, and what
its lines come to.

Discounts, invoices that are charged to a mandate and e-invoices are not in the sandbox: they are
refused, so that nobody believes they work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from cli.sandbox.errors import MollieError, invalid
from cli.sandbox.fields import Body, read_country, read_metadata, read_object
from cli.sandbox.hal import Json
from cli.sandbox.money import Amount, read_amount

STATUSES = ("draft", "issued", "paid")
_VAT_MODES = ("exclusive", "inclusive")
_TERMS = ("7 days", "14 days", "30 days", "45 days", "60 days", "90 days", "120 days")
_RECIPIENT_LOCALES = (
    "en_US",
    "en_GB",
    "nl_NL",
    "nl_BE",
    "de_DE",
    "de_AT",
    "de_CH",
    "fr_FR",
    "fr_BE",
)
_LONGEST_LINE = 100

READ = frozenset(
    {
        "vatScheme",
        "vatMode",
        "memo",
        "metadata",
        "paymentTerm",
        "emailDetails",
        "recipientIdentifier",
        "recipient",
        "lines",
    }
)
OTHER = frozenset({"status", "paymentDetails", "isEInvoice", "discount", "customerId", "mandateId"})


@dataclass(frozen=True)
class Totals:
    """What an invoice comes to, in one currency; `subtotal` is without VAT."""

    subtotal: Amount
    vat: Amount
    total: Amount


def must_be_given(field: str) -> MollieError:
    return invalid(f"Field '{field}' must be provided", field)


def one_of(field: str, value: Any, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise invalid(f"Field '{field}' must be one of the following: {', '.join(allowed)}", field)
    return value


def read_given(body: Body) -> Json:
    """The fields of READ that a request has, checked."""
    _refuse_what_is_not_here(body)
    given = {name: body[name] for name in READ & body.keys()}
    if "vatScheme" in given:
        one_of("vatScheme", given["vatScheme"], ("standard",))
    if "vatMode" in given:
        one_of("vatMode", given["vatMode"], _VAT_MODES)
    if given.get("paymentTerm") is not None:
        one_of("paymentTerm", given["paymentTerm"], _TERMS)
    if given.get("memo") is not None:
        _text(given, "memo", "memo")
    if "recipientIdentifier" in given:
        _text(given, "recipientIdentifier", "recipientIdentifier")
    if read_object(body, "metadata") is not None:
        read_metadata(body)
    _check_email_details(read_object(body, "emailDetails"))
    if "recipient" in given:
        _check_recipient(read_object(body, "recipient"))
    if "lines" in given:
        totals_of(given["lines"], "exclusive")
    return given


def totals_of(lines: Any, vat_mode: str) -> Totals:
    """What the lines come to. VAT is rounded line by line, half up; Mollie does not document it."""
    if not isinstance(lines, list) or not lines:
        raise must_be_given("lines")
    currency = ""
    net = vat = 0
    for number, line in enumerate(lines):
        field = f"lines.{number}"
        amount, rate = _check_line(line, field)
        currency = currency or amount.currency
        if amount.currency != currency:
            raise invalid("All lines must have the same currency", f"{field}.unitPrice.currency")
        base = 100 + rate if vat_mode == "inclusive" else Decimal(100)
        of_line = int((amount.units * rate / base).to_integral_value(ROUND_HALF_UP))
        vat += of_line
        net += amount.units - (of_line if vat_mode == "inclusive" else 0)
    return Totals(Amount(currency, net), Amount(currency, vat), Amount(currency, net + vat))


def read_payment_details(body: Body) -> Json:
    """How an invoice was paid, which one that is to be `paid` must say."""
    details = read_object(body, "paymentDetails")
    if details is None:
        raise must_be_given("paymentDetails")
    source = one_of(
        "paymentDetails.source", details.get("source"), ("manual", "payment-link", "payment")
    )
    if source != "manual":
        _text(details, "sourceReference", "paymentDetails.sourceReference")
    return {name: details[name] for name in ("source", "sourceReference") if name in details}


def _refuse_what_is_not_here(body: Body) -> None:
    for name in ("discount", "customerId", "mandateId"):
        if body.get(name) is not None:
            raise invalid(f"The sandbox knows no {name} of sales invoices", name)
    if body.get("isEInvoice") not in (None, False):
        raise invalid("The sandbox sends no e-invoices", "isEInvoice")


def _text(values: Mapping[str, Any], name: str, field: str) -> str:
    value = values.get(name)
    if value is None or value == "":
        raise must_be_given(field)
    if not isinstance(value, str):
        raise invalid(f"Field '{field}' must be a string", field)
    return value


def _check_email_details(details: Json | None) -> None:
    if details is not None:
        for name in ("subject", "body"):
            _text(details, name, f"emailDetails.{name}")


def _check_recipient(recipient: Json | None) -> None:
    if recipient is None:
        raise must_be_given("recipient")
    kind = one_of("recipient.type", recipient.get("type"), ("consumer", "business"))
    for name in ("email", "streetAndNumber", "postalCode", "city", "country", "locale"):
        _text(recipient, name, f"recipient.{name}")
    if "@" not in recipient["email"]:
        raise invalid("The email address is invalid", "recipient.email")
    read_country({"recipient.country": recipient["country"]}, "recipient.country")
    one_of("recipient.locale", recipient["locale"], _RECIPIENT_LOCALES)
    if kind == "consumer":
        for name in ("givenName", "familyName"):
            if len(_text(recipient, name, f"recipient.{name}")) < 2:
                raise invalid("A name has at least two characters", f"recipient.{name}")
        return
    _text(recipient, "organizationName", "recipient.organizationName")
    if not recipient.get("organizationNumber") and not recipient.get("vatNumber"):
        raise must_be_given("recipient.organizationNumber")


def _check_line(line: Any, field: str) -> tuple[Amount, Decimal]:
    """What a line costs as its price is given, and its VAT rate in percent."""
    if not isinstance(line, dict):
        raise invalid(f"Field '{field}' must be an object", field)
    if len(_text(line, "description", f"{field}.description")) > _LONGEST_LINE:
        raise invalid(
            f"The description has more than {_LONGEST_LINE} characters", f"{field}.description"
        )
    quantity = line.get("quantity")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise invalid("The quantity is a whole number from 1", f"{field}.quantity")
    if line.get("discount") is not None:
        raise invalid("The sandbox knows no discount of sales invoices", f"{field}.discount")
    try:
        rate = Decimal(_text(line, "vatRate", f"{field}.vatRate"))
    except InvalidOperation:
        raise invalid("The VAT rate is invalid", f"{field}.vatRate") from None
    if not (rate.is_finite() and 0 <= rate <= 100):
        raise invalid("The VAT rate is invalid", f"{field}.vatRate")
    price = read_amount(line.get("unitPrice"), f"{field}.unitPrice")
    if price.units < 0:
        raise invalid("The unit price is lower than zero", f"{field}.unitPrice.value")
    return price.of(price.units * quantity), rate
