"""The calendar entry (iCalendar) that comes with the tickets."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from workers.tickets.order import Purchase
from workers.words import words

PRODUCT = "-//Entree//Tickets//EN"


def render(purchase: Purchase) -> bytes:
    """One entry in the event's own time zone.

    Its UID is made from the order, so that a calendar replaces the entry when the mail comes again.
    """
    order, event, say = purchase.order, purchase.event, words(purchase.order.language)
    zone = ZoneInfo(event.time_zone)
    entry = Event()
    entry.add("uid", f"{order.order_id}@entree")
    entry.add("dtstamp", order.paid_at or order.created_at)
    entry.add("dtstart", event.starts_at.astimezone(zone))
    if event.ends_at is not None and event.ends_at > event.starts_at:
        entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", event.title)
    if event.where:
        entry.add("location", event.where)
    tickets = say.count("ticket", len(purchase.admissions))
    entry.add(
        "description",
        say("calendar.description", order_number=order.order_number, tickets=tickets),
    )
    entry.add("status", "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    year = event.starts_at.year
    calendar.add_missing_timezones(date(year - 1, 1, 1), date(year + 2, 1, 1))
    return bytes(calendar.to_ical())
