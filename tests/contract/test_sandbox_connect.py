"""Mollie Connect in the sandbox: consent, tokens, what a token may do, fees, onboarding."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.contract import connect
from tests.contract.connect import (
    REDIRECT,
    SCOPES,
    SECRET,
    authorize_url,
    client,
    consent,
    exchange,
    merchant,
    refresh,
)
from tests.contract.spec import ABSENT, FILE, complaints_about_answer
from tests.contract.support import KEY, Json, Sandbox, euros, order, wait_for

PLATFORM = KEY.replace("test_", "access_")


@pytest.fixture(autouse=True)
def app(sandbox: Sandbox) -> None:
    connect.register(sandbox)


@pytest.fixture
def runners(sandbox: Sandbox) -> Json:
    return merchant(sandbox)


@pytest.fixture
def granted(sandbox: Sandbox, runners: Json) -> Json:
    """The tokens of the runners."""
    return connect.connect(sandbox, runners["id"])


@pytest.fixture
def api(sandbox: Sandbox, granted: Json) -> Iterator[httpx.Client]:
    with client(sandbox, granted["access_token"]) as found:
        yield found


def profile_of(who: Json) -> str:
    return str(who["profiles"][0]["id"])


def pay_order(who: Json, **changes: object) -> Json:
    return order(profileId=profile_of(who), testmode=True, **changes)


def fee(value: str, description: str = "Platform fee") -> Json:
    return {"amount": euros(value), "description": description}


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


# Consent


def test_a_merchant_connects_and_is_known_by_the_token(
    api: httpx.Client, granted: Json, runners: Json
) -> None:
    assert granted | {"access_token": "", "refresh_token": ""} == {
        "access_token": "",
        "refresh_token": "",
        "expires_in": 3600,
        "token_type": "bearer",
        "scope": SCOPES,
    }
    assert granted["access_token"].startswith("access_")
    assert granted["refresh_token"].startswith("refresh_")
    me = api.get("/organizations/me").json()
    assert (me["id"], me["name"]) == (runners["id"], "Runners")
    [profile] = api.get("/profiles").json()["_embedded"]["profiles"]
    assert profile["id"] == profile_of(runners)


def test_the_page_says_who_asks_and_for_what(sandbox: Sandbox, runners: Json) -> None:
    shown = sandbox.browser.get(authorize_url()).text

    assert "Platform" in shown
    assert "Change refunds" in shown
    assert runners["id"] in shown


def test_who_says_no_is_sent_back_without_a_code(sandbox: Sandbox) -> None:
    got = connect.answer(sandbox, authorize_url(), decision="deny")

    assert (got["error"], got["state"]) == ("access_denied", "xyz")
    assert "code" not in got


def test_a_new_organization_can_be_made_on_the_way(sandbox: Sandbox) -> None:
    got = connect.answer(
        sandbox, authorize_url(), merchant="new", name="Beginners", decision="allow"
    )

    made = exchange(sandbox, got["code"]).json()
    with client(sandbox, made["access_token"]) as api:
        onboarding = api.get("/onboarding/me").json()
        assert (onboarding["name"], onboarding["status"]) == ("Beginners", "needs-data")
        assert onboarding["canReceivePayments"] is False


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "app_unknown"},
        {"redirect_uri": "https://thief.example/"},
        {"state": None},
    ],
)
def test_what_cannot_be_trusted_gets_no_answer(sandbox: Sandbox, changes: Json) -> None:
    assert sandbox.browser.get(authorize_url(**changes)).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "payments.read payments.steal"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_wrong_question_is_sent_back(sandbox: Sandbox, changes: Json, error: str) -> None:
    assert connect.back(sandbox.browser.get(authorize_url(**changes)))["error"] == error


def test_nobody_is_no_merchant(sandbox: Sandbox) -> None:
    form = {"merchant": "org_none", "decision": "allow"}

    assert sandbox.browser.post(authorize_url(), data=form).status_code == 422


# Tokens


def test_a_code_works_once_and_for_half_a_minute(sandbox: Sandbox, runners: Json) -> None:
    code, late = consent(sandbox, runners["id"]), consent(sandbox, runners["id"])

    assert exchange(sandbox, code).status_code == 200
    assert refused(exchange(sandbox, code)) == (400, "invalid_grant")
    sandbox.advance(31)
    assert refused(exchange(sandbox, late)) == (400, "invalid_grant")


def test_a_code_is_for_its_app_and_its_address(sandbox: Sandbox, runners: Json) -> None:
    code = consent(sandbox, runners["id"])

    assert refused(exchange(sandbox, code, redirect_uri="https://x.example/")) == (
        400,
        "invalid_grant",
    )
    assert refused(exchange(sandbox, code, redirect_uri=None)) == (400, "invalid_grant")
    assert refused(exchange(sandbox, code, secret="wrong")) == (401, "invalid_client")
    assert refused(exchange(sandbox, code, grant_type="password")) == (
        400,
        "unsupported_grant_type",
    )
    assert exchange(sandbox, code).status_code == 200


def test_credentials_may_come_in_the_body_and_as_json(sandbox: Sandbox, runners: Json) -> None:
    body = {
        "grant_type": "authorization_code",
        "code": consent(sandbox, runners["id"]),
        "redirect_uri": REDIRECT,
        "client_id": connect.CLIENT_ID,
        "client_secret": SECRET,
    }

    assert sandbox.browser.post("/oauth2/tokens", json=body).status_code == 200


def test_a_token_ends_after_an_hour_and_is_refreshed(
    sandbox: Sandbox, api: httpx.Client, granted: Json
) -> None:
    sandbox.advance(3601)
    assert api.get("/organizations/me").status_code == 401

    again = refresh(sandbox, granted["refresh_token"]).json()

    assert again["refresh_token"] == granted["refresh_token"]
    with client(sandbox, again["access_token"]) as renewed:
        assert renewed.get("/organizations/me").status_code == 200


def test_a_refresh_needs_the_address_of_the_authorization(sandbox: Sandbox, granted: Json) -> None:
    token = granted["refresh_token"]

    assert refused(refresh(sandbox, token, redirect_uri=None)) == (400, "invalid_grant")
    assert refused(refresh(sandbox, "refresh_unknown")) == (400, "invalid_grant")
    assert refresh(sandbox, token).status_code == 200


def test_where_tokens_rotate_the_last_two_work(sandbox: Sandbox, granted: Json) -> None:
    sandbox.settings(rotate_refresh_tokens=True)
    first = granted["refresh_token"]
    second = refresh(sandbox, first).json()["refresh_token"]
    assert second != first
    # The answer might have been lost.
    third = refresh(sandbox, first).json()["refresh_token"]

    assert refresh(sandbox, third).status_code == 200
    assert refused(refresh(sandbox, first)) == (400, "invalid_grant")


@pytest.mark.parametrize("hint", ["access_token", "refresh_token"])
def test_what_is_taken_back_is_over(
    sandbox: Sandbox, api: httpx.Client, granted: Json, hint: str
) -> None:
    gone = sandbox.browser.request(
        "DELETE",
        "/oauth2/tokens",
        data={"token_type_hint": hint, "token": granted[hint]},
        auth=(connect.CLIENT_ID, SECRET),
    )

    assert gone.status_code == 204
    assert api.get("/organizations/me").status_code == 401
    is_over = refresh(sandbox, granted["refresh_token"]).status_code == 400
    assert is_over == (hint == "refresh_token")


def test_the_merchant_throws_the_app_out(
    sandbox: Sandbox, api: httpx.Client, granted: Json, runners: Json
) -> None:
    assert sandbox.order("DELETE", f"/merchants/{runners['id']}/grants") == {"revoked": 1}

    assert api.get("/organizations/me").status_code == 401
    assert refused(refresh(sandbox, granted["refresh_token"])) == (400, "invalid_grant")


@pytest.mark.parametrize(("prompt", "status"), [("auto", 200), ("force", 401)])
def test_a_forced_approval_ends_earlier_ones(
    sandbox: Sandbox, api: httpx.Client, runners: Json, prompt: str, status: int
) -> None:
    consent(sandbox, runners["id"], approval_prompt=prompt)

    assert api.get("/organizations/me").status_code == status


def test_no_secret_is_written_down(sandbox: Sandbox, granted: Json) -> None:
    refresh(sandbox, granted["refresh_token"])

    written = str(sandbox.requests("POST", "/oauth2"))
    assert "refresh_token" in written  # the kind of the grant
    assert granted["refresh_token"] not in written
    assert SECRET not in written


# What a token may do


def test_scopes_bind(sandbox: Sandbox, runners: Json) -> None:
    narrow = connect.connect(sandbox, runners["id"], scope="payments.read organizations.read")
    with client(sandbox, narrow["access_token"]) as api:
        assert api.get("/payments", params={"testmode": "true"}).status_code == 200
        assert api.post("/payments", json=pay_order(runners)).status_code == 403
        assert api.get("/onboarding/me").status_code == 403
        permissions = api.get("/permissions").json()["_embedded"]["permissions"]
    assert {p["id"] for p in permissions if p["granted"]} == {"payments.read", "organizations.read"}


def test_keys_cannot_do_what_tokens_do(sandbox: Sandbox) -> None:
    for path in ("/organizations/me", "/onboarding/me", "/permissions", "/profiles"):
        assert sandbox.api.get(path).status_code == 403


def test_a_key_names_neither_mode_nor_profile(sandbox: Sandbox) -> None:
    for field, value in (("testmode", True), ("profileId", "pfl_x")):
        answer = sandbox.api.post("/payments", json=order() | {field: value})
        assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_payment_on_the_merchants_profile(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    made = api.post("/payments", json=pay_order(runners, applicationFee=fee("0.50")))

    assert made.status_code == 201, made.text
    payment = made.json()
    assert payment["profileId"] == profile_of(runners)
    assert payment["applicationFee"] == fee("0.50")
    sandbox.settle(payment)
    found = api.get(f"/payments/{payment['id']}", params={"testmode": "true"}).json()
    assert (found["status"], found["applicationFee"]) == ("paid", fee("0.50"))
    listed = api.get("/payments", params={"testmode": "true", "profileId": profile_of(runners)})
    assert [p["id"] for p in listed.json()["_embedded"]["payments"]] == [payment["id"]]


def test_refunds_with_a_token(sandbox: Sandbox, api: httpx.Client, runners: Json) -> None:
    payment = sandbox.settle(api.post("/payments", json=pay_order(runners)).json())
    path = f"/payments/{payment['id']}/refunds"
    body = {"amount": euros("5.00"), "description": "Sorry", "metadata": None}

    assert api.post(path, json=body).status_code == 422  # which mode?
    refund = api.post(path, json=body | {"testmode": True}).json()

    listed = api.get("/refunds", params={"testmode": "true"}).json()["_embedded"]["refunds"]
    assert [r["id"] for r in listed] == [refund["id"]]
    assert api.delete(f"{path}/{refund['id']}?testmode=true").status_code == 204


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"profileId": None}, 422, "profileId"),
        ({"profileId": "pfl_unknown"}, 404, None),
        ({"profileId": 5}, 422, "profileId"),
        ({"testmode": False}, 422, "testmode"),
    ],
)
def test_a_token_must_say_where_and_in_which_mode(
    api: httpx.Client, runners: Json, changes: Json, status: int, field: str | None
) -> None:
    body = {k: v for k, v in (pay_order(runners) | changes).items() if v is not None}

    answer = api.post("/payments", json=body)

    assert (answer.status_code, answer.json().get("field")) == (status, field)


def test_a_merchant_sees_nothing_of_another(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    rival = merchant(sandbox, name="Rivals")
    token = connect.connect(sandbox, rival["id"])["access_token"]
    payment = api.post("/payments", json=pay_order(runners)).json()
    with client(sandbox, token) as other:
        found = other.get(f"/payments/{payment['id']}", params={"testmode": "true"})
        assert found.status_code == 404
        assert other.post("/payments", json=pay_order(runners)).status_code == 404
        assert other.get("/payments", params={"testmode": "true"}).json()["count"] == 0


def test_a_deleted_profile_takes_no_payments(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    sandbox.order("DELETE", f"/profiles/{profile_of(runners)}")

    answer = api.post("/payments", json=pay_order(runners))

    assert answer.status_code == 410
    assert api.get("/profiles").json()["count"] == 0


# Application fees


@pytest.mark.parametrize(
    ("amount", "value", "field"),
    [
        ("10.00", "9.05", None),  # Mollie's own example
        ("10.00", "9.06", "applicationFee.amount.value"),
        ("1.00", "0.59", None),
        ("1.00", "0.60", "applicationFee.amount.value"),
        ("10.00", "0.01", None),
        ("10.00", "0.00", "applicationFee.amount.value"),
        ("10.00", "-1.00", "applicationFee.amount.value"),
        ("0.30", "0.01", "applicationFee.amount.value"),
        ("10.00", "1.0", "applicationFee.amount.value"),
    ],
)
def test_a_fee_leaves_room_for_mollies_own(
    api: httpx.Client, runners: Json, amount: str, value: str, field: str | None
) -> None:
    body = pay_order(runners, amount=euros(amount), applicationFee=fee(value))

    answer = api.post("/payments", json=body)

    assert (answer.status_code, answer.json().get("field")) == (422 if field else 201, field)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"description": ""}, "applicationFee.description"),
        ({"description": "x" * 256}, "applicationFee.description"),
        ({"amount": None}, "applicationFee.amount"),
        ({"amount": {"currency": "USD", "value": "1.00"}}, "applicationFee.amount.currency"),
    ],
)
def test_a_fee_that_is_not_one(api: httpx.Client, runners: Json, wrong: Json, field: str) -> None:
    answer = api.post("/payments", json=pay_order(runners, applicationFee=fee("0.50") | wrong))

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_nobody_takes_a_fee_of_their_own_payments(sandbox: Sandbox) -> None:
    by_key = sandbox.api.post("/payments", json=order(applicationFee=fee("0.50")))
    platform = sandbox.merchant(PLATFORM)
    own = platform.get("/organizations/me").json()["id"]
    platform_token = connect.connect(sandbox, own)["access_token"]
    profile = platform.post(
        "/profiles",
        json={
            "name": "Own",
            "website": "https://own.example",
            "email": "own@example.org",
            "phone": "+31201234567",
        },
    ).json()["id"]
    with client(sandbox, platform_token) as api:
        body = order(profileId=profile, testmode=True, applicationFee=fee("0.50"))
        by_token = api.post("/payments", json=body)
    platform.close()

    for answer in (by_key, by_token):
        assert (answer.status_code, answer.json()["detail"]) == (
            422,
            "Unable to process application request for this account",
        )


# Onboarding and client links


def test_onboarding_goes_as_the_switches_say(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    seen = []
    for step in (
        {"status": "needs-data", "can_receive_payments": False},
        {"status": "in-review", "can_receive_payments": True},
        {"status": "completed"},
    ):
        sandbox.order("POST", f"/merchants/{runners['id']}/onboarding", step)
        onboarding = api.get("/onboarding/me").json()
        seen.append((onboarding["status"], onboarding["canReceivePayments"]))

    assert seen == [("needs-data", False), ("in-review", True), ("completed", True)]


CLIENT: Json = {
    "owner": {"email": "zoe@example.org", "givenName": "Zoë", "familyName": "Bakker"},
    "name": "Zoë's Run",
    "address": {"country": "NL"},
}


def test_a_client_link_makes_an_account_and_connects_it(sandbox: Sandbox) -> None:
    with sandbox.merchant(PLATFORM) as platform:
        made = platform.post("/client-links", json=CLIENT)
        assert made.status_code == 201, made.text
    link = made.json()["_links"]["clientLink"]["href"]
    url = f"{link}?{authorize_url(redirect_uri=None, response_type=None).partition('?')[2]}"

    assert "Zoë&#39;s Run" in sandbox.browser.get(url).text
    got = connect.answer(sandbox, url, decision="allow")

    made_tokens = exchange(sandbox, got["code"], redirect_uri=None)
    assert made_tokens.status_code == 200, made_tokens.text
    with client(sandbox, made_tokens.json()["access_token"]) as api:
        assert api.get("/organizations/me").json()["name"] == "Zoë's Run"
        assert api.get("/onboarding/me").json()["status"] == "needs-data"
    assert sandbox.browser.get(url).status_code == 404  # once


def test_a_client_link_ends_after_thirty_days(sandbox: Sandbox) -> None:
    with sandbox.merchant(PLATFORM) as platform:
        link = platform.post("/client-links", json=CLIENT).json()["_links"]["clientLink"]["href"]
    sandbox.advance(30 * 86_400)
    query = authorize_url(redirect_uri=None).partition("?")[2]

    assert sandbox.browser.get(f"{link}?{query}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"owner": None}, "owner"),
        ({"owner": {"email": "x@y.example", "givenName": "X"}}, "owner.familyName"),
        ({"owner": CLIENT["owner"] | {"email": "nobody"}}, "owner.email"),
        ({"name": ""}, "name"),
        ({"address": {}}, "address.country"),
        ({"address": {"country": "nl"}}, "country"),
    ],
)
def test_a_client_link_needs_to_know_whom_it_is_for(
    sandbox: Sandbox, changes: Json, field: str
) -> None:
    with sandbox.merchant(PLATFORM) as platform:
        answer = platform.post("/client-links", json=CLIENT | changes)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_client_links_are_for_the_platform_alone(sandbox: Sandbox, api: httpx.Client) -> None:
    assert sandbox.api.post("/client-links", json=CLIENT).status_code == 403
    assert api.post("/client-links", json=CLIENT).status_code == 403


def test_webhooks_of_a_connected_payment_name_the_payment_only(
    sandbox: Sandbox, api: httpx.Client, runners: Json
) -> None:
    made = api.post("/payments", json=pay_order(runners, webhookUrl="http://127.0.0.1:9/hook"))
    sandbox.settle(made.json())

    [call] = wait_for(lambda: sandbox.calls(made.json()), "a webhook")
    assert call["body"] == f"id={made.json()['id']}"


@pytest.mark.skipif(not FILE.is_file(), reason=ABSENT)
def test_the_specification_agrees(sandbox: Sandbox, api: httpx.Client, runners: Json) -> None:
    def judge(path: str, answer: httpx.Response) -> None:
        method = answer.request.method
        assert complaints_about_answer(path, method, answer.status_code, answer.json()) == []

    judge("/v2/organizations/me", api.get("/organizations/me"))
    for status in ("needs-data", "in-review", "completed"):
        sandbox.order("POST", f"/merchants/{runners['id']}/onboarding", {"status": status})
        judge("/v2/onboarding/me", api.get("/onboarding/me"))
    judge("/v2/permissions", api.get("/permissions"))
    judge("/v2/profiles", api.get("/profiles"))
    judge("/v2/profiles/{profileId}", api.get(f"/profiles/{profile_of(runners)}"))
    made = api.post("/payments", json=pay_order(runners, applicationFee=fee("0.50")))
    judge("/v2/payments", made)
    sandbox.settle(made.json())
    found = api.get(f"/payments/{made.json()['id']}", params={"testmode": "true"})
    judge("/v2/payments/{paymentId}", found)
    judge("/v2/payments", api.get("/payments", params={"testmode": "true"}))
    with sandbox.merchant(PLATFORM) as platform:
        judge("/v2/client-links", platform.post("/client-links", json=CLIENT))
        judge("/v2/client-links", platform.post("/client-links", json={}))
