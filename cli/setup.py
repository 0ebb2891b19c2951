"""Sets an event up through the API, as its organiser does, from a plan as in seed/data.toml.

In a plan things name one another: a wave its ticket types, a range of start numbers its wave.
Whatever is there already, by its name, stays as it is; settings are those of a draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cli.client import Client

SECTIONS = frozenset(
    {
        *("settings", "waiver", "ticket_types", "pools", "waves", "products", "questions"),
        *("promo_codes", "bib_ranges", "contents", "faq"),
    }
)
"""What a plan has beside the columns of the event itself."""
_TIME = re.compile(r"\d\d:\d\d")

Row = dict[str, Any]


async def set_up(owner: Client, event: Row, plan: Row) -> None:
    """Make everything of a plan that the event, a row of the view `events`, does not have yet."""
    await _Setup(owner, event).make(plan)


@dataclass
class _Setup:
    """One event, and the ids of what it has so far, by name."""

    owner: Client
    event: Row
    types: dict[str, str] = field(default_factory=dict)
    waves: dict[str, str] = field(default_factory=dict)

    @property
    def own(self) -> Row:
        """What every row of the event says."""
        return {"org_id": self.event["org_id"], "event_id": self.event["id"]}

    async def make(self, plan: Row) -> None:
        if settings := plan.get("settings"):
            await self.settings(settings)
        if waiver := plan.get("waiver"):
            await self.owner.call("publish_waiver", event_id=self.event["id"], **waiver)
        await self.ticket_types(plan.get("ticket_types", []))
        await self.pools(plan.get("pools", []))
        self.waves = await self.for_types("waves", "wave", plan.get("waves", []))
        await self.products(plan.get("products", []))
        await self.questions(plan.get("questions", []))
        await self.for_types("promo_codes", "promo_code", plan.get("promo_codes", []), key="code")
        await self.bib_ranges(plan.get("bib_ranges", []))
        await self.add("event_contents", "language", plan.get("contents", []), self.own)
        await self.add("faq_entries", "question", _in_order(plan.get("faq", [])), self.own)

    async def settings(self, settings: Row) -> None:
        if self.event["status"] == "draft":
            await self.owner.change(
                "event_settings", self.moments(settings), event_id=self.event["id"]
            )

    async def ticket_types(self, ticket_types: list[Row]) -> None:
        rows = [_without(found, "tiers") for found in _in_order(ticket_types)]
        self.types = await self.add("ticket_types", "name", rows, self.own)
        for found in ticket_types:
            whose = {"org_id": self.event["org_id"], "ticket_type_id": self.types[found["name"]]}
            await self.add("price_tiers", "name", _in_order(found.get("tiers", [])), whose)

    async def pools(self, pools: list[Row]) -> None:
        known = await self.known("capacity_pools", "name", self.own)
        for pool in pools:
            if pool["name"] in known:
                continue
            row = self.own | _without(pool, "ticket_types")
            pool_id = (await self.owner.add("capacity_pools", row))["id"]
            await self.link("ticket_type_pools", {"pool_id": pool_id}, pool["ticket_types"])

    async def for_types(
        self, view: str, what: str, rows: list[Row], *, key: str = "name"
    ) -> dict[str, str]:
        """Add rows that are for certain ticket types, or for all of them; return ids by key."""
        known = await self.known(view, key, self.own)
        for row in rows:
            if row[key] in known:
                continue
            added = await self.owner.add(
                view, self.own | self.moments(_without(row, "ticket_types"))
            )
            known[row[key]] = added["id"]
            await self.link(
                f"{what}_ticket_types", {f"{what}_id": added["id"]}, row.get("ticket_types", [])
            )
        return known

    async def link(self, view: str, to: Row, names: Iterable[str]) -> None:
        """Tie something to ticket types."""
        for name in names:
            row = {"org_id": self.event["org_id"], "ticket_type_id": self.types[name]} | to
            await self.owner.add(view, row)

    async def products(self, products: list[Row]) -> None:
        rows = [self.named(_without(found, "variants")) for found in _in_order(products)]
        ids = await self.add("products", "name", rows, self.own)
        for found in products:
            whose = {"org_id": self.event["org_id"], "product_id": ids[found["name"]]}
            variants = _in_order(found.get("variants", []))
            await self.add("product_variants", "name", variants, whose)

    async def questions(self, questions: list[Row]) -> None:
        known = await self.known("questions", "label_en", self.own)
        for question in questions:
            if question["label_en"] not in known:
                await self.owner.call(
                    "save_question", event_id=self.event["id"], **self.named(question)
                )

    async def bib_ranges(self, ranges: list[Row]) -> None:
        rows = [self.named(found) for found in _in_order(ranges)]
        await self.add("bib_ranges", "first_number", rows, self.own)

    async def add(self, view: str, key: str, rows: list[Row], whose: Row) -> dict[str, str]:
        """Add the rows that are not there yet; return the ids of all by their key."""
        known = await self.known(view, key, whose)
        for row in rows:
            if row[key] not in known:
                added = await self.owner.add(view, whose | self.moments(row))
                known[row[key]] = added.get("id", "")
        return known

    async def known(self, view: str, key: str, whose: Row) -> dict[str, str]:
        """What is there already: ids by key."""
        rows = await self.owner.read(view, "*", **whose)
        return {row[key]: row.get("id", "") for row in rows}

    def named(self, row: Row) -> Row:
        """A row with ids where the plan has the names of a ticket type and a wave."""
        ids = {}
        if name := row.get("ticket_type"):
            ids["ticket_type_id"] = self.types[name]
        if name := row.get("wave"):
            ids["wave_id"] = self.waves[name]
        return _without(row, "ticket_type", "wave") | ids

    def moments(self, row: Row) -> Row:
        """A row with moments where the plan counts from the day of the race."""
        return {
            name: self.moment(value) if name.endswith("_at") else value
            for name, value in row.items()
        }

    def moment(self, said: Any) -> Any:
        """`"09:30"` on the day of the race, or `{ days_before = 14, at = "23:59" }`."""
        match said:
            case {"days_before": int(days), "at": str(time)}:
                pass
            case str(time) if _TIME.fullmatch(time):
                days = 0
            case _:
                return said
        zone = ZoneInfo(self.event["time_zone"])
        race_day = datetime.fromisoformat(self.event["starts_at"]).astimezone(zone)
        hour, minute = map(int, time.split(":"))
        moment = (race_day - timedelta(days=days)).replace(hour=hour, minute=minute, second=0)
        return moment.isoformat()


def _in_order(rows: list[Row]) -> list[Row]:
    return [row | {"sort_order": order} for order, row in enumerate(rows)]


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
