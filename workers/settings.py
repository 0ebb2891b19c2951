"""Every setting of the workers: its name in the environment, its meaning, its default.

`load()` reads them from the environment. Settings marked `Local` have a value for the local stack,
used only when ENVIRONMENT is `local`; anywhere else they must be given, and a missing or weak one
ends the start with one sentence per problem.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

KEY_BYTES = 32
SECRET_LENGTH = 32  # characters; HS256 wants a key at least as long as its hash
WEBHOOK_SECRET_LENGTH = 16  # characters; Mollie's have 32
DISTINCT_CHARACTERS = 10  # fewer than this is a typed-in word, not a random secret


@dataclass(frozen=True, slots=True)
class Local:
    """The value of a setting on the local stack, where it need not be given."""

    value: str


class SettingsError(Exception):
    """The environment does not hold usable settings; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Settings(BaseSettings):
    """The settings of one process, read once at its start."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["local", "production"] = Field(
        "production", description="local: the stack on this machine; production: everything else"
    )

    database_url: Annotated[
        SecretStr, Local("postgresql://postgres:postgres@127.0.0.1:54322/postgres")
    ] = Field(
        description="the Postgres database, as a role that may become anon, authenticated and"
        " service_role (postgres or authenticator)"
    )
    database_pool_size: int = Field(
        8, ge=1, le=100, description="connections that one process holds at most"
    )
    database_prepared_statements: bool = Field(
        True, description="false behind a transaction pooler that cannot keep prepared statements"
    )
    statement_timeout_ms: int = Field(
        8000, ge=100, le=60_000, description="milliseconds after which one call of SQL is given up"
    )
    lock_timeout_ms: int = Field(
        4000, ge=50, le=60_000, description="milliseconds that one call of SQL waits for a lock"
    )

    supabase_url: Annotated[str, Local("http://127.0.0.1:54321")] = Field(
        description="the Supabase project's API address"
    )
    supabase_jwt_secret: Annotated[
        SecretStr, Local("super-secret-jwt-token-with-at-least-32-characters-long")
    ] = Field(description="the secret with which the project signs access tokens (HS256)")
    supabase_jwt_secret_previous: SecretStr | None = Field(
        None,
        description="the secret before that one, while it is being replaced: tokens signed with it"
        " still count; none: only the new one does",
    )
    supabase_anon_key: SecretStr | None = Field(
        None,
        description="the project's anon or publishable key, with which its auth server is asked for"
        " mails to choose a new password; none: administrators cannot make it send any",
    )
    supabase_jwt_audience: str | None = Field(
        None, description="when given, access tokens must be meant for this audience"
    )

    public_url: Annotated[str, Local("http://127.0.0.1:54321")] = Field(
        description="the address at which customers and the payment provider reach the API"
    )
    app_url: str | None = Field(
        None, description="the client app's address, for links in invitations; none: no link"
    )
    address_header: str = Field(
        "x-real-ip",
        pattern=r"^[a-z0-9-]{1,64}$",
        description="the header in which the gateway in front writes the client's address",
    )

    mollie_api_key: Annotated[SecretStr, Local("test_entree_local_sandbox")] = Field(
        description="the platform's Mollie API key (test_… or live_…)"
    )
    mollie_api_url: Annotated[str, Local("http://127.0.0.1:54325")] = Field(
        description="the address of Mollie's API without /v2: Mollie, a proxy, or the sandbox"
    )
    mollie_client_id: str | None = Field(
        None,
        description="the platform's OAuth app at Mollie (app_…), with which organisers connect"
        " accounts of their own; none: everybody is paid on the account of MOLLIE_API_KEY",
    )
    mollie_client_secret: SecretStr | None = Field(None, description="the secret of that app")
    mollie_connect_url: str = Field(
        "https://my.mollie.com",
        description="the address of Mollie's consent page without /oauth2: Mollie, or the sandbox",
    )
    mollie_access_token: SecretStr | None = Field(
        None,
        description="the platform's own organization token (access_…, scope clients.write), for"
        " client links to organisers without an account; none: there are none",
    )
    mollie_webhook_secrets: SecretStr | None = Field(
        None,
        description="the secrets that sign Mollie's next-generation webhooks, separated by commas:"
        " two while one is being rolled; none: such webhooks are refused",
    )
    mollie_timeout_seconds: float = Field(
        10, gt=0, le=60, description="seconds that one request to Mollie may take"
    )
    allow_test_payments: bool = Field(
        False,
        description="true lets production run on a test key, for a rehearsal: its payments move"
        " no money",
    )

    smtp_url: Annotated[SecretStr, Local("smtp://127.0.0.1:54326")] = Field(
        description="the mail server: smtp://user:password@host:port (STARTTLS outside this"
        " machine) or smtps://…"
    )
    smtp_timeout_seconds: float = Field(
        20, gt=0, le=300, description="seconds that one step of the talk with the mail server takes"
    )
    mail_from: Annotated[str, Local("Entree <tickets@entree.localhost>")] = Field(
        description="the sender of all mail: an address, with or without a name"
    )

    ticket_signing_key: Annotated[
        SecretStr, Local("bG9jYWwtZW50cmVlLXRpY2tldC1zaWduaW5nLWtleSE")
    ] = Field(description="the Ed25519 private key that signs ticket codes: 32 bytes, base64url")
    token_encryption_keys: Annotated[
        SecretStr, Local("bG9jYWwtZW50cmVlLXRva2VuLWVuY3J5cHRpb24tMDE")
    ] = Field(
        description="the keys that encrypt stored credentials: 32 bytes each, base64url, separated"
        " by commas, the newest first"
    )

    audit_heads: Path | None = Field(
        None,
        description="the file to whose end the heads of the audit logs' seals are written, out of"
        " reach of whoever has the database; none: they stand in the log alone",
    )
    audit_heads_mail: str | None = Field(
        None, description="the address to which the heads are mailed, too; none: they are not"
    )

    webhook_allowed_networks: str | None = Field(
        None,
        description="networks outside the public internet, separated by commas, that integrations"
        " may lead to all the same, without encryption too (10.1.0.0/16); none: none. Whoever"
        " manages an integration reaches everything there",
    )
    webhook_concurrency: int = Field(
        4, ge=1, le=64, description="integrations that one worker delivers to at once"
    )
    worker_concurrency: int = Field(
        2, ge=1, le=32, description="outbox buckets that one worker delivers at once per channel"
    )
    worker_drain_seconds: float = Field(
        25, ge=1, le=300, description="seconds that a stopping worker gives to deliveries under way"
    )
    serve_drain_seconds: float = Field(
        20,
        ge=0,
        le=300,
        description="seconds that a stopping server gives to the connections it has: longer than"
        " the proxy in front keeps idle ones",
    )
    worker_host: str = Field(
        "127.0.0.1", description="the address at which a worker answers /healthz, /readyz, /metrics"
    )
    worker_port: int | None = Field(
        None, ge=0, le=65535, description="the port for that; none: it listens nowhere"
    )
    sentry_dsn: SecretStr | None = Field(
        None,
        description="where unexpected errors are reported (https://<key>@<host>/<project>); none:"
        " nowhere but in the log",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="the least severity that is logged"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first; on the local stack what it lacks has a value."""
        return init_settings, env_settings, _LocalValues(settings_cls)

    @property
    def is_production(self) -> bool:
        """Whether real money and real people may be involved."""
        return self.environment == "production"

    @property
    def signing_key(self) -> bytes:
        """The 32 bytes of TICKET_SIGNING_KEY."""
        return _key(self.ticket_signing_key.get_secret_value())

    @property
    def encryption_keys(self) -> tuple[bytes, ...]:
        """The keys of TOKEN_ENCRYPTION_KEYS: the first encrypts, all of them decrypt."""
        return tuple(_key(key) for key in self.token_encryption_keys.get_secret_value().split(","))

    @property
    def webhook_secrets(self) -> tuple[bytes, ...]:
        """The secrets of MOLLIE_WEBHOOK_SECRETS."""
        given = self.mollie_webhook_secrets
        return (
            ()
            if given is None
            else tuple(secret.strip().encode() for secret in given.get_secret_value().split(","))
        )

    @property
    def webhook_networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks of WEBHOOK_ALLOWED_NETWORKS."""
        return _networks(self.webhook_allowed_networks or "")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        hosts, parts = _database(value.get_secret_value())
        if (
            _in_production(info)
            and parts.get("sslmode") == "disable"
            and not all(is_loopback(host) for host in hosts)
        ):
            raise ValueError(
                "switches encryption off (sslmode=disable) on a connection that leaves this machine"
            )
        return value

    @field_validator(
        "supabase_url", "mollie_api_url", "mollie_connect_url", "public_url", "app_url"
    )
    @classmethod
    def _is_a_web_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        address = _parsed(value, "https", "http")
        if address.query or address.fragment:
            raise ValueError("holds more than an address: leave out what follows ? or #")
        if (
            _in_production(info)
            and address.scheme != "https"
            and not (info.field_name == "supabase_url" and is_loopback(address.hostname))
        ):
            raise ValueError("must start with https:// in production")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, value: SecretStr) -> SecretStr:
        _parsed(value.get_secret_value(), "smtp", "smtps")
        return value

    @field_validator("mail_from", "audit_heads_mail")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        _, address = parseaddr(value)
        if address.count("@") != 1 or any(c in value for c in "\r\n"):
            raise ValueError(
                "is not an e-mail address: give tickets@example.org or Name <tickets@example.org>"
            )
        return value

    @field_validator("supabase_jwt_secret", "supabase_jwt_secret_previous")
    @classmethod
    def _is_a_strong_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        secret = value.get_secret_value()
        if len(secret) < SECRET_LENGTH:
            raise ValueError(
                f"is too weak: it has {len(secret)} characters and needs {SECRET_LENGTH} or more"
            )
        if len(set(secret)) < DISTINCT_CHARACTERS:
            raise ValueError("is too weak: it repeats the same few characters")
        return value

    @field_validator("mollie_api_key")
    @classmethod
    def _is_a_mollie_key(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        kind, _, rest = value.get_secret_value().partition("_")
        known = kind in {"test", "live"}
        if not known or not rest.isascii() or not rest.replace("_", "").isalnum():
            raise ValueError(
                "is not a Mollie API key: it starts with test_ or live_, followed by"
                " letters and digits"
            )
        if kind == "live" and not _in_production(info):
            raise ValueError("is a live key, which has no place on a local stack: use a test_ key")
        return value

    @field_validator("mollie_client_id")
    @classmethod
    def _is_an_app(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"app_\w+", value, re.ASCII):
            raise ValueError("is not an OAuth app of Mollie: it starts with app_")
        return value

    @field_validator("mollie_client_secret")
    @classmethod
    def _app_has_a_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if info.data.get("mollie_client_id") is not None and value is None:
            raise ValueError("is missing although MOLLIE_CLIENT_ID is given")
        return value

    @field_validator("mollie_access_token")
    @classmethod
    def _is_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("access_"):
            raise ValueError("is not an organization token of Mollie: it starts with access_")
        return value

    @field_validator("mollie_webhook_secrets")
    @classmethod
    def _are_webhook_secrets(cls, value: SecretStr | None) -> SecretStr | None:
        for secret in value.get_secret_value().split(",") if value else ():
            if len(secret.strip()) < WEBHOOK_SECRET_LENGTH:
                raise ValueError(
                    f"holds a secret of fewer than {WEBHOOK_SECRET_LENGTH} characters: copy it from"
                    " the webhook in Mollie's dashboard"
                )
        return value

    @field_validator("webhook_allowed_networks")
    @classmethod
    def _are_networks(cls, value: str | None) -> str | None:
        try:
            _networks(value or "")
        except ValueError as error:
            raise ValueError(f"holds something that is no network: {error}") from None
        return value

    @field_validator("allow_test_payments")
    @classmethod
    def _test_key_is_on_purpose(cls, value: bool, info: ValidationInfo) -> bool:
        key = info.data.get("mollie_api_key")
        if (
            _in_production(info)
            and not value
            and key is not None
            and key.get_secret_value().startswith("test_")
        ):
            raise ValueError(
                "is not set although MOLLIE_API_KEY is a test key, with which tickets"
                " are given away: use a live_ key, or set it to true for a rehearsal"
            )
        return value

    @field_validator("ticket_signing_key", "token_encryption_keys")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        for text in value.get_secret_value().split(","):
            if len(set(_key(text))) < DISTINCT_CHARACTERS:
                raise ValueError("is too weak: it repeats the same few bytes")
        return value

    @field_validator("*")
    @classmethod
    def _is_not_a_known_value(cls, value: Any, info: ValidationInfo) -> Any:
        """In production the values of the local stack, which everybody knows, are refused."""
        field = cls.model_fields[info.field_name or ""]
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if _in_production(info) and plain is not None and plain == _local_value(field):
            raise ValueError("has the value of the local stack, which everybody knows")
        return value

    @classmethod
    def load(cls) -> Self:
        """The settings of this process's environment. Raises SettingsError."""
        return cls.of({})

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """Settings by the names of their variables; the environment has what is not given."""
        try:
            return cls(**{name.lower(): value for name, value in given.items()})  # type: ignore[arg-type]
        except ValidationError as error:
            raise SettingsError([_sentence(cls, e) for e in error.errors()]) from None


