"""The payment methods of the sandbox's merchants, and `GET /v2/methods`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cli.sandbox.endpoint import Answer, Call, Endpoint
from cli.sandbox.errors import MollieError, unknown
from cli.sandbox.fields import LOCALES
from cli.sandbox.hal import Json, Site, documentation
from cli.sandbox.money import DECIMALS, Amount, read_amount

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

_EURO = frozenset({"EUR"})
_ANY = frozenset(DECIMALS)


SEQUENCES = ("oneoff", "first", "recurring")
_ONCE = frozenset({"oneoff"})
_FIRST = frozenset({"oneoff", "first"})
_ALWAYS = frozenset(SEQUENCES)
_COLLECTED = frozenset({"recurring"})


@dataclass(frozen=True)
class Method:
    """`lifetime` in seconds until an open payment expires; `maximum` in whole units of EUR.

    `sequences` says whether a customer may pay by it, may leave a mandate behind by it, and what
    may be collected with that.
    """

    id: str
    name: str
    lifetime: int
    maximum: int
    currencies: frozenset[str] = _EURO
    cancelable: bool = False
    refundable: bool = True
    details: Mapping[str, str] | None = None
    sequences: frozenset[str] = _ONCE

    def takes(self, amount: Amount) -> bool:
        return amount.currency in self.currencies and amount.units <= self.limit(amount)

    def limit(self, amount: Amount) -> int:
        """The largest number of units of the amount's currency; other currencies count as EUR."""
        return self.maximum * int(10 ** DECIMALS[amount.currency])


_BANK = {
    "consumerName": "T. TEST",
    "consumerAccount": "NL53INGB0000000000",
    "consumerBic": "INGBNL2A",
}
_CARD = {
    "cardNumber": "6787",
    "cardHolder": "T. TEST",
    "cardAudience": "consumer",
    "cardLabel": "Mastercard",
    "cardCountryCode": "NL",
    "cardSecurity": "3dsecure",
    "feeRegion": "intra-eu",
}

# Mollie's documentation gives the lifetimes of most; Apple Pay is taken to be like cards.
METHODS = {
    method.id: method
    for method in (
        Method("ideal", "iDEAL", 15 * _MINUTE, 50_000, details=_BANK, sequences=_FIRST),
        Method("creditcard", "Card", 30 * _MINUTE, 10_000, _ANY, details=_CARD, sequences=_ALWAYS),
        Method(
            "bancontact",
            "Bancontact",
            _HOUR,
            50_000,
            details={"cardNumber": "4444"},
            sequences=_FIRST,
        ),
        Method("paypal", "PayPal", 72 * _HOUR, 8_000, _ANY - {"ISK"}, sequences=_ALWAYS),
        Method(
            "applepay", "Apple Pay", 30 * _MINUTE, 10_000, _ANY, details=_CARD, sequences=_FIRST
        ),
        Method("banktransfer", "Bank transfer", 14 * _DAY, 1_000_000, cancelable=True),
        Method("belfius", "Belfius Pay Button", _HOUR, 50_000, details=_BANK, sequences=_FIRST),
        Method("kbc", "KBC/CBC Payment Button", _HOUR, 50_000, details=_BANK, sequences=_FIRST),
        Method("eps", "eps", _HOUR, 50_000, details=_BANK, sequences=_FIRST),
        Method("przelewy24", "Przelewy24", _HOUR, 12_815, frozenset({"EUR", "PLN"})),
        Method("directdebit", "SEPA Direct Debit", 14 * _DAY, 1_000, sequences=_COLLECTED),
        Method("paysafecard", "paysafecard", 15 * _MINUTE, 999, refundable=False),
    )
}

# Methods that Mollie has and the sandbox's merchants have not switched on.
# fmt: off
INACTIVE = frozenset({
    "alma", "bacs", "bancomatpay", "billie", "billink", "bizum", "blik", "giftcard",
    "in3", "klarna", "mbway", "mobilepay", "multibanco", "mybank", "paybybank", "pointofsale",
    "riverty", "satispay", "swish", "trustly", "twint", "vipps", "voucher",
})
# fmt: on

# Until a customer has chosen a method, a payment lives as long as an iDEAL payment does.
LIFETIME_WITHOUT_METHOD = 15 * _MINUTE


def render(method: Method, site: Site, currency: str = "EUR") -> Json:
    icon = f"https://www.mollie.com/external/icons/payment-methods/{method.id}"
    smallest = Amount(currency, 1)
    return {
        "resource": "method",
        "id": method.id,
        "description": method.name,
        "minimumAmount": smallest.json(),
        "maximumAmount": smallest.of(method.limit(smallest)).json(),
        "image": {"size1x": f"{icon}.png", "size2x": f"{icon}%402x.png", "svg": f"{icon}.svg"},
        "status": "activated",
        "_links": {
            "self": site.resource(f"methods/{method.id}"),
            "documentation": documentation("get-method"),
        },
    }


def list_methods(call: Call) -> Answer:
    """The methods that can take the amount asked about, or EUR when none is."""
    value, currency = call.query.get("amount[value]"), call.query.get("amount[currency]")
    amount = Amount("EUR", 1)
    if value is not None or currency is not None:
        try:
            amount = read_amount({"value": value, "currency": currency}, "amount")
        except MollieError as error:
            raise MollieError(400, error.detail, error.field) from None
    sequence = call.query.get("sequenceType", "oneoff")
    if sequence not in SEQUENCES:
        raise MollieError(400, "The sequence type is invalid", "sequenceType")
    if call.query.get("locale") not in (None, *LOCALES):
        raise MollieError(400, "The locale is invalid", "locale")
    found = [
        render(method, call.site, amount.currency)
        for method in METHODS.values()
        if method.takes(amount) and sequence in method.sequences
    ]
    return Answer(
        200,
        {
            "count": len(found),
            "_embedded": {"methods": found},
            "_links": {
                "self": call.site.resource("methods"),
                "documentation": documentation("list-methods"),
            },
        },
    )


def get_method(call: Call) -> Answer:
    name = call.path["method"]
    if name in INACTIVE:
        raise MollieError(403, "The payment method is not enabled in your website profile")
    if name not in METHODS:
        raise unknown(name)
    return Answer(200, render(METHODS[name], call.site))


ENDPOINTS = [
    Endpoint(
        "GET",
        "/methods",
        list_methods,
        query=frozenset(
            {
                "amount[value]",
                "amount[currency]",
                "sequenceType",
                "locale",
                "billingCountry",
                "profileId",
            }
        ),
        scope="payments.read",
    ),
    Endpoint(
        "GET",
        "/methods/{method}",
        get_method,
        query=frozenset({"locale", "profileId"}),
        scope="payments.read",
    ),
]
