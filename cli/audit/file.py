"""The file of an archived part of the audit log: JSON lines, compressed with gzip.

    {"entree_audit": 1, "part": "audit_log_2026_11", "log": …, "columns": {…}}
    {"seal": {"seal_id": 7, "after_id": …, "digest": …, "numbers": […], "marks": …, …}}
    {"entry": {"audit_id": "61", "action": "order.created", …}}
    {"elsewhere": 62, "sha256": …}
    …
    {"head": {…, "signature": …}}
    {"end": true, "entries": 1, "seals": 1, "sha256": …}

After each seal stand its entries, in the order of their numbers: those of the part with their
values, as Postgres writes them in UTC; of those that are elsewhere the hash. So every seal can be
proven with nothing but the file. The head says in whose name the last one is what it is, as heads
that are published do. What lacks its last line is not whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cli.audit.logs import AUDIT_LOG, Entry, form
from cli.errors import Stop

FORMAT = 1
SUFFIX = ".jsonl.gz"
Line = dict[str, Any]


class NotAnArchive(Stop):
    """A file that is no archive, or not a whole one."""


class Writer:
    """Writes an archive under another name, which it gets once it is known to be right."""

    def __init__(self, path: Path, part: str) -> None:
        self.path = path.with_name(path.name + ".part")
        self.entries = self.seals = 0
        self._sha256 = hashlib.sha256()
        # It tells who did what: nobody else on this machine reads it.
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._raw = os.fdopen(handle, "wb")
        self._file = gzip.GzipFile(filename="", fileobj=self._raw, mode="wb", mtime=0)
        self._put(
            {
                "entree_audit": FORMAT,
                "part": part,
                "log": AUDIT_LOG.table,
                "columns": dict(AUDIT_LOG.columns),
            }
        )

    def seal(self, seal: Mapping[str, Any]) -> None:
        """Begin a seal; its entries follow."""
        self.seals += 1
        self._put({"seal": {**seal, "marks": seal["marks"].hex()}})

    def entry(self, values: Mapping[str, str | None]) -> None:
        """Add an entry of the part."""
        self.entries += 1
        self._put({"entry": {name: text for name, text in values.items() if text is not None}})

    def elsewhere(self, entry: Entry) -> None:
        """Add an entry of the seal that is not of the part."""
        self._put({"elsewhere": entry.number, "sha256": entry.sha256.hex()})

    def finish(self, head: Mapping[str, Any]) -> None:
        """Write the last lines, and see that all is on the disk."""
        self._put({"head": dict(head)})
        self._put(
            {
                "end": True,
                "entries": self.entries,
                "seals": self.seals,
                "sha256": self._sha256.hexdigest(),
            }
        )
        self._file.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()

    def discard(self) -> None:
        """Take away what was written."""
        with suppress(ValueError):  # closed already
            self._file.close()
        self._raw.close()
        self.path.unlink(missing_ok=True)

    def _put(self, line: Line) -> None:
        text = json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        self._sha256.update(text)
        self._file.write(text)


class Archive:
    """An archive that is read: once, from its beginning to its end.

    Says of nothing whether it is right. `problems` are lines that are not as they were written, so
    far as the file itself can tell.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries = 0
        self.head: Line = {}
        self.is_whole = False
        self.problems: list[str] = []
        self._number = 0
        self._sha256 = hashlib.sha256()
        try:
            self._file = gzip.open(path, "rb")  # noqa: SIM115 - read by and by
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        first = self._line()
        known = {"log": AUDIT_LOG.table, "columns": dict(AUDIT_LOG.columns)}
        if (
            first.get("entree_audit") != FORMAT
            or {name: first.get(name) for name in known} != known
        ):
            raise self._unreadable("it is no archive, or one of another version of Entree")
        self.part = str(first.get("part"))

    def __iter__(self) -> Iterator[tuple[Line, list[Entry]]]:
        """Each seal, with its entries in the order of their numbers."""
        seal: Line | None = None
        found: list[Entry] = []
        seals = 0
        while not self.is_whole:
            before = self._sha256.hexdigest()
            line = self._line()
            try:
                if "entry" in line or "elsewhere" in line:
                    self._add(found, line)
                    continue
                if seal is not None:
                    yield seal, found
                    seal, found = None, []
                if "seal" in line:
                    seal, seals = _seal(line["seal"]), seals + 1
                elif "head" in line:
                    self.head = dict(line["head"])
                else:
                    self.is_whole = line["end"] is True
            except (ValueError, TypeError, KeyError) as error:
                raise self._unreadable(f"line {self._number} is none of ours") from error
            if self.is_whole and (line.get("entries"), line.get("seals"), line.get("sha256")) != (
                self.entries,
                seals,
                before,
            ):
                self.problems.append("its last line does not fit: it is not what was written")
        self._end()

    def _end(self) -> None:
        """Nothing follows, and the file is what was compressed."""
        try:
            if self._file.read(1):
                self.problems.append("there is more after its last line")
        except (EOFError, OSError, zlib.error) as error:
            raise self._unreadable("it is damaged or cut off at its end") from error
        self._file.close()

    def _add(self, found: list[Entry], line: Line) -> None:
        if "entry" in line:
            self.entries += 1
            number = int(line["entry"][AUDIT_LOG.number])
            try:
                sent = form(AUDIT_LOG.columns, line["entry"])
            except (ValueError, TypeError, OverflowError):
                sent = b""
            entry = Entry(number, hashlib.sha256(sent).digest())
        else:
            entry = Entry(int(line["elsewhere"]), bytes.fromhex(line["sha256"]))
        if found and entry.number <= found[-1].number:
            self.problems.append(f"entry {entry.number}, line {self._number}, is out of order")
        else:
            found.append(entry)

    def _line(self) -> Line:
        try:
            text = self._file.readline()
        except (EOFError, OSError, zlib.error) as error:
            raise self._unreadable(f"it is damaged or cut off after line {self._number}") from error
        self._number += 1
        self._sha256.update(text)
        if not text.endswith(b"\n"):
            raise self._unreadable(f"it ends after line {self._number - 1}, and is not whole")
        try:
            line = json.loads(text)
        except ValueError as error:
            raise self._unreadable(f"line {self._number} is no JSON") from error
        if not isinstance(line, dict):
            raise self._unreadable(f"line {self._number} is none of ours")
        return line

    def _unreadable(self, why: str) -> NotAnArchive:
        return NotAnArchive(f"{self.path} cannot be read as an archive: {why}.", exit_code=2)


class Entries:
    """The entries of an archive one after the other, and the seals that it says they have."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.seals: deque[Line] = deque()
        """Those that were read and not compared yet."""

    def __iter__(self) -> Iterator[Entry]:
        last = 0
        for seal, found in self.archive:
            self.seals.append(seal)
            for entry in found:
                if entry.number <= last:
                    self.archive.problems.append(f"entry {entry.number} is out of order")
                else:
                    last = entry.number
                    yield entry


def _seal(values: Line) -> Line:
    """A seal as the database has it."""
    numbers = {name: int(values[name]) for name in ("seal_id", "after_id", "until_id", "entries")}
    texts = {name: str(values[name]) for name in ("digest", "previous", "chained", "sealed_at")}
    bytes.fromhex(texts["previous"])
    return {
        **numbers,
        **texts,
        "numbers": [int(number) for number in values["numbers"]],
        "marks": bytes.fromhex(values["marks"]),
    }
