"""Administrators of the platform in somebody else's name, and people who are signed out by force:
through the gateway, with the tokens that the auth server and the functions give out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest

from tests.shop import Person, Row, Sale, Shop, expect, refusal, until

PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def admin(shop: Shop) -> Person:
    """Somebody who administers the platform."""
    return make_admin(shop)


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An org that sells."""
    return shop.sale()


def make_admin(shop: Shop) -> Person:
    person = shop.person()
    shop.ask("select tenancy.grant_platform_admin(%s)", person.email)
    return person


def call(shop: Shop, name: str, token: str, **body: object) -> httpx.Response:
    """A worker's function, as somebody."""
    return shop.http.post(
        f"{shop.stack.api_url}/functions/v1/{name}", json=body, headers=shop.headers(token)
    )


def impersonate(shop: Shop, admin: Person, **wish: object) -> Row:
    """Begin to act in somebody's name."""
    return dict(expect(call(shop, "impersonate", admin.token, **{"reason": "Asked for"} | wish)))


def rename(shop: Shop, sale: Sale, token: str) -> httpx.Response:
    """Change something that is audited, through a view."""
    return shop.http.patch(
        f"{shop.stack.api_url}/rest/v1/events",
        params={"id": f"eq.{sale.event_id}"},
        json={"title": f"Run {uuid4()}"},
        headers=shop.headers(token) | {"Prefer": "return=representation"},
    )


def slug(response: httpx.Response) -> tuple[int, str]:
    """Status and slug of what a function of the workers refused."""
    return response.status_code, str(response.json()["code"])


