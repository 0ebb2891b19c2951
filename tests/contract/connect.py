"""A platform that connects merchants in the sandbox, as a browser and a server do it together."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from tests.contract.support import KEY, Json, Sandbox
from tests.shop import PATIENCE

CLIENT_ID, SECRET = "app_platform", "secret_of_the_platform"
REDIRECT = "https://platform.example/callback?from=mollie"
SCOPES = (
    "organizations.read profiles.read onboarding.read payments.read payments.write refunds.read"
    " refunds.write settlements.read balances.read"
)


def register(sandbox: Sandbox) -> None:
    """The platform's app, of the organization of KEY."""
    app = {"client_id": CLIENT_ID, "secret": SECRET, "key": KEY, "redirect_url": REDIRECT}
    sandbox.order("POST", "/apps", app)


def merchant(sandbox: Sandbox, **given: Any) -> Json:
    made: Json = sandbox.order("POST", "/merchants", {"name": "Runners"} | given)
    return made


def authorize_url(**changes: str | None) -> str:
    query = {
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT,
        "state": "xyz",
        "scope": SCOPES,
        "response_type": "code",
        "approval_prompt": "auto",
    } | changes
    return "/oauth2/authorize?" + urlencode({k: v for k, v in query.items() if v is not None})


def answer(sandbox: Sandbox, url: str, **form: str) -> Json:
    """What the consent page sends back to the platform when somebody answers it."""
    shown = sandbox.browser.get(url)
    assert shown.status_code == 200, shown.text
    sent = sandbox.browser.post(url, data=form)
    assert sent.status_code == 303, sent.text
    return back(sent)


def back(sent: httpx.Response) -> Json:
    """The parameters with which a browser is sent back."""
    location = sent.headers["location"]
    assert location.startswith(f"{REDIRECT}&")
    return dict(parse_qsl(urlsplit(location).query))


def consent(sandbox: Sandbox, organization: str, **changes: str | None) -> str:
    """The code that a merchant's consent brings."""
    url = authorize_url(**changes)
    got = answer(sandbox, url, merchant=organization, decision="allow")
    assert got["state"] == "xyz"
    return str(got["code"])


def tokens(sandbox: Sandbox, form: dict[str, str | None], secret: str = SECRET) -> httpx.Response:
    """One call of the token endpoint; None takes a field out."""
    given = {name: value for name, value in form.items() if value is not None}
    return sandbox.browser.post("/oauth2/tokens", data=given, auth=(CLIENT_ID, secret))


def exchange(
    sandbox: Sandbox, code: str, secret: str = SECRET, **changes: str | None
) -> httpx.Response:
    form: dict[str, str | None] = {"grant_type": "authorization_code", "code": code}
    return tokens(sandbox, form | {"redirect_uri": REDIRECT} | changes, secret)


def refresh(sandbox: Sandbox, token: str, **changes: str | None) -> httpx.Response:
    form: dict[str, str | None] = {"grant_type": "refresh_token", "refresh_token": token}
    return tokens(sandbox, form | {"redirect_uri": REDIRECT} | changes)


def connect(sandbox: Sandbox, organization: str, **changes: str | None) -> Json:
    """Tokens of a merchant."""
    got = exchange(sandbox, consent(sandbox, organization, **changes))
    assert got.status_code == 200, got.text
    found: Json = got.json()
    return found


def client(sandbox: Sandbox, token: str) -> httpx.Client:
    """Calls with a token."""
    return httpx.Client(
        base_url=f"{sandbox.url}/v2",
        headers={"Authorization": f"Bearer {token}"},
        timeout=PATIENCE,
    )
