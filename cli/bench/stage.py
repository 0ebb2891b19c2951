"""A stage: a local stack of the bench's own, filled with a history of a chosen size."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from cli.bench.world import World
from cli.db import load_source
from cli.errors import Stop
from cli.stack import Endpoints, Stack
from cli.stack.standby import PairedStack

SQL = Path(__file__).parent / "sql"

PROCESSES = ("postgres", "gateway", "postgrest", "functions")
"""What runs on a stage. Delivery, mail and the sandbox are left out: they are not measured."""

POSTGRES_OPTIONS = {
    # A checkpoint or a vacuum that comes when it likes would hit one side of a ratio. Tables are
    # vacuumed between measurements instead.
    "autovacuum": "off",
    "checkpoint_timeout": "30min",
    "max_wal_size": "4GB",
}
CLOUD_DISK = 1000  # microseconds that commit_delay adds to every flush of the log


@dataclass(frozen=True)
class Size:
    """How much history a stage has."""

    orgs: int
    orders: int

    def __str__(self) -> str:
        return f"{self.orgs:,} orgs, {self.orders:,} orders"


class Stage:
    """A stack with its data. Started by `up`, and then always left by `down`."""

    def __init__(self, home: Path, size: Size) -> None:
        self.size = size
        self._home = home
        self._stack = self._stack_of(PROCESSES)
        self._admin: psycopg.Connection[tuple[Any, ...]] | None = None

    def up(self, say: Callable[[str], None]) -> None:
        """Start from nothing: make the database from `sql/`, fill it, then start what serves it.

        Raises:
            Stop: the stack or the schema does not come up.
        """
        self._stack.down(erase=True)
        database = self._stack_of(("postgres",)).up(say)
        say("Loading sql/")
        with psycopg.connect(database.db_url) as connection:
            load_source(connection)
        self._admin = psycopg.connect(database.admin_db_url, autocommit=True)
        say(f"Filling the database: {self.size}")
        self._fill()
        self._stack.up(say)

    def down(self, *, keep: bool = False) -> None:
        """Stop the stack and delete its data; with `keep`, leave both as they are."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None
        if not keep:
            self._stack.down(erase=True)

    @cached_property
    def endpoints(self) -> Endpoints:
        """Where the stack is reached. Raises Stop when one of its processes has died."""
        found = self._stack.status()
        if found is None:
            alive = ", ".join(self._stack.pids()) or "nothing"
            raise Stop(f"The bench's stack is gone, only {alive} runs. Logs: {self._home}/logs.")
        return found

    @cached_property
    def world(self) -> World:
        """What there is to ask for on this stage."""
        return World(self.endpoints)

    @property
    def worker_url(self) -> str:
        """The database, with the login that the workers have."""
        return self._stack.settings()["DATABASE_URL"]

    @property
    def stack(self) -> Stack:
        """The stack itself."""
        return self._stack

    def paired(self, standby: int) -> PairedStack:
        """The same stack, whose processes know a standby at this port."""
        return PairedStack(self._home, standby, **self._options(PROCESSES))

    def pids(self) -> dict[str, int]:
        """The stack's processes by name."""
        return self._stack.pids()

    def call(self, function: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Call a function of the schema bench; returns its rows."""
        statement = sql.SQL("select * from {}({})").format(
            sql.Identifier("bench", function),
            sql.SQL(", ").join([sql.Placeholder()] * len(arguments)),
        )
        return self._database.execute(statement, arguments).fetchall()

    def fill_copies(self) -> None:
        """Give the tables of the bare inserts as many rows as the originals have."""
        self.call("fill_copies")
        self._database.execute("vacuum (analyze)")

    def fill_large_org(self, orders: int, event_orders: int) -> None:
        """Add an org with so many orders, some of them for one event with all that belongs to it.

        A repeat does nothing.
        """
        self.call("fill_large_org", orders, event_orders)
        self._database.execute("vacuum (analyze)")

    def fill_platform(self, orgs: int, orders: int) -> None:
        """Add so many orgs, and the figures of so many orders. A repeat does nothing."""
        self.call("fill_platform", orgs, orders)
        self._database.execute("vacuum (analyze)")

    def fill_door(self) -> None:
        """Open the door of the largest org's event. A repeat does nothing."""
        self.call("fill_door")
        self._database.execute("vacuum (analyze)")

    def reset_door(self) -> None:
        """Undo what was scanned there."""
        self.call("reset_door")
        self._database.execute(
            "vacuum door.scan_logs, door.admissions, door.ticket_changes, sales.ticket_instances,"
            " bench.door_tickets"
        )

    def fill_restaurants(self, reservations: int, per_day: int) -> None:
        """Add restaurants, the largest of them with so many reservations, and some to book in.

        A repeat does nothing.
        """
        self.call("open_restaurants")
        self.call("keep_booking")
        self.call("fill_evenings", reservations, per_day)
        self.reset()
        self._database.execute("vacuum (analyze)")

    def moment_after_orders(self, count: int) -> str:
        """The moment before which the largest org had so many orders."""
        ((moment,),) = self.call("moment_after_orders", count)
        return str(moment)

    def reset(self) -> None:
        """Undo what was sold since the data was filled in."""
        self.call("reset")

    def vacuum(self) -> None:
        """Clear what `reset` left in the tables that selling writes."""
        tables = [sql.Identifier(*name.split(".")) for (name,) in self.call("written_tables")]
        self._database.execute(sql.SQL("vacuum {}").format(sql.SQL(", ").join(tables)))

    def delay_commits(self, microseconds: int) -> None:
        """Make every flush of the log take this much longer, as on a slower disk."""
        for setting in ("commit_delay", "commit_siblings"):
            value = microseconds if setting == "commit_delay" else 0 if microseconds else 5
            self._database.execute(
                sql.SQL("alter system set {} = {}").format(sql.Identifier(setting), value)
            )
        self._apply_settings("commit_delay", str(microseconds))

    def profile(self, work: Callable[[], None]) -> list[tuple[str, int, float]]:
        """Run `work` while Postgres measures its functions.

        Returns name, calls and own time in seconds of each function that was called, the most
        expensive first. Connections of before are not measured.
        """
        self._database.execute("alter system set track_functions = 'all'")
        self._apply_settings("track_functions", "all")
        self._database.execute("select pg_stat_reset()")
        work()
        self._database.execute("alter system reset track_functions")
        self._apply_settings("track_functions", "none")
        return [(str(name), calls, seconds) for name, calls, seconds in self.call("function_times")]

    def _apply_settings(self, name: str, expected: str) -> None:
        """Let the server read its settings; returns when a new connection has this one."""
        self._database.execute("select pg_reload_conf()")
        deadline = time.monotonic() + 10
        while self._setting_of_a_newcomer(name) != expected:
            if time.monotonic() > deadline:
                raise Stop(f"Postgres did not take over {name} = {expected}.")
            time.sleep(0.01)

    def _setting_of_a_newcomer(self, name: str) -> str:
        with psycopg.connect(self.endpoints.admin_db_url) as connection:
            row = connection.execute("select current_setting(%s)", (name,)).fetchone()
        return str(row[0]) if row else ""

    @property
    def _database(self) -> psycopg.Connection[tuple[Any, ...]]:
        if self._admin is None:
            raise RuntimeError("The stage is not up.")
        return self._admin

    def _fill(self) -> None:
        for file in sorted(SQL.glob("*.sql")):
            # Views belong to `postgres`, as those of the API do; what fills them needs a superuser.
            self._database.execute(file.read_bytes())
        self.call("fill", self.size.orgs, self.size.orders)
        self.call("open_own_event")
        self.call("open_triathlon")
        self.call("copy_tables")
        self._database.execute("vacuum (analyze)")
        self._database.execute("checkpoint")

    def _stack_of(self, names: tuple[str, ...]) -> Stack:
        return Stack(self._home, **self._options(names))

    def _options(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {
            "ports": "auto",
            "migrate": False,
            "durable": True,
            "names": names,
            "postgres_options": POSTGRES_OPTIONS,
        }
