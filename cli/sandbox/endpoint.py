"""What every call of the API has in common: credentials, known parameters, faults, idempotency
keys, one transaction, and errors in Mollie's form."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from cli.sandbox import grants
from cli.sandbox.auth import Caller, authenticate
from cli.sandbox.clock import iso
from cli.sandbox.connections import hang_up
from cli.sandbox.errors import MollieError, invalid
from cli.sandbox.faults import ListedFault
from cli.sandbox.hal import HalResponse, Json, Site
from cli.sandbox.idempotency import Attempt
from cli.sandbox.journal import Entry
from cli.sandbox.world import World

_log = logging.getLogger("entree.sandbox")

Credential = Literal["key", "organization", "app"]
ANY: frozenset[Credential] = frozenset({"key", "organization", "app"})
TOKENS: frozenset[Credential] = frozenset({"organization", "app"})
ORGANIZATIONS: frozenset[Credential] = frozenset({"organization"})

_OF_TOKENS = frozenset({"testmode", "profileId"})
_INJECTED = {
    429: "You have exceeded the rate limit. Please slow down your requests.",
    500: "An unexpected error occurred",
    503: "Payment platform for this payment method temporarily not available",
}


@dataclass(frozen=True)
class Call:
    """A request that is known to be well-formed and allowed."""

    world: World
    caller: Caller
    site: Site
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """`body` None is an answer without one (204)."""

    status: int
    body: Json | None = None


@dataclass(frozen=True)
class Endpoint:
    """One verb of one path below `/v2`; `query` and `body` name all the parameters it knows.

    `credentials` says who may call it, `scope` what a granted token needs for it, if anything (of
    several scopes, all).
    `has_modes`: it is about test or live data, so that tokens have to say which; API keys have a
    mode and a profile of their own, and may name neither.
    """

    method: str
    path: str
    handle: Callable[[Call], Answer]
    query: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    scope: str | None = None
    credentials: frozenset[Credential] = ANY
    has_modes: bool = True


class Hangup(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Exchange:
    """What the journal will say about one request."""

    body: Any = None
    replayed: bool = False
    fault: ListedFault | None = None


class Resource:
    """All verbs of one path."""

    def __init__(self, world: World, endpoints: list[Endpoint]) -> None:
        self._world = world
        self._endpoints = {endpoint.method: endpoint for endpoint in endpoints}

    @property
    def verbs(self) -> list[str]:
        return sorted(self._endpoints)

    async def handle(self, request: Request) -> Response:
        exchange = Exchange()
        raw = await request.body()
        try:
            response = await self._through_faults(request, raw, exchange)
        except MollieError as error:
            response = HalResponse(error.json(), error.status, error.headers)
        except Hangup:
            hang_up(request)
            # Never sent: the connection is gone. Starlette wants something to return all the same.
            response = Response(status_code=500)
            self._write_down(request, exchange, 0, None)
            return response
        except Exception:  # noqa: BLE001 (logged; and the client is owed an answer it can read)
            _log.exception("%s %s failed", request.method, request.url.path)
            failure = MollieError(500, "The sandbox failed; its log has the reason")
            response = HalResponse(failure.json(), 500)
        answer = bytes(response.body)
        is_json = isinstance(response, HalResponse)
        told = json.loads(answer) if answer and is_json else answer.decode() or None
        self._write_down(request, exchange, response.status_code, told)
        return response

    async def _through_faults(self, request: Request, raw: bytes, exchange: Exchange) -> Response:
        with self._world.store.transaction():
            listed = self._world.faults.for_request(request.method, request.url.path)
        exchange.fault = listed
        if listed is not None and not listed.fault.after and listed.fault.kind != "slow":
            return await self._fail(listed)
        response = await self._answer(request, raw, exchange)
        if listed is not None and listed.fault.after:
            return await self._fail(listed)
        return response

    async def _answer(self, request: Request, raw: bytes, exchange: Exchange) -> Response:
        caller = authenticate(
            request.headers.get("authorization"), lambda token: grants.caller(self._world, token)
        )
        endpoint = self._endpoints[request.method]
        _right_credential(caller, endpoint)
        exchange.body = _read_json(request, raw) if request.method != "GET" else None
        attempt = self._attempt(request, caller, exchange.body)
        if attempt is not None:
            earlier = self._world.idempotency.replay(attempt)
            if earlier is not None:
                exchange.replayed = True
                return HalResponse(earlier[1], earlier[0], {"Idempotent-Replayed": "true"})
        with self._world.idempotency.running(attempt):
            if exchange.fault is not None and exchange.fault.fault.kind == "slow":
                await self._world.faults.outlast(exchange.fault)
            call = Call(
                world=self._world,
                caller=caller,
                site=Site.seen_by(request, self._world.public_url),
                path=request.path_params,
                query=dict(request.query_params),
                body=exchange.body or {},
            )
            _only_known(call, endpoint)
            _only_test_data(call, endpoint)
            with self._world.store.transaction():
                answer = endpoint.handle(call)
                if attempt is not None:
                    self._world.idempotency.keep(attempt, answer.status, answer.body)
        if answer.body is None:
            return Response(status_code=answer.status)
        return HalResponse(answer.body, answer.status)

    async def _fail(self, listed: ListedFault) -> Response:
        fault = listed.fault
        if fault.kind == "timeout":
            await self._world.faults.outlast(listed)
            raise Hangup
        if fault.kind == "close":
            raise Hangup
        if fault.html:
            page = f"<html><body><h1>{fault.status}</h1></body></html>"
            return HTMLResponse(page, fault.status)
        detail = _INJECTED.get(fault.status, f"The sandbox was told to answer {fault.status}")
        raise MollieError(fault.status, detail)

    def _attempt(self, request: Request, caller: Caller, body: Any) -> Attempt | None:
        key = request.headers.get("idempotency-key")
        if request.method != "POST" or not key:
            return None
        return self._world.idempotency.attempt(caller.name, key, request.url.path, body)

    def _write_down(self, request: Request, exchange: Exchange, status: int, answer: Any) -> None:
        self._world.journal.add(
            Entry(
                at=iso(self._world.clock.now()),
                method=request.method,
                path=request.url.path,
                query=dict(request.query_params),
                idempotency_key=request.headers.get("idempotency-key"),
                body=exchange.body,
                status=status,
                answer=answer,
                replayed=exchange.replayed,
                fault=None if exchange.fault is None else exchange.fault.fault.kind,
            )
        )


def _read_json(request: Request, raw: bytes) -> Any:
    if not raw:
        return None
    kind = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if kind != "application/json":
        raise MollieError(415, f"The content type {kind} is not supported. Send application/json.")
    try:
        body = json.loads(raw)
    except ValueError:
        raise MollieError(400, "The request body is not valid JSON") from None
    if not isinstance(body, dict):
        raise MollieError(400, "The request body must be a JSON object")
    return body


def _right_credential(caller: Caller, endpoint: Endpoint) -> None:
    kind: Credential = "key" if not caller.has_token else "app" if caller.app else "organization"
    if kind not in endpoint.credentials:
        used, needed = {
            "key": ("an API key", "an access token"),
            "app": ("an OAuth access token", "an organization access token"),
            "organization": ("an access token", "an API key"),
        }[kind]
        raise MollieError(
            403,
            f"This API endpoint is only available with {needed} and cannot be accessed with"
            f" {used}.",
        )
    scopes = set() if caller.scopes is None else set((endpoint.scope or "").split())
    for scope in sorted(scopes - (caller.scopes or frozenset())):
        raise MollieError(
            403, f"The token does not have the permission {scope} that this call needs"
        )


def _only_test_data(call: Call, endpoint: Endpoint) -> None:
    """A token must say that it means the test data, since the sandbox has no other."""
    asked = call.body.get("testmode", call.query.get("testmode"))
    if call.caller.has_token and endpoint.has_modes and asked not in (True, "true"):
        raise invalid("The sandbox has test data only: send testmode", "testmode")


def _only_known(call: Call, endpoint: Endpoint) -> None:
    # Mollie's reference has the mode of a deletion now here, now there.
    mode = {"testmode"} if endpoint.has_modes else set()
    in_query = mode if endpoint.method in ("GET", "DELETE") else set()
    in_body = mode if endpoint.method != "GET" else set()
    taken_back = frozenset() if call.caller.has_token else _OF_TOKENS
    for kind, given, known in (
        ("query", call.query, (endpoint.query | in_query) - taken_back),
        ("body", call.body, (endpoint.body | in_body) - taken_back),
    ):
        for name in given:
            if name not in known:
                raise invalid(f'Non-existent {kind} parameter "{name}" for this API call', name)