def load() -> Settings:
    """The settings of this process's environment. Raises SettingsError."""
    return Settings.load()


class _LocalValues(PydanticBaseSettingsSource):
    """Gives the settings marked `Local` their value when ENVIRONMENT is `local`."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return _local_value(field), field_name, False

    def __call__(self) -> dict[str, Any]:
        if self.current_state.get("environment") != "local":
            return {}
        return {
            name: value
            for name, field in self.settings_cls.model_fields.items()
            if (value := _local_value(field)) is not None
        }


def _local_value(field: FieldInfo) -> str | None:
    return next((m.value for m in field.metadata if isinstance(m, Local)), None)


def _in_production(info: ValidationInfo) -> bool:
    return bool(info.data.get("environment", "production") == "production")


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def _parsed(url: str, *schemes: str) -> SplitResult:
    try:
        address = urlsplit(url)
        usable = address.scheme in schemes and bool(address.hostname) and address.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(f"is not an address of the form {schemes[0]}://host")
    return address


def _database(url: str) -> tuple[list[str], Mapping[str, Any]]:
    """The hosts of a database's address, which can be several, and everything else in it."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        parts = {}
    hosts = str(parts.get("host", "")).split(",")
    ports = filter(None, str(parts.get("port", "")).split(","))
    if (
        not url.startswith(("postgresql://", "postgres://"))
        or not all(hosts)
        or not all(port.isdecimal() and 0 < int(port) < 65536 for port in ports)
    ):
        raise ValueError("is not an address of the form postgresql://host")
    return hosts, parts


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return bool(ipaddress.ip_address(host or "").is_loopback)
    except ValueError:
        return False


def _key(text: str) -> bytes:
    text = text.strip()
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(
            f"does not hold keys of {KEY_BYTES} bytes in base64url: make one with"
            " openssl rand -base64 32 | tr '+/' '-_'"
        )
    return key


def _sentence(cls: type[Settings], error: Any) -> str:
    """One problem in words: which setting, what is wrong, what it is for."""
    name = str(error["loc"][0])
    variable, meaning = name.upper(), cls.model_fields[name].description
    if error["type"] == "missing":
        return f"{variable} is missing ({meaning})."
    cause = error.get("ctx", {}).get("error")
    if cause is not None:
        return f"{variable} {cause}."
    return f"{variable} is not valid: {error['msg'].lower()} ({meaning})."
