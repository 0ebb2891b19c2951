"""What a restaurant knows of its guests, over HTTP: counted, edited, merged and erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.shop import Row, Shop, at_once, expect, refusal
from tests.table import GUEST, Table, count_again, open_table


@pytest.fixture
def table(shop: Shop) -> Iterator[Table]:
    """A restaurant of the test's own, with tables enough."""
    table = open_table(shop)
    table.more_tables(4, 4, 4, 4, 4)
    yield table
    count_again(shop)


def somebody(**more: object) -> Row:
    """A guest with an address of their own."""
    return GUEST | {"email": f"{uuid4()}@example.test"} | more


def guests(table: Table, **filters: str) -> list[Row]:
    """The guests of the restaurant, as staff see them."""
    there = {"location_id": f"eq.{table.location_id}"}
    return table.shop.rows("customers", table.owner.token, **there | filters)


def guest_of(table: Table, booked: Row) -> Row:
    """Who made a reservation."""
    (guest,) = guests(table, id=f"eq.{table.row(booked)['customer_id']}")
    return guest


def edit(table: Table, guest: Row, **changes: object) -> httpx.Response:
    """Change what is known of a guest, as the owner."""
    return table.rpc("update_customer", table.owner.token, customer_id=guest["id"], changes=changes)


def merge(table: Table, keep: Row, other: Row) -> httpx.Response:
    """Make one of two guests."""
    return table.rpc("merge_customers", table.owner.token, keep_id=keep["id"], other_id=other["id"])


def erase(table: Table, guest: Row) -> httpx.Response:
    """Take the person out of a guest."""
    return table.rpc("erase_customer", table.owner.token, customer_id=guest["id"])


def spend(table: Table, booked: Row, amount: int | None) -> httpx.Response:
    """Say what a party spent."""
    return table.rpc(
        "record_spend",
        table.owner.token,
        reservation_id=booked["reservation_id"],
        amount=amount,
    )


def come(table: Table, booked: Row) -> None:
    """Let guests come and leave."""
    for status in ("seated", "completed"):
        expect(table.move(booked, status))


def trail(table: Table, guest: Row) -> list[Row]:
    """What the audit log says of a guest."""
    return table.shop.rows(
        "audit_log",
        table.owner.token,
        entity_type="eq.customer",
        entity_id=f"eq.{guest['id']}",
        order="audit_id",
    )


def numbers(guest: Row) -> tuple[int, int, int]:
    """Visits, no-shows and cancellations."""
    return guest["total_visits"], guest["no_show_count"], guest["cancel_count"]


def test_a_guest_is_found_again_by_address(table: Table) -> None:
    guest = somebody()
    first = table.call_in("18:00", guest=guest)
    again = expect(table.book("18:00", guest=guest | {"email": guest["email"].upper()}))
    assert guest_of(table, first)["id"] == guest_of(table, again)["id"]
    other = open_table(table.shop, of=(table.owner, table.org_id))
    elsewhere = other.call_in("18:00", guest=guest)
    assert guest_of(other, elsewhere)["id"] != guest_of(table, first)["id"]
    assert len(guests(table)) == len(guests(other)) == 1


def test_each_way_to_end_counts_once(table: Table) -> None:
    guest = somebody()
    came, missed, gone, draft = (
        table.call_in("18:00", guest=guest, options={"status": status})
        for status in ("confirmed", "confirmed", "confirmed", "draft")
    )
    for _ in range(2):
        come(table, came) if _ == 0 else expect(table.move(came, "completed"))
        expect(table.move(gone, "cancelled"))
        expect(table.move(draft, "cancelled"))
    with table.shop.database() as db:
        db.execute(
            "update dining.reservations set starts_at = core.clock() - interval '1 hour',"
            " ends_at = core.clock() + interval '1 hour' where id = %s",
            [missed["reservation_id"]],
        )
    for _ in range(2):
        expect(table.move(missed, "no_show"))
    known = guest_of(table, came)
    assert numbers(known) == (1, 1, 1)
    visit = table.row(came)["starts_at"]
    assert (known["first_visit_at"], known["last_visit_at"]) == (visit, visit)


