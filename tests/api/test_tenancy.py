"""Orgs, members and invitations as client apps use them: supabase-py, over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest
from postgrest import APIError
from supabase import Client, ClientOptions, create_client

from cli.stack import Endpoints
from tests.shop import until
from tests.staff import ROLES

PASSWORD = "correct horse battery staple"

NOBODY = "00000000-0000-7000-8000-000000000000"
"""An id that nothing has."""


@dataclass(frozen=True)
class User:
    """A signed-in user: their client, and who they are."""

    client: Client
    user_id: str
    email: str

    def rpc(self, function: str, **parameters: object) -> Any:
        """Call a function of the API; return its answer."""
        return self.client.rpc(function, parameters).execute().data

    def rows(self, view: str, **equals: object) -> list[dict[str, Any]]:
        """Read the rows of a view in which these columns have these values."""
        query = self.client.table(view).select("*")
        for column, value in equals.items():
            query = query.eq(column, value)
        return cast("list[dict[str, Any]]", query.execute().data)


@dataclass(frozen=True)
class Office:
    """What tests of this module build, on one stack."""

    stack: Endpoints
    http: httpx.Client

    def client(self, **headers: str) -> Client:
        """A client app that nobody has signed in to yet."""
        options = ClientOptions(
            httpx_client=self.http, headers=headers, auto_refresh_token=False, persist_session=False
        )
        return create_client(self.stack.api_url, self.stack.anon_key, options)

    def sign_up(self) -> User:
        """Sign a new user up through the auth server."""
        client = self.client()
        email = f"{uuid4()}@example.test"
        user = client.auth.sign_up({"email": email, "password": PASSWORD}).user
        assert user is not None
        return User(client, user.id, email)

    def user(self, **headers: str) -> User:
        """Make a user in the database and a token for them; quicker than signing up."""
        user_id, email = str(uuid4()), f"{uuid4()}@example.test"
        with psycopg.connect(self.stack.db_url) as connection:
            connection.execute(
                "insert into auth.users (id, email) values (%s, %s)", [user_id, email]
            )
        client = self.client(**headers)
        client.postgrest.auth(self.token(user_id))
        return User(client, user_id, email)

    def token(
        self, user_id: str, *, secret: str | None = None, lifetime: timedelta = timedelta(hours=1)
    ) -> str:
        """An access token as the auth server makes them."""
        claims = {
            "sub": user_id,
            "role": "authenticated",
            "aud": "authenticated",
            "exp": datetime.now(UTC) + lifetime,
        }
        return jwt.encode(claims, secret or self.stack.jwt_secret, algorithm="HS256")

    def org(self, owner: User, name: str = "Stadsloop") -> str:
        """Found an org; return its id."""
        return str(owner.rpc("create_org", name=name)["org_id"])

    def member(self, owner: User, org_id: str, role: str) -> User:
        """Invite a new user to an org and accept for them."""
        user = self.user()
        owner.rpc("invite_member", org_id=org_id, email=user.email, role=role)
        user.rpc("accept_invitation", token=self.token_sent_to(user.email))
        return user

    def token_sent_to(self, email: str, *, at_least: int = 1) -> str:
        """Wait until an address has this many invitations; return the token of the newest."""
        return self.token_in(self.mail_to(email, at_least=at_least)[-1])

    def mail_to(self, email: str, *, at_least: int = 1) -> list[dict[str, Any]]:
        """Wait until this many mails for an address have arrived; return them, oldest first."""
        box = f"{self.stack.mail_url}/api/messages"
        listed = until(
            f"{email} has {at_least} mails",
            lambda: self.http.get(box, params={"to": email}).json(),
            lambda mails: len(mails) >= at_least,
        )
        return [self.http.get(f"{box}/{mail['id']}").json() for mail in listed]

    @staticmethod
    def token_in(mail: dict[str, Any]) -> str:
        """The token in the text of an invitation."""
        found = re.search(r"^([A-Za-z0-9_-]{43})\r?$", mail["text"], re.MULTILINE)
        assert found, f"there is no token in {mail['text']!r}"
        return found[1]

    def counts(self) -> tuple[int, ...]:
        """How many orgs, members, open invitations and audit entries about them there are."""
        with psycopg.connect(self.stack.db_url) as connection:
            row = connection.execute(
                "select (select count(*) from tenancy.orgs),"
                " (select count(*) from tenancy.org_members),"
                " (select count(*) from tenancy.org_invitations where status = 'pending'),"
                " (select count(*) from core.audit_log"
                "   where entity_type in ('org', 'member', 'invitation'))"
            ).fetchone()
        assert row is not None
        return row


@pytest.fixture(scope="module")
def office(endpoints: Endpoints) -> Iterator[Office]:
    """The stack, with what tests of this module build on it."""
    with httpx.Client() as http:
        yield Office(endpoints, http)


def slug_of(error: APIError) -> str:
    """The registered slug in an error of the API."""
    return str(json.loads(error.details or "{}").get("code"))


def refused(call: Callable[[], object]) -> tuple[str | None, str]:
    """Make a call that must be refused; return the error's code and slug."""
    with pytest.raises(APIError) as caught:
        call()
    return caught.value.code, slug_of(caught.value)


