"""Messages of organisers to those who take part: once each, in their language, a few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.shop import Row, Sale, Shop, expect, refusal, until
from tests.staff import ROLES, join

TEXTS = {
    "nl": {"subject": "Over zaterdag", "text": "Neem je <b>paspoort</b> mee.\n\nTot dan!"},
    "en": {"subject": "About Saturday", "text": "Bring your <b>passport</b>.\n\nSee you!"},
}


def address(name: str) -> str:
    """An address of somebody's own."""
    return f"{name}-{uuid4().hex}@example.test"


def enter(shop: Shop, sale: Sale, email: str, *people: Row, **more: object) -> Row:
    """Order a place for each of these people."""
    line = sale.cart(len(people))[0] | {"registrations": list(people)} | more
    return dict(expect(shop.order(sale, email=email, items=[line], language="en")))


def person(**more: object) -> Row:
    """Somebody who takes part."""
    return {"first_name": "Rita", "last_name": "Runner"} | more


def send(shop: Shop, sale: Sale, **wish: object) -> Row:
    """What the owner is told who sends a message."""
    body = {"event_id": sale.event_id, "texts": TEXTS} | wish
    return dict(expect(shop.rpc("message_participants", sale.owner.token, **body)))


def progress(shop: Shop, sale: Sale, message: Row) -> Row:
    """How far a message is."""
    wish = {"message_id": message["message_id"]}
    return dict(expect(shop.rpc("message_progress", sale.owner.token, **wish)))


def arrived(shop: Shop, sale: Sale, message: Row) -> Row:
    """How far a message is, once nothing of it waits."""
    return until(
        "everybody has been told",
        lambda: progress(shop, sale, message),
        lambda seen: seen["waiting"] == 0,
    )


def mails(shop: Shop, email: str) -> list[str]:
    """The subjects of the messages of organisers in somebody's mailbox."""
    subjects = {text["subject"] for text in TEXTS.values()}
    return [mail["subject"] for mail in shop.mail_to(email) if mail["subject"] in subjects]


@pytest.fixture
def sale(shop: Shop) -> Sale:
    return shop.sale(price=0)


def test_everybody_is_told_once_in_their_language(shop: Shop, sale: Sale) -> None:
    shop.update("orgs", sale.owner.token, {"email": "us@example.test"}, id=f"eq.{sale.org_id}")
    buyer, ann, bob = (address(name) for name in ("buyer", "ann", "bob"))
    enter(
        shop,
        sale,
        buyer,
        person(first_name="Ann", email=ann, language="nl"),
        person(first_name="Bob", email=bob.upper()),
        person(first_name="Cas"),
    )
    enter(shop, sale, address("again"), person(first_name="Bob", email=bob))
    unpaid = address("unpaid")
    wants_money = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, price=100)
    enter(shop, sale, unpaid, person(), ticket_type_id=wants_money)

    message = send(shop, sale)

    assert message["recipients"] == 3
    assert arrived(shop, sale, message) == {
        "message_id": message["message_id"],
        "recipients": 3,
        "waiting": 0,
        "delivered": 3,
        "failed": 0,
    }
    assert mails(shop, ann) == ["Over zaterdag"]
    assert mails(shop, bob) == ["About Saturday"]
    assert mails(shop, buyer) == ["About Saturday"], "who has no address is told by the buyer"
    assert mails(shop, unpaid) == []
    (mail,) = [mail for mail in shop.mail_to(ann) if mail["subject"] == "Over zaterdag"]
    letter = expect(shop.http.get(f"{shop.stack.mail_url}/api/messages/{mail['id']}"))
    assert "Neem je <b>paspoort</b> mee.\n\nTot dan!" in letter["text"].replace("\r\n", "\n")
    assert "&lt;b&gt;paspoort&lt;/b&gt;" in letter["html"]
    assert "Stadsloop" in letter["text"]
    assert ["Reply-To", "us@example.test"] in [list(header) for header in letter["headers"]]
    (row,) = shop.rows("participant_messages", sale.owner.token, id=f"eq.{message['message_id']}")
    assert (row["recipients"], row["queued"], row["texts"]) == (3, 3, TEXTS)
    assert row["queued_at"] is not None
    left = "select count(*) from sales.message_recipients where message_id = %s"
    assert shop.ask(left, message["message_id"]) == 0, "no address is kept"


def test_only_a_ticket_type_or_a_wave(shop: Shop, sale: Sale) -> None:
    token, its_org = sale.owner.token, {"org_id": sale.org_id}
    (event,) = shop.rows("events", token, id=f"eq.{sale.event_id}")
    wave = {"event_id": sale.event_id, "name": "A", "starts_at": event["starts_at"]}
    first, second = (shop.insert("waves", token, **its_org, **wave)["id"] for _ in range(2))
    with_waves = shop.ticket_type(sale.owner, sale.org_id, sale.event_id, price=0)
    for wave_id in (first, second):
        link = {"wave_id": wave_id, "ticket_type_id": with_waves}
        shop.insert("wave_ticket_types", token, **its_org, **link)
    alone, early, late = (address(name) for name in ("alone", "early", "late"))
    enter(shop, sale, alone, person())
    for email, wave_id in ((early, first), (late, second)):
        enter(shop, sale, email, person(wave_id=wave_id), ticket_type_id=with_waves)

    told = [
        send(shop, sale, ticket_type_id=sale.ticket_type_id),
        send(shop, sale, wave_id=second),
        send(shop, sale, ticket_type_id=with_waves, texts={"nl": TEXTS["nl"]}),
    ]
    assert [message["recipients"] for message in told] == [1, 1, 2]
    for message in told:
        arrived(shop, sale, message)
    assert [len(mails(shop, email)) for email in (alone, early, late)] == [1, 1, 2]
    assert mails(shop, early) == ["Over zaterdag"], "there is no other language"

    nobody = {"ticket_type_id": sale.ticket_type_id, "wave_id": second}
    answer = shop.rpc("message_participants", token, event_id=sale.event_id, texts=TEXTS, **nobody)
    assert refusal(answer)[:2] == (409, "nobody_to_tell")
    other = shop.sale(price=0)
    for wish in ({"ticket_type_id": other.ticket_type_id}, {"wave_id": str(uuid4())}):
        body: Row = {"event_id": sale.event_id, "texts": TEXTS} | wish
        assert refusal(shop.rpc("message_participants", token, **body))[:2] == (404, "not_found")


