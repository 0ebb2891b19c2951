"""The command `entree demo`: brings a stack up, has the story told on it, takes it down."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from cli.client import Refusal
from cli.db.migrate import MigrationError
from cli.demo.plan import Plan
from cli.demo.screen import Screen
from cli.demo.stage import Stage
from cli.demo.story import tell
from cli.errors import Stop
from cli.stack import Endpoints, Stack
from cli.stack.files import locked
from cli.stack.places import default_home

ENDINGS = (signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130  # what shells expect of a program that ended by Ctrl-C


def demo(
    visitors: Annotated[int, typer.Option(help="How many visitors come at once.")] = 60,
    tickets: Annotated[int, typer.Option(help="How many tickets they want together.")] = 100,
    left: Annotated[int, typer.Option(help="How many tickets are left.")] = 80,
    short: Annotated[bool, typer.Option("--short", help="Only the city run.")] = False,
) -> None:
    """Sell tickets on a stack of its own, and tell the story.

    The stack lives in `demo` below the usual home, on ports of its own, so it is in nobody's way.
    Everything is stopped at the end; the data stays, and the next run adds an event to it.
    """
    plan = Plan(visitors, tickets, left)
    home = default_home() / "demo"
    screen = Screen(Console(highlight=False))
    with locked(home.with_name("demo.lock"), on_wait=_refuse_second):
        with _running(Stack(home, ports="auto"), screen) as endpoints:
            asyncio.run(_play(endpoints, screen, plan, home, short=short))
        screen.end(
            "Try it yourself: make up, then .venv/bin/entree seed",
            f"What this demo left behind: {home}",
        )


async def _play(
    endpoints: Endpoints, screen: Screen, plan: Plan, home: Path, *, short: bool
) -> None:
    # All of it is on this machine: a proxy set for the world outside is not for it.
    async with httpx.AsyncClient(
        trust_env=False, timeout=30, limits=httpx.Limits(max_connections=None)
    ) as http:
        try:
            stage = Stage(endpoints, http, screen, plan, home / "tickets", home / "logs")
            await tell(stage, short=short)
        except (Stop, Refusal, httpx.HTTPError, ExceptionGroup) as error:
            raise _reason(error) from error


def _reason(error: Exception) -> Exception:
    """The first error out of the groups around it, as a Stop where it is a foreseeable one."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    match error:
        case Refusal():
            return Stop(f"The API refused what it should not: {error}")
        case httpx.HTTPError():
            return Stop(f"A part of the stack does not answer: {error!r}")
    return error


@contextmanager
def _running(stack: Stack, screen: Screen) -> Iterator[Endpoints]:
    """A running stack, stopped in the end, however that comes."""
    screen.title("Entree", "a ticket sold, from nothing to the books")
    screen.act("The house")
    started = time.monotonic()
    # A terminal that is closed, and `kill`, end the demo as Ctrl-C does: in no line of
    # ours, but where asyncio cancels what goes on.
    for number in ENDINGS:
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        endpoints = _up(stack, screen)
        screen.done(
            "The stack runs",
            f"after {time.monotonic() - started:.1f} seconds, below {stack.home}",
            f"the API at {endpoints.api_url}",
            f"a Mollie sandbox at {endpoints.mollie_url}, a mail catcher at {endpoints.mail_url}",
        )
        yield endpoints
    except KeyboardInterrupt:
        screen.failed("Interrupted.")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        for number in (signal.SIGINT, *ENDINGS):
            signal.signal(number, signal.SIG_IGN)  # impatience must not leave half of it running
        with screen.working("Stopping the stack"):
            stack.down()
        screen.done("The stack", "is stopped")


def _up(stack: Stack, screen: Screen) -> Endpoints:
    """Start the stack; where an older demo's database does not fit any more, with a new one."""
    try:
        return stack.up(screen.progress)
    except MigrationError:
        screen.progress("The database of an older demo does not fit any more: making a new one")
        stack.down(erase=True)
        return stack.up(screen.progress)


def _refuse_second() -> None:
    """A second demo would share the stack, and lose it when the first one ends."""
    raise Stop("Another demo is running in this checkout. Wait for its end, or stop it (Ctrl-C).")