def test_the_story_of_an_org(office: Office) -> None:
    """Sign up, found, invite, read the mail, accept, work, be removed."""
    olga, adam = office.sign_up(), office.sign_up()
    org = olga.rpc(
        "create_org", name="Heideloop Ede", email="info@heideloop.example", language="en"
    )
    assert org["role"] == "owner"
    assert re.fullmatch(r"heideloop-ede(-[0-9a-f]{6})?", org["slug"])

    invitation = olga.rpc(
        "invite_member", org_id=org["org_id"], email=adam.email.upper(), role="admin"
    )
    assert (invitation["status"], invitation["email"]) == ("pending", adam.email)
    (mail,) = office.mail_to(adam.email)
    assert "Heideloop Ede" in mail["subject"]
    assert olga.email in mail["text"]
    assert not adam.rows("orgs")

    joined = adam.rpc("accept_invitation", token=office.token_in(mail))
    assert (joined["org_id"], joined["role"]) == (org["org_id"], "admin")
    context = adam.rpc("get_user_context")
    assert context["user"] == {"id": adam.user_id, "email": adam.email}
    assert context["is_platform_admin"] is False
    (here,) = context["orgs"]
    assert here["name"] == "Heideloop Ede"
    assert "members.manage" in here["permissions"]
    assert "owners.manage" not in here["permissions"]

    adam.client.table("orgs").update({"name": "Nachtloop"}).eq("id", org["org_id"]).execute()
    assert [row["name"] for row in olga.rows("orgs")] == ["Nachtloop"]
    assert {row["email"]: row["role"] for row in adam.rows("org_members")} == {
        olga.email: "owner",
        adam.email: "admin",
    }
    trail = [row["action"] for row in adam.rows("audit_log", org_id=org["org_id"])]
    assert {"org.created", "invitation.accepted", "member.created", "org.updated"} <= set(trail)
    assert [row["state"] for row in adam.rows("email_outbox")] == ["delivered"]

    olga.rpc("remove_member", org_id=org["org_id"], user_id=adam.user_id)
    for view in ("orgs", "org_members", "org_invitations", "audit_log", "email_outbox"):
        assert not adam.rows(view), f"{view} is still open to somebody who was removed"
    assert adam.rpc("get_user_context")["orgs"] == []
    assert refused(
        lambda: adam.rpc("invite_member", org_id=org["org_id"], email="x@y.example", role="member")
    ) == ("PT404", "not_found")
    assert refused(lambda: olga.rpc("leave_org", org_id=org["org_id"])) == ("PT409", "last_owner")


