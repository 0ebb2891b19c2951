"""OAuth: the token endpoint, and the consent page on which a merchant connects an app.

Beside `/v2` there is `/oauth2/tokens`; the page is at `/oauth2/authorize`, at Mollie's on another
host. Errors of the token endpoint have OAuth's form, not Mollie's.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from cli.sandbox import clients, grants, merchants
from cli.sandbox.context import TheWorld
from cli.sandbox.endpoint import Exchange, Resource
from cli.sandbox.grants import InvalidGrant, Tokens
from cli.sandbox.pages import page
from cli.sandbox.world import App, World

TOKENS = "/oauth2/tokens"
CONSENT = "/oauth2/authorize"

router = APIRouter(include_in_schema=False)


class TokenEndpoint(Resource):
    """`POST /oauth2/tokens` and `DELETE /oauth2/tokens`. Nothing secret goes into the journal."""

    def __init__(self, world: World) -> None:
        super().__init__(world, [])

    @property
    def verbs(self) -> list[str]:
        return ["DELETE", "POST"]

    def _write_down(self, request: Request, exchange: Exchange, status: int, answer: Any) -> None:
        told = answer if status >= 400 else None
        super()._write_down(request, exchange, status, told)

    async def _answer(self, request: Request, raw: bytes, exchange: Exchange) -> Response:
        given = _fields(request, raw)
        exchange.body = {
            name: given[name] for name in ("grant_type", "token_type_hint") if name in given
        }
        app = _app(self._world, request, given)
        if app is None:
            return _refused(401, "invalid_client", "The client credentials are invalid")
        if exchange.fault is not None and exchange.fault.fault.kind == "slow":
            await self._world.faults.outlast(exchange.fault)
        with self._world.store.transaction():
            if request.method == "DELETE":
                grants.revoke_token(self._world, app, str(given.get("token", "")))
                return Response(status_code=204)
            return _token_answer(self._world, app, given)


def _token_answer(world: World, app: App, given: Mapping[str, Any]) -> Response:
    redirect_uri = given.get("redirect_uri")
    try:
        match given.get("grant_type"):
            case "authorization_code":
                tokens = grants.exchange(world, app, str(given.get("code", "")), redirect_uri)
            case "refresh_token":
                token = str(given.get("refresh_token", ""))
                tokens = grants.refresh(world, app, token, redirect_uri)
            case _:
                return _refused(400, "unsupported_grant_type", "The grant type is not supported")
    except InvalidGrant as error:
        return _refused(400, "invalid_grant", str(error))
    return JSONResponse(_shown(tokens), headers={"cache-control": "no-store"})


def _shown(tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_in": int(grants.TOKEN_LIFETIME),
        "token_type": "bearer",
        "scope": tokens.scopes,
    }


def _refused(status: int, error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status)


def _fields(request: Request, raw: bytes) -> dict[str, Any]:
    """The parameters: as a form, as OAuth has it, or as JSON, as Mollie's reference has it."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            found = json.loads(raw or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
    return {name: values[0] for name, values in parse_qs(raw.decode("utf-8", "replace")).items()}


