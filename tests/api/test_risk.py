"""How likely guests are to stay away, over HTTP: explained, kept up to date, and added up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.shop import Row, Shop, expect, refusal, until
from tests.table import GUEST, Table, count_again, open_table

CHANNELS = {"third_party": 0.1, "google": 0.08, "widget": 0.05, "phone": 0}


@pytest.fixture
def table(shop: Shop) -> Iterator[Table]:
    """A restaurant of the test's own, with tables enough."""
    table = open_table(shop)
    table.more_tables(20, 4, 4)
    yield table
    count_again(shop)


def points(row: Row) -> dict[str, float]:
    """What each factor adds to a risk."""
    return {name: factor["points"] for name, factor in row["risk_factors"].items()}


def reckoned(row: Row, guest: Row) -> dict[str, float]:
    """The formula of the documentation, by hand."""
    visits = guest["total_visits"]
    missed = guest["no_show_count"] + guest["cancel_count"] / 4
    known = visits + missed > 0
    starts, made = (datetime.fromisoformat(row[name]) for name in ("starts_at", "created_at"))
    days = round(max((starts - made).total_seconds(), 0) / 86400, 1)
    size = row["party_size"]
    paid = row["payment_status"] in ("paid", "partial_refund")
    asked = row["reconfirm_sent_at"] is not None or row["status"] == "option"
    return {
        "base": 0.1,
        "history": 0.7 * missed / (missed + visits + 1) - 0.1 * visits / (visits + 2)
        if known
        else 0.05,
        "lead_time": 0.1 * min(days / 30, 1),
        "party_size": 0.1 if size >= 9 else 0.05 if size >= 6 else 0.03 if size == 1 else 0,
        "channel": CHANNELS[row["channel"]],
        "prepayment": 0 if not paid else -0.3 if "full" in row["terms"]["payment_type"] else -0.2,
        "reconfirmation": -0.2 if row["reconfirmed_at"] else 0.1 if asked else 0,
    }


def agrees(table: Table, booked: Row) -> Row:
    """The reservation, whose risk is what the formula says."""
    row = table.row(booked)
    (guest,) = table.shop.rows("customers", table.owner.token, id=f"eq.{row['customer_id']}")
    wanted = reckoned(row, guest)
    assert points(row) == pytest.approx(wanted, abs=0.0006)
    total = min(max(sum(points(row).values()), 0), 1)
    assert row["no_show_risk_score"] == pytest.approx(total, abs=1e-9)
    return row


def have_history(table: Table, email: str, **counts: int) -> None:
    """Let a guest have been there before, or not."""
    (guest,) = table.shop.rows(
        "customers", table.owner.token, location_id=f"eq.{table.location_id}", email=f"eq.{email}"
    )
    with table.shop.database() as db:
        for name, count in counts.items():
            db.execute(
                f"update dining.customers set {name} = %s where id = %s",  # noqa: S608
                [count, guest["id"]],
            )


def let_it_be_time(table: Table, booked: Row) -> None:
    """Put a reservation so far back that its guests count as a no-show."""
    with table.shop.database() as db:
        db.execute(
            "update dining.reservations set starts_at = core.clock() - interval '1 hour',"
            " ends_at = core.clock() + interval '1 hour' where id = %s",
            [booked["reservation_id"]],
        )


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("party_size", [1, 2, 6, 9])
def test_the_risk_is_explained(table: Table, channel: str, party_size: int) -> None:
    token = table.owner.token if channel == "phone" else None
    booked = expect(table.book("18:00", party_size, channel=channel, token=token, guest=GUEST))
    agrees(table, booked)


def test_who_walks_in_is_there(table: Table) -> None:
    opened = datetime.fromisoformat(
        table.shop.ask(
            "select to_char(date_trunc('hour', core.clock() at time zone 'Europe/Amsterdam'"
            " - interval '2 hours'), 'YYYY-MM-DD HH24:MI')"
        )
    )
    hours = {"start_time": opened, "end_time": opened + timedelta(hours=12)}
    table.change("shifts", table.shift_id, **{key: f"{at:%H:%M}" for key, at in hours.items()})
    day = opened.date().isoformat()
    booked = table.call_in(None, channel="walk_in", guest={}, reservation_date=day)
    row = table.row(booked)
    assert (row["no_show_risk_score"], points(row)["channel"]) == (0, -1)


