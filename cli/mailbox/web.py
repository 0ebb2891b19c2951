"""The mail catcher's HTTP side: an API for tests and a page for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from cli.mailbox.box import Box
from cli.mailbox.message import Message

# Mail is written by strangers: nothing in it may run, or be fetched from elsewhere.
SANDBOX = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
INLINE = {"application/pdf", "image/png", "image/jpeg", "text/plain"}


class _Site:
    """The answers, one method per route. None of them waits, so all run on the event loop."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._pages = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "pages"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def inbox(self, request: Request) -> Response:
        """Show the list of messages, the newest first."""
        recipient = request.query_params.get("to") or None
        found = self._box.summaries(recipient)[::-1]
        return self._page("inbox.html", messages=found, recipient=recipient)

    async def show(self, request: Request) -> Response:
        """Show one message."""
        return self._page("message.html", message=self._find(request).detail())

    async def body(self, request: Request) -> Response:
        """Show the HTML of a message, to be framed."""
        page = self._find(request).page
        return HTMLResponse(page, headers={"Content-Security-Policy": SANDBOX})

    async def listing(self, request: Request) -> Response:
        """Answer with the messages in order of arrival."""
        recipient = request.query_params.get("to") or None
        return JSONResponse(self._box.summaries(recipient))

    async def detail(self, request: Request) -> Response:
        """Answer with one message."""
        return JSONResponse(self._find(request).detail())

    async def raw(self, request: Request) -> Response:
        """Answer with one message as it came."""
        return Response(self._find(request).raw, media_type="message/rfc822")

    async def attachment(self, request: Request) -> Response:
        """Answer with a file of a message."""
        name = request.path_params["name"]
        for file in self._find(request).attachments:
            if file.name == name:
                headers = {
                    "Content-Disposition": "inline" if file.type in INLINE else "attachment",
                    "Content-Security-Policy": SANDBOX,
                    "X-Content-Type-Options": "nosniff",
                }
                return Response(file.content, media_type=file.type, headers=headers)
        raise HTTPException(404, f"The message has no attachment {name!r}.")

    async def clear(self, _: Request) -> Response:
        """Forget every message."""
        return JSONResponse({"deleted": self._box.clear()})

    def _find(self, request: Request) -> Message:
        number = request.path_params["id"]
        message = self._box.get(number)
        if message is None:
            raise HTTPException(404, f"There is no message {number}.")
        return message

    def _page(self, template: str, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._pages.get_template(template).render(values))


def create_app(box: Box) -> Starlette:
    """Return the web application that shows `box`."""
    site = _Site(box)
    return Starlette(
        routes=[
            Route("/", site.inbox),
            Route("/messages/{id:int}", site.show),
            Route("/messages/{id:int}/html", site.body),
            Route("/api/messages", site.listing),
            Route("/api/messages", site.clear, methods=["DELETE"]),
            Route("/api/messages/{id:int}", site.detail),
            Route("/api/messages/{id:int}/raw", site.raw),
            Route("/api/messages/{id:int}/attachments/{name}", site.attachment),
        ],
    )