def test_a_double_click_sends_one_message(shop: Shop, sale: Sale) -> None:
    email = address("buyer")
    enter(shop, sale, email, person())
    key = str(uuid4())
    first, second = (send(shop, sale, idempotency_key=key) for _ in range(2))
    assert first == second
    arrived(shop, sale, first)
    assert len(mails(shop, email)) == 1
    body: dict[str, Any] = {"event_id": sale.event_id, "texts": {"nl": TEXTS["nl"]}}
    answer = shop.rpc("message_participants", sale.owner.token, **body, idempotency_key=key)
    assert refusal(answer)[:2] == (422, "idempotency_key_reused")


def test_an_address_that_takes_no_mail_is_told_apart(shop: Shop, sale: Sale) -> None:
    enter(shop, sale, address("buyer"), person(), person())
    shop.quiet()
    message = send(shop, sale)
    arrived(shop, sale, message)
    shop.ask(
        "with h as (delete from core.outbox_history where aggregate like %s returning *)"
        " insert into core.outbox_dead (event_id, org_id, channel, bucket, aggregate, topic,"
        "   payload, attempts, last_error, created_at)"
        " select h.event_id, h.org_id, h.channel, 0, h.aggregate, h.topic, '{}', 1, '550', now()"
        " from h",
        f"message:{message['message_id']}:%",
    )
    seen = progress(shop, sale, message)
    # Others ask the doctor whether everything was delivered.
    shop.ask("delete from core.outbox_dead where org_id = %s returning 1", sale.org_id)
    assert (seen["delivered"], seen["failed"]) == (0, 1)


@pytest.fixture
def slow(shop: Shop) -> Iterator[None]:
    """Lets nobody but the test send messages."""
    shop.quiet()
    pause = "update core.sweeps set every = %s where name = 'sales.send_messages'"
    shop.ask(pause, "1 day")
    shop.ask("update core.sweeps set last_run_at = now() where name = 'sales.send_messages'")
    yield
    shop.ask(pause, "2 seconds")


@pytest.mark.usefixtures("slow")
def test_a_crowd_is_told_a_few_at_a_time(shop: Shop, sale: Sale) -> None:
    enter(shop, sale, address("crowd"), *(person(email=address("one")) for _ in range(7)))
    message = send(shop, sale)
    assert progress(shop, sale, message)["waiting"] == 7
    batches: list[int] = []
    while shop.ask("select count(*) from sales.message_recipients") and len(batches) < 10:
        batches.append(shop.ask("select sales.sweep_messages(4)"))
    assert batches == [3, 3, 1], "never a full batch, so it is not due again at once"
    (row,) = shop.rows("participant_messages", sale.owner.token, id=f"eq.{message['message_id']}")
    assert row["queued"] == 7
    assert arrived(shop, sale, message)["delivered"] == 7


def test_owners_and_admins_write_and_who_reads_registrations_sees_it(
    shop: Shop, sale: Sale
) -> None:
    enter(shop, sale, address("buyer"), person())
    message = send(shop, sale)
    wrote, saw = {"owner"}, {"owner"}
    for role in ROLES[1:]:
        colleague = shop.person()
        join(shop, sale, colleague, role)
        body: Row = {"event_id": sale.event_id, "texts": TEXTS}
        answer = shop.rpc("message_participants", colleague.token, **body)
        if answer.is_success:
            wrote.add(role)
        else:
            assert refusal(answer)[:2] == (403, "not_allowed")
        wish = {"message_id": message["message_id"]}
        if shop.rpc("message_progress", colleague.token, **wish).is_success:
            saw.add(role)
            assert shop.rows("participant_messages", colleague.token)
        else:
            assert shop.rows("participant_messages", colleague.token) == []
    assert wrote == {"owner", "admin"}
    assert saw == {"owner", "admin", "support"}


def test_too_many_messages_are_refused(shop: Shop, sale: Sale) -> None:
    enter(shop, sale, address("buyer"), person())
    for _ in range(20):
        send(shop, sale, texts={"nl": {"subject": "Hoi", "text": "Hoi"}})
    body: dict[str, Any] = {"event_id": sale.event_id, "texts": TEXTS}
    answer = shop.rpc("message_participants", sale.owner.token, **body)
    status, slug, data = refusal(answer)
    assert (status, slug) == (429, "rate_limited")
    assert data["retry_after"] > 0
    assert answer.headers["retry-after"] == str(data["retry_after"])
    kept = shop.rows("participant_messages", sale.owner.token)
    assert len(kept) == 20
