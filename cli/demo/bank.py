"""The Mollie sandbox as the story needs it: a customer at the checkout, and the switches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from cli.demo.browser import Browser, Page


@dataclass(frozen=True)
class Bank:
    """The provider's side."""

    http: httpx.AsyncClient
    url: str

    async def pay(self, checkout_url: str) -> Page:
        """Do at the checkout what a customer does; returns the page they land on."""
        browser = Browser(self.http)
        methods = await browser.open(checkout_url)
        outcome = await browser.open(methods.link("method=ideal"))
        return await browser.submit(outcome, final_state="paid")

    async def leave(self, checkout_url: str) -> None:
        """Look at the checkout, and close the page."""
        await Browser(self.http).open(checkout_url)

    async def order_fault(self, kind: str, **details: float) -> None:
        """Let something go wrong with the next webhooks."""
        await self._ask("POST", "/faults", {"kind": kind, **details})

    async def behave(self) -> None:
        """Take all faults back."""
        await self._ask("DELETE", "/faults")

    async def webhooks(self) -> list[dict[str, Any]]:
        """Every webhook call, with its attempts."""
        calls: list[dict[str, Any]] = await self._ask("GET", "/webhooks")
        return calls

    async def payments(self) -> list[dict[str, Any]]:
        """Every payment as Mollie shows it."""
        found: list[dict[str, Any]] = await self._ask("GET", "/payments")
        return found

    async def merchant(self, name: str) -> str:
        """Sign an organisation up; returns its id."""
        made = await self._ask("POST", "/merchants", {"name": name})
        return str(made["id"])

    async def pay_out(self, merchant: str) -> dict[str, Any]:
        """Pay out what is on a merchant's balance; returns the settlement."""
        made: dict[str, Any] = await self._ask("POST", f"/merchants/{merchant}/settlement", {})
        return made

    async def send_refunds(self) -> int:
        """Let every refund that waits at Mollie reach its customer; tells how many did."""
        waiting = [
            refund
            for payment in await self.payments()
            for refund in payment.get("_embedded", {}).get("refunds", [])
            if refund["status"] in ("pending", "processing")
        ]
        for refund in waiting:
            if refund["status"] == "pending":
                await self._ask("POST", f"/refunds/{refund['id']}/advance", {"to": "processing"})
            await self._ask("POST", f"/refunds/{refund['id']}/advance", {"to": "refunded"})
        return len(waiting)

    async def set_clock(self, lead: timedelta) -> None:
        """Move the provider's clock forward to `lead` ahead of the real time."""
        now = datetime.fromisoformat((await self._ask("GET", "/clock"))["now"])
        behind = datetime.now(UTC) + lead - now
        if behind > timedelta():
            await self._ask("POST", "/clock", {"advance_seconds": behind.total_seconds()})

    async def _ask(self, verb: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = await self.http.request(verb, f"{self.url}/sandbox{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None
