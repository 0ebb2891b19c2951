"""The last requests to the API and their answers, for tests that ask what really was sent."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

_KEPT = 2000


@dataclass(frozen=True)
class Entry:
    """One request. `status` 0 means that the connection was closed without an answer."""

    at: str
    method: str
    path: str
    query: dict[str, str]
    idempotency_key: str | None
    body: Any
    status: int
    answer: Any
    replayed: bool
    fault: str | None


class Journal:
    """In memory, newest last; credentials are never written down."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_KEPT)

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)

    def entries(self, method: str | None = None, contains: str | None = None) -> list[Entry]:
        return [
            entry
            for entry in self._entries
            if method in (None, entry.method) and (contains is None or contains in entry.path)
        ]

    def clear(self) -> None:
        self._entries.clear()
