"""Rows of the database as CSV that spreadsheets open and do not run.

A cell of text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab
or a carriage return) gets an apostrophe in front, as OWASP advises. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from psycopg.pq.abc import PGresult
from pydantic_core import from_json

FORMULA = frozenset("=+-@\t\r")
FORMULAS = re.compile(r"\0(?=[=+\-@\t\r])")
"""What stands before formulas among cells that follow one another."""
ANSWERS = b"answers"
"""The column that holds a list of cells."""
NUMBERS = frozenset({20, 21, 23, 1700})
"""Object ids of bigint, smallint, integer and numeric."""


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in FORMULA else text


class Sheet:
    """Writes the rows of an export, a part at a time.

    `more` are the headings of the cells in the last column, if that holds several.
    """

    def __init__(self, separator: str, more: Sequence[str]) -> None:
        self._separator = separator
        self._more = [harmless(heading) for heading in more]
        self._has_heading = False

    def part(self, rows: PGresult) -> bytes:
        """Some rows; the heading goes before the first."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self._separator, lineterminator="\r\n")
        if not self._has_heading:
            writer.writerow([*self._names(rows), *self._more])
            self._has_heading = True
        columns = [_column(rows, column) for column in range(rows.nfields)]
        if rows.fname(rows.nfields - 1) == ANSWERS:
            answers = [self._answers(cell) for cell in columns.pop()]
            writer.writerows(
                [*row, *more] for row, more in zip(zip(*columns, strict=True), answers, strict=True)
            )
        else:
            writer.writerows(zip(*columns, strict=True))
        return text.getvalue().encode()

    def _names(self, rows: PGresult) -> Iterator[str]:
        for column in range(rows.nfields):
            name = rows.fname(column) or b""
            if name != ANSWERS:
                yield name.decode()

    def _answers(self, listed: str) -> list[str]:
        answers = from_json(listed) if listed else [None] * len(self._more)
        return [harmless(answer) if answer else "" for answer in answers]


def _column(rows: PGresult, column: int) -> list[str]:
    """The cells of a column, none of them a formula.

    All at once, because a few calls for every cell would take most of an export's time. What
    stands between them is the character that no text of Postgres can hold.
    """
    if not rows.ntuples:
        return []
    value = rows.get_value
    cells = b"\0".join([b"", *[value(row, column) or b"" for row in range(rows.ntuples)]]).decode()
    if rows.ftype(column) not in NUMBERS and rows.fname(column) != ANSWERS:
        cells = FORMULAS.sub("\0'", cells)
    return cells.split("\0")[1:]
