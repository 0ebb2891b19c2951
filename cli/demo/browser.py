"""As much of a browser as a checkout needs: pages with links and forms. It runs no scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from cli.errors import Stop


@dataclass
class Form:
    """A form: where it goes, and what its fields hold when nobody touches them."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """What a browser would show."""

    url: str
    text: str
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def link(self, part: str) -> str:
        """The address of the first link that contains `part`."""
        for link in self.links:
            if part in link:
                return link
        raise Stop(f"The page {self.url} has no link with {part!r} in it.")


class Browser:
    """Opens pages, follows links and redirects, submits forms."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def open(self, url: str) -> Page:
        """Go to an address."""
        return _page(await self._http.get(url, follow_redirects=True))

    async def submit(self, page: Page, **fields: str) -> Page:
        """Fill in the page's only form and press its button."""
        if len(page.forms) != 1:
            raise Stop(f"The page {page.url} has {len(page.forms)} forms where one was expected.")
        form = page.forms[0]
        answer = await self._http.post(
            form.action, data=form.fields | fields, follow_redirects=True
        )
        return _page(answer)


def _page(answer: httpx.Response) -> Page:
    if answer.is_error:
        raise Stop(f"The page {answer.url} answers {answer.status_code}: {answer.text[:200]}")
    reader = _Reader(str(answer.url))
    reader.feed(answer.text)
    return Page(str(answer.url), answer.text, reader.links, reader.forms)


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self.links: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self._base, given["href"]))
        elif tag == "form":
            self.forms.append(Form(urljoin(self._base, given.get("action", ""))))
        elif tag == "input" and self.forms and given.get("name"):
            chosen = given.get("type") not in {"radio", "checkbox"} or "checked" in given
            if chosen:
                self.forms[-1].fields[given["name"]] = given.get("value", "")
