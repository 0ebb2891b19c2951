"""The page with which a phone's browser scans tickets, and the files that it is made of.

A phone at the door keeps all of it (workers/scanner/worker.js), so what is served here knows
nothing of who asks: the page signs in, scans and syncs through the functions `scanner-…`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic_core import to_json

from workers.asgi import PREFIX
from workers.errors import FunctionNotFound
from workers.templating import render
from workers.words import LANGUAGES, Language, preferred, words

router = APIRouter()

ROOT = f"{PREFIX}scanner"
WORKER = "worker.js"
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
HEADERS = {
    # Scripts and data come from here alone; the camera is the only thing that the page asks for.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file of the page, ready to be sent."""

    body: bytes
    type: str
    tag: str

    @classmethod
    def of(cls, name: str, body: bytes) -> File:
        """The file of this name."""
        digest = hashlib.sha256(body).hexdigest()[:32]
        return cls(body, TYPES[name.rpartition(".")[2]], f'"{digest}"')


@router.get("", response_class=HTMLResponse)
async def scanner(request: Request) -> Response:
    """The scanner for the browser of a phone: a page, in Dutch or English, that works offline."""
    language = preferred(request.headers.get("accept-language"))
    return HTMLResponse(_page(language), headers=HEADERS | {"vary": "accept-language"})


@router.get("/{name}", include_in_schema=False)
async def file(request: Request, name: str) -> Response:
    """A script, style sheet or catalogue of words of the page."""
    found = _files().get(name)
    if found is None:
        raise FunctionNotFound
    headers = HEADERS | {"etag": found.tag}
    if name == WORKER:  # it serves the page too, which lies above its own address
        headers["service-worker-allowed"] = ROOT
    if request.headers.get("if-none-match") == found.tag:
        return Response(status_code=304, headers=headers)
    return Response(found.body, media_type=found.type, headers=headers)


@cache
def _page(language: Language) -> str:
    return render("page/scanner.html", words(language), root=ROOT)


@cache
def _files() -> Mapping[str, File]:
    """Every file by its name; the service worker is told all of them and their common version."""
    bodies = {
        entry.name: entry.read_bytes()
        for entry in resources.files("workers").joinpath("scanner").iterdir()
        if entry.name.rpartition(".")[2] in TYPES
    }
    bodies |= {f"words.{language}.json": _sentences(language) for language in LANGUAGES}
    pages = "".join(_page(language) for language in LANGUAGES).encode()
    version = hashlib.sha256(b"".join([pages, *(bodies[name] for name in sorted(bodies))]))
    rest = sorted(bodies.keys() - {WORKER})
    preface = b'const VERSION = "%s";\nconst FILES_OF_THIS_VERSION = %s;\n'
    bodies[WORKER] = preface % (version.hexdigest()[:16].encode(), to_json(rest)) + bodies[WORKER]
    return {name: File.of(name, body) for name, body in bodies.items()}


def _sentences(language: Language) -> bytes:
    """What the page says in a language, by key."""
    return to_json(
        {
            key.removeprefix("scanner."): sentence
            for key, sentence in words(language).sentences.items()
            if key.startswith("scanner.")
        }
    )
