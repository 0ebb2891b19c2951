"""The settings of the workers, for commands that do what a worker does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cli.errors import Stop
from cli.stack import Stack

if TYPE_CHECKING:
    from workers.settings import Settings


def worker_settings(db_url: str) -> Settings:
    """The settings of the environment, or of the running local stack, on this database."""
    from workers.settings import Settings, SettingsError  # noqa: PLC0415 - loads the workers

    given = dict(os.environ)
    if "TOKEN_ENCRYPTION_KEYS" not in given:
        stack = Stack()
        if "postgres" not in stack.pids():
            raise Stop(
                "Set the workers' settings (TOKEN_ENCRYPTION_KEYS among them), or start a stack:"
                " entree up."
            )
        given |= stack.settings()
    try:
        return Settings.of(given | {"DATABASE_URL": db_url})
    except SettingsError as error:
        raise Stop(str(error)) from error
