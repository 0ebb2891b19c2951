"""The database cluster: made whole or not at all, and started whatever a crash left behind.

A new cluster is made in `data.new` and renamed to `data` when it holds everything that a hosted
project holds at its birth: roles, schema auth, and the template database `blank`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql
from psycopg.pq import PGconn, Ping

from cli.stack.errors import StackError
from cli.stack.keys import Keys
from cli.stack.places import User
from cli.stack.process import Command, Process, processes_in

DefaultPrivileges = Literal["new", "old"]

START_TIMEOUT = 60.0  # seconds; recovery after a crash can take a while on a slow disk
VERSION = "17"
BLANK = "blank"
HERE = Path(__file__).parent
SERVER_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may have 107 bytes at most; a checkout's more
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_error_verbosity": "terse",  # details of an error repeat values of rows and requests
    "wal_level": "logical",
    "shared_preload_libraries": "pg_stat_statements",
    "max_connections": "200",
    "shared_buffers": "256MB",
}
THROW_AWAY = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One database cluster and how to run it.

    Args:
        program: folder of the server's binaries.
        data: folder of the cluster; its parent exists.
        durable: False for data that may be lost when the machine (not the server) crashes.
        options: server settings that win over the usual ones.
    """

    program: Path
    data: Path
    port: int
    keys: Keys
    user: User | None
    durable: bool
    options: Mapping[str, str]

    def url(self, role: str = "postgres", database: str = "postgres") -> str:
        """Return the connection URL of a login role."""
        password = {
            "supabase_admin": self.keys.admin_password,
            "postgres": self.keys.postgres_password,
            "authenticator": self.keys.authenticator_password,
            "supabase_auth_admin": self.keys.auth_admin_password,
        }[role]
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def exists(self) -> bool:
        """Tell whether the cluster has been made.

        Raises:
            StackError: there is something in its place that is not a whole cluster.
        """
        if not self.data.exists() or not any(self.data.iterdir()):
            return False
        for part in ("PG_VERSION", "global/pg_control"):
            path = self.data / part
            if not path.exists() or path.stat().st_size == 0:
                raise StackError(
                    f"{self.data} is not a whole database: {part} is missing. Put a copy back, or "
                    "start over with an empty one: `entree down --erase`, then `entree up`."
                )
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != VERSION:
            raise StackError(
                f"{self.data} was made by PostgreSQL {found}, but this is {VERSION}. Move it away, "
                "or start over with an empty one: `entree down --erase`, then `entree up`."
            )
        return True

    def create(
        self, process: Process, prepare: Callable[[], None], privileges: DefaultPrivileges
    ) -> None:
        """Make the cluster, and leave it stopped.

        Args:
            process: the server's process, not running.
            prepare: called while the new server runs and has its roles; makes schema auth.
            privileges: which default privileges the API roles get on what `postgres` makes.
        """
        draft = Cluster(
            self.program,
            self.data.with_name(f"{self.data.name}.new"),
            self.port,
            self.keys,
            self.user,
            self.durable,
            self.options,
        )
        draft.wait_until_left()
        shutil.rmtree(draft.data, ignore_errors=True)
        draft.initdb()
        draft.start(process)
        try:
            draft.wait_ready(process)
            draft.make_roles(privileges)
            prepare()
            draft.make_blank()
        finally:
            process.stop(signal.SIGINT)
        if self.data.exists():
            self.data.rmdir()  # empty, as exists() found
        draft.data.rename(self.data)

    def initdb(self) -> None:
        """Run initdb: an empty cluster with the superuser supabase_admin."""
        self.data.mkdir(mode=0o700)
        secret = self.data.with_name("initdb-password")
        secret.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(secret, flags, 0o600), "w") as file:
            file.write(self.keys.admin_password)
        if self.user:
            for path in (self.data, secret):
                os.chown(path, self.user.uid, self.user.gid)
        argv: list[str | Path] = [
            *(self.program / "bin" / "initdb", "-D", self.data, "-U", "supabase_admin"),
            *(f"--pwfile={secret}", "-A", "scram-sha-256", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
            *([] if self.durable else ["--no-sync"]),
        ]
        try:
            done = subprocess.run(
                argv,
                env=SERVER_ENV,
                cwd="/",
                capture_output=True,
                text=True,
                check=False,
                user=self.user.uid if self.user else None,
                group=self.user.gid if self.user else None,
                extra_groups=[] if self.user else None,
                umask=0o077,
            )
        finally:
            secret.unlink()
        if done.returncode:
            raise StackError(f"initdb could not make {self.data}: {done.stderr.strip()}")

    def start(self, process: Process) -> None:
        """Start the server, after making sure that no server is left from before."""
        self.wait_until_left()
        options = OPTIONS | ({} if self.durable else THROW_AWAY) | dict(self.options)
        process.start(
            Command(
                argv=[
                    *(self.program / "bin" / "postgres", "-D", self.data, "-p", str(self.port)),
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                env=SERVER_ENV,
                user=self.user,
            )
        )

    def wait_ready(self, process: Process) -> None:
        """Wait until the server takes connections, and make sure that it is the one we know.

        Raises:
            StackError: it does not start, or does not know our passwords.
        """
        address = f"host=127.0.0.1 port={self.port}".encode()
        process.wait_ready(lambda: PGconn.ping(address) == Ping.OK, START_TIMEOUT)
        try:
            psycopg.connect(self.url("supabase_admin")).close()
        except psycopg.OperationalError as error:
            raise StackError(
                f"The database in {self.data} refuses the password in the home's keys.json: "
                f"{str(error).strip()}. Put the old file back, or start over with an empty "
                "database: `entree down --erase`, then `entree up`."
            ) from error

    def wait_until_left(self, timeout: float = 10) -> None:
        """Wait until no process works in the data folder, and clear what a dead server left there.

        The server's processes end by themselves when their parent has been killed. Their lock file
        stays, with a process id that may be anybody's by now.
        """
        deadline = time.monotonic() + timeout
        while pids := processes_in(self.data):
            if time.monotonic() > deadline:
                raise StackError(
                    f"The database in {self.data} is in use by process {pids[0]}, which this "
                    f"stack did not start. Stop it first: kill -INT {pids[0]}."
                )
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def make_roles(self, privileges: DefaultPrivileges) -> None:
        """Give the fresh cluster the roles and rights of a hosted project."""
        scripts = ["roles.sql"] + (["new_default_privileges.sql"] if privileges == "new" else [])
        with psycopg.connect(self.url("supabase_admin"), autocommit=True) as connection:
            for script in scripts:
                connection.execute((HERE / script).read_text().encode())
            for role, password in {
                "postgres": self.keys.postgres_password,
                "authenticator": self.keys.authenticator_password,
                "supabase_auth_admin": self.keys.auth_admin_password,
            }.items():
                connection.execute(
                    sql.SQL("alter role {} password {}").format(sql.Identifier(role), password)
                )

    def make_blank(self) -> None:
        """Keep the pristine database as the template `blank`, to be cloned by `postgres`."""
        with psycopg.connect(
            self.url("supabase_admin", "template1"), autocommit=True
        ) as connection:
            connection.execute(
                sql.SQL(
                    "create database {} template postgres owner postgres"
                    " is_template true allow_connections false"
                ).format(sql.Identifier(BLANK))
            )
