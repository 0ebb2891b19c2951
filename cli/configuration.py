"""Whether an installation is configured as it must be: what `entree doctor` asks besides SQL.

Each check says what it found in a sentence. `unknown` is what cannot be seen from where the command
runs; it is no fault.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import httpx
import jwt
import psycopg

from cli.credentials import worker_settings
from cli.errors import Stop

if TYPE_CHECKING:
    from workers.settings import Settings

EXTENSIONS = frozenset({"pgcrypto", "btree_gist", "btree_gin", "pg_trgm"})
CLOCK_SKEW = 5.0  # seconds
PATIENCE = 10.0  # seconds that somebody has to answer
MINUTE = 60

Status = Literal["ok", "failed", "unknown"]
Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Finding:
    """What one check found, and what to do about it."""

    check: str
    status: Status
    detail: str
    remedy: str = ""


def inspect(connection: Connection, db_url: str) -> list[Finding]:
    """Every check: of the database, of the workers' settings, of what they lead to."""
    found = list(_of_the_database(connection))
    try:
        settings = worker_settings(db_url)
    except Stop as stop:
        is_given = "TOKEN_ENCRYPTION_KEYS" in os.environ
        status: Status = "failed" if is_given else "unknown"
        return [*found, Finding("settings", status, stop.message, "See workers/settings.py.")]
    found.append(Finding("settings", "ok", "every setting is there, keys and secrets are strong"))
    return [*found, *_of_the_settings(connection, settings)]


def _of_the_database(connection: Connection) -> Iterator[Finding]:
    yield _clocks(connection)
    missing = EXTENSIONS - set(_column(connection, "select extname from pg_extension"))
    yield _finding(
        "extensions",
        not missing,
        f"missing: {', '.join(sorted(missing))}" if missing else "all are there",
        "create extension … with schema extensions",
    )
    yield _default_privileges(connection)
    configured = dict(
        text.split("=", 1)
        for text in _column(
            connection,
            "select unnest(s.setconfig) from pg_db_role_setting as s join pg_roles as r"
            " on r.oid = s.setrole where r.rolname = 'authenticator'",
        )
    )
    yield _finding(
        "pre-request",
        configured.get("pgrst.db_pre_request") == "core.pre_request",
        f"PostgREST asks {configured.get('pgrst.db_pre_request', 'nobody')} before each request",
        "alter role authenticator set pgrst.db_pre_request = 'core.pre_request'",
    )
    rows = configured.get("pgrst.db_max_rows")
    yield Finding(
        "rows per answer",
        "ok" if rows else "unknown",
        f"PostgREST gives at most {rows}" if rows else "not a setting of the role authenticator",
        "" if rows else "See max_rows of the project's API, or db-max-rows of PostgREST: 1000.",
    )
    unlimited = _column(
        connection,
        "select r.rolname from pg_roles as r where r.rolname in ('anon', 'authenticated')"
        " and not exists (select from pg_db_role_setting as s, unnest(s.setconfig) as c"
        " where s.setrole = r.oid and c like 'statement_timeout=%')",
    )
    yield _finding(
        "time limits",
        not unlimited,
        f"without: {', '.join(unlimited)}"
        if unlimited
        else "statements of the API's roles end in time",
        "alter role authenticated set statement_timeout = '8s'; anon: '3s'",
    )


def _of_the_settings(connection: Connection, settings: Settings) -> Iterator[Finding]:
    [movable] = _column(connection, "select core.setting('core.clock_is_movable')::boolean")
    yield _finding(
        "movable clock",
        not (movable and settings.is_production),
        "app.now moves the time here" if movable else "nobody moves the time",
        "entree settings set core.clock_is_movable false",
    )
    yield _public_address(settings)
    yield _webhooks(settings)
    yield _api(settings)
    yield _mode(connection, settings)
    yield _provider(settings)
    yield _mail_server(settings)
    yield _sealed(connection, settings)


def _clocks(connection: Connection) -> Finding:
    before = time.time()
    [theirs] = _column(connection, "select extract(epoch from clock_timestamp())::float8")
    skew = theirs - (before + time.time()) / 2
    return _finding(
        "clock",
        abs(skew) <= CLOCK_SKEW,
        f"the database's is {skew:+.1f} seconds from ours",
        "Let both machines keep time (NTP).",
    )


def _default_privileges(connection: Connection) -> Finding:
    """New functions are nobody's to call, unless the migration grants it."""
    [is_closed] = _column(
        connection,
        "select exists (select from pg_default_acl as d"
        " join pg_proc as p on p.proowner = d.defaclrole"
        " where p.oid = 'core.doctor()'::regprocedure and d.defaclnamespace = 0"
        " and d.defaclobjtype = 'f' and not exists ("
        "   select from aclexplode(d.defaclacl) as a where a.grantee = 0))",
    )
    return _finding(
        "default privileges",
        is_closed,
        "new functions are for nobody" if is_closed else "everybody may call new functions",
        "As the owner: alter default privileges revoke execute on functions from public",
    )


