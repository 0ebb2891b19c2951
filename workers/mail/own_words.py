"""Mails in the words of an organiser, or of the platform, instead of ours.

Own words are plain text: an empty line divides paragraphs, lines that begin with "- " are a list,
addresses of the web become links. `{{ name }}` stands for a fact of the mail or a part of ours, and
`{% if name %}` for what is only said sometimes. There is nothing else: no loops, no calls, no
attributes, no arithmetic. So whatever somebody writes ends at once, stays within its length, and
reaches nothing; and since all of it is escaped, it is text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from workers.mail.letter import MAX_SUBJECT, Letter, Wording, one_line
from workers.templating import blocks, render, render_block

MAX_BODY: Final = 20_000  # characters of what is written
MAX_SAID: Final = 200_000  # characters of what it becomes
MAX_DEPTH: Final = 24  # of conditions and filters within one another

KNOWN: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If),
    *(nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Filter, nodes.Concat),
)
FILTERS: Final = frozenset({"upper", "lower", "capitalize", "title", "trim", "default"})
COMMON: Final = ("subject", "heading", "greeting", "org")
"""Facts that every mail has."""
OUTER: Final = "content"
"""The block of the layout, which is no part of a mail."""
MARKS: Final = re.compile("\x02([a-z_]+)\x03")
ADDRESS: Final = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])")


class BadTemplate(Exception):
    """What somebody wrote cannot be said; the message is a sentence for them."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What somebody wrote: one line, and a text."""

    subject: str
    body: str


def facts_of(letter: Letter) -> dict[str, str]:
    """What own words may say of a mail."""
    wording = _wording(letter)
    common = {name: str(wording.values.get(name, "")) for name in COMMON}
    return {name: _plain(value) for name, value in (common | dict(wording.facts)).items()}


def parts_of(letter: Letter) -> frozenset[str]:
    """Which parts of ours they may contain; `message` is all that ours says."""
    wording = _wording(letter)
    return blocks(f"{wording.template}.html") - {OUTER}


def reworded(letter: Letter, own: OwnWords) -> Letter:
    """A letter in somebody's own words. Raises BadTemplate.

    Address, attachments and the line at the foot stay ours.
    """
    wording = _wording(letter)
    if len(own.subject) > MAX_SUBJECT or len(own.body) > MAX_BODY:
        raise BadTemplate(f"The text is longer than {MAX_BODY} characters.")
    facts, parts = facts_of(letter), parts_of(letter)
    subject = one_line(_said("subject", own.subject, facts))
    said = _said("body", own.body, facts | {name: f"\x02{name}\x03" for name in parts}).strip()
    if not subject or not said:
        raise BadTemplate("The subject or the body comes out empty.")
    values: dict[str, Any] = {**wording.values, "subject": subject, "heading": subject}
    html = render("mail/own_words.html", wording.say, **values | {"said": _html(said, wording)})
    text = render("mail/own_words.txt", wording.say, **values | {"said": _text(said, wording)})
    return replace(letter, subject=subject, text=text, html=html, wording=None)


def _wording(letter: Letter) -> Wording:
    if letter.wording is None:
        raise BadTemplate("This mail has words of its own each time.")
    return letter.wording


def check(source: str, names: Collection[str], field: str = "body") -> None:
    """Raises BadTemplate unless a text has only what own words may have, and only these names."""
    try:
        tree = _environment().parse(source)
    except TemplateError as error:
        line = getattr(error, "lineno", 1)
        raise BadTemplate(f"{field}, line {line}: {error.message}") from error
    except (RecursionError, ValueError, OverflowError) as error:
        raise BadTemplate(f"{field}: it cannot be read.") from error
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        where = f"{field}, line {getattr(node, 'lineno', 1)}"
        if depth > MAX_DEPTH:
            raise BadTemplate(f"{where}: too much stands within one another.")
        if not isinstance(node, KNOWN):
            raise BadTemplate(f"{where}: {type(node).__name__.lower()} is not possible here.")
        if isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.kwargs):
            raise BadTemplate(f"{where}: there is no filter {node.name}.")
        if isinstance(node, nodes.Name) and (node.name not in names or node.ctx != "load"):
            known = ", ".join(sorted(names))
            raise BadTemplate(f"{where}: there is no {node.name} here, but {known}.")
        waiting += ((child, depth + 1) for child in node.iter_child_nodes())


def _said(field: str, source: str, names: Mapping[str, str]) -> str:
    """A checked text, filled in and bounded."""
    check(source, names, field)
    said: list[str] = []
    length = 0
    try:
        for chunk in _environment().from_string(source).generate(names):
            length += len(chunk)
            if length > MAX_SAID:
                raise BadTemplate(f"{field}: it gets longer than {MAX_SAID} characters.")
            said.append(chunk)
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise BadTemplate(f"{field}: {error}") from error
    return "".join(said)


def _text(said: str, wording: Wording) -> str:
    """The plain form, with our parts in theirs."""

    def part(mark: re.Match[str]) -> str:
        inside = render_block(f"{wording.template}.txt", mark[1], wording.say, **wording.values)
        return inside.strip("\n")

    return MARKS.sub(part, said)


def _html(said: str, wording: Wording) -> Markup:
    """The HTML form: everything that was written is escaped, our parts are as we write them."""

    def part(mark: re.Match[str]) -> str:
        return render_block(f"{wording.template}.html", mark[1], wording.say, **wording.values)

    written: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", said):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        if len(lines) == 1 and MARKS.fullmatch(lines[0]):
            written.append(lines[0])
        elif lines and all(line.startswith("- ") for line in lines):
            points = "".join(f"<li>{_linked(line[2:])}</li>" for line in lines)
            written.append(f"<ul>{points}</ul>")
        elif lines:
            written.append(f"<p>{'<br>'.join(map(_linked, lines))}</p>")
    return Markup(MARKS.sub(part, "\n".join(written)))  # noqa: S704 -- escaped, line by line


def _linked(line: str) -> str:
    """A line as HTML, with its addresses as links."""
    pieces = [str(escape(piece)) for piece in ADDRESS.split(line)]
    pieces[1::2] = (f'<a href="{url}" style="color:#181c2c">{url}</a>' for url in pieces[1::2])
    return "".join(pieces)


def _plain(value: str) -> str:
    """A fact without the characters that mark our parts."""
    return value.replace("\x02", "").replace("\x03", "")


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    """Never optimised: constants are not calculated before they have been checked."""
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,
        cache_size=0,
    )
