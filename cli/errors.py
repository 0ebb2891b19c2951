"""The one error that the command line shows to people instead of a traceback."""

from __future__ import annotations


class Stop(Exception):
    """A command cannot go on: what went wrong with which value, and what to do next.

    Args:
        message: one or more sentences for the person at the terminal.
        exit_code: 1 for a failure, 2 for a command that was called the wrong way.
    """

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code
