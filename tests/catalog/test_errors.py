"""Every error is registered once, raised somewhere, and told in full."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg

from cli.stack.places import CHECKOUT
from tests.catalog.text import read
from workers import errors

_RAISE = re.compile(r"\bcore\.fail(?:_for_a_while)?\(\s*'(\w+)'")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def workers_errors(
    of: type[errors.EntreeError] = errors.EntreeError,
) -> Iterator[type[errors.EntreeError]]:
    """The classes with a slug of their own."""
    for error in of.__subclasses__():
        if "code" in vars(error):
            yield error
        yield from workers_errors(error)


def test_what_is_registered_is_raised_and_the_other_way_round(conn: psycopg.Connection) -> None:
    raised = {slug for found in read() for slug in _RAISE.findall(found.said)} | {
        error.code for error in workers_errors()
    }
    known = {slug for (slug,) in conn.execute("select slug from core.errors")}
    assert raised - known == set(), "register them in sql/10_core/1_tables/error_slugs.sql"
    assert known - raised == set(), "nothing raises these"


def test_every_class_of_the_workers_is_used() -> None:
    texts = [
        path.read_text()
        for path in (CHECKOUT / "workers").rglob("*.py")
        if path != CHECKOUT / "workers" / "errors.py"
    ]
    own = (CHECKOUT / "workers" / "errors.py").read_text()
    unused = [
        error.__name__
        for error in workers_errors()
        if not any(re.search(rf"\b{error.__name__}\b", text) for text in texts)
        and own.count(error.__name__) == 1
    ]
    assert unused == []


def test_every_placeholder_is_filled(conn: psycopg.Connection) -> None:
    """`{ticket_type}` in a message needs a `ticket_type` in the data that its function puts in."""
    rows = conn.execute("select slug, message || hint from core.errors")
    names = {slug: set(_PLACEHOLDER.findall(text)) for slug, text in rows}
    wrong = [
        f"{found.place}: {slug} without {name}"
        for found in read()
        for slug in _RAISE.findall(found.said)
        for name in sorted(names.get(slug, set()))
        if not re.search(rf"""['"]{name}['"]""", found.said)
    ]
    assert not wrong, "\n".join(wrong)
