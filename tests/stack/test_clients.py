"""The official clients work against the stack unchanged."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import jwt
import pytest
from supabase import Client, acreate_client, create_client
from supabase.lib.client_options import AsyncClientOptions, SyncClientOptions
from supabase_auth.types import (
    SignInWithEmailAndPasswordCredentials,
    SignUpWithEmailAndPasswordCredentials,
)

from cli.stack import Endpoints, packages

HERE = Path(__file__).parent


SignUp = SignUpWithEmailAndPasswordCredentials
SignIn = SignInWithEmailAndPasswordCredentials


class Person(NamedTuple):
    """Somebody who has not signed up yet."""

    email: str
    password: str


@pytest.fixture
def person() -> Person:
    """Return a new person."""
    return Person(f"{uuid4().hex}@example.org", "correct horse battery")


@pytest.fixture(params=["anon_key", "publishable_key"])
def public_key(request: pytest.FixtureRequest, endpoints: Endpoints) -> str:
    """Return either kind of key that a client app may carry."""
    return endpoints.as_dict()[request.param]


@pytest.fixture
def make_client(endpoints: Endpoints) -> Iterator[Callable[[str], Client]]:
    """Return a function that makes a client with a key."""
    with httpx.Client() as connections:
        options = SyncClientOptions(httpx_client=connections, auto_refresh_token=False)
        yield lambda key: create_client(endpoints.api_url, key, options)


def who_am_i(answer: Any) -> str | None:
    """Return the user that the database sees, from an answer of get_user_context."""
    user = answer.data["user"]
    return None if user is None else str(user["id"])


def test_supabase_py(make_client: Callable[[str], Client], public_key: str, person: Person) -> None:
    client = make_client(public_key)
    assert who_am_i(client.rpc("get_user_context").execute()) is None

    signed_up = client.auth.sign_up(SignUp(email=person.email, password=person.password))
    client.auth.sign_out()
    signed_in = client.auth.sign_in_with_password(
        SignIn(email=person.email, password=person.password)
    )

    assert signed_up.user is not None
    assert signed_in.user is not None
    assert signed_in.user.id == signed_up.user.id
    assert who_am_i(client.rpc("get_user_context").execute()) == signed_in.user.id
    assert client.table("published_events").select("*").limit(1).execute().data is not None


async def test_supabase_py_async(endpoints: Endpoints, public_key: str, person: Person) -> None:
    async with httpx.AsyncClient() as connections:
        options = AsyncClientOptions(httpx_client=connections, auto_refresh_token=False)
        client = await acreate_client(endpoints.api_url, public_key, options)

        await client.auth.sign_up(SignUp(email=person.email, password=person.password))
        signed_in = await client.auth.sign_in_with_password(
            SignIn(email=person.email, password=person.password)
        )

        assert signed_in.user is not None
        assert who_am_i(await client.rpc("get_user_context").execute()) == signed_in.user.id


def test_supabase_js(endpoints: Endpoints, public_key: str, person: Person) -> None:
    node = packages.node()
    # Node 20 has what the client asks for behind a flag; later ones have it as it is.
    kind = subprocess.run(
        [node, "--print", "typeof WebSocket"], capture_output=True, text=True, check=True
    )
    flags = ["--experimental-websocket"] if kind.stdout.strip() == "undefined" else []
    done = subprocess.run(
        [node, *flags, HERE / "client.mjs"],
        env={
            "API_URL": endpoints.api_url,
            "API_KEY": public_key,
            "EMAIL": person.email,
            "PASSWORD": person.password,
            "SUPABASE_JS": (packages.MODULES / "@supabase/supabase-js/dist/index.mjs").as_uri(),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("key", "is_offered"),
    [
        ("anon_key", False),
        ("publishable_key", False),
        ("service_key", True),
        ("secret_key", True),
    ],
)
def test_only_service_keys_open_what_is_for_workers(
    endpoints: Endpoints, key: str, is_offered: bool
) -> None:
    # The description of the API holds what its reader may use.
    description = httpx.get(
        f"{endpoints.api_url}/rest/v1/", headers={"apikey": endpoints.as_dict()[key]}
    )

    assert ("/rpc/handle_payment_webhook" in description.json()["paths"]) is is_offered


def test_token_has_the_claims_of_hosted_supabase(
    make_client: Callable[[str], Client], endpoints: Endpoints, person: Person
) -> None:
    client = make_client(endpoints.anon_key)
    session = client.auth.sign_up(SignUp(email=person.email, password=person.password)).session
    assert session is not None

    claims = jwt.decode(
        session.access_token, endpoints.jwt_secret, ["HS256"], audience="authenticated"
    )

    assert claims["iss"] == f"{endpoints.api_url}/auth/v1"
    assert claims["role"] == "authenticated"
    assert claims["email"] == person.email
    assert claims["app_metadata"]["provider"] == "email"
    assert claims["aal"] == "aal1"
    assert claims["amr"][0]["method"] == "password"
    assert claims["is_anonymous"] is False


def test_refreshed_token_is_complete_too(
    make_client: Callable[[str], Client], endpoints: Endpoints, person: Person
) -> None:
    client = make_client(endpoints.anon_key)
    client.auth.sign_up(SignUp(email=person.email, password=person.password))

    session = client.auth.refresh_session().session

    assert session is not None
    claims = jwt.decode(session.access_token, options={"verify_signature": False})
    assert claims["iss"] == f"{endpoints.api_url}/auth/v1"
    assert who_am_i(client.rpc("get_user_context").execute()) == claims["sub"]


def test_forgotten_password_sends_a_mail(
    make_client: Callable[[str], Client], endpoints: Endpoints, person: Person
) -> None:
    client = make_client(endpoints.anon_key)
    client.auth.sign_up(SignUp(email=person.email, password=person.password))

    client.auth.reset_password_for_email(person.email)

    mails = httpx.get(f"{endpoints.mail_url}/api/messages", params={"to": person.email}).json()
    assert [mail["subject"] for mail in mails] == ["Reset Your Password"]
