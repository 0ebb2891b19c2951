"""All state of one sandbox in one object, and the loop that lets time pass in it."""

from __future__ import annotations

import asyncio
import secrets
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cli.sandbox import store as store_module
from cli.sandbox.clock import Clock
from cli.sandbox.faults import Faults
from cli.sandbox.idempotency import Idempotency
from cli.sandbox.journal import Journal
from cli.sandbox.settings import Settings
from cli.sandbox.store import Store

_SETTINGS = "settings"
# The longest sleep between two looks at the clock; what is due earlier wakes the loop itself.
_LONGEST_NAP = 60.0
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Timer:
    """Something that time alone causes.

    `next_due` is the moment of the earliest such thing, None when there is none; `run` does all
    that is due, inside a transaction.
    """

    next_due: Callable[[World], float | None]
    run: Callable[[World], None]


@dataclass(frozen=True)
class App:
    """An OAuth app of a platform: what merchants connect. It has one address to go back to."""

    client_id: str
    secret: str
    name: str
    organization: str
    redirect_url: str


class World:
    def __init__(
        self,
        *,
        schema: Iterable[str],
        timers: Iterable[Timer],
        defaults: Settings,
        state: Path | None = None,
        public_url: str | None = None,
        app: App | None = None,
    ) -> None:
        self.store = Store(state, [store_module.SCHEMA, *schema])
        self.clock = Clock(self.store)
        self.faults = Faults(self.store)
        self.idempotency = Idempotency(self.store, self.clock)
        self.journal = Journal()
        self.public_url = public_url
        # The app that the command line names: there from the start, and after every reset.
        self.app = app
        self._defaults = defaults
        self._timers = tuple(timers)
        self._changed = asyncio.Event()
        self.store.after_commit.append(self._changed.set)

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(
            self._defaults.model_dump() | self.store.recall(_SETTINGS, {})
        )

    def change_settings(self, changes: dict[str, object]) -> Settings:
        """Changed settings stay; those never touched keep following the command line."""
        self.store.remember(_SETTINGS, self.store.recall(_SETTINGS, {}) | changes)
        return self.settings

    def reset(self) -> None:
        """As on the first day: no data, no faults, the clock back on time."""
        self.faults.clear()
        self.store.clear()
        self.journal.clear()

    def new_id(self, prefix: str) -> str:
        """A fresh identifier. Mollie's vary in length; so do these, lest anyone relies on it."""
        length = secrets.choice((10, 10, 22))
        return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))

    def scaled(self, seconds: float) -> float:
        return seconds / self.settings.time_scale

    def catch_up(self) -> float | None:
        """Run all timers that are due; returns when the next one will be."""
        while True:
            now = self.clock.now()
            due = [moment for timer in self._timers if (moment := timer.next_due(self)) is not None]
            if not due or min(due) > now:
                return min(due, default=None)
            with self.store.transaction():
                for timer in self._timers:
                    timer.run(self)

    async def let_time_pass(self) -> None:
        """Run the timers as they fall due, for ever."""
        while True:
            self._changed.clear()
            due = self.catch_up()
            nap = _LONGEST_NAP if due is None else min(_LONGEST_NAP, due - self.clock.now())
            try:
                async with asyncio.timeout(nap):
                    await self._changed.wait()
            except TimeoutError:
                pass
