"""What belongs to an org, beside what the catalog says, and what becomes of it elsewhere.

Every table with a column `org_id` goes along, with the rows of the org. What differs from that is
listed here, each with its reason, and a test of the catalog fails for a table that is in neither
place: so nobody adds a table and forgets that orgs move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

ORG = "tenancy.orgs"
USERS = "auth.users"


@dataclass(frozen=True)
class Stays:
    """A table with rows of orgs that are not taken along."""

    why: str
    is_kept: bool = False
    """Whether its rows outlive the departure of the org; else they go with it."""


# Tables with org_id whose rows do not travel.
STAYS: dict[str, Stays] = {
    "tenancy.admin_audit_log": Stays("what the platform's administrators did here", is_kept=True),
    "tenancy.moved_orgs": Stays("says where orgs went from here", is_kept=True),
    "tenancy.moved_keys": Stays("says where orgs went from here", is_kept=True),
    "billing.departed_numbers": Stays("were given here, and are no gap", is_kept=True),
    "integrations.jobs": Stays("are told by the numbers of this database's log"),
    "integrations.catch_ups": Stays("count in the numbers of this database's log"),
    "platform.figures": Stays("counted anew from the audit log: of an org that comes back, too"),
    "platform.alerts": Stays("found anew by the rules of the other database"),
    "core.org_keys": Stays("in the head of the archive"),
}

# Tables without org_id, some rows of which belong to an org: how they are found.
ALONG: dict[str, LiteralString] = {
    ORG: "t.id = %(org_id)s::uuid",
    "platform.mail_template_versions": """
      t.template_id in (
        select m.id from platform.mail_templates as m where m.org_id = %(org_id)s::uuid)
    """,
    "core.idempotency_keys": """
      t.scope = %(org_id)s::uuid::text
      or t.scope in (
        select l.id::text from dining.locations as l where l.org_id = %(org_id)s::uuid)
    """,
}

# Tables without org_id, no row of which belongs to an org; % for any characters.
OF_NO_ORG: dict[str, str] = {
    "core.audit_%": "how far the audit log is settled and sealed here",
    "core.countries": "are the same for every org",
    "core.errors": "are the same for every org",
    "core.impersonations": "administrators act in one cell at a time",
    "core.maintenance_%": "are of the installation",
    "core.org_classes": "are registered by rooms, not by orgs",
    "core.outbox_buckets": "are the leases of this database's workers",
    "core.promises": "are the same for every org",
    "core.rate_counters": "count what happened here",
    "core.rate_limits": "are of the installation",
    "core.secrets": "make every org's tokens; an org takes only its own key along",
    "core.setting%": "are of the installation",
    "core.sign_outs": "end sessions of this auth server",
    "core.sweeps": "are registered by rooms, not by orgs",
    "core.transitions": "are the same for every org",
    "core.troubles": "are of this installation",
    "tenancy.erasure_guards": "are registered by rooms, not by orgs",
    "tenancy.personal_data": "is registered by rooms, not by orgs",
    "tenancy.permissions": "are the same for every org",
    "tenancy.platform_admins": "belong to the platform",
    "tenancy.restorables": "are registered by rooms, not by orgs",
    "tenancy.retention_classes": "are of the installation",
    "tenancy.role_permissions": "are the same for every org",
    "tenancy.token_holders": "are registered by rooms, not by orgs",
    "ledger.accounts": "are the same for every org",
    "payments.payable_kinds": "are registered by rooms, not by orgs",
    "invoicing.invoiceables": "are registered by rooms, not by orgs",
    "invoicing.vat_formats": "are the same for every org",
    "billing.features": "belong to the platform",
    "billing.invoice_series": "number the platform's invoices of this cell",
    "billing.overage_rules": "are registered by rooms, not by orgs",
    "billing.plan%": "belong to the platform",
    "door.scan_progress": "is how far the changes of this database were gone through",
    "events.duplicators": "are registered by rooms, not by orgs",
    "sales.export_kinds": "are registered by rooms, not by orgs",
    "sales.order_changes": "are registered by rooms, not by orgs",
    "sales.ticket_keys": "in the head of the archive",
    "dining.sentences": "are the same for every org",
    "integrations.event_%": "are the same for every org",
    "integrations.fan_out": "is how far the log of this database was gone through",
    "integrations.kind%": "are the same for every org",
    "integrations.retries": "are the same for every org",
    "platform.alert_rules": "are of the platform",
    "platform.broadcasts": "belong to the platform",
    "platform.figure_progress": "is of the whole platform",
    "platform.mail_kinds": "are the same for every org",
    "platform.notices": "belong to the platform",
}


@dataclass(frozen=True)
class Changed:
    """What becomes of a table's rows in the other database."""

    why: str
    numbered: str | None = None
    """A column with numbers of this database: there the next ones are given, in the same order."""
    sequence: LiteralString | None = None
    """Where those come from, when the column has no identity of its own."""
    values: tuple[tuple[str, LiteralString], ...] = ()
    """Columns that get another value there, as an expression over the old row `t`."""
    only: LiteralString | None = None
    """Which rows are taken over."""
    is_kept: bool = False
    """Whether the rows stay here as well, when the org leaves."""
    fires: bool = False
    """Whether the table's triggers are to do their work there."""