def test_a_second_invitation_replaces_the_first(office: Office) -> None:
    owner, invited = office.user(), office.user()
    org_id = office.org(owner)
    owner.rpc("invite_member", org_id=org_id, email=invited.email, role="support")
    first = office.token_sent_to(invited.email)
    owner.rpc("invite_member", org_id=org_id, email=invited.email, role="finance")
    second = office.token_sent_to(invited.email, at_least=2)
    assert refused(lambda: invited.rpc("accept_invitation", token=first)) == (
        "PT404",
        "invitation_not_valid",
    )
    assert invited.rpc("accept_invitation", token=second)["role"] == "finance"


def test_an_invitation_is_for_its_address_alone(office: Office) -> None:
    owner, invited, other = office.user(), office.user(), office.user()
    org_id = office.org(owner)
    owner.rpc("invite_member", org_id=org_id, email=invited.email, role="support")
    token = office.token_sent_to(invited.email)
    assert refused(lambda: other.rpc("accept_invitation", token=token)) == (
        "PT403",
        "invitation_for_other_email",
    )
    assert invited.rpc("accept_invitation", token=token)["role"] == "support"
    assert refused(lambda: invited.rpc("accept_invitation", token=token)) == (
        "PT404",
        "invitation_not_valid",
    )


def test_roles_see_what_the_matrix_says(office: Office) -> None:
    owner = office.user()
    org_id = office.org(owner)
    staff = {role: office.member(owner, org_id, role) for role in ROLES[1:]} | {"owner": owner}
    permitted: dict[str, set[str]] = {role: set() for role in ROLES}
    for row in owner.rows("role_permissions"):
        permitted[row["role"]].add(row["permission"])
    needed = {
        "orgs": "org.read",
        "org_members": "org.read",
        "org_invitations": "members.manage",
        "audit_log": "audit.read",
        "email_outbox": "orders.read",
    }
    for role, user in staff.items():
        context = user.rpc("get_user_context")["orgs"][0]
        assert set(context["permissions"]) == permitted[role]
        for view, permission in needed.items():
            assert bool(user.rows(view)) is (permission in permitted[role]), f"{role} and {view}"


def test_one_org_sees_nothing_of_another(office: Office) -> None:
    ours, theirs = office.user(), office.user()
    our_org, their_org = office.org(ours), office.org(theirs)
    guest = office.member(theirs, their_org, "support")
    theirs.rpc("invite_member", org_id=their_org, email="x@example.test", role="member")
    for view in ("org_members", "org_invitations", "audit_log", "email_outbox"):
        assert {row["org_id"] for row in ours.rows(view)} <= {our_org}
        assert ours.rows(view, org_id=their_org) == []
    assert [row["id"] for row in ours.rows("orgs")] == [our_org]

    changed = ours.client.table("orgs").update({"name": "Ours now"}).eq("id", their_org).execute()
    assert changed.data == []
    assert [row["name"] for row in theirs.rows("orgs")] == ["Stadsloop"]

    (invitation,) = (
        row for row in theirs.rows("org_invitations") if row["email"] == "x@example.test"
    )
    for org_id in (our_org, their_org):
        for function, parameters in (
            ("change_member_role", {"user_id": guest.user_id, "role": "admin"}),
            ("remove_member", {"user_id": guest.user_id}),
            ("revoke_invitation", {"invitation_id": invitation["id"]}),
        ):
            answer = refused(
                lambda f=function, p=parameters, o=org_id: ours.rpc(f, org_id=o, **p)  # type: ignore[misc]
            )
            assert answer == ("PT404", "not_found"), f"{function} by way of {org_id}"
    assert {row["role"] for row in theirs.rows("org_members")} == {"owner", "support"}


