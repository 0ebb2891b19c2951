"""The sealed logs: what their entries consist of, and how they are read out of a database.

An entry is hashed in the binary form in which Postgres sends a row (`record_send`): the number of
columns, then of each the number of its type, its length and its bytes. It depends on no setting,
and `form` makes the same of values in text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

BATCH = 2000
"""Rows that are read at a time."""
FIRST = "00" * 32
"""What the first seal of a log holds on to."""
MARK = 4
"""Bytes of an entry's SHA-256 that its seal keeps, to tell which one is not what it was."""
SETTINGS: LiteralString = "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'"


class Entry(NamedTuple):
    """An entry as its seal knows it."""

    number: int
    sha256: bytes


@dataclass(frozen=True)
class Log:
    """A sealed log: its table, the column of its numbers, and all columns as they are hashed."""

    table: str
    number: str
    columns: Mapping[str, str]
    """Names and types; an enum is text."""
    parts: str = ""
    """Tables of this schema whose names begin like the table's were taken out of it."""

    @property
    def row(self) -> sql.Composed:
        """What is hashed of a row `l`."""
        return sql.SQL("record_send(row({}))").format(
            sql.SQL(", ").join(
                sql.SQL("l.{}::{}").format(sql.Identifier(name), sql.SQL(_TYPES[kind].name))
                for name, kind in self.columns.items()
            )
        )


LOGS = (
    Log(
        "core.audit_log",
        "audit_id",
        {
            "audit_id": "bigint",
            "org_id": "uuid",
            "entity_type": "text",
            "entity_id": "text",
            "action": "text",
            "old_value": "jsonb",
            "new_value": "jsonb",
            "performed_by": "uuid",
            "impersonated_by": "uuid",
            "performed_by_type": "text",
            "location_id": "uuid",
            "request_id": "text",
            "address": "text",
            "user_agent": "text",
            "created_at": "timestamptz",
        },
        "audit_parts",
    ),
    Log(
        "tenancy.admin_audit_log",
        "entry_id",
        {
            "entry_id": "bigint",
            "admin_id": "uuid",
            "admin_email": "text",
            "action": "text",
            "org_id": "uuid",
            "entity_type": "text",
            "entity_id": "text",
            "details": "jsonb",
            "request_id": "text",
            "address": "text",
            "user_agent": "text",
            "created_at": "timestamptz",
        },
    ),
)
AUDIT_LOG = LOGS[0]


def form(columns: Mapping[str, str], values: Mapping[str, Any]) -> bytes:
    """What is hashed of an entry, of its values in text; ValueError for what is none."""
    parts = [len(columns).to_bytes(4, "big")]
    for name, kind in columns.items():
        number, send = _TYPES[kind].number, _TYPES[kind].send
        text = values.get(name)
        parts.append(number.to_bytes(4, "big"))
        if text is None:
            parts.append(b"\xff\xff\xff\xff")
        else:
            sent = send(str(text))
            parts.append(len(sent).to_bytes(4, "big") + sent)
    return b"".join(parts)


def seals(connection: psycopg.Connection, log: Log) -> Iterator[dict[str, Any]]:
    """The seals of a log, in their order."""
    query = """
      select s.seal_id, s.after_id, s.until_id, s.entries, encode(s.digest, 'hex') as digest,
        encode(s.previous, 'hex') as previous, encode(s.chained, 'hex') as chained,
        s.sealed_at::text as sealed_at, s.numbers, s.marks
      from core.audit_seals as s where s.log = %s order by s.seal_id
    """
    with connection.cursor(f"seals of {log.table}", row_factory=dict_row) as cursor:
        cursor.itersize = 20
        yield from cursor.execute(query, [log.table])


def entries(connection: psycopg.Connection, log: Log) -> Iterator[Entry]:
    """All entries of a log that are in the database, in the order of their numbers."""
    tables = [sql.Identifier(*log.table.split("."))]
    tables += [sql.Identifier(log.parts, part) for part in detached(connection, log)]
    one = sql.SQL("select l.{number}, {row} as form from {table} as l")
    query = sql.SQL("select e.* from ({entries}) as e order by 1").format(
        entries=sql.SQL(" union all ").join(
            one.format(number=sql.Identifier(log.number), row=log.row, table=table)
            for table in tables
        ),
    )
    with connection.cursor(f"entries of {log.table}", binary=True) as cursor:
        cursor.itersize = BATCH
        for number, sent in cursor.execute(query):
            yield Entry(number, hashlib.sha256(sent).digest())


def remains(connection: psycopg.Connection) -> Iterator[Entry]:
    """Entries of the audit log of which only the hash is in the database."""
    query = "select r.audit_id, r.sha256 from core.audit_remains as r order by 1"
    with connection.cursor("remains", binary=True) as cursor:
        cursor.itersize = BATCH
        for number, sha256 in cursor.execute(query):
            yield Entry(number, sha256)


def detached(connection: psycopg.Connection, log: Log) -> list[str]:
    """The tables that were taken out of a log, by name."""
    query = """
      select c.relname
      from pg_class as c
      where c.relnamespace = to_regnamespace(nullif(%s, '')) and c.relkind = 'r'
        and starts_with(c.relname, %s) and not c.relispartition
      order by c.relname
    """
    rows = connection.execute(query, [log.parts, f"{log.table.split('.')[1]}_"])
    return [str(name) for (name,) in rows]


class _Type(NamedTuple):
    """A type: its name, its number, and how Postgres sends a value of it."""

    name: LiteralString
    number: int
    send: Callable[[str], bytes]


def _microseconds(text: str) -> bytes:
    since = datetime.fromisoformat(text) - datetime(2000, 1, 1, tzinfo=UTC)
    return (since // timedelta(microseconds=1)).to_bytes(8, "big", signed=True)


_TYPES = {
    "bigint": _Type("bigint", 20, lambda text: int(text).to_bytes(8, "big", signed=True)),
    "uuid": _Type("uuid", 2950, lambda text: UUID(text).bytes),
    "text": _Type("text", 25, str.encode),
    "jsonb": _Type("jsonb", 3802, lambda text: b"\x01" + text.encode()),
    "timestamptz": _Type("timestamptz", 1184, _microseconds),
}
