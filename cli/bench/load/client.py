"""What the load generator needs of a client: to ask, and to tell when the answer is there."""

from __future__ import annotations

from typing import ClassVar, Protocol

OK = "ok"


class Client(Protocol):
    """One connection with at most one request under way."""

    def fileno(self) -> int:
        """The socket to wait for."""

    def ask(self, request: bytes) -> None:
        """Send a request."""

    def answer(self) -> str | None:
        """Read what has come: None while the answer is not whole, `OK`, or what went wrong."""

    def close(self) -> None:
        """Hang up."""


class Connector(Protocol):
    """How a client connects. Can be pickled and hashed: clients of equal connectors are alike."""

    is_kept: ClassVar[bool]
    """Whether a connection serves the next job too, since a new one is slow at first."""

    def open(self) -> Client:
        """Connect. Raises OSError or psycopg.Error when nobody answers."""
