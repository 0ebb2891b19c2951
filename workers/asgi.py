"""The layer around every request, in plain ASGI because each request pays for it.

It numbers the request, answers CORS preflights, bounds, collects and unpacks the body, turns what
nobody caught into a 500 that leaks nothing, and writes one log line and the metrics.
"""

from __future__ import annotations

import re
import time
import uuid
import zlib
from collections.abc import Mapping
from typing import Final

import structlog
from pydantic_core import to_json
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workers import tracking
from workers.db import CAUSE
from workers.errors import BodyTooLarge, EntreeError, InternalError, MalformedJson
from workers.health import Health
from workers.maintenance import Gate
from workers.metrics import REFUSALS, REQUEST_SECONDS, REQUESTS

PREFIX: Final = "/functions/v1/"
BODY_LIMIT: Final = 64 * 1024
PATIENCE: Final = 16 * BODY_LIMIT  # read so much more, so that a sender hears why it is refused
REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,64}")

# As the functions of Supabase answer, so that supabase-js works from any site.
CORS: Final = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-allow-headers",
        b"authorization, x-client-info, apikey, content-type, x-acting-as",
    ),
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-expose-headers", b"x-request-id, retry-after"),
)

# What tells a client that its connection ends with this answer.
LAST: Final = ((b"connection", b"close"),)

log = structlog.get_logger()


class Frame:
    """Wraps the application.

    Args:
        functions: the names that count as such in the metrics.
        body_limits: how many bytes of a body some of them take, if not BODY_LIMIT.
        gate: asked before a function is, and raises when it may not be called now.
        health: knows when the process is about to stop; then each answer closes its connection.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        functions: frozenset[str],
        body_limits: Mapping[str, int],
        gate: Gate,
        health: Health,
    ) -> None:
        self._app = app
        self._functions = functions
        self._body_limits = body_limits
        self._gate = gate
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the application's life when the scope is that."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, self._functions, self._health)
        try:
            if scope["method"] == "OPTIONS":
                await exchange.answer(204, {"access-control-max-age": "86400"})
                return
            limit = self._body_limits.get(exchange.function, BODY_LIMIT)
            try:
                body = await _collected(receive, limit)
                if exchange.is_packed:
                    body = _unpacked(body, limit)
                if exchange.function in self._functions:
                    await self._gate.check(scope, exchange.function)
            except EntreeError as error:
                await exchange.fail(error)
                return
            await self._app(scope, _Replay(body, receive), exchange.send)
        except Exception as error:
            log.exception("request_broke", error=type(error).__name__)
            tracking.report(error, function=exchange.function)
            if exchange.status:
                raise  # half an answer is out; the server closes the connection
            await exchange.fail(InternalError())
        finally:
            exchange.finish()


class _Exchange:
    """One request and its answer: the id they share, and what is remembered of them."""

    def __init__(self, scope: Scope, send: Send, functions: frozenset[str], health: Health) -> None:
        self.status = 0
        self._health = health
        self._send = send
        self._scope = scope
        self._started = time.perf_counter()
        name = scope["path"].removeprefix(PREFIX).partition("/")[0]
        self.function = name if name in functions else "other"
        headers = Headers(scope=scope)
        self.is_packed = headers.get("content-encoding", "").lower() == "gzip"
        given = headers.get("x-request-id", "")
        self.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        self._state = scope.setdefault("state", {})
        self._state["request_id"] = self.request_id
        CAUSE.set(to_json({"x-request-id": self.request_id}).decode())
        structlog.contextvars.bind_contextvars(request_id=self.request_id)

    async def send(self, message: Message) -> None:
        """Passes a message of the answer on, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message.get("headers", ()),
                *CORS,
                (b"x-request-id", self.request_id.encode()),
                *(LAST if self._health.is_leaving else ()),
            ]
        await self._send(message)

    async def answer(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        """A whole answer."""
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        await self.send({"type": "http.response.body", "body": body})

    async def fail(self, error: EntreeError) -> None:
        """An error as the answer."""
        self._state["code"] = error.code
        body = to_json(error.body())
        await self.answer(error.status, error_headers(error, len(body)), body)

    def finish(self) -> None:
        """Writes the log line and the metrics."""
        seconds = time.perf_counter() - self._started
        code = self._state.get("code")
        if code is not None:
            REFUSALS.labels(self.function, code).inc()
        REQUESTS.labels(self.function, self.status).inc()
        REQUEST_SECONDS.labels(self.function).observe(seconds)
        log.info(
            "request",
            method=self._scope["method"],
            function=self.function,
            status=self.status,
            **({} if code is None else {"code": code}),
            ms=round(seconds * 1000, 1),
        )
        structlog.contextvars.clear_contextvars()


class _Replay:
    """The `receive` of an application whose request body was collected before."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()  # the client going away
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def error_headers(error: EntreeError, length: int) -> dict[str, str]:
    """The headers of an error's answer: JSON of `length` bytes, and when to try again."""
    headers = {"content-type": "application/json", "content-length": str(length)}
    if error.retry_after is not None:
        headers["retry-after"] = str(error.retry_after)
    return headers


async def _collected(receive: Receive, limit: int) -> bytes:
    """The whole body, however it was chunked. Raises BodyTooLarge."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)  # the client went away: the application will notice
        part = message.get("body", b"")
        size += len(part)
        if size <= limit:
            parts.append(part)
        if size > limit and (size > limit + PATIENCE or not message.get("more_body", False)):
            raise BodyTooLarge(max_kib=limit // 1024)
        if not message.get("more_body", False):
            return b"".join(parts)


def _unpacked(body: bytes, limit: int) -> bytes:
    """A body that came as gzip. Raises MalformedJson, and BodyTooLarge before it takes the room."""
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        unpacked = unpacking.decompress(body, limit + 1)
    except zlib.error as error:
        raise MalformedJson from error
    if len(unpacked) > limit:
        raise BodyTooLarge(max_kib=limit // 1024)
    if not unpacking.eof:
        raise MalformedJson
    return unpacked