def test_what_many_do_at_once_counts_once_each(table: Table) -> None:
    guest = somebody()
    booked = [table.call_in("18:00", guest=guest) for _ in range(6)]
    for one in booked[:3]:
        expect(table.move(one, "seated"))
    ends = ["completed"] * 3 + ["cancelled"] * 3
    answers = at_once(24, lambda number: table.move(booked[number % 6], ends[number % 6]))
    assert {answer.status_code for answer in answers} == {200}
    assert numbers(guest_of(table, booked[0])) == (3, 0, 3)


def test_what_guests_spend(table: Table) -> None:
    guest = somebody()
    first, second, third = (table.call_in("18:00", guest=guest) for _ in range(3))
    assert refusal(spend(table, first, 5000))[:2] == (409, "spend_too_early")
    expect(table.move(first, "seated"))
    expect(spend(table, first, 5000))
    assert guest_of(table, first)["avg_spend_per_visit"] is None, "they are still there"
    expect(table.move(first, "completed"))
    come(table, second)
    assert guest_of(table, first)["avg_spend_per_visit"] == 50, "of the visit that is known"
    for _ in range(2):
        expect(spend(table, second, 10001))
    assert guest_of(table, first)["avg_spend_per_visit"] == 75.01
    expect(spend(table, first, 4000))
    known = guest_of(table, first)
    assert (known["total_spend"], known["spend_visits"]) == (14001, 2)
    expect(spend(table, first, None))
    assert guest_of(table, first)["avg_spend_per_visit"] == 100.01
    assert numbers(known) == (2, 0, 0)
    assert refusal(spend(table, third, -1))[:2] == (400, "invalid_field")


def test_what_was_paid_in_full_is_what_they_spent(shop: Shop) -> None:
    table = open_table(shop, payment_type="full_prepay_pp", payment_amount=35)
    booked = expect(table.book("18:00", guest=somebody()))
    checkout = expect(shop.function("create-payment", public_token=booked["public_token"]))
    shop.decide(checkout, "paid")
    table.wait_for(booked, "confirmed")
    come(table, booked)
    assert guest_of(table, booked)["avg_spend_per_visit"] == 70


def set_numbers(table: Table, guest: Row, **counts: int) -> Row:
    """Let a guest have been there so often."""
    with table.shop.database() as db:
        for name, count in counts.items():
            db.execute(
                f"update dining.customers set {name} = %s where id = %s",  # noqa: S608
                [count, guest["id"]],
            )
    (known,) = guests(table, id=f"eq.{guest['id']}")
    return known


def test_tags_follow_from_the_numbers(table: Table) -> None:
    guest = guest_of(table, table.call_in("18:00", guest=somebody()))
    assert guest["tags"] == ["new_guest"]
    kept = expect(edit(table, guest, tags=["regular", "vip", "regular"]))
    assert sorted(kept["tags"]) == ["new_guest", "regular"], "nobody is vip by being called so"
    for counts, tags in (
        ({"total_visits": 9}, ["regular"]),
        ({"total_visits": 10}, ["regular", "vip"]),
        ({"total_visits": 2, "cancel_count": 2}, ["regular"]),
        ({"total_visits": 2, "cancel_count": 2, "no_show_count": 1}, ["frequent_canceller"]),
        ({"total_visits": 3, "cancel_count": 2, "no_show_count": 1}, ["regular"]),
    ):
        found = set_numbers(table, guest, **counts)["tags"]
        assert set(tags) | {"regular"} == set(found), counts


