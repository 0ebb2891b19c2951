"""A PgBouncer for the tests of this folder: the machine's own, or fetched from Debian's archive.

Fetched, it is unpacked with its libraries into a folder of the checkout, which needs no root; where
neither is possible the tests are left out, and say why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.stack.places import Places

PACKAGE = "pgbouncer"


class NotToBeHad(Exception):
    """There is no PgBouncer here, and why."""


@dataclass(frozen=True)
class Program:
    """How a PgBouncer is run."""

    path: Path
    env: Mapping[str, str] = field(default_factory=dict)


def find(places: Places) -> Program:
    """A PgBouncer that runs. Raises NotToBeHad."""
    named = os.environ.get("ENTREE_PGBOUNCER")
    installed = named or shutil.which(PACKAGE, path=f"{os.environ.get('PATH')}:/usr/sbin")
    if installed:
        return Program(Path(installed))
    folder = places.program(PACKAGE)
    if not (folder / "complete").exists():
        _fetch(folder)
    libraries = sorted({str(path.parent) for path in folder.glob("usr/lib/**/*.so.*")})
    return Program(folder / "usr/sbin/pgbouncer", {"LD_LIBRARY_PATH": ":".join(libraries)})


def _fetch(goal: Path) -> None:
    """Download the package and the libraries it names, and unpack them: whole or not at all."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise NotToBeHad("neither PgBouncer nor apt-get is here")
    with tempfile.TemporaryDirectory(dir=goal.parent) as name:
        draft = Path(name)
        needed = _run(draft, "apt-cache", "depends", "--important", PACKAGE).split()
        libraries = [word for word in needed if word.startswith("lib") and word != "libc6"]
        _run(draft, "apt-get", "download", PACKAGE, *libraries)
        unpacked = draft / "unpacked"
        for package in draft.glob("*.deb"):
            _run(draft, "dpkg", "-x", str(package), str(unpacked))
        unpacked.chmod(0o755)
        (unpacked / "complete").touch()
        unpacked.rename(goal)


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:]
        raise NotToBeHad(f"`{' '.join(command[:2])}` says: {''.join(said)}")
    return done.stdout
