"""What the stack is made of besides the database: how each process starts, and when it is ready."""

from __future__ import annotations

import json
import os
import socket
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cli.stack import gateway, packages
from cli.stack.cluster import Cluster
from cli.stack.endpoints import Endpoints
from cli.stack.files import write_private
from cli.stack.keys import Keys
from cli.stack.places import CHECKOUT
from cli.stack.process import Command, Process

MAIL_FROM = "Entree <tickets@entree.example>"
# The OAuth app with which organisers connect accounts of the sandbox.
CLIENT_ID = "app_entree_local"
CLIENT_SECRET = "secret_of_the_local_app"  # noqa: S105 (of a sandbox on this machine)


@dataclass(frozen=True)
class Service:
    """How a process is started, and how to see that it serves."""

    command: Command
    is_ready: Callable[[Process], bool]


@dataclass(frozen=True)
class Services:
    """The processes around a database cluster.

    Args:
        home: the stack's home; configuration and mail go there.
        rests: the ports of the PostgRESTs that each gateway leads to.
        functions: the ports of the functions processes that it leads to.
        database_pool: how many connections PostgREST keeps.
        worker_env: settings of functions and worker that win over the usual ones.
        sandbox_args: further arguments of the Mollie sandbox.
        auth_at_root: the auth server is GoTrue itself, which expects its paths without `/auth/v1`.
    """

    home: Path
    ports: Mapping[str, int]
    keys: Keys
    cluster: Cluster
    rests: tuple[int, ...]
    functions: tuple[int, ...]
    database_pool: int
    worker_env: Mapping[str, str]
    sandbox_args: tuple[str, ...]
    auth_at_root: bool = False

    def endpoints(self) -> Endpoints:
        """Return where everything is reached."""
        ports, keys = self.ports, self.keys
        return Endpoints(
            api_url=_url(ports["gateway"]),
            db_url=self.cluster.url("postgres"),
            admin_db_url=self.cluster.url("supabase_admin"),
            anon_key=keys.anon_key,
            service_key=keys.service_key,
            publishable_key=keys.publishable_key,
            secret_key=keys.secret_key,
            jwt_secret=keys.jwt_secret,
            mail_url=_url(ports["mail"]),
            smtp_url=f"smtp://127.0.0.1:{ports['smtp']}",
            mollie_url=_url(ports["mollie"]),
            rest_url=_url(ports["postgrest"]),
            functions_url=_url(ports["functions"]),
            worker_url=_url(ports["worker"]),
        )

    def settings(self) -> dict[str, str]:
        """Return the environment that functions and worker read their settings from."""
        endpoints = self.endpoints()
        return {
            # The role that PostgREST has too: it may do nothing until it becomes one of the three.
            "DATABASE_URL": self.cluster.url("authenticator"),
            "SUPABASE_URL": endpoints.api_url,
            "SUPABASE_JWT_SECRET": self.keys.jwt_secret,
            **self._previous_secret(),
            "SUPABASE_ANON_KEY": self.keys.anon_key,
            "MOLLIE_API_KEY": self.keys.mollie_api_key,
            "MOLLIE_API_URL": endpoints.mollie_url,
            "MOLLIE_CONNECT_URL": endpoints.mollie_url,
            "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8,::1/128",
            "MOLLIE_CLIENT_ID": CLIENT_ID,
            "MOLLIE_CLIENT_SECRET": CLIENT_SECRET,
            # What the sandbox takes for the own token of the platform's organization.
            "MOLLIE_ACCESS_TOKEN": self.keys.mollie_api_key.replace("test_", "access_"),
            "SMTP_URL": endpoints.smtp_url,
            "MAIL_FROM": MAIL_FROM,
            "TOKEN_ENCRYPTION_KEYS": self.keys.token_encryption_keys,
            "TICKET_SIGNING_KEY": self.keys.ticket_signing_key,
            "PUBLIC_URL": endpoints.api_url,
            "ENVIRONMENT": "local",
            **self.worker_env,
        }

    def _previous_secret(self) -> dict[str, str]:
        previous = self.keys.previous_jwt_secret
        return {"SUPABASE_JWT_SECRET_PREVIOUS": previous} if previous else {}

    def get(self, name: str) -> Service:
        """Return the service of this name, its configuration written."""
        makers: dict[str, Callable[[], Service]] = {
            "postgrest": partial(self._postgrest, "postgrest"),
            "postgrest_2": partial(self._postgrest, "postgrest_2"),
            "auth": self._auth,
            "gateway": partial(self._gateway, "gateway"),
            "gateway_2": partial(self._gateway, "gateway_2"),
            "functions": partial(self._functions, "functions"),
            "functions_2": partial(self._functions, "functions_2"),
            "worker": partial(self._worker, "worker"),
            "worker_2": partial(self._worker, "worker_2"),
            "sandbox": self._sandbox,
            "mailbox": self._mailbox,
        }
        return makers[name]()

    def auth_command(self, *args: str) -> Command:
        """Return how the auth server is started, with `--prepare` to make its tables only."""
        config = project_config()["auth"]
        email = {name: value for name, value in config["email"].items() if name != "enabled"}
        return Command(
            argv=[packages.node(), packages.AUTH_SERVER, *args],
            cwd=packages.PROJECT,
            env=os.environ
            | {
                "AUTH_DATABASE_URL": self.cluster.url("supabase_auth_admin"),
                "AUTH_PORT": str(self.ports["auth"]),
                "AUTH_SMTP_PORT": str(self.ports["smtp"]),
                "AUTH_EXTERNAL_URL": f"{_url(self.ports['gateway'])}/auth/v1",
                "AUTH_JWT_SECRET": self.keys.jwt_secret,
                "AUTH_CONFIG": json.dumps(
                    {
                        **{key: value for key, value in config.items() if key != "rate_limit"},
                        "email": email | {"enable_signup": config["email"]["enabled"]},
                    }
                ),
                "LITE_TELEMETRY": "0",
                "DO_NOT_TRACK": "1",
            },
        )

    def _auth(self) -> Service:
        # Any answer means that it serves.
        return Service(
            self.auth_command(), lambda _: _answers(self.ports["auth"], "/auth/v1/health")
        )

    def _postgrest(self, name: str) -> Service:
        api = project_config()["api"]
        file = self.home / f"{name}.conf"
        port, admin = self.ports[name], self.ports[f"{name}_admin"]
        settings: dict[str, str | int] = {
            "db-uri": self.cluster.url("authenticator") + "&application_name=postgrest",
            "db-schemas": ", ".join(api["schemas"]),
            "db-extra-search-path": ", ".join(api["extra_search_path"]),
            "db-anon-role": "anon",
            "db-max-rows": api["max_rows"],
            "db-pool": self.database_pool,
            "jwt-secret": self.keys.jwks,
            "server-host": "127.0.0.1",
            "server-port": port,
            "admin-server-port": admin,
            "openapi-server-proxy-uri": f"{_url(self.ports['gateway'])}/rest/v1",
            "log-level": "warn",
        }
        # JSON's strings and numbers are also those of this format.
        write_private(
            file, "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
        )
        return Service(
            Command(argv=[packages.POSTGREST, file], env={"PATH": "/usr/bin:/bin"}),
            lambda _: _answers(admin, "/ready", 200),
        )

    def _gateway(self, name: str) -> Service:
        folder, port = self.home / name, self.ports[name]
        gateway.write_configuration(
            folder,
            {**self.ports, "gateway": port},
            self.keys,
            self.functions,
            rests=self.rests,
            auth_at_root=self.auth_at_root,
        )
        return Service(
            Command(
                argv=[packages.NGINX, "-p", f"{folder}/", "-c", "nginx.conf"],
                env={"PATH": "/usr/bin:/bin"},
            ),
            lambda _: _answers(port, "/healthz", 200),
        )

    def _functions(self, name: str) -> Service:
        port = self.ports[name]
        return Service(
            _python("cli.main", "serve", "--port", str(port), env=self.settings()),
            lambda _: _answers(port, "/healthz", 200),
        )

    def _worker(self, name: str) -> Service:
        port = self.ports[name]
        return Service(
            _python("cli.main", "work", env=self.settings() | {"WORKER_PORT": str(port)}),
            lambda _: _answers(port, "/healthz", 200),
        )

    def _sandbox(self) -> Service:
        port = self.ports["mollie"]
        argv = ("cli.sandbox", "--port", str(port), "--public-url", _url(port))
        state = ("--state", str(self.home / "mollie.json"))
        callback = f"{_url(self.ports['gateway'])}/functions/v1/mollie-callback"
        app = ("--app", CLIENT_ID, CLIENT_SECRET, self.keys.mollie_api_key, callback)
        return Service(_python(*argv, *state, *app, *self.sandbox_args), lambda _: _listens(port))

    def _mailbox(self) -> Service:
        smtp, page = self.ports["smtp"], self.ports["mail"]
        argv = ("cli.mailbox", "--smtp-port", str(smtp), "--http-port", str(page))
        return Service(
            _python(*argv, "--dir", str(self.home / "mail")),
            lambda _: _answers(page, "/api/messages", 200) and _listens(smtp),
        )


def project_config() -> dict[str, Any]:
    """Return supabase/config.toml, which the official CLI reads too."""
    return tomllib.loads((packages.PROJECT / "config.toml").read_text())


def _python(module: str, *args: str, env: Mapping[str, str] | None = None) -> Command:
    # Whatever proxy this machine reaches the world through, the stack's own addresses are on it.
    direct = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1", "localhost")))
    return Command(
        argv=[sys.executable, "-m", module, *args],
        cwd=CHECKOUT,
        env=os.environ
        | {"PYTHONUNBUFFERED": "1", "NO_PROXY": direct, "no_proxy": direct}
        | dict(env or {}),
    )


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _answers(port: int, path: str, status: int | None = None) -> bool:
    """Tell whether a server answers there: with this status, or with any but a server error."""
    try:
        with _opener.open(_url(port) + path, timeout=5) as response:
            found = int(response.status)
    except urllib.error.HTTPError as error:
        found = error.code
        error.close()
    except OSError:
        return False
    return found == status if status else found < 500


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
