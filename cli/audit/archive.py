"""Puts detached parts of the audit log into files, and drops their tables.

The file gets its name when it was read back and found right, and the table goes in the transaction
after that. So whoever is stopped finds a file without its name, which is written anew, or a whole
one, which is read once more.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from cli.audit.check import examine_alone
from cli.audit.file import SUFFIX, Archive, Writer
from cli.audit.heads import public_key, signed
from cli.audit.logs import AUDIT_LOG, BATCH, SETTINGS, Entry, detached
from cli.db.connection import connect
from cli.errors import Stop

Tell = Callable[[str, int], None]
"""Hears of each part that was archived, and how many entries it had."""
_LOCK = "select pg_try_advisory_lock(hashtextextended('entree audit archive', 0))"
_SEALS = """
  select s.seal_id, s.after_id, s.until_id, s.entries, encode(s.digest, 'hex') as digest,
    encode(s.previous, 'hex') as previous, encode(s.chained, 'hex') as chained,
    s.sealed_at::text as sealed_at, s.numbers, s.marks
  from core.audit_seals as s
  where s.log = 'core.audit_log' and s.until_id >= %s and s.after_id < %s
  order by s.seal_id
"""


class NotArchived(Stop):
    """A part that is not what was sealed, or whose file is not what it should be."""


class _Own(NamedTuple):
    """An entry of the part, with its values."""

    number: int
    values: Mapping[str, str | None]


def archive_parts(db_url: str, folder: Path, tell: Tell | None) -> list[tuple[str, int]]:
    """Archive all detached parts; returns them, with how many entries each had."""
    keys = [public_key(db_url)]
    archived = []
    with connect(db_url) as connection:
        if not (connection.execute(_LOCK).fetchone() or (False,))[0]:
            raise Stop("Somebody else archives in this database; wait for them.")
        for part in detached(connection, AUDIT_LOG):
            count = _archive(connection, db_url, part, folder / f"{part}{SUFFIX}", keys)
            archived.append((part, count))
            if tell:
                tell(part, count)
    return archived


def _archive(
    connection: psycopg.Connection, db_url: str, part: str, path: Path, keys: list[str]
) -> int:
    """Archive one part, and drop it; returns how many entries it had."""
    table = sql.Identifier(AUDIT_LOG.parts, part)
    first, last = connection.execute(
        sql.SQL("select min(audit_id), max(audit_id) from {}").format(table)
    ).fetchone() or (None, None)
    if first is None:
        connection.execute("select core.drop_audit_part(%s, null, 0)", [part])
        return 0
    if path.exists():
        count = _check(connection, path, part, keys)
    else:
        writer = Writer(path, part)
        try:
            _write(connection, writer, part, (first, last), db_url)
            count = _check(connection, writer.path, part, keys)
        except BaseException:
            writer.discard()
            raise
        writer.path.rename(path)
    connection.execute("select core.drop_audit_part(%s, %s, %s)", [part, _sha256(path), count])
    return count


def _write(
    connection: psycopg.Connection, writer: Writer, part: str, bounds: tuple[int, int], db_url: str
) -> None:
    """Write a part: each seal that it has entries of or lies between, and those entries."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    try:
        with connection.transaction():
            connection.execute(SETTINGS)
            entries: Iterator[_Own | Entry] = heapq.merge(
                _own(connection, part),
                _elsewhere(connection, part, bounds),
                key=lambda entry: entry.number,
            )
            entry = next(entries, None)
            last = None
            for last in _seals(connection, bounds):
                writer.seal(last)
                while entry and entry.number <= last["until_id"]:
                    if isinstance(entry, _Own):
                        writer.entry(entry.values)
                    else:
                        writer.elsewhere(entry)
                    entry = next(entries, None)
    finally:
        connection.isolation_level = None
        connection.read_only = None
    if last is None or last["until_id"] < bounds[1]:
        raise NotArchived(f"{part} is not sealed. It stays.")
    head = {name: last[name] for name in ("seal_id", "until_id", "chained", "sealed_at")}
    writer.finish(signed(db_url, {"log": AUDIT_LOG.table, **head}))


def _check(connection: psycopg.Connection, path: Path, part: str, keys: list[str]) -> int:
    """Read a file back; refuse one that is not of the part, or not what was sealed."""
    is_of = Archive(path).part
    report = examine_alone(path, [], keys)
    wrong = [f"{finding.kind}: {finding.text}" for finding in report.findings]
    ours = connection.execute(
        "select encode(s.chained, 'hex') from core.audit_seals as s where s.log = %s"
        " and s.until_id = %s",
        [AUDIT_LOG.table, report.until_id],
    ).fetchone()
    if is_of != part or ours is None or ours[0] != report.chained:
        wrong.append("its seals are not those of this log")
    if wrong:
        raise NotArchived(
            f"{part} is not archived: {path} is not what was sealed.\n  "
            + "\n  ".join(wrong[:20])
            + "\nThe table stays; see `entree audit verify`. A file that was there before: move it"
            " away, and repeat."
        )
    return report.entries


def _seals(connection: psycopg.Connection, bounds: tuple[int, int]) -> Iterator[dict[str, Any]]:
    with connection.cursor("seals of a part", row_factory=psycopg.rows.dict_row) as cursor:
        cursor.itersize = 20
        yield from cursor.execute(_SEALS, bounds)


def _own(connection: psycopg.Connection, part: str) -> Iterator[_Own]:
    columns = tuple(AUDIT_LOG.columns)
    query = sql.SQL("select l.audit_id, {} from {} as l order by l.audit_id").format(
        sql.SQL(", ").join(sql.SQL("l.{}::text").format(sql.Identifier(name)) for name in columns),
        sql.Identifier(AUDIT_LOG.parts, part),
    )
    with connection.cursor("entries of a part") as cursor:
        cursor.itersize = BATCH
        for number, *texts in cursor.execute(query):
            yield _Own(number, dict(zip(columns, texts, strict=True)))


def _elsewhere(
    connection: psycopg.Connection, part: str, bounds: tuple[int, int]
) -> Iterator[Entry]:
    """Entries of the seals of a part that are in other tables, or in archives."""
    tables = [sql.Identifier("core", "audit_log")]
    tables += [
        sql.Identifier(AUDIT_LOG.parts, other)
        for other in detached(connection, AUDIT_LOG)
        if other != part
    ]
    within = sql.SQL("""
      select min(s.after_id) as after_id, max(s.until_id) as until_id
      from core.audit_seals as s
      where s.log = 'core.audit_log' and s.until_id >= %(first)s and s.after_id < %(last)s
    """)
    one = sql.SQL("""
      select l.audit_id, sha256({row}) as sha256 from {table} as l, within as w
      where l.audit_id > w.after_id and l.audit_id <= w.until_id
    """)
    query = sql.SQL("""
      with within as materialized ({within})
      select * from (
        {entries}
        union all
        select r.audit_id, r.sha256 from core.audit_remains as r, within as w
        where r.audit_id > w.after_id and r.audit_id <= w.until_id
      ) as e order by 1
    """).format(
        within=within,
        entries=sql.SQL(" union all ").join(
            one.format(row=AUDIT_LOG.row, table=table) for table in tables
        ),
    )
    with connection.cursor("entries elsewhere", binary=True) as cursor:
        cursor.itersize = BATCH
        for number, sha256 in cursor.execute(query, {"first": bounds[0], "last": bounds[1]}):
            yield Entry(number, sha256)


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
