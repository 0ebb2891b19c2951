"""Templates of mails and pages: sandboxed, HTML escaped, and strict about what is missing."""

from __future__ import annotations

from functools import cache

from jinja2 import PackageLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workers.words import Words


def render(template: str, say: Words, **values: object) -> str:
    """A template filled in; `say` is the language in which it speaks."""
    return _environment().get_template(template).render(say=say, **values)


def blocks(template: str) -> frozenset[str]:
    """The names of the blocks that a template is divided into."""
    return frozenset(_environment().get_template(template).blocks)


def render_block(template: str, block: str, say: Words, **values: object) -> str:
    """One block of a template, filled in."""
    found = _environment().get_template(template)
    return "".join(found.blocks[block](found.new_context({"say": say, **values})))


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=PackageLoader("workers", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
