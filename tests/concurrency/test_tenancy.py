"""Members and invitations when two people act at the same moment."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from cli.stack import Endpoints
from tests.concurrency.sessions import sessions, wait_until_blocked
from tests.shop import PATIENCE

LEAVE = "select public.leave_org(%s)"
ACCEPT = "select public.accept_invitation(%s)"
INVITE = "select public.invite_member(%s, %s, %s)"


@dataclass(frozen=True)
class Org:
    """An org that a test made, with its owners."""

    org_id: UUID
    owners: list[UUID]


@dataclass(frozen=True)
class Database:
    """The database under test, and what tests of this module build in it."""

    url: str

    def make_user(self, email: str | None = None) -> UUID:
        """Make a user as the auth server would."""
        user_id = uuid4()
        with psycopg.connect(self.url) as connection:
            connection.execute(
                "insert into auth.users (id, email) values (%s, %s)",
                [user_id, email or f"{user_id}@example.test"],
            )
        return user_id

    def make_org(self, *, owners: int = 1) -> Org:
        """Found an org through the API, with this many owners."""
        users = [self.make_user() for _ in range(owners)]
        made = self.act(users[0], "select public.create_org(%s)", "Race")
        org = Org(UUID(made["org_id"]), users)
        for user in users[1:]:
            token = self.invite(org, f"{user}@example.test", "owner")
            self.act(user, ACCEPT, token)
        return org

    def invite(self, org: Org, email: str, role: str) -> str:
        """Invite somebody in the name of the first owner; return the token in the mail."""
        with sessions(self.url, org.owners[0]) as (session,):
            session.call(INVITE, org.org_id, email, role)
            # Before the commit, because a worker may deliver the mail right after it.
            session.call("set local role none")
            token = session.call(
                "select payload ->> 'token' from core.outbox_events"
                " where topic = 'email.invitation' and payload ->> 'email' = %s",
                email,
            )
            session.commit()
        return str(token)

    def act(self, user_id: UUID | None, statement: str, *values: object) -> Any:
        """Run one statement as a user (None: the operator) and commit; return its first value."""
        with sessions(self.url, user_id) as (session,):
            value = session.call(statement, *values)
            session.commit()
        return value

    def owners_of(self, org: Org) -> set[UUID]:
        """Read who owns an org now."""
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(
                "select user_id from tenancy.org_members where org_id = %s and role = 'owner'",
                [org.org_id],
            ).fetchall()
        return {row[0] for row in rows}


@pytest.fixture
def database(endpoints: Endpoints) -> Database:
    """The database of the stack."""
    return Database(endpoints.db_url)


def refusal(future: Future[Any]) -> str:
    """Wait for a statement that must be refused; return the slug of its error."""
    error = future.exception(PATIENCE)
    assert isinstance(error, psycopg.Error), f"expected a refusal, got {error!r}"
    assert (error.sqlstate or "").startswith("PT"), f"not one of our errors: {error!r}"
    return str(json.loads(error.diag.message_detail or "{}")["code"])


def test_two_owners_leaving_at_once_one_stays(database: Database) -> None:
    org = database.make_org(owners=2)
    with sessions(database.url, *org.owners) as (first, second):
        first.call(LEAVE, org.org_id)
        waiting = second.start(LEAVE, org.org_id)
        wait_until_blocked(database.url, second, first)
        first.commit()
        assert refusal(waiting) == "last_owner"
    assert database.owners_of(org) == {org.owners[1]}


def test_the_second_owner_may_leave_when_the_first_stays_after_all(database: Database) -> None:
    org = database.make_org(owners=2)
    with sessions(database.url, *org.owners) as (first, second):
        first.call(LEAVE, org.org_id)
        waiting = second.start(LEAVE, org.org_id)
        wait_until_blocked(database.url, second, first)
        first.rollback()
        assert waiting.result(PATIENCE)["user_id"] == str(org.owners[1])
        second.commit()
    assert database.owners_of(org) == {org.owners[0]}


def test_whoever_is_removed_while_waiting_does_nothing_more(database: Database) -> None:
    org = database.make_org(owners=3)
    remove = "select public.remove_member(%s, %s)"
    with sessions(database.url, *org.owners[:2]) as (first, second):
        first.call(remove, org.org_id, org.owners[1])
        waiting = second.start(remove, org.org_id, org.owners[0])
        wait_until_blocked(database.url, second, first)
        first.commit()
        assert refusal(waiting) == "not_found"
    assert database.owners_of(org) == {org.owners[0], org.owners[2]}


def test_many_owners_leaving_at_once_one_stays(database: Database) -> None:
    org = database.make_org(owners=6)

    def leave(user_id: UUID) -> str:
        try:
            database.act(user_id, LEAVE, org.org_id)
        except psycopg.Error as error:
            return str(json.loads(error.diag.message_detail or "{}")["code"])
        return "left"

    with ThreadPoolExecutor(max_workers=6) as pool:
        outcomes = sorted(pool.map(leave, org.owners))
    assert outcomes == ["last_owner", *["left"] * 5]
    assert len(database.owners_of(org)) == 1


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
def test_operators_deleting_both_owners_leave_one(database: Database, isolation: str) -> None:
    org = database.make_org(owners=2)
    delete = "delete from tenancy.org_members where org_id = %s and user_id = %s"
    with sessions(database.url, None, None) as (first, second):
        for session in (first, second):
            session.call(f"set transaction isolation level {isolation}")
        # A snapshot from before the other one's delete, where snapshots last.
        second.call("select count(*) from tenancy.org_members where org_id = %s", org.org_id)
        first.call(delete, org.org_id, org.owners[0])
        waiting = second.start(delete, org.org_id, org.owners[1])
        wait_until_blocked(database.url, second, first)
        first.commit()
        error = waiting.exception(PATIENCE)
        assert isinstance(error, psycopg.Error)
        assert error.sqlstate == ("PT409" if isolation == "read committed" else "40001")
    assert database.owners_of(org) == {org.owners[1]}


def test_one_token_accepted_twice_at_once_makes_one_member(database: Database) -> None:
    org, invited = database.make_org(), database.make_user()
    token = database.invite(org, f"{invited}@example.test", "support")
    with sessions(database.url, invited, invited) as (first, second):
        first.call(ACCEPT, token)
        waiting = second.start(ACCEPT, token)
        wait_until_blocked(database.url, second, first)
        first.commit()
        assert refusal(waiting) == "invitation_not_valid"


def test_a_stranger_with_the_token_neither_joins_nor_uses_it_up(database: Database) -> None:
    org, invited, stranger = database.make_org(), database.make_user(), database.make_user()
    token = database.invite(org, f"{invited}@example.test", "support")
    with sessions(database.url, invited, stranger) as (first, second):
        first.call(ACCEPT, token)
        waiting = second.start(ACCEPT, token)
        wait_until_blocked(database.url, second, first)
        # The invited user's connection breaks: now the stranger's turn comes, and is refused.
        first.rollback()
        assert refusal(waiting) == "invitation_for_other_email"
    assert database.act(invited, ACCEPT, token)["role"] == "support"
    members = "select count(*) from tenancy.org_members where org_id = %s and user_id = %s"
    assert database.act(None, members, org.org_id, stranger) == 0


def test_a_token_being_revoked_is_not_accepted(database: Database) -> None:
    org, invited = database.make_org(), database.make_user()
    token = database.invite(org, f"{invited}@example.test", "support")
    invitation = database.act(
        None, "select id from tenancy.org_invitations where org_id = %s", org.org_id
    )
    with sessions(database.url, org.owners[0], invited) as (first, second):
        first.call("select public.revoke_invitation(%s, %s)", org.org_id, invitation)
        waiting = second.start(ACCEPT, token)
        wait_until_blocked(database.url, second, first)
        first.commit()
        assert refusal(waiting) == "invitation_not_valid"


def test_inviting_one_address_twice_at_once_leaves_one_open(database: Database) -> None:
    org = database.make_org(owners=2)
    email = f"{uuid4()}@example.test"
    with sessions(database.url, *org.owners) as (first, second):
        first.call(INVITE, org.org_id, email, "support")
        waiting = second.start(INVITE, org.org_id, email, "admin")
        wait_until_blocked(database.url, second, first)
        first.commit()
        assert waiting.result(PATIENCE)["status"] == "pending"
        second.commit()
    states = "select array_agg(role || ' ' || status order by id) from tenancy.org_invitations"
    assert database.act(None, f"{states} where org_id = %s and email = %s", org.org_id, email) == [
        "support revoked",
        "admin pending",
    ]


def test_selling_goes_on_while_members_change(database: Database) -> None:
    """Rows that refer to the org, as every order does, are written beside a change of members."""
    org = database.make_org(owners=2)
    with sessions(database.url, org.owners[0], None) as (first, second):
        first.call(LEAVE, org.org_id)
        written = second.start(
            "insert into tenancy.org_invitations (org_id, email, role, token_hash, expires_at)"
            " values (%s, 'x@example.test', 'member', %s, now()) returning status",
            org.org_id,
            uuid4().bytes,
        )
        assert written.result(PATIENCE) == "pending"


def test_whoever_waits_too_long_is_told_to_try_again(database: Database) -> None:
    org = database.make_org(owners=2)
    with sessions(database.url, *org.owners) as (first, second):
        first.call(LEAVE, org.org_id)
        assert refusal(second.start(LEAVE, org.org_id)) == "try_again"
