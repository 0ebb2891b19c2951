"""`entree test` and `entree check`: the same commands for people and for CI."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import typer

from cli.stack.files import read_json, write_private
from cli.stack.places import CHECKOUT

test = typer.Typer(add_completion=False)

# What `entree check` runs besides sqlfluff, each as a module of this very Python, or as a program
# next to it.
CHECKS = {
    "ruff": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "hadolint": ("hadolint", "Dockerfile"),
}
SQLFLUFF = ("-m", "sqlfluff", "lint", "--processes", "0", "--disable-progress-bar")

# Each worker of pytest has a stack of its own, about 250 MB of memory. Tests often wait for
# something to happen in it, so there is one more of them than there are processors.
MOST_WORKERS = 4
PARALLEL = ("--dist", "loadscope", "--no-loadscope-reorder")  # in the order of tests/order.py


@test.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_tests(context: typer.Context) -> None:
    """Run the tests; arguments go to pytest."""
    chosen = any(argument.startswith(("-n", "--numprocesses")) for argument in context.args)
    workers = min((os.cpu_count() or 1) + 1, MOST_WORKERS)
    parallel = () if chosen else ("-n", str(workers), *PARALLEL)
    raise typer.Exit(_run("-m", "pytest", *parallel, *context.args))


def check() -> None:
    """Lint and type-check SQL, Python and the Dockerfile."""
    failed = []
    for name, command in CHECKS.items():
        print(f"── {name}", flush=True)
        if _run(*command):
            failed.append(name)
    print("── sqlfluff", flush=True)
    if lint_sql(CHECKOUT):
        failed.append("sqlfluff")
    if failed:
        print(f"Not clean: {', '.join(failed)}.", file=sys.stderr)
        raise typer.Exit(1)


def lint_sql(checkout: Path) -> int:
    """Lint `sql/`, but for what the same sqlfluff has found clean before; return its exit code.

    It judges each file by itself, so a file that has not changed is as clean as it was.
    """
    rules = version("sqlfluff").encode() + (checkout / ".sqlfluff").read_bytes()
    files = {
        str(path.relative_to(checkout)): hashlib.sha256(rules + path.read_bytes()).hexdigest()
        for path in sorted((checkout / "sql").rglob("*.sql"))
    }
    note = checkout / ".entree" / "clean-sql.json"
    clean = read_json(note) or {}
    doubtful = [name for name, sum_ in files.items() if clean.get(name) != sum_]
    if not doubtful:
        print(f"{len(files)} files are as they were when they were clean.")
        return 0
    exit_code = _run(*SQLFLUFF, *doubtful, at=checkout)
    if exit_code == 0:
        write_private(note, json.dumps(files))
    return exit_code


def _run(program: str, *arguments: str, at: Path = CHECKOUT) -> int:
    """Run this Python (`-m`) or a program next to it, by default at the top of the checkout.

    Returns its exit code, 0 to 2.
    """
    python = Path(sys.executable)
    start = (python, program) if program == "-m" else (python.with_name(program),)
    done = subprocess.run([*start, *arguments], cwd=at, check=False)
    return min(done.returncode, 2) if done.returncode >= 0 else 1
