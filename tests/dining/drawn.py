"""Restaurants, reservations, clocks and requests as Hypothesis draws them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.dining.reference import Reference, overlap
from tests.dining.restaurant import CHANNELS, Restaurant, thing


def examples(count: int) -> settings:
    """How tests draw restaurants: so many, the same in every run, however long each takes."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


Draw = Callable[[st.SearchStrategy[Any]], Any]

# Both nights on which clocks change, where that is in the evening too, and ordinary days.
DAYS = {
    "Europe/Amsterdam": (
        date(2026, 3, 28),
        date(2026, 3, 29),
        date(2026, 10, 24),
        date(2026, 6, 5),
    ),
    "America/New_York": (date(2026, 3, 8), date(2026, 10, 31), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 4), date(2026, 10, 3)),
    "UTC": (date(2026, 6, 5),),
}

uuids = st.uuids(version=4)
sizes = st.sampled_from([2, 4, 1, 3, 5, 6])
quarters = st.integers(0, 95).map(lambda q: time(q // 4, q % 4 * 15))
few = st.integers(0, 3)


def later(at: time, minutes: int) -> time:
    """So many minutes later on the clock."""
    return (datetime.combine(date(2026, 1, 1), at) + timedelta(minutes=minutes)).time()


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def restaurants(draw: Draw) -> tuple[Restaurant, date, datetime]:
    """A restaurant, a service date, and the present moment."""
    zone = draw(st.sampled_from(sorted(DAYS)))
    day = draw(st.sampled_from(DAYS[zone]))
    place = Restaurant(zone, id=draw(uuids))
    place.settings = {
        "overbooking_tolerance": draw(st.sampled_from([0, 0, 2])),
        "channels_open": draw(st.sampled_from([*[list(CHANNELS)] * 9, ["phone"]])),
    }
    place.areas = [
        thing(id=draw(uuids), is_active=draw(st.sampled_from([*[True] * 9, False])))
        for _ in range(draw(st.integers(1, 2)))
    ]
    _tables(draw, place)
    _rules(draw, place, day)
    _shifts(draw, place, day)
    _tickets(draw, place)
    midnight = place.wall(day, time(0))
    now = midnight + timedelta(minutes=draw(st.integers(-1500, 900)))
    _book(draw, place, day, now)
    return place, day, now


def _tables(draw: Draw, place: Restaurant) -> None:
    area_ids = [row["id"] for row in place.areas]
    for _ in range(draw(st.sampled_from([1, 2, 3, 0]))):
        least = draw(st.sampled_from([1, 1, 2, 3]))
        place.tables.append(
            thing(
                id=draw(uuids),
                area_id=draw(st.sampled_from(area_ids)),
                min_capacity=least,
                max_capacity=least + draw(st.sampled_from([3, 1, 5, 0])),
                online_bookable=draw(st.sampled_from([True, True, False])),
                sort_order=draw(st.integers(0, 1)),
                is_active=draw(st.sampled_from([*[True] * 9, False])),
            )
        )
    table_ids = [row["id"] for row in place.tables]
    if len(table_ids) >= 2:
        for _ in range(draw(st.integers(0, 2))):
            members = draw(
                st.lists(st.sampled_from(table_ids), min_size=1, max_size=3, unique=True)
            )
            place.groups.append(
                thing(
                    id=draw(uuids),
                    min_capacity=draw(st.integers(1, 3)),
                    max_capacity=draw(st.integers(3, 7)),
                    online_bookable=draw(st.booleans()),
                    sort_order=0,
                    members=members,
                )
            )


def _rules(draw: Draw, place: Restaurant, day: date) -> None:
    table_ids = [row["id"] for row in place.tables]
    for _ in range(draw(st.sampled_from([0, 0, 1, 2])) if table_ids else 0):
        start, end = draw(st.lists(quarters, min_size=2, max_size=2, unique=True))
        whole = draw(st.booleans())
        place.rules.append(
            thing(
                id=draw(uuids),
                table_id=draw(st.sampled_from(table_ids)),
                rule_type=draw(st.sampled_from(["block", "allow"])),
                start_date=day - timedelta(days=draw(few)),
                end_date=day + timedelta(days=draw(st.integers(-1, 2))),
                days_of_week=draw(
                    st.sampled_from([[1, 2, 3, 4, 5, 6, 7], [day.isoweekday()], [2]])
                ),
                start_time=None if whole else start,
                end_time=None if whole else end,
            )
        )
        if place.rules[-1]["end_date"] < place.rules[-1]["start_date"]:
            place.rules.pop()


def _shifts(draw: Draw, place: Restaurant, day: date) -> None:
    for _ in range(draw(st.integers(1, 2))):
        start = draw(quarters)
        end = later(start, draw(st.sampled_from([180, 120, 300, 30, 60, 90, 600])))
        place.shifts.append(
            thing(
                id=draw(uuids),
                short_name="S",
                start_time=start,
                end_time=end,
                days_of_week=draw(
                    st.sampled_from([[1, 2, 3, 4, 5, 6, 7], [day.isoweekday()], [5, 6, 7]])
                ),
                arrival_interval_minutes=draw(st.sampled_from([30, 60])),
            )
        )
    shift_ids = [row["id"] for row in place.shifts]
    for shift_id in draw(
        st.lists(st.sampled_from([None, *shift_ids]), max_size=draw(few) // 2, unique=True)
    ):
        kinds = ["closed", "special"] + (["modified"] if shift_id else [])
        kind = draw(st.sampled_from(kinds))
        start, end = draw(st.lists(quarters, min_size=2, max_size=2, unique=True))
        both = draw(st.sampled_from([(start, end), (start, None), (None, end)]))
        place.exceptions.append(
            thing(
                id=draw(uuids),
                shift_id=shift_id,
                exception_date=day,
                exception_type=kind,
                override_start_time=both[0] if kind == "modified" else None,
                override_end_time=both[1] if kind == "modified" else None,
            )
        )


def _tickets(draw: Draw, place: Restaurant) -> None:
    area_ids = [row["id"] for row in place.areas]
    for _ in range(draw(st.integers(1, 2))):
        duration = draw(st.sampled_from([90, 120, 60]))
        fixed = draw(maybe(quarters))
        squeeze = draw(st.sampled_from([None, 15, 30, 60]))
        place.tickets.append(
            thing(
                id=draw(uuids),
                short_name="T",
                duration_minutes=duration,
                buffer_minutes=draw(st.sampled_from([0, 15])),
                min_party_size=1,
                max_party_size=draw(st.sampled_from([4, 20])),
                booking_min_advance_minutes=draw(st.sampled_from([0, 60])),
                booking_max_advance_days=draw(st.sampled_from([0, 2, 90, 90])),
                booking_min_advance_large_party_minutes=draw(st.sampled_from([None, 240])),
                large_party_threshold=3,
                squeeze_enabled=(fixed is not None or squeeze is not None)
                and draw(st.sampled_from([True, True, False])),
                squeeze_duration_minutes=squeeze,
                squeeze_gap_minutes=draw(st.sampled_from([0, 15])),
                squeeze_to_fixed_end_time=fixed,
                squeeze_limit_per_shift=draw(st.sampled_from([None, 1, 0])),
            )
        )
    for shift in place.shifts:
        for ticket in place.tickets:
            place.shift_tickets.append(
                thing(
                    id=draw(uuids),
                    shift_id=shift["id"],
                    ticket_id=ticket["id"],
                    area_ids=draw(st.sampled_from([[], [], area_ids, area_ids[:1]])),
                    pacing_covers_limit=draw(st.sampled_from([None, None, None, 6])),
                    pacing_arrivals_limit=draw(st.sampled_from([None, None, 1])),
                    max_covers_total=draw(st.sampled_from([None, None, 5])),
                    is_active=draw(st.sampled_from([True, True, True, False])),
                )
            )


def _book(draw: Draw, place: Restaurant, day: date, now: datetime) -> None:
    """Reservations around the day, none of which sit at the same table at the same time."""
    for number in range(draw(st.sampled_from([0, 3, 6, 9]))):
        on = day + timedelta(days=draw(st.sampled_from([0, 0, 0, 0, -1, 1])))
        shift = draw(st.sampled_from(place.shifts))
        start = place.wall(on, shift["start_time"]) + timedelta(
            minutes=draw(st.sampled_from([0, 1, 2, 3, 4, 6, 8, 12, 20])) * 15
        )
        end = start + timedelta(minutes=draw(st.sampled_from([60, 90, 120])))
        deadline = now + timedelta(minutes=draw(st.sampled_from([-1, 0, 1])))
        status = draw(
            st.sampled_from(
                [
                    *["confirmed"] * 4,
                    *["seated", "completed", "option", "pending_payment", "cancelled"],
                ]
            )
        )
        seated = status in ("seated", "completed")
        row = thing(
            id=draw(uuids),
            ticket_id=draw(st.sampled_from(place.tickets))["id"],
            shift_id=shift["id"],
            reservation_date=on,
            start_time=time(0),
            end_time=time(0),
            starts_at=start,
            ends_at=end,
            buffer_minutes=draw(st.sampled_from([0, 15])),
            party_size=draw(sizes),
            table_id=None,
            table_group_id=None,
            status=status,
            channel="widget",
            is_squeeze=draw(st.booleans()),
            option_expires_at=deadline if status == "option" else None,
            payment_due_at=deadline if status == "pending_payment" else None,
            cancelled_at=now if status == "cancelled" else None,
            cancelled_by="guest" if status == "cancelled" else None,
            seated_at=now if seated else None,
            completed_at=now if status == "completed" else None,
            created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        )
        choice = draw(st.sampled_from([*place.tables, *place.groups, None]))
        if choice is not None:
            key = "table_group_id" if "members" in choice else "table_id"
            row[key] = choice["id"]
        if not _clashes(place, row):
            place.reservations.append(row)


def _clashes(place: Restaurant, row: dict[str, Any]) -> bool:
    """Whether the exclusion of double bookings would refuse it on the way to its status."""

    def span(of: dict[str, Any]) -> tuple[datetime, datetime]:
        return of["starts_at"], of["ends_at"] + timedelta(minutes=of["buffer_minutes"])

    members: Callable[[dict[str, Any]], list[UUID]] = Reference(
        Restaurant(place.time_zone, groups=place.groups), row["starts_at"]
    ).members
    return any(
        set(members(row)) & set(members(other)) and overlap(span(row), span(other))
        for other in place.reservations
    )
