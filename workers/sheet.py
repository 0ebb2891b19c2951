"""Rows of the database as CSV that spreadsheets open and do not run.

A cell of text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab
or a carriage return) gets an apostrophe in front, as OWASP advises. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from psycopg.pq.abc import PGresult
from pydantic_core import from_json

FORMULA = frozenset("=+-@\t\r")
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
        is_text = [rows.ftype(column) not in NUMBERS for column in range(rows.nfields)]
        has_answers = rows.fname(rows.nfields - 1) == ANSWERS
        width = rows.nfields - has_answers
        for row in range(rows.ntuples):
            cells = [
                _cell(rows.get_value(row, column), is_text=is_text[column])
                for column in range(width)
            ]
            if has_answers:
                cells += self._answers(rows.get_value(row, width))
            writer.writerow(cells)
        return text.getvalue().encode()

    def _names(self, rows: PGresult) -> Iterator[str]:
        for column in range(rows.nfields):
            name = rows.fname(column) or b""
            if name != ANSWERS:
                yield name.decode()

    def _answers(self, raw: bytes | None) -> list[str]:
        answers = from_json(raw) if raw else [None] * len(self._more)
        return [harmless(answer) if answer else "" for answer in answers]


def _cell(raw: bytes | None, *, is_text: bool) -> str:
    if raw is None:
        return ""
    text = raw.decode()
    return harmless(text) if is_text else text
