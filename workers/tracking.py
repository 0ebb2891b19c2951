"""Error tracking: what nobody expected goes to Sentry, or whatever speaks its protocol.

Only where SENTRY_DSN is set. What is sent says what broke, where in the code, and under which
request id the log has the rest. Nothing of a request goes along, no values of variables, and no
words of an error: those of the database may quote a row.
"""

from __future__ import annotations

from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.types import Event, Hint

from workers.settings import Settings

FLUSH_SECONDS = 2.0
# What an event may say besides its stack; everything else is left out.
KEPT = frozenset(
    {"event_id", "timestamp", "level", "platform", "environment", "release", "tags"}
    | {"exception", "sdk", "type"}
)


def configure(settings: Settings, process: str) -> None:
    """Sends what is reported from now on; does nothing without a DSN. `process` is a tag."""
    if settings.sentry_dsn is None:
        return
    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        environment=settings.environment,
        # The successor of send_default_pii=False.
        data_collection={
            "user_info": False,
            "cookies": {"mode": "off"},
            "http_headers": {"request": {"mode": "off"}},
            "http_bodies": [],
            "url_query_params": {"mode": "off"},
            "stack_frame_variables": False,
            "frame_context_lines": 0,
        },
        default_integrations=False,
        auto_enabling_integrations=False,
        max_breadcrumbs=0,
        server_name="",
        before_send=scrub,
    )
    sentry_sdk.get_global_scope().set_tag("process", process)


def report(error: BaseException, **tags: str) -> None:
    """Reports an error that nobody expected, under the request id that the log has."""
    bound = structlog.contextvars.get_contextvars()
    if request_id := bound.get("request_id"):
        tags["request_id"] = str(request_id)
    with sentry_sdk.new_scope() as scope:
        scope.set_tags(tags)
        scope.capture_exception(error)


def is_expected(error: BaseException) -> bool:
    """Whether a delivery may end with this: errors of ours say what they are about, and what the
    database broke on has been reported where it was asked."""
    return isinstance(error, TimeoutError) or type(error).__module__.startswith("workers.")


def finish() -> None:
    """Waits a moment until what was reported is sent."""
    sentry_sdk.flush(timeout=FLUSH_SECONDS)


def scrub(event: Event, _: Hint) -> Event:
    """Leaves out whatever could name somebody: all but types and places."""
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in KEPT}
    for exception in kept.get("exception", {}).get("values", ()):
        exception["value"] = ""
        exception.pop("mechanism", None)
        for frame in (exception.get("stacktrace") or {}).get("frames", ()):
            frame.pop("vars", None)
    return kept  # type: ignore[return-value]
