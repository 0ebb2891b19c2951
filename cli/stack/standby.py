"""A standby of a stack's database: a second server that repeats what the first one writes.

    stack.up()
    standby = Standby.of(stack, port)
    standby.create()
    standby.make_synchronous()

From then on the first server answers a commit when the second has it on disk. When the first one is
gone, `promote` makes the second one the database. Clients that know both addresses, as `url` has
them, find the one that takes writes by themselves.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from cli.stack.cluster import Cluster
from cli.stack.errors import StackError
from cli.stack.process import Process
from cli.stack.services import Services
from cli.stack.stack import Stack

NAME = "standby"
SLOT = "standby"


@dataclass(frozen=True)
class Pair(Cluster):
    """A cluster with a standby: its addresses lead to the one of the two that takes writes."""

    standby: int

    def url(self, role: str = "postgres", database: str = "postgres") -> str:
        """Return the connection URL of a login role, with both hosts."""
        alone = super().url(role, database)
        both = f"127.0.0.1:{self.port},127.0.0.1:{self.standby}"
        return alone.replace(f"127.0.0.1:{self.port}", both) + "&target_session_attrs=read-write"


class PairedStack(Stack):
    """A stack whose processes know the standby of its database too.

    Args:
        standby: the port of the standby.
        options: as of any stack. Leave `auth` out: its driver knows one address.
    """

    def __init__(self, home: Path, standby: int, **options: Any) -> None:
        super().__init__(home, **options)
        self._standby = standby

    def _services(self, server: Path) -> Services:
        services = super()._services(server)
        fields = {name: getattr(services.cluster, name) for name in Cluster.__annotations__}
        return replace(services, cluster=Pair(**fields, standby=self._standby))


@dataclass(frozen=True)
class Standby:
    """The second server of a stack."""

    primary: Cluster
    cluster: Cluster
    process: Process

    @classmethod
    def of(cls, stack: Stack, port: int) -> Standby:
        """The standby of a running stack, not made yet."""
        primary = stack.cluster()
        source = (
            f"host=127.0.0.1 port={primary.port} user=supabase_admin sslmode=disable"
            f" password={primary.keys.admin_password} application_name={NAME}"
        )
        options = {"primary_conninfo": source, "primary_slot_name": SLOT}
        cluster = replace(
            primary,
            data=primary.data.with_name(NAME),
            port=port,
            options=dict(primary.options) | options,
        )
        return cls(primary, cluster, Process(NAME, stack.home, stack.home / "run", stack.log(NAME)))

    def create(self) -> None:
        """Copy the first server's data while it runs, and follow it from there.

        Raises:
            StackError: the data cannot be copied, or the server does not start.
        """
        self.down()  # one that a run which was killed may have left
        with psycopg.connect(self.primary.url("supabase_admin"), autocommit=True) as connection:
            connection.execute("select pg_create_physical_replication_slot(%s, true)", [SLOT])
            connection.execute("select pg_backup_start(%s, true)", [NAME])
            # With owners and modes: the folder belongs to the user that the server runs as.
            # It complains about files that the server takes away meanwhile, which no copy needs.
            subprocess.run(
                ["cp", "-a", self.primary.data, self.cluster.data],
                stderr=subprocess.DEVNULL,
                check=False,
            )
            label = connection.execute(
                "select labelfile from pg_backup_stop(wait_for_archive => false)"
            ).fetchone()
        if label is None or not self.cluster.exists():
            raise StackError(f"{self.primary.data} could not be copied to {self.cluster.data}.")
        (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)
        self._write("backup_label", label[0])
        self._write("standby.signal", "")
        self.cluster.start(self.process)
        self.cluster.wait_ready(self.process)

    def make_synchronous(self) -> None:
        """Let the first server answer a commit only when the standby has it on disk."""
        with psycopg.connect(self.primary.url("supabase_admin"), autocommit=True) as connection:
            connection.execute(f"alter system set synchronous_standby_names = '{NAME}'".encode())
            connection.execute("select pg_reload_conf()")

    def promote(self) -> None:
        """Make this the database: it takes writes when this returns. The first one is dead."""
        with psycopg.connect(self.cluster.url("supabase_admin"), autocommit=True) as connection:
            connection.execute("select pg_promote()")

    def down(self) -> None:
        """Stop it and delete its data."""
        self.process.stop(signal.SIGINT)
        shutil.rmtree(self.cluster.data, ignore_errors=True)

    def _write(self, name: str, text: str) -> None:
        file = self.cluster.data / name
        file.write_text(text)
        owner = self.cluster.data.stat()
        shutil.chown(file, owner.st_uid, owner.st_gid)
        file.chmod(0o600)
