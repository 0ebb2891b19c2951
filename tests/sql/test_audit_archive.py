"""Months that leave the database for files are proven as before; tampering is named.

Each test has a database of its own, whose months are long over: entries of two months, of one
without a table, and of the present, in seals that several of them share.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.audit import Report, examine
from cli.audit.archive import NotArchived, archive_parts
from cli.audit.check import examine_alone
from cli.audit.file import Archive, NotAnArchive, Writer
from cli.audit.heads import public_key
from cli.db.connection import connect, database_name, other_database
from cli.db.scratch import scratch
from cli.db.source import load_source
from cli.stack import Endpoints
from tests.shop import until

Lines = list[dict[str, Any]]
JANUARY, FEBRUARY, OTHER = "audit_log_2030_01", "audit_log_2030_02", "audit_log_other_2029_12"
KEYS = "bG9jYWwtZW50cmVlLXRva2VuLWVuY3J5cHRpb24tMDE"
WRITE = """
  select core.audit(null, 'test', n::text, 'test.done', null, '{"é": "\\\\ (),\\"\\n", "n": 1.50}')
  from generate_series(1, %s) as n
"""


@dataclass(frozen=True)
class Old:
    """A database with old months, and a folder for their files."""

    url: str
    admin_url: str
    folder: Path

    def archive(self) -> list[tuple[str, int]]:
        """Archive what there is."""
        return archive_parts(self.url, self.folder, None)

    def file(self, part: str) -> Path:
        """Its file."""
        return self.folder / f"{part}.jsonl.gz"

    def files(self) -> list[Path]:
        """All files that have their names."""
        return sorted(self.folder.glob("*.jsonl.gz"))

    def report(self, *archives: Path) -> Report:
        """What is found in the audit log, with these archives."""
        with connect(self.url) as connection:
            return examine(connection, [], archives)[0]

    def found(self, *archives: Path) -> list[tuple[str, int | None, int | None]]:
        """Kind, seal and entry of that."""
        return short(self.report(*archives))

    def alone(self, part: str) -> list[tuple[str, int | None, int | None]]:
        """Kind, seal and entry of what is found in a file without the database."""
        return short(examine_alone(self.file(part), [], [public_key(self.url)]))

    def change(self, statement: str, *values: object) -> None:
        """Do something that no trigger keeps a superuser from."""
        with psycopg.connect(self.admin_url) as connection:
            connection.execute("set local session_replication_role = replica")
            connection.execute(statement.encode(), values)

    def ask(self, query: str, *values: object) -> Any:
        """The one value of the answer."""
        with connect(self.url) as connection:
            row = connection.execute(query.encode(), values).fetchone()
        assert row
        return row[0]


def short(report: Report) -> list[tuple[str, int | None, int | None]]:
    """Kind, seal and entry of each finding."""
    return [(finding.kind, finding.seal_id, finding.audit_id) for finding in report.findings]


@pytest.fixture(scope="module")
def template(endpoints: Endpoints) -> Iterator[str]:
    """The name of a database to copy."""
    with scratch(endpoints.db_url) as url:
        with connect(url) as connection:
            load_source(connection, cluster_wide=False)
            connection.execute(
                "update core.settings set value = 'true' where key = 'core.clock_is_movable'"
            )
            for month in ("2030-01-01Z", "2030-02-01Z", "2040-11-01Z"):
                connection.execute("select core.make_audit_part(%s)", [month])
            for now, count in (
                ("2030-01-10Z", 5),
                ("2029-12-10Z", 2),
                ("2030-01-31Z", 4),
                ("2030-02-01Z", 3),
                ("2030-01-31Z", 1),
                ("2030-02-20Z", 8),
                ("2040-11-15Z", 1),
                ("2030-02-20Z", 1),
                ("2040-11-15Z", 2),
            ):
                connection.execute(f"set app.now = '{now}'".encode())
                connection.execute(WRITE, [count])
            _seal(connection, 4)
            connection.execute("select core.sweep_audit_parts(100)")
        yield database_name(url)


def _seal(connection: psycopg.Connection, limit: int) -> None:
    last = "select max(a.audit_id) <= core.settled_audit_id() from core.audit_log as a"

    def settled() -> bool:
        connection.execute("select core.settle_audit(1000)")
        return bool((connection.execute(last).fetchone() or (False,))[0])

    until("all is settled", settled)
    while (connection.execute("select core.seal_audit(%s)", [limit]).fetchone() or (0,))[0]:
        pass


@pytest.fixture
def old(
    endpoints: Endpoints, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Old]:
    """Return a copy of it, and an empty folder."""
    monkeypatch.setenv("ENVIRONMENT", "local")
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", KEYS)
    with scratch(endpoints.db_url, template) as url:
        yield Old(url, other_database(endpoints.admin_db_url, database_name(url)), tmp_path)


def tampered(path: Path, change: Callable[[Lines], object], *, is_skilled: bool = True) -> None:
    """Change the lines of a file; whoever is skilled makes the sum at its end fit."""
    lines: Lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    change(lines)
    texts = [json.dumps(line, separators=(",", ":"), ensure_ascii=False) for line in lines]
    if is_skilled:
        end = lines[-1] | {
            "entries": sum("entry" in line for line in lines),
            "seals": sum("seal" in line for line in lines),
            "sha256": hashlib.sha256("".join(f"{t}\n" for t in texts[:-1]).encode()).hexdigest(),
        }
        texts[-1] = json.dumps(end)
    path.write_bytes(gzip.compress("".join(f"{text}\n" for text in texts).encode()))


def own(lines: Lines, place: int) -> tuple[int, int]:
    """The line and the number of an entry of the part."""
    found = [n for n, line in enumerate(lines) if "entry" in line][place]
    return found, int(lines[found]["entry"]["audit_id"])


def test_what_is_archived_is_proven_as_before(old: Old) -> None:
    before = old.report()
    assert (before.findings, before.unsealed) == ([], 0)
    archived = dict(old.archive())
    assert archived[JANUARY] == 10
    assert archived[FEBRUARY] == 12
    assert archived[OTHER] == 2, "those of a month without a table, too"
    left = "select count(*) from pg_class where relnamespace = 'audit_parts'::regnamespace"
    assert old.ask(f"{left} and relkind = 'r' and not relispartition") == 0
    assert {file.name for file in old.files()} == {
        f"{part}.jsonl.gz" for part, count in archived.items() if count
    }, "a month in which nothing happened leaves no file"

    whole = old.report(*old.files())
    # The entries that tell of the archives have come since.
    assert (whole.findings, whole.entries, whole.chained, whole.archived) == (
        [],
        before.entries,
        before.chained,
        0,
    )
    without = old.report()
    assert (without.findings, without.chained) == ([], before.chained)
    assert without.archived > 0
    assert without.entries + without.archived == before.entries
    assert old.report(old.file(JANUARY)).findings == []
    for part in (JANUARY, FEBRUARY, OTHER):
        assert old.alone(part) == []
    assert old.archive() == [], "a repeat finds nothing to do"


def test_the_file_has_every_value(old: Old) -> None:
    with connect(old.url) as connection:
        connection.execute("set timezone = 'UTC'")
        expected = connection.execute(
            "select a.audit_id::text, a.action, a.new_value, a.created_at::text"
            " from audit_parts.audit_log_2030_01 as a order by a.audit_id"
        ).fetchall()
    old.archive()
    lines = [
        json.loads(line) for line in gzip.decompress(old.file(JANUARY).read_bytes()).splitlines()
    ]
    entries = [line["entry"] for line in lines if "entry" in line]
    assert [
        (e["audit_id"], e["action"], json.loads(e["new_value"]), e["created_at"]) for e in entries
    ] == expected
    assert old.file(JANUARY).stat().st_mode & 0o077 == 0


def test_that_it_was_archived_is_written_down_and_stays(old: Old) -> None:
    old.archive()
    sha256 = hashlib.sha256(old.file(JANUARY).read_bytes()).hexdigest()
    archive = "from core.audit_archives where part = %s"
    assert old.ask(f"select encode(file_sha256, 'hex') {archive}", JANUARY) == sha256
    entry = "from core.audit_log where action = 'audit_archive.created' and entity_id = %s"
    assert old.ask(f"select new_value ->> 'file_sha256' {entry}", JANUARY) == sha256
    for statement in ("delete from {}", "update {} set part = part", "truncate {} cascade"):
        for table in ("core.audit_archives", "core.audit_remains"):
            with pytest.raises(psycopg.Error) as caught, connect(old.url) as connection:
                connection.execute(statement.format(table).encode())
            assert caught.value.sqlstate == "PT403"


@pytest.mark.parametrize("place", [0, 4, 9])
def test_a_changed_entry_of_a_file_is_named(old: Old, place: int) -> None:
    old.archive()
    numbers = []

    def change(lines: Lines) -> None:
        line, number = own(lines, place)
        lines[line]["entry"]["new_value"] = "{}"
        numbers.append(number)

    tampered(old.file(JANUARY), change)
    assert ("changed", numbers[0]) in {(kind, entry) for kind, _, entry in old.alone(JANUARY)}
    found = old.found(*old.files())
    assert [(kind, entry) for kind, _, entry in found] == [("changed", numbers[0])]


def test_a_removed_entry_of_a_file_is_named(old: Old) -> None:
    old.archive()
    numbers = []

    def change(lines: Lines) -> None:
        # One of a seal that is all in this file: of another the database would know the hash.
        seal = max(
            (n for n, line in enumerate(lines) if "seal" in line and "entry" in lines[n + 1]),
            key=lambda n: all(
                "entry" in lines[n + 1 + k] for k in range(lines[n]["seal"]["entries"])
            ),
        )
        numbers.append(int(lines.pop(seal + 1)["entry"]["audit_id"]))

    tampered(old.file(FEBRUARY), change)
    for found in (old.alone(FEBRUARY), old.found(*old.files())):
        assert [(kind, entry) for kind, _, entry in found] == [("removed", numbers[0])]


def test_an_entry_that_was_put_into_a_file_is_named(old: Old) -> None:
    old.archive()
    numbers = []

    def change(lines: Lines) -> None:
        for n, line in enumerate(lines):
            if "seal" in line and line["seal"]["numbers"] and "entry" in lines[n + 1]:
                seal = line["seal"]
                seal["numbers"] = [number + 1_000_000 for number in seal["numbers"]]
                break
        line_of, number = own(lines, 0)
        again = dict(lines[line_of]["entry"])
        numbers.append(number)
        lines.insert(line_of + 1, {"entry": again | {"action": "test.undone"}})

    tampered(old.file(JANUARY), change)
    assert {kind for kind, _, _ in old.alone(JANUARY)} >= {"file altered"}
    assert "file altered" in {kind for kind, _, _ in old.found(*old.files())}


def test_who_makes_everything_in_a_file_anew_lacks_the_signature(old: Old) -> None:
    old.archive()

    def change(lines: Lines) -> None:
        """Change an entry, its seal, and all that hold on to it."""
        [first, *_] = [line for line in lines if "entry" in line]
        first["entry"]["performed_by_type"] = "guest"
        path = old.folder / "forged"
        path.write_bytes(gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode()))
        previous = None
        sealed = list(Archive(path))
        for line in (line for line in lines if "seal" in line):
            seal = line["seal"]
            entries = next(e for s, e in sealed if s["seal_id"] == seal["seal_id"])
            seal["digest"] = hashlib.sha256(b"".join(e.sha256 for e in entries)).hexdigest()
            seal["marks"] = b"".join(e.sha256[:4] for e in entries).hex()
            seal["previous"] = previous or seal["previous"]
            written = (
                f"(core.audit_log,{seal['seal_id']},{seal['after_id']},{seal['until_id']},"
                f'{seal["entries"]},{seal["digest"]},"{seal["sealed_at"]}")'
            )
            previous = hashlib.sha256(
                bytes.fromhex(seal["previous"]) + written.encode()
            ).hexdigest()
            seal["chained"] = previous
        next(line for line in lines if "head" in line)["head"]["chained"] = previous

    tampered(old.file(JANUARY), change)
    [found] = old.alone(JANUARY)
    assert found[0] == "head does not match"
    kinds = {kind for kind, _, _ in old.found(*old.files())}
    assert kinds == {"file altered", "changed"}, "with the database the very entry is named"


def test_a_file_that_is_written_otherwise_is_not_what_it_was(old: Old) -> None:
    old.archive()
    tampered(old.file(JANUARY), lambda lines: lines[0].update(note="x"), is_skilled=False)
    assert old.alone(JANUARY) == [("file altered", None, None)]
    assert old.found(*old.files()) == [("file altered", None, None)]


def test_the_file_of_another_month_is_no_help(old: Old) -> None:
    old.archive()
    old.file(JANUARY).write_bytes(old.file(FEBRUARY).read_bytes())
    assert old.found(*old.files()) == [], "the month of which no file was given is not proven"
    assert old.report(*old.files()).archived > 0


@pytest.mark.parametrize("part", [0.5, 0.999])
def test_half_a_file_is_no_file(old: Old, part: float) -> None:
    old.archive()
    whole = old.file(JANUARY).read_bytes()
    old.file(JANUARY).write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(NotAnArchive) as caught:
        old.alone(JANUARY)
    assert caught.value.exit_code == 2
    text = gzip.decompress(whole)
    old.file(JANUARY).write_bytes(gzip.compress(text[: int(len(text) * part)]))
    with pytest.raises(NotAnArchive):
        old.found(*old.files())


@pytest.mark.parametrize("lost", ["writing", "reading", "dropping"])
def test_who_is_stopped_goes_on(old: Old, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    with monkeypatch.context() as patched:
        if lost == "writing":
            patched.setattr(Writer, "finish", _die)
            patched.setattr(Path, "unlink", lambda *_, **__: None)
        elif lost == "reading":
            patched.setattr("cli.audit.archive.examine_alone", _die)
            patched.setattr(Path, "unlink", lambda *_, **__: None)
        else:
            patched.setattr("cli.audit.archive._sha256", _die)
        with pytest.raises(KeyboardInterrupt):
            old.archive()
    assert len(old.files()) == (1 if lost == "dropping" else 0)
    assert len(list(old.folder.iterdir())) == 1, "half a file has another name"
    assert old.found(*old.files()) == [], "nothing is missing, nothing is there twice"
    old.archive()
    assert old.found(*old.files()) == []
    assert old.report(*old.files()).archived == 0


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_month_that_is_not_what_was_sealed_stays(old: Old) -> None:
    number = old.ask("select max(audit_id) from audit_parts.audit_log_2030_02")
    old.change("update audit_parts.audit_log_2030_02 set action = 'x' where audit_id = %s", number)
    with pytest.raises(NotArchived, match=f"changed: entry {number}"):
        old.archive()
    assert old.ask("select to_regclass(%s) is not null", f"audit_parts.{FEBRUARY}")
    assert not old.file(FEBRUARY).exists()
    assert [(kind, entry) for kind, _, entry in old.found()] == [("changed", number)]


def test_a_file_that_is_not_right_is_not_taken_for_it(old: Old) -> None:
    old.file(JANUARY).write_bytes(gzip.compress(b"{}\n"))
    with pytest.raises(NotAnArchive):
        old.archive()
    assert old.ask("select to_regclass(%s) is not null", f"audit_parts.{JANUARY}")


def test_what_is_left_of_a_shared_seal_is_proven_without_the_file(old: Old) -> None:
    old.archive()
    shared, number = old.ask(
        "select array[s.seal_id, a.audit_id] from core.audit_log as a join core.audit_seals as s"
        " on s.log = 'core.audit_log' and a.audit_id > s.after_id and a.audit_id <= s.until_id"
        " where exists (select from core.audit_remains as r"
        "   where r.audit_id > s.after_id and r.audit_id <= s.until_id)"
        " order by 1 limit 1"
    )
    old.change("delete from core.audit_log where audit_id = %s", number)
    assert old.found() == [("removed", shared, number)]


def test_a_whole_seal_that_is_gone_is_missed(old: Old) -> None:
    old.archive()
    # Whoever says that more went into the archive than did.
    old.change(
        "update core.audit_archives set last_seal_id = (select max(seal_id) from core.audit_seals)"
    )
    old.change("delete from core.audit_log")
    assert ("removed", None, None) in old.found()


def test_only_what_is_detached_and_sealed_is_dropped(old: Old) -> None:
    for part, entries, state in (
        ("audit_log_other", 0, "PT404"),
        ("nothing", 0, "PT404"),
        (JANUARY, 9, "PT409"),
    ):
        with pytest.raises(psycopg.Error) as caught:
            old.ask("select core.drop_audit_part(%s, sha256(''), %s)", part, entries)
        assert caught.value.sqlstate == state
    old.change("delete from core.audit_seals where log = 'core.audit_log' and seal_id > 1")
    with pytest.raises(psycopg.Error) as caught:
        old.ask("select core.drop_audit_part(%s, sha256(''), 10)", JANUARY)
    assert caught.value.sqlstate == "PT409"
    with pytest.raises(NotArchived, match="is not sealed"):
        old.archive()


def test_entries_without_a_month_stay_until_all_of_them_are_old(old: Old) -> None:
    assert old.ask("select to_regclass(%s) is not null", f"audit_parts.{OTHER}")
    other = "select count(*) from audit_parts.audit_log_other"
    with connect(old.url) as connection:
        connection.execute("set app.now = '2060-06-15Z'")
        connection.execute(WRITE, [2])
    assert old.ask(other) == 2, "the empty one that took its place takes entries"
    with connect(old.url) as connection:
        connection.execute("set app.now = '2067-01-01Z'")
        _seal(connection, 100)
        connection.execute("select core.sweep_audit_parts(100)")
        assert old.ask(other) == 2, "not before their time"
        connection.execute("set app.now = '2067-07-01Z'")
        connection.execute("select core.sweep_audit_parts(100)")
    assert old.ask(other) == 0
    assert dict(old.archive())["audit_log_other_2060_06"] == 2
    assert old.found(*old.files()) == []


def test_auditors_verify_with_archives(old: Old) -> None:
    old.archive()
    with connect(old.url) as connection:
        connection.execute("set role auditor")
        assert examine(connection, [], old.files())[0].findings == []
