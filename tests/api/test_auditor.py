"""Auditors: what they read of all orgs, by which filters; and that there is nothing else."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from cli.audit import examine
from cli.stack.keys import mint
from tests.shop import Row, Sale, Shop, expect, refusal

AUDIT_VIEWS = {
    "audit_admin_actions",
    "audit_exports",
    "audit_impersonations",
    "audit_money_movements",
    "audit_order_history",
    "audit_overrides",
    "audit_refunds",
    "audit_seals",
    "audit_sensitive_reads",
    "audit_trail",
}
"""What auditors read, and nobody else."""
TABLES = {
    "core.audit_log",
    "core.audit_archives",
    "core.audit_remains",
    "core.audit_seals",
    "core.impersonations",
    "ledger.journals",
    "payments.payments",
    "payments.refunds",
    "sales.order_notes",
    "sales.orders",
    "sales.registrations",
    "sales.ticket_instances",
    "tenancy.admin_audit_log",
}
"""What those are made of, at least in part."""


@pytest.fixture(scope="module")
def auditor(shop: Shop) -> str:
    """The token of an auditor."""
    return mint(shop.stack.jwt_secret, role="auditor", sub=str(uuid4()))


@pytest.fixture(scope="module")
def sale(shop: Shop) -> Sale:
    """An org that sells."""
    return shop.sale()


@pytest.fixture(scope="module")
def order(shop: Shop, sale: Sale) -> Row:
    """A paid order of which some is refunded."""
    order = shop.buy(sale)
    shop.ask(
        "select sales.make_refund("
        "sales.lock_order(%s, %s), null, 500, 'a test', gen_random_uuid(), 'system')",
        *(sale.org_id, order["order_id"]),
    )
    return order


def act(shop: Shop, org_id: str, action: str, **details: object) -> str:
    """An entry of the audit log; the id of what it is about."""
    entity_id = str(uuid4())
    shop.ask(
        "select core.audit(%s, split_part(%s, '.', 1), %s, %s, null, %s::jsonb)",
        *(org_id, action, entity_id, action, Jsonb(details)),
    )
    return entity_id


def test_the_trail_is_found_by_time_person_and_object(
    shop: Shop, sale: Sale, auditor: str, order: Row
) -> None:
    by = {"org_id": f"eq.{sale.org_id}", "limit": "1000"}
    about = {"entity_type": "eq.order", "entity_id": f"eq.{order['order_id']}"}
    entries = shop.rows("audit_trail", auditor, **by, **about, order="audit_id")
    assert [e["action"] for e in entries][:2] == ["order.created", "order.paid"]
    seen = shop.rows("audit_log", sale.owner.token, **by, **about, order="audit_id")
    assert entries == seen, "as the owner of the org sees it"
    [person] = {
        e["performed_by"]
        for e in shop.rows("audit_trail", auditor, performed_by=f"eq.{sale.owner.user_id}")
    }
    assert person == sale.owner.user_id
    at = entries[0]["created_at"]
    then = shop.rows("audit_trail", auditor, **by, created_at=f"lte.{at}", order="audit_id.desc")
    assert then[0]["created_at"] <= at
    assert shop.rows("audit_trail", auditor, created_at="lt.2020-01-01") == []


def test_the_history_of_an_order_is_whole(shop: Shop, sale: Sale, auditor: str, order: Row) -> None:
    found = shop.rows(
        "audit_order_history",
        auditor,
        org_id=f"eq.{sale.org_id}",
        order_id=f"eq.{order['order_id']}",
        order="audit_id",
    )
    assert {"order", "payment", "refund"} <= {e["entity_type"] for e in found}
    assert found[0]["action"] == "order.created"


def test_money_is_found_by_what_it_belongs_to(
    shop: Shop, sale: Sale, auditor: str, order: Row
) -> None:
    lines = shop.rows("audit_money_movements", auditor, source_id=f"eq.{order['order_id']}")
    assert "payment" in {line["cause"] for line in lines}
    assert sum(line["debit"] - line["credit"] for line in lines) == 0
    [refund] = shop.rows("audit_refunds", auditor, order_id=f"eq.{order['order_id']}")
    assert (refund["amount"], refund["reason"]) == (500, "a test")
    assert refund["org_id"] == sale.org_id


@pytest.mark.parametrize(
    ("view", "action"),
    [
        ("audit_overrides", "ticket_instance.admitted_by_override"),
        ("audit_overrides", "order.refunded_by_platform"),
        ("audit_overrides", "plan_override.created"),
        ("audit_sensitive_reads", "participant.details_read"),
        ("audit_exports", "export.finished"),
    ],
)
def test_what_deserves_a_look_has_a_view(
    shop: Shop, sale: Sale, auditor: str, view: str, action: str
) -> None:
    entity_id = act(shop, sale.org_id, action, reason="a test")
    [entry] = shop.rows(view, auditor, entity_id=f"eq.{entity_id}")
    assert (entry["action"], entry["org_id"]) == (action, sale.org_id)
    others = {"audit_overrides", "audit_sensitive_reads", "audit_exports"} - {view}
    assert not any(shop.rows(other, auditor, entity_id=f"eq.{entity_id}") for other in others)


def test_exports_with_sensitive_data_are_reads_of_it(shop: Shop, sale: Sale, auditor: str) -> None:
    for has_sensitive in (True, False):
        entity_id = act(shop, sale.org_id, "export.started", has_sensitive=has_sensitive)
        found = shop.rows("audit_sensitive_reads", auditor, entity_id=f"eq.{entity_id}")
        assert bool(found) is has_sensitive


def test_what_administrators_do_is_read(shop: Shop, sale: Sale, auditor: str) -> None:
    admin, user = shop.person(), shop.person()
    entity_id = str(uuid4())
    for action in ("org.suspended", "orders.searched", "report.started"):
        shop.ask("select tenancy.log_admin_act(%s, %s, 'test', %s)", action, sale.org_id, entity_id)
    shop.ask(
        "insert into core.impersonations (admin_id, user_id, reason, expires_at)"
        " values (%s, %s, 'a test', core.clock() + interval '1 minute')",
        *(admin.user_id, user.user_id),
    )

    def actions(view: str) -> list[str]:
        found = shop.rows(view, auditor, entity_id=f"eq.{entity_id}", order="entry_id")
        return [entry["action"] for entry in found]

    assert actions("audit_admin_actions") == ["org.suspended", "orders.searched", "report.started"]
    assert actions("audit_sensitive_reads") == ["orders.searched"]
    assert actions("audit_exports") == ["report.started"]
    [one] = shop.rows("audit_impersonations", auditor, user_id=f"eq.{user.user_id}")
    assert (one["admin_id"], one["reason"]) == (admin.user_id, "a test")


def test_the_seals_are_read(shop: Shop, auditor: str) -> None:
    shop.sweep()
    first = shop.rows("audit_seals", auditor, log="eq.core.audit_log", seal_id="eq.1")[0]
    assert first["previous"] == "00" * 32
    assert len(first["chained"]) == 64


def test_nothing_else_is_there_for_an_auditor(shop: Shop, auditor: str) -> None:
    """No other view, no function, no table, nothing that could be written."""
    with shop.database() as connection:
        views = connection.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('v', 'm', 'r', 'p')"
        ).fetchall()
        functions = connection.execute(
            "select p.oid::regprocedure::text from pg_proc as p"
            " where p.pronamespace::regnamespace::text"
            "     not in ('pg_catalog', 'information_schema', 'extensions', 'auth')"
            "   and has_function_privilege('auditor', p.oid, 'execute')"
            "   and has_schema_privilege('auditor', p.pronamespace, 'usage')"
        ).fetchall()
        tables = connection.execute(
            "select c.oid::regclass::text,"
            "  has_table_privilege('auditor', c.oid, 'insert, update, delete, truncate')"
            "   or has_any_column_privilege('auditor', c.oid, 'insert, update') as is_written"
            " from pg_class as c"
            " where c.relkind in ('r', 'v', 'm', 'p')"
            "   and c.relnamespace::regnamespace::text"
            "     not in ('pg_catalog', 'information_schema', 'extensions', 'auth')"
            "   and (has_table_privilege('auditor', c.oid, 'select')"
            "     or has_any_column_privilege('auditor', c.oid, 'select, insert, update'))"
        ).fetchall()
    assert len(views) > len(AUDIT_VIEWS)
    for (view,) in views:
        answer = shop.http.get(
            f"{shop.stack.api_url}/rest/v1/{view}?limit=1", headers=shop.headers(auditor)
        )
        if view in AUDIT_VIEWS:
            assert isinstance(expect(answer), list), view
        else:
            assert refusal(answer)[:2] == (403, "42501"), view
    assert [name for (name,) in functions] == ["core.pre_request()"]
    readable = {str(name) for name, _ in tables}
    assert {name.removeprefix("public.") for name in readable} == AUDIT_VIEWS | TABLES
    assert not any(is_written for _, is_written in tables)
    for method in ("POST", "PATCH", "DELETE"):
        answer = shop.http.request(
            method,
            f"{shop.stack.api_url}/rest/v1/audit_trail?audit_id=eq.1",
            json={"action": "x"},
            headers=shop.headers(auditor),
        )
        assert refusal(answer)[:2] == (403, "42501"), method


def test_nobody_else_reads_as_an_auditor(shop: Shop, sale: Sale) -> None:
    for token, status in (
        (sale.owner.token, 403),
        (shop.stack.service_key, 403),
        (None, 401),
    ):
        for view in sorted(AUDIT_VIEWS):
            answer = shop.http.get(
                f"{shop.stack.api_url}/rest/v1/{view}", headers=shop.headers(token)
            )
            assert refusal(answer)[:2] == (status, "42501"), (view, status)


def test_who_logs_in_at_the_database_reads_the_same(shop: Shop, sale: Sale) -> None:
    """A member of the role auditor, as an operator makes one for who brings tools of their own."""
    with psycopg.connect(shop.stack.db_url) as connection:
        connection.execute("create role an_auditor login in role auditor")
        connection.execute("grant an_auditor to current_user")
        connection.execute("set local role an_auditor")
        row = connection.execute(
            "select count(*) from public.audit_trail where org_id = %s", [sale.org_id]
        ).fetchone()
        assert row
        assert row[0] > 0
        assert [report.findings for report in examine(connection, [])] == [[], []]
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("select * from sales.participants")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("select email from sales.orders")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("delete from core.audit_log")
        connection.rollback()


def test_workers_serve_no_auditor(shop: Shop, auditor: str) -> None:
    answer = shop.http.post(
        f"{shop.stack.api_url}/functions/v1/export",
        json={"kind": "orders"},
        headers=shop.headers(auditor),
    )
    assert answer.status_code in (401, 403), answer.text
