"""The local stack as a whole: brought up, found running, taken down."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from cli.stack import packages, program
from cli.stack import ports as port_numbers
from cli.stack.cluster import Cluster, DefaultPrivileges
from cli.stack.endpoints import Endpoints
from cli.stack.errors import StackError
from cli.stack.files import locked, read_json, write_private
from cli.stack.keys import Keys
from cli.stack.places import Places, default_home, server_user
from cli.stack.process import Process
from cli.stack.services import Service, Services

NAMES = ("postgres", "mailbox", "sandbox", "gateway", "auth", "postgrest", "functions", "worker")
"""The processes in the order in which they start."""

TWINS = ("gateway_2", "postgrest_2", "functions_2", "worker_2")
"""Processes that run beside their like, where everything before the database is there twice."""

PORTS = {
    "postgres": ("postgres",),
    "mailbox": ("smtp", "mail"),
    "sandbox": ("mollie",),
    "gateway": ("gateway",),
    "auth": ("auth",),
    "postgrest": ("postgrest", "postgrest_admin"),
    "functions": ("functions",),
    "worker": ("worker",),
    "gateway_2": ("gateway_2",),
    "postgrest_2": ("postgrest_2", "postgrest_2_admin"),
    "functions_2": ("functions_2",),
    "worker_2": ("worker_2",),
}
"""The ports that each process listens on."""

WORKERS = ("functions", "worker", "functions_2", "worker_2")
BEFORE_MIGRATIONS = ("mailbox", "sandbox", "gateway", "gateway_2", "auth")
AFTER_MIGRATIONS = ("postgrest", "postgrest_2", *WORKERS)
STOP_WAVES = (
    ("gateway", "gateway_2"),
    WORKERS,
    ("postgrest", "postgrest_2", "auth", "sandbox", "mailbox"),
    ("postgres",),
)
"""Whoever is asked goes before whoever answers; those of one wave go together."""

START_TIMEOUT = 60.0  # seconds; a laptop that is busy with other things is slow, not broken
STOP_TIMEOUT = 30.0  # seconds; a worker gets that long to finish what it delivers


def _silent(_: str) -> None:
    pass


class Stack:
    """A local stack in its home folder.

    Args:
        home: folder that holds everything of this stack; made when missing. Default: `.entree` in
            the checkout, or ENTREE_HOME.
        ports: `default` takes the well-known ports and fails when one is taken; `auto` finds free
            ones. A stack that runs keeps the ports it has.
        migrate: bring the main database up to the newest migration while starting.
        durable: False lets the database skip waiting for the disk: faster, and safe unless the
            machine itself crashes.
        workers: False leaves functions and worker out.
        names: exactly these processes instead (and `postgres`, without which nothing runs).
        default_privileges: what the API roles get on new tables of `postgres`: as on hosted
            projects since 2026 (`new`) or before (`old`). Decided when the database is made; None
            takes what was decided, and `new` for a new one.
        twins: a second gateway, PostgREST, functions process and worker on the same database. Each
            gateway leads to both PostgRESTs and both functions processes.
        database_pool: how many database connections PostgREST keeps.
        postgres_options: settings of the database server that win over the usual ones.
        env: settings of functions and worker that win over the usual ones.
        sandbox_args: further arguments of the Mollie sandbox.
    """

    def __init__(  # noqa: PLR0913 - options, by name
        self,
        home: Path | None = None,
        ports: Literal["auto", "default"] = "default",
        *,
        migrate: bool = True,
        durable: bool = True,
        workers: bool = True,
        names: Collection[str] | None = None,
        default_privileges: DefaultPrivileges | None = None,
        twins: bool = False,
        database_pool: int = 10,
        postgres_options: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
        sandbox_args: tuple[str, ...] = (),
    ) -> None:
        self.home = (home or default_home()).absolute()
        wanted = names if names is not None else [n for n in NAMES if workers or n not in WORKERS]
        self.names = tuple(name for name in NAMES if name == "postgres" or name in wanted)
        if twins:
            self.names += TWINS
        self.started: list[str] = []
        """The processes that the last `up` had to start; empty when everything ran already."""
        self._ports = ports
        self._migrate = migrate
        self._durable = durable
        self._default_privileges = default_privileges
        self._database_pool = database_pool
        self._postgres_options = dict(postgres_options or {})
        self._env = dict(env or {})
        self._sandbox_args = sandbox_args
        self._processes = {
            name: Process(name, self.home, self.home / "run", self.log(name))
            for name in (*NAMES, *TWINS)
        }

    # What people and tests ask for.

    def up(self, progress: Callable[[str], None] | None = None) -> Endpoints:
        """Start what does not run yet, wait until everything serves, return where.

        Args:
            progress: called with a sentence before each step that takes a moment.

        Raises:
            Stop: something keeps the stack from running; what has been started stays, and the
                next `up` goes on from there.
        """
        say = progress or _silent
        with self._alone(say), port_numbers.Claims() as claims:
            packages.node()
            packages.ensure(say)
            self._settle_ports(claims)
            self.started = []
            services = self._services(program.ensure(self._places, say))
            self._start_postgres(services, say)
            serving = self._start(services, BEFORE_MIGRATIONS, say)
            if self._migrate:
                _apply_migrations(services.cluster, say)
            serving |= self._start(services, AFTER_MIGRATIONS, say)
            self._wait(serving)
            return services.endpoints()

    def down(self, *, erase: bool = False, progress: Callable[[str], None] | None = None) -> bool:
        """Stop every process; with `erase`, delete the data too. Tell whether anything ran."""
        if not self.home.exists():
            return False
        with self._alone(progress or _silent):
            ran = bool(self.pids())
            with ThreadPoolExecutor() as pool:
                for wave in STOP_WAVES:
                    list(pool.map(self.stop, wave))
            if erase:
                self._places.forget_data()
                shutil.rmtree(self.home / "mail", ignore_errors=True)
                for file in ("mollie.json", "database.json"):
                    (self.home / file).unlink(missing_ok=True)
            return ran

    def status(self) -> Endpoints | None:
        """Return where the stack is reached while all that it started lives, else None."""
        if "postgres" not in self.pids() or self.dead():
            return None
        return self._services(Path()).endpoints()

    def dead(self) -> list[str]:
        """Return the names of the processes that were started and have died since."""
        alive = self.pids()
        return [
            name
            for name, process in self._processes.items()
            if process.is_wanted() and name not in alive
        ]

    def pids(self) -> dict[str, int]:
        """Return the ids of the living processes by name."""
        found = {name: process.pid() for name, process in self._processes.items()}
        return {name: pid for name, pid in found.items() if pid is not None}

    def start(self, name: str) -> None:
        """Start one process of a stack that has been up, and wait until it serves."""
        with self._alone(_silent):
            services = self._services(program.ensure(self._places, _silent))
            if name == "postgres":
                self._start_postgres(services, _silent)
            else:
                self._wait(self._start(services, (name,), _silent))

    def stop(self, name: str) -> None:
        """Ask one process to end, and wait until it has."""
        # SIGTERM would let the database wait for its clients, pooled ones included, for ever.
        wanted = signal.SIGINT if name == "postgres" else signal.SIGTERM
        self._processes[name].stop(wanted, STOP_TIMEOUT)

    def kill(self, name: str) -> None:
        """End one process the hard way, as a crash would (SIGKILL)."""
        self._processes[name].kill()

    def replace_jwt_secret(self) -> Keys:
        """Make another JWT secret; return the keys. Each process has them when it starts again.

        Until `forget_old_jwt_secret` tokens of both secrets count.
        """
        return self._replace_keys(self._keys().with_new_jwt_secret())

    def forget_old_jwt_secret(self) -> Keys:
        """Let the secret before no longer count, as soon as each process starts again."""
        return self._replace_keys(self._keys().without_old_jwt_secret())

    def gateways(self) -> tuple[str, ...]:
        """Return the addresses under which the API is reached: two where there are twins."""
        ports = self._ports_of(self._kept_ports(), "gateway")
        return tuple(f"http://127.0.0.1:{port}" for port in ports)

    def settings(self) -> dict[str, str]:
        """Return the environment that functions and worker of this stack run with."""
        return self._services(Path()).settings()

    def log(self, name: str) -> Path:
        """Return the path of a process's log."""
        return self.home / "logs" / f"{name}.log"

    @property
    def data(self) -> Path:
        """Return the folder of the database, which may lie outside the home."""
        return self._places.data()

    def cluster(self) -> Cluster:
        """Return the database of a stack that has been up."""
        return self._services(program.ensure(self._places, _silent)).cluster

    # How it is done.

    @cached_property
    def _places(self) -> Places:
        return Places(self.home, server_user())

    @contextmanager
    def _alone(self, say: Callable[[str], None]) -> Iterator[None]:
        """Make the home, and keep other starts and stops of the same stack out meanwhile."""
        try:
            if not self.home.exists():
                self.home.mkdir(parents=True)
                self.home.chmod(0o711)  # the database server may have to pass through
            with locked(
                self.home / "lock", lambda: say("Waiting for another start or stop of this stack")
            ):
                yield
        except OSError as error:
            raise StackError(
                f"{error.filename or self.home} cannot be used: {error.strerror}. Start the stack "
                "as the user who did so first, or give it another home: ENTREE_HOME=<folder>."
            ) from error

    def _keys(self) -> Keys:
        return Keys.of(self.home / "keys.json")

    def _replace_keys(self, keys: Keys) -> Keys:
        keys.keep(self.home / "keys.json")
        return keys

    def _services(self, server: Path) -> Services:
        keys = self._keys()
        ports = self._kept_ports()
        return Services(
            home=self.home,
            ports=ports,
            keys=keys,
            cluster=Cluster(
                program=server,
                data=self._places.data(),
                port=ports["postgres"],
                keys=keys,
                user=self._places.user,
                durable=self._durable,
                options=self._postgres_options,
            ),
            rests=self._ports_of(ports, "postgrest"),
            functions=self._ports_of(ports, "functions"),
            database_pool=self._database_pool,
            worker_env=self._env,
            sandbox_args=self._sandbox_args,
        )

    def _ports_of(self, ports: Mapping[str, int], name: str) -> tuple[int, ...]:
        """Return the port of a process, and that of its twin where there is one."""
        twin = f"{name}_2"
        return (ports[name], ports[twin]) if twin in self.names else (ports[name],)

    def _settle_ports(self, claims: port_numbers.Claims) -> None:
        """Choose ports while nothing runs; else see that those of dead processes are still free."""
        kept, alive = self._kept_ports(), self.pids()
        if alive:
            self._keep_ports(port_numbers.complete(kept, claims), kept)
            for name in self.names:
                if name not in alive:
                    port_numbers.require_free({port: kept[port] for port in PORTS[name]})
            return
        fixed = port_numbers.DEFAULT if self._ports == "default" else {}
        ports = port_numbers.choose(fixed, kept, claims)
        self._keep_ports(ports, kept)

    def _keep_ports(self, ports: Mapping[str, int], kept: Mapping[str, int]) -> None:
        if ports != kept:
            write_private(self.home / "ports.json", json.dumps(ports, indent=2) + "\n")

    def _kept_ports(self) -> dict[str, int]:
        return read_json(self.home / "ports.json") or {}

    def _start_postgres(self, services: Services, say: Callable[[str], None]) -> None:
        process, cluster = self._processes["postgres"], services.cluster
        if not cluster.exists():
            # An `up` that was killed may have left the server of a database that is half made.
            process.stop(signal.SIGINT)
        if process.pid() is None:
            if not cluster.exists():
                say("Making the database")
                self._make_database(services)
            self._require_privileges(cluster)
            say("Starting postgres")
            cluster.start(process)
            self.started.append("postgres")
        self._require_privileges(cluster)
        cluster.wait_ready(process)

    def _make_database(self, services: Services) -> None:
        privileges = self._default_privileges or "new"
        services.cluster.create(
            self._processes["postgres"], lambda: _make_auth_tables(services), privileges
        )
        note = json.dumps({"default_privileges": privileges})
        write_private(self.home / "database.json", note + "\n")

    def _require_privileges(self, cluster: Cluster) -> None:
        made = (read_json(self.home / "database.json") or {}).get("default_privileges", "new")
        if self._default_privileges not in {None, made}:
            raise StackError(
                f"The database in {cluster.data} was made with the {made} default privileges. For "
                f"the {self._default_privileges} ones use another home (ENTREE_HOME=<folder>), or "
                "start over with an empty database: `entree down --erase`, then `entree up`."
            )

    def _start(
        self, services: Services, names: Collection[str], say: Callable[[str], None]
    ) -> dict[str, Service]:
        """Start those of the processes that are wanted and dead; return all wanted ones."""
        wanted = {}
        for name in names:
            if name not in self.names:
                continue
            wanted[name] = services.get(name)
            if self._processes[name].pid() is None:
                say(f"Starting {name}")
                self._processes[name].start(wanted[name].command)
                self.started.append(name)
        return wanted

    def _wait(self, services: Mapping[str, Service]) -> None:
        """Wait until all of these serve, and see that none has died meanwhile."""
        for name, service in services.items():
            process = self._processes[name]
            process.wait_ready(partial(service.is_ready, process), START_TIMEOUT)
        for name in services:
            self._processes[name].require_alive()


def _make_auth_tables(services: Services) -> None:
    command = services.auth_command("--prepare")
    done = subprocess.run(
        command.argv, env=command.env, cwd=command.cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StackError(f"The auth server could not make its tables: {done.stderr.strip()}")


def _apply_migrations(cluster: Cluster, say: Callable[[str], None]) -> None:
    from cli.db import apply  # noqa: PLC0415 - it needs this package to find a running stack

    apply(cluster.url("postgres"), progress=lambda name: say(f"Migrating: {name}"))