def _public_address(settings: Settings) -> Finding:
    host = urlsplit(settings.public_url).hostname or ""
    try:
        is_public = ipaddress.ip_address(host).is_global
    except ValueError:
        is_public = "." in host and not host.endswith((".localhost", ".local", ".internal"))
    return _finding(
        "public address",
        is_public or not settings.is_production,
        f"webhooks and links lead to {settings.public_url}",
        "PUBLIC_URL must be an address that Mollie reaches.",
    )


def _webhooks(settings: Settings) -> Finding:
    """The address that Mollie is told leads to the functions."""
    answer = _ask(f"{settings.public_url}/functions/v1/openapi.json")
    is_ours = isinstance(answer, httpx.Response) and "mollie-webhook" in answer.text
    return _finding(
        "webhooks",
        is_ours,
        "PUBLIC_URL leads to the functions" if is_ours else f"PUBLIC_URL leads to {_said(answer)}",
        "Let the proxy lead /functions/v1/ to `entree serve`.",
    )


def _api(settings: Settings) -> Finding:
    """PostgREST trusts the secret that we trust."""
    key = settings.supabase_anon_key.get_secret_value() if settings.supabase_anon_key else ""
    secret = settings.supabase_jwt_secret.get_secret_value()
    now = int(time.time())
    claims = {"role": "anon", "iat": now, "exp": now + MINUTE}
    answer = _ask(
        f"{settings.supabase_url}/rest/v1/rpc/get_notices",
        {"apikey": key, "Authorization": f"Bearer {jwt.encode(claims, secret, 'HS256')}"},
    )
    is_trusted = isinstance(answer, httpx.Response) and answer.is_success
    return _finding(
        "JWT secret",
        is_trusted,
        "PostgREST trusts it" if is_trusted else f"PostgREST's answer is {_said(answer)}",
        "SUPABASE_JWT_SECRET must be the project's, SUPABASE_ANON_KEY its key.",
    )


def _mode(connection: Connection, settings: Settings) -> Finding:
    [mode] = _column(connection, "select core.setting('payments.mode') #>> '{}'")
    kind = settings.mollie_api_key.get_secret_value().partition("_")[0]
    return _finding(
        "payment mode",
        mode == kind,
        f"payments.mode is {mode}, MOLLIE_API_KEY is a {kind} key",
        f"entree settings set payments.mode {kind}, or another key",
    )


def _provider(settings: Settings) -> Finding:
    key = settings.mollie_api_key.get_secret_value()
    answer = _ask(f"{settings.mollie_api_url}/v2/methods", {"Authorization": f"Bearer {key}"})
    works = isinstance(answer, httpx.Response) and answer.is_success
    return _finding(
        "Mollie",
        works,
        "takes MOLLIE_API_KEY" if works else f"the answer is {_said(answer)}",
        "Make the key anew in Mollie's dashboard, or see its status page.",
    )


def _mail_server(settings: Settings) -> Finding:
    from workers.mail.sender import Sender  # noqa: PLC0415 - loads the workers

    try:
        asyncio.run(asyncio.wait_for(Sender.of(settings).greet(), PATIENCE))
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail server is not usable
        return Finding("mail server", "failed", f"{type(error).__name__}: {error}", "See SMTP_URL.")
    return Finding("mail server", "ok", "answers and takes our login")


def _sealed(connection: Connection, settings: Settings) -> Finding:
    """Every stored credential opens with a key that we have."""
    from workers.vault import key_id  # noqa: PLC0415

    ours = {key_id(key) for key in settings.encryption_keys}
    used = set(_column(connection, "select distinct key_id from payments.mollie_tokens"))
    lost = used - ours
    return _finding(
        "stored credentials",
        not lost,
        f"sealed with keys that are not here: {', '.join(sorted(lost))}"
        if lost
        else "open with TOKEN_ENCRYPTION_KEYS",
        "Give the key back, or let the orgs connect again; entree keys rotate names them.",
    )


def _ask(url: str, headers: dict[str, str] | None = None) -> httpx.Response | httpx.HTTPError:
    try:
        return httpx.get(url, headers=headers, timeout=PATIENCE, trust_env=False)
    except httpx.HTTPError as error:
        return error


def _said(answer: httpx.Response | httpx.HTTPError) -> str:
    if isinstance(answer, httpx.Response):
        return f"status {answer.status_code}"
    return f"none ({type(answer).__name__})"


def _finding(check: str, is_ok: bool, detail: str, remedy: str) -> Finding:
    status: Status = "ok" if is_ok else "failed"
    return Finding(check, status, detail, "" if is_ok else remedy)


def _column(connection: Connection, query: str) -> list[Any]:
    return [row[0] for row in connection.execute(query.encode())]
