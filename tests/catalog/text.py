"""The source as text: its statements, and what its functions say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cli.db.execution import display_name
from cli.db.source import SQL, SourceFile, files
from cli.db.statements import Statement, code, split, tokens, without_comments

_FUNCTION = re.compile(r"create (?:or replace )?(?:function|procedure) (\w+)\.(\w+) ?\(")
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)


@dataclass(frozen=True)
class Code:
    """One statement of the source, and where it stands."""

    file: SourceFile
    statement: Statement

    @property
    def place(self) -> str:
        """`sql/…/file.sql:line`, for messages."""
        return f"{display_name(self.file.path)}:{self.statement.line}"

    @cached_property
    def executed(self) -> str:
        """The text without comments and plain strings; bodies of functions included."""
        return code(self.statement.text)

    @cached_property
    def said(self) -> str:
        """The text without comments."""
        return without_comments(self.statement.text)

    @property
    def function(self) -> str:
        """`schema.name` of the function that the statement makes, else empty."""
        match = _FUNCTION.match(self.statement.bare)
        return f"{match[1]}.{match[2]}" if match else ""

    @property
    def header(self) -> str:
        """Everything but dollar-quoted bodies, in lower case and single spaces."""
        return _BODY.sub("$$", self.statement.bare)


def read(root: Path = SQL) -> list[Code]:
    """Every statement of a source in load order."""
    return list(_statements(files(root)))


def without_strings(sql: str) -> str:
    """The text with what stands between plain quotes taken out; its lines stay lines."""
    parts = []
    for token in tokens(sql):
        if token.kind == "string" and token.text.startswith("$"):
            quote = token.text[: token.text.index("$", 1) + 1]
            parts.append(quote + without_strings(token.text[len(quote) : -len(quote)]) + quote)
        elif token.kind == "string":
            parts.append("''" + "\n" * token.text.count("\n"))
        else:
            parts.append(token.text)
    return "".join(parts)


def _statements(found: Iterable[SourceFile]) -> Iterator[Code]:
    for file in found:
        for statement in split(file.text):
            yield Code(file, statement)
