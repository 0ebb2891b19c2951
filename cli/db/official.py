"""Runs the official Supabase CLI, which the local stack pins in supabase/package.json."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from psycopg import conninfo

from cli.db.connection import database_name, is_local
from cli.errors import Stop
from cli.stack.packages import SUPABASE_CLI
from cli.stack.places import CHECKOUT

_TIMEOUT = 120  # seconds; its slowest command here takes two


class OfficialCliError(Stop):
    """The official CLI is missing, failed, or did not come back."""


def run(*arguments: str, workdir: Path = CHECKOUT, check: bool = True) -> str:
    """What the command prints to standard output.

    It is run without telemetry, with a throw-away home, never asking. Raises OfficialCliError with
    everything it said, when it fails and `check` is set.
    """
    if not SUPABASE_CLI.exists():
        raise OfficialCliError(
            "The official Supabase CLI is not installed. `make up` fetches it with the stack."
        )
    with tempfile.TemporaryDirectory(prefix="entree-supabase-") as home:
        try:
            done = subprocess.run(
                [SUPABASE_CLI, *arguments, "--yes", "--agent", "no", "--workdir", str(workdir)],
                env={
                    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                    "HOME": home,
                    "SUPABASE_HOME": home,
                    "SUPABASE_TELEMETRY_DISABLED": "1",
                    "SUPABASE_NO_UPDATE_NOTIFIER": "1",
                    "DO_NOT_TRACK": "1",
                    "NO_COLOR": "1",
                },
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise OfficialCliError(
                f"`supabase {arguments[0]} …` did not come back within {_TIMEOUT} seconds."
            ) from error
    if check and done.returncode != 0:
        raise OfficialCliError(
            f"`supabase {' '.join(arguments[:2])}` failed with exit code {done.returncode}:\n"
            f"{done.stdout}{done.stderr}".rstrip()
        )
    return done.stdout


def url(db_url: str) -> str:
    """The database URL in the form that the CLI takes: a URI, without TLS on this machine."""
    parts = {key: str(value) for key, value in conninfo.conninfo_to_dict(db_url).items()}
    login = ":".join(quote(parts[key], safe="") for key in ("user", "password") if parts.get(key))
    place = f"{parts.get('host', '127.0.0.1')}:{parts.get('port', '5432')}"
    sslmode = parts.get("sslmode", "disable" if is_local(db_url) else "require")
    return f"postgresql://{login}@{place}/{database_name(db_url)}?sslmode={sslmode}"
