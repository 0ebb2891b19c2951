"""The audit log is append-only for a superuser too; what pgTAP files cannot ask, not being one."""

from __future__ import annotations

import psycopg
import pytest

from cli.db.connection import database_name, other_database
from cli.stack import Endpoints


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
