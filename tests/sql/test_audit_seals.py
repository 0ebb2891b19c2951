"""Whoever tampers with the audit log is caught, as a superuser too, and it is said where.

Each test is one transaction, so what it does to the log stays with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from cli.audit import LOGS, Report, examine
from cli.db.connection import database_name, other_database
from cli.stack import Endpoints
from tests.shop import until

Connection = psycopg.Connection[Any]

ADMIN_LOG = "tenancy.admin_audit_log"


@pytest.fixture
def log(pgtap_url: str, endpoints: Endpoints) -> Iterator[Connection]:
    """A superuser's connection; twelve entries are sealed, in three seals, and one waits."""
    url = other_database(endpoints.admin_db_url, database_name(pgtap_url))
    with psycopg.connect(url) as connection:
        write(connection, range(6))
        connection.execute("savepoint undone")
        write(connection, range(1))  # whose number stays unused
        connection.execute("rollback to undone")
        write(connection, range(6, 12))
        connection.execute(
            "select tenancy.log_admin_act('test.done', null, 'test', n::text)"
            " from generate_series(1, 3) as n"
        )
        settle(connection)
        last = only(connection, "select max(audit_id) from core.audit_log")
        seal(connection, last - 8)
        seal(connection, 4)
        seal(connection, 4)
        # It gives way to whoever is at the log, be it a vacuum.
        until(
            "what administrators did is sealed",
            lambda: only(connection, "select tenancy.seal_admin_log(100)"),
            lambda count: count > 0,
        )
        write(connection, range(1))
        connection.execute("set local session_replication_role = replica")
        yield connection
        connection.rollback()


def write(connection: Connection, entities: range) -> None:
    """Write an entry of each."""
    for entity in entities:
        connection.execute(
            "select core.audit(null, 'test', %s, 'test.done', null, '{\"é\": \"\\\\ (),\"}')",
            [str(entity)],
        )


def settle(connection: Connection) -> None:
    """Let all entries count as settled."""
    last = only(connection, "select max(audit_id) from core.audit_log")

    def settled() -> int:
        connection.execute("select core.settle_audit(1000)")
        return int(only(connection, "select core.settled_audit_id()"))

    until("all is settled", settled, lambda number: number >= last)


def seal(connection: Connection, numbers: int) -> None:
    """Seal so many numbers."""
    assert only(connection, "select core.seal_audit(%s)", numbers) == numbers


def only(connection: Connection, query: str, *values: object) -> Any:
    """The one value of the answer."""
    row = connection.execute(query.encode(), values).fetchone()
    assert row
    return row[0]


def entry(connection: Connection, entity: int) -> int:
    """The number of the entry of a test."""
    return int(
        only(
            connection,
            "select min(audit_id) from core.audit_log"
            " where entity_type = 'test' and entity_id = %s and new_value ? 'é'",
            str(entity),
        )
    )


def found(
    connection: Connection, *heads: dict[str, Any]
) -> list[tuple[str, int | None, int | None]]:
    """Kind, seal and entry of what is found."""
    return [
        (finding.kind, finding.seal_id, finding.audit_id)
        for report in examine(connection, list(heads))
        for finding in report.findings
    ]


def heads(connection: Connection) -> dict[str, Any]:
    """The last head of the audit log, as it is published."""
    return dict(
        only(
            connection,
            "select jsonb_build_object('log', s.log, 'seal_id', s.seal_id, 'chained',"
            " encode(s.chained, 'hex'), 'sealed_at', s.sealed_at) from core.audit_seals as s"
            " where s.log = 'core.audit_log' order by s.seal_id desc limit 1",
        )
    )


def test_what_nobody_touched_is_what_it_was(log: Connection) -> None:
    report, admins = examine(log, [heads(log)])
    assert (report.findings, admins.findings) == ([], [])
    assert (report.seals, report.unsealed, admins.seals, admins.entries) == (3, 1, 1, 3)
    assert report.until_id == entry(log, 11)


def test_every_column_is_sealed(log: Connection) -> None:
    for sealed in LOGS:
        columns = log.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0"
            " and not attisdropped",
            [sealed.table],
        )
        assert {name for (name,) in columns} == set(sealed.columns)


