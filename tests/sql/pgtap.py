"""Runs a pgTAP file without psql: one behaviour per file, in one transaction that is rolled back.

A file is plain SQL (no backslash commands, no `copy … from stdin`), begins with `begin;`, declares
its `plan(n)`, and ends with `rollback;`. What its statements return in one column is read as TAP.
"""

from __future__ import annotations

import re
from pathlib import Path

import psycopg

from cli.db.execution import explain
from cli.db.statements import SqlTextError, Statement, split

_PLAN = re.compile(r"1\.\.(\d+)")
_RESULT = re.compile(r"(not )?ok (\d+)\b")
# A test marked as undecided passes whatever happens; here it counts as failed.
_UNDECIDED = re.compile(r"# (TODO|SKIP)\b", re.IGNORECASE)


class Failed(Exception):
    """A pgTAP file did not pass; the message tells everything that went wrong, line by line."""


def run(db_url: str, path: Path) -> None:
    """Runs one file; whatever happens, the database is left as it was. Raises Failed."""
    report = _Report()
    try:
        statements = split(path.read_text(encoding="utf-8"))
    except SqlTextError as error:
        raise Failed(f"Bail out! {error}") from error
    if not statements or [statements[0].bare, statements[-1].bare] != ["begin", "rollback"]:
        raise Failed("Bail out! The file must begin with `begin;` and end with `rollback;`.")
    with psycopg.connect(db_url, autocommit=True) as conn:
        for statement in statements:
            try:
                report.read(statement, conn.execute(statement.text.encode(), prepare=False))
            except psycopg.Error as error:
                report.problems.append(f"Bail out! line {explain(error, statement)}")
                raise Failed(str(report)) from None
    report.finish()
    if report.problems:
        raise Failed(str(report))


class _Report:
    """What the TAP lines of a file add up to."""

    def __init__(self) -> None:
        self.planned: int | None = None
        self.ran = 0
        self.problems: list[str] = []

    def __str__(self) -> str:
        return "\n".join(self.problems)

    def read(self, statement: Statement, cursor: psycopg.Cursor) -> None:
        """Takes the TAP lines out of what a statement returned; other results are setup."""
        if cursor.description is None or len(cursor.description) != 1:
            return
        failing = False
        for line in "\n".join(str(value) for (value,) in cursor).splitlines():
            if plan := _PLAN.fullmatch(line):
                self.planned = int(plan[1])
            elif result := _RESULT.match(line):
                self.ran += 1
                failing = result[1] is not None or _UNDECIDED.search(line) is not None
                if failing:
                    self.problems.append(f"line {statement.line}: {line}")
            elif failing:
                self.problems.append(f"  {line}")

    def finish(self) -> None:
        """Compares what ran with what was planned."""
        if self.planned is None:
            self.problems.append("No plan: call plan(n) first, so that a lost test is noticed.")
        elif self.ran != self.planned:
            self.problems.append(f"{self.planned} tests were planned, {self.ran} ran.")
