"""Access tokens: what proves an identity and what does not."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import jwt as pyjwt
import pytest

from workers.errors import InvalidToken
from workers.jwt import Issuer, Verifier, bearer

SECRET = "a-secret-of-this-project-for-tests-only-" + "0123456789" * 3
USER = "0b9e3a52-6f0c-4b39-9d5a-0e6c2f7a1c11"


def token(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {"sub": USER, "role": "authenticated", "exp": int(time.time()) + 3600} | changes
    return pyjwt.encode({k: v for k, v in claims.items() if v is not None}, secret, algorithm)


def unsigned(**claims: Any) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, {"exp": int(time.time()) + 3600} | claims)
    encoded = (urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)
    return ".".join([*encoded, ""])


def test_a_signed_token_gives_role_and_claims() -> None:
    identity = Verifier(SECRET).identify(token(app_metadata={"org": 1}))

    assert identity.role == "authenticated"
    claims = json.loads(identity.claims)
    assert (claims["sub"], claims["app_metadata"]) == (USER, {"org": 1})


@pytest.mark.parametrize("role", ["anon", "service_role"])
def test_api_keys_need_no_subject(role: str) -> None:
    assert Verifier(SECRET).identify(token(role=role, sub=None)).role == role


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(token(exp=int(time.time()) - 60), id="expired"),
        pytest.param(token(nbf=int(time.time()) + 3600), id="not valid yet"),
        pytest.param(token(exp=None), id="never expires"),
        pytest.param(token(exp="soon"), id="expiry is no number"),
        pytest.param(token(secret=SECRET + "!"), id="signed by another"),
        pytest.param(token(algorithm="HS512"), id="another algorithm"),
        pytest.param(unsigned(role="service_role"), id="not signed"),
        pytest.param(token(role=None), id="no role"),
        pytest.param(token(role="postgres"), id="a role that may not call"),
        pytest.param(token(role=["anon"]), id="role is a list"),
        pytest.param(token(sub=None), id="a user without id"),
        pytest.param(token(sub="1"), id="a user id that is no uuid"),
        pytest.param(token()[:-2], id="cut off"),
        pytest.param("a.b.c", id="three letters"),
        pytest.param("sb_secret_abc", id="a key"),
        pytest.param("é", id="not even ASCII"),
        pytest.param("x" * 100_000, id="huge"),
    ],
)
def test_anything_else_is_refused(bad: str) -> None:
    with pytest.raises(InvalidToken):
        Verifier(SECRET).identify(bad)


def test_a_remembered_token_still_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    verifier, short = Verifier(SECRET), token(exp=int(time.time()) + 3600)
    verifier.identify(short)

    later = time.time() + 7200
    monkeypatch.setattr(time, "time", lambda: later)

    with pytest.raises(InvalidToken):
        verifier.identify(short)


def test_the_audience_is_checked_when_there_is_one() -> None:
    verifier = Verifier(SECRET, audience="authenticated")

    assert verifier.identify(token(aud="authenticated")).role == "authenticated"
    for wrong in ({"aud": "another"}, {}):
        with pytest.raises(InvalidToken):
            verifier.identify(token(**wrong))


@pytest.mark.parametrize(
    ("authorization", "api_key", "expected"),
    [
        (None, None, None),
        (None, "anything", None),
        ("Bearer a.b.c", None, "a.b.c"),
        ("bearer  a.b.c ", None, "a.b.c"),
        ("Bearer sb_publishable_1", "sb_publishable_1", None),
    ],
)
def test_the_bearer_value_is_the_token(
    authorization: str | None, api_key: str | None, expected: str | None
) -> None:
    assert bearer(authorization, api_key) == expected


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz"])
def test_another_authorization_is_refused(authorization: str) -> None:
    with pytest.raises(InvalidToken):
        bearer(authorization, None)


def test_a_token_of_the_secret_before_counts_as_long_as_it_is_given() -> None:
    old, new = "the secret before, of 32 characters", "the secret after, of 32 characters!"
    claims = {"role": "anon"}
    tokens = [Issuer(secret).token(claims, 60) for secret in (old, new)]

    between, after = Verifier(new, previous=old), Verifier(new)

    assert {between.identify(token).role for token in tokens} == {"anon"}
    assert after.identify(tokens[1]).role == "anon"
    with pytest.raises(InvalidToken):
        after.identify(tokens[0])
    for forged in (Issuer("somebody else's, of 32 characters").token(claims, 60), "a.b.c"):
        with pytest.raises(InvalidToken):
            between.identify(forged)
