"""Runs statements of a file, and tells in whose line Postgres stopped."""

from __future__ import annotations

from pathlib import Path

import psycopg

from cli.db.statements import SqlTextError, Statement, split
from cli.errors import Stop
from cli.stack.places import CHECKOUT


def display_name(path: Path) -> str:
    """The path as a person would write it: from the checkout's top, where it lies below it."""
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)


def read_statements(path: Path, error_type: type[Stop]) -> list[Statement]:
    """The statements of a file; raises `error_type` for a quote or comment that never ends."""
    try:
        return split(path.read_text(encoding="utf-8"))
    except SqlTextError as error:
        raise error_type(f"{display_name(path)}: {error}") from error


def execute(
    conn: psycopg.Connection, statement: Statement, path: Path, error_type: type[Stop]
) -> None:
    """Runs one statement of the file `path`; raises `error_type` with file, line and message."""
    try:
        conn.execute(statement.text.encode(), prepare=False)
    except psycopg.Error as error:
        raise error_type(f"{display_name(path)}:{explain(error, statement)}") from error


def explain(error: psycopg.Error, statement: Statement) -> str:
    """`line: message`, and what else Postgres says, on lines of its own."""
    diagnosis = error.diag
    offset = int(diagnosis.statement_position or 1) - 1
    line = statement.line + statement.text.count("\n", 0, offset)
    said = (
        ("detail", diagnosis.message_detail),
        ("hint", diagnosis.message_hint),
        ("where", diagnosis.context),
    )
    return "\n".join(
        [
            f"{line}: {diagnosis.message_primary or error}",
            *(f"  {label}: {text}" for label, text in said if text),
        ]
    )
