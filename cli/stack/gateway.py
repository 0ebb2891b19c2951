"""The configuration of the gateway: nginx in front of PostgREST, auth and functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.stack.files import write_private
from cli.stack.keys import Keys

MAX_BODY = 64 * 1024  # bytes, as in the template
MAX_BATCH = 4 * 1024 * 1024  # bytes that scanner-scanlogs-batch takes
# Seconds. PostgREST gives up idle connections after 30, functions after 75 (workers/server.py); a
# functions process that stops waits for its idle ones to end.
IDLE_CONNECTION = 2


def write_configuration(  # noqa: PLR0913 - options, by name
    folder: Path,
    ports: Mapping[str, int],
    keys: Keys,
    functions: Sequence[int],
    *,
    rests: Sequence[int] = (),
    auth_at_root: bool = False,
    replica: int | None = None,
    requests_per_second: int = 50,
    requests_at_once: int = 200,
) -> None:
    """Write nginx.conf and the folders it needs into `folder`.

    Args:
        functions: the ports of the functions processes, asked in turn.
        rests: the ports of the PostgRESTs, asked in turn; none: the one of `ports`.
        auth_at_root: the auth server expects its paths without `/auth/v1`, as GoTrue itself does.
        replica: port of a second PostgREST, on a standby, from which visitors read. Who is signed
            in reads from the first, and so sees at once what they wrote.
        requests_per_second: what is answered to one address, on the average.
        requests_at_once: how many more in a burst.
    """
    for name in ("body", "proxy"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    environment = Environment(  # noqa: S701 - this makes a configuration file, not HTML
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("nginx.conf.j2").render(
        ports=ports,
        functions=functions,
        rests=rests or [ports["postgrest"]],
        auth_at_root=auth_at_root,
        replica=replica,
        idle_connection=IDLE_CONNECTION,
        publishable_key=keys.publishable_key,
        anon_key=keys.anon_key,
        secret_key=keys.secret_key,
        service_key=keys.service_key,
        previous_anon_key=keys.previous_anon_key,
        previous_service_key=keys.previous_service_key,
        no_key=_error(
            "invalid_api_key",
            "The request has no API key, or one that this project does not know.",
            "Send the anon key in the header apikey; `entree status` prints it.",
        ),
        not_found=_error(
            "not_found",
            "There is nothing at this address.",
            "The API is under /rest/v1, /auth/v1 and /functions/v1.",
        ),
        too_large=_error(
            "body_too_large",
            "The body of the request is larger than 64 KiB.",
            "Send less in one request.",
            max_bytes=MAX_BODY,
        ),
        max_batch=MAX_BATCH,
        batch_too_large=_error(
            "body_too_large",
            "The body of the request is larger than 4 MiB.",
            "Send fewer scans in one request.",
            max_bytes=MAX_BATCH,
        ),
        requests_per_second=requests_per_second,
        requests_at_once=requests_at_once,
        too_many=_error(
            "rate_limited",
            "Too many requests. Try again in 1 seconds.",
            "Wait 1 seconds, then continue more slowly.",
            rule="gateway",
            retry_after=1,
        ),
        unavailable=_error(
            "try_again",
            "A part of the service is restarting.",
            "Send the request again in a second; with an idempotency key nothing happens twice.",
        ),
    )
    write_private(folder / "nginx.conf", text)


def _error(code: str, message: str, hint: str, **details: object) -> str:
    """Return an error body in the shape that the whole API uses, quoted for nginx."""
    body = {"code": code, "message": message, "details": details, "hint": hint}
    return json.dumps(body, separators=(",", ":")).replace("'", "\\'")