def test_suspension_is_for_the_platform_and_shows(office: Office) -> None:
    owner, admin = office.user(), office.user()
    org_id = office.org(owner)
    for function in ("suspend_org", "unsuspend_org"):
        assert refused(
            lambda f=function: admin.rpc(f, org_id=org_id, reason="x")  # type: ignore[misc]
        ) == ("PT403", "platform_admin_required")
    with psycopg.connect(office.stack.db_url) as connection:
        connection.execute("select tenancy.grant_platform_admin(%s)", [admin.email])
    assert admin.rpc("get_user_context")["is_platform_admin"] is True

    admin.rpc("suspend_org", org_id=org_id, reason="Sells what it has not")
    assert owner.rpc("get_user_context")["orgs"][0]["suspended"] is True
    assert owner.rows("orgs")[0]["suspended_reason"] == "Sells what it has not"
    admin.rpc("unsuspend_org", org_id=org_id, reason="Settled")
    assert owner.rpc("get_user_context")["orgs"][0]["suspended"] is False
    actions = [row["action"] for row in owner.rows("audit_log", entity_type="org")]
    assert {"org.suspended", "org.unsuspended"} <= set(actions)


def test_the_context_of_a_visitor_is_empty(office: Office) -> None:
    visitor = office.client()
    assert visitor.rpc("get_user_context", {}).execute().data == {
        "user": None,
        "is_platform_admin": False,
        "orgs": [],
    }
    with pytest.raises(APIError) as caught:
        visitor.table("orgs").select("*").execute()
    assert caught.value.code == "42501"


def test_who_was_where_is_in_the_audit_log(office: Office) -> None:
    request_id = uuid4().hex
    owner = office.user(**{"x-request-id": request_id})
    org_id = office.org(owner)
    (entry,) = owner.rows("audit_log", org_id=org_id, action="org.created")
    assert entry["performed_by"] == owner.user_id
    assert entry["performed_by_type"] == "operator"
    assert entry["address"] == "127.0.0.1"
    assert entry["request_id"] == request_id


# Bad input: each case changes one thing of a request that would be accepted. `ORG`, `OWNER` and so
# on stand for what the fixture `bad_input` builds.

NEW = "new@example.test"
ABSENT = object()
GOOD: dict[str, dict[str, object]] = {
    "create_org": {"name": "Stadsloop"},
    "invite_member": {"org_id": "ORG", "email": NEW, "role": "member"},
    "accept_invitation": {"token": "TOKEN"},
    "revoke_invitation": {"org_id": "ORG", "invitation_id": "INVITATION"},
    "change_member_role": {"org_id": "ORG", "user_id": "ADMIN", "role": "support"},
    "remove_member": {"org_id": "ORG", "user_id": "ADMIN"},
    "leave_org": {"org_id": "ORG"},
    "suspend_org": {"org_id": "ORG", "reason": "Settled"},
    "unsuspend_org": {"org_id": "ORG", "reason": "Settled"},
}


@dataclass(frozen=True)
class Case:
    """A request that must be refused, and how.

    Attributes:
        who: who sends it: the owner, an admin, a stranger, a visitor; or with what token.
        change: what is different from the good request.
        code: the registered slug, or PostgREST's own code where a value never reaches ours.
    """

    who: str
    function: str
    change: dict[str, object]
    status: int
    code: str

    def __str__(self) -> str:
        changed = ",".join(f"{k}={str(v)[:20]}" for k, v in self.change.items() if v is not ABSENT)
        absent = ",".join(f"no {k}" for k, v in self.change.items() if v is ABSENT)
        return f"{self.who}-{self.function}-{changed}{absent}-{self.code}"


