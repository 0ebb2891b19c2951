"""HTML for people: the checkout and the sandbox's own page, from the templates in `pages/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from cli.sandbox.money import Amount

_SYMBOLS = {"EUR": "€ ", "USD": "$ ", "GBP": "£ "}


def _money(amount: Amount) -> str:
    """`€ 12.50` for the usual currencies, `JPY 1250` for the others."""
    return _SYMBOLS.get(amount.currency, f"{amount.currency} ") + amount.json()["value"]


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["money"] = _money


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    # A checkout page shows a state that changes: a browser must never show it from its cache.
    return HTMLResponse(
        _environment.get_template(template).render(**values),
        status,
        {"Cache-Control": "no-store"},
    )