@pytest.mark.parametrize(
    "change",
    [
        "new_value = '{}'",
        "performed_by = gen_random_uuid()",
        "created_at = created_at - interval '1 microsecond'",
        "user_agent = ''",
        "org_id = gen_random_uuid()",
    ],
)
def test_a_changed_entry_is_named(log: Connection, change: LiteralString) -> None:
    number = entry(log, 5)
    log.execute(
        sql.SQL("update core.audit_log set {} where audit_id = %s").format(sql.SQL(change)),
        [number],
    )
    assert found(log) == [("changed", 2, number)]


def test_a_removed_entry_is_named(log: Connection) -> None:
    number = entry(log, 9)
    log.execute("delete from core.audit_log where audit_id = %s", [number])
    assert found(log) == [("removed", 3, number)]


def test_an_entry_that_is_inserted_later_is_named(log: Connection) -> None:
    number = entry(log, 6)
    again = sql.SQL(
        "insert into core.audit_log overriding system value select %s, org_id, entity_type,"
        " entity_id, action, old_value, new_value, performed_by, impersonated_by,"
        " performed_by_type, location_id, request_id, address, user_agent, created_at"
        " from core.audit_log where audit_id = %s"
    )
    log.execute(again, [number - 1, number])
    log.execute(again, [-1, number])
    assert found(log) == [("inserted", None, -1), ("inserted", 2, number - 1)]


def test_an_entry_of_an_administrator_is_sealed_too(log: Connection) -> None:
    log.execute(
        'update tenancy.admin_audit_log set details = \'{"reason": "none"}\''
        " where entity_id = '2' and action = 'test.done'"
    )
    [report] = [r for r in examine(log, []) if r.log == ADMIN_LOG]
    assert [f.kind for f in report.findings] == ["changed"]


@pytest.mark.parametrize(
    ("change", "altered"),
    [
        ("update core.audit_seals set digest = sha256('') where seal_id = 2", {2}),
        (
            "update core.audit_seals set sealed_at = sealed_at + interval '1 s' where seal_id = 2",
            {2},
        ),
        ("delete from core.audit_seals where seal_id = 2", {3}),
        ("delete from core.audit_seals where seal_id = 1", {2}),
        ("update core.audit_seals set chained = sha256('') where seal_id = 3", {3}),
    ],
)
def test_an_altered_seal_is_named(
    log: Connection, change: LiteralString, altered: set[int]
) -> None:
    log.execute(f"{change} and log = 'core.audit_log'".encode())
    kinds = found(log)
    assert {seal_id for kind, seal_id, _ in kinds if kind == "seal altered"} == altered


def test_seals_made_anew_do_not_match_what_was_published(log: Connection) -> None:
    published = heads(log)
    log.execute("update core.audit_log set new_value = '{}' where audit_id = %s", [entry(log, 5)])
    log.execute("delete from core.audit_seals where log = 'core.audit_log' and seal_id > 1")
    seal(log, 4)
    seal(log, 4)
    assert found(log) == [], "it is consistent in itself"
    assert found(log, published) == [("head does not match", 3, None)]
    log.execute("delete from core.audit_seals where log = 'core.audit_log' and seal_id > 2")
    assert found(log, published) == [("head does not match", 3, None)]


def test_the_digest_is_what_the_table_says(log: Connection) -> None:
    """Calculated by hand, out of what an auditor reads: so it can be checked without us."""
    after, until_id, digest = log.execute(
        "select after_id, until_id, digest from core.audit_seals"
        " where log = 'core.audit_log' and seal_id = 2"
    ).fetchone() or (0, 0, b"")
    sums = log.execute(
        "select sha256(record_send(row(a.audit_id, a.org_id, a.entity_type, a.entity_id, a.action,"
        " a.old_value, a.new_value, a.performed_by, a.impersonated_by, a.performed_by_type::text,"
        " a.location_id, a.request_id, a.address, a.user_agent, a.created_at)))"
        " from core.audit_log as a where a.audit_id > %s and a.audit_id <= %s order by a.audit_id",
        [after, until_id],
    ).fetchall()
    assert hashlib.sha256(b"".join(one for (one,) in sums)).digest() == digest