CASES = [
    Case("owner", "create_org", {"name": ABSENT}, 400, "missing_field"),
    Case("owner", "create_org", {"name": None}, 400, "missing_field"),
    Case("owner", "create_org", {"name": "  "}, 400, "missing_field"),
    Case("owner", "create_org", {"name": "\t"}, 400, "invalid_field"),
    Case("owner", "create_org", {"name": "a\nb"}, 400, "invalid_field"),
    Case("owner", "create_org", {"name": "a\u0000b"}, 400, "22P05"),
    Case("owner", "create_org", {"name": "x" * 121}, 400, "invalid_field"),
    Case("owner", "create_org", {"name": "x" * 60_000}, 400, "invalid_field"),
    Case("owner", "create_org", {"name": "x" * 70_000}, 413, "body_too_large"),
    Case("owner", "create_org", {"slug": "-"}, 400, "invalid_field"),
    Case("owner", "create_org", {"slug": "a/../b"}, 400, "invalid_field"),
    Case("owner", "create_org", {"slug": "SLUG"}, 409, "slug_taken"),
    Case("owner", "create_org", {"email": "a@b"}, 400, "invalid_email"),
    Case("owner", "create_org", {"language": "xx"}, 400, "invalid_field"),
    Case("owner", "create_org", {"country": "Holland"}, 400, "invalid_field"),
    Case("owner", "create_org", {"id": NOBODY}, 404, "PGRST202"),
    Case("visitor", "create_org", {}, 401, "sign_in_required"),
    Case("expired", "create_org", {}, 401, "PGRST301"),
    Case("forged", "create_org", {}, 401, "PGRST301"),
    Case("deleted", "create_org", {}, 401, "sign_in_required"),
    Case("owner", "invite_member", {"org_id": ABSENT}, 400, "missing_field"),
    Case("owner", "invite_member", {"email": ABSENT}, 400, "missing_field"),
    Case("owner", "invite_member", {"role": ABSENT}, 400, "missing_field"),
    Case("owner", "invite_member", {"org_id": "x"}, 400, "22P02"),
    Case("owner", "invite_member", {"org_id": 0}, 400, "22P02"),
    Case("owner", "invite_member", {"org_id": NOBODY}, 404, "not_found"),
    Case("owner", "invite_member", {"email": "new"}, 400, "invalid_email"),
    Case("owner", "invite_member", {"email": f"{NEW}\nBcc: x@y.example"}, 400, "invalid_email"),
    Case("owner", "invite_member", {"email": [NEW]}, 400, "invalid_email"),
    Case("owner", "invite_member", {"email": "ADMIN_EMAIL"}, 409, "already_a_member"),
    Case("owner", "invite_member", {"role": "boss"}, 400, "invalid_field"),
    Case("owner", "invite_member", {"role": -1}, 400, "invalid_field"),
    Case("admin", "invite_member", {"role": "owner"}, 403, "not_allowed"),
    Case("stranger", "invite_member", {}, 404, "not_found"),
    Case("visitor", "invite_member", {}, 401, "sign_in_required"),
    Case("owner", "accept_invitation", {}, 403, "invitation_for_other_email"),
    Case("owner", "accept_invitation", {"token": ABSENT}, 400, "missing_field"),
    Case("owner", "accept_invitation", {"token": ""}, 400, "missing_field"),
    Case("owner", "accept_invitation", {"token": "x"}, 404, "invitation_not_valid"),
    Case("owner", "accept_invitation", {"token": {"a": 1}}, 404, "invitation_not_valid"),
    Case("owner", "accept_invitation", {"token": "x" * 201}, 400, "invalid_field"),
    Case("admin", "accept_invitation", {"token": "USED"}, 404, "invitation_not_valid"),
    Case("visitor", "accept_invitation", {}, 401, "sign_in_required"),
    Case("owner", "revoke_invitation", {"org_id": ABSENT}, 400, "missing_field"),
    Case("owner", "revoke_invitation", {"invitation_id": ABSENT}, 400, "missing_field"),
    Case("owner", "revoke_invitation", {"invitation_id": "1"}, 400, "22P02"),
    Case("owner", "revoke_invitation", {"invitation_id": NOBODY}, 404, "not_found"),
    Case("owner", "revoke_invitation", {"invitation_id": "ACCEPTED"}, 409, "invalid_transition"),
    Case("stranger", "revoke_invitation", {}, 404, "not_found"),
    Case("stranger", "revoke_invitation", {"org_id": "OTHER_ORG"}, 404, "not_found"),
    Case("visitor", "revoke_invitation", {}, 401, "sign_in_required"),
    Case("owner", "change_member_role", {"org_id": ABSENT}, 400, "missing_field"),
    Case("owner", "change_member_role", {"user_id": ABSENT}, 400, "missing_field"),
    Case("owner", "change_member_role", {"role": ABSENT}, 400, "missing_field"),
    Case("owner", "change_member_role", {"role": "king"}, 400, "invalid_field"),
    Case("owner", "change_member_role", {"user_id": NOBODY}, 404, "not_found"),
    Case("owner", "change_member_role", {"user_id": "OWNER"}, 409, "last_owner"),
    Case("admin", "change_member_role", {"user_id": "OWNER"}, 403, "not_allowed"),
    Case("admin", "change_member_role", {"role": "owner"}, 403, "not_allowed"),
    Case("stranger", "change_member_role", {}, 404, "not_found"),
    Case("stranger", "change_member_role", {"org_id": "OTHER_ORG"}, 404, "not_found"),
    Case("visitor", "change_member_role", {}, 401, "sign_in_required"),
    Case("owner", "remove_member", {"org_id": ABSENT}, 400, "missing_field"),
    Case("owner", "remove_member", {"user_id": ABSENT}, 400, "missing_field"),
    Case("owner", "remove_member", {"user_id": NOBODY}, 404, "not_found"),
    Case("owner", "remove_member", {"user_id": "OWNER"}, 409, "last_owner"),
    Case("admin", "remove_member", {"user_id": "OWNER"}, 403, "not_allowed"),
    Case("stranger", "remove_member", {}, 404, "not_found"),
    Case("stranger", "remove_member", {"org_id": "OTHER_ORG"}, 404, "not_found"),
    Case("visitor", "remove_member", {}, 401, "sign_in_required"),
    Case("owner", "leave_org", {"org_id": ABSENT}, 400, "missing_field"),
    Case("owner", "leave_org", {}, 409, "last_owner"),
    Case("owner", "leave_org", {"org_id": NOBODY}, 404, "not_found"),
    Case("stranger", "leave_org", {}, 404, "not_found"),
    Case("visitor", "leave_org", {}, 401, "sign_in_required"),
    Case("platform", "suspend_org", {"org_id": ABSENT}, 400, "missing_field"),
    Case("platform", "suspend_org", {"reason": ABSENT}, 400, "missing_field"),
    Case("platform", "suspend_org", {"reason": "x" * 501}, 400, "invalid_field"),
    Case("platform", "suspend_org", {"org_id": NOBODY}, 404, "not_found"),
    Case("owner", "suspend_org", {}, 403, "platform_admin_required"),
    Case("visitor", "suspend_org", {}, 401, "sign_in_required"),
    Case("platform", "unsuspend_org", {"org_id": ABSENT}, 400, "missing_field"),
    Case("platform", "unsuspend_org", {"reason": ABSENT}, 400, "missing_field"),
    Case("platform", "unsuspend_org", {"org_id": NOBODY}, 404, "not_found"),
    Case("owner", "unsuspend_org", {}, 403, "platform_admin_required"),
    Case("visitor", "unsuspend_org", {}, 401, "sign_in_required"),
]


