"""Apps and what merchants granted them: authorization codes, refresh tokens, access tokens.

A code lives 30 seconds and works once. An access token lives an hour. A refresh token lives until
it is taken back; Mollie normally answers a refresh with the same one. With the setting
`rotate_refresh_tokens` it is a new one every time; the one before works until the new one has been
used, since an answer may get lost (Mollie's documentation is silent about it).
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass

from cli.sandbox.auth import GRANTED_LENGTH, Caller
from cli.sandbox.store import Row
from cli.sandbox.world import App, World

CODE_LIFETIME = 30.0
TOKEN_LIFETIME = 3600.0
_ALPHABET = string.ascii_letters + string.digits

SCHEMA = """
create table apps (
  client_id text primary key,
  secret text not null,
  name text not null,
  organization text not null,
  redirect_url text not null
);
create table grants (
  id integer primary key autoincrement,
  client_id text not null,
  organization text not null,
  scopes text not null,
  redirect_uri text,
  revoked_at real
);
create table codes (
  code text primary key,
  grant_id integer not null,
  expires_at real not null,
  used_at real
);
create table refresh_tokens (
  token text primary key,
  grant_id integer not null,
  replaces text,
  revoked_at real
);
create table access_tokens (
  token text primary key,
  grant_id integer not null,
  expires_at real not null,
  revoked_at real
);
create index access_tokens_grant on access_tokens (grant_id)
"""


@dataclass(frozen=True)
class Tokens:
    """The answer of the token endpoint."""

    access_token: str
    refresh_token: str
    scopes: str


class InvalidGrant(Exception):
    """The code or the token is none, is over, or is somebody else's."""


def find_app(world: World, client_id: str) -> App | None:
    """An app: the one the sandbox was started with, or one made since."""
    if world.app is not None and world.app.client_id == client_id:
        return world.app
    row = world.store.row("select * from apps where client_id = :id", id=client_id)
    return None if row is None else App(**dict(row))


def add_app(world: World, app: App) -> None:
    world.store.execute(
        "insert or replace into apps (client_id, secret, name, organization, redirect_url)"
        " values (:client_id, :secret, :name, :organization, :redirect_url)",
        **vars(app),
    )


def allow(
    world: World, app: App, organization: str, scopes: str, redirect_uri: str | None, *, force: bool
) -> str:
    """Grant an app what it asked for; returns the code. `force` takes earlier grants back."""
    if force:
        for row in world.store.rows(
            "select id from grants where client_id = :app and organization = :organization",
            app=app.client_id,
            organization=organization,
        ):
            revoke(world, row["id"])
    grant = world.store.execute(
        "insert into grants (client_id, organization, scopes, redirect_uri)"
        " values (:app, :organization, :scopes, :redirect_uri)",
        app=app.client_id,
        organization=organization,
        scopes=scopes,
        redirect_uri=redirect_uri,
    )
    code = _secret("auth_")
    world.store.execute(
        "insert into codes (code, grant_id, expires_at) values (:code, :grant, :expires)",
        code=code,
        grant=grant,
        expires=world.clock.now() + CODE_LIFETIME,
    )
    return code


def exchange(world: World, app: App, code: str, redirect_uri: str | None) -> Tokens:
    """Tokens for a code."""
    row = world.store.row(
        "select c.used_at, c.expires_at, g.* from codes as c join grants as g on g.id = c.grant_id"
        " where c.code = :code and g.client_id = :app and g.revoked_at is null",
        code=code,
        app=app.client_id,
    )
    if row is None or row["used_at"] is not None or row["expires_at"] <= world.clock.now():
        raise InvalidGrant("Authorization code doesn't exist or is invalid for the client")
    _same_address(row, redirect_uri)
    world.store.execute(
        "update codes set used_at = :now where code = :code", code=code, now=world.clock.now()
    )
    refresh_token = _new_refresh_token(world, row["id"])
    return Tokens(_new_access_token(world, row["id"]), refresh_token, row["scopes"])


def refresh(world: World, app: App, token: str, redirect_uri: str | None) -> Tokens:
    """A new access token for a refresh token."""
    row = world.store.row(
        "select r.token, r.replaces, g.* from refresh_tokens as r"
        " join grants as g on g.id = r.grant_id"
        " where r.token = :token and g.client_id = :app"
        " and r.revoked_at is null and g.revoked_at is null",
        token=token,
        app=app.client_id,
    )
    if row is None:
        raise InvalidGrant("Refresh token doesn't exist or is invalid for the client")
    _same_address(row, redirect_uri)
    if row["replaces"] is not None:
        world.store.execute(
            "update refresh_tokens set revoked_at = :now where token = :token",
            token=row["replaces"],
            now=world.clock.now(),
        )
    if world.settings.rotate_refresh_tokens:
        token = _new_refresh_token(world, row["id"], replaces=token)
    return Tokens(_new_access_token(world, row["id"]), token, row["scopes"])


def revoke_token(world: World, app: App, token: str) -> None:
    """Take a token back; a refresh token takes everything of its grant along. Unknown ones are
    over already."""
    now = world.clock.now()
    grant = world.store.value(
        "select g.id from refresh_tokens as r join grants as g on g.id = r.grant_id"
        " where r.token = :token and g.client_id = :app",
        token=token,
        app=app.client_id,
    )
    if grant is not None:
        revoke(world, grant)
    world.store.execute(
        "update access_tokens set revoked_at = :now where token = :token", token=token, now=now
    )


def revoke(world: World, grant: int) -> None:
    now = world.clock.now()
    world.store.execute("update grants set revoked_at = :now where id = :id", id=grant, now=now)


def revoke_all(world: World, organization: str) -> int:
    """What a merchant does in Mollie's dashboard: throw every app out. Returns how many grants."""
    found = world.store.rows(
        "select id from grants where organization = :organization and revoked_at is null",
        organization=organization,
    )
    for row in found:
        revoke(world, row["id"])
    return len(found)


def caller(world: World, token: str) -> Caller | None:
    """Who calls with a granted access token; None when it does not work, or no more."""
    row = world.store.row(
        "select g.* from access_tokens as a join grants as g on g.id = a.grant_id"
        " where a.token = :token and a.expires_at > :now"
        " and a.revoked_at is null and g.revoked_at is null",
        token=token,
        now=world.clock.now(),
    )
    if row is None:
        return None
    return Caller(
        row["organization"],
        profile=None,
        scopes=frozenset(row["scopes"].split()),
        app=row["client_id"],
    )


def _same_address(row: Row, redirect_uri: str | None) -> None:
    """Mollie wants the address of the authorization again, in every exchange and refresh."""
    if row["redirect_uri"] != redirect_uri:
        raise InvalidGrant("The redirect URI is missing or not that of the authorization")


def _new_refresh_token(world: World, grant: int, replaces: str | None = None) -> str:
    token = _secret("refresh_")
    world.store.execute(
        "insert into refresh_tokens (token, grant_id, replaces) values (:token, :grant, :replaces)",
        token=token,
        grant=grant,
        replaces=replaces,
    )
    return token


def _new_access_token(world: World, grant: int) -> str:
    token = _secret("access_")
    world.store.execute(
        "insert into access_tokens (token, grant_id, expires_at) values (:token, :grant, :expires)",
        token=token,
        grant=grant,
        expires=world.clock.now() + TOKEN_LIFETIME,
    )
    return token


def _secret(prefix: str) -> str:
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(GRANTED_LENGTH + 2))