def test_an_administrator_looks_on_in_the_name_of_an_owner(
    shop: Shop, admin: Person, sale: Sale
) -> None:
    begun = impersonate(shop, admin, org_id=sale.org_id)
    token = begun["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert begun["user_id"] == claims["sub"] == sale.owner.user_id
    assert begun["email"] == sale.owner.email
    assert claims["impersonation"] == {
        "id": begun["impersonation_id"],
        "admin_id": admin.user_id,
        "can_write": False,
    }
    assert claims["exp"] - claims["iat"] == 15 * 60

    [org] = shop.rows("orgs", token)
    assert org["id"] == sale.org_id
    found = expect(shop.rpc("get_user_context", token))
    assert found["user"]["id"] == sale.owner.user_id
    expect(shop.rpc("search_orders", token, org_id=sale.org_id))

    assert refusal(rename(shop, sale, token))[:2] == (403, "impersonation_is_read_only")
    assert refusal(
        shop.rpc("invite_member", token, org_id=sale.org_id, email="a@example.test", role="member")
    )[:2] == (405, "25006")
    refused = call(shop, "create-refund", token, order_id=str(uuid4()))
    assert slug(refused) == (403, "impersonation_is_read_only")
    # In the body too, and where the function acts in its own name.
    body = {"event_id": sale.event_id, "items": sale.cart(), "email": "x@example.test"}
    placed = shop.function("create-order-public", **body, user_token=token)
    assert slug(placed) == (403, "impersonation_is_read_only")
    assert slug(call(shop, "create-payment", token, public_token="x" * 43)) == (
        403,
        "impersonation_is_read_only",
    )


def test_the_auth_server_does_not_know_the_token(shop: Shop, admin: Person, sale: Sale) -> None:
    """Otherwise an administrator could choose the password of whom they act for."""
    token = impersonate(shop, admin, org_id=sale.org_id, can_write=True)["access_token"]
    for method, body in (("GET", None), ("PUT", {"password": "another-password"})):
        response = shop.http.request(
            method, f"{shop.stack.api_url}/auth/v1/user", json=body, headers=shop.headers(token)
        )
        assert response.status_code == 403, response.text


def test_what_is_written_names_both(shop: Shop, admin: Person, sale: Sale) -> None:
    begun = impersonate(shop, admin, user_id=sale.owner.user_id, can_write=True)
    expect(rename(shop, sale, begun["access_token"]))
    expect(rename(shop, sale, sale.owner.token))
    newest = shop.rows(
        "audit_log", sale.owner.token, action="eq.event.updated", order="audit_id.desc", limit="2"
    )
    assert [(row["performed_by"], row["impersonated_by"]) for row in newest] == [
        (sale.owner.user_id, None),
        (sale.owner.user_id, admin.user_id),
    ]
    # Through a function of the workers too.
    order = shop.buy(sale)
    back = {"order_id": order["order_id"], "amount": 1, "idempotency_key": str(uuid4())}
    expect(call(shop, "create-refund", begun["access_token"], **back))
    [made] = shop.rows(
        "audit_log", sale.owner.token, action="eq.refund.created", order="audit_id.desc", limit="1"
    )
    assert made["impersonated_by"] == admin.user_id


def test_members_see_that_it_happened(shop: Shop, admin: Person, sale: Sale) -> None:
    begun = impersonate(shop, admin, org_id=sale.org_id, reason=" They asked ")
    [seen] = shop.rows("impersonations", sale.owner.token, id=f"eq.{begun['impersonation_id']}")
    assert (seen["org_id"], seen["user_id"]) == (sale.org_id, sale.owner.user_id)
    assert (seen["reason"], seen["can_write"]) == ("They asked", False)
    assert shop.rows("impersonations", shop.person().token) == []
    expect(
        shop.rpc(
            "platform_end_impersonation",
            admin.token,
            impersonation_id=begun["impersonation_id"],
        )
    )
    [seen] = shop.rows("impersonations", sale.owner.token, id=f"eq.{begun['impersonation_id']}")
    assert seen["ended_at"] is not None
    trail = shop.rows(
        "audit_log",
        sale.owner.token,
        entity_id=f"eq.{begun['impersonation_id']}",
        order="audit_id",
    )
    assert [(row["action"], row["performed_by"]) for row in trail] == [
        ("impersonation.started", admin.user_id),
        ("impersonation.ended", admin.user_id),
    ]


@pytest.mark.parametrize("how", ["ended", "expired", "revoked", "promoted", "signed out"])
def test_it_is_over_at_once(shop: Shop, how: str) -> None:
    somebody = make_admin(shop)
    person = shop.person()
    token_of = impersonate(shop, somebody, user_id=person.user_id, can_write=True)
    token = token_of["access_token"]
    made_by_them = expect(shop.rpc("create_org", token, name="Theirs"))
    end = {
        "ended": lambda: expect(
            shop.rpc(
                "platform_end_impersonation",
                somebody.token,
                impersonation_id=token_of["impersonation_id"],
            )
        ),
        "expired": lambda: shop.ask(
            "update core.impersonations set started_at = started_at - interval '1 day',"
            " expires_at = core.clock() where id = %s",
            token_of["impersonation_id"],
        ),
        "revoked": lambda: shop.ask("select tenancy.revoke_platform_admin(%s)", somebody.email),
        "promoted": lambda: shop.ask("select tenancy.grant_platform_admin(%s)", person.email),
        "signed out": lambda: expect(
            shop.rpc(
                "platform_sign_out",
                make_admin(shop).token,
                user_id=somebody.user_id,
                reason="Lost a laptop",
            )
        ),
    }
    end[how]()
    over = (401, "session_ended")
    assert refusal(shop.rpc("create_org", token, name="Theirs"))[:2] == over
    reading = shop.http.get(f"{shop.stack.api_url}/rest/v1/orgs", headers=shop.headers(token))
    assert refusal(reading)[:2] == over
    asked = {"org_id": made_by_them["org_id"]}
    assert slug(call(shop, "mollie-connect", token, **asked)) == over
    # Whose name it was goes on.
    assert shop.rows("orgs", person.token)


def test_who_may_not(shop: Shop, admin: Person, sale: Sale) -> None:
    wish: Row = {"org_id": sale.org_id, "reason": "Curious"}
    for token, status, code in (
        (sale.owner.token, 403, "platform_admin_required"),
        (shop.person().token, 403, "platform_admin_required"),
        (shop.stack.anon_key, 401, "sign_in_required"),
        (shop.stack.service_key, 401, "sign_in_required"),
    ):
        assert slug(call(shop, "impersonate", token, **wish)) == (status, code)
    # Nor does one name lead to the next, or to anything else of an administrator's.
    other = make_admin(shop)
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'member')",
        *(sale.org_id, other.user_id),
    )
    for changes, status, code in (
        ({"user_id": other.user_id}, 409, "cannot_impersonate"),
        ({"user_id": admin.user_id, "org_id": None}, 409, "cannot_impersonate"),
        ({"user_id": shop.person().user_id}, 404, "not_found"),
        ({"user_id": str(uuid4()), "org_id": None}, 404, "not_found"),
        ({"org_id": str(uuid4())}, 404, "not_found"),
        ({"org_id": None}, 400, "missing_field"),
        ({"org_id": "x"}, 400, "invalid_field"),
        ({"reason": " "}, 400, "missing_field"),
        ({"reason": None}, 400, "missing_field"),
        ({"reason": "x" * 501}, 400, "invalid_field"),
        ({"can_write": "perhaps"}, 400, "invalid_field"),
    ):
        response = call(shop, "impersonate", admin.token, **wish | changes)
        assert slug(response) == (status, code), changes
    token = impersonate(shop, admin, org_id=sale.org_id, can_write=True)["access_token"]
    assert slug(call(shop, "impersonate", token, **wish)) == (403, "platform_admin_required")
    assert expect(shop.rpc("get_user_context", token))["is_platform_admin"] is False


