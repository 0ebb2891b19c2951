"""Reading the fields of a request, each with the 422 that Mollie answers when one is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from cli.sandbox.errors import invalid, missing

# fmt: off
LOCALES = frozenset({
    "ca_ES", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "de_LU", "en_BE", "en_GB", "en_NL",
    "en_US", "es_ES", "fi_FI", "fr_BE", "fr_FR", "fr_LU", "hu_HU", "is_IS", "it_IT", "lt_LT",
    "lv_LV", "nb_NO", "nl_BE", "nl_NL", "pl_PL", "pt_PT", "sk_SK", "sv_SE",
})
# fmt: on

_LONGEST_DESCRIPTION = 255
_LONGEST_URL = 2048
# Mollie says "about 1 kB"; the sandbox draws the line exactly there.
_LARGEST_METADATA = 1024

Body = Mapping[str, Any]


def read_description(body: Body) -> str:
    """The description; one that is too long is cut, as Mollie does, not refused."""
    value = body.get("description")
    if value is None or value == "":
        raise missing("description")
    if not isinstance(value, str):
        raise invalid("The description is invalid", "description")
    return value[:_LONGEST_DESCRIPTION]


def read_url(body: Body, field: str, noun: str, *, any_scheme: bool = False) -> str | None:
    """An absolute http(s) address, None when absent; `any_scheme` also lets `myapp://` through."""
    value = body.get(field)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_URL or re.search(r"[\s<>\"]", value):
        raise invalid(f"The {noun} is invalid", field)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise invalid(f"The {noun} is invalid", field) from None
    web = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    app = any_scheme and bool(re.fullmatch(r"[a-z][a-z0-9+.-]+", parts.scheme)) and "://" in value
    if not (web or (app and parts.scheme not in ("http", "https", "javascript", "data", "file"))):
        raise invalid(f"The {noun} is invalid", field)
    return value


def read_locale(body: Body) -> str | None:
    value = body.get("locale")
    if value is not None and value not in LOCALES:
        raise invalid("The locale is invalid", "locale")
    return value


def read_metadata(body: Body) -> Any:
    """Any JSON value, given back as it came: a text stays a text."""
    value = body.get("metadata")
    if isinstance(value, bool):
        raise invalid("The metadata is invalid", "metadata")
    if len(json.dumps(value, ensure_ascii=False).encode()) > _LARGEST_METADATA:
        raise invalid("The metadata is larger than 1 kB", "metadata")
    return value


def read_date(body: Body, field: str) -> str | None:
    value = body.get(field)
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise invalid(f"The {field} is not a date of the form YYYY-MM-DD", field) from None


def read_object(body: Body, field: str) -> dict[str, Any] | None:
    value = body.get(field)
    if value is not None and not isinstance(value, dict):
        raise invalid(f"The '{field}' field is invalid", field)
    return value


def read_country(body: Body, field: str) -> str | None:
    value = body.get(field)
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"[A-Z]{2}", value)):
        raise invalid("The country code is invalid", field)
    return value
