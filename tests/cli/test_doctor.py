"""`entree doctor | heal`: broken promises, what is stuck, and the configuration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from cli import configuration
from cli.configuration import Finding
from cli.db.connection import connect, other_database
from cli.doctor import BROKEN, STUCK
from cli.stack import Endpoints, Stack
from tests.cli.conftest import Entree
from tests.shop import Shop, until

Connection = psycopg.Connection[tuple[Any, ...]]

PROMISES = ("doctor", "--only", "promises")
TROUBLES = ("doctor", "--only", "troubles")


@pytest.fixture
def broken_promise(db: Connection) -> Iterator[str]:
    """A promise that is not kept."""
    db.execute("create view core.broken_for_a_test as select 42 as answer")
    db.execute(
        "insert into core.promises (promise, view, description)"
        " values ('for_a_test', 'core.broken_for_a_test', 'No test breaks this.')"
    )
    yield "for_a_test"
    db.execute("delete from core.promises where promise = 'for_a_test'")
    db.execute("drop view core.broken_for_a_test")


def test_no_promise_is_broken(entree: Entree) -> None:
    healthy = entree(*PROMISES)
    assert (healthy.exit_code, healthy.stderr) == (0, "")
    assert "✗" not in healthy.stdout
    promises = json.loads(entree(*PROMISES, "--json").stdout)["promises"]
    assert f"All {len(promises)} promises are kept." in healthy.stdout
    assert all(promise["problems"] == [] for promise in promises)


def test_a_broken_promise_is_named(entree: Entree, broken_promise: str) -> None:
    ill = entree(*PROMISES)
    assert ill.exit_code == 1
    assert "✗ No test breaks this." in ill.stdout
    assert f'{broken_promise}: {{"answer": 42}}' in ill.stdout
    as_json = entree(*PROMISES, "--json")
    assert as_json.exit_code == 1
    broken = [promise for promise in json.loads(as_json.stdout)["promises"] if promise["problems"]]
    assert broken == [
        {
            "promise": broken_promise,
            "description": "No test breaks this.",
            "problems": [{"answer": 42}],
        }
    ]


def test_an_empty_database_has_no_promises(
    endpoints: Endpoints, entree: Entree, db: Connection
) -> None:
    name = f"empty_{uuid4().hex[:8]}"
    db.execute(f"create database {name}")
    try:
        refused = entree("doctor", "--db-url", other_database(endpoints.admin_db_url, name))
    finally:
        db.execute(f"drop database {name}")
    assert refused.exit_code == 1
    assert "entree db apply" in refused.stderr
    assert "Traceback" not in refused.stderr


def troubles(entree: Entree) -> dict[str, dict[str, Any]]:
    found = entree(*TROUBLES, "--json")
    assert found.exit_code in (0, STUCK), found.output
    return {of["trouble"]: of for of in json.loads(found.stdout)["troubles"]}


def test_what_is_stuck_is_named_with_its_remedy(entree: Entree, dead_letter: int) -> None:
    found = troubles(entree)["dead_letters"]
    assert str(dead_letter) in found["ids"]
    assert found["since"]
    shown = entree(*TROUBLES)
    assert shown.exit_code == STUCK
    assert "✗ dead_letters: " in shown.stdout
    assert found["remedy"] in shown.stdout
    assert "entree outbox replay --all" in found["remedy"]

    assert entree("outbox", "replay", str(dead_letter)).exit_code == 0

    assert str(dead_letter) not in troubles(entree).get("dead_letters", {"ids": []})["ids"]


def test_a_lease_that_does_not_end_is_healed_and_its_mail_goes_out(
    entree: Entree, shop: Shop, db: Connection
) -> None:
    """As when somebody's clock went wrong: nobody else delivers what waits there."""
    shop.quiet()
    db.execute(
        "update core.outbox_buckets set leased_until = core.clock() + interval '1 day',"
        " leased_by = 'gone', fence = fence + 1 where channel = 'email'"
    )
    order = shop.buy(shop.sale(price=0))
    found = troubles(entree)["leases_are_held"]
    assert (found["found"], found["remedy"]) == (64, "entree heal leases_are_held")

    healed = entree("heal", "leases_are_held")

    assert (healed.exit_code, healed.stdout) == (0, "leases_are_held: none left.\n")
    assert "leases_are_held" not in troubles(entree)
    until("the mail comes", lambda: shop.mail_to(order["email"]))


def test_what_stays_stuck_is_told(entree: Entree, db: Connection) -> None:
    """A sweep that fails again is tried once more and then left to somebody."""
    db.execute(
        "insert into core.sweeps (name, function, every, batch, last_run_at, last_error) values"
        " ('test.broken', 'test.broken', '1 day', 1, core.clock() - interval '1 hour', 'no disk')"
    )
    try:
        healed = entree("heal", "sweeps_fail", "--json")
        assert healed.exit_code == STUCK
        answer = json.loads(healed.stdout)
        assert (answer["healed"] > 0, answer["left"]) == (True, 1)
        assert db.execute(
            "select last_error from core.sweeps where name = 'test.broken'"
        ).fetchone() == ('schema "test" does not exist',)
        assert "sweeps_fail: 1 left." in entree("heal", "sweeps_fail").stdout
    finally:
        db.execute("delete from core.sweeps where name = 'test.broken'")


