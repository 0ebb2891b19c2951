"""The control API below `/sandbox`: what a test or a curious person can do that Mollie does not
offer. `GET /sandbox` shows it all, made from the descriptions of the operations themselves."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response

from cli.sandbox import payments
from cli.sandbox.clock import iso
from cli.sandbox.context import TheSite, TheWorld
from cli.sandbox.control import accounts, breakage, calls, collecting, money, state
from cli.sandbox.faults import Fault
from cli.sandbox.pages import page
from cli.sandbox.settings import Settings

router = APIRouter(prefix="/sandbox")
for _part in (state, money, accounts, collecting, calls, breakage):
    router.include_router(_part.router)


@router.get("", include_in_schema=False)
async def show(world: TheWorld, site: TheSite) -> Response:
    rows = world.store.rows("select * from payments order by seq desc limit 20")
    return page(
        "sandbox.html",
        site=site,
        now=iso(world.clock.now()),
        operations=_operations(),
        forms=[("Settings", _fields(Settings)), ("Faults", _fields(Fault))],
        latest=[payments.from_row(row) for row in rows],
        checkout=lambda payment: f"/{payments.checkout_page(payment)}",
    )


def _operations() -> list[tuple[str, str, str, str]]:
    """Verb, path, summary and details of every operation."""
    found = []
    for part in (state, money, accounts, collecting, calls, breakage):
        for route in part.router.routes:
            if isinstance(route, APIRoute):
                summary, _, detail = route.description.partition("\n")
                verb = "".join(route.methods or ())
                found.append((verb, f"/sandbox{route.path}", summary, detail.strip()))
    return sorted(found, key=lambda operation: operation[1])


def _fields(model: type[BaseModel]) -> list[tuple[str, str, str]]:
    """Name, default and meaning of every field."""
    return [
        (name, "" if field.is_required() else str(field.default), field.description or "")
        for name, field in model.model_fields.items()
    ]
