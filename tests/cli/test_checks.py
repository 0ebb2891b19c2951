"""`entree check` lints what may have changed, and `entree test` starts with what takes longest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.checks import lint_sql
from cli.stack.places import CHECKOUT
from tests.order import LONGEST

CLEAN = "select 1 as one;\n"
SPOILT = "SELECT 1 as one;\n"


def test_sql_is_linted_unless_it_was_clean_as_it_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / ".sqlfluff"
    shutil.copy(CHECKOUT / ".sqlfluff", rules)
    one, two = (tmp_path / "sql" / f"{name}.sql" for name in ("one", "two"))
    one.parent.mkdir()
    for file in (one, two):
        file.write_text(CLEAN)

    def lint() -> tuple[bool, set[str]]:
        """Whether all is clean, and the files that something was said about."""
        is_clean = lint_sql(tmp_path) == 0
        said = capfd.readouterr().out
        return is_clean, {name for name in ("one.sql", "two.sql", "2 files") if name in said}

    assert lint() == (True, set())
    assert lint() == (True, {"2 files"}), "which are as they were"
    two.write_text(SPOILT)
    for _ in range(2):
        assert lint() == (False, {"two.sql"})
    two.write_text(CLEAN)
    rules.write_text(rules.read_text().replace("= lower", "= upper"))
    assert lint() == (False, {"one.sql", "two.sql"})


def test_what_starts_first_is_there() -> None:
    assert [name for name in LONGEST if not (CHECKOUT / name).is_file()] == []
