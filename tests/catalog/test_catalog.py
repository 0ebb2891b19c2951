"""The finished database keeps the rules in `rules/`, and each rule catches its offences.

A rule is a query that returns one text per offence. It reads, beside the catalog, four temporary
tables: `rooms` and `schemas` (the schemas of the rooms; the same and public), and the exceptions
`without_tenant` and `written_by_functions`, as patterns of table names, `promised_types`, as names
of columns, and `not_personal`, as patterns of them.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from cli.db.registries import PRIVATE, REGISTRIES
from cli.db.source import rooms

HERE = Path(__file__).parent
RULES = {path.stem: path for path in sorted(HERE.glob("rules/*.sql"))}

# Tables that have no tenant; the key of every other one begins with org_id.
WITHOUT_TENANT = {
    "core.%": "core knows no tenants; its rows belong to the installation",
    "tenancy.orgs": "is the tenant",
    "tenancy.moved_%": "are of orgs that are in this database no longer",
    "tenancy.permissions": "what can be permitted is the same for every org",
    "door.scan_progress": "how far the scans of all orgs have been told",
    "integrations.fan_out": "how far the changes of all orgs have been gone through",
    "integrations.kinds": "what an integration can be is the same for every org",
    "integrations.kind_fields": "how each kind is configured is the same for every org",
    "integrations.retries": "pauses between attempts are the same for every org",
    "tenancy.role_permissions": "what a role permits is the same for every org",
    "tenancy.platform_admins": "belong to the platform, never to an org",
    "tenancy.admin_audit_log": "belongs to the platform, which acts across orgs",
    "tenancy.restorables": "are registered by rooms, not by orgs",
    "tenancy.token_holders": "are registered by rooms, not by orgs",
    "tenancy.retention_classes": "are registered by rooms, not by orgs",
    "tenancy.personal_data": "are registered by rooms, not by orgs",
    "tenancy.erasure_guards": "are registered by rooms, not by orgs",
    "ledger.accounts": "are the same for every org",
    "payments.payable_kinds": "are registered by rooms, not by orgs",
    "invoicing.invoiceables": "are registered by rooms, not by orgs",
    "invoicing.vat_formats": "are the same for every org",
    "billing.departed_numbers": "are of orgs that are in this database no longer",
    "billing.invoice_series": "number the invoices of the platform to all orgs",
    "billing.overage_rules": "are registered by rooms, not by orgs",
    "billing.plans": "belong to the platform, never to an org",
    "billing.plan_checks": "are registered by rooms, not by orgs",
    "platform.figure_progress": "is of the whole platform",
    "billing.features": "belong to the platform, never to an org",
    "billing.plan_features": "belong to the platform, never to an org",
    "platform.alert_rules": "are of the whole platform",
    "platform.alerts": "are of the platform, and some are of no org",
    "platform.mail_kinds": "are the same for every org",
    "platform.mail_template%": "those of the platform are of no org",
    "platform.notices": "belong to the platform, never to an org",
    "platform.broadcasts": "belong to the platform, never to an org",
    "events.duplicators": "are registered by rooms, not by orgs",
    "sales.export_kinds": "are registered by rooms, not by orgs",
    "sales.order_changes": "are registered by rooms, not by orgs",
    "integrations.event_%": "are the same for every org",
    "dining.sentences": "are the same for every org",
    "sales.ticket_keys": "sign the tickets of every org",
}

# Tables that only functions write, whoever asks.
WRITTEN_BY_FUNCTIONS = {
    "core.%": "the machinery of the installation",
    "ledger.%": "money",
    "payments.%": "money",
    "invoicing.%": "money",
    "billing.charges": "money",
    "billing.invoice_%": "money",
    "billing.sales_invoices": "money",
    "events.capacity_pools": "capacity",
    "events.capacity_lanes": "capacity",
    "sales.orders": "money",
    "sales.order_items": "money",
    "sales.capacity_claims": "capacity",
    "sales.ticket_instances": "what admits people",
    "sales.waitlist_%": "capacity, and the order in which it is given",
    "dining.reservations": "capacity",
    "dining.table_occupancy": "capacity",
    "door.admissions": "who is in",
    "door.scan_logs": "who was let in",
}

# Columns whose type is not ours but that of what clients were promised.
PROMISED_TYPES = {
    "dining.policy_sets.payment_amount": "euros",
    "dining.reservations.payment_amount": "euros",
    "dining.customers.avg_spend_per_visit": "euros",
    "dining.reservations.no_show_risk_score": "0 to 1",
}

# Columns that are named as if they told of a person, and do not. What does is in the registry
# tenancy.personal_data.
NOT_PERSONAL = {
    **dict.fromkeys(
        (
            "billing.plan\\_%",
            "billing.feature%",
            "billing.overage\\_rules.%",
            "billing.charges.return\\_url",
            "billing.plans.name",
            "core.org\\_classes.name",
            "core.secrets.name",
            "core.sweeps.name",
            "dining.areas.name",
            "dining.policy\\_sets.name",
            "dining.refus%.reason\\_code",
            "dining.table%.name",
            "door.checkin\\_lists.name",
            "door.terminals.name",
            "payments.fee\\_rules.name",
            "payments.mollie\\_tokens.%",
            "sales.order\\_items.name",
            "tenancy.restorables.%",
            "tenancy.personal\\_data.%",
            "dining.sentences.%",
            "dining.shift%",
            "dining.table\\_availability\\_rules.%",
            "dining.tickets.%",
            "events.%",
            "ledger.%",
            "payments.balance%",
            "payments.settlement%",
            "payments.mollie\\_authorizations.%",
            "platform.alert\\_rules.%",
            "platform.broadcasts.%",
            "platform.mail\\_%",
            "platform.notices.%",
            "tenancy.retention\\_classes.%",
            "core.countries.%",
            "core.errors.%",
            "core.outbox\\_buckets.%",
            "core.rate\\_limits.%",
            "core.setting%",
            "sales.event\\_refund\\_runs.reason",
        ),
        "is about what is sold and how, not about who buys",
    ),
    **dict.fromkeys(
        (
            "billing.details.%",
            "billing.sales\\_invoices.recipient",
            "billing.verifications.%",
            "dining.locations.%",
            "invoicing.legal\\_entities.%",
            "payments.mollie\\_connections.%",
            "tenancy.orgs.%",
            "platform.org\\_notes.%",
        ),
        "is about an org as a customer of the platform",
    ),
    "invoicing.invoices.%": "a subject is an event or an evening; the buyer is registered",
    "invoicing.invoiceables.%": "is a function",
    "core.audit\\_log.%\\_value": "has personal columns as hashes: personal_columns_are_hashed",
    "core.rate\\_counters.subject": "goes within a day (core.sweep_core)",
    "core.impersonations.reason": "is why an administrator acted for somebody: evidence",
    "tenancy.admin\\_audit\\_log.%": "is what administrators of the platform did: evidence",
    "tenancy.consents.text\\_version": "is which text was shown",
    "integrations.integrations.%": "is about what an org connected",
    "integrations.jobs.last\\_answer": "is what the receiver of an org's news answered",
    "payments.refunds.reference": "is a word of the bank statement, and belongs to the books",
    "payments.refunds.metadata": "has ids",
    "payments.refunds.failure\\_reason": "is a word of the provider",
    "payments.chargebacks.reason%": "is a word of the bank",
    "payments.payment\\_reviews.reason": "is one of a list",
    "payments.payment\\_reviews.data": "has ids and amounts",
    "payments.parked\\_calls.payload": "has ids",
    "sales.registrations.cancel\\_reason": "is one of a list",
    "sales.ticket\\_instances.void\\_reason": "is one of a list",
    "dining.reservations.cancelled\\_by": "is one of a list",
}

# Rule → what it must catch: paragraphs of a file, each tried on its own after room.sql.
OFFENCES = [
    (path.stem, offence.strip())
    for path in sorted(HERE.glob("offences/*.sql"))
    for offence in path.read_text().split("\n\n")
]


def complaints(conn: psycopg.Connection, rule: str) -> set[str]:
    """What the rule finds in the database as it is now."""
    return {complaint for (complaint,) in conn.execute(RULES[rule].read_bytes())}


def prepare(conn: psycopg.Connection, *more_rooms: str) -> None:
    """Makes the temporary tables that the rules read."""
    schemas = [room.partition("_")[2] for room in rooms()] + list(more_rooms)
    conn.execute(
        "create temp table rooms as select unnest(%s::regnamespace[])::oid as oid", [schemas]
    )
    conn.execute(
        "create temp view schemas as "
        "select r.oid from rooms as r union all select 'public'::regnamespace"
    )
    for table, names in {
        "without_tenant": WITHOUT_TENANT,
        "written_by_functions": WRITTEN_BY_FUNCTIONS,
        "promised_types": PROMISED_TYPES,
        "not_personal": NOT_PERSONAL,
    }.items():
        conn.execute(f"create temp table {table} (name text)")
        conn.execute(f"insert into {table} select unnest(%s::text[])", [list(names)])


@pytest.mark.parametrize("rule", RULES)
def test_the_database_keeps(rule: str, conn: psycopg.Connection) -> None:
    prepare(conn)
    found = complaints(conn, rule)
    assert not found, "\n".join([RULES[rule].read_text().split("\nselect")[0], *sorted(found)])


@pytest.mark.parametrize(("rule", "offence"), OFFENCES)
def test_an_offence_is_caught(rule: str, offence: str, conn: psycopg.Connection) -> None:
    conn.execute((HERE / "room.sql").read_bytes())
    prepare(conn, "bad")
    before = complaints(conn, rule)
    conn.execute(offence.encode())
    assert complaints(conn, rule) - before


def test_what_the_offences_start_from_is_no_offence(conn: psycopg.Connection) -> None:
    prepare(conn)
    before = {rule: complaints(conn, rule) for rule in RULES}
    conn.execute((HERE / "room.sql").read_bytes())
    conn.execute("insert into rooms values ('bad'::regnamespace)")
    assert {rule: complaints(conn, rule) for rule in RULES} == before


def test_every_rule_has_an_offence() -> None:
    assert set(RULES) == {rule for rule, _ in OFFENCES}


def test_every_body_compiles(conn: psycopg.Connection) -> None:
    """Bodies are loaded unread; here each is read, with everything it may call in place."""
    definitions = conn.execute(
        """
        select pg_get_functiondef(p.oid)
        from pg_proc as p
        inner join pg_namespace as n on n.oid = p.pronamespace
        where n.nspname = any (%s) and p.prokind in ('f', 'p')
        """,
        [[*(room.partition("_")[2] for room in rooms()), "public"]],
    ).fetchall()
    assert definitions
    conn.execute("set local check_function_bodies = on")
    for (definition,) in definitions:
        conn.execute(definition.encode())


def test_registries_are_listed(conn: psycopg.Connection) -> None:
    """Every table that a fresh database fills travels with the migrations, or is known not to."""
    tables = conn.execute(
        """
        select c.oid::regclass::text
        from pg_class as c
        where c.relkind in ('r', 'p')
          and c.relnamespace::regnamespace::text = any (%s)
          and (xpath('/row/c/text()', query_to_xml(
            format('select count(*) as c from (select from %%s limit 1) as r', c.oid::regclass),
            false, true, '')))[1]::text <> '0'
        """,
        [[room.partition("_")[2] for room in rooms()]],
    )
    filled = {table for (table,) in tables}
    listed = REGISTRIES.keys() | PRIVATE.keys()
    assert filled - listed == set(), "name them in cli/db/registries.py"
    assert listed - filled == set(), "these are empty, or gone"
