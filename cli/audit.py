"""`entree audit`: proves that the audit logs are what they were when they were sealed.

What is sealed, and how, is said at `core.audit_seals`. Everything is calculated here, from the rows
themselves, and read in the order of their numbers, a few at a time: memory does not grow with the
logs. A log that was made anew from some seal on is consistent in itself; `--heads` holds it against
what was published of it outside the database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, LiteralString

import psycopg
import typer
from psycopg import sql
from psycopg.rows import dict_row

from cli.credentials import worker_settings
from cli.db import database_url
from cli.db.connection import connect
from cli.errors import Stop
from cli.operate import DbUrl, Json

BATCH = 2000
"""Rows that are read at a time."""
FIRST = "00" * 32
"""What the first seal of a log holds on to."""

audit = typer.Typer(no_args_is_help=True, help="The audit logs and their seals.")


@dataclass(frozen=True)
class Log:
    """A sealed log: its table, the column of its numbers, and all columns as they are hashed."""

    table: str
    number: str
    columns: str
    parts: str = ""
    """Tables of this schema whose names begin like the table's were taken out of it."""


LOGS = (
    Log(
        "core.audit_log",
        "audit_id",
        "audit_id org_id entity_type entity_id action old_value new_value performed_by"
        " impersonated_by performed_by_type location_id request_id address user_agent created_at",
        "audit_parts",
    ),
    Log(
        "tenancy.admin_audit_log",
        "entry_id",
        "entry_id admin_id admin_email action org_id entity_type entity_id details request_id"
        " address user_agent created_at",
    ),
)


@dataclass(frozen=True)
class Finding:
    """Something that is not what it was."""

    kind: str
    """changed, removed or inserted, of an entry; seal altered; head does not match."""
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
    chained: str = FIRST
    findings: list[Finding] = field(default_factory=list)

    def find(self, kind: str, text: str, seal_id: int | None, audit_id: int | None = None) -> None:
        """Note something that is not what it was."""
        self.findings.append(Finding(kind, self.log, seal_id, audit_id, text))


@audit.callback()
def _audit() -> None:
    """The audit logs and their seals."""


