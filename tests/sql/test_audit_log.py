"""The audit log is append-only for a superuser too, and settled in order.

What pgTAP files cannot ask, being no superusers and one transaction each.
"""

from __future__ import annotations

import psycopg
import pytest

from cli.db.connection import database_name, other_database
from cli.stack import Endpoints
from tests.shop import until


@pytest.mark.parametrize(
    "statement",
    [
        "update core.audit_log set new_value = '{}'",
        "update core.audit_log set performed_by = null where entity_type = 'test'",
        "delete from core.audit_log",
        "truncate core.audit_log",
    ],
)
def test_a_superuser_changes_nothing(pgtap_url: str, endpoints: Endpoints, statement: str) -> None:
    url = other_database(endpoints.admin_db_url, database_name(pgtap_url))
    with psycopg.connect(url) as connection:
        assert connection.execute(
            "select rolsuper from pg_roles where rolname = user"
        ).fetchone() == (True,)
        connection.execute("select core.audit(null, 'test', 'x', 'test.done')")
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(statement.encode())
        assert caught.value.sqlstate == "PT403"
        connection.rollback()


def test_no_entry_comes_below_what_is_settled(pgtap_url: str) -> None:
    with psycopg.connect(pgtap_url) as held, psycopg.connect(pgtap_url, autocommit=True) as other:

        def settled() -> int:
            other.execute("select core.settle_audit(1000)")
            return only(other.execute("select core.settled_audit_id()"))

        first = write(other)
        until("the first entry is settled", settled, lambda number: number >= first)
        late = write(held)
        assert settled() < late, "its transaction has not ended, and none has ended since"
        seen = write(other)
        assert [settled() < late for _ in range(3)] == [True] * 3, "whatever came after it"
        held.commit()
        until("all is settled", settled, lambda number: number >= seen)
        assert late < seen, "what is tested here"


def test_one_snapshot_for_all_settles_nothing(pgtap_url: str) -> None:
    with psycopg.connect(pgtap_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        last = write(connection)
        assert only(connection.execute("select core.settle_audit(1000)")) == 0
        assert only(connection.execute("select core.settled_audit_id()")) < last
        connection.rollback()


def write(connection: psycopg.Connection[tuple[int]]) -> int:
    """Writes an entry; returns its number."""
    # Some stay: of a kind that no other test of this database looks for.
    connection.execute("select core.audit(null, 'settling', 'x', 'settling.done')")
    return only(connection.execute("select max(audit_id) from core.audit_log"))


def only(rows: psycopg.Cursor[tuple[int]]) -> int:
    """The one value of the answer."""
    row = rows.fetchone()
    assert row
    return row[0]
