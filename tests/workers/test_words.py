"""Dutch and English: complete, alike in shape, and right about dates and money."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest

from workers.words import LANGUAGES, preferred, words

NL, EN = words("nl"), words("en")
MORNING = datetime(2026, 12, 12, 9, 0, tzinfo=UTC)


def blanks(sentence: str | list[str]) -> set[str]:
    """The names that a sentence is filled in with."""
    forms = [sentence] if isinstance(sentence, str) else sentence
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


def test_both_languages_say_the_same_things() -> None:
    assert NL.sentences.keys() == EN.sentences.keys()
    for key, sentence in NL.sentences.items():
        assert blanks(sentence) == blanks(EN.sentences[key]), key
    assert (len(NL.days), len(NL.months)) == (len(EN.days), len(EN.months)) == (7, 12)


def test_an_unknown_language_is_dutch() -> None:
    assert words("fr") is words(None) is NL


def test_days_and_months_are_named() -> None:
    assert NL.date(MORNING, "Europe/Amsterdam") == "zaterdag 12 december 2026"
    assert EN.date(MORNING, "Europe/Amsterdam") == "Saturday 12 December 2026"


def test_times_are_those_of_the_place() -> None:
    assert EN.moment(MORNING, "Europe/Amsterdam").endswith(", 10:00")
    assert EN.moment(MORNING, "America/New_York").endswith(", 04:00")
    assert EN.moment(MORNING, "Pacific/Auckland") == "Saturday 12 December 2026, 22:00"
    summer = datetime(2026, 6, 6, 9, 0, tzinfo=UTC)
    assert EN.moment(summer, "Europe/Amsterdam").endswith(", 11:00")


def test_a_period_says_its_day_once() -> None:
    noon, next_day = MORNING.replace(hour=12), MORNING.replace(day=13)

    assert NL.period(MORNING, noon, "Europe/Amsterdam") == "zaterdag 12 december 2026, 10:00–13:00"
    assert NL.period(MORNING, next_day, "Europe/Amsterdam") == (
        "zaterdag 12 december 2026, 10:00 – zondag 13 december 2026, 10:00"
    )
    assert NL.period(MORNING, None, "Europe/Amsterdam") == "zaterdag 12 december 2026, 10:00"


@pytest.mark.parametrize(
    ("amount", "currency", "dutch", "english"),
    [
        (1250, "EUR", "€ 12,50", "€12.50"),
        (0, "EUR", "€ 0,00", "€0.00"),
        (5, "EUR", "€ 0,05", "€0.05"),
        (123456789, "EUR", "€ 1.234.567,89", "€1,234,567.89"),
        (-1250, "EUR", "€ -12,50", "-€12.50"),
        (1250, "GBP", "£ 12,50", "£12.50"),
        (1250, "CHF", "CHF 12,50", "CHF 12.50"),
        (-1250, "CHF", "CHF -12,50", "CHF -12.50"),
        (1250, "JPY", "JPY 1.250", "JPY 1,250"),
    ],
)
def test_money_is_written_as_the_language_does(
    amount: int, currency: str, dutch: str, english: str
) -> None:
    assert NL.money(amount, currency) == dutch
    assert EN.money(amount, currency) == english


def test_rates_have_no_needless_decimals() -> None:
    assert [NL.percent(rate) for rate in (900, 2100, 550, 625)] == ["9", "21", "5,5", "6,25"]
    assert EN.percent(550) == "5.5"


def test_things_are_counted() -> None:
    assert [EN.count("ticket", n) for n in (0, 1, 2)] == ["0 tickets", "1 ticket", "2 tickets"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "nl"),
        ("", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR, en;q=0.8, nl;q=0.5", "en"),
        ("NL-be", "nl"),
        ("fr, de", "nl"),
        ("*", "nl"),
    ],
)
def test_the_browser_is_asked_for_its_language(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_every_language_has_a_file() -> None:
    assert [words(language).language for language in LANGUAGES] == list(LANGUAGES)
