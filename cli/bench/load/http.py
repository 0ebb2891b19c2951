"""HTTP/1.1 clients that keep their connection, on a bare socket.

They understand what the servers measured here send: a body of stated length, or in chunks.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from cli.bench.load.client import OK

END_OF_HEAD = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
TIMEOUT = 10.0  # seconds, to connect


def request(
    method: str, path: str, headers: Mapping[str, str], body: Mapping[str, object] | None = None
) -> bytes:
    """Return a whole request as it goes over the wire; the body is sent as JSON."""
    content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join(lines).encode() + END_OF_HEAD + content


@dataclass(frozen=True)
class HttpConnector:
    """Connects to a server on this machine.

    Args:
        url: where it listens; the path is part of each request.
        expect: every good answer holds these bytes, or it counts as wrong.
    """

    is_kept: ClassVar[bool] = False  # a server hangs up on whoever says nothing for a while

    url: str
    expect: bytes = b""

    def open(self) -> HttpClient:
        """Connect. Raises OSError."""
        address = urlsplit(self.url)
        connection = socket.create_connection((address.hostname, address.port or 80), TIMEOUT)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return HttpClient(connection, self.expect)


class HttpClient:
    """One connection that is kept alive."""

    def __init__(self, connection: socket.socket, expect: bytes) -> None:
        self._connection = connection
        self._expect = expect
        self._received = b""

    def fileno(self) -> int:
        """The connection's socket."""
        return self._connection.fileno()

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self._connection.sendall(request)

    def answer(self) -> str | None:
        """Read what has come; the outcome once the body is whole. Raises ConnectionError."""
        part = self._connection.recv(1 << 18)
        if not part:
            raise ConnectionError("The server closed a connection that should have been kept.")
        self._received += part
        head, found, body = self._received.partition(END_OF_HEAD)
        if not found or not _is_whole(head, body):
            return None
        self._received = b""
        return self._outcome(head, body)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _outcome(self, head: bytes, body: bytes) -> str:
        status = head[9:12].decode()
        if status.startswith("2"):
            return OK if self._expect in body else f"unexpected answer {body[:120]!r}"
        start, end = body.find(b"{"), body.rfind(b"}")
        try:
            answer = json.loads(body[start : end + 1])
        except ValueError:
            return f"HTTP {status}"
        return f"HTTP {status} {answer.get('code')}: {answer.get('message')}"


def _is_whole(head: bytes, body: bytes) -> bool:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        return len(body) >= int(lowered[at + 15 :].partition(b"\r\n")[0])
    return body.endswith(LAST_CHUNK)
