"""The mail catcher of the local stack, read over its HTTP API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Postbox:
    """All mail that the stack sent."""

    http: httpx.AsyncClient
    url: str

    async def letters(self, address: str | None = None) -> list[dict[str, Any]]:
        """The letters to one address, or all, in order of arrival (without their contents)."""
        answer = await self.http.get(
            f"{self.url}/api/messages", params={"to": address} if address else {}
        )
        letters: list[dict[str, Any]] = answer.raise_for_status().json()
        return letters

    async def letter(self, number: int) -> dict[str, Any]:
        """One letter: from, to, subject, text, html, attachments."""
        answer = await self.http.get(f"{self.url}/api/messages/{number}")
        letter: dict[str, Any] = answer.raise_for_status().json()
        return letter

    async def attachment(self, number: int, name: str) -> bytes:
        """A file of a letter."""
        answer = await self.http.get(f"{self.url}/api/messages/{number}/attachments/{name}")
        return answer.raise_for_status().content
