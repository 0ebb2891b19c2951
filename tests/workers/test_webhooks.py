"""Deliveries to integrations: signed, in order, tried again for three days, and never inside."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.stack import Stack
from tests.hooks import Hook, as_somebody, local_urls
from tests.receiver import Received, Receiver, Reply, open_receiver
from tests.shop import Row, Sale, Shop, expect, refusal, until

SCHEDULE = (5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24)
"""Hours between attempts, as the specification of Standard Webhooks has them."""


@pytest.fixture(scope="module", autouse=True)
def _local_urls(shop: Shop) -> Iterator[None]:
    with local_urls(shop):
        yield


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An org whose free tickets are paid for as soon as they are ordered."""
    return shop.sale(price=0, capacity=1000)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as receiver:
        yield receiver


@pytest.fixture
def hook(shop: Shop, sale: Sale, receiver: Receiver) -> Iterator[Hook]:
    """A webhook that hears of orders; gone after the test."""
    hook = Hook.connect(shop, sale, receiver)
    yield hook
    hook.rpc("delete_integration")


def order(hook: Hook) -> str:
    """Somebody orders a free ticket: order.created and order.paid. Returns the order's id."""
    return str(expect(hook.shop.order(hook.sale))["order_id"])


def test_what_happened_is_told_and_signed(hook: Hook) -> None:
    hook.rpc(
        "update_integration", config={"url": hook.receiver.url, "headers": {"X-Shop": "Utrecht"}}
    )
    order_id = order(hook)
    hook.deliver()

    created, paid = hook.receiver.received
    assert [created.said["type"], paid.said["type"]] == ["order.created", "order.paid"]
    assert paid.said["data"]["order_id"] == order_id
    assert paid.said["data"]["org_id"] == hook.sale.org_id
    assert paid.said["data"]["event_id"] == hook.sale.event_id
    assert paid.said["timestamp"].endswith("Z")
    assert "email" not in str(paid.said), "no person's data"
    assert paid.headers["x-shop"] == "Utrecht"
    assert paid.headers["content-type"] == "application/json"
    assert all(request.is_signed_with(hook.secret) for request in (created, paid))
    assert created.message_id != paid.message_id

    jobs = hook.jobs()
    assert [job["status"] for job in jobs] == ["delivered", "delivered"]
    assert [f"msg_{job['id'].replace('-', '')}" for job in jobs] == [
        created.message_id,
        paid.message_id,
    ]
    assert jobs[0]["last_status_code"] == 204
    assert jobs[0]["attempts"] == 1


def test_what_it_does_not_hear_of_is_not_told(shop: Shop, sale: Sale, receiver: Receiver) -> None:
    other = shop.event(sale.owner, sale.org_id)
    paid = Hook.connect(shop, sale, receiver, event_types=["order.paid"])
    elsewhere = Hook.connect(shop, sale, receiver, event_id=other)
    order(paid)
    paid.deliver()

    assert receiver.types() == ["order.paid"]
    assert elsewhere.jobs() == []
    for hook in (paid, elsewhere):
        hook.rpc("delete_integration")


def test_a_new_secret_signs_beside_the_old_one(hook: Hook) -> None:
    rotated = expect(
        as_somebody(
            hook.shop,
            hook.sale.owner,
            action="rotate_secret",
            org_id=hook.sale.org_id,
            integration_id=hook.integration_id,
        )
    )
    order(hook)
    hook.deliver()
    both = hook.receiver.received[-1]
    assert len(both.headers["webhook-signature"].split()) == 2
    assert both.is_signed_with(rotated["secret"])
    assert both.is_signed_with(hook.secret)

    hook.let_pass(25)
    order(hook)
    hook.deliver()
    last = hook.receiver.received[-1]
    assert len(last.headers["webhook-signature"].split()) == 1
    assert last.is_signed_with(rotated["secret"])


def test_the_workers_sign_in(hook: Hook) -> None:
    its = {"org_id": hook.sale.org_id, "integration_id": hook.integration_id, "action": "set_auth"}
    for auth, credential, header in (
        ("bearer", {"token": "t0ken"}, "Bearer t0ken"),
        ("basic", {"username": "u", "password": "p:w"}, "Basic dTpwOnc="),
    ):
        change = its | {"auth": auth, "credential": credential}
        expect(as_somebody(hook.shop, hook.sale.owner, **change))
        expect(hook.shop.rpc("test_integration", hook.sale.owner.token, **_id(hook)))
        hook.quiet()
        assert hook.receiver.received[-1].headers["authorization"] == header
    expect(as_somebody(hook.shop, hook.sale.owner, **its, auth="none"))
    hook.rpc("test_integration")
    hook.quiet()
    assert "authorization" not in hook.receiver.received[-1].headers
    assert hook.shop.ask(
        "select count(*) = 0 from integrations.secrets"
        " where integration_id = %s and purpose = 'credential'",
        hook.integration_id,
    )


