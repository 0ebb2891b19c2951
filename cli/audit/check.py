"""Holds entries against their seals, in a database, in archives, or in both.

What is sealed, and how, is said at `core.audit_seals`. Everything is calculated here, from the rows
themselves, and read in the order of their numbers, a few at a time: memory does not grow with the
logs. A log that was made anew from some seal on is consistent in itself; heads hold it against what
was published of it outside the database.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from cli.audit.file import Archive, Entries
from cli.audit.heads import Head, is_signed
from cli.audit.logs import (
    AUDIT_LOG,
    FIRST,
    LOGS,
    MARK,
    SETTINGS,
    Entry,
    Log,
    entries,
    remains,
    seals,
)


@dataclass(frozen=True)
class Finding:
    """Something that is not what it was."""

    kind: str
    """changed, removed or inserted, of an entry; seal or file altered; head does not match."""
    log: str
    seal_id: int | None
    audit_id: int | None
    text: str


@dataclass
class Report:
    """What was looked at of one log, and what was found."""

    log: str
    seals: int = 0
    entries: int = 0
    until_id: int = 0
    unsealed: int = 0
    archived: int = 0
    """Entries in archives that were not given: they are said to be there, and not proven."""
    chained: str = FIRST
    findings: list[Finding] = field(default_factory=list)

    def find(self, kind: str, text: str, seal_id: int | None, audit_id: int | None = None) -> None:
        """Note something that is not what it was."""
        self.findings.append(Finding(kind, self.log, seal_id, audit_id, text))


def examine(
    connection: psycopg.Connection, heads: Sequence[Head], archives: Sequence[Path] = ()
) -> list[Report]:
    """Check all logs of a database against their seals, and the seals against published heads.

    Archives give the entries that they took out of it. What is written meanwhile is seen or not, as
    the isolation level of the connection has it.
    """
    with connection.transaction():
        connection.execute(SETTINGS)
        return [
            _examine(
                connection,
                log,
                {head["seal_id"]: head for head in heads if head["log"] == log.table},
                [Archive(path) for path in archives] if log == AUDIT_LOG else [],
            )
            for log in LOGS
        ]


def examine_alone(path: Path, heads: Sequence[Head], keys: Sequence[str]) -> Report:
    """Check an archive against its own seals, and the last of those against its signature."""
    archive = Archive(path)
    report = Report(str(path))
    published = {head["seal_id"]: head for head in heads if head["log"] == AUDIT_LOG.table}
    first = 0
    for seal, found in archive:
        if not first:
            first = seal["seal_id"]
            report.seals, report.until_id = first - 1, seal["after_id"]
            report.chained = seal["previous"]
        _check_link(report, AUDIT_LOG, seal)
        forms = {entry.number: entry.sha256 for entry in found}
        if not _is_sealed(seal, forms):
            _locate(report, seal, forms)
        _check_head(report, seal, published.get(seal["seal_id"]))
        report.seals, report.until_id = seal["seal_id"], seal["until_id"]
    if archive.head.get("chained") != report.chained or not is_signed(archive.head, keys):
        report.find(
            "head does not match",
            f"its last seal, {report.seals}, is not the one that was signed",
            report.seals,
        )
    _note_problems(report, archive)
    report.entries = archive.entries
    report.seals -= first - 1
    return report


def _examine(
    connection: psycopg.Connection,
    log: Log,
    heads: Mapping[int, Head],
    archives: Sequence[Archive],
) -> Report:
    report = Report(log.table)
    given = [Entries(archive) for archive in archives]
    sources: list[Iterator[Entry]] = [entries(connection, log), *map(iter, given)]
    parts = _Absent([], 0)
    if log == AUDIT_LOG:
        sources.append(remains(connection))
        parts = _absent(connection, {archive.part for archive in archives})
    merged = _Merged(heapq.merge(*sources))
    for number in merged.until(0, report, None):
        report.find("inserted", f"entry {number}: numbers begin at 1", None, number)
    missing = dict(heads)
    for seal in seals(connection, log):
        forms = merged.until(seal["until_id"], report, seal)
        _check_link(report, log, seal)
        for archived in given:
            _compare_seals(report, archived, seal)
        if not forms and parts.has(seal):
            report.archived += seal["entries"]
        elif not _is_sealed(seal, forms):
            _locate(report, seal, forms)
        _check_head(report, seal, missing.pop(seal["seal_id"], None))
        report.seals += 1
        report.entries += len(forms)
        report.until_id = seal["until_id"]
    for seal_id in missing:
        report.find(
            "head does not match", f"seal {seal_id} was published, and is not there", seal_id
        )
    report.unsealed = merged.rest()
    if report.archived != parts.entries:
        report.find(
            "removed",
            f"{report.archived} entries of whole seals are missing, and the archives that were not"
            f" given have {parts.entries}",
            None,
        )
    for archived in given:
        _compare_seals(report, archived, None)
        _note_problems(report, archived.archive)
    return report


class _Merged:
    """The entries of all sources, taken seal by seal."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self._next = next(entries, None)

    def until(
        self, number: int, report: Report, seal: Mapping[str, Any] | None
    ) -> dict[int, bytes]:
        """Those up to a number; of those that are there twice, the one that was sealed."""
        forms: dict[int, bytes] = {}
        twice: dict[int, set[bytes]] = {}
        while self._next and self._next.number <= number:
            entry = self._next
            if forms.setdefault(entry.number, entry.sha256) != entry.sha256:
                twice.setdefault(entry.number, {forms[entry.number]}).add(entry.sha256)
            self._next = next(self._entries, None)
        return forms | _choose(report, seal, twice) if seal and twice else forms

    def rest(self) -> int:
        """How many are left."""
        return (self._next is not None) + sum(1 for _ in self._entries)