def test_it_follows_what_the_guest_does(table: Table) -> None:
    table.change("policy_sets", table.policy_set_id, payment_type="deposit_pp", payment_amount=10)
    booked = expect(table.book("18:00", guest=GUEST))
    unpaid = agrees(table, booked)["no_show_risk_score"]
    checkout = expect(table.shop.function("create-payment", public_token=booked["public_token"]))
    table.shop.decide(checkout, "paid")
    table.wait_for(booked, "confirmed")
    paid = agrees(table, booked)["no_show_risk_score"]
    assert paid < unpaid
    with table.shop.database() as db:
        db.execute(
            "update dining.reservations set reconfirm_sent_at = core.clock() where id = %s",
            [booked["reservation_id"]],
        )
    assert agrees(table, booked)["no_show_risk_score"] > paid
    expect(table.rpc("reconfirm_reservation", public_token=booked["public_token"]))
    assert agrees(table, booked)["no_show_risk_score"] < paid
    moved = {"reservation_id": booked["reservation_id"], "party_size": 9}
    expect(table.rpc("move_reservation", table.owner.token, **moved))
    assert agrees(table, booked)["risk_factors"]["party_size"]["party_size"] == 9


def test_it_follows_what_the_guest_did_elsewhere(table: Table) -> None:
    first = table.call_in("18:00", guest=GUEST)
    later = table.call_in("20:00", guest=GUEST)
    other = table.call_in("20:00", guest=GUEST | {"email": "other@example.test"})
    before, of_other = table.row(later), table.row(other)
    let_it_be_time(table, first)
    expect(table.move(first, "no_show"))
    told = table.row(first)["no_show_risk_score"]
    after = until(
        "the risk is calculated anew",
        lambda: table.row(later),
        lambda row: bool(row["no_show_risk_score"] != before["no_show_risk_score"]),
    )
    assert after["risk_factors"]["history"]["no_show_count"] == 1
    assert agrees(table, later)["no_show_risk_score"] > before["no_show_risk_score"]
    assert table.row(other) == of_other
    assert table.row(first)["no_show_risk_score"] == told, "what was expected of it stays"
    stale = "select count(*) from dining.stale_risks where org_id = %s"
    until("nothing is left to do", lambda: table.shop.ask(stale, table.org_id) == 0)


def test_staff_have_it_calculated(table: Table) -> None:
    booked = table.call_in("18:00", guest=GUEST)
    asked = {"reservation_id": booked["reservation_id"]}
    with table.shop.database() as db:
        db.execute("set session_replication_role = replica")
        db.execute(
            "update dining.reservations set no_show_risk_score = null, risk_factors = null"
            " where id = %s",
            [booked["reservation_id"]],
        )
    answer = expect(table.rpc("calculate_no_show_risk", table.owner.token, **asked))
    row = agrees(table, booked)
    assert answer == asked | {name: row[name] for name in ("no_show_risk_score", "risk_factors")}
    assert expect(table.rpc("calculate_no_show_risk", table.owner.token, **asked)) == answer
    assert refusal(table.rpc("calculate_no_show_risk", **asked))[:2] == (401, "sign_in_required")
    expect(table.move(booked, "cancelled"))
    assert expect(table.rpc("calculate_no_show_risk", table.owner.token, **asked)) == answer


def test_a_shift_is_summed_up(table: Table) -> None:
    risky = GUEST | {"email": f"{uuid4()}@example.test"}
    first = table.call_in("18:00", 4, guest=risky)
    have_history(table, risky["email"], no_show_count=4)
    booked = [
        first,
        table.call_in("18:00", 3),
        table.call_in("18:00", 2),
    ]
    gone = table.call_in("18:15", 2)
    expect(table.move(gone, "cancelled"))
    asked = {"reservation_id": first["reservation_id"]}
    expect(table.rpc("calculate_no_show_risk", table.owner.token, **asked))
    rows = [table.row(one) for one in booked]
    (summary,) = table.shop.rows(
        "shift_risk_summary", table.owner.token, location_id=f"eq.{table.location_id}"
    )
    risks = [row["no_show_risk_score"] for row in rows]
    expected = sum(row["no_show_risk_score"] * row["party_size"] for row in rows)
    assert summary["avg_risk_score"] == pytest.approx(sum(risks) / 3, abs=0.0006)
    assert summary["suggested_overbook_covers"] == pytest.approx(expected, abs=0.5)
    assert max(risks) > 0.6
    assert {
        name: summary[name]
        for name in (
            "shift_id",
            "reservation_date",
            "shift_name",
            "reservation_count",
            "total_covers",
            "high_risk_count",
        )
    } == {
        "shift_id": table.shift_id,
        "reservation_date": table.date,
        "shift_name": "Diner",
        "reservation_count": 3,
        "total_covers": 9,
        "high_risk_count": 1,
    }
