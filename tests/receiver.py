"""Another system: a web server on this machine, which answers as tests tell it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook

Row = dict[str, Any]


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def message_id(self) -> str:
        """The id that stays the same at every attempt."""
        return self.headers["webhook-id"]

    @property
    def said(self) -> Row:
        """The body."""
        read: Row = json.loads(self.body)
        return read

    def is_signed_with(self, secret: str) -> bool:
        """Whether the published library takes it for genuine; it raises otherwise."""
        Webhook(secret).verify(self.body, self.headers)
        return True


@dataclass(frozen=True)
class Reply:
    """How a request is answered."""

    status: int = 204
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None
    """The answer comes when this is set; the test sets it, or the server when it closes."""


OK = Reply()


class Receiver:
    """What came, and what is answered: by what was said, else in order, else 204."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.replies: list[Reply] = []
        self.choose: Callable[[Received], Reply | None] = lambda _: None
        self.closing = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/hooks"

    def answer(self, request: Received) -> Reply:
        """The answer to a request, which is written down."""
        self.received.append(request)
        chosen = self.choose(request)
        if chosen is not None:
            return chosen
        return self.replies.pop(0) if self.replies else OK

    def types(self) -> list[str]:
        """What happened, as it came."""
        return [request.said["type"] for request in self.received]


@contextmanager
def open_receiver() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = receiver.answer(Received(headers, body))
            while reply.wait and not reply.wait.is_set() and not receiver.closing.is_set():
                time.sleep(0.01)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            try:
                self.wfile.write(reply.body)
            except OSError:
                return  # whoever asked has heard enough

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
