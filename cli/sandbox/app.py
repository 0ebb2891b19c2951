"""The whole sandbox as one ASGI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cli.sandbox import (
    balances,
    chargebacks,
    checkout,
    clients,
    control,
    customers,
    events,
    faults,
    grants,
    idempotency,
    mandates,
    merchants,
    methods,
    oauth,
    payments,
    payments_api,
    recurring,
    refunds,
    sales_invoices,
    settlements,
    subscriptions,
    webhooks,
)
from cli.sandbox.endpoint import Resource
from cli.sandbox.errors import MollieError
from cli.sandbox.hal import HalResponse
from cli.sandbox.settings import Settings
from cli.sandbox.webhooks import Sender
from cli.sandbox.world import App, World

_log = logging.getLogger("entree.sandbox")

# A new resource is listed in these three and nowhere else.
SCHEMA = [
    idempotency.SCHEMA,
    faults.SCHEMA,
    merchants.SCHEMA,
    grants.SCHEMA,
    clients.SCHEMA,
    balances.SCHEMA,
    settlements.SCHEMA,
    payments.SCHEMA,
    customers.SCHEMA,
    mandates.SCHEMA,
    recurring.SCHEMA,
    subscriptions.SCHEMA,
    refunds.SCHEMA,
    chargebacks.SCHEMA,
    sales_invoices.SCHEMA,
    events.SCHEMA,
    webhooks.SCHEMA,
]
TIMERS = [
    payments.EXPIRY,
    recurring.OUTCOMES,
    subscriptions.DUE,
    refunds.ADVANCE,
    settlements.CLOSING,
    settlements.PAYOUT,
]
ENDPOINTS = [
    *merchants.ENDPOINTS,
    *clients.ENDPOINTS,
    *methods.ENDPOINTS,
    *payments_api.ENDPOINTS,
    *customers.ENDPOINTS,
    *mandates.ENDPOINTS,
    *subscriptions.ENDPOINTS,
    *refunds.ENDPOINTS,
    *chargebacks.ENDPOINTS,
    *sales_invoices.ENDPOINTS,
    *balances.ENDPOINTS,
    *settlements.ENDPOINTS,
    *events.ENDPOINTS,
]


def build_world(
    defaults: Settings | None = None,
    state: Path | None = None,
    public_url: str | None = None,
    app: App | None = None,
) -> World:
    """The sandbox's state, from its file if there is one."""
    return World(
        schema=SCHEMA,
        timers=TIMERS,
        defaults=defaults or Settings(),
        state=state,
        public_url=public_url,
        app=app,
    )


def create_app(world: World) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(world.let_time_pass(), name="clock"),
            asyncio.create_task(Sender(world).run(), name="webhooks"),
        ]
        for task in tasks:
            task.add_done_callback(_report_failure)
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        world.store.close()

    app = FastAPI(
        title="Mollie sandbox",
        openapi_url="/sandbox/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        exception_handlers={HTTPException: _refuse},
    )
    for path, endpoints in groupby(
        sorted(ENDPOINTS, key=lambda endpoint: endpoint.path), lambda endpoint: endpoint.path
    ):
        resource = Resource(world, list(endpoints))
        route = Route(f"/v2{path}", resource.handle, methods=resource.verbs)
        # Starlette adds HEAD by itself; Mollie has none.
        route.methods = set(resource.verbs)
        app.router.routes.append(route)
    tokens = oauth.TokenEndpoint(world)
    app.router.routes.append(Route(oauth.TOKENS, tokens.handle, methods=tokens.verbs))
    app.state.world = world
    app.include_router(oauth.router)
    app.include_router(checkout.router)
    app.include_router(sales_invoices.router)
    app.include_router(control.router)

    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("/sandbox")

    @app.get("/dashboard/{organization}/payments/{payment}", include_in_schema=False)
    async def dashboard(organization: str, payment: str) -> Response:  # noqa: ARG001 (in the path)
        return RedirectResponse(f"/sandbox/payments/{payment}")

    return app


def _report_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.critical("The sandbox's %s stopped", task.get_name(), exc_info=task.exception())


async def _refuse(request: Request, error: Exception) -> Response:
    """Unknown addresses and verbs: in Mollie's form below /v2, as plain JSON elsewhere."""
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for nothing else)
    if not request.url.path.startswith("/v2"):
        return await http_exception_handler(request, error)
    known = {
        404: "No such resource: is the address right?",
        405: f"The method {request.method} is not allowed here",
    }
    refusal = MollieError(error.status_code, known.get(error.status_code, str(error.detail)))
    return HalResponse(refusal.json(), error.status_code, dict(error.headers or {}))
