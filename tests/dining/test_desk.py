"""What staff look at, with a clock that is moved, and against the engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given

from tests.dining.drawn import examples, restaurants
from tests.dining.restaurant import Restaurant, thing, write

FRIDAY = date(2026, 6, 5)
ALL_WEEK = [1, 2, 3, 4, 5, 6, 7]
OF_A_DATE = ("shift_overview", "reservation_list", "table_timeline", "table_grid")


@dataclass
class Desk:
    """Somebody who works for an org, and looks."""

    conn: psycopg.Connection
    org_id: UUID

    def at(self, moment: str) -> None:
        """Move the clock."""
        self.conn.execute("select set_config('app.now', %s, true)", (moment,))

    def see(self, function: str, *arguments: object) -> Any:
        """Call a function of the room."""
        holes = ", ".join(["%s"] * len(arguments))
        row = self.conn.execute(f"select dining.{function}({holes})".encode(), arguments).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture
def desk(conn: psycopg.Connection, org_id: UUID) -> Desk:
    """A member of the org."""
    user_id = uuid4()
    conn.execute("insert into auth.users (id, email) values (%s, %s)", (user_id, f"{user_id}@x.nl"))
    conn.execute(
        "insert into tenancy.org_members (org_id, user_id, role) values (%s, %s, 'member')",
        (org_id, user_id),
    )
    claims = json.dumps({"sub": str(user_id), "role": "authenticated"})
    conn.execute("select set_config('request.jwt.claims', %s, true)", (claims,))
    return Desk(conn, org_id)


def bistro(start: time = time(18), end: time = time(23), tables: int = 2) -> Restaurant:
    """A restaurant in Amsterdam with tables for four, one shift a day and one ticket."""
    place = Restaurant("Europe/Amsterdam")
    area = thing(sort_order=0)
    place.areas = [area]
    place.tables = [
        thing(area_id=area["id"], name=f"{number:03}", max_capacity=4, sort_order=number)
        for number in range(tables)
    ]
    place.shifts = [thing(short_name="D", start_time=start, end_time=end, days_of_week=ALL_WEEK)]
    place.tickets = [thing(short_name="R", duration_minutes=120)]
    place.shift_tickets = [thing(shift_id=place.shifts[0]["id"], ticket_id=place.tickets[0]["id"])]
    return place


def party(place: Restaurant, at: time, table: int | None = 0, **more: Any) -> dict[str, Any]:
    """A reservation of two hours for two."""
    on = more.pop("on", FRIDAY)
    starts_at = place.wall(on, at, None if at >= place.shifts[0]["start_time"] else time(23, 59))
    row = thing(
        ticket_id=place.tickets[0]["id"],
        shift_id=place.shifts[0]["id"],
        reservation_date=on,
        start_time=at,
        end_time=at,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        party_size=2,
        table_id=None if table is None else place.tables[table]["id"],
        status="confirmed",
        channel="widget",
    )
    place.reservations.append(row | more)
    return place.reservations[-1]


@examples(60)
@given(drawn=restaurants())
def test_pacing_is_counted_as_the_engine_does(
    conn: psycopg.Connection, org_id: UUID, drawn: tuple[Restaurant, date, datetime]
) -> None:
    place, day, now = drawn
    with conn.transaction(force_rollback=True):
        conn.execute("select set_config('app.now', %s, true)", (now.isoformat(),))
        write(conn, org_id, place)
        asked = {"day": day, "location_id": place.id}
        engine = conn.execute(
            """
            select s.shift_id, s.ticket_id, s.slot_at, s.pacing_covers, s.pacing_arrivals
            from dining.locations as l
            cross join lateral dining.find_slots(l, %(day)s, %(day)s, 1, null, 'phone') as s
            join lateral dining.effective_schedule(l, %(day)s, %(day)s) as e
              on e.shift_id = s.shift_id and not e.is_closed
            where l.id = %(location_id)s
            order by 1, 2, 3
            """,
            asked,
        ).fetchall()
        desk = conn.execute(
            """
            select p.shift_id, p.ticket_id, p.slot_at, p.covers, p.arrivals
            from dining.locations as l
            cross join lateral dining.pacing(l, %(day)s, %(day)s) as p
            where l.id = %(location_id)s
            order by 1, 2, 3
            """,
            asked,
        ).fetchall()
    assert desk == engine


def test_who_stays_past_midnight_is_seen_on_the_next_date(desk: Desk) -> None:
    place = bistro(time(20), time(3))
    late = party(place, time(0, 30), 0)
    party(place, time(20), 1, on=FRIDAY + timedelta(days=1))
    write(desk.conn, desk.org_id, place)
    desk.at("2026-06-05 12:00+02")
    (shift,) = desk.see("shift_overview", place.id, FRIDAY)["shifts"]
    at = {row["time"]: row for row in shift["intervals"]}
    assert (shift["covers"], at["00:30"]["covers"], at["00:30"]["tables_free"]) == (2, 2, 1)
    lunch = thing(
        short_name="N", start_time=time(0), end_time=time(4), days_of_week=ALL_WEEK, name="Night"
    )
    desk.conn.execute(
        "insert into dining.shifts (org_id, location_id, name, short_name, start_time, end_time,"
        " days_of_week) values (%s, %s, 'Night', 'N', %s, %s, %s)",
        (desk.org_id, place.id, lunch["start_time"], lunch["end_time"], ALL_WEEK),
    )
    grid = desk.see("table_grid", place.id, FRIDAY + timedelta(days=1))
    assert [row["time"] for row in grid["times"][:3]] == ["00:00", "00:15", "00:30"]
    cells = grid["tables"][0]["cells"]
    assert cells[:2] == [None, None]
    assert cells[2] == cells[9] == {"state": "taken", "reservation_id": str(late["id"])}
    timeline = desk.see("table_timeline", place.id, FRIDAY + timedelta(days=1))
    assert [stay["reservation_id"] for stay in timeline["tables"][0]["stays"]] == [str(late["id"])]


def test_an_hour_that_comes_twice_stands_there_twice(desk: Desk) -> None:
    place = bistro(time(1), time(4))
    night = date(2026, 10, 25)
    write(desk.conn, desk.org_id, place)
    desk.at("2026-10-24 12:00+02")
    (shift,) = desk.see("shift_overview", place.id, night)["shifts"]
    times = [row["time"] for row in shift["intervals"]]
    assert times.count("02:30") == 2
    assert len(times) == len({row["starts_at"] for row in shift["intervals"]}) == 16


def test_what_has_ended_keeps_no_table(desk: Desk) -> None:
    place = bistro()
    option = party(
        place,
        time(18),
        0,
        status="option",
        option_expires_at=datetime.fromisoformat("2026-06-05 16:00+02:00"),
    )
    eating = party(place, time(18), 1)
    write(desk.conn, desk.org_id, place)

    def cells(number: int) -> list[Any]:
        found: list[Any] = desk.see("table_grid", place.id, FRIDAY)["tables"][number]["cells"]
        return found

    desk.at("2026-06-05 15:59+02")
    assert cells(0)[0]["reservation_id"] == str(option["id"])
    desk.at("2026-06-05 16:00+02")
    assert cells(0)[0] is None, "an option blocks until its deadline, also before the sweep"
    lines = desk.see("reservation_list", place.id, FRIDAY)["reservations"]
    live = {line["status"]: line["is_live"] for line in lines}
    assert live == {"option": False, "confirmed": True}
    desk.at("2026-06-05 19:05+02")
    for status in ("seated", "completed"):
        desk.conn.execute(
            "update dining.reservations set status = %s::dining.reservation_status,"
            " seated_at = core.clock(),"
            " completed_at = case when %s = 'completed' then core.clock() end where id = %s",
            (status, status, eating["id"]),
        )
    assert [cell is None for cell in cells(1)[:6]] == [False] * 5 + [True], "they left at 19:05"
    (shift,) = desk.see("shift_overview", place.id, FRIDAY)["shifts"]
    assert shift["by_status"]["completed"] == {"reservations": 1, "covers": 2}
    assert shift["covers"] == 2, "who has been there counts"


def test_what_may_be_done_changes_with_time_and_status(desk: Desk) -> None:
    place = bistro()
    draft = party(place, time(18), 0, status="draft")
    booked = party(place, time(19), 1)
    write(desk.conn, desk.org_id, place)
    desk.conn.execute(
        "update dining.reservations set terms = %s where id = %s",
        (json.dumps({"noshow_mark_after_minutes": 15}), booked["id"]),
    )

    def may(row: dict[str, Any]) -> list[str]:
        found: list[str] = desk.see("reservation_detail", row["id"])["may"]
        return found

    desk.at("2026-06-05 12:00+02")
    assert may(draft) == ["cancelled", "confirmed"], "no options are given here"
    desk.conn.execute(
        "update dining.reservation_settings set options_enabled = true where location_id = %s",
        (place.id,),
    )
    assert may(draft) == ["cancelled", "confirmed", "option"]
    assert may(booked) == ["cancelled", "seated"]
    desk.at("2026-06-05 19:14:59+02")
    assert may(booked) == ["cancelled", "seated"]
    desk.at("2026-06-05 19:15+02")
    assert may(booked) == ["cancelled", "no_show", "seated"]


def test_signals_grow_urgent_as_time_passes(desk: Desk) -> None:
    place = bistro()
    place.shift_tickets[0]["pacing_covers_limit"] = 5
    nowhere = party(place, time(19), None)
    party(place, time(19), 0, badges=json.dumps(["deposit_disputed"]))
    party(
        place,
        time(21),
        1,
        status="option",
        option_expires_at=datetime.fromisoformat("2026-06-05 12:00+02:00"),
    )
    write(desk.conn, desk.org_id, place)

    def signals() -> dict[str, Any]:
        found = desk.see("location_signals", place.id)["signals"]
        assert [row["until"] for row in found] == sorted(row["until"] for row in found)
        return {row["kind"]: row["urgency"] for row in found}

    desk.at("2026-05-20 12:00+02")
    assert signals() == {}, "more than a week ahead"
    desk.at("2026-05-30 12:00+02")
    expected = {"unassigned_table": "low", "pacing_nearly_full": "low", "unpaid_deposit": "low"}
    assert signals() == expected
    desk.at("2026-06-04 20:00+02")
    expected = dict.fromkeys(expected, "medium") | {"expiring_option": "medium"}
    assert signals() == expected
    desk.at("2026-06-05 10:00+02")
    assert signals()["expiring_option"] == "high"
    desk.at("2026-06-05 12:00+02")
    assert "expiring_option" not in signals(), "it is over"
    desk.at("2026-06-05 17:00+02")
    assert signals() == {
        "unassigned_table": "high",
        "unpaid_deposit": "high",
        "pacing_nearly_full": "medium",
    }, "a full evening is nothing that burns"
    desk.conn.execute(
        "update dining.reservations set table_id = %s where id = %s",
        (place.tables[1]["id"], nowhere["id"]),
    )
    assert "unassigned_table" not in signals()
    desk.at("2026-06-05 19:01+02")
    assert signals() == {"unpaid_deposit": "high"}, "of who is there now"


def expected_at_five() -> dict[str, str]:
    """Two hours before: high, but a full evening is nothing that burns."""
    return {
        "unassigned_table": "high",
        "unpaid_deposit": "high",
        "pacing_nearly_full": "medium",
    }


def test_a_risky_guest_is_signalled_with_the_reasons(desk: Desk) -> None:
    place = bistro()
    risky = party(place, time(19), 0)
    party(place, time(19), 1)
    write(desk.conn, desk.org_id, place)
    desk.at("2026-06-04 12:00+02")
    assert desk.see("location_signals", place.id)["signals"] == []
    desk.conn.execute(
        """
        with guest as (
          insert into dining.customers (org_id, location_id, last_name, no_show_count)
          values (%s, %s, 'Bakker', 4)
          returning id
        )
        update dining.reservations as r
        set customer_id = guest.id, no_show_risk_score = null
        from guest
        where r.id = %s
        """,
        (desk.org_id, place.id, risky["id"]),
    )
    (signal,) = desk.see("location_signals", place.id)["signals"]
    assert (signal["kind"], signal["entity_id"]) == ("risky_reservation", str(risky["id"]))
    assert signal["details"]["no_show_risk_score"] > 0.6
    assert signal["details"]["risk_factors"]["history"]["no_show_count"] == 4
    assert signal["reason"].startswith("A no-show is likely (")
    lines = {
        line["reservation_id"]: line["badges"]
        for line in desk.see("reservation_list", place.id, FRIDAY)["reservations"]
    }
    assert lines.pop(str(risky["id"])) == ["frequent_canceller", "new_guest", "high_risk"]
    assert [*lines.values()] == [[]]
    assert "high_risk" in desk.see("reservation_detail", risky["id"])["badges"]


FULL_HOUSE = """
    insert into dining.customers (org_id, location_id, last_name, phone_number)
    select %(org_id)s, %(place)s, 'Guest ' || n, '+316' || 10000000 + n
    from generate_series(1, 2000) as n;
    insert into dining.reservations (
      org_id, location_id, reservation_number, customer_id, ticket_id, shift_id, reservation_date,
      start_time, end_time, starts_at, ends_at, due_at, party_size, table_id, status, channel,
      language, terms, public_token_hash
    )
    select
      %(org_id)s, %(place)s, concat(d, '-', t.no, '-', k), c.id, %(ticket)s, %(shift)s,
      %(day)s::date + d, '18:00', '19:00', a.at, a.at + interval '1 hour', a.at, 2, t.id,
      'confirmed', 'widget', 'nl', '{"amount": 0, "payment_type": "none"}',
      sha256(concat(d, '-', t.no, '-', k)::bytea)
    from (
      select t.id, row_number() over () as no from dining.tables as t
      where t.location_id = %(place)s
    ) as t
    cross join generate_series(-5, 5) as d
    cross join generate_series(0, 2) as k
    cross join lateral (
      select (%(day)s::date + d + time '18:00') at time zone 'Europe/Amsterdam'
        + k * interval '1 hour' as at
    ) as a
    join (
      select c.id, row_number() over () as no from dining.customers as c
      where c.location_id = %(place)s
    ) as c on c.no = 1 + (t.no * 31 + k * 7 + d + 5) %% 2000;
    insert into dining.table_occupancy (
      org_id, location_id, reservation_id, table_id, service_date, during
    )
    select r.org_id, r.location_id, r.id, r.table_id, r.reservation_date,
      tstzrange(r.starts_at, r.ends_at)
    from dining.reservations as r
    where r.location_id = %(place)s
      and r.reservation_date between %(day)s::date - 2 and %(day)s::date + 2;