def test_a_credential_does_not_follow_to_another_address(hook: Hook) -> None:
    """Nobody learns a credential that others gave, by leading it to an address of their own."""
    shop, owner = hook.shop, hook.sale.owner
    its = {"org_id": hook.sale.org_id, "integration_id": hook.integration_id, "action": "set_auth"}
    bearer = {"auth": "bearer", "credential": {"token": "t0ken"}}
    expect(as_somebody(shop, owner, **its, **bearer))
    with open_receiver() as elsewhere:
        config = {"url": elsewhere.url}
        moved = shop.rpc("update_integration", owner.token, **_id(hook), config=config)
        assert refusal(moved) == (409, "credential_needed", {"auth": "bearer"})
        assert hook.row()["config"]["url"] == hook.receiver.url
        same: Row = {"url": hook.receiver.url, "headers": {"X-Shop": "Utrecht"}}
        hook.rpc("update_integration", config=same)
        hook.rpc("update_integration", name="Other", event_types=["ticket.*"])

        theirs = {"auth": "bearer", "credential": {"token": "theirs"}, "config": config}
        expect(as_somebody(shop, owner, **its, **theirs))
        hook.rpc("test_integration")
        hook.quiet()
        assert [said.headers["authorization"] for said in elsewhere.received] == ["Bearer theirs"]
        assert elsewhere.received[0].is_signed_with(hook.secret)

        expect(as_somebody(shop, owner, **its, auth="none"))
        hook.rpc("update_integration", config={"url": hook.receiver.url})
        hook.rpc("test_integration")
        hook.quiet()
    assert "authorization" not in hook.receiver.received[-1].headers


def _id(hook: Hook) -> Row:
    return {"integration_id": hook.integration_id}


def test_a_failed_delivery_holds_up_its_own_entity_alone(hook: Hook) -> None:
    broken, fine = order(hook), order(hook)

    def choose(request: Received) -> Reply | None:
        is_broken = request.said["data"]["order_id"] == broken
        return Reply(500, b"No idea what that is") if is_broken else None

    hook.receiver.choose = choose
    hook.deliver()
    told = [(r.said["data"]["order_id"], r.said["type"]) for r in hook.receiver.received]
    assert told.count((broken, "order.created")) == 1
    assert (broken, "order.paid") not in told, "it keeps behind the one before it"
    assert (fine, "order.created") in told
    assert (fine, "order.paid") in told
    [failed, behind] = hook.jobs(entity_id=f"eq.{broken}")
    assert (failed["status"], failed["attempts"]) == ("retrying", 1)
    assert (failed["last_status_code"], failed["last_answer"]) == (500, "No idea what that is")
    assert (behind["status"], behind["attempts"]) == ("waiting", 0)

    hook.receiver.choose = lambda _: None
    hook.let_pass(1)
    hook.quiet()
    told = [(r.said["data"]["order_id"], r.said["type"]) for r in hook.receiver.received]
    assert told[-2:] == [(broken, "order.created"), (broken, "order.paid")]
    first, again = (r.message_id for r in hook.receiver.received if _is(r, broken, "order.created"))
    assert first == again, "receivers know by it what they have"


def _is(request: Received, order_id: str, event_type: str) -> bool:
    said = request.said
    return bool(said["data"].get("order_id") == order_id and said["type"] == event_type)