def _app(world: World, request: Request, given: Mapping[str, Any]) -> App | None:
    """The app whose credentials came, in the header or, which Mollie takes too, in the body."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    client_id, secret = str(given.get("client_id", "")), str(given.get("client_secret", ""))
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
    app = grants.find_app(world, client_id)
    if app is None or not hmac.compare_digest(app.secret.encode(), secret.encode()):
        return None
    return app


@dataclass(frozen=True)
class Question:
    """What an app asks of a merchant. `redirect_uri` None: the request did not name it."""

    app: App
    scopes: str
    state: str
    redirect_uri: str | None
    force: bool

    @property
    def back(self) -> str:
        return self.redirect_uri or self.app.redirect_url

    def answer(self, **parameters: str) -> Response:
        glue = "&" if "?" in self.back else "?"
        address = f"{self.back}{glue}{urlencode(parameters | {'state': self.state})}"
        return RedirectResponse(address, 303)


def _question(world: World, query: Mapping[str, str]) -> Question | Response:
    """What is asked; a refusal on a page where the app is not to be trusted with an answer."""
    app = grants.find_app(world, query.get("client_id", ""))
    if app is None:
        return _message("There is no app with this client_id", 400)
    redirect_uri = query.get("redirect_uri")
    if redirect_uri is not None and redirect_uri != app.redirect_url:
        return _message("The redirect_uri is not the one that the app is registered with", 400)
    if not query.get("state"):
        return _message("The parameter state is missing", 400)
    question = Question(
        app=app,
        scopes=query.get("scope", ""),
        state=query["state"],
        redirect_uri=redirect_uri,
        force=query.get("approval_prompt") == "force",
    )
    unknown = [scope for scope in question.scopes.split() if scope not in merchants.SCOPES]
    if unknown or not question.scopes:
        return question.answer(
            error="invalid_scope", error_description=f"Unknown scope {' '.join(unknown)}".strip()
        )
    return question


def _message(title: str, status: int) -> Response:
    return page("message.html", status, title=title, payment=None)


@router.get(CONSENT)
async def ask(world: TheWorld, request: Request) -> Response:
    """Who is it, and may the app do this? `response_type=code` is the only kind there is."""
    query = dict(request.query_params)
    question = _question(world, query)
    if isinstance(question, Response):
        return question
    if query.get("response_type") != "code":
        return question.answer(error="unsupported_response_type")
    return _page(world, question, request, None)


@router.post(CONSENT)
async def decide(world: TheWorld, request: Request) -> Response:
    question = _question(world, dict(request.query_params))
    if isinstance(question, Response):
        return question
    form = await _form(request)
    if form.get("decision") != "allow":
        return _denied(question)
    with world.store.transaction():
        merchant = form.get("merchant", "")
        if merchant == "new" and form.get("name", "").strip():
            merchant = merchants.sign_up(
                world,
                merchants.Merchant(
                    form["name"].strip()[:100],
                    "owner@example.org",
                    "needs-data",
                    receives_payments=False,
                    receives_settlements=False,
                ),
            )
        elif merchants.find(world, merchant) is None:
            return _page(world, question, request, "Choose an organization, or name a new one.")
        return _allowed(world, question, merchant)


@router.get("/dashboard/client-link/{link}")
async def ask_client(world: TheWorld, request: Request, link: str) -> Response:
    """The page of a client link: make the account that it describes, and connect it."""
    question = _question(world, dict(request.query_params))
    if isinstance(question, Response):
        return question
    found = clients.find_open(world, link)
    if found is None:
        return _message("This link is no longer valid", 404)
    return _page(world, question, request, None, client=found.name)


@router.post("/dashboard/client-link/{link}")
async def decide_client(world: TheWorld, request: Request, link: str) -> Response:
    question = _question(world, dict(request.query_params))
    if isinstance(question, Response):
        return question
    found = clients.find_open(world, link)
    if found is None:
        return _message("This link is no longer valid", 404)
    if (await _form(request)).get("decision") != "allow":
        return _denied(question)
    with world.store.transaction():
        return _allowed(world, question, clients.accept(world, link, found))


async def _form(request: Request) -> dict[str, str]:
    fields = parse_qs((await request.body()).decode("utf-8", "replace"))
    return {name: values[0] for name, values in fields.items()}


def _page(
    world: World, question: Question, request: Request, error: str | None, client: str | None = None
) -> Response:
    return page(
        "consent.html",
        200 if error is None else 422,
        app=question.app,
        wishes=[merchants.SCOPES[scope] for scope in question.scopes.split()],
        merchants=merchants.everyone(world),
        client=client,
        error=error,
        action=f"{request.url.path}?{request.url.query}",
    )


def _allowed(world: World, question: Question, merchant: str) -> Response:
    code = grants.allow(
        world,
        question.app,
        merchant,
        question.scopes,
        question.redirect_uri,
        force=question.force,
    )
    return question.answer(code=code)


def _denied(question: Question) -> Response:
    return question.answer(
        error="access_denied", error_description="The resource owner denied the request"
    )
