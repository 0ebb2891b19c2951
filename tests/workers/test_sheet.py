"""Cells of exports: text stays text, numbers stay numbers, and nothing is a formula."""

from __future__ import annotations

import csv
import io

import psycopg
import pytest
from psycopg.pq.abc import PGresult

from cli.stack import Endpoints
from workers.sheet import Sheet, harmless


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6 12345678", "'+31 6 12345678"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("1+1", "1+1"),
        ("Jean-Luc", "Jean-Luc"),
        ("'=1+1", "'=1+1"),
        (" =1+1", " =1+1"),
        ("", ""),
    ],
)
def test_a_formula_is_made_harmless(text: str, cell: str) -> None:
    assert harmless(text) == cell


def rows(endpoints: Endpoints, query: str, *values: object) -> PGresult:
    """What a query answers, as the pool's connections do."""
    with psycopg.connect(endpoints.db_url) as connection:
        cursor = connection.execute(query.encode(), values or None)
        assert cursor.pgresult is not None
        return cursor.pgresult


def read(part: bytes, separator: str = ",") -> list[list[str]]:
    """A part of a file as a spreadsheet reads it."""
    text = io.StringIO(part.decode(), newline="")
    return list(csv.reader(text, delimiter=separator, strict=True))


def test_numbers_may_be_negative_and_text_may_not(endpoints: Endpoints) -> None:
    found = rows(
        endpoints, "select -1 as a, -2.50 as b, '-3' as c, null::text as d, -4::bigint as e"
    )
    assert read(Sheet(",", []).part(found)) == [
        ["a", "b", "c", "d", "e"],
        ["-1", "-2.50", "'-3", "", "-4"],
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_whatever_is_in_a_cell_comes_back(endpoints: Endpoints, separator: str) -> None:
    texts = ['a"b', "a,b", "a;b", "a\tb", "a\nb", "a\rb", "a\r\nb", '"', "🏃", " x "]
    found = rows(endpoints, "select unnest(%s::text[]) as x", texts)
    assert read(Sheet(separator, []).part(found), separator) == [["x"], *([t] for t in texts)]


def test_answers_become_columns(endpoints: Endpoints) -> None:
    query = (
        "select 1 as n, '[\"=A\", null]'::json as answers"
        " union all select 2, null union all select 3, '[null, \"b\"]'::json"
    )
    sheet = Sheet(",", ["Size?", "-Club"])
    assert read(sheet.part(rows(endpoints, query))) == [
        ["n", "Size?", "'-Club"],
        ["1", "'=A", ""],
        ["2", "", ""],
        ["3", "", "b"],
    ]


def test_the_heading_is_written_once(endpoints: Endpoints) -> None:
    sheet = Sheet(",", [])
    none = rows(endpoints, "select 1 as n where false")
    assert sheet.part(none) == b"n\r\n"
    assert sheet.part(rows(endpoints, "select 1 as n")) == b"1\r\n"
    assert sheet.part(none) == b""
