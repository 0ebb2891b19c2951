"""Errors: they are the registered ones, and those of the database become them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from workers import errors
from workers.errors import EntreeError, from_database

REGISTRY = Path(__file__).parents[2] / "sql/10_core/1_tables/error_slugs.sql"
ROW = re.compile(r"^  \('(\w+)', (\d+), '((?:[^']|'')*)', '((?:[^']|'')*)'\)[,;]$", re.MULTILINE)


def registered() -> dict[str, tuple[int, str, str]]:
    """Status, message and hint of every slug."""
    return {
        slug: (int(status), message.replace("''", "'"), hint.replace("''", "'"))
        for slug, status, message, hint in ROW.findall(REGISTRY.read_text())
    }


def own_errors(parent: type[EntreeError] = EntreeError) -> Iterator[type[EntreeError]]:
    for kind in parent.__subclasses__():
        if hasattr(kind, "code"):
            yield kind
        yield from own_errors(kind)


@pytest.mark.parametrize("kind", list(own_errors()), ids=lambda kind: str(kind.code))
def test_our_errors_say_what_the_registry_says(kind: type[EntreeError]) -> None:
    status, message, hint = registered()[kind.code]

    error: EntreeError
    if kind is errors.MissingField:
        error = kind(field="email")
    elif kind is errors.InvalidField:
        error = kind(field="email", reason="it is a number")
    elif kind is errors.OrderHasNoTickets:
        error = kind(order_status="pending")
    elif kind is errors.NotFound:
        error = kind(what="ticket", id="x")
    elif kind is errors.TemplateInvalid:
        error = kind(reason="line 1: no")
    else:
        error = kind()

    filled = {key: str(value) for key, value in error.details.items()}
    assert error.status == status
    assert error.message == message.format(**filled)
    assert error.hint == hint.format(**filled)


def test_a_refusal_of_sql_passes_through_unchanged(
    db: psycopg.Connection[tuple[object, ...]],
) -> None:
    with pytest.raises(psycopg.Error) as raised:
        db.execute(
            'select core.fail(\'sold_out\', \'{"ticket_type": "10 km", "quantity": 3,'
            ' "available": 1}\')'
        )

    error = from_database(raised.value)

    assert error.status == 409
    assert error.body() == {
        "code": "sold_out",
        "message": "10 km has not enough places left for 3: 1 available.",
        "details": {"ticket_type": "10 km", "quantity": 3, "available": 1},
        "hint": registered()["sold_out"][2],
    }


def test_a_rate_limit_says_when_to_come_back(db: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.Error) as raised:
        db.execute("select core.fail('rate_limited', '{\"retry_after\": 17}')")

    assert from_database(raised.value).retry_after == 17


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("22P02", "invalid_value"),
        ("22003", "invalid_value"),
        ("23514", "invalid_value"),
        ("23505", "invalid_value"),
        ("40001", "try_again"),
        ("40P01", "try_again"),
        ("55P03", "try_again"),
        ("57014", "try_again"),
        ("57P01", "try_again"),
        ("57P03", "try_again"),
        ("08006", "try_again"),
        ("53300", "try_again"),
        ("42501", "internal_error"),
        ("42883", "internal_error"),
        ("P0001", "internal_error"),
        ("XX000", "internal_error"),
    ],
)
def test_each_state_has_its_answer(state: str, code: str) -> None:
    error = psycopg.errors.lookup(state)() if state != "P0001" else psycopg.errors.RaiseException()

    assert from_database(error).code == code


def test_a_lost_connection_asks_to_try_again() -> None:
    error = from_database(psycopg.OperationalError("server closed the connection unexpectedly"))

    assert (error.code, error.retry_after) == ("try_again", 1)


def test_a_refusal_without_readable_detail_still_has_its_status() -> None:
    class Odd(psycopg.Error):
        sqlstate = "PT418"

    assert from_database(Odd()).status == 418