@pytest.mark.parametrize(
    ("part", "created_at"),
    [
        ("audit_log_other", "2030-01-15Z"),
        ("audit_log_2031_01", "2031-01-15Z"),
        ("audit_log_2031_02", "2031-02-15Z"),
    ],
)
@pytest.mark.parametrize(
    "statement", ["update {} set action = ''", "delete from {}", "truncate {}"]
)
def test_a_month_is_as_unchangeable_as_the_log(
    log: Connection, part: str, created_at: str, statement: LiteralString
) -> None:
    table = sql.Identifier("audit_parts", part)
    log.execute("set local session_replication_role = origin")
    log.execute("select core.make_audit_part('2031-01-01Z'), core.make_audit_part('2031-02-01Z')")
    log.execute("select core.detach_audit_part('audit_log_2031_02')")
    log.execute(
        sql.SQL(
            "insert into {} (audit_id, entity_type, entity_id, action, performed_by_type,"
            " created_at) overriding system value"
            " values (-1, 'x', 'x', 'x', 'system', %s)"
        ).format(table),
        [created_at],
    )
    with pytest.raises(psycopg.Error) as caught:
        log.execute(sql.SQL(statement).format(table))
    assert caught.value.sqlstate == "PT403"


def test_months_are_made_ahead_and_detached_after_their_time(log: Connection) -> None:
    log.execute("set local session_replication_role = origin")
    log.execute("update core.settings set value = 'true' where key = 'core.clock_is_movable'")

    def parts(are_attached: bool) -> set[str]:
        rows = log.execute(
            "select relname from pg_class where relnamespace = 'audit_parts'::regnamespace"
            " and relkind = 'r' and relispartition = %s",
            [are_attached],
        )
        return {str(name) for (name,) in rows}

    now, number = parts(True), entry(log, 5)
    month = only(
        log,
        "select c.relname from core.audit_log as a join pg_class as c on c.oid = a.tableoid"
        " where a.audit_id = %s",
        number,
    )
    log.execute("set local app.now = '2040-11-15 12:00Z'")
    write(log, range(1))
    log.execute("select core.sweep_audit_parts(100)")
    assert month in parts(True), "what is not sealed stays"
    settle(log)
    seal(log, 2)
    before: Report = examine(log, [heads(log)])[0]
    log.execute("select core.sweep_audit_parts(100)")
    made = {"audit_log_2040_12", "audit_log_2041_01", "audit_log_2041_02"}
    assert parts(True) - now == made, "not the one of which there are entries with the others"
    assert parts(False) == now - {"audit_log_other"}
    after = examine(log, [heads(log)])[0]
    assert after == before, "what is detached is read and counted as before"
    log.execute("set local role auditor")
    assert examine(log, [heads(log)])[0] == before, "by auditors, too"
    log.execute("reset role")
    log.execute("set local session_replication_role = replica")
    log.execute(
        sql.SQL("update {} set action = 'x' where audit_id = %s").format(
            sql.Identifier("audit_parts", month)
        ),
        [number],
    )
    assert found(log) == [("changed", 2, number)]


def test_making_a_month_does_not_wait_for_sales_nor_they_for_it(pgtap_url: str) -> None:
    with psycopg.connect(pgtap_url) as sale, psycopg.connect(pgtap_url) as sweep:
        write(sale, range(1))
        sweep.execute("set local lock_timeout = '1ms'")
        assert only(sweep, "select core.make_audit_part('2032-01-01Z')")
        sale.execute("set local lock_timeout = '1ms'")
        write(sale, range(1))
        sale.rollback()
        sweep.rollback()


def test_what_waits_for_a_reader_is_left_to_the_next_run(pgtap_url: str) -> None:
    with psycopg.connect(pgtap_url) as reader, psycopg.connect(pgtap_url) as sweep:
        sweep.execute("update core.settings set value = 'true' where key = 'core.clock_is_movable'")
        sweep.execute("set local app.now = '2032-01-15 12:00Z'")
        reader.execute("select count(*) from core.audit_log")
        assert only(sweep, "select core.sweep_audit_parts(100)") == 0
        reader.rollback()
        assert only(sweep, "select core.sweep_audit_parts(100)") > 0
        sweep.rollback()
