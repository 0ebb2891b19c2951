"""The stack with PostgreSQL, PostgREST and GoTrue from their official images, by testcontainers.

Gateway, workers, sandbox and mail catcher run as they do locally, in front of the containers. The
database gets the same roles as the local one, so both are like a hosted project.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import docker  # type: ignore[import-untyped]
import psycopg
import pytest
from docker.errors import DockerException  # type: ignore[import-untyped]
from psycopg.pq import PGconn, Ping
from testcontainers.core.container import DockerContainer
from testcontainers.core.network import Network

from cli.stack import NAMES, Stack, StackError
from cli.stack.cluster import OPTIONS, THROW_AWAY, Cluster
from cli.stack.services import Service, Services, project_config

POSTGRES = "postgres:17-bookworm"
POSTGREST = "postgrest/postgrest:v12.2.12"
GOTRUE = "supabase/gotrue:v2.177.0"

CONTAINERS = ("postgres", "auth", "postgrest")
DATABASE_HOST = "db"  # the database's name among the containers
EXTENSIONS = "/usr/share/postgresql/17/extension"
PATIENCE = 120.0  # seconds; the first start of an image takes a while


def require_docker() -> None:
    """Raise a UsageError, one clear sentence, when no Docker engine answers."""
    try:
        docker.from_env().ping()
    except DockerException as error:
        raise pytest.UsageError(
            f"--stack=docker needs a running Docker engine, and none answers ({error}). Start it, "
            "or leave the option out: the local stack needs no Docker."
        ) from None


class DockerStack(Stack):
    """A local stack whose database, API and auth server live in containers."""

    def __init__(self, home: Path, **options: Any) -> None:
        super().__init__(home, names=[n for n in NAMES if n not in CONTAINERS], **options)
        self.names = tuple(name for name in self.names if name not in CONTAINERS)
        self._containers: dict[str, DockerContainer] = {}
        self._network: Network | None = None

    def down(self, *, erase: bool = False, progress: Callable[[str], None] | None = None) -> bool:
        """Stop the processes, then remove the containers, and with them the data."""
        ran = super().down(erase=erase, progress=progress)
        for name in reversed(list(self._containers)):
            self._containers.pop(name).stop()
        if self._network is not None:
            self._network.remove()
            self._network = None
        return ran

    def pids(self) -> dict[str, int]:
        """Return the ids of the living processes by name, those in containers included."""
        found = super().pids()
        for name, container in self._containers.items():
            wrapped = container.get_wrapped_container()
            wrapped.reload()
            if pid := int(wrapped.attrs["State"]["Pid"]):
                found[name] = pid
        return found

    def start(self, name: str) -> None:
        """Start one process of a stack that has been up, and wait until it serves."""
        if name not in self._containers:
            super().start(name)
            return
        self._containers[name].get_wrapped_container().start()
        self._wait_for(name, self._services(Path()))

    def stop(self, name: str) -> None:
        """Ask one process to end, and wait until it has."""
        if name in self._containers:
            self._containers[name].get_wrapped_container().stop()
        elif name not in CONTAINERS:
            super().stop(name)

    def kill(self, name: str) -> None:
        """End one process the hard way."""
        if name in self._containers:
            self._containers[name].get_wrapped_container().kill()
        else:
            super().kill(name)

    # How it is done.

    def _services(self, server: Path) -> Services:
        return replace(super()._services(server), auth_at_root=True)

    def _start_postgres(self, services: Services, say: Callable[[str], None]) -> None:
        say("Starting the container postgres")
        self._network = Network().create()
        self._run("postgres", _postgres(services))
        self._wait_for("postgres", services)
        services.cluster.make_roles(self._default_privileges or "new")
        _hand_over_auth(services.cluster)

    def _start(
        self, services: Services, names: Collection[str], say: Callable[[str], None]
    ) -> dict[str, Service]:
        makers = {"auth": _gotrue, "postgrest": _postgrest}
        for name in names:
            if name in makers and name not in self._containers:
                say(f"Starting the container {name}")
                self._run(name, makers[name](services))
                self._wait_for(name, services)
                if name == "auth":
                    self._keep_blank(services)
        return super()._start(services, names, say)

    def _run(self, name: str, container: DockerContainer) -> None:
        assert self._network is not None
        self._containers[name] = container.with_network(self._network)
        container.with_network_aliases(DATABASE_HOST if name == "postgres" else name)
        container.start()

    def _keep_blank(self, services: Services) -> None:
        """Copy the pristine database, auth tables included, while nobody is connected to it."""
        self.stop("auth")
        services.cluster.make_blank()
        self.start("auth")

    def _wait_for(self, name: str, services: Services) -> None:
        ports = services.ports
        database = f"host=127.0.0.1 port={ports['postgres']}".encode()
        is_ready: dict[str, Callable[[], bool]] = {
            "postgres": lambda: PGconn.ping(database) == Ping.OK,
            "auth": lambda: _answers(ports["auth"], "/health"),
            "postgrest": lambda: _answers(ports["postgrest_admin"], "/ready"),
        }
        deadline = time.monotonic() + PATIENCE
        while not is_ready[name]():
            if time.monotonic() > deadline:
                out, errors = self._containers[name].get_logs()
                words = (out + errors).decode(errors="replace").strip().splitlines()[-8:]
                raise StackError(
                    f"The container {name} is not ready after {PATIENCE:.0f} seconds. Its log ends "
                    "with:" + "".join(f"\n    {line}" for line in words)
                )
            time.sleep(0.1)


def _postgres(services: Services) -> DockerContainer:
    cluster, options = services.cluster, OPTIONS | THROW_AWAY | dict(services.cluster.options)
    for name in ("listen_addresses", "unix_socket_directories"):
        options.pop(name)  # inside its container it listens everywhere
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    container = (
        DockerContainer(POSTGRES)
        .with_env("POSTGRES_USER", "supabase_admin")
        .with_env("POSTGRES_PASSWORD", services.keys.admin_password)
        .with_env("POSTGRES_DB", "postgres")
        .with_env(
            "POSTGRES_INITDB_ARGS",
            "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8",
        )
        .with_command(["postgres", *settings])
    )
    for file in sorted((cluster.program / "share" / "postgresql" / "extension").glob("pgtap*")):
        container.with_copy_into_container(file, f"{EXTENSIONS}/{file.name}")
    return _published(container, 5432, cluster.port)


def _gotrue(services: Services) -> DockerContainer:
    auth = project_config()["auth"]
    api_url = services.endpoints().api_url
    container = DockerContainer(GOTRUE).with_envs(
        API_EXTERNAL_URL=f"{api_url}/auth/v1",
        GOTRUE_API_HOST="0.0.0.0",  # noqa: S104 - inside its container
        GOTRUE_API_PORT="9999",
        GOTRUE_DB_DRIVER="postgres",
        GOTRUE_DB_DATABASE_URL=_inside(services.cluster, "supabase_auth_admin"),
        GOTRUE_SITE_URL=auth["site_url"],
        GOTRUE_JWT_SECRET=services.keys.jwt_secret,
        GOTRUE_JWT_EXP=str(auth["jwt_expiry"]),
        GOTRUE_JWT_AUD="authenticated",
        GOTRUE_JWT_DEFAULT_GROUP_NAME="authenticated",
        GOTRUE_JWT_ADMIN_ROLES="service_role",
        GOTRUE_EXTERNAL_EMAIL_ENABLED="true",
        GOTRUE_MAILER_AUTOCONFIRM="true",
    )
    return _published(container, 9999, services.ports["auth"])


def _postgrest(services: Services) -> DockerContainer:
    api = project_config()["api"]
    container = DockerContainer(POSTGREST).with_envs(
        PGRST_DB_URI=_inside(services.cluster, "authenticator"),
        PGRST_DB_SCHEMAS=",".join(api["schemas"]),
        PGRST_DB_EXTRA_SEARCH_PATH=",".join(api["extra_search_path"]),
        PGRST_DB_ANON_ROLE="anon",
        PGRST_DB_MAX_ROWS=str(api["max_rows"]),
        PGRST_DB_POOL=str(services.database_pool),
        PGRST_JWT_SECRET=services.keys.jwt_secret,
        PGRST_ADMIN_SERVER_PORT="3001",
        PGRST_OPENAPI_SERVER_PROXY_URI=f"{services.endpoints().api_url}/rest/v1",
    )
    _published(container, 3001, services.ports["postgrest_admin"])
    return _published(container, 3000, services.ports["postgrest"])


def _published(container: DockerContainer, inside: int, outside: int) -> DockerContainer:
    """Publish a port on this machine only, which testcontainers has no method for."""
    container.ports[f"{inside}/tcp"] = ("127.0.0.1", outside)  # type: ignore[assignment]
    return container


def _inside(cluster: Cluster, role: str) -> str:
    """The URL of the database as another container reaches it."""
    return cluster.url(role).replace(f"127.0.0.1:{cluster.port}", f"{DATABASE_HOST}:5432")


def _hand_over_auth(cluster: Cluster) -> None:
    """Let GoTrue's own migrations replace the functions that stand in for them locally."""
    with psycopg.connect(cluster.url("supabase_admin"), autocommit=True) as connection:
        for function in ("uid", "role", "email", "jwt"):
            connection.execute(f"alter function auth.{function}() owner to supabase_auth_admin")


def _answers(port: int, path: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