@dataclass(frozen=True)
class BadInput:
    """An org with its owner and an admin, a stranger, and the tokens that they come with."""

    office: Office
    tokens: dict[str, str]
    values: dict[str, str]

    def post(self, case: Case) -> httpx.Response:
        """Send the request of a case, with the ids and the token that it stands for."""
        wanted = GOOD[case.function] | case.change
        body = {
            key: self.values.get(value, value) if isinstance(value, str) else value
            for key, value in wanted.items()
            if value is not ABSENT
        }
        return self.send(case.who, case.function, json.dumps(body))

    def send(self, who: str, function: str, body: str) -> httpx.Response:
        """Send a body as it is."""
        stack = self.office.stack
        return self.office.http.post(
            f"{stack.api_url}/rest/v1/rpc/{function}",
            content=body,
            headers={
                "apikey": stack.anon_key,
                "Authorization": f"Bearer {self.tokens[who]}",
                "Content-Type": "application/json",
            },
        )


@pytest.fixture(scope="module")
def bad_input(office: Office) -> BadInput:
    """Who sends bad input, and about what."""
    owner, stranger, platform, invited = (office.user() for _ in range(4))
    org_id = office.org(owner)
    admin = office.member(owner, org_id, "admin")
    (accepted,) = owner.rows("org_invitations")
    open_one = owner.rpc("invite_member", org_id=org_id, email=invited.email, role="member")
    with psycopg.connect(office.stack.db_url) as connection:
        connection.execute("select tenancy.grant_platform_admin(%s)", [platform.email])
    return BadInput(
        office,
        tokens={
            "owner": office.token(owner.user_id),
            "admin": office.token(admin.user_id),
            "stranger": office.token(stranger.user_id),
            "platform": office.token(platform.user_id),
            "visitor": office.stack.anon_key,
            "expired": office.token(owner.user_id, lifetime=timedelta(hours=-1)),
            "forged": office.token(owner.user_id, secret="x" * 64),
            "deleted": office.token(NOBODY),
        },
        values={
            "ORG": org_id,
            "OTHER_ORG": office.org(stranger),
            "SLUG": owner.rows("orgs")[0]["slug"],
            "OWNER": owner.user_id,
            "ADMIN": admin.user_id,
            "ADMIN_EMAIL": admin.email,
            "ACCEPTED": accepted["id"],
            "USED": office.token_sent_to(admin.email),
            "INVITATION": open_one["invitation_id"],
            "TOKEN": office.token_sent_to(invited.email),
        },
    )


