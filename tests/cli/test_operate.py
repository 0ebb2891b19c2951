"""`entree outbox | admin | settings`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.cli.conftest import Entree
from tests.shop import Shop

Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def parked_call(db: Connection, shop: Shop) -> Iterator[str]:
    """A call to the provider that waits for a connection; returns its id."""
    owner = shop.person()
    org_id = shop.org(owner)
    db.execute(
        "insert into payments.mollie_connections (org_id, mollie_organization_id,"
        " organization_name, mode, status, scopes, profile_id, onboarding_status,"
        " can_receive_payments, can_receive_settlements, connected_by, check_at) values"
        " (%s, 'org_1', 'Runners BV', 'test', 'active', '{}', 'pfl_1', 'completed', true, true,"
        " %s, now() + interval '1 day')",
        (org_id, owner.user_id),
    )
    found = db.execute(
        "with lost as (update payments.mollie_connections set status = 'expired',"
        " expired_at = now(), check_at = null where org_id = %s returning org_id, id)"
        " insert into payments.parked_calls (org_id, connection_id, aggregate, topic, payload,"
        " payload_hash) select org_id, id, 'payment:x', 'mollie.fetch_payment', '{}',"
        " core.token_hash('x') from lost returning id::text",
        (org_id,),
    ).fetchone()
    assert found is not None
    yield found[0]
    db.execute("delete from payments.parked_calls where org_id = %s", (org_id,))
    db.execute(
        "update payments.mollie_connections set is_current = false where org_id = %s", (org_id,)
    )


def test_outbox_lists_what_is_parked(entree: Entree, parked_call: str) -> None:
    [row] = json.loads(entree("outbox", "list", "--parked", "--json").stdout)
    assert (row["id"], row["status"]) == (parked_call, "expired")
    assert "Runners BV" in entree("outbox", "list", "--parked").stdout
    other = entree("outbox", "list", "--parked", "--topic", "mollie.check_payment")
    assert other.stdout == "Nothing is parked.\n"
    assert entree("outbox", "list", "--parked", "--dead").exit_code == 2


def test_outbox_lists_dead_letters(entree: Entree, dead_letter: int) -> None:
    shown = entree("outbox", "list", "--dead", "--topic", "test.letter")
    assert shown.exit_code == 0
    assert str(dead_letter) in shown.stdout
    assert "mailbox on fire" in shown.stdout
    [row] = json.loads(
        entree("outbox", "list", "--dead", "--topic", "test.letter", "--json").stdout
    )
    assert (row["event_id"], row["attempts"]) == (dead_letter, 12)
    assert "payload" not in row, "what it says is nobody's business"


def test_outbox_replays_one(entree: Entree, dead_letter: int, db: Connection) -> None:
    replayed = entree("outbox", "replay", str(dead_letter), "--json")
    assert json.loads(replayed.stdout) == {"replayed": 1}
    assert db.execute(
        "select attempts from core.outbox_events where event_id = %s", (dead_letter,)
    ).fetchone() == (0,)
    assert "test.letter" in entree("outbox", "list", "--topic", "test.letter").stdout
    again = entree("outbox", "replay", str(dead_letter))
    assert again.exit_code == 1
    assert "no such dead letter" in again.stdout


@pytest.mark.usefixtures("dead_letter")
def test_outbox_replays_a_topic(entree: Entree) -> None:
    assert entree("outbox", "replay", "--topic", "test.other").exit_code == 1
    replayed = entree("outbox", "replay", "--topic", "test.letter")
    assert (replayed.exit_code, replayed.stdout) == (0, "Back in the queue: 1.\n")


@pytest.mark.parametrize("arguments", [[], ["1", "--all"], ["--topic", "test.letter", "--all"]])
def test_outbox_wants_to_know_what_to_replay(entree: Entree, arguments: list[str]) -> None:
    refused = entree("outbox", "replay", *arguments)
    assert refused.exit_code == 2
    assert "--all" in refused.stderr


def test_admin_is_granted_and_revoked(entree: Entree, db: Connection) -> None:
    email = f"admin-{uuid4().hex[:8]}@platform.example"
    db.execute(
        "insert into auth.users (id, email, aud, role) values (gen_random_uuid(), %s,"
        " 'authenticated', 'authenticated')",
        (email,),
    )
    count = (
        "select count(*) from tenancy.platform_admins as a"
        " join auth.users as u on u.id = a.user_id where u.email = %s"
    )
    for _ in range(2):
        assert entree("admin", "grant", email.upper()).exit_code == 0
        assert db.execute(count, (email,)).fetchone() == (1,)
    assert entree("admin", "revoke", email).exit_code == 0
    assert db.execute(count, (email,)).fetchone() == (0,)
    assert entree("admin", "revoke", email).exit_code == 1


def test_admin_of_a_stranger_is_refused(entree: Entree) -> None:
    refused = entree("admin", "grant", "nobody@platform.example")
    assert refused.exit_code == 1
    assert "nobody@platform.example" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_settings_are_listed_with_their_meaning(entree: Entree) -> None:
    shown = entree("settings", "list")
    assert "sales.retry_hours" in shown.stdout
    assert "create_order" in shown.stdout
    found = json.loads(entree("settings", "list", "--json").stdout)
    assert {row["key"] for row in found["settings"]} >= {"sales.retry_hours"}
    assert all(row["description"] for row in found["settings"] + found["rate_limits"])


def test_a_setting_is_changed_and_audited(entree: Entree, db: Connection) -> None:
    key = "core.outbox_history_days"
    try:
        changed = entree("settings", "set", key, "91")
        assert (changed.exit_code, changed.stdout) == (0, f"{key} = 91 (was 90)\n")
        assert db.execute("select core.setting(%s)", (key,)).fetchone() == (91,)
        assert db.execute(
            "select action, new_value -> 'value' from core.audit_log where entity_id = %s"
            " order by audit_id desc limit 1",
            (key,),
        ).fetchone() == ("setting.updated", 91)
    finally:
        assert entree("settings", "set", key, "90").exit_code == 0


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("sales.no_such", "1", "There is no setting sales.no_such"),
        ("sales.retry_hours", "soon", "is a number"),
        ("sales.retry_hours", '"15"', "is a number"),
        ("core.rate_limits_are_on", "1", "is true or false"),
        ("sales.retry_hours", "1'; drop table x; --", "is a number"),
    ],
)
def test_a_wrong_setting_is_refused(entree: Entree, key: str, value: str, words: str) -> None:
    refused = entree("settings", "set", key, value)
    assert refused.exit_code == 2
    assert words in refused.stderr


def test_a_rate_limit_is_changed(entree: Entree, db: Connection) -> None:
    query = "select max_hits, window_seconds from core.rate_limits where rule = 'webhook'"
    [before] = db.execute(query).fetchall()
    try:
        assert entree("settings", "limit", "webhook", "7000", "120").exit_code == 0
        assert db.execute(query).fetchone() == (7000, 120)
    finally:
        assert entree("settings", "limit", "webhook", *map(str, before)).exit_code == 0
    assert entree("settings", "limit", "no_such", "1", "1").exit_code == 2
    assert entree("settings", "limit", "webhook", "0", "60").exit_code == 2
