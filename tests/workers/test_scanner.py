"""The page of the scanner and its files: what is served, how, and that nothing of it is missing."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import httpx
import pytest

from workers.words import LANGUAGES, words

PAGE = "/functions/v1/scanner"
TYPES = {
    "app.js": "text/javascript; charset=utf-8",
    "qr.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "manifest.webmanifest": "application/manifest+json",
    "words.nl.json": "application/json",
}


class Elements(HTMLParser):
    """Every element of a page with its attributes, and what is said in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.said: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        key = self.all[-1][1].get("data-say") if self.all else None
        if key and data.strip():
            self.said[key] = data


async def listed(http: httpx.AsyncClient) -> list[str]:
    """The files that the service worker keeps."""
    worker = (await http.get(f"{PAGE}/worker.js")).text
    found = re.search(r"^const FILES_OF_THIS_VERSION = (\[.*\]);$", worker, re.MULTILINE)
    assert found is not None
    names: list[str] = json.loads(found[1])
    return names


@pytest.mark.parametrize(
    ("asked", "language"), [("nl", "nl"), ("en-GB,nl;q=0.5", "en"), ("", "nl")]
)
async def test_the_page_speaks_the_readers_language(
    http: httpx.AsyncClient, asked: str, language: str
) -> None:
    answer = await http.get(PAGE, headers={"Accept-Language": asked})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["vary"] == "accept-language"
    elements = Elements(answer.text)
    assert ("html", {"lang": language}) in elements.all
    sentences = words(language).sentences
    for key, said in elements.said.items():
        assert said == sentences[f"scanner.{key}"]
    assert len(elements.said) > 20


async def test_nothing_runs_but_our_own_files(http: httpx.AsyncClient) -> None:
    answer = await http.get(PAGE)

    policy = answer.headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert {directives[f"{kind}-src"] for kind in ("script", "style", "connect", "worker")} == {
        "'self'"
    }
    assert directives["frame-ancestors"] == directives["form-action"] == "'none'"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "camera=(self)" in answer.headers["permissions-policy"]
    for tag, attributes in Elements(answer.text).all:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


async def test_every_file_that_is_named_is_there(http: httpx.AsyncClient) -> None:
    elements = Elements((await http.get(PAGE)).text).all
    wanted = {
        path
        for _, attributes in elements
        for name in ("src", "href")
        if (path := attributes.get(name))
    }
    assert len(wanted) == 4
    files = await listed(http)
    assert {f"words.{language}.json" for language in LANGUAGES} < set(files)
    for name in files:
        text = (await http.get(f"{PAGE}/{name}")).text
        wanted |= {f"{PAGE}/{other}" for other in re.findall(r'["(]\./([\w.]+\.js)"', text)}
    assert wanted <= {f"{PAGE}/{name}" for name in files}, "without a network there is no other"


async def test_every_sentence_is_known(http: httpx.AsyncClient) -> None:
    sentences = (await http.get(f"{PAGE}/words.en.json")).json()
    scripts = "".join([(await http.get(f"{PAGE}/{n}")).text for n in ("app.js", "words.js")])

    used = set(re.findall(r'\bsay\("(\w+)"', scripts))
    assert len(used) > 15
    assert used <= sentences.keys()
    facts = scripts[scripts.index("function facts") : scripts.index("function entry")]
    assert set(re.findall(r'\["(\w+)", ', facts)) <= sentences.keys()
    decided = (await http.get(f"{PAGE}/decide.js")).text
    states = {"valid", "used", "cancelled", "in", "out", "green", "red", "orange"}
    results = set(re.findall(r'"([a-z_]+)"', decided)) - states
    assert {"admitted", "already_used", "unsure"} < results
    assert {f"result.{result}" for result in results} <= sentences.keys()
    assert {key.removeprefix("result.") for key in sentences if key.startswith("result.")} == {
        key.removeprefix("why.") for key in sentences if key.startswith("why.")
    }


@pytest.mark.parametrize(("name", "kind"), TYPES.items())
async def test_a_file_has_its_type_and_is_not_sent_twice(
    http: httpx.AsyncClient, name: str, kind: str
) -> None:
    answer = await http.get(f"{PAGE}/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-cache"
    assert "service-worker-allowed" not in answer.headers
    again = await http.get(f"{PAGE}/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_service_worker_may_serve_the_page(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{PAGE}/worker.js")

    assert answer.headers["service-worker-allowed"] == PAGE
    assert re.search(r'^const VERSION = "[0-9a-f]{16}";$', answer.text, re.MULTILINE)
    assert "worker.js" not in await listed(http), "a worker that keeps itself is never replaced"


async def test_the_scanner_is_small(http: httpx.AsyncClient) -> None:
    sizes = [len((await http.get(f"{PAGE}/{name}")).content) for name in await listed(http)]
    assert sum(sizes) < 120_000


@pytest.mark.parametrize(
    "name",
    ["unknown.js", "style", "style.css/", "..%2fapp.py", "words.de.json", "%00.js"],
)
async def test_what_is_no_file_is_not_found(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.get(f"{PAGE}/{name}")

    assert (answer.status_code, answer.json()["code"]) == (404, "function_not_found")


@pytest.mark.parametrize("path", ["", "/app.js"])
async def test_it_is_only_read(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.post(f"{PAGE}{path}", json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
