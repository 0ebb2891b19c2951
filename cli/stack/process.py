"""One process of the stack: started detached, found again later, stopped for sure."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.stack.errors import StackError
from cli.stack.files import read_json, write_private
from cli.stack.places import User

LOG_LIMIT = 10_000_000  # bytes; a longer log starts anew when its process does
POLL = 0.02  # seconds between two looks at a process that is starting

# Children of this very process, to be reaped when they die: a dead child that nobody has waited for
# still has a process id, and PostgreSQL takes that for a living server.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Command:
    """How a process is started."""

    argv: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path = Path("/")
    user: User | None = None
    stop_signal: signal.Signals = signal.SIGTERM


@dataclass
class Process:
    """A process by name, with the note about it in `run` and its output in `log`."""

    name: str
    home: Path
    run: Path
    log: Path
    _log_start: int | None = field(default=None, init=False)

    def is_wanted(self) -> bool:
        """Tell whether the process has been started and not been stopped: it should be alive."""
        return self._note() is not None

    def pid(self) -> int | None:
        """Return the process id while the process lives, else None."""
        note = self._note()
        if note is None or note["boot"] != _boot_id():
            return None
        pid = int(note["pid"])
        return pid if _birth(pid) == note["born"] else None

    def start(self, command: Command) -> None:
        """Start the process in a session of its own, so that it outlives this one."""
        self.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            try:
                child = subprocess.Popen(
                    [str(part) for part in command.argv],
                    env=dict(command.env),
                    cwd=command.cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    umask=0o077,
                    user=command.user.uid if command.user else None,
                    group=command.user.gid if command.user else None,
                    extra_groups=[] if command.user else None,
                )
            except OSError as error:
                raise StackError(f"{self.name} could not be started: {error}.") from error
        _children[child.pid] = child
        note = {
            "pid": child.pid,
            "born": _birth(child.pid),
            "boot": _boot_id(),
            "home": str(self.home),
        }
        write_private(self.run / f"{self.name}.json", json.dumps(note))

    def wait_ready(self, is_ready: Callable[[], bool], timeout: float) -> None:
        """Wait until `is_ready`.

        Raises:
            StackError: the process died, or is not ready after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while not is_ready():
            self.require_alive()
            if time.monotonic() > deadline:
                raise StackError(
                    f"{self.name} is not ready after {timeout:.0f} seconds.{self._last_words()}"
                )
            time.sleep(POLL)

    def require_alive(self) -> None:
        """Raise a StackError with the end of the log when the process has died."""
        if self.pid() is None:
            raise StackError(f"{self.name} stopped while it was starting.{self._last_words()}")

    def has_said(self, word: str) -> bool:
        """Tell whether the log holds this word since we started the process (if we did)."""
        return self._log_start is None or word in self._output()

    def stop(self, wanted: signal.Signals, timeout: float = 10) -> None:
        """Send a signal, wait until the process has gone, and kill it if it does not go."""
        pid = self.pid()
        if pid is not None:
            _end(pid, wanted, timeout)
        (self.run / f"{self.name}.json").unlink(missing_ok=True)

    def kill(self) -> None:
        """End the process as a crash would, leaving everything behind."""
        pid = self.pid()
        if pid is not None:
            _end(pid, signal.SIGKILL, 10)

    def _note(self) -> dict[str, Any] | None:
        note = read_json(self.run / f"{self.name}.json")
        # A copied home brings notes about the processes of the original with it.
        return note if note is not None and note["home"] == str(self.home) else None

    def _output(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start or 0)
            return log.read().decode(errors="replace")

    def _last_words(self) -> str:
        """Return the end of what the process has written since its start, to be shown."""
        lines = self._output().strip().splitlines()[-8:]
        if not lines:
            return f" Its log, {self.log}, says nothing."
        return f" Its log, {self.log}, ends with:" + "".join(f"\n    {line}" for line in lines)


def _end(pid: int, wanted: signal.Signals, timeout: float) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        gone = select.poll()
        gone.register(handle, select.POLLIN)
        for sign, patience in ((wanted, timeout), (signal.SIGKILL, 10.0)):
            signal.pidfd_send_signal(handle, sign)
            if gone.poll(patience * 1000):
                break
    except ProcessLookupError:
        pass
    finally:
        os.close(handle)
        _reap(pid)


def _reap(pid: int) -> None:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]


def _birth(pid: int) -> str | None:
    """Return the moment a living process was born, in ticks since boot; None when it is dead.

    Together with the process id it names a process for good; ids alone are used again.
    """
    _reap(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, born = fields[0], fields[19]
    return None if state in "ZX" else born


def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def processes_in(folder: Path) -> list[int]:
    """Return the ids of living processes whose working folder is `folder`."""
    folder = folder.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() == folder and _birth(int(entry.name)) is not None:
                found.append(int(entry.name))
        except OSError:  # gone meanwhile, or of another user
            continue
    return found
