"""`entree test` and `entree check`: the same commands for people and for CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import typer

from cli.stack.places import CHECKOUT

test = typer.Typer(add_completion=False)

# What `entree check` runs, each as a module of this very Python, or as a program next to it.
CHECKS = {
    "ruff": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "sqlfluff": ("-m", "sqlfluff", "lint", "--processes", "0", "--disable-progress-bar", "sql"),
    "hadolint": ("hadolint", "Dockerfile"),
}

# Each worker of pytest has a stack of its own, about 250 MB of memory. Tests often wait for
# something to happen in it, so there is one more of them than there are processors.
MOST_WORKERS = 4


@test.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_tests(context: typer.Context) -> None:
    """Run the tests; arguments go to pytest."""
    chosen = any(argument.startswith(("-n", "--numprocesses")) for argument in context.args)
    workers = min((os.cpu_count() or 1) + 1, MOST_WORKERS)
    parallel = () if chosen else ("-n", str(workers), "--dist", "loadscope")
    raise typer.Exit(_run("-m", "pytest", *parallel, *context.args))


def check() -> None:
    """Lint and type-check SQL, Python and the Dockerfile."""
    failed = []
    for name, command in CHECKS.items():
        print(f"── {name}", flush=True)
        if _run(*command):
            failed.append(name)
    if failed:
        print(f"Not clean: {', '.join(failed)}.", file=sys.stderr)
        raise typer.Exit(1)


def _run(program: str, *arguments: str) -> int:
    """Run this Python (`-m`) or a program next to it at the top of the checkout.

    Returns its exit code, 0 to 2.
    """
    python = Path(sys.executable)
    start = (python, program) if program == "-m" else (python.with_name(program),)
    done = subprocess.run([*start, *arguments], cwd=CHECKOUT, check=False)
    return min(done.returncode, 2) if done.returncode >= 0 else 1