@audit.command("verify")
def verify(
    heads: Annotated[
        Path | None,
        typer.Option(help="What workers wrote to AUDIT_HEADS, or was mailed: one head per line."),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            help="The public key that signed them, as `entree audit key` prints it; may be given"
            " more than once. Default: that of the workers' settings."
        ),
    ] = None,
    db_url: DbUrl = None,
    as_json: Json = False,
) -> None:
    """Prove that no sealed entry was changed, removed or inserted later.

    Exit code 0 when that is so, 1 when it is not, 2 when it cannot be told.
    """
    url = database_url(db_url)
    published = _read_heads(heads, key or [public_key(url)]) if heads else []
    try:
        with connect(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            reports = examine(connection, published)
    except psycopg.Error as error:
        raise Stop(f"The logs cannot be read: {error}".rstrip(), exit_code=2) from error
    found = [finding for report in reports for finding in report.findings]
    if as_json:
        print(json.dumps([asdict(report) for report in reports], indent=2))
    else:
        for report in reports:
            print(
                f"{report.log}: {report.entries} entries in {report.seals} seals,"
                f" up to number {report.until_id}; {report.unsealed} not sealed yet."
            )
            for finding in report.findings:
                print(f"  {finding.kind}: {finding.text}")
            print(f"  head: {report.chained}")
        print(f"{len(found)} findings." if found else "Nothing was changed, removed or inserted.")
    raise typer.Exit(1 if found else 0)


@audit.command("key")
def show_key(db_url: DbUrl = None) -> None:
    """Print the public key of whoever signs heads: for an auditor, once, by a way of their own."""
    print(public_key(database_url(db_url)))


def public_key(db_url: str) -> str:
    """The public half of the workers' TICKET_SIGNING_KEY."""
    from workers.tickets.tokens import Signer, base64url  # noqa: PLC0415 - loads the workers

    return base64url(Signer(worker_settings(db_url).signing_key).public_key)


def examine(connection: psycopg.Connection, heads: list[dict[str, Any]]) -> list[Report]:
    """Check all logs of a database against their seals, and the seals against published heads.

    What is written meanwhile is seen or not, as the isolation level of the connection has it.
    """
    with connection.transaction():
        connection.execute("set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'")
        return [
            _examine(connection, log, {h["seal_id"]: h for h in heads if h["log"] == log.table})
            for log in LOGS
        ]


def _examine(
    connection: psycopg.Connection, log: Log, heads: Mapping[int, Mapping[str, Any]]
) -> Report:
    report = Report(log.table)
    entries = _entries(connection, log)
    entry = next(entries, None)
    while entry and entry[0] <= 0:
        report.find("inserted", f"entry {entry[0]}: numbers begin at 1", None, entry[0])
        entry = next(entries, None)
    seen = dict.fromkeys(heads, False)
    for seal in _seals(connection, log):
        digest, forms = hashlib.sha256(), {}
        while entry and entry[0] <= seal["until_id"]:
            digest.update(entry[1])
            forms[entry[0]] = entry[2]
            entry = next(entries, None)
        _check_link(report, seal)
        if digest.hexdigest() != seal["digest"] or len(forms) != seal["entries"]:
            _locate(report, seal, forms)
        head = heads.get(seal["seal_id"])
        if head is not None:
            seen[seal["seal_id"]] = True
            if head["chained"] != report.chained:
                report.find(
                    "head does not match",
                    f"seal {seal['seal_id']} is not the one that was published at"
                    f" {head['sealed_at']}: the log was made anew up to number {seal['until_id']}",
                    seal["seal_id"],
                )
        report.seals += 1
        report.entries += len(forms)
        report.until_id = seal["until_id"]
    for seal_id in (seal_id for seal_id, was_seen in seen.items() if not was_seen):
        report.find(
            "head does not match", f"seal {seal_id} was published, and is not there", seal_id
        )
    while entry:
        report.unsealed += 1
        entry = next(entries, None)
    return report


def _check_link(report: Report, seal: Mapping[str, Any]) -> None:
    """Whether a seal follows the one before, and is what it was chained as."""
    number, before = seal["seal_id"], report.chained
    chained = hashlib.sha256(bytes.fromhex(seal["previous"]) + seal["form"].encode()).hexdigest()
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


def _locate(report: Report, seal: Mapping[str, Any], forms: Mapping[int, int]) -> None:
    """Say which entries of a seal are not those that it was made of."""
    marks = dict(zip(seal["numbers"], seal["marks"], strict=False))
    number = seal["seal_id"]
    before = len(report.findings)
    for entry in sorted(marks.keys() | forms.keys()):
        if entry not in forms:
            report.find("removed", f"entry {entry}, of seal {number}", number, entry)
        elif entry not in marks:
            report.find("inserted", f"entry {entry}, into what seal {number} is of", number, entry)
        elif forms[entry] != marks[entry]:
            report.find("changed", f"entry {entry}, of seal {number}", number, entry)
    if len(report.findings) == before:
        report.find(
            "seal altered",
            f"seal {number} is not of the entries {seal['after_id'] + 1} to {seal['until_id']}",
            number,
        )


def _seals(connection: psycopg.Connection, log: Log) -> Iterator[dict[str, Any]]:
    query = """
      select s.seal_id, s.after_id, s.until_id, s.entries, encode(s.digest, 'hex') as digest,
        encode(s.previous, 'hex') as previous, encode(s.chained, 'hex') as chained, s.numbers,
        s.marks, row(s.log, s.seal_id, s.after_id, s.until_id, s.entries, encode(s.digest, 'hex'),
          s.sealed_at)::text as form
      from core.audit_seals as s where s.log = %s order by s.seal_id
    """
    with connection.cursor(f"seals of {log.table}", row_factory=dict_row) as cursor:
        cursor.itersize = 20
        yield from cursor.execute(query, [log.table])


def _entries(connection: psycopg.Connection, log: Log) -> Iterator[tuple[int, bytes, int]]:
    """Number, canonical form and mark of each entry, in the order of their numbers."""
    schema, name = log.table.split(".")
    tables = [sql.Identifier(schema, name)]
    tables += [
        sql.Identifier(log.parts, part)
        for (part,) in connection.execute(_DETACHED, [log.parts, f"{name}_"])
    ]
    row = sql.SQL(", ").join(sql.Identifier("l", column) for column in log.columns.split())
    one = sql.SQL("select {number}, row({row})::text || E'\\n' as form from {table} as l")
    query = sql.SQL(
        "select e.{number}, convert_to(e.form, 'UTF8'), hashtext(e.form)"
        " from ({entries}) as e order by e.{number}"
    ).format(
        number=sql.Identifier(log.number),
        entries=sql.SQL(" union all ").join(
            one.format(number=sql.Identifier("l", log.number), row=row, table=table)
            for table in tables
        ),
    )
    with connection.cursor(f"entries of {log.table}") as cursor:
        cursor.itersize = BATCH
        yield from cursor.execute(query, binary=True)


_DETACHED: LiteralString = """
  select c.relname
  from pg_class as c
  where c.relnamespace = to_regnamespace(nullif(%s, '')) and c.relkind = 'r'
    and starts_with(c.relname, %s) and not c.relispartition
  order by c.relname
"""


def _read_heads(path: Path, keys: list[str]) -> list[dict[str, Any]]:
    """The heads of a file, each with a signature of ours."""
    from workers.heads import is_signed  # noqa: PLC0415 - loads the workers

    try:
        public_keys = [base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in keys]
        lines = path.read_text().splitlines()
    except binascii.Error as error:
        raise Stop(f"--key is no public key: {error}.", exit_code=2) from error
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}.", exit_code=2) from error
    heads = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            head = json.loads(line)
            signature = base64.b64decode(head["signature"], validate=True)
            heads.append({k: head[k] for k in ("log", "seal_id", "chained", "sealed_at")})
        except (ValueError, TypeError, KeyError) as error:
            raise Stop(f"{path}, line {number}, is no head: {error!r}.", exit_code=2) from error
        if not any(is_signed(head, signature, public_key) for public_key in public_keys):
            raise Stop(f"{path}, line {number}, is not signed by that key.", exit_code=2)
    return heads