def code_of(response: httpx.Response) -> str:
    """The registered slug of a refusal, or PostgREST's own code."""
    answer = response.json()
    if str(answer.get("code")).startswith("PT"):
        assert answer["message"], "an error says what is wrong"
        assert answer["hint"], "an error says what to do"
        return str(json.loads(answer["details"])["code"])
    return str(answer.get("code"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_is_refused_and_changes_nothing(bad_input: BadInput, case: Case) -> None:
    before = bad_input.office.counts()
    response = bad_input.post(case)
    assert (response.status_code, code_of(response)) == (case.status, case.code), response.text
    assert bad_input.office.counts() == before


@pytest.mark.parametrize("body", ["{", "[]", "null", '"text"', "{'name': 'A'}", '{"name": "A"'])
def test_a_malformed_body_is_refused(bad_input: BadInput, body: str) -> None:
    before = bad_input.office.counts()
    response = bad_input.send("owner", "create_org", body)
    assert response.status_code == 400, response.text
    assert bad_input.office.counts() == before


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"name": " "}, 400, "missing_field"),
        ({"slug": "a b"}, 400, "invalid_field"),
        ({"email": "nobody"}, 400, "invalid_email"),
        ({"country": "N1"}, 400, "invalid_field"),
        ({"suspended_at": None}, 403, "42501"),
        ({"id": NOBODY}, 403, "42501"),
        ({"deleted_at": None}, 400, "PGRST204"),
    ],
)
def test_a_bad_change_of_an_org_is_refused(
    bad_input: BadInput, change: dict[str, object], status: int, code: str
) -> None:
    before = bad_input.office.counts()
    stack = bad_input.office.stack
    response = bad_input.office.http.patch(
        f"{stack.api_url}/rest/v1/orgs",
        params={"id": f"eq.{bad_input.values['ORG']}"},
        json=change,
        headers={
            "apikey": stack.anon_key,
            "Authorization": f"Bearer {bad_input.tokens['owner']}",
        },
    )
    assert (response.status_code, code_of(response)) == (status, code), response.text
    assert bad_input.office.counts() == before