def test_staff_edit_a_guest(table: Table) -> None:
    guest = guest_of(table, table.call_in("18:00", guest=somebody()))
    address = f"{uuid4()}@example.test"
    changed = expect(
        edit(
            table,
            guest,
            first_name=" Noortje ",
            email=address.upper(),
            phone_number="+31 6 12345678",
            language="nl",
            whatsapp_opt_in=True,
            preferences={"allergies": ["nuts"], "table": "window"},
            notes="Comes by train.",
        )
    )
    (seen,) = guests(table, id=f"eq.{guest['id']}")
    for name, value in seen.items():
        if not name.endswith("_at"):
            assert changed[name] == value, name
    assert (seen["first_name"], seen["last_name"]) == ("Noortje", GUEST["last_name"])
    assert (seen["email"], seen["phone_number"]) == (address, "+31612345678")
    assert seen["preferences"] == {"allergies": ["nuts"], "table": "window"}
    last = trail(table, guest)[-1]
    assert (last["action"], last["performed_by_type"]) == ("customer.updated", "operator")
    assert last["performed_by"] == table.owner.user_id
    assert set(last["new_value"]) == {
        *("first_name", "email", "phone_number", "language", "whatsapp_opt_in", "preferences"),
        "notes",
    }
    for secret in ("Noortje", address, "nuts", "train"):
        assert secret not in str(trail(table, guest)), "people's own words are hashes there"
    assert expect(edit(table, guest, notes=None))["notes"] is None
    before = len(trail(table, guest))
    expect(edit(table, guest, notes=""))
    assert len(trail(table, guest)) == before, "what changes nothing leaves no trace"


def test_two_guests_never_have_one_address(table: Table) -> None:
    first, second = (guest_of(table, table.call_in("18:00", guest=somebody())) for _ in range(2))
    refused = edit(table, second, email=first["email"])
    assert refusal(refused)[:2] == (409, "customer_email_taken")
    answers = at_once(
        8,
        lambda number: edit(table, (first, second)[number % 2], email="same@example.test"),
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(guests(table, email="eq.same@example.test")) == 1


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        (None, (400, "invalid_field")),
        ([], (400, "invalid_field")),
        ({"total_visits": 10}, (400, "invalid_field")),
        ({"erased_at": None}, (400, "invalid_field")),
        ({"email": "nobody"}, (400, "invalid_email")),
        ({"phone_number": "12"}, (400, "invalid_field")),
        ({"first_name": 1}, (400, "invalid_field")),
        ({"first_name": "x" * 101}, (400, "invalid_field")),
        ({"language": "de"}, (400, "invalid_field")),
        ({"tags": "vip"}, (400, "invalid_field")),
        ({"tags": ["<b>"]}, (400, "invalid_field")),
        ({"tags": ["a"] * 21}, (400, "invalid_field")),
        ({"preferences": []}, (400, "invalid_field")),
        ({"preferences": {"a": "x" * 5000}}, (400, "invalid_field")),
        ({"notes": "x" * 5001}, (400, "invalid_field")),
        ({"last_name": None, "email": None}, (400, "missing_field")),
    ],
)
def test_bad_changes_are_refused(table: Table, changes: Any, answer: tuple[int, str]) -> None:
    guest = guest_of(table, table.call_in("18:00", guest=somebody()))
    refused = table.rpc(
        "update_customer", table.owner.token, customer_id=guest["id"], changes=changes
    )
    assert refusal(refused)[:2] == answer
    assert guests(table) == [guest]


