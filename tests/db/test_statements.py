"""The splitter ends statements where psql does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.db.statements import SqlTextError, code, split, tokens, without_comments

ONE_STATEMENT = {
    "a string": "select 'a;b'",
    "a doubled quote": "select 'it''s; fine'",
    "an escape string": r"select E'it\'s; fine'",
    "a backslash at the end of a plain string": "select 'a\\'",
    "a string over lines": "select 'a\n;\nb'",
    "a quoted identifier": 'select 1 as "a;b"',
    "a doubled double quote": 'select 1 as "a"";b"',
    "a unicode string": r"select U&'\0061;'",
    "a line comment": "select 1 -- no; end\n + 1",
    "a quote in a line comment": "select 1 -- it's\n + 1",
    "a block comment": "select /* a; b */ 1",
    "a nested block comment": "select /* a /* b; */ c; */ 1",
    "a quote in a block comment": "select /* it's */ 1",
    "a comment mark in a string": "select '-- a /* b' || ';'",
    "a dollar quote": "select $$a;b$$",
    "a dollar quote with a tag": "select $body$a; $$ $other$ ;$body$",
    "a dollar in a name": "select a$b, c$d$e from t$",
    "parameters": "select $1, $2",
    "a rule of several commands": "create rule r as on insert to t do also (select 1; select 2)",
    "a begin atomic body": (
        "create function f() returns int language sql begin atomic select 1; select 2; end"
    ),
    "case inside begin atomic": (
        "create or replace procedure p() language sql begin atomic"
        " select case when true then 1 else 2 end; select 3; end"
    ),
    "a body in plpgsql": (
        "create function f() returns void language plpgsql as $$ begin perform 1; end $$"
    ),
    "begin as a default": "create function f(begin int default 1) returns int return 1",
    "keywords in capitals": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END"
    ),
}


@pytest.mark.parametrize("text", ONE_STATEMENT.values(), ids=ONE_STATEMENT.keys())
def test_ends_nothing_inside(text: str) -> None:
    assert [statement.text for statement in split(f"{text};\nselect 'next';")] == [
        text,
        "select 'next'",
    ]


def test_comments_go_with_the_statement_that_follows() -> None:
    first, second = split("-- one\nselect 1; -- after one\n\n/* two */\nselect 2\n")
    assert (first.text, first.line, first.bare) == ("-- one\nselect 1", 1, "select 1")
    assert (second.text, second.line) == ("-- after one\n\n/* two */\nselect 2", 2)
    assert second.bare == "select 2"


@pytest.mark.parametrize("text", ["", " \n", ";;", "-- nothing\n", "/* nothing */ ;", ";-- a\n;"])
def test_nothing_but_comments_is_no_statement(text: str) -> None:
    assert split(text) == []


def test_begin_of_a_transaction_is_a_statement() -> None:
    assert [s.bare for s in split("begin; select 1; end;")] == ["begin", "select 1", "end"]


def test_bare_is_lower_case_with_single_spaces_but_leaves_values_alone() -> None:
    (statement,) = split("ALTER  ROLE a -- why\n\tSET b.c = 'D  e'")
    assert statement.bare.startswith("alter role a set b.c = 'D")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select 1;\nselect 'a", "a quote opened on line 2"),
        ('\n\nselect "a', "a quote opened on line 3"),
        ("select /* /* */", "a comment opened on line 1"),
        ("select $x$ a $$", r"a \$x\$ opened on line 1"),
    ],
)
def test_an_open_end_is_told_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(SqlTextError, match=complaint):
        split(text)


def test_without_comments_keeps_every_offset_and_looks_into_bodies() -> None:
    text = "select '--a' /* b\n c */, $$ x -- don't\n y $$, $q$it's$q$ -- d"
    blank = without_comments(text)
    assert len(blank) == len(text)
    assert blank.count("\n") == text.count("\n")
    assert blank.split() == ["select", "'--a'", ",", "$$", "x", "y", "$$,", "$q$it's$q$"]


def test_code_is_neither_comment_nor_string() -> None:
    text = "select 'now()', now() /* now() */ from $$ a 'b' -- c\n d $$"
    assert len(code(text)) == len(text)
    assert code(text).split() == ["select", ",", "now()", "from", "$$", "a", "d", "$$"]


@given(st.lists(st.sampled_from([*ONE_STATEMENT.values(), "select 1", "-- a\n", "/* b */"])))
def test_nothing_is_lost_or_added(parts: list[str]) -> None:
    text = ";\n".join(parts)
    assert "".join(token.text for token in tokens(text)) == text
    statements = [part for part in parts if not part.startswith(("--", "/*"))]
    assert len(split(text)) == len(statements)
