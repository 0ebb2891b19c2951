"""Errors as Mollie words them: a status, a title, a detail, and the field that is to blame."""

from __future__ import annotations

from typing import Any

_TITLES = {
    400: "Bad Request",
    401: "Unauthorized Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class MollieError(Exception):
    """A refusal; `json()` is the body of the answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        field: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.headers = headers or {}

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "status": self.status,
            "title": _TITLES.get(self.status, "Error"),
            "detail": self.detail,
        }
        if self.field is not None:
            body["field"] = self.field
        body["_links"] = {
            "documentation": {
                "href": "https://docs.mollie.com/overview/handling-errors",
                "type": "text/html",
            }
        }
        return body


def invalid(detail: str, field: str | None = None) -> MollieError:
    """A 422: the request is understood, but refused."""
    return MollieError(422, detail, field)


def missing(field: str) -> MollieError:
    return invalid(f"The '{field}' field is missing", field)


def unknown(token: str) -> MollieError:
    return MollieError(404, f"No entity exists with token '{token}'")