def test_it_is_tried_for_three_days_and_then_switched_off(hook: Hook) -> None:
    hook.receiver.choose = lambda _: Reply(503)
    order(hook)
    hook.deliver()
    for attempt, hours in enumerate(SCHEDULE, start=1):
        [job, behind] = hook.jobs()
        assert (job["status"], job["attempts"]) == ("retrying", attempt)
        assert behind["attempts"] == 0
        wait = hook.shop.ask(
            "select extract(epoch from next_try_at - last_tried_at)::float / 3600"
            " from integrations.jobs where id = %s",
            job["id"],
        )
        assert hours <= wait < 1.11 * hours
        hook.let_pass(1.11 * hours)
        hook.quiet()
    [job, behind] = hook.jobs()
    assert (job["status"], job["attempts"]) == ("given_up", 10)
    assert behind["status"] == "waiting", "what waits is kept"
    row = hook.row()
    assert (row["status"], row["status_reason"]) == ("disabled", "failing")
    assert len(hook.receiver.received) == 10
    mails = until(
        "the owner is told", lambda: _mails(hook, "Shop was switched off", "Shop is uitgezet")
    )
    assert len(mails) == 1

    missed = order(hook)
    hook.fan_out()
    assert hook.jobs(entity_id=f"eq.{missed}") == [], "it passes by what is switched off"
    hook.receiver.choose = lambda _: None
    hook.rpc("resume_integration", since=row["disabled_at"])
    hook.deliver()
    assert [job["status"] for job in hook.jobs()] == ["given_up", *["delivered"] * 3]
    assert {job["entity_id"] for job in hook.jobs()[-2:]} == {missed}


def _mails(hook: Hook, *words: str) -> list[Row]:
    mails = hook.shop.mail_to(hook.sale.owner.email)
    return [mail for mail in mails if any(word in mail["subject"] for word in words)]


def test_gone_switches_off_at_once(hook: Hook) -> None:
    hook.receiver.replies = [Reply(410)]
    order(hook)
    hook.deliver()
    assert (hook.row()["status"], hook.row()["status_reason"]) == ("disabled", "gone")
    assert [job["status"] for job in hook.jobs()] == ["given_up", "waiting"]
    hook.rpc("resume_integration")
    hook.quiet()
    assert [job["status"] for job in hook.jobs()] == ["given_up", "delivered"]


def test_redirects_are_answers(hook: Hook) -> None:
    hook.receiver.replies = [Reply(302, headers={"Location": hook.receiver.url})]
    hook.rpc("test_integration")
    hook.quiet()
    [job] = hook.jobs()
    assert len(hook.receiver.received) == 1
    assert job["last_status_code"] == 302
    assert "Redirects are not followed" in job["last_answer"]
    assert job["status"] == "given_up", "a test is tried once"


def test_of_a_huge_answer_the_beginning_is_kept(hook: Hook) -> None:
    hook.receiver.replies = [Reply(200, b"\x00x" * 5_000_000)]
    hook.rpc("test_integration")
    hook.quiet()
    [job] = hook.jobs()
    assert job["status"] == "delivered"
    assert len(job["last_answer"]) == 500


def test_who_asks_for_a_pause_gets_it(hook: Hook) -> None:
    hook.receiver.replies = [Reply(429, headers={"Retry-After": "7200"})]
    order(hook)
    hook.deliver()
    other = order(hook)
    hook.deliver()
    assert len(hook.receiver.received) == 1, "nothing else is tried meanwhile"
    assert hook.row()["rests_until"] is not None
    hook.let_pass(1.9)
    hook.quiet()
    assert len(hook.receiver.received) == 1
    hook.let_pass(0.2)
    hook.quiet()
    assert len(hook.receiver.received) == 5
    assert [job["status"] for job in hook.jobs(entity_id=f"eq.{other}")] == ["delivered"] * 2


def test_pausing_loses_nothing(hook: Hook) -> None:
    paused = hook.rpc("pause_integration", reason="We move")
    assert (paused["status"], paused["status_reason"]) == ("paused", "We move")
    first, second = order(hook), order(hook)
    hook.deliver()
    assert hook.receiver.received == []
    assert [job["status"] for job in hook.jobs()] == ["waiting"] * 4
    hook.rpc("test_integration")
    hook.quiet()
    assert hook.receiver.types() == ["integration.test"], "a test goes out all the same"

    hook.rpc("resume_integration")
    hook.quiet()
    for order_id in (first, second):
        told = [r.said["type"] for r in hook.receiver.received if order_id in str(r.said)]
        assert told == ["order.created", "order.paid"]


