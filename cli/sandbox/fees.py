"""Application fees: what a platform keeps of a payment that it made for a merchant."""

from __future__ import annotations

from typing import Any

from cli.sandbox import grants
from cli.sandbox.endpoint import Call
from cli.sandbox.errors import invalid, missing
from cli.sandbox.money import Amount, read_amount

# Mollie leaves itself room for its own costs: 35 cents and 6 % of the payment.
_FIXED = 35
_SHARE = 6
_CURRENCY = "EUR"
_LONGEST_DESCRIPTION = 255


def read(call: Call, payment: Amount) -> dict[str, Any] | None:
    """The fee in a request, as it is echoed; None when there is none."""
    value = call.body.get("applicationFee")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise invalid("The application fee is invalid", "applicationFee")
    amount = read_amount(value.get("amount"), "applicationFee.amount")
    description = value.get("description")
    if description is None or description == "":
        raise missing("applicationFee.description")
    if not isinstance(description, str) or len(description) > _LONGEST_DESCRIPTION:
        raise invalid("The description is invalid", "applicationFee.description")
    # A key is of the merchant itself, and a platform takes no fee of its own payments.
    if platform_of(call) in (None, call.caller.organization):
        raise invalid("Unable to process application request for this account", "applicationFee")
    if amount.currency != _CURRENCY:
        raise invalid(
            "The application fee must be in the platform's currency",
            "applicationFee.amount.currency",
        )
    if amount.units < 1:
        raise invalid("The amount is lower than the minimum", "applicationFee.amount.value")
    if amount.currency == payment.currency and amount.units > largest(payment.units):
        raise invalid("The amount is higher than the maximum", "applicationFee.amount.value")
    return {"amount": amount.json(), "description": description}


def platform_of(call: Call) -> str | None:
    """The organization of the app that calls."""
    app = None if call.caller.app is None else grants.find_app(call.world, call.caller.app)
    return None if app is None else app.organization


def largest(units: int) -> int:
    """The largest fee of a payment of so many cents, zero or less when none fits."""
    return (units * (100 - _SHARE) - _FIXED * 100) // 100
