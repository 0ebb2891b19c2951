"""What is available, worked out slowly: one slot, one table, one reservation at a time.

It shares no code and no idea with the SQL: no bits, no sets, only the rules in the order in which a
person would go through them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.dining.restaurant import GUEST_CHANNELS, Restaurant

Row = dict[str, Any]
Span = tuple[datetime, datetime]


@dataclass
class Shift:
    """A shift on a date."""

    row: Row
    day: date
    starts_at: datetime
    ends_at: datetime
    start: Any
    end: Any
    is_closed: bool


@dataclass
class Reference:
    """The answers of one restaurant at one moment."""

    place: Restaurant
    now: datetime
    busy: list[tuple[UUID, Span]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.busy = []
        waiting = []
        for row in self.place.reservations:
            if not self.occupies(row):
                continue
            span = (row["starts_at"], row["ends_at"] + minutes(row["buffer_minutes"]))
            members = self.members(row)
            if members:
                self.busy += [(table_id, span) for table_id in members]
            else:
                waiting.append((row["created_at"], row["id"], row, span))
        for _, _, row, span in sorted(waiting, key=lambda entry: entry[:2]):
            offer = next(
                (
                    o
                    for o in self.place.shift_tickets
                    if (o["shift_id"], o["ticket_id"]) == (row["shift_id"], row["ticket_id"])
                ),
                None,
            )
            found = [
                shift
                for shift in self.shifts(row["reservation_date"])
                if shift.row["id"] == row["shift_id"]
            ]
            if not found:
                continue
            areas = offer["area_ids"] if offer else []
            chosen = self.choose(
                found[0],
                areas,
                row["party_size"],
                "phone",
                row["starts_at"],
                row["ends_at"],
                span[1],
            )
            if chosen:
                self.busy += [(table_id, span) for table_id in chosen[1]]

    def occupies(self, row: Row) -> bool:
        return self.counts(row) and row["status"] != "completed"

    def counts(self, row: Row) -> bool:
        match row["status"]:
            case "pending_payment":
                return bool(row["payment_due_at"] > self.now)
            case "option":
                return bool(row["option_expires_at"] > self.now)
            case status:
                return status in ("confirmed", "seated", "completed")

    def members(self, row: Row) -> list[UUID]:
        if row.get("table_id"):
            return [row["table_id"]]
        for group in self.place.groups:
            if group["id"] == row.get("table_group_id"):
                return list(group["members"])
        return []

    def shifts(self, day: date) -> Iterator[Shift]:
        for row in self.place.shifts:
            if not row.get("is_active", True) or day.isoweekday() not in row["days_of_week"]:
                continue
            start, end, is_closed = row["start_time"], row["end_time"], False
            for exception in self.place.exceptions:
                if exception["exception_date"] != day:
                    continue
                if exception["shift_id"] not in (None, row["id"]):
                    continue
                if exception["exception_type"] == "closed":
                    is_closed = True
                if exception["exception_type"] == "modified":
                    start = exception.get("override_start_time") or start
                    end = exception.get("override_end_time") or end
            starts_at = self.place.wall(day, start)
            ends_at = self.place.wall(day, end, after=start)
            yield Shift(row, day, starts_at, ends_at, start, end, is_closed or start == end)

    def grid(self, shift: Shift) -> list[datetime]:
        if shift.start == shift.end:
            return []
        local = datetime.combine(shift.day, shift.start)
        last = datetime.combine(shift.day, shift.end)
        if shift.end <= shift.start:
            last += timedelta(days=1)
        found = []
        while local < last:
            found += self.place.instants(local)
            local += minutes(shift.row["arrival_interval_minutes"])
        return sorted(found)

    def places(self, party: int, channel: str) -> Iterator[tuple[Row, list[UUID]]]:
        active = {row["id"] for row in self.place.areas if row.get("is_active", True)}
        usable = {
            row["id"]: row
            for row in self.place.tables
            if row.get("is_active", True) and row["area_id"] in active
        }
        for row in usable.values():
            if self.fits(row, party, channel):
                yield row | {"areas": {row["area_id"]}}, [row["id"]]
        for row in self.place.groups:
            members = row["members"]
            if not row.get("is_active", True) or not members:
                continue
            if all(table_id in usable for table_id in members) and self.fits(row, party, channel):
                areas = {usable[table_id]["area_id"] for table_id in members}
                yield row | {"areas": areas, "is_group": True}, list(members)

    @staticmethod
    def fits(row: Row, party: int, channel: str) -> bool:
        if channel in GUEST_CHANNELS and not row["online_bookable"]:
            return False
        return bool(row["min_capacity"] <= party <= row["max_capacity"])

    def windows(self, table_id: UUID, day: date) -> dict[str, list[Span | None]]:
        """By kind of rule; None stands for a rule that does not hold on this day."""
        windows: dict[str, list[Span | None]] = {"allow": [], "block": []}
        for rule in self.place.rules:
            if rule["table_id"] != table_id or not rule.get("is_active", True):
                continue
            holds = (
                rule["start_date"] <= day <= rule["end_date"]
                and day.isoweekday() in rule["days_of_week"]
            )
            if rule["rule_type"] == "allow":
                windows["allow"].append(None)
            if not holds:
                continue
            if rule["start_time"] is None:
                span = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
            else:
                span = (
                    self.place.wall(day, rule["start_time"]),
                    self.place.wall(day, rule["end_time"], after=rule["start_time"]),
                )
            if span[0] < span[1]:
                windows[rule["rule_type"]].append(span)
        return windows

    def is_open(self, table_id: UUID, day: date, stay: Span) -> bool:
        windows = self.windows(table_id, day)
        if any(overlap(stay, span) for span in windows["block"] if span):
            return False
        if not windows["allow"]:
            return True
        joined: list[list[datetime]] = []
        for span in sorted(span for span in windows["allow"] if span):
            if joined and span[0] <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], span[1])
            else:
                joined.append(list(span))
        return any(start <= stay[0] and stay[1] <= end for start, end in joined)

    def free(
        self, areas: list[UUID], party: int, channel: str, day: date, stay: Span, clear: datetime
    ) -> Iterator[tuple[Row, list[UUID]]]:
        for row, members in self.places(party, channel):
            if areas and not row["areas"] <= set(areas):
                continue
            if any(
                table_id in members and overlap((stay[0], clear), span)
                for table_id, span in self.busy
            ):
                continue
            if all(self.is_open(table_id, day, stay) for table_id in members):
                yield row, members

    def choose(
        self,
        shift: Shift,
        areas: list[UUID],
        party: int,
        channel: str,
        start: datetime,
        end: datetime,
        clear: datetime,
    ) -> tuple[Row, list[UUID]] | None:
        grouped = set()
        active = {row["id"] for row in self.place.areas if row.get("is_active", True)}
        usable = {
            row["id"]
            for row in self.place.tables
            if row.get("is_active", True) and row["area_id"] in active
        }
        for group in self.place.groups:
            if group.get("is_active", True) and set(group["members"]) <= usable:
                grouped |= set(group["members"])

        def rank(entry: tuple[Row, list[UUID]]) -> tuple[Any, ...]:
            row, members = entry
            is_group = bool(row.get("is_group"))
            damage = timedelta(0)
            for table_id in members:
                before = [
                    span[1] for other, span in self.busy if other == table_id and span[1] <= start
                ]
                after = [
                    span[0] for other, span in self.busy if other == table_id and span[0] >= clear
                ]
                for gap in (
                    start - max([shift.starts_at, *before]),
                    min([shift.ends_at, *after]) - clear,
                ):
                    if timedelta(0) < gap < clear - start:
                        damage += gap
            return (
                is_group,
                row["max_capacity"] - party,
                is_group or row["id"] in grouped,
                damage,
                row["sort_order"],
                row["id"],
            )

        free = self.free(areas, party, channel, shift.day, (start, end), clear)
        return min(free, key=rank, default=None)

    def slots(self, day: date, party: int, channel: str) -> list[tuple[Any, ...]]:
        """Each slot as (moment, shift, ticket, end of the stay, slot_type, reason_code)."""
        found = []
        for shift in self.shifts(day):
            for offer in self.place.shift_tickets:
                if offer["shift_id"] != shift.row["id"] or not offer.get("is_active", True):
                    continue
                (ticket,) = (t for t in self.place.tickets if t["id"] == offer["ticket_id"])
                if ticket["min_party_size"] <= party <= ticket["max_party_size"]:
                    found += self.offered(shift, offer, ticket, party, channel)
        return sorted(found)

    def offered(
        self, shift: Shift, offer: Row, ticket: Row, party: int, channel: str
    ) -> list[tuple[Any, ...]]:
        mine = [
            row
            for row in self.place.reservations
            if self.counts(row)
            and (row["shift_id"], row["ticket_id"], row["reservation_date"])
            == (shift.row["id"], ticket["id"], shift.day)
        ]
        squeezed = sum(row["is_squeeze"] for row in mine)
        grid = self.grid(shift)
        answers = []
        for place, at in enumerate(grid):
            until = grid[place + 1] if place + 1 < len(grid) else datetime.max.replace(tzinfo=UTC)
            bucket = [
                row
                for row in mine
                if (at <= row["starts_at"] or place < 0) and row["starts_at"] < until
            ]
            end = at + minutes(ticket["duration_minutes"])
            refusal = self.refusal(shift, offer, ticket, party, channel, at, bucket, mine)
            reason = refusal
            if not shift.is_closed and end > shift.ends_at:
                reason = "closed"
            elif reason is None:
                clear = end + minutes(ticket["buffer_minutes"])
                if not any(
                    self.free(offer["area_ids"], party, channel, shift.day, (at, end), clear)
                ):
                    reason = "tables_full"
            answers.append((at, end, refusal, reason))
        has_normal = any(reason is None for *_, reason in answers)
        result = []
        for at, end, refusal, reason in answers:
            answer = (end, "normal", reason or "available")
            shorter = None
            if reason is not None and refusal is None and not has_normal:
                shorter = self.squeeze(shift, offer, ticket, party, channel, at)
            if shorter:
                limit = ticket["squeeze_limit_per_shift"]
                if limit is None or squeezed < limit:
                    answer = (shorter, "squeeze", "available")
                else:
                    answer = (end, "normal", "squeeze_limit")
            result.append((at, shift.row["id"], ticket["id"], *answer))
        return result

    def refusal(
        self,
        shift: Shift,
        offer: Row,
        ticket: Row,
        party: int,
        channel: str,
        at: datetime,
        bucket: list[Row],
        mine: list[Row],
    ) -> str | None:
        """The first of these that holds."""
        settings = self.place.settings
        tolerance = settings["overbooking_tolerance"]
        total = offer["max_covers_total"]
        refusals = {
            "closed": shift.is_closed,
            "channel_blocked": channel not in settings["channels_open"],
            "cut_off": at < self.now
            or (channel in GUEST_CHANNELS and self.is_cut_off(shift, ticket, party, at)),
            "pacing_covers_full": exceeds(covers(bucket) + party, offer["pacing_covers_limit"]),
            "pacing_arrivals_full": exceeds(len(bucket) + 1, offer["pacing_arrivals_limit"]),
            "overbooking_limit" if tolerance else "max_covers_reached": exceeds(
                covers(mine) + party, None if total is None else total + tolerance
            ),
        }
        return next((reason for reason, holds in refusals.items() if holds), None)

    def is_cut_off(self, shift: Shift, ticket: Row, party: int, at: datetime) -> bool:
        """Whether a guest is too late, or too early."""
        advance = ticket["booking_min_advance_minutes"]
        large = ticket["booking_min_advance_large_party_minutes"]
        if party >= ticket["large_party_threshold"] and large is not None:
            advance = large
        today = self.now.astimezone(ZoneInfo(self.place.time_zone)).date()
        days = (shift.day - today).days
        return bool(at < self.now + minutes(advance) or days > ticket["booking_max_advance_days"])

    def squeeze(
        self, shift: Shift, offer: Row, ticket: Row, party: int, channel: str, at: datetime
    ) -> datetime | None:
        if not ticket["squeeze_enabled"]:
            return None
        shortest = ticket["squeeze_duration_minutes"]
        if ticket["squeeze_to_fixed_end_time"] is None:
            end = at + minutes(shortest)
        else:
            fixed = self.place.wall(
                shift.day, ticket["squeeze_to_fixed_end_time"], after=shift.start
            )
            end = min(at + minutes(ticket["duration_minutes"]), fixed)
            if end < at + minutes(shortest if shortest is not None else 15):
                return None
        clear = end + minutes(ticket["squeeze_gap_minutes"])
        if end > shift.ends_at:
            return None
        if any(self.free(offer["area_ids"], party, channel, shift.day, (at, end), clear)):
            return end
        return None


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def covers(rows: list[Row]) -> int:
    return sum(row["party_size"] for row in rows)


def exceeds(count: int, limit: int | None) -> bool:
    return limit is not None and count > limit
