"""What customers read, in Dutch and English: sentences, dates and amounts of money.

The sentences stand in `nl.toml` and `en.toml`, one file per language with the same keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "nl"

SYMBOLS: Mapping[str, str] = {"EUR": "€", "GBP": "£", "USD": "$"}
EN_DASH = "\N{EN DASH}"
WITHOUT_DECIMALS = frozenset({"ISK", "JPY"})


class Words:
    """One language."""

    def __init__(self, language: Language) -> None:
        text = resources.files(__name__).joinpath(f"{language}.toml").read_text("utf-8")
        catalogue = tomllib.loads(text)
        self.language = language
        self.days: list[str] = catalogue.pop("days")
        self.months: list[str] = catalogue.pop("months")
        self.sentences: dict[str, str | list[str]] = dict(_flat(catalogue))

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of a key, filled in. Raises KeyError for an unknown key or value."""
        sentence = self.sentences[key]
        if not isinstance(sentence, str):
            raise KeyError(f"{key} has several forms: use count()")
        return sentence.format(**values)

    def count(self, key: str, n: int) -> str:
        """A number of things, e.g. count("ticket", 2) is "2 tickets"."""
        forms = self.sentences[f"count.{key}"]
        return forms[0 if n == 1 else 1].format(n=n)

    def date(self, instant: datetime, zone: str) -> str:
        """The day of an instant in a time zone, e.g. "Saturday 12 December 2026"."""
        local = instant.astimezone(ZoneInfo(zone))
        day, month = self.days[local.weekday()], self.months[local.month - 1]
        return f"{day} {local.day} {month} {local.year}"

    def moment(self, instant: datetime, zone: str) -> str:
        """Day and time of an instant in a time zone."""
        return f"{self.date(instant, zone)}, {self.time(instant, zone)}"

    def time(self, instant: datetime, zone: str) -> str:
        """The time of day of an instant in a time zone, e.g. "09:30"."""
        return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"

    def period(self, starts: datetime, ends: datetime | None, zone: str) -> str:
        """When something takes place; the day is said once when it ends on the day it began."""
        if ends is None or ends <= starts:
            return self.moment(starts, zone)
        local = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
        if local[0].date() == local[1].date():
            return f"{self.moment(starts, zone)}{EN_DASH}{local[1]:%H:%M}"
        return f"{self.moment(starts, zone)} {EN_DASH} {self.moment(ends, zone)}"

    def money(self, amount: int, currency: str) -> str:
        """An amount in the currency's smallest unit: € 1.234,50 in Dutch, €1,234.50 in English."""
        thousands, decimal = (".", ",") if self.language == "nl" else (",", ".")
        sign = "-" if amount < 0 else ""
        if currency in WITHOUT_DECIMALS:
            number = f"{abs(amount):,}".replace(",", thousands)
        else:
            units, cents = divmod(abs(amount), 100)
            number = f"{units:,}".replace(",", thousands) + f"{decimal}{cents:02}"
        symbol = SYMBOLS.get(currency)
        if self.language == "en" and symbol:
            return f"{sign}{symbol}{number}"
        return f"{symbol or currency} {sign}{number}"

    def percent(self, basis_points: int) -> str:
        """A rate without the sign, e.g. "9" or "5,5" in Dutch."""
        whole, rest = divmod(basis_points, 100)
        if not rest:
            return str(whole)
        return f"{whole}{',' if self.language == 'nl' else '.'}{rest:02}".rstrip("0")


def words(language: str | None) -> Words:
    """The language asked for, or Dutch when it is not spoken here."""
    return _read(next((known for known in LANGUAGES if known == language), DEFAULT))


def preferred(accept_language: str | None) -> Language:
    """The first language of an Accept-Language header that is spoken here, else Dutch."""
    for wish in (accept_language or "").split(","):
        tag = wish.partition(";")[0].strip().partition("-")[0].lower()
        for known in LANGUAGES:
            if tag == known:
                return known
    return DEFAULT


@cache
def _read(language: Language) -> Words:
    return Words(language)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str | list[str]]]:
    leaves: list[tuple[str, str | list[str]]] = []
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            leaves += _flat(value, f"{path}.")
        else:
            leaves.append((path, value))
    return leaves
