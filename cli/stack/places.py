"""Where things lie: the checkout, a stack's home, and a place that the database server may enter.

PostgreSQL refuses to run as root. When root starts a stack, the server runs as another user, and
that user may not be able to enter the checkout (a folder from `mktemp -d`, anything below /root).
Then the server's program and data lie in a folder outside, and a note in the home says where.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cli.stack.errors import StackError
from cli.stack.files import read_json, write_private

CHECKOUT = Path(__file__).resolve().parents[2]
OUTSIDE = Path("/var/tmp")  # noqa: S108 - every folder made there is checked before it is trusted
OUR_NAME = f"entree-{os.getuid()}"


def default_home() -> Path:
    """Return the home of the stack that commands mean when they name none."""
    return Path(os.environ.get("ENTREE_HOME") or CHECKOUT / ".entree").absolute()


@dataclass(frozen=True)
class User:
    """An account that the database server runs as."""

    name: str
    uid: int
    gid: int


def server_user() -> User | None:
    """Return the account to run the server as, or None when it is our own.

    Raises:
        StackError: the account that should be used does not exist.
    """
    if os.getuid() != 0:
        try:
            pwd.getpwuid(os.getuid())
        except KeyError:
            raise StackError(
                f"PostgreSQL cannot run as user id {os.getuid()}, which has no name in "
                "/etc/passwd. Run as a user that has one."
            ) from None
        return None
    wanted = os.environ.get("ENTREE_POSTGRES_USER")
    for name in [wanted] if wanted else ["postgres", "nobody"]:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return User(name, entry.pw_uid, entry.pw_gid)
    raise StackError(
        "PostgreSQL refuses to run as root, and no other account was found "
        f"({wanted or 'postgres or nobody'}). Name one: ENTREE_POSTGRES_USER=<user>."
    )


@dataclass(frozen=True)
class Places:
    """Paths of one stack. Nothing is made by asking for a path."""

    home: Path
    user: User | None

    @property
    def run(self) -> Path:
        """Folder of the notes about running processes."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """Folder with one log per process."""
        return self.home / "logs"

    def data(self) -> Path:
        """Return the path of the data folder: where it is, or where it should be made."""
        note = self.home / "data-folder.json"
        kept = read_json(note)
        if kept is not None and kept.get("home") == str(self.home):
            data = Path(kept["data"])
            if data.parent.exists():
                self._require_ours(data.parent)
                return data
        for parent in self._parents("data"):
            if self._prepare(parent):
                data = parent / "data"
                write_private(note, json.dumps({"home": str(self.home), "data": str(data)}))
                return data
        raise StackError(self._no_place())

    def program(self, name: str) -> Path:
        """Return the folder for an unpacked program `name`, existing and whole, or to be made.

        One copy serves all stacks of a checkout where that is possible.
        """
        # initdb hands the server's path to a shell, in double quotes.
        parents = [path for path in self._parents("program") if not set('"$`\\') & set(str(path))]
        for parent in parents:
            is_whole = (parent / name / "complete").exists()
            if self._is_reachable(parent / name) if is_whole else self._prepare(parent):
                return parent / name
        raise StackError(self._no_place())

    def forget_data(self) -> None:
        """Remove the data folder and the note about it."""
        data = self.data()
        shutil.rmtree(data if data.parent == self.home else data.parent, ignore_errors=True)
        (self.home / "data-folder.json").unlink(missing_ok=True)

    def _parents(self, kind: Literal["data", "program"]) -> list[Path]:
        """Return the folders in which data or programs may lie, the most wanted first."""
        chosen = os.environ.get("ENTREE_RUNTIME_DIR")
        top = Path(chosen).absolute() if chosen else OUTSIDE / OUR_NAME
        if kind == "data":
            outside, inside = top / f"data-{digest(self.home)}", self.home
        else:
            outside, inside = top / "runtime", CHECKOUT / ".entree" / "runtime"
        return [outside] if chosen else [inside, outside]

    def _prepare(self, parent: Path) -> bool:
        """Make `parent` if need be; tell whether we can write there and the server can enter."""
        missing = [folder for folder in (parent, *parent.parents) if not folder.exists()]
        for folder in reversed(missing):
            try:
                folder.mkdir()
                folder.chmod(0o711)  # whatever the umask: the server has to pass through
            except FileExistsError:
                continue  # somebody was faster
            except OSError:
                return False
        self._require_ours(parent)
        return os.access(parent, os.W_OK | os.X_OK) and self._is_reachable(parent)

    def _is_reachable(self, path: Path) -> bool:
        """Tell whether the server's user can enter this folder."""
        if self.user is None:
            return os.access(path, os.X_OK)
        try:
            test = subprocess.run(
                ["test", "-x", str(path)],
                user=self.user.uid,
                group=self.user.gid,
                extra_groups=[],
                cwd="/",
                check=False,
            )
        except PermissionError:
            raise StackError(
                f"PostgreSQL refuses to run as root, and this system does not let root act as "
                f"user {self.user.name!r}. Run the stack as an ordinary user."
            ) from None
        return test.returncode == 0

    def _require_ours(self, folder: Path) -> None:
        """Refuse a folder of somebody else in the place where everybody may make one."""
        for part in (folder, *folder.parents):
            if part.parent == OUTSIDE and part.name == OUR_NAME:
                _require_own(part)

    def _no_place(self) -> str:
        who = self.user.name if self.user else "this user"
        return (
            f"Found no folder that can be written here and entered by {who}. Name one: "
            "ENTREE_RUNTIME_DIR=<folder> (it gets the database server and its data; its path may "
            "hold no quotes, dollar signs or backslashes)."
        )


def digest(path: Path) -> str:
    """Return a short name for a path, the same every time."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _require_own(folder: Path) -> None:
    """Refuse a folder that somebody else made or can write to; around it everybody may write."""
    found = folder.lstat()
    if (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.getuid()
        and not stat.S_IMODE(found.st_mode) & 0o022
    ):
        return
    raise StackError(
        f"{folder} exists, but is not a folder that only this user can write to, so it is not "
        "safe to keep a database in. Remove it, or name another: ENTREE_RUNTIME_DIR=<folder>."
    )