def test_two_guests_become_one(table: Table) -> None:
    called = table.call_in("18:00", guest={"last_name": "Bakker", "phone_number": "+31612345678"})
    mailed = expect(table.book("18:00", guest=somebody(), guest_notes="Hello"))
    upcoming = expect(table.book("20:00", guest=somebody()))
    for booked in (called, mailed):
        come(table, booked)
    expect(spend(table, called, 4000))
    expect(spend(table, mailed, 6000))
    keep, other = guest_of(table, mailed), guest_of(table, called)
    (stays,) = [guest_of(table, upcoming)]
    keep = expect(
        edit(table, keep, tags=["regular"], notes="First.", preferences={"allergies": ["nuts"]})
    )
    wishes = {"allergies": ["fish"], "table": "window"}
    expect(edit(table, other, tags=["wine"], notes="Second.", preferences=wishes))
    expect(table.move(table.call_in("20:00", guest={**GUEST, "email": keep["email"]}), "cancelled"))
    merged = expect(merge(table, keep, other))
    assert merged["merged"] == 1
    (seen,) = guests(table, id=f"eq.{keep['id']}")
    assert guests(table, id=f"eq.{other['id']}") == []
    assert {row["id"] for row in guests(table)} == {keep["id"], stays["id"]}
    assert numbers(seen) == (2, 0, 1)
    assert (seen["total_spend"], seen["avg_spend_per_visit"]) == (10000, 50)
    assert (seen["email"], seen["phone_number"]) == (keep["email"], "+31612345678")
    assert sorted(seen["tags"]) == ["regular", "wine"]
    assert seen["notes"] == "First.\n\nSecond."
    assert seen["preferences"] == {"allergies": ["fish", "nuts"], "table": "window"}
    assert table.row(called)["customer_id"] == keep["id"]
    acts = [entry["action"] for entry in trail(table, keep)]
    assert "customer.merged" in acts
    assert trail(table, other)[-1]["action"] == "customer.deleted"
    assert "+31612345678" not in str(trail(table, other))
    assert refusal(merge(table, keep, other))[:2] == (404, "not_found")
    again = table.call_in("20:00", guest={"last_name": "bakker", "phone_number": "+31612345678"})
    assert table.row(again)["customer_id"] == keep["id"], "found by what was the other's"


def test_what_they_booked_counts_with_the_history_of_both(table: Table) -> None:
    booked, elsewhere = (table.call_in("18:00", guest=somebody()) for _ in range(2))
    other = set_numbers(table, guest_of(table, elsewhere), no_show_count=3)
    before = table.row(booked)["no_show_risk_score"]
    expect(merge(table, guest_of(table, booked), other))
    asked = {"reservation_id": booked["reservation_id"]}
    calculated = expect(table.rpc("calculate_no_show_risk", table.owner.token, **asked))
    assert calculated["no_show_risk_score"] > before
    assert calculated["risk_factors"]["history"]["no_show_count"] == 3


def test_who_is_not_merged(table: Table) -> None:
    guest = guest_of(table, table.call_in("18:00", guest=somebody()))
    near = open_table(table.shop, of=(table.owner, table.org_id))
    far = open_table(table.shop)
    neighbour = guest_of(near, near.call_in("18:00", guest=somebody()))
    stranger = guest_of(far, far.call_in("18:00", guest=somebody()))
    nobody = {"id": str(uuid4())}
    assert refusal(merge(table, guest, guest))[:2] == (400, "invalid_field")
    assert refusal(merge(table, guest, neighbour))[:2] == (409, "customers_of_two_locations")
    for one in (stranger, nobody):
        assert refusal(merge(table, guest, one))[:2] == (404, "not_found")
        assert refusal(merge(table, one, guest))[:2] == (404, "not_found")
    long = {"notes": "x" * 2600}
    other = guest_of(table, table.call_in("18:00", guest=somebody()))
    for one in (guest, other):
        expect(edit(table, one, **long))
    assert refusal(merge(table, guest, other))[:2] == (400, "invalid_field")
    assert len(guests(table)) == 2


def test_doubles_are_found(table: Table) -> None:
    def told() -> dict[frozenset[str], list[str]]:
        rows = table.shop.rows(
            "double_customers", table.owner.token, location_id=f"eq.{table.location_id}"
        )
        return {frozenset((row["customer_id"], row["other_id"])): row["reasons"] for row in rows}

    first = guest_of(table, table.call_in("18:00", guest=somebody(phone_number="+31612345678")))
    second = guest_of(table, table.call_in("18:00", guest=somebody(first_name="NOOR")))
    third = guest_of(
        table,
        table.call_in("18:00", guest=somebody(last_name="Visser", phone_number="+31612345678")),
    )
    assert told() == {
        frozenset((first["id"], second["id"])): ["name"],
        frozenset((first["id"], third["id"])): ["phone_number"],
    }
    expect(edit(table, second, phone_number="+31612345678"))
    assert told()[frozenset((first["id"], second["id"]))] == ["name", "phone_number"]
    expect(merge(table, first, second))
    expect(merge(table, first, third))
    assert told() == {}


