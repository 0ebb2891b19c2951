"""The API as a client app uses it: supabase-py with the anon key, and users who sign in."""

from __future__ import annotations

import json
from typing import Any, Protocol, Self
from urllib.parse import urlencode

import httpx
from postgrest import APIResponse
from postgrest.exceptions import APIError
from supabase import AsyncClient, AsyncClientOptions, acreate_client
from supabase_auth.errors import AuthApiError, AuthRetryableError
from supabase_functions.errors import FunctionsHttpError

from cli.errors import Stop

CONNECTION_ENDED = "57P01"
"""What PostgREST says when the connection of a request had been ended, as by moving the clock."""
CONNECTIONS = 64
"""More than PostgREST has."""


class Refusal(Exception):
    """The API said no: `code` is one of docs/errors.md, `details` its data."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, Any]) -> None:
        super().__init__(f"{message} ({status} {code})")
        self.status = status
        self.code = code
        self.details = details


class Client:
    """One user of the API: anonymous, until somebody signs in."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @classmethod
    async def open(cls, api_url: str, anon_key: str, http: httpx.AsyncClient) -> Self:
        """Get ready; nothing is sent yet."""
        options = AsyncClientOptions(httpx_client=http, auto_refresh_token=False)
        return cls(await acreate_client(api_url, anon_key, options))

    async def sign_in(self, email: str, password: str, name: str) -> bool:
        """Sign in, or sign up first; tells whether the account is new.

        Raises:
            Stop: neither is possible.
        """
        try:
            return not await self._knows(email, password) and await self._sign_up(
                email, password, name
            )
        except AuthRetryableError as error:
            raise Stop(f"The auth server does not answer: {error.message}") from error
        except AuthApiError as error:
            raise Stop(f"{email} can neither sign in nor sign up: {error.message}") from error

    async def _knows(self, email: str, password: str) -> bool:
        try:
            await self._client.auth.sign_in_with_password({"email": email, "password": password})
        except AuthApiError as error:
            if error.code == "invalid_credentials":
                return False
            raise
        return True

    async def _sign_up(self, email: str, password: str, name: str) -> bool:
        answer = await self._client.auth.sign_up(
            {"email": email, "password": password, "options": {"data": {"name": name}}}
        )
        if answer.session is None:
            raise Stop(
                f"{email} has to confirm the address first. Switch the confirmation of e-mail "
                "addresses off in this project, or confirm it and try again."
            )
        return True

    async def call(self, function: str, **arguments: Any) -> Any:
        """Call an RPC: `POST /rest/v1/rpc/<function>`."""
        return await _answer(self._client.rpc(function, arguments))

    async def add(self, view: str, row: dict[str, Any]) -> dict[str, Any]:
        """Insert a row, return it as stored: `POST /rest/v1/<view>`."""
        stored: list[dict[str, Any]] = await _answer(self._client.table(view).insert(row))
        return stored[0]

    async def change(self, view: str, values: dict[str, Any], **equal: str) -> None:
        """Change the rows whose columns are as given: `PATCH /rest/v1/<view>?…`."""
        query = self._client.table(view).update(values)
        for column, value in equal.items():
            query = query.eq(column, value)
        await _answer(query)

    async def read(self, view: str, columns: str, **equal: str) -> list[dict[str, Any]]:
        """Read the rows whose columns are as given: `GET /rest/v1/<view>?select=…`."""
        query = self._client.table(view).select(columns)
        for column, value in equal.items():
            query = query.eq(column, value)
        rows: list[dict[str, Any]] = await _answer(query)
        return rows

    async def invoke(self, function: str, **body: Any) -> dict[str, Any]:
        """Call a worker: `POST /functions/v1/<function>`."""
        try:
            answer: Any = await self._client.functions.invoke(
                function, {"body": body, "responseType": "json"}
            )
        except FunctionsHttpError as error:
            raise _refusal_of_function(error) from error
        found: dict[str, Any] = answer
        return found

    async def download(self, function: str, **query: str) -> bytes:
        """A document of the workers: `GET /functions/v1/<function>?<query>`."""
        try:
            content: Any = await self._client.functions.invoke(
                f"{function}?{urlencode(query)}", {"method": "GET"}
            )
        except FunctionsHttpError as error:
            raise _refusal_of_function(error) from error
        return bytes(content)


class _Query(Protocol):
    async def execute(self) -> APIResponse: ...


async def _answer(query: _Query) -> Any:
    for _ in range(CONNECTIONS):
        try:
            return (await query.execute()).data
        except APIError as error:
            # Its connection was ended before the request: the pool has some more of those.
            if error.code != CONNECTION_ENDED:
                raise _refusal(error) from error
    raise Stop("The database ends every connection; see the logs of the stack.")


def _refusal(error: APIError) -> Refusal:
    """PostgREST gives our status as the code `PT<status>`, and our data as text in details."""
    code, message = error.code or "", error.message or ""
    if code.startswith("PGRST00"):  # it has no connection to the database at the moment
        return Refusal(503, "try_again", message, {})
    if not code.startswith("PT"):
        raise error
    details = json.loads(error.details or "{}")
    return Refusal(int(code[2:]), details.pop("code"), message, details)


def _refusal_of_function(error: FunctionsHttpError) -> Refusal:
    """supabase-py keeps the message only; the rest is in the response that caused the error."""
    cause = error.__cause__
    if not isinstance(cause, httpx.HTTPStatusError):
        raise error
    return refusal_of(cause.response)


def refusal_of(response: httpx.Response) -> Refusal:
    """What a function answered that said no."""
    body = response.json()
    return Refusal(response.status_code, body["code"], body["message"], body["details"])
