"""Cuts SQL text into tokens and statements, the way psql does.

The text may hold dollar quotes, nested comments, strings of every kind and SQL-standard function
bodies (`begin atomic … end`): a semicolon inside any of them ends nothing. psql commands and
`copy … from stdin` are not SQL and are not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_LETTER = r"A-Za-z_\u0080-\U0010ffff"
_TOKEN = re.compile(
    rf"""
      (?P<space> \s+ )
    | (?P<line_comment> --[^\n]* )
    | (?P<block_comment> /\* )
    | (?P<string> [eE]'(?:[^'\\]|\\.|'')*' | (?:[uU]&|[bBnNxX])?'(?:[^']|'')*' )
    | (?P<identifier> (?:[uU]&)?"(?:[^"]|"")*" )
    | (?P<dollar> \$(?:[{_LETTER}][0-9{_LETTER}]*)?\$ )
    | (?P<word> [{_LETTER}][$0-9{_LETTER}]* )
    | (?P<number> [0-9][.0-9{_LETTER}]* )
    | (?P<symbol> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_ROUTINE = re.compile(r"create( or replace)? (function|procedure)\b")


class SqlTextError(ValueError):
    """The text ends inside a string, a comment, a dollar quote or a quoted identifier."""


class Token(NamedTuple):
    """A piece of SQL text; `kind` is space, comment, string, identifier, word, number or symbol.

    A dollar-quoted text is a string, `start` is the offset in the whole text.
    """

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Statement:
    """One statement, without its semicolon, with the comments that stand before it.

    `line` is the line (from 1) of the whole text on which `text` begins; `bare` is the statement
    in lower-case words with single spaces and without comments, for telling what it does.
    """

    text: str
    line: int
    bare: str


def line_of(sql: str, offset: int) -> int:
    """The line, counted from 1, on which the character at `offset` stands."""
    return sql.count("\n", 0, offset) + 1


def tokens(sql: str) -> Iterator[Token]:
    """Every token of the text in order; together they are the text again."""
    position = 0
    while position < len(sql):
        match = _TOKEN.match(sql, position)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            raise SqlTextError(f"unreadable text on line {line_of(sql, position)}")
        end = match.end()
        if kind == "line_comment":
            kind = "comment"
        elif kind == "block_comment":
            kind, end = "comment", _end_of_comment(sql, position)
        elif kind == "dollar":
            kind, end = "string", _end_of_dollar_quote(sql, position, match.group())
        elif kind == "symbol" and match.group() in "'\"":
            raise SqlTextError(f"a quote opened on line {line_of(sql, position)} is never closed")
        yield Token(kind, sql[position:end], position)
        position = end


def split(sql: str) -> list[Statement]:
    """The statements of the text in order; text that holds only comments gives none."""
    statements: list[Statement] = []
    pending: list[Token] = []
    counted, line = 0, 1  # lines are counted on from the last statement: the text may be long

    def append(part: list[Token]) -> None:
        nonlocal counted, line
        while part and part[0].kind == "space":
            part = part[1:]
        bare = _bare(part)
        if bare:
            start = part[0].start
            line += sql.count("\n", counted, start)
            counted = start
            text = sql[start : part[-1].start + len(part[-1].text)].rstrip()
            statements.append(Statement(text, line, bare))

    for token in tokens(sql):
        pending.append(token)
        if token.kind == "symbol" and token.text == ";" and _is_complete(pending):
            append(pending[:-1])
            pending = []
    append(pending)
    return statements


def without_comments(sql: str) -> str:
    """The text with every comment blanked out; lines and offsets stay what they were.

    Dollar-quoted texts are code (function bodies), so their comments go too.
    """
    return "".join(_blanked(token, frozenset({"comment"})) for token in tokens(sql))


def code(sql: str) -> str:
    """The text with comments and plain strings blanked out, offsets kept: what is executed."""
    return "".join(_blanked(token, frozenset({"comment", "string"})) for token in tokens(sql))


def _blanked(token: Token, kinds: frozenset[str]) -> str:
    if token.kind == "string" and token.text.startswith("$"):
        quote = token.text[: token.text.index("$", 1) + 1]
        body = token.text[len(quote) : -len(quote)]
        try:
            inside = "".join(_blanked(part, kinds) for part in tokens(body))
        except SqlTextError:  # a dollar-quoted prose text, not code
            inside = body
        return quote + inside + quote
    return re.sub(r"[^\n]", " ", token.text) if token.kind in kinds else token.text


def _end_of_comment(sql: str, start: int) -> int:
    depth = 0
    for edge in _COMMENT_EDGE.finditer(sql, start):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return edge.end()
    raise SqlTextError(f"a comment opened on line {line_of(sql, start)} is never closed")


def _end_of_dollar_quote(sql: str, start: int, quote: str) -> int:
    end = sql.find(quote, start + len(quote))
    if end < 0:
        raise SqlTextError(f"a {quote} opened on line {line_of(sql, start)} is never closed")
    return end + len(quote)


def _is_complete(pending: list[Token]) -> bool:
    """Whether the semicolon at the end of `pending` ends the statement.

    It does not inside parentheses (rules have several commands there) and inside `begin atomic`,
    whose end is found as psql finds it: by counting begin, case and end.
    """
    parentheses = 0
    blocks = 0
    is_routine = _ROUTINE.match(_bare(pending)) is not None
    for token in pending:
        word = token.text.lower()
        if token.kind == "symbol":
            parentheses += (word == "(") - (word == ")")
        elif token.kind == "word" and is_routine and parentheses == 0:
            if word == "begin" or (word == "case" and blocks):
                blocks += 1
            elif word == "end" and blocks:
                blocks -= 1
    return parentheses <= 0 and blocks == 0


def _bare(pending: list[Token]) -> str:
    parts = (
        " "
        if token.kind in {"space", "comment"}
        else token.text.lower()
        if token.kind == "word"
        else token.text
        for token in pending
    )
    return re.sub(r" +", " ", "".join(parts)).strip()
