"""Who asks a restaurant what: visitors its page and its free tables, staff why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest

from tests.shop import Row, Shop, expect, refusal
from tests.table import GUEST, Table, open_table


@pytest.fixture
def table(shop: Shop) -> Table:
    """A restaurant of the test's own."""
    return open_table(shop)


def why(table: Table, time: str, party_size: int = 2, **more: object) -> Row:
    """What decided a slot, as staff are told."""
    asked = {"location_id": table.location_id, "date": table.date, "party_size": party_size}
    slots = expect(table.rpc("explain_availability", table.owner.token, **asked | more))
    (slot,) = (slot for slot in slots if slot["time"] == time)
    return {
        name: slot[name]
        for name in ("reason_code", "limit", "limit_value", "value", "rules", "blocking")
    }


def explained(answer: Row) -> tuple[object, ...]:
    """The numbers of an explanation."""
    return tuple(answer[name] for name in ("reason_code", "limit", "limit_value", "value"))


def test_staff_see_who_has_the_tables(table: Table) -> None:
    booked = table.call_in("19:00")
    answer = why(table, "20:00")
    assert explained(answer) == ("tables_full", "tables", 0, 1)
    (blocking,) = answer["blocking"]
    assert (blocking["reservation_id"], blocking["table_id"]) == (
        booked["reservation_id"],
        table.table_id,
    )
    assert why(table, "21:00")["reason_code"] == "available"
    assert explained(why(table, "19:00", 9)) == ("tables_full", "tables", 0, 0)


def test_staff_see_which_rule_closes_a_table(table: Table) -> None:
    rule = table.shop.insert(
        "table_availability_rules",
        table.owner.token,
        org_id=table.org_id,
        location_id=table.location_id,
        table_id=table.table_id,
        rule_type="block",
        start_time="18:00",
        end_time="19:00",
    )
    answer = why(table, "18:00")
    assert answer["rules"] == [{"table": "table_availability_rules", "id": rule["id"]}]
    assert (answer["reason_code"], answer["blocking"]) == ("tables_full", [])


def test_staff_see_which_limit_is_reached(table: Table) -> None:
    table.more_tables(*[4] * 6)
    offer = [{"table": "shift_tickets", "id": table.shift_ticket_id}]
    booked = table.call_in("19:00", 3)
    for limits, expected in (
        ({"pacing_covers_limit": 4}, ("pacing_covers_full", "pacing_covers_limit", 4, 5)),
        ({"pacing_arrivals_limit": 1}, ("pacing_arrivals_full", "pacing_arrivals_limit", 1, 2)),
        ({"max_covers_total": 4}, ("max_covers_reached", "max_covers_total", 4, 5)),
    ):
        none = dict.fromkeys(("pacing_covers_limit", "pacing_arrivals_limit", "max_covers_total"))
        table.change("shift_tickets", table.shift_ticket_id, **none | limits)
        answer = why(table, "19:00")
        assert explained(answer) == expected
        assert answer["rules"] == offer
        assert [row["reservation_id"] for row in answer["blocking"]] == [booked["reservation_id"]]
    table.settle_on(overbooking_tolerance=2)
    assert why(table, "19:00")["reason_code"] == "available"
    answer = why(table, "19:00", 4)
    assert explained(answer) == ("overbooking_limit", "overbooking_tolerance", 6, 7)
    assert [rule["table"] for rule in answer["rules"]] == ["shift_tickets", "reservation_settings"]


def test_staff_see_why_a_slot_is_closed_or_too_early(table: Table) -> None:
    late = why(table, "22:00")
    assert (late["reason_code"], late["limit"]) == ("closed", "end_time")
    assert late["rules"] == [{"table": "shifts", "id": table.shift_id}]
    table.change("tickets", table.ticket_id, booking_max_advance_days=3)
    answer = why(table, "19:00")
    assert explained(answer)[:3] == ("cut_off", "booking_max_advance_days", 3)
    assert answer["value"] in (9, 10)
    closed = table.shop.insert(
        "shift_exceptions",
        table.owner.token,
        org_id=table.org_id,
        location_id=table.location_id,
        exception_date=table.date,
        exception_type="closed",
    )
    answer = why(table, "19:00")
    assert explained(answer) == ("closed", "exception_type", "closed", None)
    assert answer["rules"] == [{"table": "shift_exceptions", "id": closed["id"]}]
    table.settle_on(channels_open=["phone"])
    assert why(table, "19:00", channel="phone")["reason_code"] == "closed"