"""
SCANS = """
    select s.relname, s.seq_scan, s.seq_tup_read + coalesce(s.idx_tup_fetch, 0)
    from pg_stat_xact_user_tables as s
    where s.schemaname in ('dining', 'core', 'payments') and s.relname <> 'settings'
"""


def test_a_full_house_is_read_once_and_not_row_by_row(desk: Desk) -> None:
    """200 tables, 600 reservations a day, 6,600 in all: no table is gone through per row."""
    place = bistro(tables=200)
    place.shift_tickets[0]["pacing_covers_limit"] = 500
    write(desk.conn, desk.org_id, place)
    for table in ("customers", "reservations", "table_occupancy"):
        desk.conn.execute(f"alter table dining.{table} disable trigger user".encode())
    row = {"org_id": desk.org_id, "place": place.id, "day": FRIDAY}
    row |= {"ticket": place.tickets[0]["id"], "shift": place.shifts[0]["id"]}
    for statement in FULL_HOUSE.strip().split(";\n")[:3]:
        desk.conn.execute(statement.encode(), row)
    for table in ("customers", "reservations", "table_occupancy", "tables"):
        desk.conn.execute(f"analyze dining.{table}".encode())
    desk.at("2026-06-05 12:00+02")

    def scans() -> dict[str, tuple[int, int]]:
        found = desk.conn.execute(SCANS).fetchall()
        return {name: (scanned, read) for name, scanned, read in found}

    (shift,) = desk.see("shift_overview", place.id, FRIDAY)["shifts"]
    assert (shift["arrivals"], shift["covers"]) == (600, 1200)
    assert len(desk.see("table_timeline", place.id, FRIDAY)["reservations"]) == 600
    for function, arguments in [
        *((name, (FRIDAY,)) for name in OF_A_DATE),
        ("location_signals", ()),
    ]:
        before = scans()
        desk.see(function, place.id, *arguments)
        after = scans()
        for name, (scanned, read) in after.items():
            earlier = before.get(name, (0, 0))
            # Each kind of signal may look once or twice, by whatever plan; never once per row.
            often, most = (12, 30_000) if function == "location_signals" else (6, 15_000)
            assert scanned - earlier[0] <= often, f"{function} goes through {name} again and again"
            assert read - earlier[1] <= most, f"{function} reads {read - earlier[1]} rows of {name}"
