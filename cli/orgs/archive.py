"""The file that an org travels in: one line about it, its rows in pieces, one line at the end.

    {"entree_org": 2, "archive_id": …, "org": …, "tables": …, …}
    {"table": "tenancy.orgs", "rows": 1, "bytes": 180, "sha256": …}
    <180 bytes: rows as COPY writes them, deflated>
    …
    {"end": true, "tables": {"tenancy.orgs": [1, "…"], …}, "sha256": …}

Each piece has its checksum, and the last line one of all that stands before it and of its own sums:
what is damaged or cut off is found before anything is read. They protect against accidents: whoever
can write the file can write them too. It has everything that the org knows of people: keep it as
one keeps a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from cli.errors import Stop

FORMAT = 2
PIECE = 4 * 1024 * 1024
"""Bytes of rows in one piece, about: what export and import hold in memory."""
_LINE = 64 * 1024 * 1024
Head = dict[str, Any]


class ArchiveError(Stop):
    """A file that is no archive, or not a whole one."""


@dataclass(frozen=True)
class Piece:
    """Some rows of a table: where they are in the file."""

    number: int
    table: str
    rows: int
    size: int
    sha256: str
    offset: int


class Writer:
    """Writes an archive; what is at `path` is complete, or not there."""

    def __init__(self, path: Path, head: Head) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._sha = hashlib.sha256()
        # It has personal data: nobody else on this machine reads it.
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._put(_line({"entree_org": FORMAT, **head}))

    def piece(self, table: str, rows: int, text: bytes) -> None:
        """Add rows of a table, as COPY writes them."""
        packed = zlib.compress(text, 1)
        sha = hashlib.sha256(packed).hexdigest()
        self._put(_line({"table": table, "rows": rows, "bytes": len(packed), "sha256": sha}))
        self._put(packed)
        self._put(b"\n")

    def finish(self, tables: dict[str, tuple[int, str]]) -> None:
        """Write the last line, and give the file its name."""
        self._sha.update(_line(tables))
        self._put(_line({"end": True, "tables": tables, "sha256": self._sha.hexdigest()}))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.rename(self._path)

    def discard(self) -> None:
        """Take away what was written, if it was not finished."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._sha.update(data)


class Archive:
    """A whole archive, with every checksum found right."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file: IO[bytes] = path.open("rb")
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read: {error.strerror}.", exit_code=2) from error
        self.pieces: list[Piece] = []
        self._sha = hashlib.sha256()
        try:
            self.head = self._json(self._line())
            if self.head.get("entree_org") != FORMAT:
                raise ArchiveError(
                    f"{path} is no archive of an org, or of another version of Entree.",
                    exit_code=2,
                )
            self.sums: dict[str, tuple[int, str]] = self._read_through()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def archive_id(self) -> str:
        """What this archive is known by."""
        return str(self.head["archive_id"])

    @property
    def org_id(self) -> str:
        """The org in it."""
        return str(self.head["org"]["id"])

    @property
    def rows(self) -> int:
        """All of its rows."""
        return sum(count for count, _ in self.sums.values())

    def text(self, piece: Piece) -> bytes:
        """The rows of a piece."""
        self._file.seek(piece.offset)
        return zlib.decompress(self._file.read(piece.size))

    def _read_through(self) -> dict[str, tuple[int, str]]:
        while True:
            whole = self._sha.copy()
            line = self._json(self._line())
            if line.get("end"):
                whole.update(_line(line.get("tables", {})))
                if line.get("sha256") != whole.hexdigest() or self._file.read(1):
                    raise self._damaged()
                return {name: (rows, total) for name, (rows, total) in line["tables"].items()}
            piece = Piece(
                len(self.pieces),
                str(line["table"]),
                int(line["rows"]),
                int(line["bytes"]),
                str(line["sha256"]),
                self._file.tell(),
            )
            packed = self._file.read(piece.size + 1)
            self._sha.update(packed)
            if hashlib.sha256(packed[:-1]).hexdigest() != piece.sha256:
                raise self._damaged()
            self.pieces.append(piece)

    def _line(self) -> bytes:
        line = self._file.readline(_LINE)
        if not line.endswith(b"\n"):
            raise self._damaged()
        self._sha.update(line)
        return line

    def _json(self, line: bytes) -> Head:
        try:
            found = json.loads(line)
        except ValueError as error:
            raise self._damaged() from error
        if not isinstance(found, dict):
            raise self._damaged()
        return found

    def _damaged(self) -> ArchiveError:
        where = f"after {len(self.pieces)} pieces" if self.pieces else "at its beginning"
        return ArchiveError(
            f"{self.path} is damaged or cut off, {where}. Nothing was read from it; take another "
            "copy, or export the org again."
        )


def _line(value: Head) -> bytes:
    return json.dumps(value, separators=(",", ":"), default=str).encode() + b"\n"
