"""Pages for people: the HTML around them, and the headers that keep their address secret."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from workers.errors import EntreeError
from workers.templating import render
from workers.words import Words

ANSWERS: dict[int | str, dict[str, Any]] = {
    "default": {"content": {"text/html": {}}, "description": "A page that says what went wrong"}
}
"""What a page answers with if not with what it is for."""


def page(template: str, say: Words, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page. It runs no script, loads nothing, and does not pass its address on."""
    style, style_hash = _style()
    html = render(f"page/{template}.html", say, style=style, **values)
    return HTMLResponse(
        html,
        status_code=status,
        headers={
            "cache-control": "no-store",
            "content-security-policy": (
                f"default-src 'none'; style-src 'sha256-{style_hash}'; base-uri 'none';"
                " frame-ancestors 'none'"
            ),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        },
    )


def problem(
    say: Words,
    error: EntreeError,
    *,
    back: str | None = None,
    back_to: str = "page.back",
    unknown: str = "order_not_found",
    asked: Request | None = None,
) -> Response:
    """An error as a page, in the customer's words; `unknown` is said where the token is missing.

    Who asked for something of an org that has moved is sent to the same page of its cell.
    """
    if asked and error.code == "org_has_moved" and error.details["moved_to"]:
        query = f"?{asked.url.query}" if asked.url.query else ""
        return RedirectResponse(f"{error.details['moved_to']}{asked.url.path}{query}", 307)
    code = error.code if f"problem.{error.code}" in say.sentences else "other"
    if error.code == "missing_field":
        code = unknown
    return page(
        "problem",
        say,
        status=error.status,
        title=say("problem.heading"),
        refresh=None,
        message=say(f"problem.{code}"),
        back=back,
        back_to=say(back_to),
    )


def form_field(body: bytes, name: str) -> str | None:
    """One field of a form that a browser posted."""
    try:
        values = parse_qs(body.decode(), max_num_fields=10).get(name)
    except ValueError:
        return None
    return values[0] if values else None


def form_fields(body: bytes) -> dict[str, list[str]]:
    """The fields of a form that a browser posted, each with all that was filled in."""
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=300)
    except ValueError:
        return {}


@cache
def _style() -> tuple[Markup, str]:
    """The style sheet, and its hash by which the browser is told to accept no other."""
    css = resources.files("workers").joinpath("templates/page/style.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Markup(css), digest  # noqa: S704 -- our own file