def test_visitors_see_the_page_of_a_restaurant(shop: Shop) -> None:
    table = open_table(shop, payment_type="deposit_pp", payment_amount=12.5, cancel_refund_pct=50)
    table.change("locations", table.location_id, address="Oosterdok 2")
    page = expect(table.rpc("get_location", location_id=table.location_id, language="nl"))
    assert (page["name"], page["address"], page["city"]) == ("De Haven", "Oosterdok 2", "Amsterdam")
    (ticket,) = page["tickets"]
    assert (ticket["ticket_id"], ticket["payment_amount"]) == (table.ticket_id, 1250)
    assert ticket["terms"] == [
        "U betaalt vooraf € 12,50 per persoon.",
        "Annuleren is gratis tot 24 uur van tevoren.",
        "Annuleert u later, dan krijgt u 50% terug van wat u betaalde.",
        "Komt u niet, dan krijgt u niets terug van wat u betaalde.",
    ]
    assert [shift["shift_id"] for shift in ticket["shifts"]] == [table.shift_id]
    assert table.table_id not in str(page)
    assert table.area_id not in str(page)
    by_slug = {"org_slug": page["org"]["slug"], "slug": page["slug"], "language": "nl"}
    assert expect(table.rpc("get_location", **by_slug)) == page
    table.settle_on(channels_open=["phone", "walk_in"])
    page = expect(table.rpc("get_location", **by_slug))
    assert (page["channels"], page["tickets"]) == ([], [])


def test_a_place_that_is_closed_for_good_looks_like_none(table: Table) -> None:
    """By its slug, and by one of its tickets: not even its id is told."""
    page = expect(table.rpc("get_location", location_id=table.location_id))
    by_slug = {"org_slug": page["org"]["slug"]}
    wish: Row = {"date": table.date, "party_size": 2}
    none = str(uuid4())

    def told(slug: str, ticket_id: str) -> list[str]:
        answers = (
            table.rpc("get_location", **by_slug, slug=slug),
            table.rpc("check_availability", **wish, ticket_id=ticket_id),
        )
        return [
            str(refusal(answer)).replace(slug, "SLUG").replace(ticket_id, "TICKET")
            for answer in answers
        ]

    table.change("locations", table.location_id, is_active=False)
    assert told(page["slug"], table.ticket_id) == told("no-such-place", none)


def test_what_guests_cannot_book_is_not_on_the_page(table: Table) -> None:
    def tickets() -> list[Row]:
        page = expect(table.rpc("get_location", location_id=table.location_id))
        return list(page["tickets"])

    assert len(tickets()) == 1
    table.change("shift_tickets", table.shift_ticket_id, is_active=False)
    assert tickets() == []
    table.change("shift_tickets", table.shift_ticket_id, is_active=True)
    table.change("shifts", table.shift_id, is_active=False)
    assert tickets() == []


@contextmanager
def limited(shop: Shop, rule: str, hits: int) -> Iterator[None]:
    """A limit as low as that for a while."""
    change = "update core.rate_limits set max_hits = %s where rule = %s"
    before = shop.ask("select max_hits from core.rate_limits where rule = %s", rule)
    shop.ask(change, hits, rule)
    try:
        yield
    finally:
        shop.ask(change, before, rule)


def refused_of(answers: list[httpx.Response]) -> httpx.Response:
    """The one that came too often: three within a limit of one, whenever the minute ends."""
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused, [answer.text for answer in answers]
    assert refusal(refused[0])[1] == "rate_limited"
    return refused[0]


def test_too_many_questions_and_bookings_have_to_wait(table: Table) -> None:
    table.more_tables(*[4] * 20)
    asked: Row = {"location_id": table.location_id, "date": table.date, "party_size": 2}
    token = table.owner.token
    requests: dict[str, Callable[[], httpx.Response]] = {
        "availability": lambda: table.rpc("check_availability", **asked),
        "availability_user": lambda: table.rpc("check_availability", token, **asked),
        "create_reservation": table.book,
        "create_reservation_user": lambda: table.book(token=token),
    }
    for rule, ask in requests.items():
        with limited(table.shop, rule, 1):
            refused = refused_of([ask() for _ in range(3)])
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        expect(ask())


def test_one_mail_box_is_not_filled_with_reservations(table: Table) -> None:
    table.more_tables(*[4] * 6)
    with limited(table.shop, "reservation_mail", 1):
        refused = refused_of([table.book(guest=GUEST) for _ in range(3)])
        expect(table.book())
        expect(table.book(guest=GUEST, channel="phone", token=table.owner.token))
    assert int(refused.headers["retry-after"]) <= 86_400