@pytest.mark.parametrize("trouble", ["boredom", "dead_letters"])
def test_what_a_program_cannot_heal_is_refused(entree: Entree, trouble: str) -> None:
    refused = entree("heal", trouble)
    assert refused.exit_code == 1
    assert trouble in refused.stderr
    assert "Traceback" not in refused.stderr


# The configuration


@pytest.fixture
def settings(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of the workers; returns what changes it."""
    for name, value in stack.settings().items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def inspected(endpoints: Endpoints) -> dict[str, Finding]:
    with connect(endpoints.db_url) as connection:
        found = configuration.inspect(connection, endpoints.db_url)
    return {finding.check: finding for finding in found}


def failed(endpoints: Endpoints) -> set[str]:
    return {check for check, of in inspected(endpoints).items() if of.status == "failed"}


@pytest.mark.usefixtures("settings")
def test_the_local_stack_is_configured_as_it_must_be(endpoints: Endpoints, entree: Entree) -> None:
    assert failed(endpoints) == set()
    shown = entree("doctor", "--only", "configuration")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "✓ JWT secret: PostgREST trusts it" in shown.stdout
    assert "The configuration is right." in shown.stdout


def test_what_is_wrong_in_the_database_is_named(
    endpoints: Endpoints, settings: pytest.MonkeyPatch, db: Connection
) -> None:
    settings.setattr(configuration, "EXTENSIONS", frozenset({"pgcrypto", "postgis"}))
    settings.setattr(configuration, "CLOCK_SKEW", -1.0)
    [mode] = db.execute("select core.setting('payments.mode')").fetchall()
    db.execute("alter role authenticator reset pgrst.db_pre_request")
    db.execute("alter role anon reset statement_timeout")
    db.execute("alter role authenticator set pgrst.db_max_rows = '500'")
    db.execute("alter default privileges for role postgres grant execute on functions to public")
    db.execute("update core.settings set value = '\"live\"' where key = 'payments.mode'")
    try:
        found = inspected(endpoints)
    finally:
        db.execute("alter role authenticator set pgrst.db_pre_request = 'core.pre_request'")
        db.execute("alter role anon set statement_timeout = '3s'")
        db.execute("alter role authenticator reset pgrst.db_max_rows")
        db.execute(
            "alter default privileges for role postgres revoke execute on functions from public"
        )
        db.execute(
            "update core.settings set value = to_jsonb(%s::text) where key = 'payments.mode'", mode
        )
    assert {check for check, of in found.items() if of.status == "failed"} == {
        "clock",
        "extensions",
        "pre-request",
        "time limits",
        "default privileges",
        "payment mode",
    }
    assert found["extensions"].detail == "missing: postgis"
    assert found["rows per answer"].detail == "PostgREST gives at most 500"
    assert all(of.remedy for of in found.values() if of.status == "failed")


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("SUPABASE_JWT_SECRET", "another secret of at least 32 characters", "JWT secret"),
        ("SUPABASE_JWT_SECRET", "short", "settings"),
        ("TOKEN_ENCRYPTION_KEYS", "AAAA", "settings"),
        ("PUBLIC_URL", "http://127.0.0.1:1", "webhooks"),
        ("MOLLIE_API_URL", "http://127.0.0.1:1", "Mollie"),
        ("SMTP_URL", "smtp://127.0.0.1:1", "mail server"),
    ],
)
def test_what_is_wrong_in_the_settings_is_named(
    endpoints: Endpoints, settings: pytest.MonkeyPatch, name: str, value: str, check: str
) -> None:
    settings.setenv(name, value)
    assert failed(endpoints) == {check}


def test_production_has_rules_of_its_own(
    endpoints: Endpoints, settings: pytest.MonkeyPatch, db: Connection
) -> None:
    settings.setenv("ENVIRONMENT", "production")
    assert "must start with https://" in inspected(endpoints)["settings"].detail
    settings.setenv("PUBLIC_URL", "https://10.0.0.5")
    for name in ("MOLLIE_API_URL", "MOLLIE_CONNECT_URL"):
        settings.setenv(name, "https://127.0.0.1:1")
    settings.setenv("ALLOW_TEST_PAYMENTS", "true")
    movable = "update core.settings set value = %s where key = 'core.clock_is_movable'"
    [before] = db.execute("select core.setting('core.clock_is_movable')::text").fetchall()
    db.execute(movable, ["true"])
    try:
        assert failed(endpoints) == {"movable clock", "public address", "webhooks", "Mollie"}
    finally:
        db.execute(movable, before)


def test_without_the_workers_settings_their_checks_are_left_out(
    endpoints: Endpoints, settings: pytest.MonkeyPatch
) -> None:
    settings.delenv("TOKEN_ENCRYPTION_KEYS")
    settings.setenv("ENTREE_HOME", "/nowhere/at/all")
    found = inspected(endpoints)
    assert found["settings"].status == "unknown"
    assert "Mollie" not in found


def test_the_worst_decides_the_exit_code(
    entree: Entree, dead_letter: int, broken_promise: str
) -> None:
    assert dead_letter
    assert broken_promise
    assert entree("doctor", "--only", "promises", "--only", "troubles").exit_code == BROKEN
