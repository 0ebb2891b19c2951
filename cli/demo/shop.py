"""The client app, as its developers would write it: supabase-py and the anon key."""

from __future__ import annotations

import json
from typing import Any, Self

import httpx
from postgrest.exceptions import APIError
from supabase import AsyncClient, AsyncClientOptions, acreate_client
from supabase_auth.errors import AuthApiError
from supabase_functions.errors import FunctionsHttpError

from cli.demo.cast import Person
from cli.stack import Endpoints


class Refusal(Exception):
    """The API said no: `code` is one of docs/errors.md, `details` its data."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, Any]) -> None:
        super().__init__(f"{message} ({status} {code})")
        self.status = status
        self.code = code
        self.details = details


class Shop:
    """One user of the API: anonymous, until somebody signs in."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @classmethod
    async def open(cls, endpoints: Endpoints, http: httpx.AsyncClient) -> Self:
        """Connect with nothing but the API's address and the anon key."""
        options = AsyncClientOptions(httpx_client=http, auto_refresh_token=False)
        return cls(await acreate_client(endpoints.api_url, endpoints.anon_key, options))

    async def sign_in(self, person: Person, password: str) -> bool:
        """Sign in, or sign up first; tells whether the account is new."""
        credentials = {"email": person.email, "password": password}
        try:
            await self._client.auth.sign_in_with_password(
                {"email": credentials["email"], "password": credentials["password"]}
            )
        except AuthApiError as error:
            if error.code != "invalid_credentials":
                raise
            await self._client.auth.sign_up(
                {
                    "email": credentials["email"],
                    "password": credentials["password"],
                    "options": {"data": {"name": person.name}},
                }
            )
            return True
        return False

    async def call(self, function: str, **arguments: Any) -> Any:
        """Call an RPC: `POST /rest/v1/rpc/<function>`."""
        try:
            return (await self._client.rpc(function, arguments).execute()).data
        except APIError as error:
            raise _refusal(error) from error

    async def add(self, view: str, row: dict[str, Any]) -> dict[str, Any]:
        """Insert a row, return it as stored: `POST /rest/v1/<view>`."""
        stored: Any = (await self._client.table(view).insert(row).execute()).data
        found: dict[str, Any] = stored[0]
        return found

    async def read(self, view: str, columns: str, **equal: str) -> list[dict[str, Any]]:
        """Read rows: `GET /rest/v1/<view>?select=…`."""
        query = self._client.table(view).select(columns)
        for column, value in equal.items():
            query = query.eq(column, value)
        rows: Any = (await query.execute()).data
        found: list[dict[str, Any]] = rows
        return found

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


def _refusal(error: APIError) -> Refusal:
    """PostgREST gives our status as the code `PT<status>`, and our data as text in details."""
    code = error.code or ""
    if not code.startswith("PT"):
        raise error
    details = json.loads(error.details or "{}")
    return Refusal(int(code[2:]), details.pop("code"), error.message or "", details)


def _refusal_of_function(error: FunctionsHttpError) -> Refusal:
    """supabase-py keeps the message only; the rest is in the response that caused the error."""
    cause = error.__cause__
    if not isinstance(cause, httpx.HTTPStatusError):
        raise error
    body = cause.response.json()
    return Refusal(cause.response.status_code, body["code"], body["message"], body["details"])