def everything_known(table: Table) -> str:
    """All rows of the restaurant's org that may hold something of a guest, as text."""
    return str(
        table.shop.ask(
            """
            select concat(
              (select jsonb_agg(c) from dining.customers as c where c.org_id = %(org)s),
              (select jsonb_agg(r) from dining.reservations as r where r.org_id = %(org)s),
              (select jsonb_agg(e) from core.outbox_events as e where e.org_id = %(org)s),
              (select jsonb_agg(e) from core.outbox_dead as e where e.org_id = %(org)s),
              (select jsonb_agg(e) from core.outbox_history as e where e.org_id = %(org)s),
              (select jsonb_agg(a) from core.audit_log as a where a.org_id = %(org)s)
            )
            """.replace("%(org)s", f"'{table.org_id}'")
        )
    )


def test_a_person_goes_and_the_covers_stay(table: Table) -> None:
    words: Row = {
        "guest_notes": "We celebrate Oma.",
        "options": {"internal_notes": "Shy.", "badges": ["wheelchair"]},
    }
    guest = somebody(first_name="Xandra", last_name="Quist", phone_number="+31687654321")
    came = table.call_in("18:00", guest=guest, **words)
    gone = table.call_in("20:00", guest=guest)
    known = guest_of(table, came)
    expect(edit(table, known, notes="Whispers.", tags=["regular"], preferences={"wine": "Merlot"}))
    assert refusal(erase(table, known))[:2] == (409, "customer_has_reservations")
    come(table, came)
    expect(spend(table, came, 4000))
    expect(table.rpc("cancel_reservation", public_token=gone["public_token"], reason="Mumps"))
    table.shop.quiet()
    with table.shop.database() as db:
        db.execute(
            "insert into core.outbox_dead (event_id, org_id, channel, bucket, aggregate, topic,"
            " payload, attempts, last_error, created_at)"
            " values (-%s, %s, 'email', 0, %s, 'email.reservation', %s, 9, 'gone', core.clock())",
            [
                *(uuid4().int % 10**9, table.org_id, f"reservation:{gone['reservation_id']}"),
                f'{{"email": "{guest["email"]}"}}',
            ],
        )
    counted = guest_of(table, came)
    first, second = expect(erase(table, known)), expect(erase(table, known))
    assert first == second == {"customer_id": known["id"], "erased_at": first["erased_at"]}
    left = everything_known(table)
    for secret in (
        *("Xandra", "Quist", "+31687654321", guest["email"], "Oma", "Shy", "wheelchair"),
        *("Whispers", "regular", "Merlot", "Mumps"),
    ):
        assert secret not in left, secret
    (seen,) = guests(table, id=f"eq.{known['id']}")
    for name in ("total_visits", "cancel_count", "total_spend", "avg_spend_per_visit"):
        assert seen[name] == counted[name], name
    assert seen["first_visit_at"] == counted["first_visit_at"]
    row = table.row(came)
    assert (row["party_size"], row["status"], row["spend_amount"]) == (2, "completed", 4000)
    assert expect(table.rpc("get_reservation", public_token=came["public_token"]))["guest"] == {
        "first_name": None,
        "last_name": None,
        "email": None,
        "phone_number": None,
    }
    assert refusal(edit(table, known, notes="Back"))[:2] == (409, "customer_is_erased")
    assert guest_of(table, table.call_in("20:00", guest=guest))["id"] != known["id"]
    other = guest_of(table, table.call_in("20:00", guest=somebody()))
    assert refusal(merge(table, other, known))[:2] == (409, "customer_is_erased")


def test_only_managers_erase(table: Table) -> None:
    booked = table.call_in("18:00", guest=somebody())
    expect(table.move(booked, "cancelled"))
    guest = guest_of(table, booked)
    member = table.shop.person()
    with table.shop.database() as db:
        db.execute(
            "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'member')",
            [table.org_id, member.user_id],
        )
    asked = {"customer_id": guest["id"]}
    assert refusal(table.rpc("erase_customer", member.token, **asked))[:2] == (403, "not_allowed")
    changed = table.rpc("update_customer", member.token, **asked, changes={"notes": "Kind."})
    assert expect(changed)["notes"] == "Kind."
