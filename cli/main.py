"""The command `entree`: composes the parts, each of which lives in its own module.

A part is loaded when its command runs. So starting is fast, and a part that cannot be loaded takes
no other command with it.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from inspect import isfunction
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from cli.errors import Stop


@dataclass(frozen=True)
class Part:
    """Where a command lives: as `name` in the module, or else as its `app`."""

    module: str
    summary: str


PARTS = {
    "up": Part("cli.stack.commands", "Start the local stack and print its addresses and keys."),
    "down": Part("cli.stack.commands", "Stop the local stack; its data stays."),
    "status": Part("cli.stack.commands", "Show the local stack: addresses, keys, processes."),
    "token": Part("cli.stack.commands", "Make an access token for a user or a role."),
    "demo": Part("cli.demo.command", "Sell tickets on a fresh stack, and tell the story."),
    "seed": Part("cli.seed", "Fill the database with orgs, events and people to try things with."),
    "db": Part("cli.db", "From sql/ to migrations to a database: apply, diff, verify, reset."),
    "docs": Part("cli.docs", "Write the parts of docs/ that are read off the database."),
    "serve": Part("cli.processes", "Serve the HTTP functions."),
    "work": Part("cli.processes", "Deliver mail and payments in the background, and keep time."),
    "outbox": Part("cli.operate", "List the outbox, replay its dead letters."),
    "doctor": Part("cli.doctor", "Check promises, what is stuck, and the configuration."),
    "heal": Part("cli.doctor", "Set going again what the doctor finds stuck."),
    "audit": Part("cli.audit", "Prove that the audit logs are what they were."),
    "reconcile": Part("cli.reconcile", "Compare our payments with the payment provider's."),
    "org": Part("cli.orgs", "Move a whole org: into a file, out of it, to another cell."),
    "keys": Part("cli.keys", "Seal stored credentials with a new key."),
    "settings": Part("cli.operate", "List and change settings and rate limits."),
    "admin": Part("cli.operate", "Make users administrators of the platform, or no longer."),
    "bench": Part("cli.bench", "Measure, and print ratios."),
    "test": Part("cli.checks", "Run the tests; arguments go to pytest."),
    "check": Part("cli.checks", "Lint and type-check SQL, Python and the Dockerfile."),
}


class Deferred(TyperCommand):
    """A command that is known by name and summary, and loaded when it runs."""

    def __init__(self, name: str, part: Part) -> None:
        super().__init__(name, help=part.summary, add_help_option=False)
        self._part = part

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        return self._load().make_context(info_name, args, *rest, **extra)

    def _load(self) -> Any:
        name = str(self.name)
        try:
            module = importlib.import_module(self._part.module)
        except ImportError as error:
            raise Stop(f"`entree {name}` cannot be loaded: {error}.") from error
        found = getattr(module, name, None)
        if not isinstance(found, typer.Typer) and not isfunction(found):
            found = module.app
        if not isinstance(found, typer.Typer):
            single = typer.Typer(add_completion=False)
            single.command(name)(found)
            found = single
        return typer.main.get_command(found)


class Composed(TyperGroup):
    """The top command: finds its parts, and shows a Stop as a sentence."""

    def list_commands(self, _: Any) -> list[str]:
        return list(PARTS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        part = PARTS.get(cmd_name)
        return Deferred(cmd_name, part) if part else None

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Stop as stop:
            print(f"entree: {stop.message}", file=sys.stderr)
            raise typer.Exit(stop.exit_code) from stop


app = typer.Typer(name="entree", cls=Composed, no_args_is_help=True, add_completion=False)


@app.callback()
def entree(
    context: typer.Context,
    db_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The database that the command works on: postgresql://… Default: that of the "
            "local stack.",
        ),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(help="The home folder of the local stack. Default: .entree in the checkout."),
    ] = None,
) -> None:
    """One Postgres backend for everything with an entrance."""
    # Handed on by environment, where every part reads them, and the processes that it starts.
    if db_url:
        _set_until_the_end(context, "DATABASE_URL", db_url)
    if home:
        _set_until_the_end(context, "ENTREE_HOME", str(home.absolute()))


def _set_until_the_end(context: typer.Context, name: str, value: str) -> None:
    """Set an environment variable while the command runs."""
    before = os.environ.get(name)
    os.environ[name] = value

    def restore() -> None:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before

    context.call_on_close(restore)


if __name__ == "__main__":
    app(prog_name="entree")
