"""What the feed tells of scans, as an integration of the organiser reads it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.shop import Row, Sale, Shop, expect, until

TYPES = ["ticket.checked_in", "ticket.checked_out", "ticket.conflict"]


@dataclass
class Checkins:
    """Reads what is told of the scans of an event, from now on."""

    shop: Shop
    sale: Sale
    seen: list[Row] = field(default_factory=list)
    cursor: str | None = None

    def __post_init__(self) -> None:
        self.shop.settle()
        self._page(from_now=True)

    def read(self) -> list[Row]:
        """Tell what can be told by now, and return what has been read since the beginning."""
        self.shop.ask("select door.sweep_scans(1000)")
        self.shop.ask("select core.settle_audit(1000000) from generate_series(1, 3)")
        while self._page(event_types=TYPES, event_id=self.sale.event_id, limit=100):
            pass
        return self.seen

    def all(self) -> list[Row]:
        """Read once everything is told that has been committed."""
        self.shop.ask("select door.sweep_scans(1000000)")
        self.shop.settle()
        return self.read()

    def until(self, count: int) -> list[tuple[str, Row]]:
        """Read until so many are told; return their types and what is said of each scan."""
        until(f"{count} scans are told", self.read, lambda seen: len(seen) >= count)
        return [(change["event_type"], change["data"]["scan"]) for change in self.seen]

    def _page(self, **wish: object) -> bool:
        asked = {"org_id": self.sale.org_id, "cursor": self.cursor} | wish
        page = expect(self.shop.rpc("get_changes", self.sale.owner.token, **asked))
        self.cursor = page["cursor"]
        self.seen += page["changes"]
        return bool(page["has_more"])
