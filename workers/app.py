"""The HTTP application: `uvicorn workers.app:app`, behind a gateway that sets X-Real-IP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from workers import functions, tracking
from workers import log as logs
from workers.accounts import Accounts
from workers.asgi import PREFIX, Frame, error_headers
from workers.context import Services, refuse_impersonated_writes
from workers.db import Database
from workers.errors import (
    EntreeError,
    FunctionNotFound,
    InternalError,
    InvalidField,
    MalformedJson,
    MethodNotAllowed,
    MissingField,
)
from workers.health import Health, routes
from workers.jwt import Issuer, Verifier
from workers.maintenance import Gate
from workers.settings import Settings, SettingsError, load
from workers.tickets.tokens import Signer
from workers.vault import Vault

EXPORTS_AT_ONCE = 2
"""Each holds a connection."""


class ErrorAnswer(BaseModel):
    """Every error, of every function. `code` is one of docs/errors.md."""

    code: str
    message: str
    details: dict[str, Any]
    hint: str


def create_app(settings: Settings) -> FastAPI:
    """The application for some settings. It connects when it is started, not before."""
    database = Database.of(settings, name="entree-functions")
    accounts = Accounts.of(settings, database)
    previous = settings.supabase_jwt_secret_previous
    found = Services(
        settings=settings,
        database=database,
        accounts=accounts,
        connect=accounts.connect,
        verifier=Verifier(
            settings.supabase_jwt_secret.get_secret_value(),
            previous=previous.get_secret_value() if previous else None,
            audience=settings.supabase_jwt_audience,
        ),
        issuer=Issuer(
            settings.supabase_jwt_secret.get_secret_value(),
            audience=settings.supabase_jwt_audience,
        ),
        signer=Signer(settings.signing_key),
        vault=Vault(settings.encryption_keys),
        exports=asyncio.Semaphore(EXPORTS_AT_ONCE),
    )
    app = FastAPI(
        title="Entree functions",
        description="What client apps call beside PostgREST. Errors are those of docs/errors.md.",
        version="1",
        lifespan=_life,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}openapi.json",
        redirect_slashes=False,
        strict_content_type=False,
        responses={"default": {"model": ErrorAnswer, "description": "What went wrong"}},
    )
    app.state.services = found
    app.state.health = Health(database, settings.mollie_api_url)
    routers = functions.discover()
    for name, router in routers.items():
        app.include_router(
            router,
            prefix=f"{PREFIX}{name}",
            tags=[name],
            dependencies=[Depends(refuse_impersonated_writes)],
        )
    app.router.routes.extend(routes(app.state.health))
    app.exception_handler(EntreeError)(_entree_error)
    app.exception_handler(RequestValidationError)(_invalid_request)
    app.exception_handler(HTTPException)(_http_error)
    app.add_middleware(
        Frame,
        functions=frozenset(routers),
        body_limits=functions.body_limits(),
        gate=Gate(database, found.verifier),
        health=app.state.health,
    )
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    found: Services = app.state.services
    async with found.database:
        yield
    await found.accounts.close()
    tracking.finish()


async def _entree_error(request: Request, error: EntreeError) -> Response:
    return _answer(request, error)


async def _invalid_request(request: Request, error: RequestValidationError) -> Response:
    """The first thing that is wrong with a request, as a registered error."""
    first = error.errors()[0]
    place, *path = first["loc"]
    field = ".".join(str(part) for part in path)
    if first["type"] == "json_invalid" or (first["type"] == "missing" and not path):
        return _answer(request, MalformedJson())
    if first["type"] == "missing":
        return _answer(request, MissingField(field=field))
    reason = str(first["msg"])
    return _answer(
        request, InvalidField(field=field or place, reason=reason[:1].lower() + reason[1:])
    )


async def _http_error(request: Request, error: HTTPException) -> Response:
    """What the framework itself refuses."""
    by_status: dict[int, type[EntreeError]] = {
        400: MalformedJson,
        404: FunctionNotFound,
        405: MethodNotAllowed,
    }
    answer = _answer(request, by_status.get(error.status_code, InternalError)())
    answer.headers.update(error.headers or {})
    return answer


def _answer(request: Request, error: EntreeError) -> Response:
    request.state.code = error.code  # for the log line and the metrics
    answer = JSONResponse(error.body(), error.status)
    answer.headers.update(error_headers(error, len(answer.body)))
    return answer


@cache
def _app_of_this_process() -> FastAPI:
    try:
        settings = load()
    except SettingsError as error:
        sys.exit(f"The functions cannot start:\n{error}")
    logs.configure(settings.log_level)
    tracking.configure(settings, "functions")
    return create_app(settings)


def __getattr__(name: str) -> FastAPI:
    """`app`, made from the environment when a server asks for it."""
    if name == "app":
        return _app_of_this_process()
    raise AttributeError(f"module {__name__} has no attribute {name}")
