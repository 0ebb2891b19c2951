"""The runner of pgTAP files fails when it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.db.connection import connect
from tests.sql import pgtap

PASSING = """-- What is shown.
begin;
select plan(2);
create table public.made_by_a_test (id int);
select pass('it''s; fine');
select is(1, 1);
select * from finish();
rollback;
"""


def test_a_passing_file_leaves_nothing_behind(tmp_path: Path, pgtap_url: str) -> None:
    path = tmp_path / "a.test.sql"
    path.write_text(PASSING)
    pgtap.run(pgtap_url, path)
    with connect(pgtap_url) as conn:
        assert conn.execute("select to_regclass('public.made_by_a_test')").fetchone() == (None,)


@pytest.mark.parametrize(
    ("old", "new", "complaints"),
    [
        ("is(1, 1)", "is(1, 2, 'one')", ["line 6: not ok 2 - one", "have: 1", "want: 2"]),
        ("is(1, 1)", "is(1, nothing)", ['Bail out! line 6: column "nothing" does not exist']),
        ("select is(1, 1)", "select\n  is(1, 1 / 0)", ["Bail out! line 6: division by zero"]),
        ("select is(1, 1);", "", ["2 tests were planned, 1 ran."]),
        ("plan(2)", "plan(1)", ["1 tests were planned, 2 ran."]),
        ("select plan(2);", "", ["Bail out! line 5: You tried to run a test without a plan"]),
        (
            "select pass('it''s; fine')",
            "select * from skip('later')",
            ["line 5: ok 1 # SKIP later"],
        ),
        (
            "select pass('it''s; fine')",
            "select * from todo_start('later')",
            ["line 6: ok 1 ", " later"],
        ),
        ("rollback", "commit", ["must begin with `begin;` and end with `rollback;`"]),
        ("begin;", "", ["must begin with `begin;` and end with `rollback;`"]),
        (PASSING, "", ["must begin with `begin;` and end with `rollback;`"]),
        ("it''s", "it's", ["Bail out! a quote opened on line"]),
    ],
)
def test_everything_else_fails(
    tmp_path: Path, pgtap_url: str, old: str, new: str, complaints: list[str]
) -> None:
    path = tmp_path / "a.test.sql"
    path.write_text(PASSING.replace(old, new))
    with pytest.raises(pgtap.Failed) as caught:
        pgtap.run(pgtap_url, path)
    for complaint in complaints:
        assert complaint in str(caught.value)


def test_results_that_are_not_tap_are_setup(tmp_path: Path, pgtap_url: str) -> None:
    path = tmp_path / "a.test.sql"
    setup = "select gen_random_uuid();\nselect 'ok', 1;\nselect null;\nselect is(1, 1);"
    path.write_text(PASSING.replace("select is(1, 1);", setup))
    pgtap.run(pgtap_url, path)


def test_every_file_stands_where_its_name_says() -> None:
    """`<room>/<function>/<behaviour>.test.sql`: three levels, found by the room's schema."""
    here = Path(__file__).parent
    strays = [
        str(path.relative_to(here))
        for path in here.rglob("*.sql")
        if path.name != "test_support.sql"
        and not (path.name.endswith(".test.sql") and len(path.relative_to(here).parts) == 3)
    ]
    assert strays == []
