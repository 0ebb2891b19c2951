"""Tables whose rows are part of what the database is, and so travel with migrations.

The one place that lists them: the catalog snapshot compares their rows, `entree db diff` drafts
their changes. A test proves that every table which a fresh database fills is named here.
"""

from __future__ import annotations

# Table → columns that live, and so are not compared. A table stands after those it refers to.
REGISTRIES: dict[str, frozenset[str]] = {
    "core.countries": frozenset(),
    "core.errors": frozenset(),
    "core.outbox_buckets": frozenset({"leased_until", "leased_by", "fence"}),
    "core.promises": frozenset(),
    "core.maintenance_passes": frozenset(),
    "core.maintenance_reads": frozenset(),
    "core.org_classes": frozenset(),
    "core.rate_limits": frozenset({"has_overrides"}),
    "core.settings": frozenset({"updated_at", "version"}),
    "core.sweeps": frozenset({"last_run_at", "last_count", "last_error"}),
    "core.transitions": frozenset(),
    "core.troubles": frozenset(),
    "tenancy.permissions": frozenset(),
    "tenancy.role_permissions": frozenset(),
    "tenancy.restorables": frozenset(),
    "tenancy.token_holders": frozenset(),
    "tenancy.retention_classes": frozenset(),
    "tenancy.personal_data": frozenset({"next_block", "walked_at"}),
    "tenancy.erasure_guards": frozenset(),
    "ledger.accounts": frozenset(),
    "payments.payable_kinds": frozenset(),
    "invoicing.invoiceables": frozenset(),
    "invoicing.vat_formats": frozenset(),
    "billing.overage_rules": frozenset(),
    "billing.plans": frozenset(),
    "billing.plan_checks": frozenset(),
    "billing.features": frozenset(),
    "events.duplicators": frozenset(),
    "sales.export_kinds": frozenset(),
    "sales.order_changes": frozenset(),
    "dining.sentences": frozenset(),
    "integrations.event_types": frozenset(),
    "integrations.event_sources": frozenset(),
    "integrations.kinds": frozenset(),
    "integrations.kind_fields": frozenset(),
    "integrations.retries": frozenset(),
    "platform.alert_rules": frozenset({"last_run_at", "last_error"}),
    "platform.mail_kinds": frozenset(),
}

# Table → why its rows are filled by a fresh database and yet differ between databases.
PRIVATE: dict[str, str] = {
    "core.audit_log": "what building it changed, and when",
    "core.secrets": "random keys, made in each database for itself",
}