def test_replays(hook: Hook) -> None:
    order(hook)
    hook.deliver()
    [created, paid] = hook.jobs()
    ids = [request.message_id for request in hook.receiver.received]

    one = hook.rpc("replay_integration_jobs", job_id=paid["id"])
    hook.quiet()
    assert one == {"replayed": 1, "is_complete": True}
    everything = hook.rpc("replay_integration_jobs")
    hook.quiet()
    assert everything["replayed"] == 2
    period = {"since": created["occurred_at"], "until": paid["occurred_at"]}
    assert hook.rpc("replay_integration_jobs", **period)["replayed"] == 2
    hook.quiet()
    assert hook.rpc("replay_integration_jobs", only_failed=True)["replayed"] == 0
    assert hook.rpc("replay_integration_jobs", until="2020-01-01T00:00Z")["replayed"] == 0
    told = [request.message_id for request in hook.receiver.received]
    assert told == [*ids, ids[1], *ids, *ids], "each under the id that it had"


def test_a_dead_address_does_not_keep_others(
    shop: Shop, sale: Sale, hook: Hook, receiver: Receiver
) -> None:
    """As many as there are consumers hang; another one is told all the same, after their time."""
    with open_receiver() as dead:
        never = threading.Event()
        dead.choose = lambda _: Reply(200, wait=never)
        hanging = Hook.connect(shop, sale, dead)
        order(hook)
        hook.fan_out()
        hook.wait_for(2)
        assert receiver.types() == ["order.created", "order.paid"]
        hanging.rpc("pause_integration")
        never.set()
        hanging.quiet()
        hanging.rpc("delete_integration")


def test_contacts_only_of_those_who_agreed(shop: Shop, receiver: Receiver) -> None:
    sale = shop.sale(price=0)
    hook = Hook.connect(
        shop,
        sale,
        receiver,
        kind="email_marketing",
        event_types=["order.paid"],
        config={
            "url": receiver.url,
            "list_id": "runners",
            "tags": ["2027"],
            "field_mapping": {"email": "EMAIL", "name": "FULL_NAME"},
        },
    )
    yes, no = (expect(shop.order(sale, language="nl")) for _ in range(2))
    consent = {"purpose": "marketing", "text_version": "1", "language": "nl"}
    expect(shop.rpc("give_consent", public_token=yes["public_token"], **consent))
    hook.deliver()

    [request] = receiver.received
    contact = request.said["data"]["contact"]
    assert request.said["type"] == "contact.upserted"
    assert request.said["data"]["list_id"] == "runners"
    assert contact["FULL_NAME"] == "Vera Visitor"
    assert contact["EMAIL"].endswith("@example.test")
    assert (contact["tags"], contact["language"]) == (["2027"], "nl")
    assert contact["consent"]["version"] == "1"
    assert request.is_signed_with(hook.secret)
    statuses = {job["entity_id"]: job["status"] for job in hook.jobs()}
    assert statuses == {yes["order_id"]: "delivered", no["order_id"]: "skipped"}


def test_timing_is_told_that_a_start_list_changed(shop: Shop, receiver: Receiver) -> None:
    sale = shop.sale(price=0)
    hook = Hook.connect(
        shop,
        sale,
        receiver,
        kind="timing",
        event_id=sale.event_id,
        event_types=["order.*", "ticket.*", "registration.*"],
    )
    order(hook)
    hook.deliver()
    [request] = receiver.received
    assert request.said["type"] == "start_list.changed"
    assert request.said["data"]["event_id"] == sale.event_id
    assert request.said["data"]["change_id"] == hook.jobs()[0]["change_id"]


def test_secrets_are_sealed_anew_when_keys_rotate(hook: Hook, stack: Stack) -> None:
    old = stack.settings()["TOKEN_ENCRYPTION_KEYS"]
    new = "bmV3LWVudHJlZS10b2tlbi1lbmNyeXB0aW9uLTAwMDI"
    sealed = "select sealed from integrations.secrets where integration_id = %s"
    for ring in (f"{new},{old}", f"{old},{new}"):  # there, and back again for the others
        before = hook.shop.ask(sealed, hook.integration_id)
        env = {"TOKEN_ENCRYPTION_KEYS": ring, "DATABASE_URL": hook.shop.stack.db_url}
        result = CliRunner().invoke(app, ["keys", "rotate", "--json"], env=stack.settings() | env)
        assert result.exit_code == 0, result.output
        assert json.loads(result.output)["resealed"] >= 1
        assert hook.shop.ask(sealed, hook.integration_id) != before
    hook.rpc("test_integration")
    hook.quiet()
    assert hook.receiver.received[-1].is_signed_with(hook.secret)


def test_nothing_was_broken(shop: Shop) -> None:
    assert not {said for said in shop.problems() if "integrations" in said}