@dataclass(frozen=True)
class _Absent:
    """The archives that are not given: which seals they took along, and how many entries."""

    ranges: list[tuple[int, int]]
    entries: int

    def has(self, seal: Mapping[str, Any]) -> bool:
        """Whether all of a seal may be in one of them."""
        return seal["entries"] > 0 and any(
            first <= seal["seal_id"] <= last for first, last in self.ranges
        )


def _absent(connection: psycopg.Connection, given: set[str]) -> _Absent:
    rows = connection.execute(
        "select a.part, a.first_seal_id, a.last_seal_id, a.entries - a.remains"
        " from core.audit_archives as a"
    ).fetchall()
    missing = [row[1:] for row in rows if row[0] not in given]
    return _Absent([(first, last) for first, last, _ in missing], sum(row[2] for row in missing))


def _compare_seals(report: Report, archived: Entries, seal: Mapping[str, Any] | None) -> None:
    """Whether the seals of an archive up to this one, or all that are left, are the log's."""
    while archived.seals and (seal is None or archived.seals[0]["seal_id"] <= seal["seal_id"]):
        theirs = archived.seals.popleft()
        if seal is None or any(theirs[name] != seal[name] for name in theirs):
            number = theirs["seal_id"]
            report.find(
                "file altered",
                f"{archived.archive.path}: its seal {number} is not that of the log",
                number,
            )


def _note_problems(report: Report, archive: Archive) -> None:
    for problem in archive.problems:
        report.find("file altered", f"{archive.path}: {problem}", None)


def _is_sealed(seal: Mapping[str, Any], forms: Mapping[int, bytes]) -> bool:
    """Whether these are the entries that a seal was made of."""
    digest = hashlib.sha256(b"".join(forms[number] for number in sorted(forms))).hexdigest()
    return (len(forms), digest) == (seal["entries"], seal["digest"])


def _check_link(report: Report, log: Log, seal: Mapping[str, Any]) -> None:
    """Whether a seal follows the one before, and is what it was chained as."""
    number, before = seal["seal_id"], report.chained
    written = (
        f"({log.table},{number},{seal['after_id']},{seal['until_id']},{seal['entries']},"
        f'{seal["digest"]},"{seal["sealed_at"]}")'
    )
    chained = hashlib.sha256(bytes.fromhex(seal["previous"]) + written.encode()).hexdigest()
    if number != report.seals + 1 or seal["after_id"] != report.until_id:
        report.find(
            "seal altered",
            f"seal {number} follows number {report.until_id} and is of those after"
            f" {seal['after_id']}: one before it is gone, or was added",
            number,
        )
        report.seals = number - 1
    elif seal["previous"] != before:
        report.find("seal altered", f"seal {number} does not hold on to the one before it", number)
    if chained != seal["chained"]:
        report.find("seal altered", f"seal {number} is not what it was chained as", number)
    report.chained = seal["chained"]


def _check_head(report: Report, seal: Mapping[str, Any], head: Head | None) -> None:
    """Whether a seal that was published is the one that was."""
    if head is not None and head["chained"] != report.chained:
        report.find(
            "head does not match",
            f"seal {seal['seal_id']} is not the one that was published at"
            f" {head['sealed_at']}: the log was made anew up to number {seal['until_id']}",
            seal["seal_id"],
        )


def _choose(
    report: Report, seal: Mapping[str, Any], twice: Mapping[int, set[bytes]]
) -> dict[int, bytes]:
    """Which of those with one number is the one that was sealed."""
    chosen = {}
    marks = _marks(seal)
    for number, alike in twice.items():
        chosen[number] = min(alike, key=lambda sha256: sha256[:MARK] != marks.get(number))
        report.find(
            "changed",
            f"entry {number}, of seal {seal['seal_id']}, is there more than once, and not alike",
            seal["seal_id"],
            number,
        )
    return chosen


def _marks(seal: Mapping[str, Any]) -> dict[int, bytes]:
    return {
        entry: seal["marks"][MARK * place : MARK * (place + 1)]
        for place, entry in enumerate(seal["numbers"])
    }


def _locate(report: Report, seal: Mapping[str, Any], forms: Mapping[int, bytes]) -> None:
    """Say which entries of a seal are not those that it was made of."""
    marks = _marks(seal)
    number = seal["seal_id"]
    before = len(report.findings)
    for entry in sorted(marks.keys() | forms.keys()):
        if entry not in forms:
            report.find("removed", f"entry {entry}, of seal {number}", number, entry)
        elif entry not in marks:
            report.find("inserted", f"entry {entry}, into what seal {number} is of", number, entry)
        elif forms[entry][:MARK] != marks[entry]:
            report.find("changed", f"entry {entry}, of seal {number}", number, entry)
    if len(report.findings) == before:
        report.find(
            "seal altered",
            f"seal {number} is not of the entries {seal['after_id'] + 1} to {seal['until_id']}",
            number,
        )
