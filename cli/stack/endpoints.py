"""Where a running stack is reached, and with which keys."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Endpoints:
    """Addresses and keys of one local stack; `entree status --json` prints exactly these."""

    api_url: str
    """The gateway: what a client gives to `create_client`."""
    db_url: str
    """The main database as `postgres`, the non-superuser that migrations run as."""
    admin_db_url: str
    """The main database as `supabase_admin`, a superuser; for tests and tools only."""
    anon_key: str
    service_key: str
    publishable_key: str
    secret_key: str
    jwt_secret: str
    mail_url: str
    """Page and API of the mail catcher."""
    smtp_url: str
    mollie_url: str
    """The Mollie sandbox, without the `/v2` of its API."""
    rest_url: str
    """PostgREST itself, behind the gateway; for tools."""
    functions_url: str
    """The functions process itself, behind the gateway; for tools."""
    worker_url: str
    """Where the worker answers /healthz, /readyz and /metrics."""

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name, all of them strings."""
        return asdict(self)