@pytest.mark.parametrize(
    "claim",
    [
        {"id": str(uuid4())},
        {"admin_id": str(uuid4())},
        {},
    ],
)
def test_a_claim_that_no_impersonation_stands_behind(
    shop: Shop, admin: Person, sale: Sale, claim: Row
) -> None:
    begun = impersonate(shop, admin, org_id=sale.org_id)
    told = {"id": begun["impersonation_id"], "admin_id": admin.user_id} | claim
    whose = sale.owner.user_id if claim else shop.person().user_id
    token = shop.token(whose, impersonation=told)
    assert refusal(shop.rpc("get_user_context", token))[:2] == (401, "session_ended")


def test_what_people_write_about_themselves_is_no_claim(shop: Shop) -> None:
    person = shop.person()
    written: Row = {"impersonation": {"id": str(uuid4()), "admin_id": str(uuid4())}}
    token = shop.token(person.user_id, user_metadata=written)
    made = expect(shop.rpc("create_org", token, name="Mine"))
    [entry] = shop.rows("audit_log", token, org_id=f"eq.{made['org_id']}", action="eq.org.created")
    assert entry["impersonated_by"] is None


# Signing out by force.


@dataclass(frozen=True)
class Account:
    """Somebody who signed up with the auth server."""

    user_id: str
    email: str
    token: str
    refresh_token: str


def auth(shop: Shop, path: str, **body: object) -> httpx.Response:
    return shop.http.post(f"{shop.stack.api_url}/auth/v1/{path}", json=body, headers=shop.headers())


def account(answer: Any) -> Account:
    user = answer["user"]
    return Account(user["id"], user["email"], answer["access_token"], answer["refresh_token"])


def sign_up(shop: Shop) -> Account:
    email = f"{uuid4()}@example.test"
    return account(expect(auth(shop, "signup", email=email, password=PASSWORD)))


def sign_in(shop: Shop, email: str, password: str = PASSWORD) -> httpx.Response:
    return auth(shop, "token?grant_type=password", email=email, password=password)


def refused_everywhere(shop: Shop, person: Account) -> None:
    """The token still has its signature, and opens nothing."""
    assert refusal(shop.rpc("get_user_context", person.token))[:2] == (401, "session_ended")
    order = {"order_id": str(uuid4()), "amount": 1, "idempotency_key": str(uuid4())}
    assert slug(call(shop, "create-refund", person.token, **order)) == (401, "session_ended")
    renewed = auth(shop, "token?grant_type=refresh_token", refresh_token=person.refresh_token)
    assert renewed.status_code == 400


def let_a_moment_pass(shop: Shop, person: Account) -> None:
    """Let the sign-out have been a little earlier: the moment of a token is in whole seconds."""
    shop.ask(
        "update core.sign_outs set not_before = not_before - interval '2 seconds'"
        " where user_id = %s returning 1",
        person.user_id,
    )


def test_a_user_is_signed_out_everywhere(shop: Shop, admin: Person) -> None:
    person, other = sign_up(shop), sign_up(shop)
    expect(shop.rpc("get_user_context", person.token))
    done = expect(
        shop.rpc("platform_sign_out", admin.token, user_id=person.user_id, reason="Stolen phone")
    )
    assert done == {"users": 1, "sessions": 1}
    refused_everywhere(shop, person)
    expect(shop.rpc("get_user_context", other.token))
    # Who signs in again is back.
    let_a_moment_pass(shop, person)
    again = account(expect(sign_in(shop, person.email)))
    assert expect(shop.rpc("get_user_context", again.token))["user"]["id"] == person.user_id


def test_all_members_of_an_org_are_signed_out(shop: Shop, admin: Person) -> None:
    owner, member, stranger = sign_up(shop), sign_up(shop), sign_up(shop)
    org_id = expect(shop.rpc("create_org", owner.token, name="Hacked"))["org_id"]
    shop.ask(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'member')",
        *(org_id, member.user_id),
    )
    done = expect(shop.rpc("platform_sign_out", admin.token, org_id=org_id, reason="Phishing"))
    assert done == {"users": 2, "sessions": 2}
    refused_everywhere(shop, owner)
    refused_everywhere(shop, member)
    expect(shop.rpc("get_user_context", stranger.token))


def test_a_password_has_to_be_chosen_anew(shop: Shop, admin: Person) -> None:
    person = sign_up(shop)
    expect(
        shop.rpc("platform_reset_password", admin.token, user_id=person.user_id, reason="Guessable")
    )
    refused_everywhere(shop, person)
    assert sign_in(shop, person.email).status_code == 400
    [mail] = until("the mail with the link", lambda: shop.mail_to(person.email))
    read = expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{mail['id']}"))
    digits = "".join(c if c.isdigit() else " " for c in read["text"]).split()
    code = next(found for found in digits if len(found) == 6)
    let_a_moment_pass(shop, person)
    entered = account(expect(auth(shop, "verify", type="recovery", email=person.email, token=code)))
    chosen = shop.http.put(
        f"{shop.stack.api_url}/auth/v1/user",
        json={"password": "another-password"},
        headers=shop.headers(entered.token),
    )
    expect(chosen)
    expect(sign_in(shop, person.email, "another-password"))
    assert sign_in(shop, person.email).status_code == 400
