"""HAL: links and pages of lists, with addresses as the caller sees this server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse

from cli.sandbox.errors import MollieError
from cli.sandbox.store import Row, Store

Json = dict[str, Any]
Link = dict[str, str]

DOCUMENTATION = "https://docs.mollie.com/reference/"


@dataclass(frozen=True)
class Site:
    """Where this server is: `api` for programs, `pages` for browsers; neither ends with a slash.

    The API's links must start with the address the client used (its client library only follows
    those), which is not always where a browser would find the pages.
    """

    api: str
    pages: str

    @classmethod
    def seen_by(cls, request: Request, public_url: str | None) -> Site:
        scheme = request.headers.get("x-forwarded-proto", request.url.scheme)
        host = request.headers.get("host") or request.url.netloc
        api = f"{scheme}://{host}"
        return cls(api=api, pages=(public_url or api).rstrip("/"))

    def resource(self, path: str) -> Link:
        return {"href": f"{self.api}/v2/{path}", "type": "application/hal+json"}

    def page(self, path: str) -> Link:
        return {"href": f"{self.pages}/{path}", "type": "text/html"}


def documentation(page: str) -> Link:
    return {"href": DOCUMENTATION + page, "type": "text/html"}


class HalResponse(JSONResponse):
    media_type = "application/hal+json"


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for: the query parameters `from`, `limit` and `sort`."""

    start: str | None
    limit: int
    newest_first: bool
    query: Mapping[str, str]

    PARAMETERS = frozenset({"from", "limit", "sort"})

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Page:
        limit = query.get("limit", "50")
        if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= 250):
            raise MollieError(400, "The limit must be a number from 1 to 250", "limit")
        if query.get("sort", "desc") not in ("asc", "desc"):
            raise MollieError(400, "The sort must be either asc or desc", "sort")
        return cls(query.get("from"), int(limit), query.get("sort", "desc") == "desc", query)


@dataclass(frozen=True)
class Listing:
    """What a list is made of.

    `source` is trusted SQL, a table with a condition (`payments where profile = :profile`), whose
    rows have `seq`, rising in order of creation, and `id`; `path` and `query` are the list's own.
    """

    source: str
    values: Mapping[str, Any]
    render: Callable[[Row], Json]
    name: str
    path: str
    documented: str


def paginate(store: Store, page: Page, listing: Listing, site: Site) -> Json:
    """One page as a HAL list.

    `from` names the first element of the page itself; Mollie answers 400 to one it does not know.
    """
    source, values = listing.source, listing.values
    onwards, back = ("<=", "desc") if page.newest_first else (">=", "asc")
    before, ahead = (">", "asc") if page.newest_first else ("<", "desc")
    start: int | None = None
    if page.start is not None:
        sql = f"select seq from {source} and id = :start"  # noqa: S608 (trusted, see Listing)
        start = store.value(sql, **values, start=page.start)
        if start is None:
            raise MollieError(400, "Invalid cursor value", "from")
    rows = store.rows(
        f"select * from {source} and (:start is null or seq {onwards} :start)"  # noqa: S608
        f" order by seq {back} limit :limit",
        **values,
        start=start,
        limit=page.limit + 1,
    )
    earlier = store.rows(
        f"select id from {source} and seq {before} :start"  # noqa: S608
        f" order by seq {ahead} limit :limit",
        **values,
        start=start,
        limit=page.limit,
    )

    def link(row: Row | None) -> Link | None:
        if row is None:
            return None
        query = {**page.query, "from": row["id"], "limit": str(page.limit)}
        return site.resource(f"{listing.path}?{urlencode(query)}")

    shown = [listing.render(row) for row in rows[: page.limit]]
    here = f"{listing.path}?{urlencode(page.query)}" if page.query else listing.path
    return {
        "count": len(shown),
        "_embedded": {listing.name: shown},
        "_links": {
            "self": site.resource(here),
            "previous": link(earlier[-1] if earlier else None),
            "next": link(rows[page.limit] if len(rows) > page.limit else None),
            "documentation": documentation(listing.documented),
        },
    }
