"""What can keep the local stack from running, said in a sentence."""

from __future__ import annotations

from cli.errors import Stop


class StackError(Stop):
    """The stack cannot start, stop or be reached; the message says why and what to do."""
