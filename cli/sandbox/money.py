"""Amounts as Mollie wants them: a currency and a text with exactly that currency's decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cli.sandbox.errors import invalid, missing

# Every currency Mollie takes, with its number of decimals.
# fmt: off
DECIMALS = dict.fromkeys((
    "AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS",
    "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "RUB", "SEK", "SGD", "THB", "TWD", "USD",
    "ZAR",
), 2) | {"ISK": 0, "JPY": 0}
# fmt: on


@dataclass(frozen=True)
class Amount:
    """`units` counts the currency's smallest unit: cents of a euro, whole yen."""

    currency: str
    units: int

    def json(self) -> dict[str, str]:
        decimals = DECIMALS[self.currency]
        sign, digits = ("-" if self.units < 0 else ""), str(abs(self.units)).zfill(decimals + 1)
        value = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
        return {"currency": self.currency, "value": sign + value}

    def of(self, units: int) -> Amount:
        """Another number of units of the same currency."""
        return Amount(self.currency, units)


def read_amount(value: Any, field: str, *, noun: str = "amount") -> Amount:
    """The amount in a request, or the 422 that Mollie would answer.

    Numbers are refused, and so are too few or too many decimals, signs, spaces and exponents.
    """
    if value is None:
        raise missing(field)
    if not isinstance(value, dict):
        raise invalid(f"The {noun} is invalid", field)
    currency, text = value.get("currency"), value.get("value")
    if currency is None:
        raise invalid(f"The {noun} does not contain a currency", f"{field}.currency")
    if not isinstance(currency, str) or currency not in DECIMALS:
        raise invalid(f"The {noun} contains an invalid currency", f"{field}.currency")
    if text is None:
        raise invalid(f"The {noun} does not contain a value", f"{field}.value")
    decimals = DECIMALS[currency]
    pattern = rf"-?[0-9]{{1,12}}\.[0-9]{{{decimals}}}" if decimals else r"-?[0-9]{1,12}"
    if not isinstance(text, str) or not re.fullmatch(pattern, text):
        raise invalid(f"The {noun} contains an invalid value", f"{field}.value")
    return Amount(currency, int(text.replace(".", "")))