CHANGED: dict[str, Changed] = {
    ORG: Changed("it has arrived", values=(("moving_at", "null::timestamptz"),)),
    "core.audit_log": Changed(
        "the log counts for all orgs of a database; what was sealed here stays here",
        numbered="audit_id",
        is_kept=True,
        only="""
          t.created_at > coalesce((
            select m.moved_at from tenancy.moved_orgs as m where m.org_id = %(org_id)s::uuid
          ), '-infinity')
        """,
    ),
    "core.outbox_events": Changed(
        "the queue counts for all orgs, and what was put off for the move is due again",
        numbered="event_id",
        values=(
            (
                "available_at",
                """
                t.available_at - case when t.available_at > core.clock() + interval '50 years'
                  then interval '100 years' else interval '0' end
                """,
            ),
        ),
    ),
    "core.outbox_dead": Changed(
        "numbered by the queue", numbered="event_id", sequence="core.outbox_events_event_id_seq"
    ),
    "core.outbox_history": Changed(
        "numbered by the queue", numbered="event_id", sequence="core.outbox_events_event_id_seq"
    ),
    "core.rate_limit_overrides": Changed(
        "their triggers mark the rule", numbered="override_id", fires=True
    ),
    "integrations.integrations": Changed(
        "its numbers are of another log: whoever switches it on says since when it is to be told",
        values=(
            ("status", "'disabled'::integrations.integration_status"),
            ("status_reason", "'moved'"),
            ("paused_at", "null::timestamptz"),
            ("disabled_at", "coalesce(t.disabled_at, core.clock())"),
        ),
    ),
    "billing.sales_invoices": Changed(
        "every cell numbers the platform's invoices on its own",
        values=(("cell", "coalesce(t.cell, %(cell)s)"),),
    ),
    "billing.invoice_tasks": Changed("a queue of all orgs", numbered="position"),
    "invoicing.tasks": Changed("a queue of all orgs", numbered="position"),
    "door.ticket_changes": Changed(
        "transactions have other numbers there: scanners begin anew",
        values=(("xid", "pg_current_xact_id()"),),
        only="t.is_issue",
    ),
}

# What is written down here of an org that leaves, as long as its rows can be read.
NOTED: tuple[LiteralString, ...] = (
    """
    insert into billing.departed_numbers (year, sequence, org_id, number)
    select t.year, t.sequence, t.org_id, t.number
    from billing.sales_invoices as t
    where t.org_id = %(org_id)s::uuid and t.cell is null
    """,
)

# Columns that name users and have no foreign key: what they did stays theirs when they are gone.
NAMES_USERS = frozenset(
    {
        ("core.audit_log", "performed_by"),
        ("core.audit_log", "impersonated_by"),
        ("door.scan_logs", "user_id"),
        ("tenancy.erasures", "erased_by"),
        ("platform.mail_template_versions", "published_by"),
    }
)

# Tables whose ids stand in links and apps, so that the cell that an org left can point the way.
KNOWN_BY_ID = ("events.events", "sales.ticket_instances", "dining.locations")
