"""Idempotency keys: for an hour the same key brings back the same answer.

An answer is stored in the transaction that did the work, so a sandbox killed between the two
cannot forget the one and keep the other. Only successes are stored; whether Mollie also stores
errors is not documented, and repeating a refused request is harmless. A key belongs to the
credential that used it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cli.sandbox.clock import Clock
from cli.sandbox.errors import MollieError
from cli.sandbox.store import Store

WINDOW = 3600.0
_LONGEST_KEY = 255

SCHEMA = """
create table idempotent_answers (
  caller text not null,
  key text not null,
  fingerprint text not null,
  status integer not null,
  body text not null,
  created_at real not null,
  primary key (caller, key)
)
"""


@dataclass(frozen=True)
class Attempt:
    """One POST with a key; `fingerprint` stands for its endpoint and parameters."""

    caller: str
    key: str
    fingerprint: str


class Idempotency:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        # Only in memory: a request that was running when the sandbox died is not running any more.
        self._running: set[tuple[str, str]] = set()

    def attempt(self, caller: str, key: str, path: str, body: Any) -> Attempt:
        if len(key) > _LONGEST_KEY:
            raise MollieError(400, f"The idempotency key is longer than {_LONGEST_KEY} characters")
        request = json.dumps([path, body], sort_keys=True)
        return Attempt(caller, key, hashlib.sha256(request.encode()).hexdigest())

    def replay(self, attempt: Attempt) -> tuple[int, Any] | None:
        """Status and body of the first answer, None for a new key.

        409 while the first request is running, 400 when it was another request.
        """
        if (attempt.caller, attempt.key) in self._running:
            raise MollieError(409, "A request with this idempotency key is still being processed")
        found = self._store.row(
            "select * from idempotent_answers"
            " where caller = :caller and key = :key and created_at > :oldest",
            caller=attempt.caller,
            key=attempt.key,
            oldest=self._clock.now() - WINDOW,
        )
        if found is None:
            return None
        if found["fingerprint"] != attempt.fingerprint:
            raise MollieError(
                400, "This idempotency key was used before, with another endpoint or parameters"
            )
        return found["status"], json.loads(found["body"])

    @contextmanager
    def running(self, attempt: Attempt | None) -> Iterator[None]:
        """While this lasts, other requests with the key get 409."""
        if attempt is None:
            yield
            return
        self._running.add((attempt.caller, attempt.key))
        try:
            yield
        finally:
            self._running.discard((attempt.caller, attempt.key))

    def keep(self, attempt: Attempt, status: int, body: Any) -> None:
        self._store.execute(
            "insert or replace into idempotent_answers"
            " (caller, key, fingerprint, status, body, created_at)"
            " values (:caller, :key, :fingerprint, :status, :body, :now)",
            caller=attempt.caller,
            key=attempt.key,
            fingerprint=attempt.fingerprint,
            status=status,
            body=json.dumps(body),
            now=self._clock.now(),
        )
