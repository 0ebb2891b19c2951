"""Order lines on a payment: each must add up, and together they must be the amount."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from cli.sandbox.errors import invalid, missing
from cli.sandbox.money import Amount, read_amount

_TYPES = frozenset(
    {"physical", "digital", "shipping_fee", "discount", "store_credit", "gift_card", "surcharge"}
)


def read_lines(body: Mapping[str, Any], amount: Amount) -> list[dict[str, Any]] | None:
    """The lines as they came, checked; None when there are none."""
    lines = body.get("lines")
    if lines is None:
        return None
    if not isinstance(lines, list):
        raise invalid("The 'lines' field is invalid", "lines")
    total = sum(_check_line(line, f"lines.{n}", amount) for n, line in enumerate(lines))
    if total != amount.units:
        raise invalid("The amount of the payment is not the sum of its lines", "amount")
    return lines


def _check_line(line: Any, field: str, amount: Amount) -> int:
    if not isinstance(line, dict):
        raise invalid(f"The '{field}' field is invalid", field)
    for name in ("description", "quantity", "unitPrice", "totalAmount"):
        if line.get(name) in (None, ""):
            raise missing(f"{field}.{name}")
    if line.get("type", "physical") not in _TYPES:
        raise invalid("The line type is invalid", f"{field}.type")
    quantity = line["quantity"]
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise invalid("The quantity is invalid", f"{field}.quantity")

    def units(name: str) -> int:
        read = read_amount(line[name], f"{field}.{name}", noun=name)
        if read.currency != amount.currency:
            raise invalid("The currency differs from the payment's", f"{field}.{name}.currency")
        return read.units

    discount = units("discountAmount") if line.get("discountAmount") is not None else 0
    total = units("totalAmount")
    if total != units("unitPrice") * quantity - discount:
        raise invalid(
            "The total amount is not the unit price times the quantity less the discount",
            f"{field}.totalAmount",
        )
    if line.get("vatAmount") is not None or line.get("vatRate") is not None:
        _check_vat(line, field, total, units)
    return total


def _check_vat(line: Mapping[str, Any], field: str, total: int, units: Any) -> None:
    if line.get("vatRate") is None:
        raise missing(f"{field}.vatRate")
    if line.get("vatAmount") is None:
        raise missing(f"{field}.vatAmount")
    try:
        rate = Decimal(line["vatRate"])
    except (InvalidOperation, TypeError, ValueError):
        raise invalid("The VAT rate is invalid", f"{field}.vatRate") from None
    if not (rate.is_finite() and 0 <= rate <= 100):
        raise invalid("The VAT rate is invalid", f"{field}.vatRate")
    expected = (total * rate / (100 + rate)).to_integral_value(ROUND_HALF_UP)
    if units("vatAmount") != expected:
        raise invalid("The VAT amount is off", f"{field}.vatAmount")
